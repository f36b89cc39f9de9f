import { assert, waitUntil } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { Phase } from '../../app/views.js';
import {
  aConversation,
  aMessage,
  conversationId,
  FakeBeep,
  linkOf,
} from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, field, focused, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import { sticksOut } from '../../../test/support/sticks-out.js';
import { chooseLanguage } from './preferences.js';
import './beep-app.js';

const goTo = (hash: string) => {
  location.hash = hash;
};
const HERE = location.hash;

async function mount(beep = new FakeBeep(), hash = '#/') {
  history.replaceState(null, '', hash);
  const facts = new FakeFacts();
  const app = await show('beep-app', { beep, facts });
  await settled(app);
  return { beep, facts, app, main: () => one(app, 'main')! };
}

function office() {
  const beep = new FakeBeep();
  const messages = Array.from({ length: 60 }, (_, i) => aMessage({ text: `m${i}`, own: i % 2 === 0 }));
  const talk = beep.have(aConversation(1, { messages }));
  beep.have(aConversation(2, { name: 'Bashir' }), { unread: 2 });
  return { beep, talk };
}

describe('<beep-app>', () => {
  afterEach(async () => {
    history.replaceState(null, '', HERE || '#');
    await chooseLanguage('en');
  });

  for (const [phase, selector] of [
    [{ kind: 'starting' }, '.starting[role=status]'],
    [{ kind: 'welcome' }, 'beep-welcome'],
    [{ kind: 'ready', self: FakeBeep.self() }, 'beep-shell'],
    [{ kind: 'other-tab' }, 'beep-other-tab [data-kind=other-tab], beep-other-tab'],
    [{ kind: 'lost' }, 'beep-lost'],
    [{ kind: 'ended', name: 'Bilal', atMs: 0 }, 'beep-ended'],
    [{ kind: 'stopped', fault: 'storage-newer' }, 'beep-stopped'],
  ] as const satisfies readonly (readonly [Phase, string])[]) {
    it(`has one screen for ${phase.kind}`, async () => {
      const { app } = await mount(new FakeBeep(phase));
      assert.isNotNull(one(app, selector));
      assert.lengthOf(
        [...app.shadowRoot!.children].filter(({ localName }) => localName !== 'style'),
        1,
      );
    });
  }

  it('goes from the first run to the chats', async () => {
    const { app } = await mount(new FakeBeep({ kind: 'welcome' }));
    type(field(app, 'Your name'), 'Bilal');
    named(app, 'Get started').click();
    await waitUntil(() => one(app, 'nav[aria-label=Main]'));
    assert.include(says(app), 'Nobody here yet');
  });

  it('has the places “Main”, and marks where one is', async () => {
    const { app } = await mount(office().beep, '#/drafts');
    const links = all(one(app, 'nav[aria-label=Main]')!, 'a');
    assert.deepEqual(
      links.map((link) => (link as HTMLAnchorElement).innerText.replace(/\s*\d+$/, '')),
      ['Chats', 'Drafts', 'Contacts', 'Settings'],
    );
    assert.deepEqual(
      links.map((link) => link.getAttribute('aria-current')),
      ['false', 'page', 'false', 'false'],
    );
  });

  for (const [hash, heading] of [
    ['#/drafts', 'Drafts'],
    ['#/contacts', 'Contacts'],
    ['#/settings', 'Settings'],
    ['#/settings/words', 'Recovery words'],
    ['#/about', 'What Beep can and cannot do'],
    [`#/chat/${conversationId(1)}`, 'Ayesha Khan'],
    [new URL(linkOf('Zainab')).hash, 'Add a contact'],
    ['#/', 'Chats'],
  ] as const) {
    it(`moves to ${hash.slice(0, 12)} and puts the focus on its heading`, async () => {
      const { app } = await mount(office().beep, hash === '#/' ? '#/drafts' : '#/');
      goTo(hash);
      await waitUntil(() => focused()?.localName === 'h1');
      assert.equal(says(focused()), heading);
      assert.lengthOf(
        all(app, 'h1').filter((h1) => h1.checkVisibility()),
        1,
        'one first heading',
      );
    });
  }

  it('goes back with the browser', async () => {
    const { app } = await mount(office().beep);
    goTo(`#/chat/${conversationId(1)}`);
    await waitUntil(() => one(app, 'beep-conversation'));
    history.back();
    await waitUntil(() => !one(app, 'beep-conversation'));
    assert.include(says(one(app, 'main')), 'Choose a chat');
  });

  it('says how much is unread in the title, and no name', async () => {
    const { beep, talk } = office();
    await mount(beep, `#/chat/${conversationId(1)}`);
    assert.equal(document.title, '(2) Beep');
    talk.come(aMessage());
    beep.conversations.update((rows) => rows.map((row) => ({ ...row, unread: 0 })));
    await waitUntil(() => document.title === 'Beep');
  });

  it('says so of a chat that is not there, with a way out', async () => {
    const { main } = await mount(office().beep, `#/chat/${'0'.repeat(64)}`);
    assert.include(says(main()), 'There is no such chat on this device');
    assert.equal(named(main(), 'Show my chats', 'a').getAttribute('href'), '#/');
  });

  it('opens each chat with its own text, and keeps both', async () => {
    const { beep, talk } = office();
    const { app } = await mount(beep, `#/chat/${conversationId(1)}`);
    type(field(app, 'Message'), 'for Ayesha');
    goTo(`#/chat/${conversationId(2)}`);
    await waitUntil(() => says(one(app, 'main h1, beep-conversation')).includes('Bashir'));
    assert.equal(field(app, 'Message').value, '');
    assert.equal(talk.draft.value, 'for Ayesha');
    goTo(`#/chat/${conversationId(1)}`);
    await waitUntil(() => field(app, 'Message').value === 'for Ayesha');
  });

  it('switches the language without losing draft, chat or place', async () => {
    const { beep } = office();
    const { app } = await mount(beep, `#/chat/${conversationId(1)}`);
    type(field(app, 'Message'), 'half a sentence');
    const log = one(app, '[role=log]')!;
    log.scrollTop = -700;
    await new Promise((resolve) => log.addEventListener('scroll', resolve, { once: true }));
    const placed = log.scrollTop;
    await chooseLanguage('ur');
    await settled(app);
    assert.equal(one(app, '[role=log]'), log, 'the same elements');
    assert.equal(log.getAttribute('aria-label'), 'پیغامات');
    assert.equal(field(app, 'پیغام').value, 'half a sentence');
    assert.closeTo(log.scrollTop, placed, 400, 'lines are of another height, the place is the same');
    assert.isBelow(log.scrollTop, -100);
    const rail = one(app, 'nav')!.getBoundingClientRect();
    assert.isAbove(rail.left, one(app, 'main')!.getBoundingClientRect().left, 'the rail has changed sides');
  });

  it('opens and closes “New chat”, and gives the focus back', async () => {
    const { app } = await mount(office().beep);
    named(app, 'New chat').click();
    await waitUntil(() => one(app, 'dialog')?.matches(':modal'));
    await settled(app);
    named(app, 'Close').click();
    await waitUntil(() => !one(app, 'dialog'));
    assert.equal(focused(), named(app, 'New chat'));
  });

  it('adds from an opened link and arrives in the chat', async () => {
    const { app } = await mount(office().beep, new URL(linkOf('Zainab')).hash);
    await waitUntil(() => one(app, 'beep-opened-link'));
    const form = one(app, 'beep-add-contact')!;
    await settled(app);
    Object.assign(form, { link: linkOf('Zainab') });
    await settled(app);
    named(form, 'Add contact').click();
    await waitUntil(() => says(one(app, 'beep-conversation')).includes('Zainab'));
  });

  it('shows list and chat side by side on a desk, and one at a time on a phone', async () => {
    const { app } = await mount(office().beep, `#/chat/${conversationId(1)}`);
    const visible = () =>
      ['beep-conversation-list', 'beep-conversation', 'nav'].filter((tag) =>
        one(app, tag)!.checkVisibility(),
      );
    const back = () => named(app, 'Back to chats', 'a').checkVisibility();
    try {
      await setViewport({ width: 1280, height: 800 });
      assert.deepEqual([visible(), back()], [['beep-conversation-list', 'beep-conversation', 'nav'], false]);
      await setViewport({ width: 390, height: 844 });
      assert.deepEqual([visible(), back()], [['beep-conversation'], true]);
      goTo('#/');
      await waitUntil(() => one(app, 'beep-conversation-list')!.checkVisibility());
      assert.isTrue(one(app, 'nav')!.checkVisibility());
      assert.isNull(one(app, 'beep-conversation'));
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  for (const hash of [
    '#/',
    `#/chat/${conversationId(1)}`,
    '#/contacts',
    '#/settings',
    '#/settings/words',
    '#/about',
    '#/add/x',
  ]) {
    it(`fits 320 pixels without scrolling sideways: ${hash.slice(0, 10)}`, async () => {
      try {
        await setViewport({ width: 320, height: 640 });
        const { app } = await mount(office().beep, hash);
        app.parentElement!.style.inlineSize = '320px';
        await waitUntil(() => !one(app, '.loading'));
        await settled(app);
        assert.deepEqual(sticksOut(app), []);
      } finally {
        await setViewport({ width: 800, height: 600 });
      }
    });
  }

  it('is accessible with a chat open, and empty', async () => {
    const { app } = await mount(office().beep, `#/chat/${conversationId(1)}`);
    await assert.isAccessible(app);
    const empty = await mount();
    await assert.isAccessible(empty.app);
  });
});
