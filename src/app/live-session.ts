import { sameBytes } from '../protocol/codec.js';
import type { DeviceId } from '../protocol/ids.js';
import type { IceServers } from '../protocol/ice-servers.js';
import { Backoff } from './backoff.js';
import type { Conversation } from './conversation.js';
import type { DraftLogs } from './draft-logs.js';
import type { LiveDraft, LiveDrafts } from './live-draft.js';
import type { DraftLink, DraftListener } from './draft-links.js';
import type { Ports } from './ports.js';
import type { SharedSession } from './shared-session.js';
import type { Silenced } from './silenced.js';

/** Words of the dance by which two find out that both have a draft open. Everything else is a signal of their connection. */
const HELLO = 'hello';
const HERE = 'here';
const BYE = 'bye';

/** Connections of one draft: beyond them, the logs bring what is written, some seconds later. */
const MAX_CONNECTIONS = 16;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

export interface LiveSessionDeps {
  readonly ports: Pick<Ports, 'clock' | 'random'> & { readonly liveDrafts: LiveDrafts };
  readonly logs: DraftLogs;
  readonly session: SharedSession;
  readonly silenced: Silenced;
  readonly device: DeviceId;
  readonly ice: () => IceServers;
}

interface Other {
  readonly link: DraftLink;
  /** Their session; null before they have said that they have it open. */
  session: Uint8Array | null;
  readonly backoff: Backoff;
  cancel: (() => void) | null;
}

/**
 * A shared draft that is open here, with the others who have it open. Who they are is what their links say; what is made of
 * it is a connection beside the link, over which keystrokes go. Nothing rests on it: what it loses, the logs bring.
 */
export class LiveSession implements DraftListener {
  readonly #deps: LiveSessionDeps;
  readonly #others = new Map<DeviceId, Other>();
  /** Who wrote under a client here, also where they have left. */
  readonly #devices = new Map<number, DeviceId>();
  #live: LiveDraft | null = null;
  #isClosed = false;
  readonly #stop: () => void;

  constructor(deps: LiveSessionDeps) {
    this.#deps = deps;
    this.#stop = this.#conversation.listenForDrafts(this);
    void this.#load();
  }

  get #conversation(): Conversation {
    return this.#deps.logs.conversation;
  }

  onLinked(link: DraftLink): void {
    this.onUnlinked(link.device);
    const backoff = new Backoff(this.#deps.ports.random, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
    this.#others.set(link.device, { link, session: null, backoff, cancel: null });
    if (this.#live) link.send(this.#deps.session.id, HELLO);
  }

  onUnlinked(device: DeviceId): void {
    const other = this.#others.get(device);
    other?.cancel?.();
    this.#others.delete(device);
    this.#live?.disconnect(device);
  }

  onSignal(from: DeviceId, session: Uint8Array, signal: string): void {
    const other = this.#others.get(from);
    if (!other || !this.#live) return;
    switch (signal) {
      case HELLO:
        other.link.send(this.#deps.session.id, HERE);
        return this.#meet(from, other, session);
      case HERE:
        return this.#meet(from, other, session);
      case BYE:
        other.session = null;
        return this.#live.disconnect(from);
      default:
        // What belongs to an earlier session of theirs comes too late.
        if (other.session && sameBytes(other.session, session)) this.#live.signal(from, signal);
    }
  }

  /** Hears nothing more, for a while, of those who write under these. */
  silence(clients: ReadonlySet<number>): void {
    for (const client of clients) {
      const device = this.#devices.get(client);
      if (device) this.#deps.silenced.add(device);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
    for (const { link, cancel } of this.#others.values()) {
      cancel?.();
      if (this.#live) link.send(this.#deps.session.id, BYE);
    }
    this.#others.clear();
    this.#live?.close();
    this.#live = null;
  }

  async #load(): Promise<void> {
    const { ports, session, ice } = this.#deps;
    try {
      const live = await ports.liveDrafts.open(
        session.doc,
        { client: session.client, ice },
        {
          onSignal: (to, signal) => this.#others.get(to)?.link.send(session.id, signal),
          onClosed: (device) => this.#onClosed(device),
        },
      );
      if (this.#isClosed) return live.close();
      this.#live = live;
      for (const { link } of this.#others.values()) link.send(session.id, HELLO);
    } catch {
      // It cannot be loaded now: the logs bring what is written all the same, some seconds later.
    }
  }

  #meet(device: DeviceId, other: Other, session: Uint8Array): void {
    if (other.session && sameBytes(other.session, session)) return;
    if (!other.session && this.#connected >= MAX_CONNECTIONS) return;
    other.session = session;
    this.#connect(device, other, session);
  }

  #connect(device: DeviceId, { link }: Other, session: Uint8Array): void {
    const { logs, silenced } = this.#deps;
    const client = logs.clientOf(device, session);
    this.#devices.set(client, device);
    this.#live?.connect(device, {
      client,
      name: this.#conversation.membership.nameOf(link.person),
      mayEdit: () => logs.mightEdit(link.person) && !silenced.has(device),
      isInitiator: this.#deps.device < device,
    });
  }

  get #connected(): number {
    return [...this.#others.values()].filter(({ session }) => session !== null).length;
  }

  /** Asks again after a while, for as long as they are linked: they may have gone without a word. */
  #onClosed(device: DeviceId): void {
    const other = this.#others.get(device);
    if (!other || this.#isClosed) return;
    other.session = null;
    other.cancel?.();
    other.cancel = this.#deps.ports.clock.after(other.backoff.next(), () => {
      other.cancel = null;
      if (!other.session) other.link.send(this.#deps.session.id, HELLO);
    });
  }
}
