import { WebrtcConn, WebrtcProvider } from 'y-webrtc';
import { removeAwarenessStates } from 'y-protocols/awareness';
import type { LiveDraft, LiveEvents, LivePeer } from '../../app/live-draft.js';
import type { DeviceId } from '../../protocol/ids.js';
import type { IceServers } from '../../protocol/ice-servers.js';
import { iceServersOf } from '../webrtc/ice-servers.js';
import { chunksOf, Joiner } from './chunks.js';
import { letThrough, updateMessage } from './frames.js';
import { additionsOf } from './heard.js';
import type { YjsDoc } from './yjs-doc.js';

/** Signals of a connection. Whatever else simple-peer knows, changes of tracks and the like, is not for drafts. */
const SIGNALS: ReadonlySet<unknown> = new Set(['offer', 'answer', 'candidate']);

interface Connection {
  readonly conn: WebrtcConn;
  readonly client: number;
}

/**
 * y-webrtc between those who have one draft open, without its server: signals go by our own links, which say who is who, and
 * every message is looked at both ways.
 */
export class LiveRoom implements LiveDraft {
  readonly #doc: YjsDoc;
  readonly #client: number;
  readonly #events: LiveEvents;
  readonly #provider: WebrtcProvider;
  readonly #connections = new Map<DeviceId, Connection>();

  private constructor(doc: YjsDoc, client: number, provider: WebrtcProvider, events: LiveEvents) {
    this.#doc = doc;
    this.#client = client;
    this.#provider = provider;
    this.#events = events;
  }

  static async open(
    doc: YjsDoc,
    { client, ice }: { readonly client: number; readonly ice: () => IceServers },
    events: LiveEvents,
  ): Promise<LiveRoom> {
    // Nobody else ever hears the name; it keeps what y-webrtc says to other tabs of this browser apart from all else.
    const provider = new WebrtcProvider(crypto.randomUUID(), doc.doc, {
      signaling: [],
      awareness: doc.awareness,
      // Read for each connection: the credentials of a relay change every few minutes.
      peerOpts: {
        get config() {
          return { iceServers: iceServersOf(ice()) };
        },
      },
      filterBcConns: true,
    });
    await provider.key; // the room is there once that is
    return new LiveRoom(doc, client, provider, events);
  }

  connect(device: DeviceId, peer: LivePeer): void {
    this.disconnect(device);
    const room = this.#provider.room;
    if (!room) return;
    const signalling = {
      send: ({ data }: { readonly data: { readonly signal: unknown } }): void =>
        this.#events.onSignal(device, JSON.stringify(data.signal)),
    };
    const conn = new WebrtcConn(signalling, peer.isInitiator, device, room);
    const connection = { conn, client: peer.client };
    this.#connections.set(device, connection);
    room.webrtcConns.set(device, conn);
    this.#guard(conn, peer, () => this.#end(device, connection));
    this.#doc.nameClient(peer.client, peer.name);
  }

  signal(from: DeviceId, text: string): void {
    const connection = this.#connections.get(from);
    if (!connection) return;
    try {
      const signal = JSON.parse(text) as { readonly type?: unknown } | null;
      if (SIGNALS.has(signal?.type)) connection.conn.peer.signal(signal);
    } catch {
      this.#end(from, connection); // it is no signal, or none for now
    }
  }

  disconnect(device: DeviceId): void {
    const connection = this.#connections.get(device);
    if (!connection) return;
    this.#connections.delete(device);
    this.#provider.room?.webrtcConns.delete(device);
    const { conn, client } = connection;
    conn.peer.removeAllListeners();
    conn.peer.on('error', () => {}); // an emitter without this listener throws what nobody waits for any more
    conn.destroy();
    this.#doc.nameClient(client, null);
    removeAwarenessStates(this.#doc.awareness, [client], 'gone');
  }

  close(): void {
    for (const device of [...this.#connections.keys()]) this.disconnect(device);
    this.#provider.destroy();
  }

  #end(device: DeviceId, connection: Connection): void {
    if (this.#connections.get(device) !== connection) return;
    this.disconnect(device);
    this.#events.onClosed(device);
  }

  /** Stands between y-webrtc and the channel: what is too large goes in pieces, and what is not theirs to say does not pass. */
  #guard(conn: WebrtcConn, { client, mayEdit }: LivePeer, end: () => void): void {
    const { peer } = conn;
    const send = peer.send.bind(peer);
    peer.send = (message) => {
      const passed = letThrough(message, this.#client);
      if (!('message' in passed)) return;
      for (const chunk of chunksOf(passed.message)) send(chunk);
    };
    const [read] = peer.listeners('data');
    peer.removeAllListeners('data');
    const joiner = new Joiner();
    peer.on('data', (chunk) => {
      try {
        const message = joiner.take(chunk);
        const passed = message && letThrough(message, client);
        if (passed?.kind === 'garbage') return end();
        if (passed?.kind === 'presence') read!(passed.message);
        if (passed?.kind !== 'update' || !mayEdit()) return;
        this.#doc.hear(client, passed.update, passed.sound);
        read!(passed.message);
      } catch {
        end(); // no chunk, or what Yjs does not take
      }
    });
    // What was written before it was open, the other may not have: what comes later would wait for it. What was taken out, by
    // whomever, the logs say.
    peer.on('connect', () => peer.send(updateMessage(additionsOf(this.#doc.since(this.#client, 0)))));
    peer.on('close', end);
    peer.on('error', end);
  }
}
