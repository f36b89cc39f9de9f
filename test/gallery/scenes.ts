import type { MessageView } from '../../src/app/conversation-views.js';
import type { Phase } from '../../src/app/views.js';
import {
  aConversation,
  aGroup,
  aMember,
  aMessage,
  aPerson,
  conversationId,
  deviceId,
  FakeBeep,
  linkOf,
  US,
} from '../support/fake-beep.js';
import { FakeFacts } from '../support/fake-facts.js';

import { DIRECTORY_SCENES, withDirectory } from './directory-scenes.js';
import { draftId, withDrafts } from './draft-scenes.js';
import { GROUP_SCENES, withGroups } from './group-scenes.js';
import { IDENTITY_SCENES, withIdentity } from './identity-scenes.js';
import { MEMO_SCENES, withMemos } from './memo-scenes.js';
import { NETWORK_SCENES } from './network-scenes.js';
import { POST_SCENES, withPosts } from './post-scenes.js';

export interface Scene {
  readonly beep: FakeBeep;
  readonly facts: FakeFacts;
  readonly hash: string;
}

const MINUTE = 60_000;
const today = new Date().setHours(10, 0, 0, 0);
const says = (minutes: number, text: string, fields: Partial<MessageView> = {}) =>
  aMessage({ text, sentAtMs: today + minutes * MINUTE, ...fields });

const TALK: readonly MessageView[] = [
  says(-1440, 'Assalam-o-alaikum. The summary for the Secretary is with the wing now.'),
  says(-1438, 'Wa-alaikum-assalam. Thank you. When does it come back?', { own: true, state: 'read' }),
  says(-1437, 'I need it before the Cabinet Committee.', { own: true, state: 'read' }),
  says(-1400, 'By four, God willing.'),
  says(2, 'اجلاس کل صبح دس بجے کمیٹی روم میں ہوگا۔ ایجنڈا منسلک نوٹ میں ہے۔'),
  says(3, 'براہِ کرم تمام سیکشن افسران کو مطلع کر دیں۔'),
  says(6, 'جی، ابھی اطلاع کر دیتا ہوں۔', { own: true, state: 'read' }),
  says(
    9,
    'Three points for the agenda:\n1. Budget line 4.2\n2. Posting of the Deputy Director\n3. Network of Block C',
    {
      own: true,
      state: 'delivered',
    },
  ),
  says(10, 'And the minutes of the last meeting.', { own: true, state: 'delivered' }),
  says(31, 'Noted. The corridor network in Block C is down again, so I may be slow.', { flag: 'clock' }),
  says(40, 'Then it waits here until you are back.', { own: true, state: 'saved' }),
];

function office(): FakeBeep {
  const beep = new FakeBeep();
  beep.have(aConversation(1, { name: 'Ayesha Khan', messages: TALK, digest: 'd1' }));
  beep.have(
    aConversation(2, {
      name: 'محمد عثمان',
      standing: 'away',
      messages: [says(-30, 'کل کی میٹنگ ملتوی ہو گئی ہے۔')],
    }),
    { unread: 3 },
  );
  beep
    .have(
      aConversation(3, {
        name: 'Section Officer (Admin-II)',
        standing: 'linked',
        messages: [says(-90, 'Signed, thank you.', { own: true })],
      }),
    )
    .draft.update(() => 'Please also send the annexures');
  beep.have(aConversation(4, { name: 'Farah Siddiqui', standing: 'waiting', messages: [] }));
  beep.have(
    aConversation(5, {
      name: 'Brig. (R) Tariq Mahmood',
      standing: 'away',
      messages: [says(-3000, 'Received.')],
    }),
    { unread: 1 },
  );
  beep.have(
    aConversation(6, {
      name: 'Imran',
      standing: 'refused-used',
      messages: [says(-6000, 'Are you there?', { own: true, state: 'saved' })],
    }),
  );
  beep.connection.update((now) => ({ ...now, peers: 2 }));
  return beep;
}

const AYESHA = aPerson(1, 'Ayesha Khan');
const DANISH = aPerson(2, 'Danish Raza');
const USMAN = aPerson(3, 'محمد عثمان');

/** A group whose messages carry everything that a message can. */
function floor(): FakeBeep {
  const beep = office();
  const plan = says(2, 'The revised estimates are in the shared folder. Please check line 4.2 before noon.', {
    reactions: [
      { emoji: '👍', people: [US, DANISH] },
      { emoji: '🙏', people: [USMAN] },
    ],
    noted: [DANISH],
    asksForNote: true,
    isStarred: true,
  });
  const messages: MessageView[] = [
    plan,
    says(4, '@Bilal and @Danish Raza, the Secretary wants the figures today.', {
      isUrgent: true,
      mentions: [US, DANISH],
      isForUs: true,
    }),
    says(6, 'I send them by two.', {
      own: true,
      state: 'read',
      reply: { id: plan.id, authorName: 'Ayesha Khan', text: plan.text },
      editedAtMs: today + 7 * MINUTE,
      earlier: [{ text: 'I send them by four.', sentAtMs: today + 6 * MINUTE }],
    }),
    says(8, '', { kind: 'deleted', own: true, state: 'read' }),
    says(9, 'When shall we meet on the supplementary grant?', {
      kind: 'poll',
      person: DANISH.person,
      author: deviceId(2),
      authorName: DANISH.name,
      poll: {
        isMultiple: false,
        options: [
          { text: 'Tomorrow at ten', people: [US, AYESHA, DANISH] },
          { text: 'جمعرات، بعد نمازِ ظہر', people: [USMAN] },
          { text: 'Not this week', people: [] },
        ],
      },
    }),
    says(12, 'بجٹ کا مسودہ منظور ہو گیا ہے۔', {
      isForwarded: true,
      isLate: true,
      reply: { id: aMessage().id, authorName: USMAN.name, text: null },
      reactions: [{ emoji: '🎉', people: [US] }],
    }),
    says(13, '', { kind: 'unreadable' }),
    says(20, 'Please all note: the annual returns are due on the 30th.', {
      own: true,
      state: 'delivered',
      isUrgent: true,
      asksForNote: true,
      noted: [AYESHA, DANISH],
      reactions: [{ emoji: '✅', people: [AYESHA] }],
      reply: { id: plan.id, authorName: 'Ayesha Khan', text: plan.text },
    }),
  ];
  const group = aGroup({
    members: [
      ...aGroup().members,
      aMember(3, USMAN.name, { online: true }),
      aMember(4, 'Daniyal Sheikh'),
      aMember(5, 'Brig. (R) Tariq Mahmood'),
    ],
  });
  const conversation = beep.have(
    aConversation(7, {
      group,
      messages,
      typing: [AYESHA],
      missing: [{ person: DANISH, count: 3 }],
      full: [USMAN],
    }),
  );
  conversation.delivered = [
    { person: AYESHA, state: 'read', isNoted: true },
    { person: DANISH, state: 'read', isNoted: false },
    { person: USMAN, state: 'unreached', isNoted: false },
  ];
  beep.stars = [{ conversation: conversation.view.value.id, conversationName: group.name, message: plan }];
  return beep;
}

const scene = (beep: FakeBeep, hash = '#/', prepare: (facts: FakeFacts) => void = () => {}): Scene => {
  const facts = new FakeFacts();
  prepare(facts);
  return { beep, facts, hash };
};
const phase = (value: Phase) => scene(new FakeBeep(value));
const chat = (seed: number) => `#/chat/${conversationId(seed)}`;

/** Somebody whose badge was revoked three days ago, and whose words from before, from after, and of unsure time follow each other. */
function revoked(): FakeBeep {
  const beep = office();
  const mark = { what: 'badge', fromMs: today - 4_320 * MINUTE, isSure: true } as const;
  const written = { ...mark, act: 'written' } as const;
  const [unsure, changed] = [
    { ...written, isSure: false },
    { ...mark, act: 'changed' },
  ] as const;
  const put = { remarks: 'مناسب ہے۔', sentAtMs: today, verdict: 'approved' } as const;
  beep.have(
    aConversation(8, {
      group: aGroup(),
      messages: [
        says(-6_000, 'The estimates are in the shared folder.'),
        says(-5_990, 'Release the second instalment today.', { revoked: changed, editedAtMs: today }),
        says(2, 'Please send me the list of all officers.', { revoked: written }),
        says(3, 'فہرست آج ہی بھیج دیں۔', { revoked: written, isUrgent: true }),
        says(5, 'Who told you so?', { own: true, state: 'read' }),
        says(9, 'Office hours', { kind: 'memo', revoked: written }),
        says(11, '', {
          kind: 'deleted',
          person: DANISH.person,
          author: deviceId(2),
          authorName: DANISH.name,
          revoked: { ...mark, act: 'deleted', what: 'device' },
        }),
        says(13, 'Budget of the Block C network', {
          kind: 'submission',
          own: true,
          state: 'read',
          approval: {
            approvers: [
              { ...put, person: AYESHA, revoked: mark },
              { ...put, person: DANISH, remarks: '', revoked: null },
            ],
            state: 'approved',
            turn: null,
          },
        }),
        says(15, 'It was me.', { revoked: unsure, flag: 'clock' }),
        says(16, 'And ours, since our own badge is over.', {
          own: true,
          state: 'delivered',
          revoked: written,
        }),
      ],
    }),
  );
  return beep;
}

export const SCENES: Record<string, () => Scene> = {
  'chat-revoked': () => scene(revoked(), chat(8)),
  welcome: () => phase({ kind: 'welcome' }),
  'welcome-ios': () =>
    scene(new FakeBeep({ kind: 'welcome' }), '#/', (facts) => facts.install.update(() => 'ios-manual')),
  'welcome-words': () => phase({ kind: 'welcome' }),
  'welcome-words-wrong': () => phase({ kind: 'welcome' }),
  ended: () => phase({ kind: 'ended', name: 'Bilal', atMs: today }),
  'ended-words': () => phase({ kind: 'ended', name: 'Bilal', atMs: today }),
  words: () => scene(office(), '#/settings/words'),
  'words-kept': () => {
    const beep = office();
    void beep.recovery.keep();
    return scene(beep, '#/settings/words');
  },
  'words-shown': () => scene(office(), '#/settings/words'),
  'words-printed': () => scene(office(), '#/settings/words'),
  'words-asked': () => scene(office(), '#/settings/words'),
  'words-wrong': () => scene(office(), '#/settings/words'),
  'words-note': () => {
    const beep = office();
    beep.recovery.view.update(() => ({ kind: 'later', isDue: true }));
    return scene(beep);
  },
  empty: () => scene(new FakeBeep()),
  list: () => scene(office()),
  chat: () => scene(office(), chat(1)),
  'chat-unread': () => {
    const beep = office();
    const messages = Array.from({ length: 40 }, (_, i) =>
      says(
        i - 60,
        i % 7 === 0
          ? `Point ${i}, with some more words so that the line breaks on a small screen.`
          : `Point ${i}`,
        {
          own: i % 5 === 0,
        },
      ),
    );
    beep.open.get(conversationId(2))?.view.update((view) => ({
      ...view,
      messages,
      hasOlder: true,
      firstUnread: messages[22]?.id ?? null,
    }));
    return scene(beep, chat(2));
  },
  'chat-new': () => scene(office(), chat(4)),
  'chat-refused': () => scene(office(), chat(6)),
  'chat-hard': () => {
    const beep = office();
    beep.open.get(conversationId(1))?.view.update((view) => ({
      ...view,
      messages: [
        says(0, `Z${'\u0335\u0321\u0328'.repeat(90)}algo${'\u0301\u0312\u0310'.repeat(60)}`),
        says(1, 'A'.repeat(900), { own: true }),
        says(2, Array.from({ length: 200 }, (_, i) => `line ${i}`).join('\n')),
        says(3, '<img src=x onerror=alert(1)> **no** markup'),
        says(4, '\u202Egnp.exe\u202C report', { own: true, state: 'saved' }),
      ],
    }));
    beep.open.get(conversationId(1))?.draft.update(() => 'x'.repeat(8_300));
    return scene(beep, chat(1));
  },
  floor: () => scene(floor(), chat(7)),
  'floor-channel': () => {
    const beep = office();
    beep.have(
      aConversation(7, {
        group: aGroup({ type: 'channel', own: 'member', name: 'Circulars' }),
        mayPost: false,
        messages: [says(1, 'The office is closed on Friday.', { noted: [DANISH], asksForNote: true })],
      }),
    );
    return scene(beep, chat(7));
  },
  starred: () => scene(floor(), '#/starred'),
  'starred-empty': () => scene(office(), '#/starred'),
  drafts: () => scene(office(), '#/drafts'),
  'drafts-own': () => scene(withDrafts(office()), '#/drafts'),
  draft: () => scene(withDrafts(office()), `#/draft/${draftId(1)}`),
  'drafts-empty': () => scene(new FakeBeep(), '#/drafts'),
  contacts: () => scene(office(), '#/contacts'),
  settings: () =>
    scene(office(), '#/settings', (facts) => {
      facts.persisted.update(() => false);
      facts.install.update(() => 'available');
    }),
  about: () => scene(office(), '#/about'),
  add: () => scene(office(), new URL(linkOf('Zainab Malik')).hash),
  'add-damaged': () => scene(office(), '#/add/'),
  'new-chat': () => scene(office(), '#/', (facts) => facts.cameraSees({ kind: 'no-camera' })),
  'by-hand': () => scene(office(), '#/', (facts) => facts.cameraSees({ kind: 'no-camera' })),
  'by-hand-offer': () => scene(office(), '#/', (facts) => facts.cameraSees({ kind: 'no-camera' })),
  banners: () => {
    const beep = office();
    beep.alert.update(() => ({ fault: 'peer-mismatch', name: 'Ayesha Khan' }));
    beep.connection.update(() => ({ introducer: 'offline', peers: 1, nonsense: false, door: 'open' }));
    beep.phase.update(() => ({ kind: 'ready', self: FakeBeep.self({ recovered: true }) }));
    return scene(beep, chat(1), (facts) => {
      facts.update.update(() => true);
      facts.persisted.update(() => false);
    });
  },
  ...Object.fromEntries(
    Object.entries(GROUP_SCENES).map(([name, hash]) => [name, () => scene(withGroups(office()), hash)]),
  ),
  ...Object.fromEntries(
    Object.entries(POST_SCENES).map(([name, hash]) => [name, () => scene(withPosts(office()), hash)]),
  ),
  ...Object.fromEntries(
    Object.entries(MEMO_SCENES).map(([name, [arrange, hash]]) => [
      name,
      () => scene(withMemos(office(), arrange), hash),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(DIRECTORY_SCENES).map(([name, [hash, ageMs]]) => [
      name,
      () => scene(withDirectory(office(), ageMs), hash),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(NETWORK_SCENES).map(([name, [arrange, hash]]) => [
      name,
      () => {
        const beep = office();
        arrange(beep.network);
        return scene(beep, hash);
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(IDENTITY_SCENES).map(([name, [ayesha, hash, arrange]]) => [
      name,
      () => scene(withIdentity(office(), ayesha, arrange), hash),
    ]),
  ),
  'identity-group': () =>
    scene(
      withIdentity(withGroups(office()), IDENTITY_SCENES['identity-verified']![0]),
      GROUP_SCENES['group']!,
    ),
  'identity-members': () =>
    scene(
      withIdentity(withGroups(office()), IDENTITY_SCENES['identity-verified']![0]),
      GROUP_SCENES['group-details']!,
    ),
  'group-nobody': () => scene(new FakeBeep(), '#/new/group'),
  'other-tab': () => phase({ kind: 'other-tab' }),
  lost: () => phase({ kind: 'lost' }),
  stopped: () => phase({ kind: 'stopped', fault: 'storage-unavailable' }),
};
