import type { BadgeView, IdentityView } from '../../src/app/official-views.js';
import type { FakeBeep } from '../support/fake-beep.js';
import { aConversation, aMessage, aPerson, conversationId, personId } from '../support/fake-beep.js';
import { aBadge, anIdentity, FakeOfficial } from '../support/fake-official.js';

const AYESHA = personId(1);
const DAY_MS = 86_400_000;
const [pastMs, comingMs] = [Date.UTC(2026, 9, 20), Date.UTC(2027, 0, 4)];

const standing = (kind: BadgeView['standing']): BadgeView => aBadge({ standing: kind });
const of = (fields: Partial<IdentityView>): IdentityView => anIdentity(AYESHA, 'Ayesha Khan', fields);

const REQUEST = aConversation(41, {
  name: 'Аyesha Siddiqui', // its first letter is Cyrillic
  isRequest: true,
  standing: 'away',
  messages: [
    aMessage({ person: personId(41), text: 'Please send me the budget draft today.', authorName: '' }),
  ],
});
const ALIKE = anIdentity(personId(41), 'Аyesha Siddiqui', {
  lookalikes: [{ person: aPerson(1, 'Ayesha Khan'), badge: aBadge() }],
});

/** Puts badges, posts and people into an office: `ayesha` is what is known of the first of them. */
export function withIdentity(beep: FakeBeep, ayesha: IdentityView): FakeBeep {
  const official = new FakeOfficial();
  beep.official.update(() => official);
  beep.have(REQUEST);
  official.have(ayesha);
  official.have(
    anIdentity(personId(9), 'Bilal', {
      person: aPerson(9, 'Bilal', true),
      assurance: 'vouched',
      badges: [aBadge()],
      safetyNumber: null,
      verifyText: null,
    }),
  );
  official.have(ALIKE);
  official.have(
    anIdentity(personId(2), 'محمد عثمان', {
      assurance: 'verified',
      verified: { atMs: pastMs, newDevices: 0 },
      badges: [aBadge({ registrar: null, grade: 'BS-20', post: null })],
    }),
  );
  official.have(
    anIdentity(personId(3), 'Tariq Mahmood', { badges: [standing({ kind: 'revoked', fromMs: pastMs })] }),
  );
  return beep;
}

const details = `#/chat/${conversationId(1)}/details`;
const chat = `#/chat/${conversationId(1)}`;

/** What is known of the first contact, and where it is looked at. */
export const IDENTITY_SCENES: Record<string, readonly [ayesha: IdentityView, hash: string]> = {
  'identity-vouched': [of({ assurance: 'vouched', badges: [aBadge()] }), details],
  'identity-verified': [
    of({ assurance: 'verified', badges: [aBadge()], verified: { atMs: pastMs, newDevices: 2 } }),
    details,
  ],
  'identity-unverified': [of({}), details],
  'identity-standings': [
    of({
      badges: [
        standing({ kind: 'unchecked', sinceMs: pastMs }),
        aBadge({ standing: { kind: 'early', fromMs: comingMs }, untilMs: comingMs + 90 * DAY_MS }),
        aBadge({ standing: { kind: 'expired' }, untilMs: pastMs, registrar: null, post: null }),
        standing({ kind: 'revoked', fromMs: pastMs }),
      ],
    }),
    details,
  ],
  'identity-replaced': [
    of({ badges: [standing({ kind: 'revoked', fromMs: pastMs })], successor: aPerson(4, 'Ayesha Khan') }),
    chat,
  ],
  'identity-alike': [
    of({
      assurance: 'vouched',
      badges: [aBadge()],
      lookalikes: [{ person: aPerson(41, 'Аyesha Siddiqui'), badge: null }],
    }),
    details,
  ],
  'identity-verify': [of({ assurance: 'vouched', badges: [aBadge()] }), details],
  'identity-chat': [
    of({
      assurance: 'verified',
      badges: [aBadge()],
      verified: { atMs: pastMs, newDevices: 1 },
      former: aPerson(4, 'Ayesha Khan'),
    }),
    chat,
  ],
  'identity-list': [of({ assurance: 'vouched', badges: [aBadge()] }), '#/'],
  'identity-requests': [of({ assurance: 'vouched', badges: [aBadge()] }), '#/requests'],
  'identity-request': [of({ assurance: 'vouched', badges: [aBadge()] }), `#/chat/${conversationId(41)}`],
  'my-badge': [of({}), '#/badge'],
  'my-badge-lost': [of({}), '#/badge'],
  'identity-settings': [of({ assurance: 'vouched', badges: [aBadge()] }), '#/settings'],
  'identity-contacts': [of({ assurance: 'vouched', badges: [aBadge()] }), '#/contacts'],
};
