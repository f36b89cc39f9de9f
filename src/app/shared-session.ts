import { Fault } from '../domain/fault.js';
import type { ConversationId, DeviceId } from '../protocol/ids.js';
import type { DraftDoc, SessionRecord, SharedRecord } from './draft-docs.js';
import type { DraftLogs } from './draft-logs.js';
import type { Merged } from './draft-merge.js';
import type { Ports } from './ports.js';
import { createSerial } from './serial.js';

/** How long what is written gathers before it goes into our log, in milliseconds. What is live is not waiting for it. */
const SAY_AFTER_MS = 5_000;

export interface SharedSessionDeps {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'draftDocs'>;
  readonly logs: Pick<DraftLogs, 'clientOf' | 'bringInto' | 'say' | 'onUpdate'> & {
    readonly conversation: { readonly id: ConversationId };
  };
  /** This device. */
  readonly device: DeviceId;
  /** What was said is to be kept as said. @throws Fault */
  readonly keepSaid: (session: SessionRecord, isUnsaid: boolean) => Promise<void>;
}

/** A shared draft while it is open here: what we write goes into our log, and what is in the logs into the document. */
export class SharedSession {
  readonly doc: DraftDoc;
  readonly id: Uint8Array;
  /** Under what we write. */
  readonly client: number;
  /** The document is another one than what was kept, and is to be kept in its place. */
  readonly isAnew: boolean;
  #merged: Merged;
  #saidClock = 0;
  #unsaid: Uint8Array[] = [];
  #isSaying = false;
  #isPlanned = false;
  #isClosed = false;
  readonly #inOrder = createSerial();
  readonly #stop: () => void;
  readonly #deps: SharedSessionDeps;

  private constructor(
    doc: DraftDoc,
    id: Uint8Array,
    client: number,
    merged: Merged,
    isAnew: boolean,
    deps: SharedSessionDeps,
  ) {
    this.doc = doc;
    this.isAnew = isAnew;
    this.id = id;
    this.client = client;
    this.#merged = merged;
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
    { session: last, isUnsaid, merged }: SharedRecord,
    kept: readonly Uint8Array[],
    deps: SharedSessionDeps,
  ): Promise<SharedSession> {
    const { ports, logs, device } = deps;
    const id = ports.random.bytes(16);
    const client = logs.clientOf(device, id);
    const doc = await ports.draftDocs.open(kept, client);
    if (!isUnsaid || !last) return new SharedSession(doc, id, client, merged, false, deps);
    if (last.device === device) {
      const left = doc.since(logs.clientOf(device, last.id), last.saidClock);
      const said = await logs.say(last.id, left);
      if (said.ok) return new SharedSession(doc, id, client, merged, false, deps);
    }
    // It was written by a device that is no more, or our log takes nothing now: we say it anew, under what we write with now.
    const content = doc.content();
    doc.close();
    const fresh = await ports.draftDocs.open([], client);
    const session = new SharedSession(fresh, id, client, [], true, deps);
    await session.pull();
    fresh.setContent(content);
    session.onOwn(fresh.since(client, 0));
    return session;
  }

  /** What is to be kept of it. */
  get record(): SharedRecord {
    const { logs, device } = this.#deps;
    const session: SessionRecord = { device, id: this.id, saidClock: this.#saidClock };
    const isUnsaid = this.#unsaid.length > 0 || this.#isSaying;
    return { conversation: logs.conversation.id, session, isUnsaid, merged: this.#merged };
  }

  /** Something was written here. */
  onOwn(update: Uint8Array): void {
    this.#unsaid.push(update);
    if (!this.#isPlanned) this.#plan();
  }

  /** Takes up what is in the logs and not in the document. Never rejects: what cannot be read now comes with the next. */
  pull(): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#isClosed) return;
      try {
        const { logs } = this.#deps;
        this.#merged = await logs.bringInto(this.doc, this.#merged);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    });
  }

  /** Says what is not said yet. True if all is. Never rejects. */
  say(): Promise<boolean> {
    return this.#inOrder(async () => {
      const { ports, logs } = this.#deps;
      const unsaid = this.#unsaid;
      if (unsaid.length === 0) return true;
      this.#unsaid = [];
      this.#isSaying = true;
      const clock = this.doc.clockOf(this.client);
      let isRefused = false;
      try {
        const said = await logs.say(this.id, await ports.draftDocs.merge(unsaid));
        this.#isSaying = false;
        isRefused = !said.ok && said.error === 'not-allowed'; // we are out of it: asking again changes nothing
        if (said.ok) {
          this.#saidClock = clock;
          const { session, isUnsaid } = this.record;
          await this.#deps.keepSaid(session!, isUnsaid);
          return true;
        }
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
      this.#isSaying = false;
      this.#unsaid = [...unsaid, ...this.#unsaid];
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
}
