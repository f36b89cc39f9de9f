import type { BadgeView, IdentityView, OpenedRequest, OwnBadgeView } from '../../src/app/official-views.js';
import { ok } from '../../src/protocol/result.js';
import type { FakeBeep } from '../support/fake-beep.js';
import { aConversation, aMessage, aPerson, conversationId, personId } from '../support/fake-beep.js';
import { A_REQUEST, aBadge, anIdentity, AUTHORITY, FakeOfficial } from '../support/fake-official.js';

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
export function withIdentity(
  beep: FakeBeep,
  ayesha: IdentityView,
  arrange: (official: FakeOfficial) => void = () => undefined,
): FakeBeep {
  const official = new FakeOfficial();
  arrange(official);
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

const ENDING: Partial<OwnBadgeView> = {
  badges: [aBadge()],
  authorities: [AUTHORITY],
  note: { kind: 'ends', untilMs: comingMs },
};
const OPENED: OpenedRequest = {
  ...A_REQUEST,
  name: 'Ayesha Siddiqui',
  title: 'سیکشن افسر',
  department: 'Finance Division, Budget Wing',
  isOwn: false,
};

const details = `#/chat/${conversationId(1)}/details`;
const chat = `#/chat/${conversationId(1)}`;

/** What is known of the first contact, and where it is looked at. */
export const IDENTITY_SCENES: Record<
  string,
  readonly [ayesha: IdentityView, hash: string, arrange?: (official: FakeOfficial) => void]
> = {
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
  'my-badge-request': [of({}), '#/badge'],
  'my-badge-ends': [of({}), '#/badge', (official) => official.enrolment.have(ENDING)],
  'my-badge-untrusted': [
    of({}),
    '#/badge',
    (official) =>
      official.enrolment.have({ untrusted: [aBadge()], note: { kind: 'revoked', fromMs: pastMs } }),
  ],
  'my-badge-trust': [of({}), '#/badge', (official) => official.enrolment.have(ENDING)],
  'my-badge-waiting': [
    of({}),
    '#/',
    ({ enrolment }) => enrolment.have({ waiting: (enrolment.waiting = new Uint8Array([1])) }),
  ],
  'request-opened': [of({}), '#/request/AAAA', ({ enrolment }) => (enrolment.opened = ok(OPENED))],
  'request-own': [
    of({}),
    '#/request/AAAA',
    ({ enrolment }) => (enrolment.opened = ok({ ...OPENED, name: 'Bilal', isOwn: true })),
  ],
  'request-damaged': [of({}), '#/request/AAAA'],
  'identity-settings': [
    of({ assurance: 'vouched', badges: [aBadge()] }),
    '#/settings',
    (official) => official.enrolment.have(ENDING),
  ],
  'identity-contacts': [of({ assurance: 'vouched', badges: [aBadge()] }), '#/contacts'],
};
