import { sha256 } from '@noble/hashes/sha2.js';
import { encode } from './codec.js';
import { idBytes, type ConversationId, type DeviceId } from './ids.js';

/**
 * The Yjs client id under which a device writes on a shared draft, for as long as it has it open once: 53 bits, so that a
 * number holds them. Whoever knows the device knows whose text is whose, and nobody can write under another's.
 * @param session 16 random bytes, new at each opening
 */
export function draftClient(device: DeviceId, conversation: ConversationId, session: Uint8Array): number {
  const hash = sha256(encode(['beep/1 draft client', idBytes(device), idBytes(conversation), session]));
  const view = new DataView(hash.buffer, hash.byteOffset);
  return view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11);
}
