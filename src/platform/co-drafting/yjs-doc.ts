import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { ChangeBy, DraftDoc, Taken } from '../../app/draft-docs.js';
import type { MemoContent } from '../../protocol/memo-content.js';
import { carried } from './carry.js';
import { FRAGMENT, readContent, writeContent } from './content.js';
import { missingFor, readUpdate, type SoundUpdate } from './gate.js';
import { additionsOf, Heard, type HeardUpdate } from './heard.js';
import { takeOutMisplaced } from './misplaced.js';

/** What our own store is the origin of. */
const KEPT = Symbol('kept');
/** What the logs of others are the origin of. */
const TAKEN = Symbol('taken');

/** One draft as a Yjs document. */
export class YjsDoc implements DraftDoc {
  readonly doc = new Y.Doc();
  readonly fragment = this.doc.getXmlFragment(FRAGMENT);
  /** Others write on it too. */
  readonly isShared: boolean;
  /** Others on it write under these, as their links say who they are. */
  readonly #names = new Map<number, string>();
  readonly #heard = new Heard();
  /** Up to where what was written under a client is in a log that was taken. */
  readonly #logged: Map<number, number>;
  /** Up to where it is in our own store, as it was when this was opened. */
  readonly #kept: ReadonlyMap<number, number>;
  readonly #onTaken = new Set<(update: Uint8Array, by: ChangeBy) => void>();
  #awareness: Awareness | null = null;

  /**
   * What of `updates` is no update is passed over.
   * @param client under what we write; null for what this document makes up itself, so that none is used twice
   */
  constructor(updates: readonly Uint8Array[], client: number | null = null) {
    this.isShared = client !== null;
    if (client !== null) this.doc.clientID = client;
    takeOutMisplaced(this.doc);
    for (const update of updates) {
      try {
        Y.applyUpdate(this.doc, update, KEPT);
      } catch {
        // It was sealed by us, so it was one once; what the others hold is there all the same.
      }
    }
    this.#kept = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    this.#logged = new Map(this.#kept);
  }

  /** Where the carets of those are who have it open. */
  get awareness(): Awareness {
    this.#awareness ??= new Awareness(this.doc); // it ends with the document
    return this.#awareness;
  }

  /** Says who writes under a client now; null for nobody. */
  nameClient(client: number, name: string | null): void {
    if (name === null) this.#names.delete(client);
    else this.#names.set(client, name);
  }

  /** Who writes under a client; null if nobody is known to. */
  nameOf(client: number): string | null {
    return this.#names.get(client) ?? null;
  }

  content(): MemoContent {
    return readContent(this.fragment);
  }

  encode(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  setContent(content: MemoContent): void {
    this.doc.transact(() => writeContent(this.fragment, content));
  }

  take(update: Uint8Array, client: number): Taken {
    const sound = readUpdate(update);
    if (!sound || (sound.client !== null && sound.client !== client)) return 'refused';
    const before = this.loggedClock(client);
    // What was only heard is not there for those who were not there to hear it.
    const missing = missingFor(sound, (of) => this.loggedClock(of));
    if (missing) return missing;
    try {
      this.#logged.set(client, Math.max(before, sound.client === null ? 0 : sound.end));
      Y.applyUpdate(this.doc, update, TAKEN);
    } catch {
      this.#logged.set(client, before);
      return 'refused'; // nothing is known that passes the gate and stops Yjs; whoever finds it gets no further than this
    }
    this.#heard.onLogged(sound.deleted, (of) => this.loggedClock(of));
    // Not what Yjs makes of it: that would leave out what was heard before, which is in no store.
    if (!this.#isKept(sound)) for (const listener of this.#onTaken) listener(update, 'log');
    return 'taken';
  }

  #isKept({ client, end, deleted }: SoundUpdate): boolean {
    if (client === null) return false;
    return client === this.doc.clientID || (deleted.length === 0 && end <= (this.#kept.get(client) ?? 0));
  }

  loggedClock(client: number): number {
    return this.#logged.get(client) ?? 0;
  }

  unlog(client: number, clock: number): void {
    this.#logged.set(client, Math.min(this.loggedClock(client), clock));
  }

  isOnLogged(update: Uint8Array, client: number): boolean {
    const sound = readUpdate(update);
    if (!sound) return true; // it was written all the same, and it is for the others to say what is wrong with it
    return [...sound.restsOn].every(([of, upTo]) => of === client || upTo <= this.loggedClock(of));
  }

  get heard(): readonly HeardUpdate[] {
    return this.#heard.all;
  }

  /** Somebody says something live, which Yjs is about to take. */
  hear(by: number, update: Uint8Array, sound: SoundUpdate): void {
    this.#heard.add(by, update, sound);
  }

  carry(from: DraftDoc, heard: readonly Uint8Array[], ours: readonly number[]): Uint8Array | null {
    if (!(from instanceof YjsDoc)) throw new TypeError('a document of another kind');
    // Where ours stands is known by what was heard. What that takes out, no log has taken out.
    for (const update of heard) Y.applyUpdate(from.doc, additionsOf(update), KEPT);
    const update = carried(from.doc, this.doc, { client: this.doc.clientID, ours });
    if (update)
      this.doc.transact((transaction) => {
        Y.applyUpdate(this.doc, update);
        // It is a change of our own: Yjs would choose another client if somebody else seemed to write under ours.
        transaction.local = true;
      }, KEPT);
    return update;
  }

  clockOf(client: number): number {
    return Y.getState(this.doc.store, client);
  }

  since(client: number, clock: number): Uint8Array {
    const vector = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    vector.set(client, clock);
    const { store } = this.doc;
    const { pendingStructs, pendingDs } = store;
    // What waits for something was written by others: with it, nobody would take what we say.
    [store.pendingStructs, store.pendingDs] = [null, null];
    try {
      return Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(vector));
    } finally {
      [store.pendingStructs, store.pendingDs] = [pendingStructs, pendingDs];
    }
  }

  onChange(listener: (update: Uint8Array, by: ChangeBy) => void): () => void {
    const take = (update: Uint8Array, origin: unknown, _: Y.Doc, { local }: Y.Transaction): void => {
      if (origin !== KEPT && origin !== TAKEN) listener(update, local ? 'us' : 'live');
    };
    this.doc.on('update', take);
    this.#onTaken.add(listener);
    return () => {
      this.doc.off('update', take);
      this.#onTaken.delete(listener);
    };
  }

  close(): void {
    this.doc.destroy();
  }
}

/** Several updates as one. */
export const mergeUpdates = (updates: readonly Uint8Array[]): Uint8Array => Y.mergeUpdates([...updates]);
