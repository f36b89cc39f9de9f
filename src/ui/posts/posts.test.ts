import { assert } from '@open-wc/testing';
import type { ChargePreview, ChargeView, PostTalkView, PostView } from '../../app/official-views.js';
import type { GroupView } from '../../app/conversation-views.js';
import { readPostId } from '../../protocol/ids.js';
import { fail, ok } from '../../protocol/result.js';
import {
  aConversation,
  aGroup,
  aPerson,
  conversationId,
  entryId,
  FakeBeep,
  FakeConversation,
  personId,
  US,
} from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { anIdentity, AUTHORITY, FakeOfficial } from '../../../test/support/fake-official.js';
import { all, focused, named, one, says, settled, show } from '../../../test/support/screen.js';
import { chooseLanguage } from '../app/preferences.js';
import '../conversation/beep-conversation.js';
import '../groups/beep-details.js';
import './beep-my-posts.js';
import './beep-posts-of.js';

const AYESHA = aPerson(1, 'Ayesha Khan');
const DANISH = aPerson(2, 'Danish Raza');
const SINCE = Date.UTC(2026, 10, 24, 9);

const aPost = (fields: Partial<PostView> = {}): PostView => ({
  post: readPostId(new Uint8Array(32).fill(5))!,
  name: 'SO Budget-II',
  urduName: null,
  department: ['Finance Division', 'Budget Wing'],
  authority: AUTHORITY,
  holder: AYESHA,
  history: [{ person: AYESHA, sinceMs: SINCE }],
  isDisputed: false,
  ...fields,
});

const aCharge = (fields: Partial<ChargeView> = {}): ChargeView => ({
  number: 2,
  holder: AYESHA,
  sinceMs: SINCE,
  orderedBy: 'Registrar, Finance',
  handedOverBy: DANISH,
  ...fields,
});

const aTalk = (fields: Partial<PostTalkView> = {}): PostTalkView => ({
  post: aPost(),
  charges: [aCharge(), aCharge({ number: 1, holder: DANISH, handedOverBy: null })],
  disputed: [],
  holding: 'here',
  lingering: [],
  ...fields,
});

const withPost = (post: PostTalkView, fields: Partial<GroupView> = {}) =>
  new FakeConversation(
    aConversation(1, {
      kind: 'post',
      name: 'SO Budget-II',
      group: aGroup({ type: 'post', post, ...fields }),
    }),
  );

async function chat(post: PostTalkView, fields: Partial<GroupView> = {}) {
  const conversation = withPost(post, fields);
  const page = await show('beep-conversation', {
    beep: new FakeBeep(),
    conversation,
    facts: new FakeFacts(),
  });
  await settled(page);
  return page;
}

describe('a chat with a post', () => {
  it('says where the post belongs and who holds it, and nothing where all is as it should be', async () => {
    const page = await chat(aTalk());
    assert.include(says(one(page, '.standing')), 'Budget Wing');
    assert.include(says(one(page, '.standing')), 'Held by');
    assert.include(says(one(page, '.standing')), 'Ayesha Khan');
    assert.equal(one(page, '.post-note'), null);
    assert.notEqual(one(page, 'beep-composer'), null);
  });

  for (const [what, talk, expected] of [
    [
      'that nobody holds it',
      aTalk({ post: aPost({ holder: null }), holding: 'vacant' }),
      'waits here for whoever comes',
    ],
    [
      'that its holder has to be met first',
      aTalk({ holding: 'coming' }),
      'brought in as soon as they are met',
    ],
    [
      'that nothing is known of it',
      aTalk({ post: null, charges: [], holding: 'unknown' }),
      'no charge of this post',
    ],
    ['who is still there', aTalk({ lingering: [DANISH] }), 'though they hold the post no more'],
    ['that we are still there ourselves', aTalk({ lingering: [US] }), 'until whoever does has all of it'],
    [
      'whom two registrars name',
      aTalk({
        post: aPost({ isDisputed: true }),
        disputed: [aCharge(), aCharge({ holder: DANISH, orderedBy: 'Registrar Gul' })],
      }),
      'Registrar Gul',
    ],
  ] as const)
    // prettier-ignore
    it(`says ${what}, above where one writes`, async () => {
      const page = await chat(talk);
      assert.include(says(one(page, '.post-note')), expected);
      assert.notEqual(one(page, 'beep-composer'), null, 'one may write all the same');
    });

  it('tells who passed it to whom, by whose order, and who handed it over', async () => {
    const happened = (seed: number, charge: ChargeView, from: ChargeView['holder']) =>
      ({ id: entryId(seed), after: null, sentAtMs: SINCE, by: US, what: { kind: 'charge', post: 'SO Budget-II', charge, from } }) as const; // prettier-ignore
    const page = await chat(aTalk(), {
      events: [
        happened(1, aCharge({ number: 1, holder: DANISH, handedOverBy: null }), null),
        happened(2, aCharge(), DANISH),
        happened(3, aCharge({ handedOverBy: null }), DANISH),
      ],
    });
    const told = all(page, '[data-event="charge"]').map((event) =>
      says(event).replace(/[\u2066-\u2069]/gu, ''),
    );
    assert.match(
      told[0]!,
      /^Danish Raza holds the post SO Budget-II since .*2026, by order of Registrar, Finance/u,
    );
    assert.match(told[1]!, /^Charge of SO Budget-II passed from Danish Raza to Ayesha Khan on .*2026, by order of Registrar, Finance, handed over by Danish Raza/u); // prettier-ignore
    assert.notInclude(told[2]!, 'handed over');
  });

  it('is not renamed, and its details say who held it when', async () => {
    const page = await show('beep-details', { beep: new FakeBeep(), conversation: withPost(aTalk({ lingering: [DANISH] })) });
    await settled(page);
    assert.notInclude(says(page), 'Save name');
    assert.deepEqual(all(page, 'ol .who').map(says), ['Ayesha Khan', 'Danish Raza']);
    assert.include(says(one(page, 'ol')), 'handed over by');
    assert.include(says(one(page, '.warn')), 'still in this conversation');
  }); // prettier-ignore
});

describe('<beep-my-posts>', () => {
  async function mount(official = new FakeOfficial()) {
    const facts = new FakeFacts();
    const page = await show('beep-my-posts', { posts: official.posts, facts });
    await settled(page);
    const click = async (name: string) => {
      named(page, name).click();
      await settled(page);
    };
    return { page, posts: official.posts, facts, click };
  }

  it('says that one holds no post', async () => {
    const { page } = await mount();
    assert.include(says(page), 'you hold no post');
  });

  it('signs a handover to somebody, and shows it for the registrar', async () => {
    const official = new FakeOfficial();
    official.posts.held = [aPost({ holder: US })];
    official.posts.people = [DANISH];
    const { page, posts, click } = await mount(official);
    named(page, 'Hand over', 'button').click();
    await settled(page);
    const radio = all(page, 'input[type=radio]')[1] as HTMLInputElement;
    radio.click();
    await settled(page);
    posts.fault = 'post-not-held';
    await click('Sign the handover');
    assert.notEqual(one(page, '[data-kind="post-not-held"]'), null);
    posts.fault = null;
    await click('Sign the handover');
    assert.deepEqual(posts.asked.at(-1), ['handOver', aPost().post, personId(2)]);
    const code = one(one(page, 'beep-shown-code')!, 'input') as HTMLInputElement | null;
    assert.match(code?.value ?? '', /^BEEP-HANDOVER-1:/u);
    await click('Done');
    assert.equal(one(page, 'beep-shown-code'), null);
  });

  it('hands nothing over that is in dispute', async () => {
    const official = new FakeOfficial();
    official.posts.held = [aPost({ holder: US, isDisputed: true })];
    const { page } = await mount(official);
    assert.isTrue((named(page, 'Hand over', 'button') as HTMLButtonElement).disabled);
  });

  it('shows what a charge says before it is taken in, and refuses what is none', async () => {
    const { page, posts, click } = await mount();
    await click('Read it');
    assert.notEqual(one(page, '[data-kind="charge-unreadable"]'), null);
    const preview: ChargePreview = { post: aPost(), charge: aCharge(), isKnown: false };
    posts.charge = ok(preview);
    await click('Read it');
    assert.include(says(page), 'is held by');
    assert.include(says(page), 'Registrar, Finance');
    posts.charge = fail('storage-full');
    await click('Take it in');
    assert.notEqual(one(page, '[data-kind="storage-full"]'), null);
    posts.charge = ok(preview);
    await click('Take it in');
    assert.include(says(page), 'Taken in.');
    assert.equal(focused()?.textContent, 'From the registrar');
  });

  it('asks in Urdu to read a charge, and does not say that somebody has read it', async () => {
    const { page } = await mount();
    await chooseLanguage('ur');
    try {
      await settled(page);
      const words = all(one(page, 'beep-read-code')!, 'button').map((button) => says(button));
      assert.include(words, 'پڑھیے');
      assert.notInclude(words, 'پڑھ لیا');
    } finally {
      await chooseLanguage('en');
    }
  });
});

describe('<beep-posts-of>', () => {
  afterEach(() => history.replaceState(null, '', '#'));

  it('leads to the conversation with each post that somebody holds, or says why not', async () => {
    const official = new FakeOfficial();
    official.have(anIdentity(personId(1), 'Ayesha Khan', { posts: [aPost()] }));
    const page = await show('beep-posts-of', { official, person: personId(1) });
    await settled(page);
    named(page, 'Write to', 'button').click();
    await settled(page);
    assert.notEqual(one(page, '[data-kind="post-unknown"]'), null);
    official.posts.conversation = ok(conversationId(1));
    named(page, 'Write to', 'button').click();
    await settled(page);
    assert.include(location.hash, conversationId(1));
  });

  it('shows nothing of somebody who holds none', async () => {
    const page = await show('beep-posts-of', { official: new FakeOfficial(), person: personId(1) });
    await settled(page);
    assert.equal(says(page), '');
  });
});
