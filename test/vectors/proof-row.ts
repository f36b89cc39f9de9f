/** What the vectors of proofs say of each. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Trust } from '../../src/domain/badges.js';
import type { MessageProof } from '../../src/domain/message-proof.js';
import type { ProvedBadge } from '../../src/domain/vouched.js';
import { utf8Bytes } from '../../src/protocol/codec.js';
import { ed25519PublicKey } from '../../src/protocol/ed25519.js';
import { readIssuerId } from '../../src/protocol/ids.js';

/** The key of `AUTHORITY` in `support/proof-files.ts`, made without Node. */
const AUTHORITY_KEY = readIssuerId(
  ed25519PublicKey(
    hkdf(sha256, utf8Bytes('authority issuer'), undefined, utf8Bytes('beep test vectors'), 32),
  ),
)!;

/** What the reader trusts. */
export const TRUST: Trust = { authorities: new Set([AUTHORITY_KEY]), revocations: [] };

const badgeRow = ({ badge, authority, standing, revokedLaterMs }: ProvedBadge) => ({
  name: badge.names.name,
  authority,
  standing: standing.kind,
  revokedLaterMs,
});

/** What a proof comes to, without what a reader has in the file itself. */
export const proofRow = (proof: MessageProof) => ({
  id: proof.id,
  conversation: proof.conversation,
  parties: proof.parties,
  author: {
    person: proof.author.person,
    device: proof.author.device,
    badges: proof.author.badges.map(badgeRow),
  },
  sentAtMs: proof.sentAtMs,
  doubtFromMs: proof.revoked?.fromMs ?? null,
  seq: proof.seq,
  kind: proof.kind,
  text: proof.text,
  earlier: proof.earlier,
  options: proof.options,
  deletedMs: proof.deletedMs,
  memo: proof.memo?.hash ?? null,
  receipts: proof.receipts.map(({ person, device, isRead }) => ({ person, device, isRead })),
});
