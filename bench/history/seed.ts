/**
 * A profile in which one long conversation lies: written through the app's own store, by its own rules, in a page of
 * its origin where the app does not run.
 */
import { contactFromCard, contactAfterHandshake } from '../../src/app/contacts.js';
import { Identity } from '../../src/app/identity.js';
import type { Ports, StoredEntry } from '../../src/app/ports.js';
import type { ConversationRecord, LogHead } from '../../src/app/records.js';
import { createClock } from '../../src/platform/clock.js';
import { createKeys } from '../../src/platform/crypto/keys.js';
import { createIdbRepo } from '../../src/platform/idb/idb-repo.js';
import { createRandom } from '../../src/platform/random.js';
import { encodeTextBody, hashBody, KIND } from '../../src/protocol/body.js';
import { sealCard } from '../../src/protocol/card.js';
import { directConversationId } from '../../src/protocol/conversation-id.js';
import { sealEntry, type VerifiedEntry } from '../../src/protocol/entry.js';
import { readDeviceId, readPersonId } from '../../src/protocol/ids.js';
import { sealManifest } from '../../src/protocol/manifest.js';

const ENTRIES_PER_COMMIT = 500;
/** A message every ten minutes, the last one now. */
const BETWEEN_MS = 10 * 60_000;
/** Characters that hold no text themselves: what was said is told apart by its number. */
const TEXT_CHARS = 100;

const textOf = (seq: number): string => `Message ${seq} `.padEnd(TEXT_CHARS, '.');

/** Fills the store of this origin and returns the text of the newest message. */
async function seedHistory(name: string, length: number): Promise<string> {
  const random = createRandom();
  const repo = createIdbRepo({ random });
  const keys = createKeys(() => repo.vault(), random);
  const clock = createClock();
  const opened = await repo.open();
  if (opened.health !== 'new') throw new Error(`The store was found ${opened.health}.`);
  const notUsed = {} as Ports; // an identity is made with the clock, chance, keys and the store alone
  const created = await Identity.create('Ayesha', { ...notUsed, clock, random, keys, repo, build: 'bench' });
  if (!created.ok) throw new Error(created.error);
  const identity = created.value;

  const [person, device] = [(await keys.generate()).signer, (await keys.generate()).signer];
  const [personId, author] = [readPersonId(person.publicKey)!, readDeviceId(device.publicKey)!];
  const nowMs = clock.wallMs();
  const manifest = await sealManifest(
    { person: personId, number: 1, devices: [{ device: author, label: '', fromMs: nowMs }], revoked: [] },
    (bytes) => person.sign(bytes),
  );
  const card = await sealCard(
    { person: personId, device: author, rendezvous: random.bytes(16), name, intro: null, hints: [] },
    (bytes) => device.sign(bytes),
  );
  const contact = contactAfterHandshake(
    contactFromCard(card, nowMs),
    { device: author, manifest, card, build: 'bench', features: [] },
    random.bytes(32),
    true,
    nowMs,
  );
  const conversation = directConversationId(identity.person, personId);
  let previous: VerifiedEntry | null = null;
  let waiting: StoredEntry[] = [];
  for (let seq = 0; seq < length; seq++) {
    const body = encodeTextBody(random.bytes(16), textOf(seq));
    const atMs = nowMs - (length - seq) * BETWEEN_MS;
    const entry: VerifiedEntry = await sealEntry(
      {
        conversation,
        author,
        seq,
        prev: previous?.id ?? null,
        after: [],
        sentAtMs: atMs,
        orderMs: atMs,
        kind: KIND.text,
        bodyHash: hashBody(body),
        bodyLength: body.byteLength,
        grant: null,
      },
      (bytes) => device.sign(bytes),
    );
    previous = entry;
    waiting.push({ entry, body });
    if (waiting.length < ENTRIES_PER_COMMIT && seq < length - 1) continue;
    const head: LogHead = { author, seq, id: entry.id, orderMs: entry.orderMs, fromSeq: 0 };
    const record: ConversationRecord = {
      id: conversation,
      kind: 'direct',
      peer: personId,
      heads: [head],
      receipts: [{ by: identity.device, author, deliveredSeq: seq, readSeq: seq }],
      unread: 0,
      shelf: 'chats',
      addedMs: 0,
      isMentioned: false,
      latest: {
        id: entry.id,
        kind: 'text',
        text: textOf(seq),
        sentAtMs: atMs,
        orderMs: atMs,
        own: false,
        person: personId,
      },
    };
    await repo.commit({ contacts: [contact], conversations: [record], entries: waiting });
    waiting = [];
  }
  await repo.close();
  return textOf(length - 1);
}

declare global {
  var seed: typeof seedHistory;
}
globalThis.seed = seedHistory;
