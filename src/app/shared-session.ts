import { Fault } from '../domain/fault.js';
import type { ConversationId, DeviceId } from '../protocol/ids.js';
import type { DraftDoc, SessionRecord, SharedRecord } from './draft-docs.js';
import type { DraftLogs } from './draft-logs.js';
import type { Merged } from './draft-merge.js';
import type { Ports } from './ports.js';
import { createSerial } from './serial.js';

/** How long what is written gathers before it goes into our log, in milliseconds. What is live is not waiting for it. */
const SAY_AFTER_MS = 5_000;
/** How long what is heard live may take to come into the log of whoever said it, in milliseconds. */
const LOGGED_WITHIN_MS = 15_000;
/** What is heard and not logged that is kept for as long as ours may rest on it, in bytes. */
const MAX_HEARD_BYTES = 512 * 1024;
/** Clients of ours that are remembered of one draft. */
const MAX_CLIENTS = 64;

export interface SharedSessionDeps {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'draftDocs'>;
  readonly logs: Pick<DraftLogs, 'clientOf' | 'bringInto' | 'say' | 'onUpdate'> & {
    readonly conversation: { readonly id: ConversationId };
  };
  /** This device, whose key may change. */
  readonly device: () => DeviceId;
  /** What was said is to be kept as said. @throws Fault */
  readonly keepSaid: (said: Pick<SharedRecord, 'session' | 'isUnsaid' | 'heard'>) => Promise<void>;
  /**
   * It is to be closed and opened again: what was heard live is in no log, or our device has another key. `culprits`: the
   * clients of those who say live what they do not log.
   */
  readonly onStale: (culprits: ReadonlySet<number>) => void;
}

/** A shared draft while it is open here: what we write goes into our log, and what is in the logs into the document. */
export class SharedSession {
  readonly doc: DraftDoc;
  readonly id: Uint8Array;
  /** Under what we write. */
  readonly client: number;
  /** The document is another one than what was kept, and is to be kept in its place. */
  readonly isAnew: boolean;
  /** Whose log it goes into. */
  readonly #device: DeviceId;
  #merged: Merged;
  #clients: readonly number[];
  #saidClock = 0;
  /** Each with how far it goes by our clock. */
  #unsaid: readonly { readonly update: Uint8Array; readonly end: number }[] = [];
  #isHeldBack = false;
  #isSaying = false;
  #isPlanned = false;
  #isWatching = false;
  #isStale = false;
  #isClosed = false;
  readonly #inOrder = createSerial();
  readonly #stop: () => void;
  readonly #deps: SharedSessionDeps;

  private constructor(
    doc: DraftDoc,
    id: Uint8Array,
    { merged, clients, isAnew }: Pick<SharedRecord, 'merged' | 'clients'> & { readonly isAnew: boolean },
    deps: SharedSessionDeps,
  ) {
    this.doc = doc;
    this.isAnew = isAnew;
    this.id = id;
    this.#device = deps.device();
    this.client = deps.logs.clientOf(this.#device, id);
    this.#merged = merged;
    this.#clients = clients;
    this.#deps = deps;
    this.#stop = deps.logs.onUpdate(() => void this.pull());
  }

  /**
   * Opens what is kept, and says what could not be said the last time. What has come since is taken up by `pull`, once
   * somebody listens who keeps it.
   * @param kept the updates of our own store
   * @throws Fault
   */
  static async open(
    { session: last, isUnsaid, merged, clients, heard }: SharedRecord,
    kept: readonly Uint8Array[],
    deps: SharedSessionDeps,
  ): Promise<SharedSession> {
    const { ports, logs } = deps;
    const device = deps.device();
    const id = ports.random.bytes(16);
    const client = logs.clientOf(device, id);
    const doc = await ports.draftDocs.open(kept, client);
    const asItIs = (): SharedSession => new SharedSession(doc, id, { merged, clients, isAnew: false }, deps);
    if (!last) return asItIs();
    const before = logs.clientOf(last.device, last.id);
    doc.unlog(before, last.saidClock);
    if (last.device === device) {
      if (!isUnsaid) return asItIs();
      const said = heard.length === 0 && (await logs.say(last.id, doc.since(before, last.saidClock))).ok;
      if (said) return asItIs();
    }
    // It was written by a device that is no more, or rests on what nobody has said, or our log takes nothing now. So the document
    // becomes what the logs say, and what of ours is in none of them is written in it under what we write with now.
    const anew = await ports.draftDocs.open([], client);
    const all = await logs.bringInto(anew, []);
    const ours = anew.carry(doc, heard, [...new Set([...clients, before])]);
    doc.close();
    const session = new SharedSession(anew, id, { merged: all, clients, isAnew: true }, deps);
    if (ours) session.onOwn(ours);
    return session;
  }

  /** What is to be kept of it. */
  get record(): SharedRecord {
    const { logs } = this.#deps;
    const session: SessionRecord = { device: this.#device, id: this.id, saidClock: this.#saidClock };
    const isUnsaid = this.#unsaid.length > 0 || this.#isSaying;
    return {
      conversation: logs.conversation.id,
      session,
      isUnsaid,
      merged: this.#merged,
      clients: this.#clients,
      heard: isUnsaid ? this.doc.heard.map(({ update }) => update) : [],
    };
  }

  /** Something was written here. */
  onOwn(update: Uint8Array): void {
    this.#unsaid = [...this.#unsaid, { update, end: this.doc.clockOf(this.client) }];
    if (!this.#clients.includes(this.client))
      this.#clients = [...this.#clients, this.client].slice(-MAX_CLIENTS);
    if (!this.#isPlanned) this.#plan();
  }

  /** Somebody has said something live. */
  onHeard(): void {
    const bytes = this.doc.heard.reduce((sum, { update }) => sum + update.byteLength, 0);
    if (bytes > MAX_HEARD_BYTES) this.#goStale(this.doc.heard);
    else this.#watch();
  }

  /** Takes up what is in the logs and not in the document. Never rejects: what cannot be read now comes with the next. */
  pull(): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#isClosed) return;
      try {
        const { logs } = this.#deps;
        this.#merged = await logs.bringInto(this.doc, this.#merged);
        // What ours waited for may be there now.
        if (this.#isHeldBack) void this.say();
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    });
  }

  /**
   * Says what is not said yet, up to the first that rests on what is in no log: it would wait for that at everybody else, and with it
   * all that we say after it. True if all is said. Never rejects.
   */
  say(): Promise<boolean> {
    return this.#inOrder(async () => {
      const { ports, logs } = this.#deps;
      if (this.#unsaid.length === 0) return true;
      if (this.#deps.device() !== this.#device) {
        this.#goStale([]);
        return false;
      }
      const first = this.#unsaid.findIndex(({ update }) => !this.doc.isOnLogged(update, this.client));
      this.#isHeldBack = first >= 0;
      if (this.#isHeldBack) this.#watch();
      const saying = this.#isHeldBack ? this.#unsaid.slice(0, first) : this.#unsaid;
      if (saying.length === 0) return false;
      this.#unsaid = this.#unsaid.slice(saying.length);
      this.#isSaying = true;
      let isRefused = false;
      try {
        const update = await ports.draftDocs.merge(saying.map((one) => one.update));
        const said = await logs.say(this.id, update);
        this.#isSaying = false;
        isRefused = !said.ok && said.error === 'not-allowed'; // we are out of it: asking again changes nothing
        if (said.ok) {
          this.#saidClock = saying.at(-1)!.end;
          await this.#deps.keepSaid(this.record);
          return this.#unsaid.length === 0;
        }
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
      this.#isSaying = false;
      this.#unsaid = [...saying, ...this.#unsaid];
      if (!this.#isClosed && !isRefused) this.#plan();
      return false;
    });
  }

  /** Says what is left, and hears no more. */
  async close(): Promise<void> {
    this.#stop();
    await this.say();
    this.#isClosed = true;
  }

  #plan(): void {
    this.#isPlanned = true;
    this.#deps.ports.clock.after(SAY_AFTER_MS, () => {
      this.#isPlanned = false;
      if (!this.#isClosed) void this.say();
    });
  }

  /** Looks whether what is heard comes into the logs. */
  #watch(): void {
    const { heard } = this.doc;
    if (this.#isWatching || this.#isClosed || heard.length === 0) return;
    this.#isWatching = true;
    this.#deps.ports.clock.after(LOGGED_WITHIN_MS, () => {
      this.#isWatching = false;
      const now = new Set(this.doc.heard);
      const late = heard.filter((one) => now.has(one));
      if (late.length > 0) this.#goStale(late);
      else this.#watch();
    });
  }

  /** Whoever waits for others themselves is not to blame. */
  #goStale(late: DraftDoc['heard']): void {
    if (this.#isClosed || this.#isStale) return;
    this.#isStale = true;
    const culprits = late.filter(({ by, update }) => this.doc.isOnLogged(update, by));
    this.#deps.onStale(new Set(culprits.map(({ by }) => by)));
  }
}
