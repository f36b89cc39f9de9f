import { referTo, type Attachment } from '../../protocol/attachment.js';

/** What a memo says of a file that it names. Rejects if the file cannot be read: it was moved, changed, or is not ours to read. */
export const referToFile = (file: File): Promise<Attachment> => referTo(file.name, chunksOf(file));

/** A file piece by piece, so that no more of it is in memory. Not every browser lets streams be iterated. */
async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
