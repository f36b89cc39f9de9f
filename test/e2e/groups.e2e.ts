import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  addPeople,
  answerRequest,
  closedWords,
  leaveGroup,
  makeAdmin,
  members,
  newGroup,
  newGroupByKeyboard,
  openRequest,
  removeMember,
  renameGroup,
  waitForMembers,
  writeToMember,
} from './harness/in-groups.js';
import { mark, note, react, waitForReaction, whoHas } from './harness/in-messages.js';
import { untilDraftIsKept } from './harness/on-disk.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** Members who have never met find each other by the introducer: until then they may have tried in vain a few times. */
const MEET_LIMIT_MS = 60_000;

describe('a group', { skip: lacksProc() }, () => {
  let stage: Stage;
  /** Makes the group. Her browser is the one that dies. */
  let ayesha: Person;
  let bilal: Person;
  /** She and Bilal know each other from the group only. */
  let chandni: Person;
  /** Comes later. */
  let danish: Person;
  /** Where the group is on a screen. */
  let address: string;

  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal, chandni] = [
      await stage.person('Ayesha', { ownProcess: true }),
      await stage.person('Bilal'),
      await stage.person('Chandni'),
    ];
    await stage.meet(ayesha, bilal);
    await stage.meet(ayesha, chandni);
  });
  after(() => stage[Symbol.asyncDispose]());

  const openWhenThere = async (person: Person, name: string) => {
    await until(`${person.name} has “${name}”`, () => person.knows(name), MEET_LIMIT_MS);
    await person.open(name);
  };

  it('is made by keyboard alone, and is there for everybody with what happened', async () => {
    await newGroupByKeyboard(ayesha, { name: 'Budget', members: ['Bilal', 'Chandni'] });
    address = `/${new URL(ayesha.page.url()).hash}`;
    const made = (await ayesha.events()).map(({ words }) => words);
    assert.deepEqual(made.toSorted(), ['You added Bilal', 'You added Chandni', 'You created “Budget”']);
    for (const [person, other] of [
      [bilal, 'Chandni'],
      [chandni, 'Bilal'],
    ] as const) {
      await person.goTo('Chats');
      await openWhenThere(person, 'Budget');
      await person.waitForEvent(`Ayesha added ${other}`);
      await person.waitForEvent('Ayesha added you');
      assert.equal((await person.events())[0]!.words, 'Ayesha created “Budget”');
      await waitForMembers(person, ['Ayesha', 'Bilal', 'Chandni']);
    }
    // She and Bilal have never met, and find each other by the roster.
    await until(
      'Chandni is linked with both',
      async () => (await members(chandni)).filter((row) => row.includes('Linked now')).length === 2,
      MEET_LIMIT_MS,
    );
    assert.deepEqual(await members(chandni), [
      'AyeshaAdmin | Created it · sees everything | Linked now, device to device',
      'BilalMember | Added by Ayesha · sees everything | Linked now, device to device · no contact of yours',
      'ChandniYouMember | Ayesha added you · sees everything',
    ]);
  });

  it('carries what anybody says to all, who each say so', async () => {
    await ayesha.say('The figures are in.');
    for (const person of [bilal, chandni]) await person.waitForMessage('The figures are in.');
    await ayesha.waitForState('The figures are in.', 'read');
    await bilal.say('I see them.');
    await chandni.say('So do I.');
    for (const person of [ayesha, bilal, chandni]) {
      await person.waitForMessage('I see them.');
      await person.waitForMessage('So do I.');
      await person.waitForDigest(() => ayesha.digest());
    }
    await chandni.waitForState('So do I.', 'read', MEET_LIMIT_MS);
  });

  it('goes on without whoever made it, between people who never met', async () => {
    await stage.browserOf(ayesha).kill();
    await bilal.say('Is she gone?');
    await chandni.waitForMessage('Is she gone?', MEET_LIMIT_MS);
    await chandni.say('Her lamp is out.');
    await bilal.waitForMessage('Her lamp is out.', MEET_LIMIT_MS);
    const row = (await members(bilal)).find((line) => line.startsWith('Chandni'));
    assert.match(row ?? '', /Linked now, device to device · no contact of yours$/);
    // Somebody has not got it, and the screen does not say otherwise.
    assert.notEqual((await bilal.waitForMessage('Is she gone?')).state, 'read');
  });

  it('is all there when the browser that died is opened again, and what was said meanwhile comes', async () => {
    await stage.reopen(ayesha, address);
    await ayesha.waitForMessage('Her lamp is out.', MEET_LIMIT_MS);
    await ayesha.waitForDigest(() => bilal.digest(), MEET_LIMIT_MS);
    const texts = [
      'The figures are in.',
      'I see them.',
      'So do I.',
      'Is she gone?',
      'Her lamp is out.',
    ].toSorted();
    for (const person of [ayesha, bilal, chandni]) {
      assert.deepEqual((await person.texts()).toSorted(), texts, `what ${person.name} sees`);
      assert.equal((await person.events()).length, 3);
    }
    assert.deepEqual(await ayesha.texts(), await bilal.texts(), 'in one order');
    await bilal.waitForState('Is she gone?', 'read', MEET_LIMIT_MS);
  });

  it('shows a newcomer nothing of the past where it is added like that', async () => {
    danish = await stage.person('Danish');
    await stage.meet(ayesha, danish);
    await ayesha.open('Budget');
    await addPeople(ayesha, ['Danish'], { history: 'from-joining' });
    await danish.goTo('Chats');
    await openWhenThere(danish, 'Budget');
    await danish.waitForEvent('Ayesha added you');
    await bilal.waitForEvent('Ayesha added Danish');
    await bilal.say('Welcome, Danish.');
    await danish.waitForMessage('Welcome, Danish.', MEET_LIMIT_MS);
    await danish.say('Thank you all.');
    for (const person of [ayesha, bilal, chandni])
      await person.waitForMessage('Thank you all.', MEET_LIMIT_MS);
    assert.deepEqual(await danish.texts(), ['Welcome, Danish.', 'Thank you all.']);
  });

  it('takes a new name', async () => {
    await renameGroup(ayesha, 'Budget 2027');
    for (const person of [ayesha, bilal, chandni, danish]) {
      await person.page.getByRole('heading', { level: 1, name: 'Budget 2027' }).waitFor();
      const who = person === ayesha ? 'You' : 'Ayesha';
      await person.waitForEvent(`${who} changed the name to “Budget 2027”`);
    }
  });

  it('has another admin, who removes somebody, and says who does not know it yet', async () => {
    await makeAdmin(ayesha, 'Bilal');
    await bilal.waitForEvent('Ayesha made you an admin');
    await chandni.waitForEvent('Ayesha made Bilal an admin');
    await stage.browserOf(ayesha).kill();
    await removeMember(bilal, 'Danish');
    const removal = 'removed Danish';
    await until('Bilal is told that Ayesha does not know', async () => {
      const { hint } = await bilal.waitForEvent(`You ${removal}`);
      return hint === 'Known to 2 of 3. Whoever does not know it yet may still send to them.';
    });
    await chandni.waitForEvent(`Bilal ${removal}`);
    assert.equal((await danish.waitForEvent('Bilal removed you', MEET_LIMIT_MS)).hint, null);
    assert.match(await closedWords(danish), /^You were removed from this group\./);
    await bilal.say('He is gone.');
    await chandni.waitForMessage('He is gone.');
    assert.ok(!(await danish.texts()).includes('He is gone.'), 'nothing more goes to him');

    await stage.reopen(ayesha, address);
    await ayesha.waitForEvent(`Bilal ${removal}`, MEET_LIMIT_MS);
    for (const person of [bilal, ayesha, chandni]) {
      await until(
        `${person.name} sees that everybody knows`,
        async () => (await person.events()).find(({ kind }) => kind === 'removed')?.hint === null,
        MEET_LIMIT_MS,
      );
    }
    await waitForMembers(chandni, ['Ayesha', 'Bilal', 'Chandni']);
  });

  it('can be left', async () => {
    await leaveGroup(chandni);
    assert.match(await closedWords(chandni), /^You have left this group\./);
    await chandni.waitForMessage('The figures are in.');
    for (const person of [ayesha, bilal]) await person.waitForEvent('Chandni left', MEET_LIMIT_MS);
    await ayesha.say('Two are enough.');
    await bilal.waitForMessage('Two are enough.');
    assert.ok(!(await chandni.texts()).includes('Two are enough.'));
  });

  it('that is a channel is written by its admins; the others react and note, and she sees who', async () => {
    await newGroup(ayesha, { type: 'channel', name: 'Notices', members: ['Bilal', 'Chandni'] });
    for (const person of [bilal, chandni]) {
      await person.goTo('Chats');
      await openWhenThere(person, 'Notices');
      await person.page.getByText('Only the admins of this channel write here.').waitFor();
      assert.equal(await person.page.getByRole('textbox', { name: 'Message', exact: true }).count(), 0);
    }
    await mark(ayesha, 'Ask everybody to note it');
    await ayesha.say('The office is closed on Monday.');
    for (const person of [bilal, chandni]) await person.waitForMessage('The office is closed on Monday.');
    await note(bilal, 'The office is closed on Monday.');
    await react(chandni, 'The office is closed on Monday.', '👍');
    await waitForReaction(bilal, 'The office is closed on Monday.', '👍', ['Chandni']);
    await waitForReaction(ayesha, 'The office is closed on Monday.', '👍', ['Chandni']);
    await ayesha.message('The office is closed on Monday.').getByText('Noted by 1 person').waitFor();
    await ayesha.waitForState('The office is closed on Monday.', 'read');
    assert.deepEqual(await whoHas(ayesha, 'The office is closed on Monday.'), {
      'Noted it': ['Bilal'],
      'Read it': ['Chandni'],
    });
  });

  it('lets one write to a member who is no contact: a request, that says nothing back before it is taken', async () => {
    await writeToMember(bilal, 'Chandni');
    await bilal.waitForStanding('linked');
    // What is begun is there after a reload, although nothing was ever said.
    await untilDraftIsKept(bilal.page, () => bilal.type('A word wi'));
    await bilal.page.reload();
    await until('the draft is there', async () => (await bilal.draft()) === 'A word wi');
    await bilal.goTo('Drafts');
    const drafts = bilal.page.getByRole('list', { name: 'Drafts' }).getByRole('link');
    assert.match(await drafts.innerText(), /Chandni[\s:]+A word wi/);
    await drafts.click();
    await bilal.waitForStanding('linked');
    await bilal.say('A word with you alone?');
    await openRequest(chandni, 'Bilal');
    await chandni.waitForMessage('A word with you alone?');
    assert.equal((await bilal.waitForMessage('A word with you alone?')).state, 'saved');
    await answerRequest(chandni, 'Accept');
    await bilal.waitForState('A word with you alone?', 'read');
    await chandni.say('Of course.');
    await bilal.waitForMessage('Of course.');
    await chandni.goTo('Chats');
    assert.ok(await chandni.knows('Bilal'));
  });

  it('lets one refuse to hear of such a member', async () => {
    await ayesha.open('Notices');
    await addPeople(ayesha, ['Danish']);
    await danish.goTo('Chats');
    await openWhenThere(danish, 'Notices');
    await waitForMembers(danish, ['Ayesha', 'Bilal', 'Chandni', 'Danish']);
    await writeToMember(danish, 'Bilal');
    await danish.say('Why did you remove me?');
    await openRequest(bilal, 'Danish');
    await bilal.waitForMessage('Why did you remove me?');
    await answerRequest(bilal, 'Block');
    assert.match(await closedWords(bilal), /^You have blocked .*Danish.*: nothing of theirs reaches you\./);
    await danish.say('Are you there?');
    // What comes by the channel shows that there is a way from him to him, and that this is not it.
    await danish.open('Notices');
    await ayesha.say('The office is open again.');
    await danish.waitForMessage('The office is open again.', MEET_LIMIT_MS);
    await react(danish, 'The office is open again.', '🙏');
    assert.ok(!(await bilal.texts()).includes('Are you there?'));
    await bilal.open('Notices');
    await waitForReaction(bilal, 'The office is open again.', '🙏', ['Danish']);
    assert.equal(await bilal.knows('Danish'), false);
    await danish.open('Bilal');
    assert.equal((await danish.waitForMessage('Are you there?')).state, 'saved');
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});
