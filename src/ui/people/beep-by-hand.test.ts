import { assert, waitUntil } from '@open-wc/testing';
import type { ByHandView } from '../../app/by-hand-views.js';
import { conversationId, FakeBeep, handTextOf, personId } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, field, focused, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import type { BeepByHand } from './beep-by-hand.js';
import './beep-by-hand.js';

async function mount(properties: Partial<BeepByHand> = {}, beep = new FakeBeep()) {
  const facts = new FakeFacts();
  const page = await show('beep-by-hand', { beep, facts, ...properties });
  await settled(page);
  const hand = beep.byHand!;
  const become = async (view: ByHandView) => {
    hand.view.update(() => view);
    await settled(page);
  };
  return { beep, facts, page, hand, become };
}
const heading = (page: Element) => says(one(page, 'h2'));
const offered: ByHandView = {
  kind: 'offered',
  text: handTextOf('OFFER'),
  expiresMs: Date.UTC(2026, 10, 24, 9),
};

describe('<beep-by-hand>', () => {
  it('begins with both ways, and says what a code shows to whoever sees it', async () => {
    const { page } = await mount();
    assert.isTrue((one(page, 'dialog') as HTMLDialogElement).matches(':modal'));
    assert.equal(heading(page), 'Step 1 of 2: one of you shows a code');
    assert.include(says(page), 'sees your name, your key and the addresses of this device in the network');
    assert.isTrue(focused()?.matches('button[data-first]'));
    field(page, 'Their code');
    await assert.isAccessible(page);
  });

  it('shows the first code as a picture and a text, how long it works, and takes the second', async () => {
    const { page, hand, facts } = await mount();
    named(page, 'Show my code').click();
    await settled(page);
    assert.deepEqual(hand.asked.at(-1), ['offer', null]);
    assert.equal(heading(page), 'Step 1 of 2: let them read this');
    assert.equal(focused(), one(page, 'h2'));
    assert.equal(one(page, 'svg[role=img]')?.getAttribute('aria-label'), 'QR code: First code');
    assert.equal(field(page, 'First code').value, handTextOf('OFFER'));
    assert.match(says(page), /Works once, until \d/);
    named(page, 'Copy code').click();
    await waitUntil(() => says(page).includes('Copied.'));
    assert.deepEqual(facts.copied, [handTextOf('OFFER')]);
    await assert.isAccessible(page);

    type(field(page, 'Their code'), handTextOf('ANSWER'), 'insertFromPaste');
    await settled(page);
    named(page, 'Connect').click();
    await settled(page);
    assert.deepEqual(hand.asked.at(-1), ['takeAnswer', handTextOf('ANSWER')]);
    assert.equal(heading(page), 'Connecting…');
  });

  it('draws a code that a machine can read', async () => {
    const { page, become } = await mount();
    await become(offered);
    const copy = one(page, 'svg[role=img]')!.cloneNode(true) as SVGSVGElement;
    for (const [key, value] of Object.entries({
      xmlns: 'http://www.w3.org/2000/svg',
      width: '800',
      height: '800',
    }))
      copy.setAttribute(key, value);
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([copy.outerHTML], { type: 'image/svg+xml' }));
    await image.decode();
    const context = new OffscreenCanvas(800, 800).getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 800, 800);
    context.drawImage(image, 0, 0);
    const { default: decodeQR } = await import('qr/decode.js');
    assert.equal(decodeQR(context.getImageData(0, 0, 800, 800)), handTextOf('OFFER'));
  });

  it('says whose code was read before it is answered, and shows the second code', async () => {
    const { page, hand, facts } = await mount();
    facts.cameraSees({ kind: 'text', text: handTextOf('OFFER') });
    (page as BeepByHand).facts = Object.assign(new FakeFacts(), { scanQr: facts.scanQr });
    await settled(page);
    named(page, 'Scan QR code').click();
    await waitUntil(() => says(page).includes('This is the code of Zainab'));
    assert.deepEqual(hand.asked, []);
    named(page, 'Answer').click();
    await settled(page);
    assert.deepEqual(hand.asked.at(-1), ['answer', handTextOf('OFFER'), null]);
    assert.match(heading(page), /^Step 2 of 2: let \u2068Zainab\u2069 read this$/);
    assert.equal(field(page, 'Second code').value, handTextOf('ANSWER'));
    await assert.isAccessible(page);
  });

  it('says what is wrong with what was read, until something else is', async () => {
    const { page, hand, become } = await mount();
    const given = () => type(field(page, 'Their code'), 'nonsense');
    given();
    await settled(page);
    assert.isNull(one(page, '[role=alert]'), 'not at each letter');
    named(page, 'Answer').click();
    await settled(page);
    assert.isNotNull(one(page, '[role=alert][data-kind=hand-not-beep]'));
    assert.equal(field(page, 'Their code').getAttribute('aria-invalid'), 'true');
    type(field(page, 'Their code'), 'other');
    await settled(page);
    assert.isNull(one(page, '[role=alert]'));
    await become(offered);
    hand.fault = 'hand-used';
    given();
    await settled(page);
    named(page, 'Connect').click();
    await settled(page);
    assert.isNotNull(one(page, '[role=alert][data-kind=hand-used]'));
  });

  it('is about one person where one is meant', async () => {
    const { page, hand } = await mount({ expected: { person: personId(5), name: 'Usman' } });
    assert.include(says(one(page, 'h1')), 'Connect with \u2068Usman\u2069 without the server');
    type(field(page, 'Their code'), handTextOf('OFFER'));
    await settled(page);
    named(page, 'Answer').click();
    await settled(page);
    assert.include(says(one(page, '[data-kind=hand-unexpected]')), '\u2068Usman\u2069’s');
    named(page, 'Show my code').click();
    assert.deepEqual(hand.asked.at(-1), ['offer', personId(5)]);
  });

  it('leads to the chat when they are connected', async () => {
    const { page, become } = await mount();
    const events: string[] = [];
    for (const event of ['opened', 'closed']) page.addEventListener(event, () => events.push(event));
    await become({ kind: 'linked', conversation: conversationId(1), name: 'Zainab' });
    assert.equal(heading(page), 'You are connected with Zainab .');
    const link = named(page, 'Open the chat', 'a');
    assert.equal(link.getAttribute('href'), `#/chat/${conversationId(1)}`);
    link.click();
    assert.deepEqual(events, ['opened', 'closed']);
    history.replaceState(null, '', '#');
  });

  it('says why nothing came of it, and begins again', async () => {
    const { page, hand, become } = await mount();
    await become({ kind: 'over', fault: 'hand-no-address' });
    assert.include(says(one(page, '[data-kind=hand-no-address]')), 'camera');
    await assert.isAccessible(page);
    named(page, 'Begin again').click();
    await settled(page);
    assert.deepEqual(hand.asked, [['cancel']]);
    assert.equal(heading(page), 'Step 1 of 2: one of you shows a code');
  });

  it('can be given up, and goes on behind a closed window', async () => {
    const first = await mount();
    await first.become(offered);
    first.page.remove();
    const again = await mount({}, first.beep);
    assert.equal(heading(again.page), 'Step 1 of 2: let them read this');
    named(again.page, 'Cancel').click();
    assert.deepEqual(again.hand.asked.at(-1), ['cancel']);
  });

  it('does not show again what is over', async () => {
    const beep = new FakeBeep();
    beep.byHand!.view.update(() => ({ kind: 'over', fault: 'hand-failed' }));
    const { page } = await mount({}, beep);
    assert.equal(heading(page), 'Step 1 of 2: one of you shows a code');
  });

  it('waits until what links take is there', async () => {
    const beep = new FakeBeep();
    const { byHand } = beep;
    beep.byHand = null;
    const page = await show('beep-by-hand', { beep, facts: new FakeFacts() });
    await settled(page);
    assert.include(says(page), 'Opening Beep…');
    beep.byHand = byHand;
    beep.connection.update((now) => ({ ...now, introducer: 'connecting' }));
    await settled(page);
    assert.equal(heading(page), 'Step 1 of 2: one of you shows a code');
  });

  it('stays in its window, however small', async () => {
    const { page, become } = await mount();
    await become(offered);
    const dialog = one(page, 'dialog')!.getBoundingClientRect();
    for (const element of all(page, 'input, button, svg.qr'))
      assert.isAtMost(element.getBoundingClientRect().right, dialog.right + 0.5);
  });
});
