import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EntryId } from '../protocol/ids.js';
import { idOf } from '../../test/vectors/cast.js';
import { draftViewOf, NO_DRAFT } from './draft.js';

const reply = idOf<EntryId>('a message');

describe('what lists show of a draft', () => {
  for (const [what, draft, expected] of [
    ['a text', { text: ' half a \n' }, { text: 'half a', edit: null, isReply: false }],
    ['an answer', { text: 'yes', reply }, { text: 'yes', edit: null, isReply: true }],
    ['an answer without a word', { reply }, { text: '', edit: null, isReply: true }],
    ['a change', { edit: { message: reply, text: 'by two' } }, { text: '', edit: 'by two', isReply: false }],
    ['a change to nothing', { edit: { message: reply, text: '' } }, { text: '', edit: '', isReply: false }],
    [
      'a change before a text',
      { text: 'next', edit: { message: reply, text: 'by two' } },
      { text: 'next', edit: 'by two', isReply: false },
    ],
  ] as const)
    it(`is ${what}`, () => assert.deepEqual(draftViewOf({ ...NO_DRAFT, ...draft }), expected));

  for (const [what, draft] of [
    ['nothing', {}],
    ['blanks', { text: ' \n\t ' }],
    ['a mark without a word', { isUrgent: true, asksForNote: true }],
  ] as const)
    it(`is nothing of ${what}`, () => assert.equal(draftViewOf({ ...NO_DRAFT, ...draft }), null));

  it('is the beginning of what is long', () =>
    assert.equal(draftViewOf({ ...NO_DRAFT, text: 'x'.repeat(8_000) })?.text, 'x'.repeat(100)));
});
