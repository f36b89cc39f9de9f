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

/** Questions beyond the first: what was said again takes no more than these, and what somebody makes up is not followed further. */
const MAX_MORE_ROUNDS = 2;

const idsOf = (entries: readonly StoredEntry[]): readonly EntryId[] => entries.map(({ entry }) => entry.id);

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
  const asked = new Set<EntryId>();
  const about = new Map<EntryId, StoredEntry>();
  const ask = async (wanted: readonly EntryId[]): Promise<readonly StoredEntry[]> => {
    const fresh = [...new Set(wanted)].filter((id) => !asked.has(id));
    for (const id of fresh) asked.add(id);
    const found = fresh.length > 0 ? await repo.about(conversation, fresh) : [];
    for (const stored of found) about.set(stored.entry.id, stored);
    return found.filter(({ entry }) => hasPlace(entry.kind));
  };
  const [first, looked] = await Promise.all([
    ask([...idsOf(entries), ...ids, ...formerIds(entries)]),
    Promise.all(ids.map(async (id) => [id, await repo.entry(conversation, id)] as const)),
  ]);
  const begun = [...entries, ...looked.flatMap(([, stored]) => stored ?? [])];
  const named = new Map<EntryId, StoredEntry | null>(looked);
  // Whatever says the same knows the first id of it: once that was asked for, only what is about the others is lacking.
  let copies = first;
  let found = [...first, ...begun];
  for (let round = 0; round < MAX_MORE_ROUNDS && found.length > 0; round++) {
    found = [...(await ask([...idsOf(found), ...formerIds(found)]))];
    copies = [...copies, ...found];
  }
  const here = new Set([...begun, ...copies].map(({ entry }) => entry.id));
  const former = new Set(formerIds([...begun, ...copies]).filter((id) => !here.has(id) && !named.has(id)));
  for (const id of former) named.set(id, await repo.entry(conversation, id));
  return { about: [...about.values()], named };
}
