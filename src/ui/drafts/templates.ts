import { msg } from '@lit/localize';
import { plainHeading, plainParagraph } from '../../domain/draft-content.js';
import type { Block, MemoContent } from '../../protocol/memo-content.js';

/** How a new draft may begin. */
export interface Template {
  readonly words: string;
  readonly content: () => MemoContent;
}

const numbered = (...texts: readonly string[]): Block => ({
  kind: 'numbers',
  start: 1,
  items: texts.map((text) => [plainParagraph(text)]),
});

const of = (subject: string, ...blocks: readonly Block[]): MemoContent => ({ subject, blocks });

const TO_BE_WRITTEN = '…';

/** The forms in which an office writes, in the language of the screen: every word of them can be written over. */
export const templates = (): readonly Template[] => [
  { words: msg('Blank'), content: () => of('') },
  {
    words: msg('Office memorandum'),
    content: () =>
      of(
        msg('Office memorandum'),
        plainParagraph(msg('No. …, dated …')),
        plainHeading(msg('Subject')),
        plainParagraph(
          msg('The undersigned is directed to refer to the subject noted above and to state that:'),
        ),
        numbered(TO_BE_WRITTEN, TO_BE_WRITTEN),
        plainParagraph(msg('Name, title and telephone')),
        plainParagraph(msg('To: …')),
      ),
  },
  {
    words: msg('Letter'),
    content: () =>
      of(
        '',
        plainParagraph(msg('No. …, dated …')),
        plainParagraph(msg('To: …')),
        plainParagraph(msg('Dear Sir or Madam,')),
        plainParagraph(msg('I am directed to refer to your letter No. … of … and to say that …')),
        plainParagraph(msg('Yours faithfully,')),
        plainParagraph(msg('Name, title and telephone')),
      ),
  },
  {
    words: msg('Circular'),
    content: () =>
      of(
        msg('Circular'),
        plainParagraph(msg('No. …, dated …')),
        plainParagraph(msg('It is brought to the notice of all concerned that:')),
        numbered(TO_BE_WRITTEN, TO_BE_WRITTEN),
        plainParagraph(msg('Name, title and telephone')),
        plainParagraph(msg('Distribution: …')),
      ),
  },
  {
    words: msg('Note'),
    content: () =>
      of(
        msg('Note'),
        numbered(
          msg('The matter: …'),
          msg('Rules and earlier decisions: …'),
          msg('Views: …'),
          msg('Proposal: …'),
        ),
        plainParagraph(msg('Submitted for orders, please.')),
      ),
  },
  {
    words: msg('Unofficial note (U.O.)'),
    content: () =>
      of(
        msg('Unofficial note (U.O.)'),
        plainParagraph(msg('U.O. No. …, dated …')),
        plainParagraph(msg('The … Division may kindly see the above and offer its views.')),
        plainParagraph(msg('Name, title and telephone')),
      ),
  },
];
