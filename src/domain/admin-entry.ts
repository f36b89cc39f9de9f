import { readAdminBody, type AdminBody } from '../protocol/admin-body.js';
import { KIND } from '../protocol/body.js';
import { NO_CONVERSATION } from '../protocol/conversation-id.js';
import { isBodyOf, type VerifiedEntry } from '../protocol/entry.js';
import type { DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import { hasDevice } from '../protocol/manifest.js';

/** What a roster needs of an entry of one of the admin kinds. */
export interface AdminEntry {
  readonly id: EntryId;
  readonly author: DeviceId;
  /** Whose device `author` is. */
  readonly person: PersonId;
  /** Position in the author's log. */
  readonly seq: number;
  /** The `create` or `add` entry that made `person` an admin; the roster looks whether it did. */
  readonly grant: EntryId | null;
  readonly body: AdminBody;
}

/**
 * Reads an entry as one of the admin kinds; null if it is none, if `body` is not its body or is malformed, or if nobody
 * is known to own the author's device. The entry that creates a group says itself whose device it is.
 */
export function adminEntryOf(
  entry: VerifiedEntry,
  body: Uint8Array,
  personOf: (device: DeviceId) => PersonId | null,
): AdminEntry | null {
  const read = isBodyOf(entry, body) ? readAdminBody(entry.kind, body) : null;
  if (!read) return null;
  const { id, author, seq, grant } = entry;
  if (read.kind === KIND.create) {
    if (!isFirstOfAll(entry) || !hasDevice(read.manifest, author)) return null;
    return { id, author, person: read.manifest.person, seq, grant, body: read };
  }
  const person = entry.conversation === NO_CONVERSATION ? null : personOf(author);
  return person && { id, author, person, seq, grant, body: read };
}

/** Nothing comes before the entry that creates a group, not even the group's name. */
const isFirstOfAll = ({ conversation, seq, after, grant }: VerifiedEntry): boolean =>
  conversation === NO_CONVERSATION && seq === 0 && after.length === 0 && grant === null;
