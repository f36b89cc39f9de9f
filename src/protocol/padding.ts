/**
 * Bytes that a content of `length` bytes is padded to: Padmé (Nikitin et al., PETS 2019, §4), which leaks
 * O(log log) of the length for at most 12 % more bytes; never below `least`.
 */
export function padmeBytes(length: number, least: number): number {
  if (length <= least) return least;
  const exponent = Math.floor(Math.log2(length));
  const lowBits = exponent - (Math.floor(Math.log2(exponent)) + 1);
  const step = 2 ** lowBits;
  return Math.ceil(length / step) * step;
}

/** `content`, one 0x80 and zeros up to `length` bytes (ISO/IEC 7816-4). `length` must exceed the content's. */
export function pad(content: Uint8Array, length: number): Uint8Array {
  const padded = new Uint8Array(length);
  padded.set(content);
  padded[content.byteLength] = 0x80;
  return padded;
}

/** The content of what `pad` made; null if it is not that. */
export function unpad(padded: Uint8Array): Uint8Array | null {
  let end = padded.byteLength - 1;
  while (end >= 0 && padded[end] === 0) end--;
  return end >= 0 && padded[end] === 0x80 ? padded.slice(0, end) : null;
}
