import { assert } from '@open-wc/testing';
import { conversationId, entryId } from '../../../test/support/fake-beep.js';
import { draftId } from '../../../test/support/fake-drafts.js';
import {
  chatHref,
  detailsHref,
  draftHref,
  memoHref,
  messageHref,
  newGroupHref,
  pageHref,
  readRoute,
  reportHref,
} from './routes.js';

describe('readRoute', () => {
  for (const [what, address, route] of [
    ['no fragment', 'https://beep.test/', { page: 'chats' }],
    ['the root', 'https://beep.test/#/', { page: 'chats' }],
    ['a page', 'https://beep.test/#/settings', { page: 'settings' }],
    ['the words', 'https://beep.test/#/settings/words', { page: 'settings/words' }],
    ['a part of the settings that does not exist', 'https://a/#/settings/x', { page: 'settings' }],
    ['a page that does not exist', 'https://beep.test/#/admin', { page: 'chats' }],
    ['a fragment that is no path', 'https://beep.test/#settings', { page: 'chats' }],
    ['a draft', 'https://beep.test/#/draft/abc', { page: 'draft', draft: 'abc' }],
    ['a chat', 'https://beep.test/#/chat/abc', { page: 'chat', conversation: 'abc', message: null }],
    ['a chat without a name', 'https://beep.test/#/chat', { page: 'chat', conversation: '', message: null }],
    [
      'a message whose name is none',
      'https://a/#/chat/abc/message/xyz',
      { page: 'chat', conversation: 'abc/message/xyz', message: null },
    ],
    [
      'the details of a chat',
      'https://beep.test/#/chat/abc/details',
      { page: 'details', conversation: 'abc' },
    ],
    [
      'a place in a chat that does not exist',
      'https://a/#/chat/abc/x',
      { page: 'chat', conversation: 'abc/x', message: null },
    ],
    ['the directory', 'https://a/#/directory', { page: 'directory', department: '' }],
    ['a department', 'https://a/#/directory/A%20B/C', { page: 'directory', department: 'A%20B/C' }],
    ['a new group of no kind', 'https://beep.test/#/new', { page: 'new-group', type: 'group' }],
    ['a card', 'https://beep.test/#/add/Ab-_', { page: 'add', link: 'https://beep.test/#/add/Ab-_' }],
    [
      'a request for a badge',
      'https://a/#/request/Ab-_',
      { page: 'request', link: 'https://a/#/request/Ab-_' },
    ],
    ['a line break in a card', 'https://a/#/add/A\nb', { page: 'add', link: 'https://a/#/add/A\nb' }],
  ] as const) {
    it(`reads ${what}`, () => assert.deepEqual(readRoute(address), route));
  }

  it('reads every address that it writes', () => {
    for (const page of [
      'chats',
      'starred',
      'requests',
      'blocked',
      'drafts',
      'check',
      'contacts',
      'settings',
      'settings/words',
      'about',
    ] as const) {
      assert.deepEqual(readRoute(pageHref(page)), { page });
    }
    const id = conversationId(1);
    assert.deepEqual(readRoute(chatHref(id)), { page: 'chat', conversation: id, message: null });
    const message = entryId(1);
    assert.deepEqual(readRoute(messageHref(id, message)), { page: 'chat', conversation: id, message });
    assert.deepEqual(readRoute(memoHref(id, message)), { page: 'memo', conversation: id, memo: message });
    assert.deepEqual(readRoute(draftHref(draftId(1))), { page: 'draft', draft: draftId(1) });
    assert.deepEqual(readRoute(detailsHref(id)), { page: 'details', conversation: id });
    assert.deepEqual(readRoute(reportHref(id)), { page: 'report', conversation: id });
    for (const type of ['group', 'channel'] as const) {
      assert.deepEqual(readRoute(newGroupHref(type)), { page: 'new-group', type });
    }
  });
});
