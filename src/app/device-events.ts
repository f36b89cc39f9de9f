/**
 * That somebody in a conversation uses a new device, or one no more, told among its messages. It is derived from the manifests
 * that are kept of them, so that it is there after a reload and is stored nowhere twice.
 */
import type { DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import type { Manifest } from '../protocol/manifest.js';
import type { EventView, PersonView } from './conversation-views.js';

/** One change of somebody's devices. */
export interface DeviceChange {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly kind: 'device-added' | 'device-ended';
  /** As its person's own device says. */
  readonly atMs: number;
}

/**
 * What has changed of somebody's devices since `sinceMs`. Their first device is no news, whatever their clock said then: it is
 * the one by which we know them.
 */
export function deviceChanges(
  { person, devices, revoked }: Pick<Manifest, 'person' | 'devices' | 'revoked'>,
  sinceMs: number,
): readonly DeviceChange[] {
  const first = revoked.length > 0 ? -1 : Math.min(...devices.map(({ fromMs }) => fromMs));
  return [
    ...devices
      .filter(({ fromMs }) => fromMs > sinceMs && fromMs !== first)
      .map(({ device, fromMs }) => ({ person, device, kind: 'device-added' as const, atMs: fromMs })),
    ...revoked
      .filter(({ revokedMs }) => revokedMs > sinceMs)
      .map(({ device, revokedMs }) => ({ person, device, kind: 'device-ended' as const, atMs: revokedMs })),
  ].sort((a, b) => a.atMs - b.atMs);
}

/** The messages between which they are told. */
export interface Around {
  readonly messages: readonly { readonly id: EntryId; readonly sentAtMs: number }[];
  /** There are more before the first of them. */
  readonly hasOlder: boolean;
  readonly person: (person: PersonId) => PersonView;
}

/** Puts each after the last message that was sent before it, by what both say of the time. */
export function placeChanges(
  changes: readonly DeviceChange[],
  { messages, hasOlder, person }: Around,
): readonly EventView[] {
  return changes.flatMap(({ person: who, device, kind, atMs }): EventView[] => {
    const after = messages.findLast(({ sentAtMs }) => sentAtMs <= atMs)?.id ?? null;
    if (after === null && hasOlder) return [];
    return [{ id: device, after, sentAtMs: atMs, by: person(who), what: { kind } }];
  });
}

/** The same array for as long as nothing in it has changed, so that a list renders only what has. */
export class StableEvents {
  #before: readonly EventView[] = [];

  of(now: readonly EventView[]): readonly EventView[] {
    const isSame =
      now.length === this.#before.length &&
      now.every((event, at) => {
        const before = this.#before[at]!;
        return (
          event.id === before.id &&
          event.after === before.after &&
          event.what.kind === before.what.kind &&
          event.by.name === before.by.name
        );
      });
    if (!isSame) this.#before = now;
    return this.#before;
  }
}
