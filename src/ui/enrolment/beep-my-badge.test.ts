import { assert } from '@open-wc/testing';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { A_REQUEST, aBadge, AUTHORITY, FakeOfficial } from '../../../test/support/fake-official.js';
import { field, named, one, says, settled, show, type } from '../../../test/support/screen.js';
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
  return { element, official, facts, beep };
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

  it('says what to do about a lost device, with the words and without them', async () => {
    const { element } = await aPage();
    const details = one(element, 'details')!;
    assert.isFalse(details.hasAttribute('open'));
    one(details, 'summary')!.click();
    await settled(element);
    assert.equal(says(one(details, 'summary')), 'A device of mine is lost');
    assert.include(says(details), 'choose “I have 24 words” on its first screen');
    assert.include(says(details), 'Without them: tell your registrar');
    assert.equal(named(details, 'Recovery words', 'a').getAttribute('href'), '#/settings/words');
    await assert.isAccessible(element);
  });

  it('says that somebody has asked and is waited for', async () => {
    const { element, official } = await aPage();
    assert.notInclude(says(element), 'You asked for a badge');
    official.enrolment.have({ askedMs: Date.UTC(2026, 2, 10, 12) });
    await settled(element);
    assert.include(says(element), 'You asked for a badge on 10 March 2026. Beep looks by itself');
    await assert.isAccessible(element);
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

  it('shows what was found while the page was closed, and keeps what is being typed', async () => {
    const reply = ok({ badge: aBadge(), authority: AUTHORITY, isTrusted: true });
    const { element, official } = await aPage();
    official.enrolment.reply = reply;
    type(field(element, 'From the registrar'), 'BEEP-BADGE-1:AAAA');
    official.enrolment.have({ waiting: new Uint8Array([1]) });
    await settled(element);
    assert.notInclude(says(element), 'This badge is for you');
    const later = await aPage(({ enrolment }) => {
      enrolment.reply = reply;
      enrolment.waiting = new Uint8Array([1]);
      enrolment.have({ waiting: enrolment.waiting });
    });
    assert.include(says(later.element), 'This badge is for you');
  });

  it('says that nothing lies ready when asked', async () => {
    const { element } = await aPage();
    named(element, 'Look whether it is ready').click();
    await settled(element);
    assert.include(says(element), 'Nothing lies ready for you here yet.');
  });

  const atMs = Date.UTC(2026, 11, 4, 12);
  for (const [note, words] of [
    [{ kind: 'ends', untilMs: atMs }, /Your badge ends on 4 December 2026. Ask your registrar to renew it/],
    [{ kind: 'ended', untilMs: atMs }, /Your badge ended on 4 December 2026, and vouches for you no more/],
    [{ kind: 'revoked', fromMs: atMs }, /Your badge was revoked on 4 December 2026/],
  ] as const)
    it(`says of the badge that it ${note.kind}`, async () => {
      const { element } = await aPage(({ enrolment }) => enrolment.have({ badges: [aBadge()], note }));
      assert.match(says(one(element, `[data-note=${note.kind}]`)), words);
    });

  it('shows a badge of an authority that is not trusted here as just that, with its digits', async () => {
    const { element } = await aPage(({ enrolment }) => enrolment.have({ untrusted: [aBadge()] }));
    const card = one(element, '[data-standing=untrusted]');
    assert.include(says(card), 'Not trusted on this device');
    assert.include(says(card), AUTHORITY.key.slice(0, 5));
    assert.notInclude(says(element), 'No badge yet');
    await assert.isAccessible(element);
  });

  it('says whose badge a closed server wants, and that another does not open it', async () => {
    const { element, beep } = await aPage(({ enrolment }) => {
      enrolment.have({ required: [AUTHORITY], isTurnedAway: true });
      enrolment.reply = fail('badge-other-office');
    });
    beep.connection.update((now) => ({ ...now, introducer: 'offline', door: 'no-badge' }));
    await settled(element);
    assert.match(says(one(element, '[data-door]')), /only people with a badge of .*Establishment Division/);
    type(field(element, 'From the registrar'), 'BEEP-BADGE-1:AAAA');
    named(element, 'Read it').click();
    await settled(element);
    assert.match(says(one(element, '[role=alert]')), /Establishment Division.*of another office/);
  });
});
