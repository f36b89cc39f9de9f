/** One message as a file, put together from what this device holds. */
import type { FaultCode } from '../domain/fault.js';
import { proveMessage, signersOf } from '../domain/message-proof.js';
import { proveMemo } from '../domain/memo-proof.js';
import { compareOrder } from '../domain/order.js';
import { KIND } from '../protocol/body.js';
import { hasOwnSignature, payloadOfEntry } from '../protocol/entry.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { Introduction } from '../protocol/introduction.js';
import { MAX_PROOF_BYTES, MAX_PROOF_CHAIN, MAX_PROOF_PARTS } from '../protocol/limits.js';
import { everHadDevice } from '../protocol/manifest.js';
import { readMessageBody } from '../protocol/message-body.js';
import { encodeProofFile, type ProofFile, type SaidEntry, type ShownPerson } from '../protocol/proof-file.js';
import { openReceipt, type Receipt } from '../protocol/receipt.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { EntryId } from '../protocol/ids.js';
import type { Conversation } from './conversation.js';
import type { Folded } from './folded-message.js';
import { piecesBefore } from './memo-making.js';
import { manifestOf, type Office } from './office.js';
import type { Ports, StoredEntry } from './ports.js';
import { trustOf, vouchersFor } from './vouchers-at-hand.js';

type Asked<T> = Promise<Result<T, FaultCode>>;
type ProofPorts = Pick<Ports, 'keys'>;

/** Changes of one message that a file holds: of more, the newest. */
const MAX_CHANGES = MAX_PROOF_PARTS;
/** The author is among the people too. */
const MAX_RECEIPTS = MAX_PROOF_PARTS - 1;
const KINDS: ReadonlySet<Folded['kind']> = new Set<Folded['kind']>(['text', 'poll', 'memo']);

/** A message as the file of a proof. What it says there is what is shown of it here. @throws Fault 'storage-failed' */
export async function exportProof(
  conversation: Conversation,
  id: EntryId,
  office: Office,
  ports: ProofPorts,
): Asked<Uint8Array> {
  const found = await conversation.find(id);
  if (!found || !KINDS.has(found.kind)) return fail('message-gone');
  const file = await proofOf(conversation, found, office, ports);
  if (!file.ok) return file;
  // Whoever is given it is to see what we see; and a file that proves nothing is better not saved.
  const verify: ProofPorts['keys']['verify'] = (...of) => ports.keys.verify(...of);
  const proof = await proveMessage(file.value, verify, NO_TRUST);
  // A list that says so may not have fitted into the file, or may be here since.
  const here = await proveMessage(file.value, verify, trustOf(office));
  if ([proof, here].some((one) => !one.ok && one.error === 'proof-revoked')) return fail('proof-revoked');
  const isWhole = proof.ok && (found.kind !== 'text' || proof.value.text === found.message.text);
  const bytes = encodeProofFile(file.value);
  return isWhole && bytes.byteLength <= MAX_PROOF_BYTES ? ok(bytes) : fail('proof-unavailable');
}

/** Which authorities count is for the reader of a file to say. */
const NO_TRUST = { authorities: new Set<never>(), revocations: [] };

async function proofOf(
  conversation: Conversation,
  found: Folded,
  office: Office,
  ports: ProofPorts,
): Asked<ProofFile> {
  const { stored, person } = found;
  const { author } = stored.entry;
  const message = await saidOf(stored, conversation, ports);
  const owner = await shownPerson(person, author, conversation, office);
  const body = readMessageBody(stored.entry.kind, stored.body);
  if (!message || !owner || !body) return fail('proof-unavailable');
  const bundle = body.kind === KIND.memo ? await piecesBefore(conversation, stored.entry, body) : ok(null);
  if (!bundle.ok) return bundle;
  const ids = [stored.entry.id, ...(body.again ?? [])];
  const changes: SaidEntry[] = [];
  for (const change of changesIn(found, ids, conversation)) {
    const said = await saidOf(change, conversation, ports);
    if (!said) return fail('proof-unavailable');
    changes.push(said);
  }
  // A change that another device of theirs has made is theirs by that device's own card.
  const people = new Map<PersonId, ShownPerson>([[person, owner]]);
  const held = await receiptsOf(conversation, stored, person, office, ports);
  for (const { by, shown } of held.receipts) people.set(by, withCards(people.get(by), shown));
  const { peer } = conversation.record;
  const signers = bundle.value === null ? [] : await signersIn(message, bundle.value, owner, ports);
  return ok({
    message,
    changes,
    bundle: bundle.value,
    parties: peer && pairOf(peer, office.identity.person),
    people: [...people.values()],
    chain: held.chain,
    receipts: held.receipts.map(({ bytes }) => bytes),
    vouchers: vouchersFor([...people.keys(), ...signers], office),
  });
}

const pairOf = (one: PersonId, other: PersonId): readonly [PersonId, PersonId] =>
  one < other ? [one, other] : [other, one];

const withCards = (held: ShownPerson | undefined, { manifest, cards }: ShownPerson): ShownPerson => ({
  manifest,
  cards: [...(held?.cards ?? []), ...cards],
});

async function signersIn(
  { entry, body }: SaidEntry,
  bundle: Uint8Array,
  { manifest }: ShownPerson,
  { keys }: ProofPorts,
): Promise<readonly PersonId[]> {
  const memo = await proveMemo({ post: [entry, body], bundle, manifest }, (...of) => keys.verify(...of));
  return memo.ok ? signersOf(memo.value).map((one) => one.person) : [];
}

/** Edits and the deletion of a message, in reading order: the newest ones. */
function changesIn(
  { annotations, person }: Folded,
  ids: readonly EntryId[],
  { membership }: Conversation,
): readonly StoredEntry[] {
  return annotations
    .filter(({ entry, body: bytes }) => {
      const body = readMessageBody(entry.kind, bytes);
      const isChange = body?.kind === KIND.edit || body?.kind === KIND.delete;
      return isChange && ids.includes(body.target) && membership.personOf(entry.author) === person;
    })
    .sort((a, b) => compareOrder(a.entry, b.entry))
    .slice(-MAX_CHANGES);
}

/** An entry with what signs for it: itself, or the first one behind it that carries a good signature. Null if none does. */
async function saidOf(
  stored: StoredEntry,
  conversation: Conversation,
  { keys }: ProofPorts,
): Promise<SaidEntry | null> {
  if (!stored.body) return null;
  const verify: ProofPorts['keys']['verify'] = (...of) => keys.verify(...of);
  const { author, seq } = stored.entry;
  const run = stored.isVouched ? await conversation.run(author, seq, MAX_PROOF_CHAIN) : [stored];
  const before: Uint8Array[] = [];
  for (const { entry } of run) {
    if (await hasOwnSignature(entry, verify)) return { before, entry: entry.bytes, body: stored.body };
    before.push(payloadOfEntry(entry.bytes)!);
  }
  return null;
}

/** Whose a device is, by both their words; null if that is not held. */
async function shownPerson(
  person: PersonId,
  device: DeviceId,
  conversation: Conversation,
  office: Office,
): Promise<ShownPerson | null> {
  const { identity, contacts } = office;
  const introductions: (Introduction | null | undefined)[] =
    person === identity.person
      ? [await identity.introduction()]
      : [contacts.introductionOf(person), conversation.group?.introductionOf(person)];
  const card = introductions.find((one) => one?.card.device === device)?.card;
  const manifest = await manifestOf(person, conversation, office);
  if (!card || !manifest || !everHadDevice(manifest, device)) return null;
  return { manifest: manifest.bytes, cards: [card.bytes] };
}

interface HeldReceipt {
  readonly by: PersonId;
  readonly bytes: Uint8Array;
  readonly shown: ShownPerson;
  /** How many entries behind the message the one is that it names. */
  readonly distance: number;
}

/** The receipts at hand that tell of a message, and what joins the message to the entries that they name. */
async function receiptsOf(
  conversation: Conversation,
  { entry }: StoredEntry,
  author: PersonId,
  office: Office,
  { keys }: ProofPorts,
): Promise<{ readonly receipts: readonly HeldReceipt[]; readonly chain: readonly Uint8Array[] }> {
  const behind = await conversation.run(entry.author, entry.seq + 1, MAX_PROOF_CHAIN);
  const log = [entry, ...behind.slice(0, MAX_PROOF_CHAIN).map((one) => one.entry)];
  const best = new Map<DeviceId, HeldReceipt & { readonly isRead: boolean }>();
  for (const bytes of conversation.signedReceipts) {
    const receipt = await openReceipt(bytes, (...of) => keys.verify(...of));
    const line = receipt && lineAbout(receipt, conversation, entry.author);
    const place = line ? line.deliveredCount - 1 - entry.seq : -1;
    if (!receipt || !line || log[place]?.id !== line.deliveredId) continue;
    const by = conversation.membership.personOf(receipt.by);
    const shown =
      by !== null && by !== author ? await shownPerson(by, receipt.by, conversation, office) : null;
    const isRead = line.readCount > entry.seq;
    const held = best.get(receipt.by);
    const isBetter = !held || (isRead && !held.isRead) || (isRead === held.isRead && place < held.distance);
    if (by !== null && shown && isBetter) best.set(receipt.by, { by, bytes, shown, distance: place, isRead });
  }
  const receipts = [...best.values()].slice(0, MAX_RECEIPTS);
  const furthest = Math.max(0, ...receipts.map(({ distance }) => distance));
  const chain = log.slice(1, furthest + 1).map(({ bytes }) => payloadOfEntry(bytes)!);
  return { receipts, chain };
}

const lineAbout = (receipt: Receipt, { id }: Conversation, author: DeviceId) =>
  receipt.conversation === id ? receipt.rows.find((row) => row.author === author) : undefined;
