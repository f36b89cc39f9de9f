import type { RegistryFiles } from '../app/ports.js';
import { concatBytes } from '../protocol/codec.js';

const READ_WITHIN_MS = 30_000;

/** The `RegistryFiles` port over fetch, below `/registry/` of our own origin. */
export const createRegistryFiles = (request: typeof fetch = (...args) => fetch(...args)): RegistryFiles => ({
  async read(path, maxBytes, ticket) {
    try {
      const response = await request(`/registry/${path}`, {
        credentials: 'omit',
        redirect: 'error',
        signal: AbortSignal.timeout(READ_WITHIN_MS),
        ...(ticket !== null && { headers: { Authorization: `Bearer ${ticket}` } }),
      });
      if (response.status !== 200 || !response.body || isText(response)) return null;
      return await readAll(response.body, maxBytes);
    } catch {
      return null; // nobody answers, or not to the end
    }
  },
});

/** Where there is no such file, many a server gives the page of the app, and calls that a success. */
const isText = ({ headers }: Response): boolean => /^text\//iu.test(headers.get('Content-Type') ?? '');

/** Null if there is more than `maxBytes`. What a server says of the length counts for nothing. */
async function readAll(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  return concatBytes(...parts);
}
