/** What a draft says, as a plain value: apart from how it came about, and from any editor. */

/** Which way a paragraph runs. `auto`: as its first letter does. */
export type Direction = 'auto' | 'ltr' | 'rtl';

/** Text of one look. A line break within a paragraph is '\n'. */
export interface Run {
  readonly text: string;
  readonly isStrong: boolean;
  readonly isEmphasized: boolean;
  readonly isUnderlined: boolean;
}

export interface Paragraph {
  readonly kind: 'paragraph' | 'heading';
  readonly direction: Direction;
  readonly runs: readonly Run[];
}

export type Block =
  | Paragraph
  | { readonly kind: 'bullets'; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'numbers'; readonly start: number; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  /** Rows of cells of paragraphs. */
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Block[])[])[] };

export interface DraftContent {
  /** One line. */
  readonly subject: string;
  readonly blocks: readonly Block[];
}

export const EMPTY_CONTENT: DraftContent = { subject: '', blocks: [] };

export const plainRun = (text: string): Run => ({
  text,
  isStrong: false,
  isEmphasized: false,
  isUnderlined: false,
});

/** A paragraph without any look. */
export const plainParagraph = (text: string, kind: Paragraph['kind'] = 'paragraph'): Paragraph => ({
  kind,
  direction: 'auto',
  runs: text === '' ? [] : [plainRun(text)],
});

/** The texts of the paragraphs, in reading order. */
export function* textsOf(blocks: readonly Block[]): Generator<string> {
  for (const block of blocks) {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        yield block.runs.map(({ text }) => text).join('');
        break;
      case 'bullets':
      case 'numbers':
        for (const item of block.items) yield* textsOf(item);
        break;
      case 'quote':
        yield* textsOf(block.blocks);
        break;
      case 'table':
        for (const cell of block.rows.flat()) yield* textsOf(cell);
    }
  }
}

/** Characters of the first line that lists show. */
const SHOWN_CHARS = 160;

/** The first line with something in it, cut short; empty if there is none. */
export function firstLineOf({ blocks }: DraftContent): string {
  for (const text of textsOf(blocks)) {
    const line = text.split('\n').find((part) => part.trim() !== '');
    if (line !== undefined) return [...line.trim()].slice(0, SHOWN_CHARS).join('');
  }
  return '';
}

/** Whether there is nothing in it that anybody wrote. */
export const isBlank = ({ subject, blocks }: DraftContent): boolean =>
  subject.trim() === '' && [...textsOf(blocks)].every((text) => text.trim() === '');
