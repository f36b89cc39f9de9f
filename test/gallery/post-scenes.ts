import type { ChargeView, PostTalkView, PostView } from '../../src/app/official-views.js';
import { readPostId } from '../../src/protocol/ids.js';
import { ok } from '../../src/protocol/result.js';
import { aConversation, aGroup, aMember, aMessage, aPerson, conversationId, entryId, US, type FakeBeep } from '../support/fake-beep.js'; // prettier-ignore
import { AUTHORITY, FakeOfficial } from '../support/fake-official.js';

const today = new Date().setHours(10, 0, 0, 0);
const DAY_MS = 86_400_000;

const AYESHA = aPerson(1, 'Ayesha Siddiqui');
const BILAL = aPerson(2, 'بلال احمد');

const post: PostView = {
  post: readPostId(new Uint8Array(32).fill(5))!,
  name: 'SO Budget-II',
  urduName: null,
  department: ['Finance Division', 'Budget Wing'],
  authority: AUTHORITY,
  holder: BILAL,
  history: [],
  isDisputed: false,
};

const first: ChargeView = {
  number: 1,
  holder: AYESHA,
  sinceMs: today - 300 * DAY_MS,
  orderedBy: 'Registrar, Finance',
  handedOverBy: null,
};
const second: ChargeView = {
  number: 2,
  holder: BILAL,
  sinceMs: today - DAY_MS,
  orderedBy: 'Registrar, Finance',
  handedOverBy: AYESHA,
};

const talk = (fields: Partial<PostTalkView> = {}): PostTalkView => ({
  post,
  charges: [second, first],
  disputed: [],
  holding: 'here',
  lingering: [],
  ...fields,
});

const asked = aMessage({ person: US.person, authorName: US.name, own: true, state: 'read', text: 'When is the revised estimate due?', sentAtMs: today - 2 * DAY_MS }); // prettier-ignore
const answered = aMessage({ person: BILAL.person, authorName: BILAL.name, text: 'میں نے چارج سنبھال لیا ہے۔ کل تک بھیج دوں گا۔', sentAtMs: today }); // prettier-ignore

const aPostChat = (seed: number, shown: PostTalkView) =>
  aConversation(seed, {
    kind: 'post',
    name: post.name,
    group: aGroup({
      type: 'post',
      name: post.name,
      post: shown,
      members: [
        aMember(9, 'Bilal', { own: true, role: 'admin', isRemovable: false, online: true }),
        aMember(2, 'بلال احمد', { role: 'admin', online: true }),
      ],
      events: [
        { id: entryId(9_801), after: null, sentAtMs: today - 3 * DAY_MS, by: US, what: { kind: 'created', name: post.name } }, // prettier-ignore
        { id: entryId(9_802), after: null, sentAtMs: today - 3 * DAY_MS, by: US, what: { kind: 'charge', post: post.name, charge: first, from: null } }, // prettier-ignore
        { id: entryId(9_803), after: asked.id, sentAtMs: today - DAY_MS, by: AYESHA, what: { kind: 'charge', post: post.name, charge: second, from: AYESHA } }, // prettier-ignore
        { id: entryId(9_804), after: asked.id, sentAtMs: today - DAY_MS, by: AYESHA, what: { kind: 'left' } },
      ],
    }),
    messages: [asked, answered],
  });

/** Puts what these scenes need into an office. */
export function withPosts(beep: FakeBeep): FakeBeep {
  const official = new FakeOfficial();
  official.posts.held = [{ ...post, holder: US }];
  official.posts.people = [AYESHA, BILAL];
  official.posts.charge = ok({ post, charge: second, isKnown: false });
  beep.official.update(() => official);
  beep.have(aPostChat(60, talk()), { kind: 'post' });
  beep.have(
    aPostChat(61, talk({ post: { ...post, holder: null }, holding: 'vacant', lingering: [AYESHA] })),
    {
      kind: 'post',
    },
  );
  return beep;
}

export const POST_SCENES: Readonly<Record<string, string>> = {
  'post-chat': `#/chat/${conversationId(60)}`,
  'post-vacant': `#/chat/${conversationId(61)}`,
  'post-details': `#/chat/${conversationId(60)}/details`,
  'my-posts': '#/settings',
  'hand-over': '#/settings',
};
