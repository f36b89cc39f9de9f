import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  aPastOf,
  GossipWorld,
  GROUP,
  memberUnderFire,
  NOTHING_BESIDE,
  TAG,
  type GossipLink,
  type GossipMember,
} from '../../test/support/gossip-world.js';
import { bytesOf, idOf } from '../../test/vectors/cast.js';
import { neighboursOn, ringsOf } from '../domain/neighbours.js';
import { logsDigest } from '../protocol/digest.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import { encodeRecord, type HaveRow, type LinkRecord } from '../protocol/record.js';

/** Long enough for everything that was planned; what still goes on then goes on for ever. */
const LONG_MS = 120_000;

async function settle(world: GossipWorld): Promise<void> {
  const untilMs = world.events.nowMs + LONG_MS;
  while (await world.events.next(untilMs));
  assert.ok(world.events.isEmpty, 'they talk without end');
}

const digests = (members: readonly GossipMember[]): number =>
  new Set(members.map(({ heads }) => logsDigest(heads))).size;

/** A group with its links, as the roster would have it. */
function groupOf(count: number, world: GossipWorld): GossipMember[] {
  const people = Array.from({ length: count }, (_, i) => idOf<PersonId>(`member ${i}`));
  const rings = ringsOf(GROUP, people);
  const members = new Map(people.map((person) => [person, world.addMember(person as string as DeviceId)]));
  for (const person of people)
    for (const other of neighboursOn(rings, person))
      if (person < other) world.link(members.get(person)!, members.get(other)!, world.dice.between(1, 5));
  return [...members.values()];
}

/** What may happen in a world; numbers are taken modulo what there is. */
type Step =
  | { readonly do: 'write'; readonly who: number }
  | { readonly do: 'link'; readonly who: number; readonly with: number; readonly latencyMs: number }
  | { readonly do: 'cut'; readonly link: number }
  | { readonly do: 'prune'; readonly link: number; readonly end: 0 | 1 }
  | { readonly do: 'graft'; readonly link: number; readonly end: 0 | 1 }
  | { readonly do: 'wait'; readonly ms: number };

const number = fc.nat(1_000);
const end = fc.constantFrom(0 as const, 1 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: number.map((who): Step => ({ do: 'write', who })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(number, number, fc.integer({ min: 1, max: 60 }))
      .map(([who, other, latencyMs]): Step => ({ do: 'link', who, with: other, latencyMs })),
  },
  { weight: 2, arbitrary: number.map((link): Step => ({ do: 'cut', link })) },
  { weight: 1, arbitrary: fc.tuple(number, end).map(([link, end]): Step => ({ do: 'prune', link, end })) },
  { weight: 1, arbitrary: fc.tuple(number, end).map(([link, end]): Step => ({ do: 'graft', link, end })) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 400 }).map((ms): Step => ({ do: 'wait', ms })) },
);

async function take(world: GossipWorld, members: readonly GossipMember[], step: Step): Promise<boolean> {
  const links = [...world.links];
  switch (step.do) {
    case 'write':
      await members[step.who % members.length]!.write(`at ${world.events.nowMs}`);
      return true;
    case 'link': {
      const [a, b] = [members[step.who % members.length]!, members[step.with % members.length]!];
      if (a !== b) world.link(a, b, step.latencyMs);
      return false;
    }
    case 'cut':
      if (links.length > 0) world.cut(links[step.link % links.length]!);
      return false;
    case 'prune':
    case 'graft': {
      // As if the other side had said so, which knows nothing of it: so one side may be eager and the other lazy.
      const here = links[step.link % links.length]?.ends[step.end];
      const record: LinkRecord =
        step.do === 'prune' ? { type: 'prune', tag: TAG } : { type: 'graft', tag: TAG, rows: [] };
      await here?.owner.receive(record, here.sync);
      return false;
    }
    case 'wait':
      await world.events.runUntil(world.events.nowMs + step.ms);
      return false;
  }
}

/** Sees to it that there is a path between any two, by as few new links as that takes. */
function joinUp(world: GossipWorld, members: readonly GossipMember[]): GossipLink[] {
  const reached = new Set([members[0]!]);
  const added: GossipLink[] = [];
  for (const next of [...members.slice(1), null]) {
    for (let before = -1; before !== reached.size;) {
      before = reached.size;
      for (const { ends } of world.links)
        if (ends.some(({ owner }) => reached.has(owner))) for (const { owner } of ends) reached.add(owner);
    }
    if (next && !reached.has(next)) added.push(world.link(members[0]!, next, 3));
  }
  return added;
}

describe('gossip', () => {
  it('brings everything to everybody once a path exists, whatever was linked, lost, pruned or grafted before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 7 }),
        fc.array(step, { minLength: 5, maxLength: 60 }),
        fc.constantFrom(0, 6),
        fc.nat(),
        async (count, steps, logs, seed) => {
          const world = new GossipWorld({ seed, takeMs: 1, readsBack: true });
          const members = Array.from({ length: count }, (_, i) => world.addMember(idOf(`member ${i}`)));
          const past = await aPastOf(logs, world);
          for (const member of members) member.holdAsDoes(past);
          let entries = 0;
          let linksEver = 0;
          for (const one of steps) {
            if (await take(world, members, one)) entries++;
            if (one.do === 'link') linksEver++;
          }
          linksEver += joinUp(world, members).length;
          await settle(world);
          assert.equal(digests(members), 1);
          assert.ok(world.traffic.copies >= 0 && world.traffic.copies <= entries * 2 * (linksEver + count));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives each message about once to everybody, when the links hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 40 }), fc.nat(), async (count, seed) => {
        const world = new GossipWorld({ seed, takeMs: 1 });
        const members = groupOf(count, world);
        await settle(world);
        await members[0]!.write('the first finds the way');
        await settle(world);
        assert.ok(world.traffic.copies <= 2 * world.links.size, 'each link is used at most once each way');
        for (let i = 0; i < 5; i++) {
          const before = world.traffic.copies;
          await world.dice.pick(members).write(`message ${i}`);
          await settle(world);
          assert.equal(world.traffic.copies - before, count - 1);
        }
        assert.equal(digests(members), 1);
      }),
      { numRuns: 25 },
    );
  });

  it('finds out in 512 bytes and one round trip that two hold the same, however much that is', async () => {
    for (const logs of [1, 2, 4, 5, 300, 2_000]) {
      const world = new GossipWorld({ seed: 1, readsBack: true });
      const [a, b] = [world.addMember(idOf('a')), world.addMember(idOf('b'))];
      const past = await aPastOf(logs, world);
      for (const member of [a, b]) member.holdAsDoes(past);
      world.link(a, b, 5);
      await settle(world);
      const bytes = [...world.traffic.bytes.values()].reduce((sum, one) => sum + one, 0);
      assert.deepEqual([bytes, world.events.nowMs], [512, 5], `${logs} logs`);
      // And both know it: what is new is given without another word.
      await a.write('and on');
      await settle(world);
      assert.deepEqual([world.traffic.records.get('give'), digests([a, b])], [1, 1]);
    }
  });

  for (const [what, ofA, ofB] of [
    ['much with one that holds a part of it', 2_000, 1_990],
    ['much with one that holds nothing', 600, 0],
    ['little with one that holds nothing', 3, 0],
    ['little with one that holds much', 3, 300],
  ] as const)
    it(`evens out one that holds ${what}, and what either writes reaches the other`, async () => {
      const world = new GossipWorld({ seed: 1, readsBack: true });
      const [a, b] = [world.addMember(idOf('a')), world.addMember(idOf('b'))];
      const many = Math.max(ofA, ofB);
      const fewer = await aPastOf(Math.min(ofA, ofB), world);
      const all = await aPastOf(many, world);
      a.holdAsDoes(ofA === many ? all : fewer);
      b.holdAsDoes(ofB === many ? all : fewer);
      world.link(a, b, 5);
      await settle(world);
      assert.deepEqual([digests([a, b]), world.traffic.copies], [1, Math.abs(ofA - ofB)]);
      for (const member of [a, b]) {
        await member.write('and on');
        await settle(world);
      }
      assert.deepEqual([digests([a, b]), world.traffic.copies], [1, Math.abs(ofA - ofB) + 2]);
    });

  it('says no more between two people than an entry and its ack, and never that a link is lazy', async () => {
    const world = new GossipWorld({ seed: 1 });
    const [a, b] = [world.addMember(idOf('a')), world.addMember(idOf('b'))];
    world.link(a, b, 5);
    for (const member of [a, b, b, a, a]) {
      await member.write('word for word');
      await settle(world);
    }
    assert.deepEqual(
      [...world.traffic.records],
      [
        ['sum', 2],
        ['give', 5],
        ['ack', 5],
      ],
    );
  });

  it('goes on at once over the other link when one of two is lost', async () => {
    const world = new GossipWorld({ seed: 1 });
    const [a, b] = [world.addMember(idOf('a')), world.addMember(idOf('b'))];
    const first = world.link(a, b, 2);
    world.link(a, b, 2);
    await a.write('over both');
    await settle(world);
    const { nowMs } = world.events;
    world.cut(first);
    await a.write('over the one that is left');
    await world.events.runUntil(nowMs + 20);
    assert.equal(digests([a, b]), 1);
  });

  it('neither names nor gives to somebody what they named or gave themselves', async () => {
    const { world, honest, said, hears } = await underFire();
    const other = world.addMember(idOf('other'));
    world.link(honest, other, 2);
    await hears({ type: 'have', tag: TAG, rows: [] });
    await hears({ type: 'prune', tag: TAG });
    await settle(world);
    said.length = 0;
    await hears({ type: 'news', tag: TAG, rows: [{ author: other.device, seq: 0, idPrefix: TAG }] });
    await other.write('named by one, given by the other');
    await settle(world);
    const [stored] = await other.run(other.device, 0, 1);
    await hears({ type: 'graft', tag: TAG, rows: [] });
    await hears({ type: 'give', tag: TAG, entries: [[stored!.entry.bytes, stored!.body]] });
    await settle(world);
    assert.deepEqual(
      said.map(({ type }) => type),
      ['prune', 'ack'],
    );
  });

  it('is where it shows that somebody says two things in one place, whichever of the two one hears of first', async () => {
    const { world, honest, hears } = await underFire();
    const other = world.addMember(idOf('other'));
    world.link(honest, other, 2);
    await hears({ type: 'have', tag: TAG, rows: [] });
    await hears({ type: 'prune', tag: TAG });
    const named = (seq: number) => hears({ type: 'news', tag: TAG, rows: [{ author: other.device, seq, idPrefix: TAG }] }); // prettier-ignore
    await other.write('held, then named otherwise');
    await settle(world);
    assert.equal(honest.disagreements, 0);
    await named(0);
    assert.equal(honest.disagreements, 1);
    await named(1);
    assert.equal(honest.disagreements, 1, 'nothing is known yet of what is not held');
    await other.write('named, then given otherwise');
    await settle(world);
    assert.equal(honest.disagreements, 2);
  });

  it('reaches everybody when a fifth falls silent while a message is under way', async () => {
    const world = new GossipWorld({ seed: 5, takeMs: 1 });
    const members = groupOf(100, world);
    await settle(world);
    await members[0]!.write('the first finds the way');
    await settle(world);
    await members[1]!.write('half way');
    await world.events.runUntil(world.events.nowMs + 10);
    for (const member of members.slice(10, 30)) world.kill(member);
    await settle(world);
    const alive = members.filter(({ isAlive }) => isAlive);
    assert.deepEqual([alive.length, digests(alive)], [80, 1]);
  });

  it('catches up from several at once without being given everything by each', async () => {
    const world = new GossipWorld({ seed: 3, takeMs: 1, bytesPerMs: 12_500 });
    const [author, late] = [world.addMember(idOf('author')), world.addMember(idOf('late'))];
    for (let i = 0; i < 2_000; i++) await author.write(`message ${i}`);
    const others = Array.from({ length: 8 }, (_, i) => world.addMember(idOf(`other ${i}`)));
    for (const other of others) {
      other.holdAsDoes(author);
      world.link(late, other, 2);
    }
    await settle(world);
    assert.equal(digests([late, author]), 1);
    assert.ok(world.traffic.copies < 2 * 2_000, `${world.traffic.copies} copies of 2000`);
  });
});

/** An honest member who holds `logs` logs, and a link to somebody who says what the test says. */
async function underFire(logs = 5) {
  const member = memberUnderFire(await aPastOf(logs, new GossipWorld({ seed: 1 })));
  const bytesSaid = () => member.said.reduce((sum, record) => sum + encodeRecord(record).byteLength, 0);
  return { ...member, bytesSaid };
}

const places = (count: number, seq: number, label = 'made up'): HaveRow[] =>
  Array.from({ length: count }, (_, i) => ({ author: idOf<DeviceId>(`${label} ${i}`), seq, idPrefix: TAG }));

describe('a peer that', () => {
  it('names entries that are not there is asked for them once for each time it names them', async () => {
    const { world, said, hears } = await underFire();
    await hears({ type: 'have', tag: TAG, rows: [] });
    said.length = 0;
    for (let i = 0; i < 200; i++) {
      await hears({ type: 'news', tag: TAG, rows: places(200, Number.MAX_SAFE_INTEGER) });
      await world.events.runUntil(world.events.nowMs + 10);
    }
    await settle(world);
    const grafts = said.filter(({ type }) => type === 'graft').length;
    assert.ok(grafts >= 1 && grafts <= 21, `${grafts} grafts in 2 s`);
  });

  it('names more logs than anybody keeps is asked for all of it, two seconds later, and no sooner again', async () => {
    const { world, said, hears, bytesSaid } = await underFire(300);
    await hears({ type: 'have', tag: TAG, rows: [] });
    await settle(world);
    said.length = 0;
    for (let i = 0; i < 400; i++) {
      await hears({ type: 'news', tag: TAG, rows: places(256, 3, `flood ${i}`) });
      await world.events.runUntil(world.events.nowMs + 10);
    }
    await settle(world);
    const haves = said.filter(({ type }) => type === 'have').length;
    assert.ok(haves >= 1 && haves <= 3, `${haves} times`);
    assert.ok(bytesSaid() < 400_000, `${bytesSaid()} bytes for ${400 * 256 * 36} bytes`);
  });

  it('asks for everything again and again is given no more than the window holds', async () => {
    const { said, hears } = await underFire(300);
    await hears({ type: 'have', tag: TAG, rows: [] });
    for (let i = 0; i < 300; i++) {
      await hears({ type: 'graft', tag: TAG, rows: places(256, 0, 'once a member') });
      await hears({ type: 'have', tag: TAG, rows: [] });
    }
    assert.equal(said.filter(({ type }) => type === 'give').length, 4);
  });

  it('prunes and grafts in turn hears no more news than anybody', async () => {
    const { world, said, honest, hears } = await underFire(300);
    await hears({ type: 'have', tag: TAG, rows: [] });
    said.length = 0;
    for (let i = 0; i < 1_000; i++) {
      await hears({ type: 'prune', tag: TAG });
      await hears({ type: 'graft', tag: TAG, rows: [] });
      await honest.write(`message ${i}`);
      await hears({ type: 'prune', tag: TAG });
      await world.events.runUntil(world.events.nowMs + 1);
    }
    const news = said.filter(({ type }) => type === 'news').length;
    assert.ok(news >= 1 && news <= 8, `${news} records in a second`);
  });

  it('says what it holds in parts without an end is not listened to twice', async () => {
    const { said, hears, honest } = await underFire(20);
    const author = idOf<DeviceId>('once a member 3');
    for (let i = 0; i < 50; i++) {
      const rows = [...places(200, 5, `flood ${i}`), { author, seq: 0 }];
      await hears({ type: 'have-part', tag: TAG, rows: rows.map((row) => ({ ...row, idPrefix: TAG })) });
    }
    assert.deepEqual(
      said.map(({ type }) => type),
      ['sum'],
    );
    await hears({ type: 'have', tag: TAG, rows: [] });
    await new Promise(setImmediate);
    const given = said.filter(({ type }) => type === 'give').length;
    assert.deepEqual([given, honest.heads.size], [4, 20]);
  });

  it('says sum after sum is answered once', async () => {
    const { said, hears } = await underFire();
    for (let i = 0; i < 100; i++)
      await hears({ type: 'sum', tag: TAG, logs: bytesOf(`sum ${i}`, 16), ...NOTHING_BESIDE });
    assert.deepEqual(
      said.map(({ type }) => type),
      ['sum', 'have'],
    );
  });

  it('lies about all of it keeps nobody else from anything', async () => {
    const { world, honest, hears } = await underFire();
    const others = [world.addMember(idOf('b')), world.addMember(idOf('c'))];
    for (const other of others) world.link(honest, other, 2);
    const author = idOf<DeviceId>('b');
    await hears({ type: 'have', tag: TAG, rows: [] });
    for (let i = 0; i < 20; i++) {
      await hears({ type: 'news', tag: TAG, rows: [{ author, seq: 1_000_000 + i, idPrefix: TAG }] });
      await others[0]!.write(`message ${i}`);
      await world.events.runUntil(world.events.nowMs + 50);
    }
    await settle(world);
    assert.equal(digests([honest, ...others]), 1);
    assert.equal(honest.heads.get(author)?.seq, 19);
  });
});
