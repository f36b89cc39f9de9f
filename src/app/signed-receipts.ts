import type { SignedReceipt } from './records.js';

/** Larger receipts, which say all that somebody holds of a large group, are not kept. */
const MAX_BYTES = 1024;
/** Of devices, in one conversation: with it, the record stays a small one. */
const MAX_RECEIPTS = 32;

/** `held` with a receipt in the place of what its device signed before; of too many the oldest go. */
export function withSigned(held: readonly SignedReceipt[], receipt: SignedReceipt): readonly SignedReceipt[] {
  if (receipt.bytes.byteLength > MAX_BYTES) return held;
  return [...held.filter(({ by }) => by !== receipt.by), receipt].slice(-MAX_RECEIPTS);
}
