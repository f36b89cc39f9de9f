import { claimableMs, nextOrderMs } from '../domain/order.js';
import { hashBody } from '../protocol/body.js';
import { sealEntry } from '../protocol/entry.js';
import type { ConversationId, EntryId } from '../protocol/ids.js';
import { MAX_AFTER } from '../protocol/limits.js';
import type { Heads } from './heads.js';
import type { Identity } from './identity.js';
import type { Ports, StoredEntry } from './ports.js';

/** What an entry is to say, beside its place. */
export interface Saying {
  readonly kind: number;
  /** Canonical bytes, the salt included. */
  readonly body: Uint8Array;
  /** The entry that lets its author say this; null where nobody needs leave. */
  readonly grant: EntryId | null;
}

/** Something of ours that stands in a place that is not ours any more. */
export interface SayingAgain {
  readonly before: StoredEntry;
  /** It, as it is to be said now. `idNow`: under which id an entry stands that was said again itself. */
  readonly again: (idNow: (id: EntryId) => EntryId) => Saying;
}

/** Something that rests on what is said just before it, whose id is not known earlier; null if nothing is. */
export type SayingNext = (before: EntryId | null) => Saying;

/** Signs what comes next in this device's own log, after everything in `heads`, and after the place `seenMs`. */
export async function sealNext(
  { kind, body, grant }: Saying,
  conversation: ConversationId,
  heads: Heads,
  { identity, ports }: { readonly identity: Identity; readonly ports: Pick<Ports, 'clock'> },
  seenMs = -1,
): Promise<StoredEntry> {
  const author = identity.device;
  const own = heads.get(author);
  const others = [...heads].filter(([device]) => device !== author).map(([, head]) => head);
  // Where there are more of them than may be named, the newest say most about what was seen.
  const newest = others.toSorted((a, b) => b.orderMs - a.orderMs).slice(0, MAX_AFTER);
  const sentAtMs = claimableMs(ports.clock.wallMs());
  const entry = await sealEntry(
    {
      conversation,
      author,
      seq: own ? own.seq + 1 : 0,
      prev: own?.id ?? null,
      after: newest.map((head) => head.id).sort(),
      sentAtMs,
      orderMs: nextOrderMs(sentAtMs, [...others.map((head) => head.orderMs), seenMs], own?.orderMs),
      kind,
      bodyHash: hashBody(body),
      bodyLength: body.byteLength,
      grant,
    },
    identity.sign,
  );
  return { entry, body };
}
