import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { strictly } from '../../test/vectors/strictly.js';
import { aConversationId, aDevice, aLog, anEntry } from '../../test/contract/samples.js';
import type { StoredEntry } from '../app/ports.js';
import { encodeTextBody, hashBody, KIND } from '../protocol/body.js';
import { ed25519Sign } from '../protocol/ed25519.js';
import { sealEntry, type EntryHeader, type VerifiedEntry } from '../protocol/entry.js';
import type { DeviceId } from '../protocol/ids.js';
import type { GivenEntry } from '../protocol/record.js';
import { acceptRun, type AcceptRules } from './accept.js';

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
