/** What the file of a message proves, by nothing but what is in it and which authorities its reader trusts. */
import type { VerifiedAuthority } from '../protocol/authority.js';
import { KIND } from '../protocol/body.js';
import { openCard } from '../protocol/card.js';
import { directConversationId } from '../protocol/conversation-id.js';
import {
  entryOfPayload,
  isBodyOf,
  payloadOfEntry,
  readEntry,
  verifyEntry,
  type UnsignedEntry,
} from '../protocol/entry.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import { everHadDevice, hasDevice, openManifest, type VerifiedManifest } from '../protocol/manifest.js';
import {
  readMessageBody,
  type MemoBody,
  type MessageBody,
  type PollBody,
  type TextBody,
} from '../protocol/message-body.js';
import type { MemoFile } from '../protocol/memo-bundle.js';
import type { ProofFile, SaidEntry, ShownPerson } from '../protocol/proof-file.js';
import { openReceipt } from '../protocol/receipt.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Verify } from '../protocol/sign1.js';
import type { Trust } from './badges.js';
import { proveMemo, type MemoProof, type ProofFault } from './memo-proof.js';
import { compareOrder } from './order.js';
import { judgedMs, type RevokedMark } from './revoked-mark.js';
import { NO_VOUCHERS } from '../protocol/vouchers.js';
import { Vouched, type ProvedBadge } from './vouched.js';

/** Somebody whose device signed something. */
export interface ProvedPerson {
  readonly person: PersonId;
  readonly device: DeviceId;
  /** As they call themselves in the card of that device. Nobody vouches for it. */
  readonly name: string;
  /** Their device is no more in use, by their own word. */
  readonly isRetired: boolean;
  /** Badges of authorities that count, as they stood when the message was signed. */
  readonly badges: readonly ProvedBadge[];
}

/** What a text was before. */
export interface FormerText {
  readonly text: string;
  readonly sentAtMs: number;
}

export interface MessageProof {
  readonly id: EntryId;
  readonly conversation: ConversationId;
  /** The two whose conversation it is; null in a group. That somebody was a member of it is not proved. */
  readonly parties: readonly [PersonId, PersonId] | null;
  readonly author: ProvedPerson;
  /** By the clock of the author's device: a claim. */
  readonly sentAtMs: number;
  /** How it stands to what was revoked by then. It is never sure: of what is, nothing is proved. */
  readonly revoked: RevokedMark | null;
  /** Where it stands in the author's log: how many entries its device had signed before. */
  readonly seq: number;
  readonly kind: 'text' | 'poll' | 'memo';
  /** As the file last has it; the question of a poll, the subject of a memo. Empty of what was deleted. */
  readonly text: string;
  /** The oldest first. */
  readonly earlier: readonly FormerText[];
  /** Of a poll. */
  readonly options: readonly string[];
  /** Its author has deleted it, at this time by their clock. */
  readonly deletedMs: number | null;
  /** Of a memo: what it says, and its trail. */
  readonly memo: MemoProof | null;
  /** Whose devices have signed that they hold it, and whether it was on their screen. */
  readonly receipts: readonly (ProvedPerson & { readonly isRead: boolean })[];
  readonly authorities: readonly VerifiedAuthority[];
  /** False: the reader trusts no authority, and takes those of the file at their word. */
  readonly isTrusted: boolean;
  readonly vouched: Vouched;
}

/**
 * Why a file proves nothing.
 * - `proof-unreadable`: it is none, or not whole.
 * - `proof-altered`: what was signed is other bytes, or about another message, than these.
 * - `proof-forged`: a signature is not that of whose it is said to be.
 * - `proof-stranger`: nothing in it shows whose device signed, or they are not of this conversation.
 * - `proof-stray`: it holds something that belongs to nobody in it.
 * - `proof-foreign-authority`: its author has badges, but of no authority that the reader trusts.
 * - `proof-revoked`: every badge of its author, or the device, was revoked when it, or a change of it, was signed.
 */
export type MessageProofFault =
  | 'proof-unreadable'
  | 'proof-altered'
  | 'proof-forged'
  | 'proof-stranger'
  | 'proof-stray'
  | 'proof-foreign-authority'
  | 'proof-revoked'
  | ProofFault;

type Found<T> = Result<T, MessageProofFault>;

/**
 * Checks everything in a file, in the order of docs/protocol.md §12.12. Never throws.
 * @param atMs when badges are looked at; null for the time at which each signature claims to have been made
 */
export async function proveMessage(
  file: ProofFile,
  verify: Verify,
  trust: Trust,
  atMs: number | null = null,
): Promise<Found<MessageProof>> {
  const message = await said(file.message, verify);
  if (!message.ok) return message;
  const { entry, body } = message.value;
  if (body?.kind !== KIND.text && body?.kind !== KIND.poll && body?.kind !== KIND.memo)
    return fail('proof-unreadable');

  const owners = ownersIn(file.people);
  if (!owners.ok) return owners;
  const author = owners.value.get(entry.author);
  if (!author) return fail('proof-stranger');
  if (file.parties) {
    const isTheirs = directConversationId(...file.parties) === entry.conversation;
    if (!isTheirs || !file.parties.includes(author.manifest.person)) return fail('proof-stranger');
  }

  const changes = await changesOf(file, entry, body, owners.value, verify);
  if (!changes.ok) return changes;
  const memo = await memoOf(file, author, body, verify);
  if (!memo.ok) return memo;
  const receipts = await receiptsOf(file, entry, owners.value, verify);
  if (!receipts.ok) return receipts;

  const people = new Set([...owners.value.values()].map(({ manifest }) => manifest.person));
  for (const one of signersOf(memo.value)) people.add(one.person);
  const vouched = Vouched.open(file.vouchers, people, trust);
  if (!vouched.ok) return vouched;
  const whenMs = atMs ?? judgedMs(entry);
  const authored = [entry, ...changes.value.map((change) => change.entry)].map(
    ({ author: device, sentAtMs, orderMs }) => ({
      person: author.manifest.person,
      device,
      sentAtMs,
      orderMs,
    }),
  );
  const unofficial = vouched.value.faultOfAny([...authored, ...signersOf(memo.value)], atMs);
  if (unofficial) return fail(unofficial);
  const person = (device: DeviceId): ProvedPerson => {
    const { manifest, name } = owners.value.get(device)!;
    return {
      person: manifest.person,
      device,
      name,
      isRetired: !hasDevice(manifest, device),
      badges: vouched.value.of(manifest.person, device, whenMs),
    };
  };
  return ok({
    id: entry.id,
    conversation: entry.conversation,
    parties: file.parties,
    author: person(entry.author),
    sentAtMs: entry.sentAtMs,
    revoked: firstMark(authored.map((one) => vouched.value.markOf(one.person, one.device, one, atMs))),
    seq: entry.seq,
    ...wordsOf(body, entry.sentAtMs, changes.value),
    memo: memo.value,
    receipts: receipts.value.map(({ by, isRead }) => ({ ...person(by), isRead })),
    authorities: vouched.value.authorities,
    isTrusted: vouched.value.isTrusted,
    vouched: vouched.value,
  });
}

const firstMark = (marks: readonly (RevokedMark | null)[]): RevokedMark | null =>
  marks.find((mark) => mark !== null) ?? null;

/** As `proveMemo`, with who its signers are by their badges. Never throws. */
export async function proveMemoFile(
  file: MemoFile,
  verify: Verify,
  trust: Trust,
  atMs: number | null = null,
): Promise<Found<{ readonly memo: MemoProof; readonly vouched: Vouched }>> {
  const memo = await proveMemo(file, verify);
  if (!memo.ok) return memo;
  const signers = signersOf(memo.value);
  const vouched = Vouched.open(
    file.vouchers ?? NO_VOUCHERS,
    new Set(signers.map(({ person }) => person)),
    trust,
  );
  if (!vouched.ok) return vouched;
  const unofficial = vouched.value.faultOfAny(signers, atMs);
  return unofficial ? fail(unofficial) : ok({ memo: memo.value, vouched: vouched.value });
}

/** Everybody who signed for a memo. */
export const signersOf = (memo: MemoProof | null) =>
  memo ? [memo.submitted, ...memo.approved, memo.posted].filter((one) => one !== null) : [];

interface Said {
  readonly entry: UnsignedEntry;
  /** Null of what is no body. */
  readonly body: MessageBody | null;
}

/** An entry that its author signed, by itself or by one that follows it, with the body that was signed for. */
async function said({ before, entry: bytes, body }: SaidEntry, verify: Verify): Promise<Found<Said>> {
  const claimed = readEntry(bytes);
  const signedPayload = payloadOfEntry(bytes);
  if (!claimed || !signedPayload) return fail('proof-unreadable');
  const run = joined([...before, signedPayload], null);
  if (!run.ok) return run;
  if (!(await verifyEntry(claimed, verify))) return fail('proof-forged');
  const entry = run.value[0]!;
  if (!isBodyOf(entry, body)) return fail('proof-altered');
  return ok({ entry, body: readMessageBody(entry.kind, body) });
}

/** Entries of one log of which each follows the one before; the first one follows `first`, where there is one. */
function joined(
  payloads: readonly Uint8Array[],
  first: UnsignedEntry | null,
): Found<readonly UnsignedEntry[]> {
  const run: UnsignedEntry[] = [];
  for (const payload of payloads) {
    const entry = entryOfPayload(payload);
    if (!entry) return fail('proof-unreadable');
    const last = run.at(-1) ?? first;
    const follows =
      !last ||
      (entry.prev === last.id &&
        entry.seq === last.seq + 1 &&
        entry.author === last.author &&
        entry.conversation === last.conversation);
    if (!follows) return fail('proof-altered');
    run.push(entry);
  }
  return ok(run);
}

interface Owner {
  readonly manifest: VerifiedManifest;
  readonly name: string;
}

/** Whose each device is: the person lists it, and it has signed a card that names the person. */
function ownersIn(people: readonly ShownPerson[]): Found<ReadonlyMap<DeviceId, Owner>> {
  const owners = new Map<DeviceId, Owner>();
  const seen = new Set<PersonId>();
  for (const { manifest: bytes, cards } of people) {
    const manifest = openManifest(bytes);
    if (!manifest) return fail('proof-forged');
    if (seen.has(manifest.person)) return fail('proof-stray');
    seen.add(manifest.person);
    for (const cardBytes of cards) {
      const card = openCard(cardBytes);
      if (!card || card.person !== manifest.person || !everHadDevice(manifest, card.device))
        return fail('proof-forged');
      if (owners.has(card.device)) return fail('proof-stray');
      owners.set(card.device, { manifest, name: card.name });
    }
  }
  return ok(owners);
}

/** Edits and deletions by its own person, in reading order. */
async function changesOf(
  { changes }: ProofFile,
  message: UnsignedEntry,
  body: TextBody | PollBody | MemoBody,
  owners: ReadonlyMap<DeviceId, Owner>,
  verify: Verify,
): Promise<Found<readonly Said[]>> {
  const ids: readonly EntryId[] = [message.id, ...(body.again ?? [])];
  const found: Said[] = [];
  for (const one of changes) {
    const change = await said(one, verify);
    if (!change.ok) return change;
    const { entry, body: what } = change.value;
    const isChange =
      (what?.kind === KIND.edit && body.kind === KIND.text) ||
      (what?.kind === KIND.delete && body.kind !== KIND.memo);
    const isByAuthor =
      owners.get(entry.author)?.manifest.person === owners.get(message.author)!.manifest.person;
    if (!isChange || !isByAuthor || entry.conversation !== message.conversation) return fail('proof-stray');
    if (!ids.includes(what.target)) return fail('proof-altered');
    const last = found.at(-1);
    if (last && compareOrder(last.entry, entry) >= 0) return fail('proof-unreadable');
    found.push(change.value);
  }
  return ok(found);
}

async function memoOf(
  { bundle, message }: ProofFile,
  { manifest }: Owner,
  body: TextBody | PollBody | MemoBody,
  verify: Verify,
): Promise<Found<MemoProof | null>> {
  if ((body.kind === KIND.memo) !== (bundle !== null)) return fail('proof-unreadable');
  if (bundle === null) return ok(null);
  // Its last word is said by an entry that stands for itself: a memo file knows no other.
  if (message.before.length > 0) return fail('proof-unreadable');
  return proveMemo({ post: [message.entry, message.body], bundle, manifest: manifest.bytes }, verify);
}

/** Who says to hold the message, and to have shown it. */
async function receiptsOf(
  { chain, receipts }: ProofFile,
  message: UnsignedEntry,
  owners: ReadonlyMap<DeviceId, Owner>,
  verify: Verify,
): Promise<Found<readonly { readonly by: DeviceId; readonly isRead: boolean }[]>> {
  const run = joined(chain, message);
  if (!run.ok) return run;
  const log = [message, ...run.value];
  const found = new Map<DeviceId, boolean>();
  let furthest = 0;
  for (const bytes of receipts) {
    const receipt = await openReceipt(bytes, verify);
    if (!receipt) return fail('proof-forged');
    const owner = owners.get(receipt.by);
    const author = owners.get(message.author)!;
    if (!owner || found.has(receipt.by) || owner.manifest.person === author.manifest.person)
      return fail('proof-stray');
    const line = receipt.rows.find((row) => row.author === message.author);
    const place = line ? line.deliveredCount - 1 - message.seq : -1;
    if (receipt.conversation !== message.conversation || !line || log[place]?.id !== line.deliveredId)
      return fail('proof-altered');
    furthest = Math.max(furthest, place);
    found.set(receipt.by, line.readCount > message.seq);
  }
  if (furthest !== chain.length) return fail('proof-stray');
  return ok([...found].map(([by, isRead]) => ({ by, isRead })));
}

function wordsOf(
  body: TextBody | PollBody | MemoBody,
  sentAtMs: number,
  changes: readonly Said[],
): Pick<MessageProof, 'kind' | 'text' | 'earlier' | 'options' | 'deletedMs'> {
  const deletion = changes.find((change) => change.body?.kind === KIND.delete);
  if (deletion) {
    const kind = body.kind === KIND.poll ? 'poll' : 'text';
    return { kind, text: '', earlier: [], options: [], deletedMs: deletion.entry.sentAtMs };
  }
  const plain = { earlier: [], options: [], deletedMs: null };
  if (body.kind === KIND.poll) return { ...plain, kind: 'poll', text: body.question, options: body.options };
  if (body.kind === KIND.memo) return { ...plain, kind: 'memo', text: body.subject };
  const texts = [{ text: body.text, sentAtMs }];
  for (const { entry, body: edit } of changes)
    if (edit?.kind === KIND.edit) texts.push({ text: edit.text, sentAtMs: entry.sentAtMs });
  const now = texts.pop()!;
  return { ...plain, kind: 'text', text: now.text, earlier: texts };
}
