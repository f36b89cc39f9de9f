import type { DraftDoc } from '../../app/draft-docs.js';
import type { DraftEditor, EditorWords } from '../../app/draft-editor.js';

/** Puts an editor of the draft into `host`. */
export type MakeEditor = (host: HTMLElement, doc: DraftDoc, words: EditorWords) => DraftEditor;
