import type { LiveDrafts } from '../../app/live-draft.js';

/** The `LiveDrafts` port over y-webrtc, which is loaded with the first draft that somebody shares. */
export const createLiveDrafts = (): LiveDrafts => ({
  async open(doc, options, events) {
    const [{ LiveRoom }, { YjsDoc }] = await Promise.all([import('./live.js'), import('./yjs-doc.js')]);
    if (!(doc instanceof YjsDoc)) throw new TypeError('a document of another kind');
    return LiveRoom.open(doc, options, events);
  },
});
