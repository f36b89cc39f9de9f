import type { EventView, GroupView, MessageView } from '../../src/app/conversation-views.js';
import type { FakeBeep } from '../support/fake-beep.js';
import {
  aConversation,
  aGroup,
  aMember,
  aMessage,
  aPerson,
  conversationId,
  entryId,
  personId,
  US,
} from '../support/fake-beep.js';

const today = new Date().setHours(10, 0, 0, 0);
const at = (minutes: number): number => today + minutes * 60_000;

const AYESHA = aPerson(1, 'Ayesha Khan');
const USMAN = aPerson(2, 'محمد عثمان');
const IMRAN = aPerson(8, 'Imran Qureshi');

const said = (
  minutes: number,
  { person, name }: { readonly person: MessageView['person']; readonly name: string },
  text: string,
  fields: Partial<MessageView> = {},
): MessageView => aMessage({ person, authorName: name, text, sentAtMs: at(minutes), ...fields });

const TALK: readonly MessageView[] = [
  said(-120, AYESHA, 'The draft of line 4.2 is with Finance.'),
  said(-110, US, 'Thank you. Who signs it?', { own: true, state: 'read' }),
  said(-60, USMAN, 'سیکرٹری صاحب کل دستخط کریں گے۔'),
  said(-20, AYESHA, 'Noted. I send the annexures today.'),
];

let events = 0;
const event = (
  after: MessageView | null,
  minutes: number,
  by: EventView['by'],
  what: EventView['what'],
): EventView => ({
  id: entryId(9_000 + ++events),
  after: after?.id ?? null,
  sentAtMs: at(minutes),
  by,
  what,
});

const EVENTS: readonly EventView[] = [
  event(null, -4_000, US, { kind: 'created', name: 'Budget' }),
  event(null, -3_999, US, { kind: 'added', person: AYESHA, role: 'member' }),
  event(TALK[0]!, -115, US, { kind: 'added', person: USMAN, role: 'admin' }),
  event(TALK[1]!, -100, USMAN, { kind: 'renamed', name: 'Budget Section 2026–27' }),
  event(TALK[2]!, -50, USMAN, { kind: 'history', rule: 'from-joining' }),
  event(TALK[2]!, -49, US, { kind: 'removed', person: IMRAN, knownTo: 2, of: 5 }),
  event(TALK[3]!, -10, aPerson(5, 'Nadia'), { kind: 'left' }),
  event(TALK[3]!, -5, IMRAN, { kind: 'forked' }),
];

const BUDGET: GroupView = aGroup({
  name: 'Budget Section 2026–27',
  events: EVENTS,
  history: 'from-joining',
  members: [
    aMember(9, 'Bilal', { own: true, role: 'admin', isRemovable: false, online: true }),
    aMember(2, 'محمد عثمان', { role: 'admin', isRemovable: false, online: true }),
    aMember(1, 'Ayesha Khan', { online: true, path: 'relay' }),
    aMember(3, 'Brig. (R) Tariq Mahmood, Deputy Director of the Wing', { addedBy: USMAN }),
    aMember(7, 'Saima', { addedBy: USMAN, isContact: false, history: 'from-joining', online: true }),
    aMember(6, '', { addedBy: USMAN, isContact: false }),
  ],
});

const CIRCULARS: GroupView = aGroup({
  type: 'channel',
  name: 'Circulars of the Cabinet Division',
  own: 'member',
  members: [
    aMember(2, 'محمد عثمان', { role: 'admin', addedBy: USMAN, isRemovable: false }),
    aMember(1, 'Ayesha Khan', { addedBy: USMAN, isRemovable: false }),
    aMember(9, 'Bilal', { own: true, addedBy: USMAN, isRemovable: false, online: true }),
  ],
});

const COMMITTEE: GroupView = aGroup({ name: 'Committee Room', own: 'removed' });

/** Puts groups, requests and a blocked person into an office. */
export function withGroups(beep: FakeBeep): FakeBeep {
  beep.people.update(() =>
    [
      'Ayesha Khan',
      'محمد عثمان',
      'Brig. (R) Tariq Mahmood',
      'Farah Siddiqui',
      'Ghulam Rasool',
      'Hina',
      'Imran',
      'Imran',
      'Javed Iqbal',
    ].map((name, i) => aPerson(i + 1, name)),
  );
  beep.have(aConversation(20, { group: BUDGET, messages: TALK }), { unread: 4, isMentioned: true });
  beep.have(
    aConversation(21, {
      group: CIRCULARS,
      standing: 'away',
      mayPost: false,
      messages: [said(-300, USMAN, 'Office hours in Ramazan: nine to three.')],
    }),
    {
      latest: {
        kind: 'poll',
        text: 'Who comes on Friday?',
        sentAtMs: at(-200),
        own: false,
        authorName: 'محمد عثمان',
      },
    },
  );
  beep.have(
    aConversation(22, {
      group: COMMITTEE,
      standing: 'away',
      mayPost: false,
      messages: [said(-900, AYESHA, 'Room 4 at ten.')],
    }),
    {
      latest: { kind: 'deleted', text: '', sentAtMs: at(-900), own: false, authorName: 'Ayesha Khan' },
    },
  );
  beep.have(
    aConversation(23, {
      name: 'Secretary to the Minister',
      person: personId(23),
      isRequest: true,
      messages: [
        said(
          -15,
          aPerson(23, 'Secretary to the Minister'),
          'Please send me the summary at once. This is urgent.',
        ),
      ],
    }),
    { unread: 1 },
  );
  beep.have(
    aConversation(24, {
      group: aGroup({
        name: 'Prize winners',
        own: 'member',
        members: [
          aMember(25, 'Lucky', { role: 'admin', isContact: false }),
          aMember(9, 'Bilal', { own: true, addedBy: aPerson(25, 'Lucky') }),
        ],
      }),
      isRequest: true,
    }),
  );
  beep.have(
    aConversation(26, {
      name: 'Old acquaintance',
      standing: 'away',
      isBlocked: true,
      messages: [said(-9_000, aPerson(26, 'Old acquaintance'), 'Why do you not answer?')],
    }),
  );
  beep.have(
    aConversation(27, {
      name: 'Salma, third floor',
      path: 'relay',
      messages: [said(-20, aPerson(27, 'Salma, third floor'), 'The firewall lets nothing through up here.')],
    }),
  );
  return beep;
}

/** The address of each picture. */
export const GROUP_SCENES: Readonly<Record<string, string>> = {
  'groups-list': '#/',
  group: `#/chat/${conversationId(20)}`,
  channel: `#/chat/${conversationId(21)}`,
  'group-removed': `#/chat/${conversationId(22)}`,
  'group-details': `#/chat/${conversationId(20)}/details`,
  'channel-details': `#/chat/${conversationId(21)}/details`,
  'person-details': `#/chat/${conversationId(1)}/details`,
  'relayed-chat': `#/chat/${conversationId(27)}`,
  'relayed-details': `#/chat/${conversationId(27)}/details`,
  'new-group': '#/new/group',
  requests: '#/requests',
  request: `#/chat/${conversationId(23)}`,
  'request-group': `#/chat/${conversationId(24)}`,
  report: `#/chat/${conversationId(23)}/report`,
  blocked: '#/blocked',
  'blocked-chat': `#/chat/${conversationId(26)}`,
};
