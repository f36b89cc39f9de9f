/**
 * Writes a long log into the store of somebody who knows somebody already: by the app's own rules, with true signatures
 * and a true chain, in a page of its origin where the app does not run.
 */
import { heldBytesOf } from '../../src/app/heads.js';
import type { StoredEntry } from '../../src/app/ports.js';
import type { LogHead } from '../../src/app/records.js';
import { createKeys } from '../../src/platform/crypto/keys.js';
import { createIdbRepo } from '../../src/platform/idb/idb-repo.js';
import { createRandom } from '../../src/platform/random.js';
import { encodeTextBody, hashBody, KIND } from '../../src/protocol/body.js';
import { sealEntry } from '../../src/protocol/entry.js';

const ENTRIES_PER_COMMIT = 1_000;
const TEXT_CHARS = 100;
/** Between two messages of the log, in milliseconds. */
const BETWEEN_MS = 10;

const textOf = (number: number): string => `Message ${number} `.padEnd(TEXT_CHARS, '.');

/** Appends `count` messages to this person's log of the one conversation there is. Returns the bytes of entries and bodies. */
async function seedOwnLog(count: number): Promise<number> {
  const random = createRandom();
  const repo = createIdbRepo({ random });
  const keys = createKeys(() => repo.vault(), random);
  const { self, conversations } = await repo.open();
  let [record] = conversations;
  if (!self || !record) throw new Error('There is nobody here, or no conversation.');
  const signer = await keys.open(self.deviceKey);
  const author = self.device;
  const others = record.heads.filter((one) => one.author !== author);
  let head = record.heads.find((one) => one.author === author);
  const from = head ? head.seq + 1 : 0;
  let orderMs = Math.max(0, ...record.heads.map((one) => one.orderMs));
  let waiting: StoredEntry[] = [];
  let bytes = 0;
  for (let seq = from; seq < from + count; seq++) {
    const body = encodeTextBody(random.bytes(16), textOf(seq));
    orderMs += BETWEEN_MS;
    const entry = await sealEntry(
      {
        conversation: record.id,
        author,
        seq,
        prev: head?.id ?? null,
        after: others.map(({ id }) => id).sort(),
        sentAtMs: orderMs,
        orderMs,
        kind: KIND.text,
        bodyHash: hashBody(body),
        bodyLength: body.byteLength,
        grant: null,
      },
      (signed) => signer.sign(signed),
    );
    const heldBytes: number = (head?.heldBytes ?? 0) + heldBytesOf({ entry, body });
    head = { author, seq, id: entry.id, orderMs, fromSeq: head?.fromSeq ?? 0, heldBytes } satisfies LogHead;
    waiting.push({ entry, body });
    bytes += entry.bytes.byteLength + body.byteLength;
    if (waiting.length < ENTRIES_PER_COMMIT && seq < from + count - 1) continue;
    record = { ...record, heads: [...others, head] };
    await repo.commit({ conversations: [record], entries: waiting });
    waiting = [];
  }
  await repo.close();
  return bytes;
}

declare global {
  var seedLog: typeof seedOwnLog;
}
globalThis.seedLog = seedOwnLog;
