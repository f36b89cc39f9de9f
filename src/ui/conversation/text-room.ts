import { MAX_TEXT_BYTES } from '../../protocol/limits.js';

/** From here on the composer says how much room is left. */
const TELL_BYTES = Math.floor(MAX_TEXT_BYTES * 0.9);
const MAX_BYTES_PER_CHAR = 3; // of a UTF-16 unit in UTF-8
const encoder = new TextEncoder();

/** UTF-8 bytes that still fit into a message, negative where there are too many; null while there is plenty. */
export function textRoomBytes(text: string): number | null {
  if (text.length * MAX_BYTES_PER_CHAR < TELL_BYTES) return null; // cheap, at each keystroke
  const used = encoder.encode(text.trim()).byteLength;
  return used < TELL_BYTES ? null : MAX_TEXT_BYTES - used;
}
