import { encode } from '../codec.js';
import { idBytes, type ConversationId, type PersonId } from '../ids.js';
import { hkdfExpand, hkdfExtract, mac } from '../kdf.js';

/** Names `conversation` on the link with this exporter, 16 bytes: whoever does not know the conversation learns none. */
export const conversationTag = (exporter: Uint8Array, conversation: ConversationId): Uint8Array =>
  mac(exporter, idBytes(conversation)).slice(0, 16);

/** A secret both ends keep of this link, 32 bytes, to find each other again by when prekeys have run out. */
export const reunionSecret = (exporter: Uint8Array): Uint8Array => hkdfExpand(exporter, 'beep/1 reunion');

/**
 * A secret by which two members of a group reach each other who have never met, 32 bytes: whoever is or was in the group
 * can make it, so it opens a conversation with nobody; it only lets an offer be read.
 */
export function groupSecret(group: ConversationId, a: PersonId, b: PersonId): Uint8Array {
  const [first, second] = a < b ? [a, b] : [b, a];
  const prk = hkdfExtract('beep/1 group', idBytes(group));
  return mac(prk, encode(['members', idBytes(first), idBytes(second)]));
}
