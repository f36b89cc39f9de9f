import type { MemoContent } from '../../protocol/memo-content.js';

const MAX_CHARACTERS = 60;

/** What to call the file of a memo: its subject, without what file systems or readers of names stumble over. */
export function memoFileName({ subject }: MemoContent): string {
  const plain = subject
    .replace(/[\p{C}\p{Zl}\p{Zp}"*/:<>?\\|.]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return `${[...plain].slice(0, MAX_CHARACTERS).join('').trim() || 'memo'}.memo`;
}
