import { isSignedBy } from '../../src/protocol/ed25519.js';
import { readEntry, verifyEntry, type VerifiedEntry } from '../../src/protocol/entry.js';
import { openReceipt, type Receipt } from '../../src/protocol/receipt.js';
import type { Verify } from '../../src/protocol/sign1.js';

/** The verifier that the protocol is defined by. */
export const strictly: Verify = (publicKey, signature, bytes) =>
  Promise.resolve(isSignedBy(publicKey, signature, bytes));

/** Reads an entry and checks its signature; null if either fails. */
export async function openEntry(bytes: Uint8Array): Promise<VerifiedEntry | null> {
  const claimed = readEntry(bytes);
  return claimed && verifyEntry(claimed, strictly);
}

export const openReceiptStrictly = (bytes: unknown): Promise<Receipt | null> => openReceipt(bytes, strictly);
