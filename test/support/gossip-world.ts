/**
 * Members of one group with nothing but their logs and links: the app's own `Gossip` and `ConversationSync` on a network
 * with a time of its own. Signatures and disks are not there; what one gives, the others take by the app's own rules.
 */
import { ConversationSync, type LogSource } from '../../src/app/conversation-sync.js';
import { Gossip } from '../../src/app/gossip.js';
import { keptOf, type Clock, type KeptEntry, type StoredEntry } from '../../src/app/ports.js';
import { acceptRun, type Head } from '../../src/domain/accept.js';
import { encodeTextBody, hashBody, KIND } from '../../src/protocol/body.js';
import { sealEntry } from '../../src/protocol/entry.js';
import type { ConversationId, DeviceId, EntryId } from '../../src/protocol/ids.js';
import { paddedBytes } from '../../src/protocol/link/ciphers.js';
import { encodeRecord, parseRecord, type GivenEntry, type LinkRecord } from '../../src/protocol/record.js';
import { Dice } from '../sim/dice.js';
import { bytesOf, idOf, NOW_MS } from '../vectors/cast.js';
import { EventQueue } from './event-queue.js';

export const GROUP = idOf<ConversationId>('a group of many');
export const TAG = bytesOf('tag of the group', 16);
/** What sealing adds to a padded record. */
const SEAL_BYTES = 16;
const NO_SIGNATURE = new Uint8Array(64);
/** There are no receipts here, and no roster. */
export const NOTHING_BESIDE = { said: TAG, heard: TAG, roster: null };

export interface GossipWorldOptions {
  readonly seed: number;
  /** What taking one give costs a member, who takes one at a time. */
  readonly takeMs?: number;
  /** What a member's line takes up in a millisecond. */
  readonly bytesPerMs?: number;
  /** Whether each record goes through its bytes. */
  readonly readsBack?: boolean;
  /** Whether everything new is given over every link, for comparison. */
  readonly floods?: boolean;
  readonly onTaken?: (member: GossipMember, entry: EntryId, atMs: number) => void;
}

/** What went over the links since the start. */
export interface Traffic {
  /** Bytes as sealed frames, by type of record. */
  readonly bytes: Map<LinkRecord['type'], number>;
  readonly records: Map<LinkRecord['type'], number>;
  /** Entries given, each time anew. */
  copies: number;
}

/** One end of a link, as its owner has it. */
interface End {
  readonly owner: GossipMember;
  readonly sync: ConversationSync;
}

export interface GossipLink {
  readonly ends: readonly [End, End];
  isUp: boolean;
}

export class GossipWorld {
  readonly events = new EventQueue();
  readonly dice: Dice;
  readonly members: GossipMember[] = [];
  readonly links = new Set<GossipLink>();
  readonly traffic: Traffic = { bytes: new Map(), records: new Map(), copies: 0 };
  readonly options: GossipWorldOptions;
  readonly clock: Clock = {
    wallMs: () => NOW_MS + this.events.nowMs,
    monotonicMs: () => this.events.nowMs,
    after: (delayMs, run) => this.events.at(this.events.nowMs + delayMs, run),
  };

  constructor(options: GossipWorldOptions) {
    this.options = options;
    this.dice = new Dice(options.seed);
  }

  addMember(device: DeviceId): GossipMember {
    const member = new GossipMember(device, this);
    this.members.push(member);
    return member;
  }

  /** Links two members. What one says arrives in order, `latencyMs` later. */
  link(a: GossipMember, b: GossipMember, latencyMs: number): GossipLink {
    const line = (from: GossipMember, to: () => End): ConversationSync => {
      let freeAtMs = 0;
      return new ConversationSync(
        TAG,
        (made) => {
          const { owner, sync } = to();
          const sentAtMs = from.upload(made);
          const record = this.options.readsBack ? throughTheWire(made) : made;
          const deliver = () => {
            if (!link.isUp) return;
            // A link looks at one record after another, a member takes one give after another.
            const startMs = Math.max(this.events.nowMs, freeAtMs);
            freeAtMs = record.type === 'give' ? owner.busyUntil(startMs) : startMs;
            this.events.at(freeAtMs, () => (link.isUp ? owner.receive(record, sync) : null));
          };
          this.events.at(sentAtMs + latencyMs, deliver);
          return new Promise((resolve) => this.events.at(sentAtMs, resolve));
        },
        from,
      );
    };
    const ends: [End, End] = [
      { owner: a, sync: line(a, () => ends[1]) },
      { owner: b, sync: line(b, () => ends[0]) },
    ];
    const link: GossipLink = { ends, isUp: true };
    this.links.add(link);
    for (const { owner, sync } of ends) owner.gossip.attach(sync, NOTHING_BESIDE);
    return link;
  }

  /** Breaks a link: what is under way is lost, and both ends know. */
  cut(link: GossipLink): void {
    if (!link.isUp) return;
    link.isUp = false;
    this.links.delete(link);
    for (const { owner, sync } of link.ends) owner.gossip.detach(sync);
  }

  /** Takes a member away without a word: nobody knows, and what is sent there is lost. */
  kill(member: GossipMember): void {
    member.isAlive = false;
    member.gossip.end();
  }

  count(record: LinkRecord): number {
    const bytes = paddedBytes(encodeRecord(record).byteLength) + SEAL_BYTES;
    const { type } = record;
    this.traffic.bytes.set(type, (this.traffic.bytes.get(type) ?? 0) + bytes);
    this.traffic.records.set(type, (this.traffic.records.get(type) ?? 0) + 1);
    if (record.type === 'give') this.traffic.copies += record.entries.length;
    return bytes;
  }
}

/** One member, who has one device. */
export class GossipMember implements LogSource {
  readonly device: DeviceId;
  readonly gossip: Gossip;
  readonly #world: GossipWorld;
  readonly #logs = new Map<DeviceId, StoredEntry[]>();
  /** How often this member gave each entry. */
  readonly uploads = new Map<DeviceId, number[]>();
  heads: ReadonlyMap<DeviceId, Head> = new Map();
  isAlive = true;
  /** How often something was named or given that is not what this member holds. */
  disagreements = 0;
  #takingUntilMs = 0;
  #sendingUntilMs = 0;

  constructor(device: DeviceId, world: GossipWorld) {
    this.device = device;
    this.#world = world;
    const random = { bytes: (length: number) => world.dice.bytes(length) };
    this.gossip = new Gossip({ clock: world.clock, random }, this, () => this.disagreements++);
  }

  run(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    return Promise.resolve(this.#logs.get(author)?.slice(fromSeq, fromSeq + limit) ?? []);
  }

  async kept(author: DeviceId, fromSeq: number, limit: number): Promise<readonly KeptEntry[]> {
    return (await this.run(author, fromSeq, limit)).map(keptOf);
  }

  isSigned(): Promise<boolean> {
    return Promise.resolve(true);
  }

  onDisagreement(): boolean {
    return false;
  }

  /** Puts an entry into this member's own log. Links hear of it by `gossip`. */
  async write(text: string): Promise<EntryId> {
    const body = encodeTextBody(bytesOf(text, 16), text);
    const own = this.heads.get(this.device);
    const orderMs = Math.max(NOW_MS, ...[...this.heads.values()].map((head) => head.orderMs)) + 1;
    const [other] = [...this.heads.values()].filter(({ id }) => id !== own?.id);
    const entry = await sealEntry(
      {
        conversation: GROUP,
        author: this.device,
        seq: own ? own.seq + 1 : 0,
        prev: own?.id ?? null,
        after: other ? [other.id] : [],
        sentAtMs: NOW_MS,
        orderMs,
        kind: KIND.text,
        bodyHash: hashBody(body),
        bodyLength: body.byteLength,
        grant: null,
      },
      () => Promise.resolve(NO_SIGNATURE),
    );
    this.#store([{ entry, body }]);
    this.gossip.onGrown([this.device]);
    return entry.id;
  }

  /** Has what another member has, as if it had come long ago. */
  holdAsDoes(other: GossipMember): void {
    for (const [author, log] of other.#logs) this.#logs.set(author, [...log]);
    this.heads = other.heads;
  }

  async receive(record: LinkRecord, sync: ConversationSync): Promise<void> {
    if (!this.isAlive) return;
    if (record.type === 'give') return this.#take(record.entries, sync);
    if (record.type === 'ack') return void sync.onAck(record.took, record.count);
    await this.gossip.receive(record, sync);
  }

  /** Begins to send a record. Returns when it is out. */
  upload(record: LinkRecord): number {
    const { events, options } = this.#world;
    const bytes = this.#world.count(record);
    if (record.type === 'give') {
      const { author, seq } = this.#firstOf(record.entries);
      const counts = this.uploads.get(author) ?? [];
      record.entries.forEach((_, i) => (counts[seq + i] = (counts[seq + i] ?? 0) + 1));
      this.uploads.set(author, counts);
    }
    const startMs = Math.max(events.nowMs, this.#sendingUntilMs);
    this.#sendingUntilMs = startMs + (options.bytesPerMs ? bytes / options.bytesPerMs : 0);
    return this.#sendingUntilMs;
  }

  /** When a give that is there at `ms` will have been dealt with. */
  busyUntil(ms: number): number {
    this.#takingUntilMs = Math.max(ms, this.#takingUntilMs) + (this.#world.options.takeMs ?? 0);
    return this.#takingUntilMs;
  }

  #firstOf(given: readonly GivenEntry[]): { readonly author: DeviceId; readonly seq: number } {
    for (const [author, log] of this.#logs) {
      const seq = log.findLastIndex(({ entry }) => entry.bytes === given[0]![0]);
      if (seq >= 0) return { author, seq };
    }
    throw new Error('A member gave what it does not hold.');
  }

  async #take(given: readonly GivenEntry[], sync: ConversationSync): Promise<void> {
    const accepted = await acceptRun(
      given,
      { conversation: GROUP, heads: this.heads, isAuthor: () => true, isFull: () => false },
      () => Promise.resolve(true),
    );
    if (!accepted.ok) return sync.onRefused(accepted.error === 'gap');
    this.#store(accepted.value);
    const fresh = accepted.value.map(({ entry }) => entry);
    for (const { id } of fresh) this.#world.options.onTaken?.(this, id, this.#world.events.nowMs);
    if (!this.#world.options.floods) return this.gossip.onTook(sync, [{ given, fresh }]);
    for (const { author, seq } of fresh) sync.noteHeld(author, seq);
    this.gossip.onGrown(fresh.map(({ author }) => author));
    sync.ack(true);
  }

  #store(entries: readonly StoredEntry[]): void {
    const heads = new Map(this.heads);
    for (const stored of entries) {
      const { entry } = stored;
      const log = this.#logs.get(entry.author) ?? [];
      if (log.length !== entry.seq) throw new Error('A log has a gap.');
      log.push(stored);
      this.#logs.set(entry.author, log);
      heads.set(entry.author, entry);
    }
    if (entries.length > 0) this.heads = heads;
  }
}

/** Somebody who holds the logs of `count` people who have left. */
export async function aPastOf(count: number, world: GossipWorld): Promise<GossipMember> {
  let last = world.addMember(idOf('nobody'));
  for (let i = 0; i < count; i++) {
    const next = world.addMember(idOf(`once a member ${i}`));
    next.holdAsDoes(last);
    await next.write(`long ago ${i}`);
    last = next;
  }
  return last;
}

/** An honest member who holds what `past` does, and a link to somebody who says what the test says. */
export function memberUnderFire(past: GossipMember | null) {
  const world = new GossipWorld({ seed: 1 });
  const honest = world.addMember(idOf('honest'));
  if (past) honest.holdAsDoes(past);
  const said: LinkRecord[] = [];
  const send = (record: LinkRecord): Promise<void> => {
    said.push(record);
    return Promise.resolve();
  };
  const sync = new ConversationSync(TAG, send, honest);
  honest.gossip.attach(sync, NOTHING_BESIDE);
  const hears = (record: LinkRecord): Promise<void> => honest.receive(record, sync);
  return { world, honest, said, sync, hears };
}

/** The record as the other side reads it. @throws if it is none */
function throughTheWire(record: LinkRecord): LinkRecord {
  const parsed = parseRecord(encodeRecord(record));
  if (!parsed.ok) throw new Error(`a record that nobody can read: ${parsed.error}`);
  return parsed.value;
}
