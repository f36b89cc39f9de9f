import { createHash } from 'node:crypto';

/** First 8 hexadecimal digits of the SHA-256 of `content`: enough to tell our own files of one name apart. */
export const contentHash = (content) => createHash('sha256').update(content).digest('hex').slice(0, 8);

/** `assets/name-hash.ext`: a name under which the content never changes, so that it may be kept for ever. */
export const hashedName = (name, extension, content) => `assets/${name}-${contentHash(content)}.${extension}`;
