import type { DraftDocs } from '../../app/draft-docs.js';
import type * as Loaded from './yjs-doc.js';

let loading: Promise<typeof Loaded> | null = null;

/** Yjs, loaded with the first draft, and again only if that went wrong. */
function load(): Promise<typeof Loaded> {
  loading ??= import('./yjs-doc.js').catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** The `DraftDocs` port over Yjs. */
export const createDraftDocs = (): DraftDocs => ({
  async open(updates, client) {
    const { YjsDoc } = await load();
    return new YjsDoc(updates, client);
  },
  async merge(updates) {
    const { mergeUpdates } = await load();
    return mergeUpdates(updates);
  },
});
