import * as Y from 'yjs';
import type { DraftDoc } from '../../app/draft-docs.js';
import type { MemoContent } from '../../protocol/memo-content.js';
import { FRAGMENT, readContent, writeContent } from './content.js';

/** What our own store is the origin of: everything else is a change of ours. */
const KEPT = Symbol('kept');

/** One draft as a Yjs document. */
export class YjsDoc implements DraftDoc {
  readonly doc = new Y.Doc();
  readonly fragment: Y.XmlFragment;

  /** What of `updates` is no update is passed over. Each document has a client id of its own, so none is used twice. */
  constructor(updates: readonly Uint8Array[]) {
    for (const update of updates) {
      try {
        Y.applyUpdate(this.doc, update, KEPT);
      } catch {
        // It was sealed by us, so it was one once; what the others hold is there all the same.
      }
    }
    this.fragment = this.doc.getXmlFragment(FRAGMENT);
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

  onOwnChange(listener: (update: Uint8Array) => void): () => void {
    const take = (update: Uint8Array, origin: unknown): void => {
      if (origin !== KEPT) listener(update);
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
