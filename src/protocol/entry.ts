import { bytesToHex } from '@noble/hashes/utils.js';
import { decodeArray, encode, isBytes, isCount, sameBytes, type Wire } from './codec.js';
import { hashBody } from './body.js';
import {
  idBytes,
  readConversationId,
  readDeviceId,
  readEntryId,
  type ConversationId,
  type DeviceId,
  type EntryId,
} from './ids.js';
import { MAX_AFTER, MAX_CBOR_BYTES, MAX_ORDER_MS, MAX_TIME_MS } from './limits.js';
import { readSortedIds } from './log-points.js';
import {
  checkSigned,
  sealSigned,
  signedId,
  takeApart,
  type Sign,
  type Sign1Parts,
  type Verify,
} from './sign1.js';

/** What the author signs, in wire order. */
export interface EntryHeader {
  readonly conversation: ConversationId;
  readonly author: DeviceId;
  /** Position in this author's own log of this conversation: from 0, without gaps. */
  readonly seq: number;
  /** The author's previous entry; null only when `seq` is 0. */
  readonly prev: EntryId | null;
  /** Last entries of other authors' logs that the author had seen. Sorted by id, at most MAX_AFTER. */
  readonly after: readonly EntryId[];
  /** Author's clock, milliseconds since the Unix epoch. A claim: it is shown and decides nothing. */
  readonly sentAtMs: number;
  /**
   * The author's place in the reading order, a hybrid logical clock in milliseconds: `sentAtMs`, or one more than the
   * greatest `orderMs` the author had seen if that is later. Signed, so that every device sorts alike.
   */
  readonly orderMs: number;
  /** See `KIND`. */
  readonly kind: number;
  /** SHA-256 of the body, 32 bytes. */
  readonly bodyHash: Uint8Array;
  /** Length of the body in bytes. */
  readonly bodyLength: number;
  /** The entry that gives the author the power this entry uses; null in direct chats. */
  readonly grant: EntryId | null;
}

interface IdentifiedEntry extends EntryHeader {
  readonly id: EntryId;
  /** The signed object as it travels: what is stored and what is relayed. */
  readonly bytes: Uint8Array;
}

/** An entry whose form is right. That its author signed it is what somebody claims. */
export interface ClaimedEntry extends IdentifiedEntry {
  readonly parts: Sign1Parts;
}

declare const verified: unique symbol;
/**
 * An entry that this device has found to be its author's: by its own signature, or by that of a later entry of its log,
 * which names it through `prev`. Only this module makes one, a log returns the ones it was given, and views take
 * nothing else.
 */
export interface VerifiedEntry extends IdentifiedEntry {
  readonly [verified]: true;
}

const VERSION = 1;

const payloadOf = (header: EntryHeader): Uint8Array =>
  encode([
    VERSION,
    idBytes(header.conversation),
    idBytes(header.author),
    header.seq,
    header.prev && idBytes(header.prev),
    header.after.map(idBytes),
    header.sentAtMs,
    header.orderMs,
    header.kind,
    header.bodyHash,
    header.bodyLength,
    header.grant && idBytes(header.grant),
  ] satisfies Wire);

/** Signs an entry as its author. */
export async function sealEntry(header: EntryHeader, sign: Sign): Promise<VerifiedEntry> {
  const payload = payloadOf(header);
  return verifiedAs(header, payload, await sealSigned('entry', payload, sign));
}

/** Reads an entry from anyone; null if it is none. Never throws. Knows nothing of signatures, membership or order. */
export function readEntry(bytes: Uint8Array): ClaimedEntry | null {
  const parts = takeApart('entry', bytes);
  const header = parts && readHeader(decodeArray(parts.payload));
  return header && { ...header, id: idOf(parts.payload), bytes, parts };
}

/** The entry, once its signature is found to be its author's; else null. */
export async function verifyEntry(claimed: ClaimedEntry, verify: Verify): Promise<VerifiedEntry | null> {
  const { parts, ...entry } = claimed;
  const isGood = await checkSigned('entry', parts, idBytes(entry.author), verify);
  return isGood ? (entry as VerifiedEntry) : null;
}

/**
 * The entries of a run of one log, once it is found that all of them are their author's; else null. An id is a hash that
 * covers `prev`, so that whoever signed the last one has signed for every one before it. The signatures of those before
 * are not looked at: what they are is not known.
 */
export async function verifyRun(
  claimed: readonly ClaimedEntry[],
  verify: Verify,
): Promise<readonly VerifiedEntry[] | null> {
  const isChain = claimed.every((entry, i) => {
    const before = claimed[i - 1];
    return !before || (entry.prev === before.id && entry.author === before.author);
  });
  const last = claimed.at(-1);
  if (!isChain || (last && !(await verifyEntry(last, verify)))) return null;
  return claimed.map(({ parts: _, ...entry }) => entry as VerifiedEntry);
}

/** Whether the signature that an entry carries is its author's too, of an entry that a later one has vouched for. */
export function hasOwnSignature(
  { author, bytes }: Pick<VerifiedEntry, 'author' | 'bytes'>,
  verify: Verify,
): Promise<boolean> {
  const parts = takeApart('entry', bytes);
  return parts ? checkSigned('entry', parts, idBytes(author), verify) : Promise.resolve(false);
}

/**
 * Reads back an entry that this device verified before it was stored under the vault key; null if it is none.
 * For the store's own adapter only.
 */
export function trustedEntry(bytes: Uint8Array): VerifiedEntry | null {
  const parts = takeApart('entry', bytes);
  const header = parts && readHeader(decodeArray(parts.payload));
  return header && verifiedAs(header, parts.payload, bytes);
}

/** What its author signed of an entry, without the signature; null for what is none. */
export const payloadOfEntry = (bytes: Uint8Array): Uint8Array | null =>
  takeApart('entry', bytes)?.payload ?? null;

/** An entry without its signature: whoever signed an entry that names it, through `prev`, has signed for it. */
export type UnsignedEntry = EntryHeader & { readonly id: EntryId };

/** Reads what `payloadOfEntry` gave; null for anything else. Never throws. */
export function entryOfPayload(payload: Uint8Array): UnsignedEntry | null {
  const header = readHeader(decodeArray(payload));
  return header && { ...header, id: idOf(payload) };
}

/** Whether `body` is the one that the entry's author signed for. */
export const isBodyOf = (entry: EntryHeader, body: Uint8Array): boolean =>
  body.byteLength === entry.bodyLength && sameBytes(hashBody(body), entry.bodyHash);

const idOf = (payload: Uint8Array): EntryId => bytesToHex(signedId('entry', payload)) as EntryId;

const verifiedAs = (header: EntryHeader, payload: Uint8Array, bytes: Uint8Array): VerifiedEntry =>
  ({ ...header, id: idOf(payload), bytes }) as VerifiedEntry;

function readHeader(wire: readonly unknown[] | null): EntryHeader | null {
  if (!wire || wire.length !== 12 || wire[0] !== VERSION) return null;
  const conversation = readConversationId(wire[1]);
  const author = readDeviceId(wire[2]);
  const seq = wire[3];
  const [sentAtMs, orderMs, kind, bodyHash, bodyLength] = wire.slice(6, 11);
  const prev = readOptionalId(wire[4]);
  const after = readSortedIds(wire[5], MAX_AFTER);
  const grant = readOptionalId(wire[11]);
  if (!conversation || !author || prev === undefined || !after || grant === undefined) return null;
  if (
    !isCount(seq) ||
    !isCount(sentAtMs, MAX_TIME_MS) ||
    !isCount(orderMs, MAX_ORDER_MS) ||
    !isCount(kind, 0xffff)
  )
    return null;
  if (!isBytes(bodyHash, 32) || !isCount(bodyLength, MAX_CBOR_BYTES)) return null;
  if ((seq === 0) !== (prev === null) || orderMs < sentAtMs) return null;
  return { conversation, author, seq, prev, after, sentAtMs, orderMs, kind, bodyHash, bodyLength, grant };
}

const readOptionalId = (wire: unknown): EntryId | null | undefined =>
  wire === null ? null : (readEntryId(wire) ?? undefined);
