import type { Trust } from '../domain/badges.js';
import { revokedFromOf, type RevokedFrom } from '../domain/revoked-mark.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { Registry } from './registry.js';
import type { ReadonlyStore } from './store.js';
import type { BadgeSource } from './vouchers-at-hand.js';

export interface RevokedPeopleDeps extends Pick<BadgeSource, 'identity' | 'contacts'> {
  readonly registry: Pick<Registry, 'badgesOf' | 'trust'>;
  /** Counts up whenever badges or lists may have changed. */
  readonly changes: ReadonlyStore<number>;
  /** What `of` has answered is not so any more. */
  readonly onChanged: () => void;
}

/**
 * From when on no office stands behind what people sign. It is worked out once for each device that has written anything, and
 * again when badges or lists have changed: never for each message.
 */
export class RevokedPeople {
  readonly #deps: RevokedPeopleDeps;
  readonly #known = new Map<string, Known>();
  readonly #forget: () => void;
  #trust: Trust;

  constructor(deps: RevokedPeopleDeps) {
    this.#deps = deps;
    this.#trust = deps.registry.trust;
    this.#forget = deps.changes.subscribe(() => this.#lookAgain());
  }

  stop(): void {
    this.#forget();
  }

  /** See `revokedFromOf`. */
  of(person: PersonId, device: DeviceId): RevokedFrom | null {
    const key = `${person} ${device}`;
    let known = this.#known.get(key);
    if (!known) {
      const shown = this.#shownBy(person);
      known = { person, device, shown, revoked: this.#find(person, device, shown) };
      this.#known.set(key, known);
    }
    return known.revoked;
  }

  #shownBy(person: PersonId): readonly Uint8Array[] {
    const { identity, contacts } = this.#deps;
    return (person === identity.person ? identity.record.badges : contacts.get(person)?.badges) ?? NONE;
  }

  #find(person: PersonId, device: DeviceId, shown: readonly Uint8Array[]): RevokedFrom | null {
    const { revocations } = this.#trust;
    if (revocations.length === 0) return null;
    return revokedFromOf(device, this.#deps.registry.badgesOf(person, shown), revocations);
  }

  #lookAgain(): void {
    const before = this.#trust;
    this.#trust = this.#deps.registry.trust;
    // Most of what changes has nothing to do with it, and a list may have thousands of rows.
    const isSameTrust = isSame(before, this.#trust);
    let isOther = false;
    for (const [key, { person, device, shown: former, revoked: then }] of this.#known) {
      const shown = this.#shownBy(person);
      if (isSameTrust && shown === former) continue;
      const revoked = this.#find(person, device, shown);
      this.#known.set(key, { person, device, shown, revoked });
      if (revoked?.what !== then?.what || revoked?.fromMs !== then?.fromMs) isOther = true;
    }
    if (isOther) this.#deps.onChanged();
  }
}

interface Known {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly shown: readonly Uint8Array[];
  readonly revoked: RevokedFrom | null;
}

const NONE: readonly Uint8Array[] = [];

const isSame = (a: Trust, b: Trust): boolean =>
  a.authorities.size === b.authorities.size &&
  [...a.authorities].every((key) => b.authorities.has(key)) &&
  a.revocations.length === b.revocations.length &&
  a.revocations.every((list, place) => list === b.revocations[place]);
