import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { KIND } from './body.js';
import { encode } from './codec.js';
import { idBytes, type ConversationId, type EntryId, type PersonId } from './ids.js';

/** Names the one direct conversation of two people: the same on both sides, without a word between them. */
export function directConversationId(a: PersonId, b: PersonId): ConversationId {
  const [first, second] = a < b ? [a, b] : [b, a];
  return bytesToHex(sha256(encode(['beep/1 dm', [idBytes(first), idBytes(second)]]))) as ConversationId;
}

/**
 * What the entry that creates a group has in place of its conversation, 32 zero bytes: the group is named by the id of
 * that entry, which is a hash over this very field.
 */
export const NO_CONVERSATION = '0'.repeat(64) as ConversationId;

/** Names the group that the entry `create` creates. */
export const groupConversationId = (create: EntryId): ConversationId => create as string as ConversationId;

/** The conversation an entry belongs to: the one it names, or the group it creates. */
export const conversationOf = (entry: {
  readonly conversation: ConversationId;
  readonly id: EntryId;
  readonly kind: number;
}): ConversationId =>
  entry.kind === KIND.create && entry.conversation === NO_CONVERSATION
    ? groupConversationId(entry.id)
    : entry.conversation;
