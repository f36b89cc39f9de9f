/** Thousands of forgeries against what takes entries, items and records, without a link. Rows of table P. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ForkSearch } from '../../src/app/fork-search.js';
import { acceptRun, type Head } from '../../src/domain/accept.js';
import { encodeTextBody } from '../../src/protocol/body.js';
import { encode, decodeCanonical, type Wire } from '../../src/protocol/codec.js';
import { ed25519Sign } from '../../src/protocol/ed25519.js';
import { readEntry, type VerifiedEntry } from '../../src/protocol/entry.js';
import { idBytes, type ConversationId, type DeviceId } from '../../src/protocol/ids.js';
import { MAX_RECORD_BYTES } from '../../src/protocol/limits.js';
import { encodeRecord, parseRecord } from '../../src/protocol/record.js';
import { encodeItem, readItem } from '../../src/protocol/roster-item.js';
import { takeApart } from '../../src/protocol/sign1.js';
import { isSignedBy } from '../support/native-ed25519.js';
import { anActor, bytesOf, idOf } from '../vectors/cast.js';
import { allTruncations, withBytes } from '../vectors/mutations.js';
import { aForeignGroup, aSybil, given, introductionOf, itemOf, Pen, type Written } from './kit.js';

const GROUP = idOf<ConversationId>('a group');
const OTHER = idOf<ConversationId>('another group');
const [AMINA, MALLORY] = [anActor('amina'), anActor('mallory')];
const verify = (...check: Parameters<typeof isSignedBy>) => Promise.resolve(isSignedBy(...check));
const rules = (heads = new Map<DeviceId, Head>(), conversation = GROUP) => ({
  conversation,
  heads,
  isAuthor: (device: DeviceId) => device === AMINA.device || device === MALLORY.device,
  isFull: () => false,
});
const take = (written: readonly (readonly [Uint8Array, Uint8Array | null])[], heads?: Map<DeviceId, Head>) =>
  acceptRun(written, rules(heads), verify);

describe('P2: an author who is not', () => {
  it('P2 10 000 entries in the name of another are refused', async () => {
    const hers = await new Pen(AMINA.deviceSeed, GROUP).many(20, (pen, i) => pen.say(`hers ${i}`));
    const own = await new Pen(MALLORY.deviceSeed, GROUP).many(20, (pen, i) => pen.say(`own ${i}`));
    const body = encodeTextBody(new Uint8Array(16), 'something else');
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const [one, mine] = [hers[i % 20]!, own[i % 20]!];
      const { parts } = readEntry(hers[i % 20]!.entry.bytes)!;
      const forged = [
        // Mallory's signature, Amina's id
        () => [withBytes(mine.entry.bytes, idBytes(MALLORY.device), idBytes(AMINA.device)), mine.body],
        // Amina's signature, over another body
        () => [one.entry.bytes, body],
        // Amina's signature, of another entry of hers
        () => [
          encode([decoded(one)[0]!, new Map(), decoded(one)[2]!, decoded(hers[(i + 1) % 20]!)[3]!]),
          one.body,
        ],
        // any bit of the signature turned
        () => [turned(one.entry.bytes, one.entry.bytes.byteLength - 1 - (i % 64), i), one.body],
        // any byte of the payload turned
        () => [withBytes(one.entry.bytes, parts.payload.subarray(4, 8), bytesOf(`${i}`, 4)), one.body],
      ] as const;
      const attempt = forged[i % 5]!;
      let bytes: readonly [Uint8Array, Uint8Array | null];
      try {
        bytes = attempt() as [Uint8Array, Uint8Array];
      } catch {
        bytes = [bytesOf(`noise ${i}`, 300), null];
      }
      if (!(await take([bytes])).ok) refused++;
    }
    assert.equal(refused, 10_000);
    assert.ok((await take([given(hers[0]!)])).ok, 'the true one is taken');
  });

  const decoded = ({ entry }: Written) => decodeCanonical(entry.bytes) as readonly Wire[];
  const turned = (bytes: Uint8Array, at: number, bit: number) =>
    bytes.map((byte, i) => (i === at ? byte ^ (1 << (bit % 8)) : byte));

  it('P9 of one entry there are no two, however its bytes are arranged', async () => {
    const one = await new Pen(MALLORY.deviceSeed, GROUP).say('one');
    const [head, , payload, signature] = decodeCanonical(one.entry.bytes) as readonly Uint8Array[];
    let refused = 0;
    for (let i = 0; i < 1_000; i++) {
      const again = [
        encode([head!, new Map([[i, i]]), payload!, signature!]),
        encode([head!, new Map(), payload!, signature!, i]),
        Uint8Array.of(...one.entry.bytes, i % 256),
        Uint8Array.of(0x98, 4, ...one.entry.bytes.subarray(1)),
      ][i % 4]!;
      if (!readEntry(again)) refused++;
    }
    assert.equal(refused, 1_000);
    assert.deepEqual(
      ed25519Sign(MALLORY.deviceSeed, bytesOf('x')),
      ed25519Sign(MALLORY.deviceSeed, bytesOf('x')),
    );
  });
});

describe('P4: order within a log', () => {
  it('P4 1 000 runs that are shuffled, cut, doubled or far ahead: only what follows is taken', async () => {
    const all = await new Pen(MALLORY.deviceSeed, GROUP).many(12, (pen, i) => pen.say(`${i}`));
    const far = await new Pen(MALLORY.deviceSeed, GROUP).say('far', {
      seq: 2 ** 53 - 1,
      prev: all[0]!.entry.id,
    });
    const run = fc.tuple(fc.nat(11), fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(run, async ([held, places]) => {
        const heads = new Map<DeviceId, Head>(held > 0 ? [[MALLORY.device, all[held - 1]!.entry]] : []);
        const accepted = await take(
          places.map((place) => given(place === 12 ? far : all[place]!)),
          heads,
        );
        let next = held;
        const follows = places.every((place) => place < 12 && (place < next || place === next++));
        assert.equal(accepted.ok, follows);
        if (accepted.ok)
          assert.deepEqual(
            accepted.value.map(({ entry }) => entry.seq),
            range(held, next),
          );
      }),
      { numRuns: 1_000 },
    );
  });
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

  it('P4 a second entry at the last place is a fork, whatever it says', async () => {
    const pen = new Pen(MALLORY.deviceSeed, GROUP);
    const first = await pen.say('first');
    const twin = new Pen(MALLORY.deviceSeed, GROUP);
    const other = await twin.say('other');
    const next = await twin.say('next of the other');
    const heads = new Map<DeviceId, Head>([[MALLORY.device, first.entry]]);
    for (const run of [[other], [next], [other, next]])
      assert.deepEqual(await take(run.map(given), heads), { ok: false, error: 'fork' });
  });
});

describe('P8: what belongs to another group', () => {
  it('P8 1 000 entries and items of one group are nothing in another', async () => {
    const pen = new Pen(MALLORY.deviceSeed, OTHER);
    let refused = 0;
    for (let i = 0; i < 500; i++) {
      const accepted = await take([given(await pen.say(`${i}`))]);
      if (!accepted.ok && accepted.error === 'other-conversation') refused++;
    }
    const foreign = await aForeignGroup(await aSybil('founder'));
    for (let i = 0; i < 500; i++)
      if (!readItem(encodeItem(itemOf(await foreign.rename(`${i}`))), GROUP)) refused++;
    assert.equal(refused, 1_000);
  });
});

describe('P6: what is cut', () => {
  it('P6 items of a roster are refused when cut at any byte, or with one more', async () => {
    const sybil = await aSybil('founder');
    const foreign = await aForeignGroup(sybil);
    const twins = [foreign.created, await foreign.rename('x'), await foreign.add(sybil)];
    const items = [...twins.map(itemOf), introductionOf(sybil)].map(encodeItem);
    let cuts = 0;
    for (const item of items) {
      assert.ok(readItem(item, foreign.id));
      for (const cut of allTruncations(item)) {
        assert.equal(readItem(cut, foreign.id), null);
        cuts++;
      }
    }
    assert.ok(cuts > 2_000, `${cuts} cuts`);
  });
});

describe('P5, P22: sizes and shapes that lie', () => {
  it('P5 1 000 records that say to hold more than they do, or more than they may, are refused', () => {
    const tag = new Uint8Array(16);
    const honest = encodeRecord({ type: 'roster-names', tag, names: [tag], isLast: true });
    let refused = 0;
    for (let i = 0; i < 1_000; i++) {
      const at = i % honest.byteLength;
      const header = [0x9a, 0x5a, 0x9b, 0x5b, 0xbb][i % 5]!;
      const length = Array.from({ length: header % 2 === 0 ? 4 : 8 }, () => 0x7f + (i % 128));
      const lying = Uint8Array.of(...honest.subarray(0, at), header, ...length, ...honest.subarray(at));
      const large = new Uint8Array(MAX_RECORD_BYTES + 1 + i * 1_000).fill(header);
      if (!parseRecord(lying).ok && !parseRecord(large).ok) refused++;
    }
    assert.equal(refused, 1_000);
  });

  it('P22 1 000 values that are nested without end, doubled, not finite, or named like what objects have, are refused', () => {
    const float = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
    let refused = 0;
    for (let i = 0; i < 1_000; i++) {
      const depth = 17 + i * 64;
      const value = [
        Uint8Array.from([...Array<number>(depth).fill(0x81), 0x80]),
        Uint8Array.from([...Array<number>(depth).fill(0xa1), 0x00]),
        float('f97e00'),
        float('fb8000000000000000'),
        float('f7'),
        float('a2616101616102'),
        float('63eda080'),
      ][i % 7]!;
      if (decodeCanonical(value) === undefined) refused++;
    }
    assert.equal(refused, 1_000);
    const named = decodeCanonical(encode(new Map([['__proto__', 1]]) as never)) as unknown as Map<
      string,
      number
    >;
    assert.equal(Object.getPrototypeOf(named), Map.prototype);
  });

  it('P12 no signed object of another version, or as another kind, is one', async () => {
    const { entry } = await new Pen(MALLORY.deviceSeed, GROUP).say('one');
    const parts = takeApart('entry', entry.bytes)!;
    const fields = decodeCanonical(parts.payload) as readonly Wire[];
    const [head, , , signature] = decodeCanonical(entry.bytes) as readonly Uint8Array[];
    for (let version = 0; version <= 100; version++) {
      const bytes = encode([head!, new Map(), encode([version, ...fields.slice(1)]), signature!]);
      assert.equal(readEntry(bytes) !== null, version === 1);
    }
    for (const type of ['manifest', 'card', 'prekeys', 'receipt', 'signal', 'link'] as const)
      assert.equal(takeApart(type, entry.bytes), null);
  });
});

describe('the search for a fork', () => {
  /** A log of ids only. */
  const aLog = (length: number, forkSeq: number, branch: string) =>
    Array.from({ length }, (_, seq) => ({
      seq,
      id: seq < forkSeq ? `common ${seq}` : `${branch} ${seq}`,
      prev: seq === 0 ? null : seq - 1 < forkSeq ? `common ${seq - 1}` : `${branch} ${seq - 1}`,
    })) as unknown as VerifiedEntry[];

  it('P11 finds the first place in 1 000 pairs of logs, in few steps', () => {
    const logs = fc.tuple(fc.nat(3_000), fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 64 })); // prettier-ignore
    fc.assert(
      fc.property(logs, ([forkSeq, ours, theirs, runLength]) => {
        const [here, there] = [aLog(forkSeq + ours, forkSeq, 'a'), aLog(forkSeq + theirs, forkSeq, 'b')];
        const held = new Map(here.map((entry) => [entry.seq, entry]));
        const search = new ForkSearch(0, Math.min(here.length, there.length));
        let from = search.fromSeq;
        for (let looks = 1; ; looks++) {
          const looked = search.look(there.slice(from, from + runLength) as never, held);
          if (looked.kind === 'found') return assert.equal(looked.ours.seq, forkSeq);
          // Going forward costs a look for each run; whoever gives one entry at a time is given up on a long way back.
          if (looked.kind === 'lost') return assert.ok(looks > 256 && runLength < 16, `lost after ${looks}`);
          from = looked.fromSeq;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('P11 ends, whatever is given', () => {
    const run = fc.array(fc.tuple(fc.nat(40), fc.boolean()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.infiniteStream(run), (runs) => {
        const here = new Map(aLog(41, 20, 'a').map((entry) => [entry.seq, entry]));
        const search = new ForkSearch(0, 41);
        for (let looks = 0; looks <= 257; looks++) {
          const some = (runs.next().value as [number, boolean][]).map(([seq, isSame]) => (isSame ? here.get(seq)! : { seq, id: `x ${seq}`, prev: 'y' })); // prettier-ignore
          if (search.look(some as never, here).kind !== 'ask') return;
        }
        assert.fail('it goes on for ever');
      }),
      { numRuns: 1_000 },
    );
  });
});
