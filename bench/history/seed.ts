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
import { sealCard } from '../../src/protocol/card.js';
import { directConversationId } from '../../src/protocol/conversation-id.js';
import type { VerifiedEntry } from '../../src/protocol/entry.js';
import { sealManifest } from '../../src/protocol/manifest.js';
import { BILAL, BILALS_DEVICE, signAsDevice, signAsPerson, write } from './bilal.js';

/** Also what one signature vouches for: a signature each would take most of the time. */
const ENTRIES_PER_COMMIT = 4096;
/** A message a minute, the last one now. */
const BETWEEN_MS = 60_000;
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

  const nowMs = clock.wallMs();
  const manifest = await sealManifest(
    {
      person: BILAL,
      number: 1,
      devices: [{ device: BILALS_DEVICE, label: '', fromMs: nowMs }],
      revoked: [],
    },
    signAsPerson,
  );
  const card = await sealCard(
    { person: BILAL, device: BILALS_DEVICE, rendezvous: random.bytes(16), name, intro: null, hints: [] },
    signAsDevice,
  );
  const contact = contactAfterHandshake(
    contactFromCard(card, nowMs),
    { device: BILALS_DEVICE, manifest, card, build: 'bench', badges: [], features: [] },
    random.bytes(32),
    true,
    nowMs,
  );
  const conversation = directConversationId(identity.person, BILAL);
  let previous: VerifiedEntry | null = null;
  let waiting: StoredEntry[] = [];
  for (let seq = 0; seq < length; seq++) {
    const atMs = nowMs - (length - seq) * BETWEEN_MS;
    const isLast = waiting.length + 1 === ENTRIES_PER_COMMIT || seq === length - 1;
    const written = { seq, prev: previous?.id ?? null, atMs, text: textOf(seq), salt: random.bytes(16) };
    const stored: StoredEntry = await write(conversation, written, !isLast);
    const { entry } = stored;
    previous = entry;
    waiting.push(stored);
    if (!isLast) continue;
    const head: LogHead = {
      author: BILALS_DEVICE,
      seq,
      id: entry.id,
      orderMs: entry.orderMs,
      fromSeq: 0,
      heldBytes: 0, // a million messages are more than the share of one person
    };
    const record: ConversationRecord = {
      id: conversation,
      kind: 'direct',
      peer: BILAL,
      heads: [head],
      receipts: [{ by: identity.device, author: BILALS_DEVICE, deliveredSeq: seq, readSeq: seq }],
      unread: 0,
      shelf: 'chats',
      addedMs: 0,
      moreShares: [],
      signedReceipts: [],
      isMentioned: false,
      latest: {
        id: entry.id,
        kind: 'text',
        text: textOf(seq),
        sentAtMs: atMs,
        orderMs: atMs,
        own: false,
        person: BILAL,
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
