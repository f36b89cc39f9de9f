import type { DraftDoc } from '../../app/draft-docs.js';
import { Fault } from '../../domain/fault.js';
import type { DraftEditor, EditorWords } from '../../app/draft-editor.js';

/**
 * Loads what puts an editor of a draft into an element. Rejects if it cannot be had. What it gives throws
 * Fault 'draft-too-large' at a document that would hang an editor: no editor of ours writes one.
 */
export async function loadEditor(): Promise<
  (host: HTMLElement, doc: DraftDoc, words: EditorWords) => DraftEditor
> {
  const [{ ProseMirrorEditor }, { YjsDoc }, { isTooDeep }] = await Promise.all([
    import('./editor.js'),
    import('./yjs-doc.js'),
    import('./too-deep.js'),
  ]);
  return (host, doc, words) => {
    if (!(doc instanceof YjsDoc)) throw new TypeError('a document of another kind');
    if (isTooDeep(doc.fragment)) throw new Fault('draft-too-large');
    return new ProseMirrorEditor(host, doc, words);
  };
}
