/** Base32 (RFC 4648 §6) in capitals, without padding. Here, so that the first view is spared the one of the package. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function base32(bytes: Uint8Array): string {
  let [text, bits, length] = ['', 0, 0];
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    for (length += 8; length >= 5; length -= 5) text += ALPHABET[(bits >> (length - 5)) & 31]!;
  }
  return length > 0 ? text + ALPHABET[(bits << (5 - length)) & 31]! : text;
}

/** The bytes of such a text; null if it is not the one that `base32` makes of any. Never throws. */
export function base32Bytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [bits, length, at] = [0, 0, 0];
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    bits = ((bits << 5) | value) & 0xfff;
    length += 5;
    if (length >= 8) bytes[at++] = (bits >> (length -= 8)) & 0xff;
  }
  return base32(bytes) === text ? bytes : null;
}
