import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import { foundBy, hasPlace } from '../protocol/message-body.js';
import { foldIn } from './folded-message.js';
import { LoadedPage } from './loaded-page.js';
import type { Membership } from './membership.js';
import type { Repo, StoredEntry } from './ports.js';
import { readAround } from './read-around.js';

export interface HeldBefore {
  readonly repo: Pick<Repo, 'about' | 'entry'>;
  readonly conversation: ConversationId;
  readonly membership: Membership;
  /** Every device of which something is held. */
  readonly devices: Iterable<DeviceId>;
}

const NONE: ReadonlySet<EntryId> = new Set();

/** Whether an entry stands by itself and says something again. */
export const isCopy = ({ entry, body }: StoredEntry): boolean =>
  hasPlace(entry.kind) && foundBy(entry.kind, body).length > 0;

/**
 * Those of `came`, which are not stored yet, that say what is held already, or what comes before them in `came`: they are
 * nothing new to whoever reads. @throws Fault 'storage-failed'
 */
export async function repeatsIn(
  came: readonly StoredEntry[],
  { repo, conversation, membership, devices }: HeldBefore,
): Promise<ReadonlySet<EntryId>> {
  // Nobody says anything again but under another key.
  const keys = new Map<PersonId, Set<DeviceId>>();
  for (const device of [...devices, ...came.map(({ entry }) => entry.author)]) {
    const person = membership.personOf(device);
    if (person) keys.set(person, (keys.get(person) ?? new Set()).add(device));
  }
  const isSuspect = (stored: StoredEntry): boolean => {
    const person = membership.personOf(stored.entry.author);
    return hasPlace(stored.entry.kind) && person !== null && (keys.get(person)?.size ?? 0) > 1;
  };
  const suspects = came.filter(isSuspect);
  if (suspects.length === 0) return NONE;
  const { about, named } = await readAround(repo, conversation, suspects);
  const page = LoadedPage.EMPTY.withOlder(suspects, about, named);
  const placeOf = new Map(suspects.map(({ entry }, place) => [entry.id, place]));
  const repeats = suspects.filter(({ entry }, place) => {
    const folded = foldIn(page, page.find(entry.id)!, membership);
    return folded?.entries.some(({ entry: { id } }) => (placeOf.get(id) ?? -1) < place) ?? false;
  });
  return new Set(repeats.map(({ entry }) => entry.id));
}
