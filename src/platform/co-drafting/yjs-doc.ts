import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { DraftDoc, Taken } from '../../app/draft-docs.js';
import type { MemoContent } from '../../protocol/memo-content.js';
import { FRAGMENT, readContent, writeContent } from './content.js';
import { missingFor, readUpdate } from './gate.js';
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

  take(update: Uint8Array, clients: ReadonlySet<number>): Taken {
    const sound = readUpdate(update);
    if (!sound || (sound.client !== null && !clients.has(sound.client))) return 'refused';
    const missing = missingFor(this.doc, sound);
    if (missing) return missing;
    try {
      Y.applyUpdate(this.doc, update, TAKEN);
      return 'taken';
    } catch {
      return 'refused'; // nothing is known that passes the gate and stops Yjs; whoever finds it gets no further than this
    }
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

  onChange(listener: (update: Uint8Array, isOwn: boolean) => void): () => void {
    const take = (update: Uint8Array, origin: unknown, _: Y.Doc, { local }: Y.Transaction): void => {
      if (origin !== KEPT) listener(update, local);
    };
    this.doc.on('update', take);
    return () => this.doc.off('update', take);
  }

  close(): void {
    this.doc.destroy();
  }
}

/** Several updates as one. */
export const mergeUpdates = (updates: readonly Uint8Array[]): Uint8Array => Y.mergeUpdates([...updates]);
