import type { FaultCode } from '../domain/fault.js';
import { proveMemo, type MemoProof, type Signatory } from '../domain/memo-proof.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import { memoDigits, readMemoFile, type MemoFile } from '../protocol/memo-bundle.js';
import { readMessageBody } from '../protocol/message-body.js';
import { KIND } from '../protocol/body.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Conversation } from './conversation.js';
import { piecesBefore } from './memo-making.js';
import { manifestOf, type Office } from './office.js';
import type { Ports } from './ports.js';
import type { MemoView, SignatoryView } from './views.js';

type Asked<T> = Promise<Result<T, FaultCode>>;

/** A memo that stands in a conversation, put together. @throws Fault 'storage-failed' */
export async function memoFileOf(conversation: Conversation, id: EntryId, office: Office): Asked<MemoFile> {
  const found = await conversation.find(id);
  if (!found) return fail('message-gone');
  const { stored, person } = found;
  const body = readMessageBody(stored.entry.kind, stored.body);
  if (body?.kind !== KIND.memo || !stored.body) return fail('memo-unreadable');
  const bundle = await piecesBefore(conversation, stored.entry, body);
  if (!bundle.ok) return bundle;
  const manifest = await manifestOf(person, conversation, office);
  if (!manifest) return fail('member-unknown');
  return ok({
    post: [stored.entry.bytes, stored.body],
    bundle: bundle.value,
    manifest: manifest.bytes,
  });
}

/** Checks a memo, and says how we know those who signed for it. */
export async function checkMemo(
  file: MemoFile,
  office: Office,
  { keys }: Pick<Ports, 'keys'>,
): Asked<MemoView> {
  const proof = await proveMemo(file, (...of) => keys.verify(...of));
  return proof.ok ? ok(viewOf(proof.value, office)) : proof;
}

/** As `checkMemo`, of bytes from anywhere. */
export function checkMemoFile(
  bytes: Uint8Array,
  office: Office,
  ports: Pick<Ports, 'keys'>,
): Asked<MemoView> {
  const file = readMemoFile(bytes);
  return file ? checkMemo(file, office, ports) : Promise.resolve(fail('memo-unreadable'));
}

function viewOf({ content, hash, submitted, approved, posted }: MemoProof, office: Office): MemoView {
  const { identity, contacts } = office;
  // Whom only a group has made known to us, we do not know.
  const contactName = (person: PersonId): string | null =>
    contacts.all.value.get(person)?.tie === 'contact' ? (contacts.get(person)?.name ?? null) : null;
  const view = (one: Signatory & { readonly remarks?: string }): SignatoryView => ({
    person: one.person,
    name: one.name,
    knownAs: one.person === identity.person ? identity.name : contactName(one.person),
    own: one.person === identity.person,
    sentAtMs: one.sentAtMs,
    remarks: one.remarks ?? '',
    isRetired: one.isRetired,
  });
  return {
    content,
    hash: memoDigits(hash),
    submitted: submitted && view(submitted),
    approved: approved.map(view),
    posted: posted && view(posted),
  };
}
