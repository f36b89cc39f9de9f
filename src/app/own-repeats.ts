import { acceptRun, type AcceptRules, type Head } from '../domain/accept.js';
import { Fault, type FaultCode } from '../domain/fault.js';
import { KIND } from '../protocol/body.js';
import { sameBytes } from '../protocol/codec.js';
import { conversationOf } from '../protocol/conversation-id.js';
import { readEntry } from '../protocol/entry.js';
import type { DeviceId, EntryId } from '../protocol/ids.js';
import { readMessageBody } from '../protocol/message-body.js';
import type { GivenEntry } from '../protocol/record.js';
import type { ConversationLog } from './conversation-log.js';
import type { ConversationSync } from './conversation-sync.js';
import type { Group } from './group.js';
import type { Identity } from './identity.js';
import type { SayingAgain } from './next-entry.js';
import type { Ports, StoredEntry } from './ports.js';
import type { createSerial } from './serial.js';

export interface OwnRepeatsDeps {
  readonly ports: Pick<Ports, 'keys' | 'repo'>;
  readonly identity: Identity;
  readonly group: Group | null;
  readonly writes: ReturnType<typeof createSerial>;
  /** The key of this device may have signed one place twice: it is not to sign anything more. Runs inside `writes`. */
  readonly onOwnLogAhead: () => Promise<void>;
  /** How something of our own is said again. */
  readonly sayAgain: (lost: readonly StoredEntry[]) => readonly SayingAgain[];
  /** By which entries are accepted that follow these heads. */
  readonly rules: (heads: ReadonlyMap<DeviceId, Head>) => AcceptRules;
  /** Own logs have grown. */
  readonly onGrown: (authors: Iterable<DeviceId>) => void;
  readonly onFault: (fault: FaultCode) => void;
}

/** Entries of a log of ours that are read at once. */
const RUN_ENTRIES = 128;

/**
 * Says again, under a key that nobody doubts, what stands behind the fork of a log of ours: whoever holds one branch of it is
 * given nothing of the other. Each thing once; that it was, its copy tells, in our own log.
 */
export class OwnRepeats {
  readonly #log: ConversationLog;
  readonly #deps: OwnRepeatsDeps;
  /** The forked ends of logs that were looked at, in this run of the app. */
  #looked = '';

  constructor(log: ConversationLog, deps: OwnRepeatsDeps) {
    this.#log = log;
    this.#deps = deps;
  }

  /** Those of `lost`, entries of one log of ours, that we have not said again yet. @throws Fault 'storage-failed' */
  async unsaid(lost: readonly StoredEntry[]): Promise<readonly StoredEntry[]> {
    const { identity, ports } = this.#deps;
    // A group is created once, and changes of drafts are not said again: see `sayingsAgain`.
    const isOnce = (kind: number): boolean => kind === KIND.create || kind === KIND.update;
    const sayable = lost.filter(({ entry, body }) => body && !isOnce(entry.kind));
    if (sayable.length === 0) return [];
    const about = await ports.repo.about(this.#log.id, sayable.map(idOf));
    const own = about.filter(({ entry }) => identity.isOwnDevice(entry.author));
    const said = new Set(own.flatMap(({ entry, body }) => readMessageBody(entry.kind, body)?.again ?? []));
    const left = sayable.filter((stored) => !said.has(idOf(stored)));
    // What cannot name what it was before is said again byte for byte, and its salt makes it one of a kind.
    const mute = left.filter(({ entry, body }) => readMessageBody(entry.kind, body) === null);
    const repeated = mute.length > 0 ? await this.#repeated(mute) : new Set();
    return left.filter((stored) => !repeated.has(idOf(stored)));
  }

  /** Those of `mute` whose very bodies stand in another log of ours. */
  async #repeated(mute: readonly StoredEntry[]): Promise<ReadonlySet<EntryId>> {
    const found = new Set<EntryId>();
    const [author] = mute.map(({ entry }) => entry.author);
    for (const [device, head] of this.#log.heads) {
      if (device === author || !this.#deps.identity.isOwnDevice(device)) continue;
      let seq = this.#log.record.heads.find((one) => one.author === device)?.fromSeq ?? 0;
      while (seq <= head.seq && found.size < mute.length) {
        const run = await this.#log.runOnDisk(device, seq, RUN_ENTRIES);
        for (const stored of mute)
          if (run.some(({ entry }) => sameBytes(entry.bodyHash, stored.entry.bodyHash)))
            found.add(idOf(stored));
        if (run.length === 0) break;
        seq += run.length;
      }
    }
    return found;
  }

  /** Looks, in its turn, whether there is something to say again. Call when a log of ours, or who is in it, has changed. */
  look(): void {
    if (this.#ends === this.#looked) return;
    void this.#deps.writes(async () => {
      try {
        await this.#sayForked();
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        this.#deps.onFault(error.code);
      }
    });
  }

  /** Our logs that are known to fork, and how far we hold each of them. Nothing where we are not in it. */
  get #ends(): string {
    const forks = this.#deps.group?.self ? this.#forks() : [];
    return forks.map(([device, seq]) => `${device} ${seq} ${this.#log.heads.get(device)?.id}`).join();
  }

  #forks(): readonly (readonly [DeviceId, number])[] {
    const forks = [...(this.#deps.group?.set.forks ?? [])];
    return forks.flatMap(([device, { entries }]) =>
      this.#deps.identity.isOwnDevice(device) ? [[device, entries[0].seq] as const] : [],
    );
  }

  /** @throws Fault */
  async #sayForked(): Promise<void> {
    const ends = this.#ends;
    if (ends === this.#looked) return;
    for (const [device, seq] of ends === '' ? [] : this.#forks())
      if (!(await this.#say(device, await this.#log.runOnDisk(device, seq, Number.MAX_SAFE_INTEGER)))) return;
    this.#looked = ends;
  }

  /** False if it could not be stored. @throws Fault */
  async #say(author: DeviceId, entries: readonly StoredEntry[]): Promise<boolean> {
    const { identity, onOwnLogAhead, onGrown, onFault, sayAgain } = this.#deps;
    if (author === identity.device) await onOwnLogAhead();
    const again = sayAgain(await this.unsaid(entries));
    if (again.length === 0) return true;
    const said = await this.#log.append(again);
    if (said.ok) onGrown([identity.device]);
    else onFault(said.error);
    return said.ok;
  }

  /** What of a run of a log of ours that is known to fork stands on a branch that we do not hold. @throws Fault */
  async otherBranch(given: readonly GivenEntry[]): Promise<readonly GivenEntry[]> {
    const first = given[0] && readEntry(given[0][0]);
    const forkSeq = this.#forks().find(([device]) => device === first?.author)?.[1] ?? Infinity;
    if (!first || first.seq < forkSeq || conversationOf(first) !== this.#log.id) return [];
    const held = await this.#log.runOnDisk(first.author, Math.max(first.seq - 1, 0), given.length + 1);
    const bySeq = new Map(held.map(({ entry }) => [entry.seq, entry.id]));
    let last = bySeq.get(first.seq - 1) ?? null;
    for (const [place, [bytes]] of given.entries()) {
      const entry = readEntry(bytes);
      if (entry?.author !== first.author) return [];
      const ours = bySeq.get(entry.seq);
      if (ours ? ours !== entry.id : entry.prev !== last) return given.slice(place);
      last = entry.id;
    }
    return [];
  }

  /** Says again what stands on another branch than ours. It is not stored as it stands there. Runs inside `writes`. @throws Fault */
  async take(other: readonly GivenEntry[], sync: ConversationSync): Promise<void> {
    const { author, seq, prev } = readEntry(other[0]![0])!;
    const heads = new Map(this.#log.heads);
    if (prev === null) heads.delete(author);
    else heads.set(author, { seq: seq - 1, id: prev, orderMs: -1 });
    const accepted = await acceptRun(other, this.#deps.rules(heads), this.#deps.ports.keys.verify);
    if (!accepted.ok) return sync.onRefused(false);
    sync.ack(await this.#say(author, accepted.value));
  }
}

const idOf = ({ entry }: StoredEntry): EntryId => entry.id;
