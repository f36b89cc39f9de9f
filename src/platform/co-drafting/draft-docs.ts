import type { DraftDocs } from '../../app/draft-docs.js';

/** Yjs, loaded with the first draft. */
const load = () => import('./yjs-doc.js');

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
