import { base64urlnopad } from '@scure/base';
import { MAX_SIGNAL_BYTES } from './limits.js';

/** A sealed signal as the introducer carries it: base64url without padding (RFC 4648 §5). */
export const blobToText = (blob: Uint8Array): string => base64urlnopad.encode(blob);

/** The sealed signal in a publication; null if it is none. Never throws. */
export function blobFromText(text: string): Uint8Array | null {
  if (text.length > Math.ceil((MAX_SIGNAL_BYTES * 4) / 3)) return null;
  try {
    return base64urlnopad.decode(text);
  } catch {
    return null; // not base64url
  }
}
