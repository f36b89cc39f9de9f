import type { DraftDoc } from '../../app/draft-docs.js';
import type { DraftEditor, EditorWords } from '../../app/draft-editor.js';

/** Loads what puts an editor of a draft into an element. Rejects if it cannot be had. */
export async function loadEditor(): Promise<
  (host: HTMLElement, doc: DraftDoc, words: EditorWords) => DraftEditor
> {
  const [{ ProseMirrorEditor }, { YjsDoc }] = await Promise.all([
    import('./editor.js'),
    import('./yjs-doc.js'),
  ]);
  return (host, doc, words) => {
    if (!(doc instanceof YjsDoc)) throw new TypeError('a document of another kind');
    return new ProseMirrorEditor(host, doc, words);
  };
}
