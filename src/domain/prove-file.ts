import { decodeArray } from '../protocol/codec.js';
import { MAX_PROOF_BYTES } from '../protocol/limits.js';
import { readMemoFile } from '../protocol/memo-bundle.js';
import { readProofFile } from '../protocol/proof-file.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Verify } from '../protocol/sign1.js';
import type { Trust } from './badges.js';
import type { MemoProof } from './memo-proof.js';
import { proveMemoFile, proveMessage, type MessageProof, type MessageProofFault } from './message-proof.js';
import type { Vouched } from './vouched.js';

/** What a file was found to be. */
export type ProvedFile =
  | { readonly kind: 'message'; readonly proof: MessageProof }
  | { readonly kind: 'memo'; readonly memo: MemoProof; readonly vouched: Vouched };

/** Checks bytes from anywhere, as `proveMessage` or `proveMemoFile` of what they hold. Never throws. */
export async function proveFile(
  bytes: Uint8Array,
  verify: Verify,
  trust: Trust,
  atMs: number | null = null,
): Promise<Result<ProvedFile, MessageProofFault>> {
  if (decodeArray(bytes, MAX_PROOF_BYTES)?.[0] === 'beep/1 memo') {
    const file = readMemoFile(bytes);
    if (!file) return fail('memo-unreadable');
    const proved = await proveMemoFile(file, verify, trust, atMs);
    return proved.ok ? ok({ kind: 'memo', ...proved.value }) : proved;
  }
  const file = readProofFile(bytes);
  if (!file) return fail('proof-unreadable');
  const proof = await proveMessage(file, verify, trust, atMs);
  return proof.ok ? ok({ kind: 'message', proof: proof.value }) : proof;
}
