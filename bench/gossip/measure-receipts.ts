/** What the receipts for one message come to in a group in memory. */
import { receiptPaceMs } from '../../src/domain/receipts.js';
import { neighboursOn, ringsOf } from '../../src/domain/neighbours.js';
import type { DeviceId, PersonId } from '../../src/protocol/ids.js';
import { GossipWorld, GROUP, type GossipMember } from '../../test/support/gossip-world.js';
import { idOf } from '../../test/vectors/cast.js';
import { median } from '../spread.js';

/** Longer than the longest way of the last receipt. */
const QUIET_MS = 3_000;
const WARM_UP = 3;

export interface ReceiptFigures {
  /** Receipts sent over links for one message by itself, each time anew. */
  readonly receipts: number;
  /** Their bytes, as frames. */
  readonly bytes: number;
  /** The most that one member sent of them. */
  readonly most: number;
  /** Of the other members, how many the writer knows to hold it in the end. */
  readonly known: number;
  /** Until the writer knows it of the first of those linked with them, of half of the group, and of everybody. */
  readonly firstMs: number;
  readonly halfMs: number;
  readonly allMs: number;
  /** How often the writer stored what others say. */
  readonly commits: number;
  /** Of the group. */
  readonly links: number;
}

/**
 * Receipts for one message where each goes to everybody at once: each member but the writer says one, and everybody who
 * hears it sends it over all their links but the one it came by. What is measured of groups of 50, 100 and 200 is the same.
 */
export const floodedReceipts = (members: number, links: number): number =>
  (members - 1) * (2 * links - (members - 1));

/** Middling figures of messages by themselves, each by somebody else. */
export async function measureReceipts(options: {
  readonly members: number;
  readonly seed: number;
  readonly receipts: 'paced' | 'at once';
  readonly messages: number;
}): Promise<ReceiptFigures> {
  const { members, receipts } = options;
  const sent = new Map<GossipMember, number>();
  const world = new GossipWorld({
    seed: options.seed,
    takeMs: 1,
    bytesPerMs: 12_500,
    receipts,
    onReceipt: (by) => sent.set(by, (sent.get(by) ?? 0) + 1),
  });
  const people = Array.from({ length: members }, (_, i) => idOf<PersonId>(`member ${i}`));
  const rings = ringsOf(GROUP, people);
  const byPerson = new Map(people.map((person) => [person, world.addMember(person as string as DeviceId)]));
  for (const [person, device] of byPerson)
    for (const other of neighboursOn(rings, person))
      if (person < other) world.link(device, byPerson.get(other)!, 1 + 4 * world.dice.share());
  const settledMs = (receipts === 'paced' ? 2 * receiptPaceMs(members) : 0) + QUIET_MS;
  const pass = (ms: number) => world.events.runUntil(world.events.nowMs + ms);
  await pass(QUIET_MS);

  const figures: Omit<ReceiptFigures, 'links'>[] = [];
  for (let i = 0; i < WARM_UP + options.messages; i++) {
    const writer = world.dice.pick(world.members);
    sent.clear();
    const before = counted(world);
    const commits = writer.commits;
    const writtenMs = world.events.nowMs;
    const heard = new Map<DeviceId, number>();
    let seq = -1;
    writer.onRows = (rows) => {
      for (const { by, deliveredSeq } of rows)
        if (deliveredSeq >= seq && !heard.has(by)) heard.set(by, world.events.nowMs - writtenMs);
    };
    await writer.write(`Message ${i} `.padEnd(100, '.'));
    seq = writer.heads.get(writer.device)!.seq;
    await pass(settledMs);
    writer.onRows = null;
    const after = counted(world);
    const times = [...heard.values()].sort((a, b) => a - b);
    figures.push({
      receipts: after.receipts - before.receipts,
      bytes: after.bytes - before.bytes,
      most: Math.max(0, ...sent.values()),
      known: times.length,
      firstMs: times[0] ?? Infinity,
      halfMs: times[Math.floor((members - 1) / 2)] ?? Infinity,
      allMs: times[members - 2] ?? Infinity,
      commits: writer.commits - commits,
    });
  }
  const lone = figures.slice(WARM_UP);
  const of = (what: keyof (typeof figures)[number]): number => median(lone.map((one) => one[what]));
  return {
    receipts: of('receipts'),
    bytes: of('bytes'),
    most: of('most'),
    known: Math.min(...lone.map(({ known }) => known)),
    firstMs: of('firstMs'),
    halfMs: of('halfMs'),
    allMs: of('allMs'),
    commits: of('commits'),
    links: world.links.size,
  };
}

function counted({ traffic }: GossipWorld): { readonly receipts: number; readonly bytes: number } {
  return { receipts: traffic.records.get('receipt') ?? 0, bytes: traffic.bytes.get('receipt') ?? 0 };
}
