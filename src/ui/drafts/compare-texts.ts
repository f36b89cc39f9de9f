import { diffWordsWithSpace } from 'diff';
import { linesOf, type MemoContent } from '../../protocol/memo-content.js';

/** A stretch of text that is in both versions, in the older one only, or in the newer one only. */
export interface Stretch {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Characters above which comparing would take longer than anybody waits: then all of it is one stretch each. */
const MAX_CHARACTERS = 200_000;

const textOf = ({ subject, blocks }: MemoContent): string => [subject, ...linesOf(blocks)].join('\n');

/** What changed from one version to another, word by word: what is said, not how it looks. */
export function compareTexts(older: MemoContent, newer: MemoContent): readonly Stretch[] {
  const [before, after] = [textOf(older), textOf(newer)];
  if (before.length + after.length > MAX_CHARACTERS)
    return [
      { kind: 'gone', text: before },
      { kind: 'new', text: after },
    ];
  return diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
    kind: added ? 'new' : removed ? 'gone' : 'same',
    text: value,
  }));
}
