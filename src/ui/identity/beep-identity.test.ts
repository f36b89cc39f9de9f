import { assert, waitUntil } from '@open-wc/testing';
import type { IdentityView } from '../../app/official-views.js';
import { fail, ok } from '../../protocol/result.js';
import { switchLanguage } from '../../i18n/language.js';
import { aPerson, FakeBeep, personId } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { aBadge, anIdentity, FakeOfficial } from '../../../test/support/fake-official.js';
import { all, field, focused, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import './beep-identity-notes.js';
import './beep-identity.js';

const DAY = Date.UTC(2026, 9, 20, 12);
const AYESHA = personId(1);

const mount = async (fields: Partial<IdentityView> = {}, width = 600) => {
  const beep = new FakeBeep();
  const official = new FakeOfficial();
  official.have(anIdentity(AYESHA, 'Ayesha Khan', fields));
  beep.official.update(() => official);
  const facts = new FakeFacts();
  const page = await show('beep-identity', { beep, facts, person: AYESHA }, { width });
  await settled(page);
  const dialog = () => one(page, 'beep-verify');
  const click = async (name: string, within: Element = page) => {
    named(within, name).click();
    await settled(page);
  };
  return { beep, official, facts, page, dialog, click };
};

describe('<beep-identity>', () => {
  afterEach(async () => {
    await switchLanguage('en');
    history.replaceState(null, '', '#');
  });

  it('shows the key alone where badges are not loaded', async () => {
    const page = await show('beep-identity', {
      beep: new FakeBeep(),
      facts: new FakeFacts(),
      person: AYESHA,
    });
    assert.isTrue((one(page, 'details') as HTMLDetailsElement).open);
    assert.include(says(page), AYESHA);
    assert.notInclude(says(page), 'Unverified');
  });

  it('shows a badge with all that it says, beside what the person calls themselves', async () => {
    const { page } = await mount({ assurance: 'vouched', badges: [aBadge()] });
    const said = says(page);
    for (const words of [
      'Vouched by \u2068Establishment Division\u2069',
      'Ayesha Siddiqui Section Officer',
      'Finance Division › , Budget Wing › , Budget-II',
      'Grade BS-17',
      'Post SO Budget-II',
      'Authority Establishment Division',
      'Issued by Registrar, Finance',
      'Valid until 30 March 2027',
      'Calls themselves Ayesha Khan',
    ])
      assert.include(said, words);
    assert.isTrue(all(page, 'bdi').some((name) => says(name) === 'Ayesha Khan'));
    await assert.isAccessible(page);
  });

  for (const language of ['en', 'ur'] as const)
    it(`says why a badge is not good, and stays within a narrow screen, in ${language}`, async () => {
      await switchLanguage(language);
      const { page } = await mount(
        {
          badges: [
            aBadge({ standing: { kind: 'unchecked', sinceMs: DAY } }),
            aBadge({ standing: { kind: 'early', fromMs: DAY } }),
            aBadge({ standing: { kind: 'expired' } }),
            aBadge({ standing: { kind: 'revoked', fromMs: DAY } }),
          ],
          lookalikes: [{ person: aPerson(2, 'Аyesha Khan'), badge: null }],
          former: aPerson(4, 'Ayesha'),
        },
        320,
      );
      const badges = all(page, '.badge');
      assert.deepEqual(
        badges.map(({ dataset }) => dataset['standing']),
        ['unchecked', 'early', 'expired', 'revoked'],
      );
      for (const badge of badges) assert.match(says(one(badge, '.lapsed')), /2026|2027/);
      assert.isAtMost(page.scrollWidth, 320);
      await assert.isAccessible(page);
    });

  it('shows sixty digits in groups of five, read out digit by digit, and copies them', async () => {
    const { facts, page, click } = await mount();
    const groups = all(one(page, 'ol[aria-label="Safety number"]')!, 'li');
    assert.lengthOf(groups, 12);
    assert.equal(says(groups[0]!), '01234 0 1 2 3 4');
    assert.equal(one(groups[0]!, '[aria-hidden=true]')?.textContent, '01234');
    assert.equal(one(page, '#safety')?.textContent, 'Safety number');
    await click('Copy digits');
    await waitUntil(() => facts.copied.length > 0);
    assert.equal(facts.copied[0]?.replaceAll(' ', ''), '0123456789'.repeat(6));
  });

  it('verifies by the code that the other shows', async () => {
    const { official, page, dialog, click } = await mount();
    await click('Verify');
    assert.equal(field(dialog()!, 'My code').value, 'BEEP-VERIFY-1:AAAA');
    await assert.isAccessible(dialog()!);
    type(field(dialog()!, 'Their code'), 'BEEP-VERIFY-1:BBBB');
    await click('Compare', dialog()!);
    await waitUntil(() => one(page, '[data-outcome=same]') !== null);
    assert.deepEqual(official.verified, [[AYESHA, true]]);
    assert.include(says(page), 'Verified in person');
    await click('Close', dialog()!);
    await waitUntil(() => dialog() === null);
    assert.include(says(page), 'You compared the keys on');
  });

  it('warns of a code that is not theirs, and verifies nobody', async () => {
    const { official, page, dialog, click } = await mount();
    official.verifyAnswer = ok(false);
    await click('Verify');
    type(field(dialog()!, 'Their code'), 'BEEP-VERIFY-1:BBBB');
    await click('Compare', dialog()!);
    assert.include(says(one(page, '[role=alert] [data-outcome=other]')), 'The keys are not the same.');
    official.verifyAnswer = fail('hand-damaged');
    await click('Compare', dialog()!);
    assert.include(says(one(page, '[role=alert] [data-outcome=no-code]')), 'Nothing was changed.');
    assert.deepEqual(official.verified, []);
    assert.equal(field(dialog()!, 'Their code').getAttribute('aria-invalid'), 'true');
    await assert.isAccessible(dialog()!);
  });

  it('verifies by digits that were read aloud', async () => {
    const { official, page, dialog, click } = await mount();
    await click('Verify');
    await click('The digits are the same', dialog()!);
    await waitUntil(() => one(page, '[data-outcome=same]') !== null);
    assert.deepEqual(official.verified, [[AYESHA, true]]);
  });

  it('says what went wrong when it was not kept', async () => {
    const { official, page, dialog, click } = await mount();
    official.setVerified = () => Promise.resolve(fail('storage-full'));
    await click('Verify');
    await click('The digits are the same', dialog()!);
    await waitUntil(() => one(page, '[data-kind=storage-full]') !== null);
    assert.isNull(one(page, '[data-outcome=same]'));
  });

  it('takes a verification back', async () => {
    const { official, page, click } = await mount({
      assurance: 'verified',
      verified: { atMs: DAY, newDevices: 0 },
    });
    assert.include(says(page), 'You compared the keys on 20 October 2026.');
    await click('Remove verification');
    assert.deepEqual(official.verified, [[AYESHA, false]]);
    assert.include(says(page), 'Unverified');
    assert.equal(focused()?.id, 'safety');
  });

  it('asks to compare again when devices were added since, until one has', async () => {
    const { official, page, click } = await mount({
      assurance: 'verified',
      verified: { atMs: DAY, newDevices: 2 },
    });
    assert.include(says(one(page, '[data-kind=new-devices]')), 'They have added 2 devices since.');
    await click('I have asked them');
    assert.deepEqual(official.verified, [[AYESHA, true]]);
    assert.isNull(one(page, '[data-kind=new-devices]'));
  });

  it('shows look-alikes with what vouches for each, side by side', async () => {
    const { page } = await mount({
      badges: [aBadge()],
      assurance: 'vouched',
      lookalikes: [{ person: aPerson(2, 'Аyesha Khan'), badge: null }],
    });
    const sides = all(one(page, '[data-kind=look-alike]')!, 'li').map((side) => says(side));
    assert.lengthOf(sides, 2);
    assert.include(sides[0], 'Vouched by');
    assert.include(sides[1], 'Аyesha Khan No badge');
  });

  it('leads from a key that is over to the one in its place, and back', async () => {
    const { beep, click } = await mount({ badges: [aBadge()], successor: aPerson(4, 'Ayesha') });
    await click('Show who has their place');
    assert.equal(location.hash, `#/chat/${beep.chatWith(personId(4))}/details`);
    const anew = await mount({ badges: [aBadge()], assurance: 'vouched', former: aPerson(4, 'Ayesha') });
    assert.include(says(anew.page), 'vouched by \u2068Establishment Division\u2069');
    await anew.click('Show the earlier one');
    assert.equal(location.hash, `#/chat/${anew.beep.chatWith(personId(4))}/details`);
  });

  it('offers nobody to verify themselves', async () => {
    const { page } = await mount({
      person: aPerson(1, 'Ayesha', true),
      safetyNumber: null,
      verifyText: null,
    });
    assert.notInclude(says(page), 'Verify');
  });
});

describe('<beep-identity-notes>', () => {
  const notes = async (...identities: readonly IdentityView[]) => {
    const beep = new FakeBeep();
    const official = new FakeOfficial();
    identities.forEach((identity) => official.have(identity));
    beep.official.update(() => official);
    const page = await show('beep-identity-notes', {
      beep,
      people: identities.map(({ person }) => person.person),
    });
    await settled(page);
    return {
      beep,
      official,
      page,
      kinds: () => all(page, '[data-kind]').map(({ dataset }) => dataset['kind']),
    };
  };
  const of = (seed: number, fields: Partial<IdentityView>) => anIdentity(personId(seed), 'Ayesha', fields);
  const revoked = aBadge({ standing: { kind: 'revoked', fromMs: DAY } });
  const verified = { atMs: DAY, newDevices: 1 };

  afterEach(() => history.replaceState(null, '', '#'));

  it('says nothing of people about whom nothing has changed', async () => {
    const { page } = await notes(of(1, {}), of(2, { badges: [aBadge()], assurance: 'vouched' }));
    assert.equal(says(page), '');
  });

  it('says what has changed, the worst first, and no more than three things', async () => {
    const { page, kinds } = await notes(
      of(1, { former: aPerson(4, 'Ayesha'), badges: [aBadge()] }),
      of(2, { verified, assurance: 'verified' }),
      of(3, { badges: [revoked] }),
      of(5, { badges: [aBadge({ standing: { kind: 'expired' } })] }),
      of(6, { successor: aPerson(7, 'Ayesha') }),
    );
    assert.deepEqual(kinds(), ['revoked', 'replaced', 'new-devices']);
    assert.include(says(page), '2 more: see the details.');
    await assert.isAccessible(page);
  });

  it('goes once it was dealt with, and leads to whom it is about', async () => {
    const { beep, official, page, kinds } = await notes(of(1, { verified, assurance: 'verified' }));
    assert.include(says(page), 'uses a new device since you compared keys');
    named(page, 'Show').click();
    assert.equal(location.hash, `#/chat/${beep.chatWith(personId(1))}/details`);
    await official.setVerified(personId(1), true);
    await settled(page);
    assert.deepEqual(kinds(), []);
  });
});
