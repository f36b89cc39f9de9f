import type { ReadonlyStore } from './store.js';
import type { Attachment } from '../protocol/attachment.js';
import type { Direction } from '../protocol/memo-content.js';

export type TextMark = 'strong' | 'em' | 'underline';
/** What the caret is in, of what a button can put around it. */
export type Surrounding = 'heading' | 'bullets' | 'numbers' | 'quote' | 'table';

/** What can be asked of an editor. `surround` is taken off again where the caret is in it already; a table is not. */
export type EditorCommand =
  | { readonly do: 'mark'; readonly mark: TextMark }
  | { readonly do: 'surround'; readonly by: Surrounding }
  /** Below where the caret is. */
  | { readonly do: 'attach'; readonly attachment: Attachment }
  | { readonly do: 'direction'; readonly direction: Direction }
  | {
      readonly do:
        'undo' | 'redo' | 'add-row' | 'add-column' | 'delete-row' | 'delete-column' | 'delete-table';
    };

/** What the editor shows of itself. */
export interface EditorShown {
  readonly marks: ReadonlySet<TextMark>;
  readonly within: ReadonlySet<Surrounding>;
  /** The caret is in the subject, which has no looks. */
  readonly isInSubject: boolean;
  readonly direction: Direction;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Counted by the rules of each language, a moment after the last change. */
  readonly words: number;
  /** How many places hold what is looked for, and which of them is shown, from 1; 0 for none. */
  readonly found: { readonly count: number; readonly at: number };
}

/** An editor of one draft in the page. */
export interface DraftEditor {
  readonly view: ReadonlyStore<EditorShown>;
  run(command: EditorCommand): void;
  /** Marks every place with these words, whatever their case; none for no words. */
  find(words: string): void;
  /** Shows the next place, or the one before. */
  step(by: 1 | -1): void;
  focus(): void;
  /** Other words for it. */
  name(words: EditorWords): void;
  destroy(): void;
}

export interface EditorWords {
  /** What it is called for a screen reader. */
  readonly label: string;
  /** Shown where there is no subject yet. */
  readonly subject: string;
  /** Shown where there is no text yet. */
  readonly text: string;
}
