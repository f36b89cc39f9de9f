import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { encode } from './codec.js';
import { idBytes, type ConversationId, type PersonId } from './ids.js';

/** Names the one direct conversation of two people: the same on both sides, without a word between them. */
export function directConversationId(a: PersonId, b: PersonId): ConversationId {
  const [first, second] = a < b ? [a, b] : [b, a];
  return bytesToHex(sha256(encode(['beep/1 dm', [idBytes(first), idBytes(second)]]))) as ConversationId;
}
