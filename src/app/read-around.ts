import type { ConversationId, EntryId } from '../protocol/ids.js';
import { foundBy, hasPlace } from '../protocol/message-body.js';
import type { Repo, StoredEntry } from './ports.js';

/** What belongs to entries that stand by themselves. */
export interface Around {
  /** What is said about them, under whichever id; and whatever says one of them again. */
  readonly about: readonly StoredEntry[];
  /** Those that are named by others: answered, or said again. Null of one that is not held. */
  readonly named: ReadonlyMap<EntryId, StoredEntry | null>;
}

export const NOTHING_AROUND: Around = { about: [], named: new Map() };

const formerIds = (entries: readonly StoredEntry[]): readonly EntryId[] =>
  entries.flatMap(({ entry, body }) => (hasPlace(entry.kind) ? foundBy(entry.kind, body) : []));

/**
 * Reads what belongs to `entries`, and to those called `ids`. Where nothing was said again, that is one question about them
 * all; each saying of several entries costs a few more. @throws Fault 'storage-failed'
 */
export async function readAround(
  repo: Pick<Repo, 'about' | 'entry'>,
  conversation: ConversationId,
  entries: readonly StoredEntry[],
  ids: readonly EntryId[] = [],
): Promise<Around> {
  const looked = await Promise.all(ids.map(async (id) => [id, await repo.entry(conversation, id)] as const));
  const named = new Map<EntryId, StoredEntry | null>(looked);
  const begun = [...entries, ...looked.flatMap(([, stored]) => stored ?? [])];
  const asked = new Set([...begun.map(({ entry }) => entry.id), ...ids, ...formerIds(begun)]);
  const first = await repo.about(conversation, [...asked]);
  // Whatever says the same knows the first id of it, so all of that is here by now, and only what is about it may not be.
  const copies = first.filter(({ entry }) => hasPlace(entry.kind));
  const others = [...copies.map(({ entry }) => entry.id), ...formerIds(copies)].filter(
    (id) => !asked.has(id),
  );
  const second = others.length > 0 ? await repo.about(conversation, [...new Set(others)]) : [];
  const here = new Set([...begun, ...copies].map(({ entry }) => entry.id));
  const former = new Set(formerIds([...begun, ...copies]).filter((id) => !here.has(id) && !named.has(id)));
  for (const id of former) named.set(id, await repo.entry(conversation, id));
  const about = new Map([...first, ...second].map((stored) => [stored.entry.id, stored]));
  return { about: [...about.values()], named };
}
