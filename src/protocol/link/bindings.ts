import { hkdfExpand, mac } from '../kdf.js';
import { idBytes, type ConversationId } from '../ids.js';

/** Names `conversation` on the link with this exporter, 16 bytes: whoever does not know the conversation learns none. */
export const conversationTag = (exporter: Uint8Array, conversation: ConversationId): Uint8Array =>
  mac(exporter, idBytes(conversation)).slice(0, 16);

/** A secret both ends keep of this link, 32 bytes, to find each other again by when prekeys have run out. */
export const reunionSecret = (exporter: Uint8Array): Uint8Array => hkdfExpand(exporter, 'beep/1 reunion');
