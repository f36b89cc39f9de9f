import { KIND } from '../protocol/body.js';
import { sameBytes } from '../protocol/codec.js';
import { isBodyOf, readEntry, verifyEntry, type VerifiedEntry } from '../protocol/entry.js';
import type { DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import { everHadDevice, hasDevice, openManifest, type Manifest } from '../protocol/manifest.js';
import { hashMemo, readMemoBundle, type MemoFile } from '../protocol/memo-bundle.js';
import { readMemoContent, type MemoContent } from '../protocol/memo-content.js';
import {
  readMessageBody,
  type CosignBody,
  type MemoBody,
  type SubmitBody,
} from '../protocol/message-body.js';
import type { GivenEntry } from '../protocol/record.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Verify } from '../protocol/sign1.js';

/** Somebody whose device signed something about a memo. */
export interface Signatory {
  readonly person: PersonId;
  readonly device: DeviceId;
  /** What they called themselves when they signed. Nobody vouches for it. */
  readonly name: string;
  /** Their device's clock, in ms since the Unix epoch: a claim. */
  readonly sentAtMs: number;
  /** Where it stands in the order of its conversation, in the same unit. */
  readonly orderMs: number;
  /** Their device is no more in use, by their own word. */
  readonly isRetired: boolean;
}

/** What a memo is found to be. Everybody in it has signed for their part, of exactly this content. */
export interface MemoProof {
  readonly content: MemoContent;
  /** SHA-256 of the encoded content, 32 bytes. */
  readonly hash: Uint8Array;
  /** Who put it up for approval; null if nobody did. */
  readonly submitted: (Signatory & { readonly remarks: string }) | null;
  /** Everybody who was asked to approve it, in that order; none if nobody was. */
  readonly approved: readonly (Signatory & { readonly remarks: string })[];
  /** Who sent it; null of one that was not sent. */
  readonly posted: Signatory | null;
}

/**
 * Why a memo proves nothing.
 * - `memo-unreadable`: it is none, or not whole.
 * - `memo-altered`: what was signed is other bytes than these.
 * - `memo-forged`: a signature is not that of whose it is said to be.
 * - `memo-unapproved`: somebody who was asked to approve it has not.
 */
export type ProofFault = 'memo-unreadable' | 'memo-altered' | 'memo-forged' | 'memo-unapproved';

/** Checks a memo, with nothing but what is in it. Knows no people: whose keys these are, the reader decides. Never throws. */
export async function proveMemo(file: MemoFile, verify: Verify): Promise<Result<MemoProof, ProofFault>> {
  const bundle = readMemoBundle(file.bundle);
  const content = bundle && readMemoContent(bundle.content);
  if (!bundle || !content) return fail('memo-unreadable');
  const hash = hashMemo(bundle.content);
  const manifests = bundle.manifests.map(openManifest);
  const trail = await Promise.all(bundle.trail.map((given) => signed(given, manifests, verify)));
  const [submission, ...cosigned] = trail;
  if (trail.includes(null)) return fail('memo-forged');
  let submitted: MemoProof['submitted'] = null;
  let approved: MemoProof['approved'] = [];
  if (submission) {
    const { body } = submission;
    if (body.kind !== KIND.submit) return fail('memo-unreadable');
    if (!sameBytes(body.hash, hash)) return fail('memo-altered');
    submitted = { ...signatoryOf(submission, body), remarks: body.remarks };
    const found = approvalsOf(submission.entry, body, cosigned as readonly Signed[]);
    if (!found.ok) return found;
    approved = found.value;
  }
  const posted = file.post && (await postedBy(file, content, verify));
  if (posted && !posted.ok) return posted;
  // The last one in line sends it: nobody else's word is that it is what was approved.
  if (posted && submitted && posted.value.person !== approved.at(-1)?.person) return fail('memo-forged');
  return ok({ content, hash, submitted, approved, posted: posted?.value ?? null });
}

type TrailBody = SubmitBody | CosignBody | MemoBody;

interface Signed<Body = TrailBody> {
  readonly entry: VerifiedEntry;
  readonly body: Body;
  readonly manifest: Manifest;
}

/** An entry whose own signature is that of a device of somebody whose manifest is there; null otherwise. */
async function signed(
  [bytes, bodyBytes]: GivenEntry,
  manifests: readonly (Manifest | null)[],
  verify: Verify,
): Promise<Signed | null> {
  const claimed = readEntry(bytes);
  const entry = claimed && (await verifyEntry(claimed, verify));
  if (!entry || !bodyBytes || !isBodyOf(entry, bodyBytes)) return null;
  const body = readMessageBody(entry.kind, bodyBytes);
  if (body?.kind !== KIND.submit && body?.kind !== KIND.cosign && body?.kind !== KIND.memo) return null;
  // Anybody can list a device as theirs: whose it is, it says itself.
  const manifest = manifests.find((one) => one?.person === body.person && everHadDevice(one, entry.author));
  return manifest ? { entry, body, manifest } : null;
}

const signatoryOf = ({ entry, manifest }: Signed, { name }: TrailBody): Signatory => ({
  person: manifest.person,
  device: entry.author,
  name,
  sentAtMs: entry.sentAtMs,
  orderMs: entry.orderMs,
  isRetired: !hasDevice(manifest, entry.author),
});

function approvalsOf(
  submission: VerifiedEntry,
  { approvers, hash, again = [] }: SubmitBody,
  cosigned: readonly Signed[],
): Result<MemoProof['approved'], ProofFault> {
  const approved: (Signatory & { readonly remarks: string })[] = [];
  // Whoever approved it before it was said again put their name to the same hash.
  const ids: readonly EntryId[] = [submission.id, ...again];
  for (const person of approvers) {
    const one = cosigned.find(({ manifest }) => manifest.person === person);
    if (one?.body.kind !== KIND.cosign || !ids.includes(one.body.target) || !one.body.isApproval)
      return fail('memo-unapproved');
    if (!sameBytes(one.body.hash, hash)) return fail('memo-altered');
    approved.push({ ...signatoryOf(one, one.body), remarks: one.body.remarks });
  }
  return cosigned.length === approvers.length ? ok(approved) : fail('memo-unreadable');
}

async function postedBy(
  { post, bundle, manifest }: MemoFile,
  { subject }: MemoContent,
  verify: Verify,
): Promise<Result<Signatory, ProofFault>> {
  const by = await signed(post!, [manifest && openManifest(manifest)], verify);
  if (!by) return fail('memo-forged');
  if (by.body.kind !== KIND.memo) return fail('memo-unreadable');
  const isIt = sameBytes(by.body.hash, hashMemo(bundle)) && by.body.subject === subject;
  return isIt ? ok(signatoryOf(by, by.body)) : fail('memo-altered');
}
