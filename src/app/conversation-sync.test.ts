import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aConversationId, aDevice, aLog } from '../../test/contract/samples.js';
import type { Head } from '../domain/accept.js';
import { trustedEntry } from '../protocol/entry.js';
import type { DeviceId } from '../protocol/ids.js';
import { MAX_ENTRIES_PER_GIVE, MAX_RECORD_BYTES } from '../protocol/limits.js';
import { encodeRecord, type LinkRecord } from '../protocol/record.js';
import { ConversationSync, MAX_GIVES_IN_FLIGHT, type LogSource } from './conversation-sync.js';
import { keptOf, type StoredEntry } from './ports.js';

const author = aDevice(2);
const TAG = new Uint8Array(16);

type Give = Extract<LinkRecord, { type: 'give' }>;

interface Held {
  readonly log: readonly StoredEntry[];
  /** Seqs of entries whose own signatures a peer has spoiled. */
  readonly spoiled: ReadonlySet<number>;
  asked: number;
  reads: number;
}

const source = (held: Held): LogSource => ({
  heads: new Map<DeviceId, Head>([[author, held.log.at(-1)!.entry]]),
  run: (_, fromSeq, limit) => Promise.resolve(held.log.slice(fromSeq, fromSeq + limit)),
  kept: (_, fromSeq, limit) => {
    held.reads++;
    return Promise.resolve(held.log.slice(fromSeq, fromSeq + limit).map(keptOf));
  },
  isSigned: ({ bytes }) => {
    held.asked++;
    return Promise.resolve(!held.spoiled.has(trustedEntry(bytes)!.seq));
  },
  onDisagreement: () => false,
});

/** A log of `length`, of which a later entry vouches for those that `isVouched` says. */
async function held(
  length: number,
  isVouched: (seq: number) => boolean = () => false,
  spoiled: ReadonlySet<number> = new Set(),
): Promise<Held> {
  const log = (await aLog(aConversationId(20), 2, length)).map((stored) =>
    isVouched(stored.entry.seq) ? { ...stored, isVouched: true as const } : stored,
  );
  return { log, spoiled, asked: 0, reads: 0 };
}

/** Gives all of it to somebody who holds it up to `fromSeq` and acks each give; returns the gives, and most at one time. */
async function giveAll(held: Held, fromSeq = 0): Promise<{ gives: Give[]; most: number }> {
  const gives: Give[] = [];
  let [waiting, most] = [0, 0];
  const sync = new ConversationSync(
    TAG,
    (record) => {
      if (record.type !== 'give') return Promise.resolve();
      gives.push(record);
      most = Math.max(most, ++waiting);
      return Promise.resolve();
    },
    source(held),
  );
  const row = { author, seq: fromSeq - 1, idPrefix: new Uint8Array(16) };
  await sync.onHave(fromSeq > 0 ? [row] : []);
  for (;;) {
    await new Promise(setImmediate);
    if (waiting === 0) return { gives, most };
    for (; waiting > 0; waiting--) sync.onAck(true, 1);
  }
}

const endsOf = (gives: readonly Give[], fromSeq = 0): number[] => {
  let seq = fromSeq;
  return gives.map(({ entries }) => (seq += entries.length) - 1);
};

describe('a give', () => {
  it('ends anywhere in a log whose entries are known to be signed themselves', async () => {
    const all = await held(100);
    const { gives } = await giveAll(all);
    assert.deepEqual([endsOf(gives).at(-1), all.asked], [99, 0]);
    for (const { entries } of gives) assert.ok(entries.length <= MAX_ENTRIES_PER_GIVE);
  });

  it('ends, of those that only a later one vouches for, with one whose signature is good after all', async () => {
    const all = await held(100, (seq) => seq % 40 !== 39 && seq !== 99);
    const { gives } = await giveAll(all);
    assert.equal(endsOf(gives).at(-1), 99);
    assert.ok(all.asked <= gives.length, 'one look for each give is enough');
  });

  it('never ends with one whose signature somebody has spoiled, and passes all of them on', async () => {
    const spoiled = new Set(Array.from({ length: 100 }, (_, seq) => seq).filter((seq) => seq % 20 !== 19));
    const all = await held(100, (seq) => spoiled.has(seq), spoiled);
    for (const fromSeq of [0, 7, 19, 20]) {
      const { gives } = await giveAll(all, fromSeq);
      const ends = endsOf(gives, fromSeq);
      assert.ok(ends.every((seq) => !spoiled.has(seq)));
      assert.equal(ends.at(-1), 99);
    }
  });

  it('may be as large as the one that the spoiled ones came in', async () => {
    const count = Math.floor((MAX_RECORD_BYTES - 30) / (await bytesOfOne()));
    const isInside = (seq: number) => seq < count - 1;
    const all = await held(count, isInside, new Set(Array.from({ length: count - 1 }, (_, seq) => seq)));
    const { gives } = await giveAll(all);
    assert.deepEqual(
      gives.map(({ entries }) => entries.length),
      [count],
    );
    assert.ok(encodeRecord(gives[0]!).byteLength < MAX_RECORD_BYTES);
  });

  it('is not made where no end would do, and nothing else suffers', async () => {
    const all = await held(200, (seq) => seq > 9, new Set(Array.from({ length: 190 }, (_, i) => i + 10)));
    assert.deepEqual(endsOf((await giveAll(all)).gives), [9]);
  });
});

const bytesOfOne = async (): Promise<number> => {
  const [stored] = (await aLog(aConversationId(20), 2, 200)).slice(-1);
  return stored!.entry.bytes.byteLength + stored!.body!.byteLength + 7;
};

describe('somebody who lacks much', () => {
  it('is given more at a time with each give that is taken, up to a bound, from a few large reads', async () => {
    const all = await held(4_000);
    const { gives, most } = await giveAll(all);
    assert.equal(endsOf(gives).at(-1), 3_999);
    assert.ok(most > 8 && most <= MAX_GIVES_IN_FLIGHT, `${most} at a time`);
    assert.ok(all.reads < gives.length / 2, `${all.reads} reads for ${gives.length} gives`);
  });
});
