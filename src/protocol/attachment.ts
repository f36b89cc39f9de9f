import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { isBytes, isCount, isText, type Wire } from './codec.js';
import { MAX_FILE_NAME_BYTES } from './limits.js';

/** A file that a memo names by what is in it. The file itself is no part of the memo. */
export interface Attachment {
  readonly kind: 'attachment';
  /** See `isFileName`. What its author called it; proves nothing. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of all its bytes, 64 lowercase hexadecimal digits. */
  readonly sha256: string;
}

const SHA256_BYTES = 32;

/** What of an attachment stands behind the kind of its node. */
export const wireAttachment = ({ name, size, sha256 }: Attachment): readonly Wire[] => [
  name,
  size,
  hexToBytes(sha256),
];

/** Reads what `wireAttachment` wrote; null for anything else. */
export function readAttachment(wire: readonly unknown[]): Attachment | null {
  const [name, size, hash] = wire;
  if (wire.length !== 3 || !isFileName(name) || !isCount(size) || !isBytes(hash, SHA256_BYTES)) return null;
  return { kind: 'attachment', name, size, sha256: bytesToHex(hash) };
}

/** What somebody's editor says of an attachment, its name made fit; null if it names no file's content. */
export function attachmentOf(name: unknown, size: unknown, sha256: unknown): Attachment | null {
  if (typeof name !== 'string' || !isCount(size)) return null;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  return { kind: 'attachment', name: cleanFileName(name), size, sha256 };
}

/** Names `name` by what is in it. Rejects as `chunks` does. */
export async function referTo(name: string, chunks: AsyncIterable<Uint8Array>): Promise<Attachment> {
  const hash = sha256.create();
  let size = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.byteLength;
  }
  return { kind: 'attachment', name: cleanFileName(name), size, sha256: bytesToHex(hash.digest()) };
}

/** Whether a name can be shown, and given to a file, without meaning anything else: as `cleanFileName` makes it. */
const isFileName = (wire: unknown): wire is string =>
  isText(wire, MAX_FILE_NAME_BYTES) && cleanFileName(wire) === wire;

/** What a name would be without its directions, lines, and parts of a path, and what turns the letters around it about. */
const PATH = /^.*[/\\]/su;
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;
const UNNAMED = 'file';

/**
 * A name of one line without path, controls and bidirectional controls, in Normalization Form C, of at most
 * MAX_FILE_NAME_BYTES; a longer one loses its middle, so that what kind of file it is can still be seen.
 */
export function cleanFileName(name: string): string {
  const plain = name.toWellFormed().replace(PATH, '').replace(UNSEEN, '').normalize('NFC').trim();
  if (/^\.*$/.test(plain)) return UNNAMED;
  if (isText(plain, MAX_FILE_NAME_BYTES)) return plain;
  const characters = [...plain];
  // No character takes more than four bytes.
  const [head, tail] = [MAX_FILE_NAME_BYTES / 4 - TAIL - 1, TAIL];
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`.normalize('NFC').trim();
}

const TAIL = 12;
