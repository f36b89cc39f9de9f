import { sha256 } from '@noble/hashes/sha2.js';
import { decodeArray, encode, isCount } from './codec.js';
import {
  idBytes,
  readConversationId,
  readDeviceId,
  readEntryId,
  type ConversationId,
  type DeviceId,
  type EntryId,
} from './ids.js';
import { MAX_VECTOR_ROWS } from './limits.js';
import { checkSigned, sealSigned, takeApart, type Sign, type Verify } from './sign1.js';

/** A device's signed word on how far it holds, and has shown, the logs of others. Rows only ever grow. */
export interface Receipt {
  readonly conversation: ConversationId;
  readonly by: DeviceId;
  readonly rows: readonly ReceiptLine[];
}
export interface ReceiptLine {
  readonly author: DeviceId;
  /** Entries 0 … deliveredCount-1 of the author's log were committed by `by` before it signed this. At least 1. */
  readonly deliveredCount: number;
  /** The entry at seq deliveredCount-1, so that the word holds for one branch of a forked log only. */
  readonly deliveredId: EntryId;
  /** Entries 0 … readCount-1 were on a screen. At most `deliveredCount`. */
  readonly readCount: number;
}

/** How far one device says to hold, and to have shown, the log of another. */
export interface LineCounts {
  readonly by: DeviceId;
  readonly author: DeviceId;
  readonly deliveredCount: number;
  readonly readCount: number;
}

/** Stands for a set of lines of receipts, of which no two are by one device about one log. 16 bytes. */
export function linesDigest(lines: Iterable<LineCounts>): Uint8Array {
  const rows = [...lines].sort((a, b) => compare(a.by, b.by) || compare(a.author, b.author));
  const bytes = encode(
    rows.map((row) => [idBytes(row.by), idBytes(row.author), row.deliveredCount, row.readCount]),
  );
  return sha256(bytes).slice(0, 16);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const VERSION = 1;

/** Signs a receipt with the device key. Call it only for what is committed. */
export function sealReceipt(receipt: Receipt, sign: Sign): Promise<Uint8Array> {
  const rows = receipt.rows.map((row) => [
    idBytes(row.author),
    row.deliveredCount,
    idBytes(row.deliveredId),
    row.readCount,
  ]);
  return sealSigned(
    'receipt',
    encode([VERSION, idBytes(receipt.conversation), idBytes(receipt.by), rows]),
    sign,
  );
}

/** Reads and checks a receipt; null if anything is wrong. Never throws. */
export async function openReceipt(bytes: unknown, verify: Verify): Promise<Receipt | null> {
  const parts = takeApart('receipt', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 4 || wire[0] !== VERSION) return null;
  const conversation = readConversationId(wire[1]);
  const by = readDeviceId(wire[2]);
  if (!conversation || !by || !Array.isArray(wire[3]) || wire[3].length > MAX_VECTOR_ROWS) return null;
  const rows = wire[3].map(readLine);
  if (!rows.every((row) => row !== null)) return null;
  if (!(await checkSigned('receipt', parts, idBytes(by), verify))) return null;
  return { conversation, by, rows };
}

function readLine(row: unknown): ReceiptLine | null {
  if (!Array.isArray(row) || row.length !== 4) return null;
  const author = readDeviceId(row[0]);
  const deliveredId = readEntryId(row[2]);
  const [, deliveredCount, , readCount] = row as unknown[];
  if (!author || !deliveredId || !isCount(deliveredCount) || deliveredCount === 0) return null;
  if (!isCount(readCount, deliveredCount)) return null;
  return { author, deliveredCount, deliveredId, readCount };
}
