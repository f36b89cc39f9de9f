/** One group in memory: what a message costs, and how long it takes. */
import { neighboursOn, ringsOf } from '../../src/domain/neighbours.js';
import type { DeviceId, EntryId, PersonId } from '../../src/protocol/ids.js';
import { GossipWorld, GROUP, type GossipMember } from '../../test/support/gossip-world.js';
import { idOf } from '../../test/vectors/cast.js';
import { median, percentile } from '../spread.js';

/** Messages until the tree stands, each by somebody else. */
const WARM_UP = 10;
/** Messages by themselves, and messages of a busy time; fewer in a group of more than LARGE. */
const LONE_MESSAGES = { small: 20, large: 5 };
const BUSY_MESSAGES = { small: 40, large: 20 };
const LARGE = 500;
/** Flooding takes the same bytes for each message, and the longest time here. */
const FLOODED_MESSAGES = 5;
const BUSY_EVERY_MS = 50;
/** Long enough for everything that a message brings about, its news included. */
const QUIET_MS = 3_000;
const TAKE_MS = 1;
const BYTES_PER_MS = 12_500;

/** What one message came to. */
export interface MessageFigures {
  /** Times it was given. */
  readonly copies: number;
  /** Everything that went over the links, as frames. */
  readonly bytes: number;
  /** Members who have it, the writer included. */
  readonly reached: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lastMs: number;
}

export interface GroupFigures {
  readonly lone: readonly MessageFigures[];
  /** Bytes of giving one message to each other member once, with its ack. */
  readonly idealBytes: number;
  /** Bytes of everything, for each message of a busy time. */
  readonly busyBytes: number;
  readonly mostUploads: number;
  /** The message in whose midst a fifth fell silent; copies and reached as shares of those who are left. */
  readonly cut: MessageFigures;
}

export interface GroupOptions {
  readonly members: number;
  readonly seed: number;
  readonly floods: boolean;
}

export async function measureGroup(options: GroupOptions): Promise<GroupFigures> {
  const size = options.members > LARGE ? 'large' : 'small';
  const group = new MeasuredGroup(options);
  await group.pass(QUIET_MS);
  for (let i = 0; i < (options.floods ? 1 : WARM_UP); i++) await group.measure();
  const lone: MessageFigures[] = [];
  for (let i = 0; i < LONE_MESSAGES[size]; i++) lone.push(await group.measure());
  const idealBytes = group.idealBytes();
  const busyBytes = await group.measureBusy(options.floods ? FLOODED_MESSAGES : BUSY_MESSAGES[size]);
  const mostUploads = group.mostUploads();
  const midwayMs = median(lone.map(({ p50Ms }) => p50Ms));
  const cut = await group.measure({ atMs: midwayMs, run: () => group.silenceAFifth() });
  const left = group.alive().length;
  return {
    lone,
    idealBytes,
    busyBytes,
    mostUploads,
    cut: { ...cut, copies: cut.copies / (left - 1), reached: cut.reached / left },
  };
}

class MeasuredGroup {
  readonly #world: GossipWorld;
  /** Who took an entry when; only of the last message. */
  readonly #taken = new Map<GossipMember, number>();
  #watched: EntryId | null = null;
  #written = 0;

  constructor({ members, seed, floods }: GroupOptions) {
    this.#world = new GossipWorld({
      seed,
      floods,
      takeMs: TAKE_MS,
      bytesPerMs: BYTES_PER_MS,
      onTaken: (member, entry, atMs) => {
        if (entry === this.#watched) this.#taken.set(member, atMs);
      },
    });
    const people = Array.from({ length: members }, (_, i) => idOf<PersonId>(`member ${i}`));
    const rings = ringsOf(GROUP, people);
    const devices = people.map(
      (person) => [person, this.#world.addMember(person as string as DeviceId)] as const,
    );
    const byPerson = new Map(devices);
    for (const [person, device] of devices)
      for (const other of neighboursOn(rings, person))
        if (person < other) this.#world.link(device, byPerson.get(other)!, 1 + 4 * this.#world.dice.share());
  }

  alive(): readonly GossipMember[] {
    return this.#world.members.filter(({ isAlive }) => isAlive);
  }

  async pass(ms: number): Promise<void> {
    await this.#world.events.runUntil(this.#world.events.nowMs + ms);
  }

  /** One message by somebody, and what follows from it. `midway` happens while it is under way. */
  async measure(midway?: { readonly atMs: number; readonly run: () => void }): Promise<MessageFigures> {
    const before = this.#counted();
    this.#taken.clear();
    const writtenMs = this.#world.events.nowMs;
    this.#watched = await this.#write();
    await this.pass(midway?.atMs ?? 0);
    midway?.run();
    await this.pass(QUIET_MS);
    const after = this.#counted();
    const alive = this.alive();
    const delays = alive.flatMap((member) => {
      const atMs = this.#taken.get(member);
      return atMs === undefined ? [] : [atMs - writtenMs];
    });
    return {
      copies: after.copies - before.copies,
      bytes: after.bytes - before.bytes,
      reached: delays.length + 1, // and whoever wrote it
      p50Ms: percentile(delays, 0.5),
      p99Ms: percentile(delays, 0.99),
      lastMs: Math.max(...delays),
    };
  }

  async measureBusy(messages: number): Promise<number> {
    const before = this.#counted();
    for (let i = 0; i < messages; i++) {
      await this.#write();
      await this.pass(BUSY_EVERY_MS);
    }
    await this.pass(QUIET_MS);
    return (this.#counted().bytes - before.bytes) / messages;
  }

  /** Of the frames that there were: a give and an ack of middling size, to each. */
  idealBytes(): number {
    const { bytes, records } = this.#world.traffic;
    const each = (type: 'give' | 'ack') => (bytes.get(type) ?? 0) / (records.get(type) ?? 1);
    return (each('give') + each('ack')) * (this.alive().length - 1);
  }

  mostUploads(): number {
    return Math.max(...this.#world.members.flatMap(({ uploads }) => [...uploads.values()].flat()));
  }

  /** A fifth of the members, but not whoever wrote last, says and takes nothing any more, and nobody is told. */
  silenceAFifth(): void {
    const candidates = this.alive().filter((member) => member !== this.#writer);
    for (let left = Math.floor(this.#world.members.length / 5); left > 0;) {
      const member = this.#world.dice.pick(candidates);
      if (!member.isAlive) continue;
      this.#world.kill(member);
      left--;
    }
  }

  #writer: GossipMember | null = null;

  #write(): Promise<EntryId> {
    this.#writer = this.#world.dice.pick(this.alive());
    return this.#writer.write(`Message ${this.#written++} `.padEnd(100, '.'));
  }

  #counted(): { readonly copies: number; readonly bytes: number } {
    const { copies, bytes } = this.#world.traffic;
    return { copies, bytes: [...bytes.values()].reduce((sum, one) => sum + one, 0) };
  }
}
