/** Vectors of what memos say. */
import { encode, type Wire } from '../../src/protocol/codec.js';
import { EMPTY_MEMO, encodeMemoContent, type MemoContent } from '../../src/protocol/memo-content.js';
import { A_MEMO, aParagraph, aRun } from '../support/memo-contents.js';
import type { Vectors } from './json.js';

const ACCEPT: readonly (readonly [what: string, content: MemoContent])[] = [
  ['nothing at all', { subject: '', blocks: [] }],
  ['an empty paragraph', EMPTY_MEMO],
  ['every kind of block', A_MEMO],
  [
    'line breaks, and a mark behind them',
    { subject: '', blocks: [{ ...aParagraph(''), runs: [aRun('\n'), aRun('a\n', 'u'), aRun('b', 'e')] }] },
  ],
];

const refusal = (why: string, ...nodes: readonly Wire[]) => ({ why, bytes: encode([1, '', nodes]) });

export async function makeMemo(): Promise<Vectors> {
  return Promise.resolve({
    about: 'What memos say (docs/protocol.md §8.7).',
    accept: ACCEPT.map(([what, content]) => ({ what, content, bytes: encodeMemoContent(content) })),
    refuse: [
      { why: 'another version', bytes: encode([2, '', []]) },
      { why: 'a subject of two lines', bytes: encode([1, 'a\nb', []]) },
      refusal('an empty run', [1, 0, '']),
      refusal('two runs of one look', [1, 0, ['a', 1], ['b', 1]]),
      refusal('a line break that looks otherwise than what stands before it', [1, 0, 'a', ['\nb', 1]]),
      refusal('decomposed text', [1, 0, 'e\u0301']),
      refusal('a list of nothing', [3, 0]),
      refusal('an item that begins with a heading', [3, 1], [7, 1], [2, 0]),
      refusal('an item of nothing', [3, 1], [7, 0]),
      refusal('a list that ends too soon', [3, 2], [7, 1], [1, 0]),
      refusal('a heading in a cell', [6, 1], [7, 1], [7, 1], [2, 0]),
      refusal('a file without a name', [8, '', 0, new Uint8Array(32)]),
      refusal('a file whose name is a path', [8, 'a/b', 0, new Uint8Array(32)]),
      refusal('a file whose name turns letters about', [8, 'a\u202efdp.exe', 0, new Uint8Array(32)]),
      refusal('a file with a short hash', [8, 'a', 0, new Uint8Array(31)]),
      refusal('nine quotes in each other', ...Array.from({ length: 9 }, () => [5, 1]), [1, 0]),
    ],
  });
}
