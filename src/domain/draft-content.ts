import {
  linesOf,
  type Block,
  type Heading,
  type MemoContent,
  type Paragraph,
  type Run,
} from '../protocol/memo-content.js';

export const plainRun = (text: string): Run => ({
  text,
  isStrong: false,
  isEmphasized: false,
  isUnderlined: false,
});

/** A paragraph without any look. */
export const plainParagraph = (text: string): Paragraph => ({
  kind: 'paragraph',
  direction: 'auto',
  runs: text === '' ? [] : [plainRun(text)],
});

export const plainHeading = (text: string): Heading => ({ ...plainParagraph(text), kind: 'heading' });

/** What blocks say, as paragraphs without any look but what they had: for places that hold nothing else. */
export const paragraphsOf = (blocks: readonly Block[]): readonly Paragraph[] =>
  blocks.flatMap((block) => (block.kind === 'paragraph' ? [block] : linesOf([block]).map(plainParagraph)));

/** Characters of the first line that lists show. */
const SHOWN_CHARS = 160;

/** The first line with something in it, cut short; empty if there is none. */
export function firstLineOf({ blocks }: MemoContent): string {
  const line = linesOf(blocks).find((text) => text.trim() !== '') ?? '';
  return [...line.trim()].slice(0, SHOWN_CHARS).join('');
}

/** Whether there is nothing in it that anybody wrote. */
export const isBlank = ({ subject, blocks }: MemoContent): boolean =>
  subject.trim() === '' && linesOf(blocks).every((text) => text.trim() === '');
