import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { strictly } from '../../test/vectors/strictly.js';
import { aConversationId, aDevice, aLog, anEntry } from '../../test/contract/samples.js';
import type { StoredEntry } from '../app/ports.js';
import { encodeTextBody, hashBody, KIND } from '../protocol/body.js';
import { ed25519Sign } from '../protocol/ed25519.js';
import { sealEntry, type EntryHeader, type VerifiedEntry } from '../protocol/entry.js';
import type { DeviceId } from '../protocol/ids.js';
import type { GivenEntry } from '../protocol/record.js';
import { acceptRun, acceptRuns, type AcceptRules, type Head } from './accept.js';

const conversation = aConversationId(20);
const [author, member, outsider] = [aDevice(2), aDevice(3), aDevice(4)];

const given = ({ entry, body }: StoredEntry): GivenEntry => [entry.bytes, body];

/** A true chain by one author, with whatever else a test wants in the headers. */
async function chain(length: number, change: (seq: number) => Partial<EntryHeader> = () => ({})) {
  const log: StoredEntry[] = [];
  for (let seq = 0; seq < length; seq++) {
    const body = encodeTextBody(new Uint8Array(16), `message ${seq}`);
    const header: EntryHeader = {
      conversation,
      author,
      seq,
      prev: log.at(-1)?.entry.id ?? null,
      after: [],
      sentAtMs: 1_000 + seq,
      orderMs: 1_000 + seq,
      kind: KIND.text,
      bodyHash: hashBody(body),
      bodyLength: body.byteLength,
      grant: null,
      ...change(seq),
    };
    log.push({ entry: await sealEntry(header, sign), body });
  }
  return log;
}
const sign = (bytes: Uint8Array) => Promise.resolve(ed25519Sign(new Uint8Array(32).fill(2), bytes));

const rules = (held?: VerifiedEntry): AcceptRules => ({
  conversation,
  heads: new Map(held ? [[held.author, held]] : []),
  isAuthor: (device: DeviceId) => device === author || device === member,
  isFull: () => false,
});

describe('a run of entries', () => {
  it('is taken from the first entry on', async () => {
    const log = await chain(3);
    const accepted = await acceptRun(log.map(given), rules(), strictly);
    assert.ok(accepted.ok);
    assert.deepEqual(
      accepted.value.map(({ entry }) => entry.id),
      log.map(({ entry }) => entry.id),
    );
  });

  it('is taken where it goes on from what is held, and what is held already is passed over', async () => {
    const log = await chain(4);
    const accepted = await acceptRun(log.slice(1).map(given), rules(log[2]!.entry), strictly);
    assert.deepEqual(accepted.ok && accepted.value.map(({ entry }) => entry.seq), [3]);
    const again = await acceptRun(log.slice(0, 3).map(given), rules(log[2]!.entry), strictly);
    assert.deepEqual(again, { ok: true, value: [] });
  });

  it('is refused where no more is taken of its author, but for what is held', async () => {
    const log = await chain(3);
    const full = { ...rules(log[1]!.entry), isFull: (device: DeviceId) => device === author };
    assert.deepEqual(await acceptRun(log.map(given), full, strictly), { ok: false, error: 'too-much' });
    assert.deepEqual(await acceptRun(log.slice(0, 2).map(given), full, strictly), { ok: true, value: [] });
    const other = await anEntry({ conversation, author: 3, seq: 0 });
    assert.ok((await acceptRun([given(other)], full, strictly)).ok);
  });

  it('may hold the logs of several authors, and a body may be missing', async () => {
    const own = await chain(2);
    const other = await anEntry({ conversation, author: 3, seq: 0 });
    const run = [given(own[0]!), given(other), [own[1]!.entry.bytes, null] as const];
    const accepted = await acceptRun(run, rules(), strictly);
    assert.deepEqual(accepted.ok && accepted.value.map(({ entry, body }) => [entry.author, body === null]), [
      [author, false],
      [member, false],
      [author, true],
    ]);
  });

  it('may hold every kind of message, whatever its body says', async () => {
    const log = await chain(7, (seq) => ({ kind: seq + 1 }));
    const accepted = await acceptRun(log.map(given), rules(), strictly);
    assert.equal(accepted.ok && accepted.value.length, 7);
  });

  it('may hold a kind from the future that is meant to be passed along', async () => {
    const log = await chain(1, () => ({ kind: 64 }));
    assert.ok((await acceptRun(log.map(given), rules(), strictly)).ok);
  });

  it('is not judged by its clock: the year 9999 is as good as 1970', async () => {
    const times = [0, 253_402_300_799_999];
    const log = await chain(2, (seq) => ({
      sentAtMs: times[seq]!,
      orderMs: Math.max(times[seq]!, 1_000 + seq),
    }));
    assert.ok((await acceptRun(log.map(given), rules(), strictly)).ok);
  });

  const refusals: readonly (readonly [
    string,
    string,
    () => Promise<readonly [readonly GivenEntry[], AcceptRules]>,
  ])[] = [
    ['noise', 'malformed', async () => [[[Uint8Array.of(1, 2, 3), null]], rules()]],
    [
      'a flipped bit in a signature',
      'bad-signature',
      async () => {
        const [first] = await chain(1);
        const bytes = first!.entry.bytes.slice();
        bytes[bytes.length - 1]! ^= 1;
        return [[[bytes, first!.body]], rules()];
      },
    ],
    [
      'an entry of another conversation',
      'other-conversation',
      async () => [(await chain(1, () => ({ conversation: aConversationId(21) }))).map(given), rules()],
    ],
    [
      'an entry by a device that is nobody’s here',
      'not-a-member',
      async () => {
        const entry = await anEntry({ conversation, author: 4, seq: 0 });
        assert.equal(entry.entry.author, outsider);
        return [[given(entry)], rules()];
      },
    ],
    [
      'a kind that nobody knows',
      'unknown-kind',
      async () => [(await chain(1, () => ({ kind: 63 }))).map(given), rules()],
    ],
    [
      'another body than was signed',
      'body-mismatch',
      async () => {
        const [first, second] = await chain(2);
        return [[[first!.entry.bytes, second!.body]], rules()];
      },
    ],
    ['a run that begins too late', 'gap', async () => [(await chain(3)).slice(1).map(given), rules()]],
    [
      'a run with a hole',
      'gap',
      async () => {
        const log = await chain(3);
        return [[log[0]!, log[2]!].map(given), rules()];
      },
    ],
    [
      'another entry with the seq of one that is held',
      'fork',
      async () => {
        const log = await chain(1);
        const other = await chain(1, () => ({ sentAtMs: 7 }));
        return [other.map(given), rules(log[0]!.entry)];
      },
    ],
    [
      'an entry that follows another branch',
      'fork',
      async () => {
        const log = await chain(1);
        const other = await chain(2, (seq) => ({ sentAtMs: 7 + seq }));
        return [other.slice(1).map(given), rules(log[0]!.entry)];
      },
    ],
    [
      'a place in the reading order before the author’s last',
      'order-backwards',
      async () => {
        const log = await chain(2, (seq) => ({ sentAtMs: 0, orderMs: 1_000 - seq }));
        return [log.map(given), rules()];
      },
    ],
  ];
  for (const [what, why, make] of refusals) {
    it(`is refused for ${what}: ${why}`, async () => {
      const [run, ruled] = await make();
      assert.deepEqual(await acceptRun(run, ruled, strictly), { ok: false, error: why });
    });
  }

  it('is refused as a whole for one bad entry at its end', async () => {
    const log = await chain(3);
    const [last] = await aLog(aConversationId(21), 2, 1);
    assert.deepEqual(await acceptRun([...log, last!].map(given), rules(), strictly), {
      ok: false,
      error: 'other-conversation',
    });
  });
});

const spoiled = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = bytes.slice();
  copy.set([bytes.at(at)! ^ 1], at < 0 ? bytes.length + at : at);
  return copy;
};
/** As it is given by somebody who spoils the signature: the last byte of an entry is the signature's. */
const unsigned = ({ entry, body }: StoredEntry): GivenEntry => [spoiled(entry.bytes, -1), body];

describe('the signature of the last entry of a run', () => {
  it('vouches for those before it, whatever signatures they carry, and that is remembered of them', async () => {
    const [first, second, third] = (await chain(3)) as [StoredEntry, StoredEntry, StoredEntry];
    const accepted = await acceptRun([given(first), unsigned(second), given(third)], rules(), strictly);
    assert.ok(accepted.ok);
    assert.deepEqual(
      accepted.value.map(({ entry, isVouched }) => [entry.id, isVouched === true]),
      [
        [first.entry.id, true],
        [second.entry.id, true],
        [third.entry.id, false],
      ],
    );
  });

  it('is looked at, and no other, however long the run is', async () => {
    const log = await chain(5);
    let checks = 0;
    const accepted = await acceptRun(log.map(given), rules(), (...of) => (checks++, strictly(...of)));
    assert.deepEqual([accepted.ok, checks], [true, 1]);
  });

  it('is looked at of each log in the run', async () => {
    const own = await chain(2);
    const other = await anEntry({ conversation, author: 3, seq: 0 });
    for (const run of [
      [given(own[0]!), unsigned(other), given(own[1]!)],
      [given(own[0]!), given(other), unsigned(own[1]!)],
    ])
      assert.deepEqual(await acceptRun(run, rules(), strictly), { ok: false, error: 'bad-signature' });
  });

  it('does not stand in for that of an admin entry, which is shown to others by itself', async () => {
    const log = await chain(3, (seq) => ({ kind: seq === 1 ? KIND.leave : KIND.text }));
    const [first, leave, last] = log as [StoredEntry, StoredEntry, StoredEntry];
    const accepted = await acceptRun(log.map(given), rules(), strictly);
    assert.deepEqual(accepted.ok && accepted.value.map(({ isVouched }) => isVouched === true), [
      true,
      false,
      false,
    ]);
    assert.deepEqual(await acceptRun([given(first), unsigned(leave), given(last)], rules(), strictly), {
      ok: false,
      error: 'bad-signature',
    });
  });

  it('is one of another log’s author in vain', async () => {
    // Alice's entry names Bilal's as its predecessor: he has not signed it, and it does not count as hers either.
    const theirs = await anEntry({ conversation, author: 3, seq: 0 });
    const log = await chain(2, (seq) => (seq === 1 ? { prev: theirs.entry.id } : {}));
    const run = [unsigned(theirs), given(log[0]!), given(log[1]!)];
    assert.deepEqual(await acceptRun(run, rules(), strictly), { ok: false, error: 'fork' });
  });
});

/** Lengths of runs that a log of `length` is cut into. */
const cutsOf = (length: number) =>
  fc.uniqueArray(fc.integer({ min: 1, max: length - 1 }), { maxLength: length - 1 }).map((ends) => {
    const sorted = [0, ...ends.sort((a, b) => a - b), length];
    return sorted.slice(1).map((end, i) => [sorted[i]!, end] as const);
  });

describe('a log that is cut into runs', () => {
  const LENGTH = 12;
  const log = chain(LENGTH);
  const trueIds = async () => (await log).map(({ entry }) => entry.id);

  it('comes to the same however it is cut, and whether its runs are looked at by themselves or together', async () => {
    const all = (await log).map(given);
    await fc.assert(
      fc.asyncProperty(cutsOf(LENGTH), async (cuts) => {
        const runs = cuts.map(([from, to]) => all.slice(from, to));
        const { taken, refusal } = await acceptRuns(runs, rules(), strictly);
        assert.equal(refusal, null);
        const together = taken.flat().map(({ entry }) => entry.id);
        const heads = new Map<DeviceId, Head>();
        const apart = [];
        for (const run of runs) {
          const accepted = await acceptRun(run, { ...rules(), heads }, strictly);
          assert.ok(accepted.ok);
          for (const { entry } of accepted.value) {
            apart.push(entry.id);
            heads.set(entry.author, entry);
          }
        }
        assert.deepEqual([together, apart], [await trueIds(), await trueIds()]);
      }),
      { numRuns: 20 },
    );
  });

  it('never brings what its author did not write, whatever is spoiled in it and however it is cut', async () => {
    const whole = await log;
    const ids = await trueIds();
    const place = fc.tuple(fc.nat(LENGTH - 1), fc.nat());
    await fc.assert(
      fc.asyncProperty(
        cutsOf(LENGTH),
        fc.array(place, { minLength: 1, maxLength: 3 }),
        async (cuts, places) => {
          const all = whole.map(given);
          for (const [i, at] of places) all[i] = [spoiled(all[i]![0], at % all[i]![0].length), all[i]![1]];
          const runs = cuts.map(([from, to]) => all.slice(from, to));
          const { taken } = await acceptRuns(runs, rules(), strictly);
          const found = taken.flat().map(({ entry }) => entry.id);
          assert.deepEqual(found, ids.slice(0, found.length));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('passes from hand to hand, if each cuts it where a signature was looked at, whoever spoiled the others', async () => {
    const whole = await log;
    const ids = await trueIds();
    await fc.assert(
      fc.asyncProperty(cutsOf(LENGTH), fc.array(fc.boolean(), { minLength: LENGTH }), async (cuts, isBad) => {
        // A hostile giver spoils what it likes, and still has to end each run well.
        const ends = new Set(cuts.map(([, end]) => end - 1));
        const all = whole.map((stored, i) => (isBad[i] && !ends.has(i) ? unsigned(stored) : given(stored)));
        const runs = cuts.map(([from, to]) => all.slice(from, to));
        const held = await acceptRuns(runs, rules(), strictly);
        assert.equal(held.refusal, null);
        const onward: GivenEntry[][] = [[]];
        for (const { entry, body, isVouched } of held.taken.flat()) {
          onward.at(-1)!.push([entry.bytes, body]);
          if (!isVouched) onward.push([]);
        }
        const next = await acceptRuns(onward, rules(), strictly);
        assert.deepEqual([next.refusal, next.taken.flat().map(({ entry }) => entry.id)], [null, ids]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('runs one after another', () => {
  it('are taken up to the first that is not, for whatever reason', async () => {
    const log = await chain(6);
    const [a, b, c] = [log.slice(0, 2), log.slice(2, 4), log.slice(4)].map((run) => run.map(given)) as [
      GivenEntry[],
      GivenEntry[],
      GivenEntry[],
    ];
    const count = async (...runs: GivenEntry[][]) => {
      const { taken, refusal } = await acceptRuns(runs, rules(), strictly);
      return [taken.map(({ length }) => length), refusal];
    };
    assert.deepEqual(await count(a, b, c), [[2, 2, 2], null]);
    assert.deepEqual(await count(a, a, b), [[2, 0, 2], null]);
    assert.deepEqual(await count(a, c, b), [[2], 'gap']);
    assert.deepEqual(await count(a, [b[0]!, unsigned(log[3]!)], c), [[2], 'bad-signature']);
    assert.deepEqual(await count(), [[], null]);
  });
});
