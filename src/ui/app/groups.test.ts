import { assert, waitUntil } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { GROUP_SCENES, withGroups } from '../../../test/gallery/group-scenes.js';
import { MEMO_SCENES, withMemos } from '../../../test/gallery/memo-scenes.js';
import { FakeDrafts } from '../../../test/support/fake-drafts.js';
import { aConversation, aGroup, conversationId, FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, focused, named, one, says, settled, show } from '../../../test/support/screen.js';
import { sticksOut } from '../../../test/support/sticks-out.js';
import { chooseLanguage, chooseTheme } from './preferences.js';
import './beep-app.js';

const HERE = location.hash;

async function mount(hash: string) {
  history.replaceState(null, '', hash);
  const beep = new FakeBeep();
  beep.have(aConversation(1), { unread: 2 });
  const app = await show('beep-app', { beep: withGroups(beep), facts: new FakeFacts() });
  await settled(app);
  return { beep, app };
}

describe('groups in the whole interface', () => {
  afterEach(async () => {
    history.replaceState(null, '', HERE || '#');
    await chooseLanguage('en');
    chooseTheme('system');
    await setViewport({ width: 800, height: 600 });
  });

  it('are made from “New chat”, on a page of their own', async () => {
    const { app } = await mount('#/');
    named(app, 'New chat', 'button').click();
    await waitUntil(() => one(app, 'beep-new-chat dialog, dialog') !== null);
    named(one(app, 'beep-new-chat')!, 'New group', 'a').click();
    await waitUntil(() => one(app, 'beep-new-group') !== null);
    await waitUntil(() => focused()?.localName === 'h1');
    assert.equal(says(focused()), 'New group');
    assert.isTrue(one(app, 'beep-new-chat') === null);
  });

  it('have their details one step from the chat, and Back leads to it', async () => {
    const chat = `#/chat/${conversationId(20)}`;
    const { app } = await mount(chat);
    named(one(app, 'beep-menu')!, 'Details', 'a').click();
    await waitUntil(() => one(app, 'beep-details') !== null);
    await waitUntil(() => focused()?.localName === 'h1');
    assert.equal(location.hash, `${chat}/details`);
    history.back();
    await waitUntil(() => one(app, 'beep-conversation') !== null);
    assert.equal(location.hash, chat);
  });

  it('count nothing of requests and blocked ones as unread', async () => {
    const { app } = await mount('#/');
    // Two of the chat with Ayesha and four of the Budget Section; the stranger's one is in Requests.
    assert.match(says(one(app, 'nav')), /6 Drafts|Chats 6/);
  });

  it('say so where the address names no chat', async () => {
    const { app } = await mount('#/chat/nobody/details');
    assert.include(says(one(app, 'main')), 'There is no such chat on this device');
  });

  // Each look is put on before anything is shown: a button fades from one theme to the next.
  for (const [language, theme] of [
    ['en', 'light'],
    ['en', 'dark'],
    ['ur', 'light'],
  ] as const) {
    for (const [name, hash] of Object.entries(GROUP_SCENES)) {
      it(`are accessible and fit 320 pixels, ${language}, ${theme}: ${name}`, async () => {
        await setViewport({ width: 320, height: 640 });
        chooseTheme(theme);
        await chooseLanguage(language);
        const { app } = await mount(hash);
        app.parentElement!.style.inlineSize = '320px';
        await waitUntil(() => !one(app, '.loading'));
        await settled(app);
        assert.deepEqual(sticksOut(app), []);
        await assert.isAccessible(app);
      });
    }
  }

  it('count the remarks on drafts with Drafts, and list them nowhere among the chats', async () => {
    history.replaceState(null, '', `#/chat/${conversationId(40)}`);
    const beep = new FakeBeep();
    beep.draftsAre = new FakeDrafts();
    beep.have(aConversation(1), { unread: 2 });
    beep.have(aConversation(40, { group: aGroup({ type: 'draft', name: 'Office hours' }) }), { unread: 3 });
    beep.have(aConversation(41, { group: aGroup({ type: 'draft', name: 'Asked' }), isRequest: true }), {
      unread: 1,
    });
    const app = await show('beep-app', { beep, facts: new FakeFacts() });
    await settled(app);
    const [chats, drafts] = all(app, 'nav a');
    assert.match(says(chats!), /Chats 2$/);
    assert.match(says(drafts!), /Drafts 3$/);
    assert.equal(drafts!.getAttribute('aria-current'), 'page', 'the talk about a draft is found there');
    assert.notInclude(says(one(app, 'beep-conversation-list')), 'Office hours');
    assert.include(says(one(app, 'beep-conversation-list')), 'Requests (1)');
    assert.match(document.title, /^\(5\)/);
  });

  it('show the screens of memos in Urdu without a word that sticks out', async () => {
    await setViewport({ width: 320, height: 640 });
    await chooseLanguage('ur');
    for (const name of [
      'draft-turn',
      'draft-approved',
      'draft-talk',
      'memo',
      'check',
      'drafts-many',
      'memo-chat',
    ]) {
      const [arrange, hash] = MEMO_SCENES[name]!;
      history.replaceState(null, '', hash);
      const beep = withMemos(new FakeBeep(), arrange);
      const app = await show('beep-app', { beep, facts: new FakeFacts() }, { width: 320, height: 640 });
      await settled(app);
      await waitUntil(() => one(app, '.sheet, .drop, .rows.own, article, [role=toolbar]') !== null, name);
      await settled(app);
      assert.deepEqual(sticksOut(app), [], name);
      app.remove();
    }
  });
});
