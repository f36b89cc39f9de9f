import { assert, waitUntil } from '@open-wc/testing';
import { aConversation, FakeBeep, linkOf } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, field, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import './beep-add-contact.js';

async function mount(link = '') {
  const [beep, facts] = [new FakeBeep(), new FakeFacts()];
  const form = await show('beep-add-contact', { beep, facts, link }, { width: 400 });
  return {
    beep,
    facts,
    form,
    theirs: () => field(form, 'Their link'),
    add: () => named(form, 'Add contact'),
  };
}
const alert = (form: Element) => one(form, '[role=alert]')?.dataset['kind'] ?? null;

describe('<beep-add-contact>', () => {
  afterEach(() => history.replaceState(null, '', '#'));

  it('shows whose link it is before anything is kept', async () => {
    const { beep, form, theirs } = await mount();
    type(theirs(), linkOf('Zainab'));
    await settled(form);
    assert.equal(says(one(form, '.whose strong')), 'Zainab');
    assert.isEmpty(beep.conversations.value);
  });

  it('adds the contact and goes to the chat', async () => {
    const { beep, form, theirs, add } = await mount();
    type(theirs(), linkOf('Zainab'));
    let added = 0;
    form.addEventListener('added', () => added++);
    add().click();
    await waitUntil(() => added === 1);
    assert.deepEqual(
      beep.conversations.value.map(({ name }) => name),
      ['Zainab'],
    );
    assert.equal(location.hash, `#/chat/${beep.conversations.value[0]!.id}`);
  });

  it('waits until a whole link was given before it finds fault', async () => {
    const { form, theirs } = await mount();
    type(theirs(), 'https://be');
    await settled(form);
    assert.isNull(alert(form));
    theirs().dispatchEvent(new Event('change'));
    await settled(form);
    assert.equal(alert(form), 'link-not-beep');
  });

  for (const [what, text, kind] of [
    ['something else', 'https://example.com/', 'link-not-beep'],
    ['a link that lost its end', 'https://beep.test/#/add/', 'link-damaged'],
  ] as const) {
    it(`says at once of a pasted ${what}: ${kind}`, async () => {
      const { form, theirs } = await mount();
      type(theirs(), text, 'insertFromPaste');
      await settled(form);
      assert.equal(alert(form), kind);
      assert.equal(theirs().getAttribute('aria-invalid'), 'true');
      type(theirs(), linkOf('Zainab'));
      await settled(form);
      assert.isNull(alert(form));
    });
  }

  it('says what adding answered, and keeps the link', async () => {
    const { beep, form, theirs, add } = await mount(linkOf('Ayesha Khan'));
    beep.have(aConversation(1));
    add().click();
    await waitUntil(() => alert(form) === 'link-known');
    assert.equal(theirs().value, linkOf('Ayesha Khan'));
  });

  it('finds fault with nothing at all only when it is sent off', async () => {
    const { form, add } = await mount();
    assert.isNull(alert(form));
    add().click();
    await waitUntil(() => alert(form) === 'link-not-beep');
  });

  it('warns of a link from another server', async () => {
    const { form } = await mount(linkOf('Zainab').replace('beep.test', 'other.example'));
    assert.include(says(one(form, '.note.warn')), 'another Beep server, other.example');
  });

  it('has no scan button where there can be no camera', async () => {
    const { form } = await mount();
    assert.isFalse(all(form, 'button').some((button) => says(button) === 'Scan QR code'));
  });

  it('takes the link from the camera', async () => {
    const { facts, form } = await mount();
    facts.cameraSees({ kind: 'text', text: linkOf('Zainab') });
    form.requestUpdate();
    await settled(form);
    named(form, 'Scan QR code').click();
    await waitUntil(() => one(form, '.whose strong'));
    assert.equal(says(one(form, '.whose strong')), 'Zainab');
    assert.isNull(one(form, 'beep-scanner'));
  });

  it('says so when the camera is kept from us', async () => {
    const { facts, form } = await mount();
    facts.cameraSees({ kind: 'no-camera' });
    form.requestUpdate();
    await settled(form);
    named(form, 'Scan QR code').click();
    await waitUntil(() => says(one(form, '[role=alert]')).startsWith('The camera is not available.'));
  });

  it('switches the camera off when the person stops, and when the element goes', async () => {
    for (const end of ['button', 'removal'] as const) {
      const { facts, form } = await mount();
      let signal: AbortSignal | undefined;
      facts.scanQr = (_video, given) => {
        signal = given;
        return new Promise((resolve) => given.addEventListener('abort', () => resolve({ kind: 'stopped' })));
      };
      form.requestUpdate();
      await settled(form);
      named(form, 'Scan QR code').click();
      await waitUntil(() => signal);
      if (end === 'button') named(form, 'Stop the camera').click();
      else form.remove();
      assert.isTrue(signal!.aborted, end);
      await settled(form);
    }
  });

  it('is accessible', async () => {
    const { form } = await mount(linkOf('Zainab'));
    await assert.isAccessible(form);
  });
});
