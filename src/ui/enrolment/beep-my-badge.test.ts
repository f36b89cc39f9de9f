import { assert } from '@open-wc/testing';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { A_REQUEST, aBadge, AUTHORITY, FakeOfficial } from '../../../test/support/fake-official.js';
import { field, named, says, settled, show, type } from '../../../test/support/screen.js';
import { fail, ok } from '../../protocol/result.js';
import './beep-my-badge.js';

async function aPage(prepare: (official: FakeOfficial) => void = () => undefined, invitation = '') {
  const beep = new FakeBeep();
  const official = new FakeOfficial();
  prepare(official);
  beep.official.update(() => official);
  const facts = new FakeFacts();
  const element = await show('beep-my-badge', { beep, facts, invitation });
  await settled(element);
  return { element, official, facts };
}

describe('my badge', () => {
  it('asks for one with what was typed, and shows the request', async () => {
    const { element, official } = await aPage();
    type(field(element, 'Your title'), ' Section Officer ');
    named(element, 'Make the request').click();
    await settled(element);
    assert.deepEqual(official.enrolment.wishes, [
      { title: 'Section Officer', department: '', invitation: null },
    ]);
    assert.equal(field(element, 'My request').value, A_REQUEST.text);
    assert.include(says(element), A_REQUEST.person.slice(0, 5), 'the digits that the registrar compares');
  });

  it('gives the request away as a link and as a file too', async () => {
    const { element, facts } = await aPage();
    named(element, 'Make the request').click();
    await settled(element);
    assert.equal(field(element, 'Link to my request').value, A_REQUEST.link);
    named(element, 'Copy link').click();
    named(element, 'Save as file').click();
    await settled(element);
    assert.deepEqual(facts.copied, [A_REQUEST.link]);
    assert.deepEqual(facts.saved, [{ name: 'request.beep-request', bytes: A_REQUEST.bytes }]);
    assert.include(says(element), 'Copied. Send it to your registrar.');
  });

  it('puts the invitation of the address into it, and nothing that is none', async () => {
    for (const [address, bytes] of [
      ['AAECAwQFBgcICQ', Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])],
      ['nonsense', null],
    ] as const) {
      const { element, official } = await aPage(undefined, address);
      named(element, 'Make the request').click();
      await settled(element);
      assert.deepEqual(official.enrolment.wishes[0]?.invitation, bytes);
    }
  });

  it('says what is wrong with what came, and takes nothing', async () => {
    const { element, official } = await aPage(({ enrolment }) => (enrolment.reply = fail('badge-not-ours')));
    type(field(element, 'From the registrar'), 'BEEP-BADGE-1:AAAA');
    named(element, 'Read it').click();
    await settled(element);
    assert.include(says(element), 'This badge was made for somebody else');
    assert.deepEqual(official.enrolment.view.value.badges, []);
  });

  it('asks before an authority is trusted, with its digits, and shows the badge afterwards', async () => {
    const preview = { badge: aBadge(), authority: AUTHORITY, isTrusted: false };
    const { element, official } = await aPage(({ enrolment }) => (enrolment.reply = ok(preview)));
    type(field(element, 'From the registrar'), 'BEEP-BADGE-1:AAAA');
    named(element, 'Read it').click();
    await settled(element);
    assert.include(says(element), AUTHORITY.key.slice(0, 5));
    assert.deepEqual(official.enrolment.view.value.authorities, []);
    const button = [...element.renderRoot.querySelectorAll('button')].find((one) =>
      one.textContent?.includes('Trust'),
    );
    button?.click();
    await settled(element);
    assert.include(says(element), 'The badge is yours');
    assert.equal(official.enrolment.view.value.badges.length, 1);
  });

  it('shows what lies ready once, and again only when asked', async () => {
    const { element } = await aPage(({ enrolment }) => {
      enrolment.waiting = new Uint8Array([1, 2, 3]);
      enrolment.reply = ok({ badge: aBadge(), authority: AUTHORITY, isTrusted: true });
    });
    assert.include(says(element), 'This badge is for you');
    named(element, 'Not now').click();
    await settled(element);
    assert.notInclude(says(element), 'This badge is for you');
    named(element, 'Look whether it is ready').click();
    await settled(element);
    assert.include(says(element), 'This badge is for you');
  });
});
