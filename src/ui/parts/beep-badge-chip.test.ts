import { assert } from '@open-wc/testing';
import type { Assurance, BadgeView, IdentityView } from '../../app/official-views.js';
import { switchLanguage, type Language } from '../../i18n/language.js';
import { aPerson, FakeBeep, personId } from '../../../test/support/fake-beep.js';
import { aBadge, anIdentity, FakeOfficial } from '../../../test/support/fake-official.js';
import { one, says, settled, show } from '../../../test/support/screen.js';
import './beep-badge-chip.js';
import './beep-person-badge.js';

const DAY = Date.UTC(2026, 9, 20, 12);
const STANDINGS = {
  none: null,
  good: { kind: 'good' },
  early: { kind: 'early', fromMs: DAY },
  expired: { kind: 'expired' },
  unchecked: { kind: 'unchecked', sinceMs: DAY },
  revoked: { kind: 'revoked', fromMs: DAY },
} as const satisfies Record<string, BadgeView['standing'] | null>;
type Standing = keyof typeof STANDINGS;

const identityOf = (standing: Standing, assurance: Assurance, fields: Partial<IdentityView> = {}) => {
  const kind = STANDINGS[standing];
  return anIdentity(personId(1), 'Ayesha', {
    assurance,
    badges: kind === null ? [] : [aBadge({ standing: kind, untilMs: DAY })],
    verified: assurance === 'verified' ? { atMs: DAY, newDevices: 0 } : null,
    ...fields,
  });
};

/** What is possible: a badge vouches if it is good and nothing was compared. */
const CASES: readonly (readonly [Standing, Assurance, mark: string, en: string, ur: string])[] = [
  ['none', 'unverified', 'unverified', 'Unverified', 'غیر تصدیق شدہ'],
  ['none', 'verified', 'verified', 'Verified in person', 'بالمشافہ تصدیق شدہ'],
  [
    'good',
    'vouched',
    'vouched',
    'Vouched by \u2068Establishment Division\u2069',
    'ضامن: \u2068اسٹیبلشمنٹ ڈویژن\u2069',
  ],
  ['good', 'verified', 'verified', 'Verified in person', 'بالمشافہ تصدیق شدہ'],
  [
    'early',
    'unverified',
    'lapsed',
    'Badge not valid before 20 October 2026',
    'بیج 20 اکتوبر، 2026 سے پہلے مؤثر نہیں',
  ],
  ['early', 'verified', 'verified', 'Verified in person', 'بالمشافہ تصدیق شدہ'],
  [
    'expired',
    'unverified',
    'lapsed',
    'Badge ended on 20 October 2026',
    'بیج کی مدت 20 اکتوبر، 2026 کو ختم ہوئی',
  ],
  ['expired', 'verified', 'verified', 'Verified in person', 'بالمشافہ تصدیق شدہ'],
  [
    'unchecked',
    'unverified',
    'lapsed',
    'Badge not confirmed since 20 October 2026',
    'بیج کی 20 اکتوبر، 2026 سے تصدیق نہیں ہوئی',
  ],
  ['unchecked', 'verified', 'verified', 'Verified in person', 'بالمشافہ تصدیق شدہ'],
  [
    'revoked',
    'unverified',
    'revoked',
    'Badge revoked on 20 October 2026',
    'بیج 20 اکتوبر، 2026 کو منسوخ ہوا',
  ],
  ['revoked', 'verified', 'revoked', 'Badge revoked on 20 October 2026', 'بیج 20 اکتوبر، 2026 کو منسوخ ہوا'],
];

const picture = (chip: Element) =>
  one(chip, '[data-mark] use')?.getAttribute('href')?.replace(/^.*#/, '') ?? null;

describe('<beep-badge-chip>', () => {
  afterEach(() => switchLanguage('en'));

  for (const language of ['en', 'ur'] satisfies Language[])
    for (const [standing, assurance, mark, en, ur] of CASES)
      it(`says of somebody ${assurance} with ${standing === 'none' ? 'no badge' : `a badge that is ${standing}`} in ${language} what it is`, async () => {
        await switchLanguage(language);
        const identity = identityOf(standing, assurance);
        const loud = await show('beep-badge-chip', { identity, look: 'loud' });
        assert.include(says(loud), language === 'en' ? en : ur);
        assert.equal(one(loud, '[data-mark]')?.dataset['mark'], mark);
        await assert.isAccessible(loud);
        const small = await show('beep-badge-chip', { identity });
        assert.equal(says(small), mark === 'unverified' ? '' : language === 'en' ? en : ur);
        const line = await show('beep-badge-chip', { identity, look: 'line' });
        if (mark !== 'unverified') assert.include(says(line), language === 'en' ? en : ur);
      });

  it('has a shape of its own for each mark', async () => {
    const pictures = new Map<string, string | null>();
    for (const [standing, assurance, mark] of CASES)
      pictures.set(
        mark,
        picture(await show('beep-badge-chip', { identity: identityOf(standing, assurance), look: 'loud' })),
      );
    assert.equal(new Set(pictures.values()).size, 5);
  });

  it('names the office of whoever holds it, and not that of whoever did', async () => {
    const office = async (standing: Standing, assurance: Assurance, look: 'line' | 'loud') =>
      says(await show('beep-badge-chip', { identity: identityOf(standing, assurance), look }));
    assert.include(
      await office('good', 'vouched', 'line'),
      '\u2068Section Officer\u2069, \u2068Budget-II\u2069',
    );
    assert.include(
      await office('good', 'verified', 'loud'),
      '\u2068Section Officer\u2069, \u2068Budget-II\u2069',
    );
    for (const standing of ['early', 'expired', 'unchecked', 'revoked'] as const)
      for (const look of ['line', 'loud'] as const)
        for (const assurance of ['unverified', 'verified'] as const)
          assert.notInclude(await office(standing, assurance, look), 'Section Officer');
  });

  it('says that a key was replaced, whatever was compared once', async () => {
    const identity = identityOf('good', 'verified', { successor: aPerson(2, 'Ayesha') });
    assert.include(says(await show('beep-badge-chip', { identity, look: 'line' })), 'Their key was replaced');
  });
});

describe('<beep-person-badge>', () => {
  it('shows nothing until badges are loaded, then who somebody is, and follows what changes', async () => {
    const beep = new FakeBeep();
    const badge = await show('beep-person-badge', { beep, person: personId(1) });
    assert.equal(says(badge), '');
    const official = new FakeOfficial();
    beep.official.update(() => official);
    await settled(badge);
    assert.equal(says(badge), '');
    official.have(identityOf('good', 'vouched'));
    await settled(badge);
    assert.include(says(badge), 'Vouched by');
    await official.setVerified(personId(1), true);
    await settled(badge);
    assert.include(says(badge), 'Verified in person');
  });
});
