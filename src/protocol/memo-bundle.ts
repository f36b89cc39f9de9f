import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { decodeArray, encode, isBytes } from './codec.js';
import { MAX_APPROVERS, MAX_MEMO_BUNDLE_BYTES, MAX_MEMO_BYTES, MAX_VOUCHERS_BYTES } from './limits.js';
import type { GivenEntry } from './record.js';
import { readVouchers, wireVouchers, type Vouchers } from './vouchers.js';

/** What a memo says, and who stands behind it. Unchecked, but for its form: see `domain/memo-proof.ts`. */
export interface MemoBundle {
  /** See `encodeMemoContent`. */
  readonly content: Uint8Array;
  /** The entry that put it up for approval, and the ones that approved it; none of what was sent without. */
  readonly trail: readonly GivenEntry[];
  /** The signed lists of devices of everybody in the trail. */
  readonly manifests: readonly Uint8Array[];
}

/** A memo as a file, which anybody can check who has it. Unchecked, but for its form. */
export interface MemoFile {
  /** The entry by which it was sent; null of one that was not. */
  readonly post: GivenEntry | null;
  /** See `encodeMemoBundle`. */
  readonly bundle: Uint8Array;
  /** The signed list of devices of whoever sent it; null where nobody did. */
  readonly manifest: Uint8Array | null;
  /** Who those who signed are by their badges; not there in a file that says nothing of it. */
  readonly vouchers?: Vouchers;
}

const VERSION = 1;
/** What a file begins with. */
const FILE = 'beep/1 memo';
/** A file is a bundle with one more entry and manifest around it, and badges. */
const MAX_FILE_BYTES = MAX_MEMO_BUNDLE_BYTES + 64 * 1024 + MAX_VOUCHERS_BYTES;
/** The submission, and what each approver has to say to it. */
const MAX_TRAIL = 1 + MAX_APPROVERS;

export const encodeMemoBundle = ({ content, trail, manifests }: MemoBundle): Uint8Array =>
  encode([VERSION, content, trail, manifests]);

/** Reads what `encodeMemoBundle` wrote; null for anything else. Never throws. */
export function readMemoBundle(bytes: unknown): MemoBundle | null {
  const wire = decodeArray(bytes, MAX_MEMO_BUNDLE_BYTES);
  if (wire?.length !== 4 || wire[0] !== VERSION) return null;
  const [, content, trailWire, manifests] = wire;
  if (!isBytes(content) || content.byteLength > MAX_MEMO_BYTES) return null;
  if (!isFew(trailWire) || !isFew(manifests) || !manifests.every((one) => isBytes(one))) return null;
  const trail = trailWire.map(readGiven);
  return trail.every((given) => given !== null) ? { content, trail, manifests } : null;
}

const isFew = (wire: unknown): wire is readonly unknown[] => Array.isArray(wire) && wire.length <= MAX_TRAIL;

function readGiven(wire: unknown): GivenEntry | null {
  if (!Array.isArray(wire) || wire.length !== 2) return null;
  const [entry, body] = wire as readonly unknown[];
  return isBytes(entry) && isBytes(body) ? [entry, body] : null;
}

/** Without badges it is written as it was before there were any. */
export const encodeMemoFile = ({ post, bundle, manifest, vouchers }: MemoFile): Uint8Array =>
  encode([FILE, post, bundle, manifest, ...(vouchers ? [wireVouchers(vouchers)] : [])]);

/** Reads what `encodeMemoFile` wrote; null for anything else. Never throws. */
export function readMemoFile(bytes: unknown): MemoFile | null {
  const wire = decodeArray(bytes, MAX_FILE_BYTES);
  if (!wire || wire.length < 4 || wire.length > 5 || wire[0] !== FILE) return null;
  const [, postWire, bundle, manifest] = wire;
  const post = postWire === null ? null : readGiven(postWire);
  const vouchers = wire.length === 5 ? readVouchers(wire[4]) : undefined;
  if (vouchers === null || !isBytes(bundle) || (postWire === null) !== (post === null)) return null;
  if (post === null ? manifest !== null : !isBytes(manifest)) return null;
  return { post, bundle, manifest: isBytes(manifest) ? manifest : null, ...(vouchers && { vouchers }) };
}

/** What `SubmitFields.hash` is of the content, and `MemoFields.hash` of the bundle: 32 bytes. */
export const hashMemo = (bytes: Uint8Array): Uint8Array => sha256(bytes);

/** Such a hash as people compare it: 64 hex digits. */
export const memoDigits = (hash: Uint8Array): string => bytesToHex(hash);
