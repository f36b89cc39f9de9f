/** Contents of memos as fast-check draws them: all that the types and the canonical form allow, and nothing else. */
import fc from 'fast-check';
import { cleanFileName, type Attachment } from '../../src/protocol/attachment.js';
import { MAX_LIST_NUMBER } from '../../src/protocol/limits.js';
import {
  canonicalMemo,
  type Block,
  type Direction,
  type Heading,
  type MemoContent,
  type Paragraph,
  type Run,
} from '../../src/protocol/memo-content.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    '\n',
    '\n\n',
    'السلام علیکم',
    'e\u0301',
    'a\nb',
    '\u0301',
    'می\u200cخواہم',
    '\ud83d',
    '👍🏽',
  ),
);
const run: fc.Arbitrary<Run> = fc.record(
  { text: anyText, isStrong: fc.boolean(), isEmphasized: fc.boolean(), isUnderlined: fc.boolean() },
  { noNullPrototype: true },
);
const line = <K extends 'paragraph' | 'heading'>(kind: K) =>
  fc.record(
    {
      kind: fc.constant(kind),
      direction: fc.constantFrom<Direction>('auto', 'ltr', 'rtl'),
      runs: fc.array(run, { maxLength: 4 }),
    },
    { noNullPrototype: true },
  );
const paragraph: fc.Arbitrary<Paragraph> = line('paragraph');
const heading: fc.Arbitrary<Heading> = line('heading');
const attachment: fc.Arbitrary<Attachment> = fc.record(
  {
    kind: fc.constant('attachment' as const),
    name: anyText.map(cleanFileName),
    size: fc.maxSafeNat(),
    sha256: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('hex')),
  },
  { noNullPrototype: true },
);
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });

const { block } = fc.letrec<{ block: Block; list: Block }>((tie) => ({
  list: fc.oneof(
    fc.record(
      { kind: fc.constant('bullets' as const), items: few(few(tie('block'))) },
      { noNullPrototype: true },
    ),
    fc.record(
      {
        kind: fc.constant('numbers' as const),
        start: fc.oneof(fc.nat(MAX_LIST_NUMBER), fc.constantFrom(-1, 1.5, MAX_LIST_NUMBER + 1)),
        items: few(few(tie('block'))),
      },
      { noNullPrototype: true },
    ),
    fc.record({ kind: fc.constant('quote' as const), blocks: few(tie('block')) }, { noNullPrototype: true }),
  ),
  block: fc.oneof(
    { maxDepth: 12, depthSize: 'large' },
    paragraph,
    heading,
    attachment,
    fc.record(
      { kind: fc.constant('table' as const), rows: few(few(few(paragraph))) },
      { noNullPrototype: true },
    ),
    tie('list'),
    tie('list'),
  ),
}));

/** What the types allow: not yet in the one form that readers take. */
export const anyLooseMemo: fc.Arbitrary<MemoContent> = fc.record(
  { subject: anyText, blocks: fc.array(block, { maxLength: 4 }) },
  { noNullPrototype: true },
);

/** What readers take. */
export const anyMemo: fc.Arbitrary<MemoContent> = anyLooseMemo.map(canonicalMemo);

/** A paragraph of plain text. */
export const aParagraph = (text: string, direction: Direction = 'auto'): Paragraph => ({
  kind: 'paragraph',
  direction,
  runs: text === '' ? [] : [aRun(text)],
});

/** A run that looks as the letters of `marks` say: s strong, e emphasized, u underlined. */
export const aRun = (text: string, marks = ''): Run => ({
  text,
  isStrong: marks.includes('s'),
  isEmphasized: marks.includes('e'),
  isUnderlined: marks.includes('u'),
});

/** A memo with each kind of block, in both languages. */
export const A_MEMO: MemoContent = {
  subject: 'Leave of absence / رخصت',
  blocks: [
    { kind: 'heading', direction: 'rtl', runs: [aRun('بخدمت جناب')] },
    {
      kind: 'paragraph',
      direction: 'auto',
      runs: [aRun('By order of the '), aRun('Secretary\n', 's'), aRun('at once', 'seu'), aRun('.')],
    },
    {
      kind: 'numbers',
      start: 3,
      items: [
        [aParagraph('Third'), { kind: 'bullets', items: [[aParagraph('a')], [aParagraph('b', 'ltr')]] }],
        [aParagraph('')],
      ],
    },
    {
      kind: 'attachment',
      name: 'فہرست annex 1.pdf',
      size: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    },
    { kind: 'quote', blocks: [aParagraph('So it was said.'), aParagraph('اور لکھا گیا')] },
    {
      kind: 'table',
      rows: [[[aParagraph('Name')], [aParagraph('Days')]], [[aParagraph('Amina'), aParagraph('Yusuf')]]],
    },
  ],
};
