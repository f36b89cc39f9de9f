/** Whoever wrote the long conversation: the same in every profile, so that what they write next can be made in its page. */
import type { StoredEntry } from '../../src/app/ports.js';
import { encodeTextBody, hashBody, KIND } from '../../src/protocol/body.js';
import { ed25519PublicKey, ed25519Sign } from '../../src/protocol/ed25519.js';
import { sealEntry } from '../../src/protocol/entry.js';
import { readDeviceId, readPersonId, type ConversationId, type EntryId } from '../../src/protocol/ids.js';

const PERSON_SEED = new Uint8Array(32).fill(1);
const DEVICE_SEED = new Uint8Array(32).fill(2);

export const BILAL = readPersonId(ed25519PublicKey(PERSON_SEED))!;
export const BILALS_DEVICE = readDeviceId(ed25519PublicKey(DEVICE_SEED))!;
export const signAsPerson = (bytes: Uint8Array): Promise<Uint8Array> =>
  Promise.resolve(ed25519Sign(PERSON_SEED, bytes));
export const signAsDevice = (bytes: Uint8Array): Promise<Uint8Array> =>
  Promise.resolve(ed25519Sign(DEVICE_SEED, bytes));

/** In the place of a signature that a later one stands in for. */
const UNSIGNED = new Uint8Array(64);
const unsigned = (): Promise<Uint8Array> => Promise.resolve(UNSIGNED);

/** The next message of Bilal's log. `isVouched`: one that comes later vouches for it, and it is not signed itself. */
export async function write(
  conversation: ConversationId,
  { seq, prev, atMs, text, salt }: { seq: number; prev: EntryId | null; atMs: number; text: string; salt: Uint8Array }, // prettier-ignore
  isVouched = false,
): Promise<StoredEntry & { readonly body: Uint8Array }> {
  const body = encodeTextBody(salt, text);
  const entry = await sealEntry(
    {
      conversation,
      author: BILALS_DEVICE,
      seq,
      prev,
      after: [],
      sentAtMs: atMs,
      orderMs: atMs,
      kind: KIND.text,
      bodyHash: hashBody(body),
      bodyLength: body.byteLength,
      grant: null,
    },
    isVouched ? unsigned : signAsDevice,
  );
  return { entry, body, ...(isVouched && { isVouched }) };
}
