import type { FaultCode } from '../domain/fault.js';
import { proveMemo } from '../domain/memo-proof.js';
import { signersOf } from '../domain/message-proof.js';
import { Vouched } from '../domain/vouched.js';
import type { EntryId } from '../protocol/ids.js';
import type { MemoFile } from '../protocol/memo-bundle.js';
import { readMessageBody } from '../protocol/message-body.js';
import { KIND } from '../protocol/body.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { NO_VOUCHERS } from '../protocol/vouchers.js';
import type { Conversation } from './conversation.js';
import { piecesBefore } from './memo-making.js';
import { manifestOf, type Office } from './office.js';
import type { Ports } from './ports.js';
import { viewOfMemo } from './proof-reader.js';
import type { MemoView } from './draft-views.js';
import { trustOf, withVouchers } from './vouchers-at-hand.js';

type Asked<T> = Promise<Result<T, FaultCode>>;

/** A memo that stands in a conversation, put together. @throws Fault 'storage-failed' */
export async function memoFileOf(
  conversation: Conversation,
  id: EntryId,
  office: Office,
  ports: Pick<Ports, 'keys'>,
): Asked<MemoFile> {
  const found = await conversation.find(id);
  if (!found) return fail('message-gone');
  const { stored, person } = found;
  const body = readMessageBody(stored.entry.kind, stored.body);
  if (body?.kind !== KIND.memo || !stored.body) return fail('memo-unreadable');
  const bundle = await piecesBefore(conversation, stored.entry, body);
  if (!bundle.ok) return bundle;
  const manifest = await manifestOf(person, conversation, office);
  if (!manifest) return fail('member-unknown');
  return ok(
    await withVouchers(
      { post: [stored.entry.bytes, stored.body], bundle: bundle.value, manifest: manifest.bytes },
      office,
      ports,
    ),
  );
}

/**
 * Checks a memo, and says how we know those who signed for it. What their badges are worth is shown, and is no fault of the
 * memo: see `checkFile` for that.
 */
export async function checkMemo(
  file: MemoFile,
  office: Office,
  { keys }: Pick<Ports, 'keys'>,
): Asked<MemoView> {
  const proof = await proveMemo(file, (...of) => keys.verify(...of));
  if (!proof.ok) return proof;
  const people = new Set(signersOf(proof.value).map(({ person }) => person));
  const vouched = Vouched.open(file.vouchers ?? NO_VOUCHERS, people, trustOf(office));
  return ok(viewOfMemo(proof.value, office, vouched.ok ? vouched.value : null));
}
