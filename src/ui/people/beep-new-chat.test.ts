import { assert, waitUntil } from '@open-wc/testing';
import { fail } from '../../protocol/result.js';
import { aConversation, conversationId, FakeBeep, linkOf } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { field, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import './beep-new-chat.js';

async function mount(beep = new FakeBeep()) {
  const facts = new FakeFacts();
  const page = await show('beep-new-chat', { beep, facts });
  await settled(page);
  return { beep, facts, page, dialog: one(page, 'dialog') as HTMLDialogElement };
}

describe('<beep-new-chat>', () => {
  afterEach(() => history.replaceState(null, '', '#'));

  it('opens over everything, with my card and a place for theirs', async () => {
    const { dialog, page } = await mount();
    assert.isTrue(dialog.matches(':modal'));
    assert.equal(says(one(page, 'beep-my-card')?.shadowRoot?.querySelector('h2') ?? null), 'My card');
    assert.match(field(page, 'My link').value, /#\/add\//);
    assert.isTrue(field(page, 'My link').readOnly);
    field(page, 'Their link');
    named(page, 'Add contact');
  });

  it('draws the link as a QR code that a machine can read', async () => {
    const { page } = await mount();
    const svg = one(page, 'svg[role=img]') as unknown as SVGSVGElement;
    assert.equal(svg.getAttribute('aria-label'), 'QR code of my card');
    const image = new Image();
    const copy = svg.cloneNode(true) as SVGSVGElement;
    for (const [key, value] of [
      ['xmlns', 'http://www.w3.org/2000/svg'],
      ['width', '800'],
      ['height', '800'],
    ] as const) {
      copy.setAttribute(key, value);
    }
    image.src = URL.createObjectURL(new Blob([copy.outerHTML], { type: 'image/svg+xml' }));
    await image.decode();
    const context = new OffscreenCanvas(800, 800).getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 800, 800);
    context.drawImage(image, 0, 0);
    const { default: decodeQR } = await import('qr/decode.js');
    assert.equal(decodeQR(context.getImageData(0, 0, 800, 800)), field(page, 'My link').value);
  });

  it('copies the link and says so', async () => {
    const { facts, page } = await mount();
    named(page, 'Copy link').click();
    await waitUntil(() => says(one(page, 'beep-my-card')).includes('Copied.'));
    assert.deepEqual(facts.copied, [field(page, 'My link').value]);
  });

  it('says so when the browser refuses to copy', async () => {
    const { facts, page } = await mount();
    facts.refuseCopy = true;
    named(page, 'Copy link').click();
    await waitUntil(() => says(one(page, 'beep-my-card')).includes('The browser refused.'));
  });

  it('says how long the link works, and makes another', async () => {
    const { beep, page } = await mount();
    assert.include(says(one(page, 'beep-my-card')), 'Works once, until 25 November 2026');
    const first = field(page, 'My link').value;
    named(page, 'Make another link').click();
    await waitUntil(() => field(page, 'My link').value !== first);
    assert.equal(beep.links, 2);
  });

  it('says so when no link could be kept', async () => {
    const beep = new FakeBeep();
    beep.makeMyLink = async () => fail('storage-full');
    const { page } = await mount(beep);
    assert.isNotNull(one(page, 'beep-my-card [data-kind=storage-full], [data-kind=storage-full]'));
  });

  it('leads to a new group and a new channel', async () => {
    const { dialog, page } = await mount();
    assert.equal(named(page, 'New channel', 'a').getAttribute('href'), '#/new/channel');
    named(page, 'New group', 'a').click();
    await waitUntil(() => !dialog.open);
    assert.equal(location.hash, '#/new/group');
  });

  it('closes when a contact was added', async () => {
    const { dialog, page } = await mount();
    let closed = 0;
    page.addEventListener('closed', () => closed++);
    type(field(page, 'Their link'), linkOf('Zainab'));
    named(page, 'Add contact').click();
    await waitUntil(() => closed === 1);
    assert.isFalse(dialog.open);
  });

  it('says who came by the card while it is open', async () => {
    const beep = new FakeBeep();
    beep.have(aConversation(1, { name: 'Known before' }));
    const { page } = await mount(beep);
    assert.isNull(one(page, '.note.good'));
    beep.have(aConversation(2, { name: 'Zainab' }));
    await settled(page);
    assert.include(says(one(page, '.note.good')), 'Zainab has added you.');
    assert.equal(named(page, 'Open the chat', 'a').getAttribute('href'), `#/chat/${conversationId(2)}`);
  });

  it('is accessible', async () => {
    const { page } = await mount();
    await assert.isAccessible(page);
  });
});
