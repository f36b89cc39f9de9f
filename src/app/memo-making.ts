import type { FaultCode } from '../domain/fault.js';
import { KIND } from '../protocol/body.js';
import { sameBytes } from '../protocol/codec.js';
import { isText } from '../protocol/codec.js';
import { MAX_MEMO_BUNDLE_BYTES, MAX_MEMO_BYTES } from '../protocol/limits.js';
import { encodeMemoBundle, encodeMemoFile, hashMemo } from '../protocol/memo-bundle.js';
import {
  canonicalMemo,
  encodeMemoContent,
  readMemoContent,
  type MemoContent,
} from '../protocol/memo-content.js';
import type { Signer } from '../protocol/memo-body.js';
import { encodeMessageBody } from '../protocol/message-body.js';
import type { GivenEntry } from '../protocol/record.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { isBlank } from '../domain/draft-content.js';
import type { PersonId } from '../protocol/ids.js';
import type { Conversation } from './conversation.js';
import { joinPieces, sayPieces } from './draft-updates.js';
import type { Saying } from './next-entry.js';
import { manifestOf, type Office } from './office.js';
import type { Ports, StoredEntry } from './ports.js';
import type { Submission } from './submissions.js';
import { withVouchers } from './vouchers-at-hand.js';

type Asked<T> = Promise<Result<T, FaultCode>>;

/** What a draft says, as it may be signed. */
export function freeze(content: MemoContent): Result<Uint8Array, FaultCode> {
  if (isBlank(content)) return fail('draft-blank');
  const bytes = encodeMemoContent(canonicalMemo(content));
  return bytes.byteLength <= MAX_MEMO_BYTES ? ok(bytes) : fail('memo-too-large');
}

/** What the pieces before an entry carry, if it is what `hash` says. @throws Fault 'storage-failed' */
export async function piecesBefore(
  conversation: Conversation,
  { author, seq }: StoredEntry['entry'],
  { pieces, hash }: { readonly pieces: number; readonly hash: Uint8Array },
): Asked<Uint8Array> {
  const run = pieces <= seq ? await conversation.run(author, seq - pieces, pieces) : [];
  const bytes = run.length === pieces ? joinPieces(run) : null;
  if (!bytes) return fail('memo-missing');
  return sameBytes(hashMemo(bytes), hash) ? ok(bytes) : fail('memo-altered');
}

/** What was put up, as it was. @throws Fault 'storage-failed' */
export const frozenBytes = (conversation: Conversation, submission: Submission): Asked<Uint8Array> =>
  piecesBefore(conversation, submission.folded.stored.entry, submission);

/** What was put up, to be read. @throws Fault 'storage-failed' */
export async function frozenContent(conversation: Conversation, submission: Submission): Asked<MemoContent> {
  const bytes = await frozenBytes(conversation, submission);
  if (!bytes.ok) return bytes;
  const content = readMemoContent(bytes.value);
  return content ? ok(content) : fail('memo-unreadable');
}

/** A bundle without a trail, of what is sent under our own name alone. */
export const bundleAlone = (content: Uint8Array): Uint8Array =>
  encodeMemoBundle({ content, trail: [], manifests: [] });

/** The bundle of what was approved, with the trail of that. @throws Fault 'storage-failed' */
export async function bundleOf(
  conversation: Conversation,
  submission: Submission,
  office: Office,
): Asked<Uint8Array> {
  if (submission.state !== 'approved') return fail('not-approved');
  const content = await frozenBytes(conversation, submission);
  if (!content.ok) return content;
  const { stored, annotations, person } = submission.folded;
  const cosigned = submission.approvers.map(({ verdict }) =>
    annotations.find(({ entry }) => entry.id === verdict?.id),
  );
  const trail = [stored, ...cosigned].map((one) => one && givenOf(one));
  if (!trail.every((given) => given !== undefined && given !== null)) return fail('memo-missing');
  const people = new Set<PersonId>([person, ...submission.approvers.map((one) => one.person)]);
  const manifests: Uint8Array[] = [];
  for (const one of people) {
    const manifest = await manifestOf(one, conversation, office);
    if (!manifest) return fail('member-unknown');
    manifests.push(manifest.bytes);
  }
  const bundle = encodeMemoBundle({ content: content.value, trail, manifests });
  return bundle.byteLength <= MAX_MEMO_BUNDLE_BYTES ? ok(bundle) : fail('memo-too-large');
}

const givenOf = ({ entry, body }: StoredEntry): GivenEntry | null => body && [entry.bytes, body];

/** The entries that say a memo. `salt`: of the last one, 16 random bytes. */
export function sayMemo(
  bundle: Uint8Array,
  { subject, salt, ...signer }: Signer & { readonly subject: string; readonly salt: Uint8Array },
  ports: Pick<Ports, 'random'>,
): readonly Saying[] {
  const pieces = sayPieces(bundle, ports);
  const body = encodeMessageBody(salt, {
    kind: KIND.memo,
    hash: hashMemo(bundle),
    pieces: pieces.length,
    subject,
    ...signer,
  });
  return [...pieces, { kind: KIND.memo, body, grant: null }];
}

/** What was approved, as a file. @throws Fault 'storage-failed' */
export async function approvedFile(
  conversation: Conversation,
  submission: Submission,
  office: Office,
  ports: Pick<Ports, 'keys'>,
): Asked<Uint8Array> {
  const bundle = await bundleOf(conversation, submission, office);
  if (!bundle.ok) return bundle;
  const file = { post: null, bundle: bundle.value, manifest: null };
  return ok(encodeMemoFile(await withVouchers(file, office, ports)));
}

/** Remarks as they may be signed; null if they are too long. */
export function cleanRemarks(typed: string, maxBytes: number): string | null {
  const text = typed.toWellFormed().normalize('NFC').trim();
  return isText(text, maxBytes) ? text : null;
}
