import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  GossipWorld,
  GROUP,
  type GossipMember,
  type GossipWorldOptions,
} from '../../test/support/gossip-world.js';
import { idOf } from '../../test/vectors/cast.js';
import { neighboursOn, ringsOf } from '../domain/neighbours.js';
import { receiptPaceMs } from '../domain/receipts.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import { MAX_NEIGHBOURS } from '../protocol/limits.js';
import { openReceipt, type Receipt } from '../protocol/receipt.js';

const MEMBERS = 40;
const PACE_MS = receiptPaceMs(MEMBERS);
/** Until whatever was begun has come over every link. */
const SOON_MS = 300;
/** Until everybody's turn has come twice. */
const SETTLED_MS = 4 * PACE_MS + SOON_MS;
/** Longer than what somebody else said counts as new. */
const VERY_LONG_MS = 15 * 60_000;

interface Sent {
  readonly by: GossipMember;
  readonly receipt: Receipt;
  readonly atMs: number;
  /** What the sender held then. */
  readonly heads: GossipMember['heads'];
}

/** A group, with its links if `isLinked`, and everything that is sent of receipts, by whom and when. */
function aGroup(count: number, options: Partial<GossipWorldOptions> = {}, isLinked = true) {
  const sent: Sent[] = [];
  const opened: Promise<unknown>[] = [];
  const onReceipt = (by: GossipMember, bytes: Uint8Array): void => {
    const atMs = world.events.nowMs;
    const { heads } = by;
    const reading = openReceipt(bytes, () => Promise.resolve(true));
    opened.push(reading.then((receipt) => sent.push({ by, receipt: receipt!, atMs, heads })));
  };
  const world = new GossipWorld({ seed: count, takeMs: 1, receipts: 'paced', onReceipt, ...options });
  const people = Array.from({ length: count }, (_, i) => idOf<PersonId>(`member ${i}`));
  const rings = ringsOf(GROUP, people);
  const members = new Map(people.map((person) => [person, world.addMember(person as string as DeviceId)]));
  const neighboursOf = (member: GossipMember): GossipMember[] =>
    [...neighboursOn(rings, member.device as string as PersonId)].map((person) => members.get(person)!);
  for (const member of members.values())
    for (const other of neighboursOf(member))
      if (isLinked && member.device < other.device) world.link(member, other, world.dice.between(1, 5));
  const pass = async (ms: number): Promise<void> => {
    await world.events.runUntil(world.events.nowMs + ms);
    await Promise.all(opened);
  };
  /** Since some time, by their author and not passed on. */
  const own = (sinceMs: number): Sent[] =>
    sent.filter(({ by, receipt, atMs }) => receipt.by === by.device && atMs >= sinceMs);
  return { world, members: [...members.values()], neighboursOf, pass, sent, own };
}

const holders = (writer: GossipMember): ReadonlySet<DeviceId> => {
  const seq = writer.heads.get(writer.device)!.seq;
  return new Set(writer.rows.filter((row) => row.deliveredSeq >= seq).map(({ by }) => by));
};

const linksOf = (world: GossipWorld, member: GossipMember) =>
  [...world.links].filter(({ ends }) => ends.some(({ owner }) => owner === member));

describe('receipts in a large group', () => {
  it('are paced by the number of members, and in a small one not at all', () => {
    assert.equal(receiptPaceMs(2), 0);
    assert.equal(receiptPaceMs(MAX_NEIGHBOURS + 1), 0);
    assert.equal(receiptPaceMs(MAX_NEIGHBOURS + 2), 200);
    assert.equal(receiptPaceMs(2_000), 40_000);
  });

  it('tell the writer at once of those who are linked with them, and of all in the end', async () => {
    const { members, neighboursOf, pass } = aGroup(MEMBERS);
    await pass(SOON_MS);
    const [writer] = members;
    await writer!.write('to all');
    await pass(SOON_MS);
    const soon = holders(writer!);
    assert.deepEqual(neighboursOf(writer!).filter(({ device }) => !soon.has(device)), []); // prettier-ignore
    await pass(SETTLED_MS);
    assert.equal(holders(writer!).size, MEMBERS - 1);
  });

  it('go to all at once where all are linked with all', async () => {
    const { members, pass } = aGroup(MAX_NEIGHBOURS + 1);
    await pass(SOON_MS);
    await members[0]!.write('to few');
    await pass(SOON_MS);
    assert.equal(holders(members[0]!).size, MAX_NEIGHBOURS);
  });

  it('are never said of what the device does not hold', async () => {
    const { world, members, pass, own } = aGroup(MEMBERS);
    for (let i = 0; i < 6; i++) {
      await world.dice.pick(members).write(`word ${i}`);
      await pass(PACE_MS / 3);
    }
    await pass(SETTLED_MS);
    const lines = own(0).flatMap(({ receipt, heads }) => receipt.rows.map((line) => ({ line, head: heads.get(line.author) }))); // prettier-ignore
    assert.ok(lines.length > 3 * MEMBERS);
    const isTrue = ({ line, head }: (typeof lines)[number]): boolean =>
      head?.seq === line.deliveredCount - 1 && head.id === line.deliveredId;
    assert.deepEqual(lines.filter((one) => !isTrue(one)), []); // prettier-ignore
  });

  it('are said once in a turn by each device, however much comes, with the newest of each log', async () => {
    const { members, neighboursOf, pass, own, world } = aGroup(MEMBERS);
    const [writer, other] = members;
    const near = new Set([writer!, other!, ...neighboursOf(writer!), ...neighboursOf(other!)]);
    await pass(SOON_MS);
    const sinceMs = world.events.nowMs;
    const messages = 60;
    for (let i = 0; i < messages; i++) {
      await (i % 2 ? writer! : other!).write(`word ${i}`);
      await pass(PACE_MS / 10);
    }
    const turns = Math.ceil((world.events.nowMs - sinceMs) / PACE_MS) + 1;
    await pass(SETTLED_MS);
    const far = members.filter((member) => !near.has(member));
    assert.ok(far.length > 5);
    for (const member of far) {
      const times = new Set(own(sinceMs).filter(({ by }) => by === member).map(({ atMs }) => atMs)); // prettier-ignore
      assert.ok(times.size <= turns + 1, `${times.size} times in ${turns} turns`);
      assert.ok(times.size >= 2);
    }
    assert.equal(holders(writer!).size, MEMBERS - 1);
    assert.equal(holders(other!).size, MEMBERS - 1);
  });

  it('cost each message about as many as there are members, times the length of the way', async () => {
    const { members, pass, sent } = aGroup(200);
    for (const member of members.slice(0, 3)) {
      await member.write('to make the tree');
      await pass(receiptPaceMs(200) + SOON_MS);
    }
    const before = sent.length;
    await members[5]!.write('to all');
    await pass(2 * receiptPaceMs(200) + SOON_MS);
    assert.equal(holders(members[5]!).size, 199);
    assert.ok(sent.length - before < 15 * 200, `${sent.length - before} for one message`);
  });

  it('are stored by the writer a few times, not once for each', async () => {
    const { members, pass } = aGroup(200);
    await pass(SOON_MS);
    const [writer] = members;
    await writer!.write('to all');
    await pass(2 * receiptPaceMs(200) + SOON_MS);
    assert.equal(holders(writer!).size, 199);
    assert.ok(writer!.commits <= 45, `${writer!.commits} commits`);
  });

  it('come although whoever brought the message falls silent before they are said', async () => {
    const { world, members, neighboursOf, pass } = aGroup(MEMBERS);
    await pass(SOON_MS);
    const [writer] = members;
    await writer!.write('to all');
    await pass(SOON_MS);
    // Half of those around the writer are gone, and the others notice later than their turn.
    const gone = neighboursOf(writer!).filter((_, i) => i % 2 === 0);
    for (const member of gone) world.kill(member);
    await pass(SETTLED_MS);
    for (const member of gone) for (const link of linksOf(world, member)) world.cut(link);
    await pass(SETTLED_MS);
    const left = members.filter((member) => member !== writer && member.isAlive);
    assert.deepEqual(left.filter(({ device }) => !holders(writer!).has(device)), []); // prettier-ignore
  });

  it('come of a device that was ended before its turn, once it is back', async () => {
    const { world, members, neighboursOf, pass, own } = aGroup(MEMBERS);
    await pass(SOON_MS);
    const [writer] = members;
    await writer!.write('to all');
    const near = new Set([writer!, ...neighboursOf(writer!)]);
    await pass(SOON_MS / 5);
    const ended = members.find((member) => !near.has(member) && member.heads.has(writer!.device) && !own(0).some(({ by }) => by === member))!; // prettier-ignore
    const neighbours = neighboursOf(ended);
    for (const link of linksOf(world, ended)) world.cut(link);
    world.kill(ended);
    await pass(SETTLED_MS);
    assert.equal(holders(writer!).has(ended.device), false);
    const back = world.comesBack(ended);
    for (const other of neighbours) world.link(back, other, 2);
    await pass(SETTLED_MS);
    assert.equal(holders(writer!).has(ended.device), true);
  });

  it('reach a writer who was away', async () => {
    const { world, members, neighboursOf, pass } = aGroup(MEMBERS);
    await pass(SOON_MS);
    const [writer] = members;
    await writer!.write('to all');
    await pass(SOON_MS / 5);
    for (const link of linksOf(world, writer!)) world.cut(link);
    await pass(SETTLED_MS);
    const before = holders(writer!).size;
    assert.ok(before < MEMBERS - 1);
    for (const other of neighboursOf(writer!)) world.link(writer!, other, 2);
    await pass(SETTLED_MS);
    assert.equal(holders(writer!).size, MEMBERS - 1);
  });

  it('are all said again to a writer who could not store them for long', async () => {
    const { world, members, pass } = aGroup(MEMBERS);
    await pass(SOON_MS);
    const [writer] = members;
    await writer!.write('to all');
    await pass(SETTLED_MS + VERY_LONG_MS);
    writer!.rows = [];
    for (const { ends } of linksOf(world, writer!))
      for (const { owner, sync } of ends) if (owner === writer) sync.sayHave();
    await pass(SETTLED_MS);
    assert.equal(holders(writer!).size, MEMBERS - 1);
  });

  it('wait with whoever has no way for them, until there is one', async () => {
    const { world, members, pass } = aGroup(MEMBERS, {}, false);
    const [writer, between, far, other] = members as [GossipMember, GossipMember, GossipMember, GossipMember];
    const way = world.link(writer, between, 2);
    world.link(between, far, 2);
    await pass(SOON_MS);
    await writer.write('to all');
    await pass(SOON_MS / 10);
    assert.ok(far.heads.has(writer.device));
    world.cut(way);
    await pass(SETTLED_MS);
    assert.deepEqual([...holders(writer)], [between.device]);
    world.link(between, other, 2);
    world.link(other, writer, 2);
    await pass(SETTLED_MS);
    assert.equal(holders(writer).has(far.device), true);
  });

  it('end with the writer: who comes to be linked with them is not told who holds what they wrote', async () => {
    const { world, members, neighboursOf, pass, sent } = aGroup(MEMBERS);
    await pass(SOON_MS);
    const [writer] = members as [GossipMember];
    await writer.write('to all');
    await pass(SETTLED_MS);
    for (const link of linksOf(world, writer)) world.cut(link);
    for (const other of neighboursOf(writer)) world.link(writer, other, 2);
    await pass(SETTLED_MS);
    const told = sent.filter(({ by, receipt }) => by === writer && receipt.rows.some(({ author }) => author === writer.device)); // prettier-ignore
    assert.equal(told.length, 0);
  });

  it('come from most although one of those around the writer passes nothing on', async () => {
    const { members, neighboursOf, pass, sent } = aGroup(MEMBERS);
    await pass(SOON_MS);
    const [writer] = members as [GossipMember];
    await writer.write('to make the ways');
    await pass(SETTLED_MS);
    const passedOn = (member: GossipMember) => sent.filter(({ by, receipt }) => by === member && receipt.by !== member.device).length; // prettier-ignore
    const [silent] = neighboursOf(writer).sort((a, b) => passedOn(b) - passedOn(a)) as [GossipMember];
    assert.ok(passedOn(silent) > 5);
    silent.swallowsReceipts = true;
    let known = 0;
    for (let i = 0; i < 8; i++) {
      await writer.write(`word ${i}`);
      await pass(SETTLED_MS);
      known += holders(writer).size;
    }
    assert.ok(known / 8 > 0.9 * (MEMBERS - 1), `${known / 8} of ${MEMBERS - 1}`);
  });
});
