/**
 * A message as a file that anybody can check who has it: what was signed, and the documents that say by whom. Unchecked,
 * but for its form: see `domain/message-proof.ts`.
 */
import { decodeArray, encode, isBytes, type Wire } from './codec.js';
import { idBytes, readPersonId, type PersonId } from './ids.js';
import { MAX_MEMO_BUNDLE_BYTES, MAX_PROOF_BYTES, MAX_PROOF_CHAIN, MAX_PROOF_PARTS } from './limits.js';
import { readVouchers, wireVouchers, type Vouchers } from './vouchers.js';

/** An entry with its body, and what shows that its author signed it. */
export interface SaidEntry {
  /**
   * Where the entry itself is not known to carry a good signature: what was signed of it and of those that follow it in its log, up to `entry`, which
   * signs for all of them. Empty where `entry` is it.
   */
  readonly before: readonly Uint8Array[];
  /** The signed entry. */
  readonly entry: Uint8Array;
  /** Of the first of them. */
  readonly body: Uint8Array;
}

/** Whose devices are whose. */
export interface ShownPerson {
  /** The signed list of their devices. */
  readonly manifest: Uint8Array;
  /** Cards of those of their devices that signed something here. */
  readonly cards: readonly Uint8Array[];
}

export interface ProofFile {
  readonly message: SaidEntry;
  /** Its edits and its deletion by its author, as far as they were held. */
  readonly changes: readonly SaidEntry[];
  /** Of a memo: see `encodeMemoBundle`. Null of everything else. */
  readonly bundle: Uint8Array | null;
  /** The two whose conversation it is, the lesser first; null in a group. */
  readonly parties: readonly [PersonId, PersonId] | null;
  /** Its author, and whoever signed receipts. */
  readonly people: readonly ShownPerson[];
  /** What was signed of the entries that follow the message in its log, up to the last one that a receipt names. */
  readonly chain: readonly Uint8Array[];
  /** Signed receipts that say that the message has arrived. */
  readonly receipts: readonly Uint8Array[];
  readonly vouchers: Vouchers;
}

/** What a file begins with. */
const FILE = 'beep/1 proof';

export const encodeProofFile = (file: ProofFile): Uint8Array =>
  encode([
    FILE,
    wireSaid(file.message),
    file.changes.map(wireSaid),
    file.bundle,
    file.parties && file.parties.map(idBytes),
    file.people.map(({ manifest, cards }): Wire => [manifest, cards]),
    file.chain,
    file.receipts,
    wireVouchers(file.vouchers),
  ]);

/** Reads what `encodeProofFile` wrote; null for anything else. Never throws. */
export function readProofFile(bytes: unknown): ProofFile | null {
  const wire = decodeArray(bytes, MAX_PROOF_BYTES);
  if (wire?.length !== 9 || wire[0] !== FILE) return null;
  const [, messageWire, changesWire, bundle, partiesWire, peopleWire, chain, receipts, vouchersWire] = wire;
  const message = readSaid(messageWire);
  const changes = readMany(changesWire, readSaid);
  const parties = partiesWire === null ? null : readParties(partiesWire);
  const people = readMany(peopleWire, readPerson);
  const vouchers = readVouchers(vouchersWire);
  if (!message || !changes || parties === undefined || !people || !vouchers) return null;
  if (bundle !== null && !(isBytes(bundle) && bundle.byteLength <= MAX_MEMO_BUNDLE_BYTES)) return null;
  if (!isBytesList(chain, MAX_PROOF_CHAIN) || !isBytesList(receipts, MAX_PROOF_PARTS)) return null;
  return { message, changes, bundle, parties, people, chain, receipts, vouchers };
}

const wireSaid = ({ before, entry, body }: SaidEntry): Wire => [before, entry, body];

function readSaid(wire: unknown): SaidEntry | null {
  if (!Array.isArray(wire) || wire.length !== 3) return null;
  const [before, entry, body] = wire as readonly unknown[];
  return isBytesList(before, MAX_PROOF_CHAIN) && isBytes(entry) && isBytes(body)
    ? { before, entry, body }
    : null;
}

function readPerson(wire: unknown): ShownPerson | null {
  if (!Array.isArray(wire) || wire.length !== 2) return null;
  const [manifest, cards] = wire as readonly unknown[];
  return isBytes(manifest) && isBytesList(cards, MAX_PROOF_PARTS) ? { manifest, cards } : null;
}

function readParties(wire: unknown): readonly [PersonId, PersonId] | undefined {
  if (!Array.isArray(wire) || wire.length !== 2) return undefined;
  const [first, second] = [readPersonId(wire[0]), readPersonId(wire[1])];
  return first && second && first < second ? [first, second] : undefined;
}

function readMany<T>(wire: unknown, read: (item: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(wire) || wire.length > MAX_PROOF_PARTS) return null;
  const items = wire.map(read);
  return items.every((item) => item !== null) ? items : null;
}

const isBytesList = (wire: unknown, most: number): wire is readonly Uint8Array[] =>
  Array.isArray(wire) && wire.length <= most && wire.every((item) => isBytes(item));
