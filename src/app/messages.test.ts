import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Device } from '../../test/sim/device.js';
import { Town } from '../../test/support/town.js';
import type { EntryId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import { starredOf } from './starred.js';
import type { MessageView } from './conversation-views.js';

/** Amina and Bilal, who know each other and are linked, and what the one has of the other. */
async function aminaAndBilal() {
  const town = new Town();
  const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
  await town.meet(amina, bilal);
  const ours = () => town.talk(amina, bilal);
  const theirs = () => town.talk(bilal, amina);
  return { town, amina, bilal, ours, theirs };
}

type Story = Awaited<ReturnType<typeof aminaAndBilal>>;

const messageOf = ({ town }: Story, device: Device, peer: Device, id: EntryId): MessageView | undefined =>
  town.talk(device, peer).view.value.messages.find((message) => message.id === id);

/** Sends a text and waits until the other has it. */
async function sends(story: Story, from: Device, to: Device, text: string): Promise<EntryId> {
  await story.town.says(from, to, text);
  const { id } = story.town.talk(from, to).view.value.messages.at(-1)!;
  await story.town.until(`"${text}" to come`, () => messageOf(story, to, from, id) !== undefined);
  return id;
}

async function good<T>({ town }: Story, asked: Promise<Result<T, string>>): Promise<T> {
  const done = await town.done(asked);
  if (!done.ok) throw new Error(done.error);
  return done.value;
}

async function refused<T>({ town }: Story, asked: Promise<Result<T, string>>): Promise<string> {
  const done = await town.done(asked);
  return done.ok ? 'done' : done.error;
}

const names = (people: readonly { readonly name: string }[]) => people.map(({ name }) => name);
const listed = (device: Device) => {
  const [summary] = device.beep?.conversations.value ?? [];
  if (!summary) return [];
  const { latest, unread } = summary;
  return [latest?.kind, latest?.text, unread];
};

describe('what is said about a message', () => {
  it('edits it on both sides, keeps what it said, and changes what the list shows', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours } = story;
    const id = await sends(story, amina, bilal, 'tomorow at ten');
    await good(story, ours().edit(id, ' tomorrow at ten '));
    await town.until('the edit', () => messageOf(story, bilal, amina, id)?.text === 'tomorrow at ten');
    for (const [device, peer] of [
      [amina, bilal],
      [bilal, amina],
    ] as const) {
      const message = messageOf(story, device, peer, id)!;
      assert.deepEqual(
        [message.earlier.map(({ text }) => text), message.editedAtMs !== null],
        [['tomorow at ten'], true],
      );
      assert.equal(listed(device)[1], 'tomorrow at ten');
      assert.equal(town.talk(device, peer).view.value.messages.length, 1);
    }
    assert.equal(listed(bilal)[2], 1, 'an edit is no message to read');
  });

  it('deletes it on both sides, and the list goes back to the one before', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours } = story;
    await sends(story, amina, bilal, 'stays');
    const id = await sends(story, amina, bilal, 'goes');
    await good(story, ours().delete(id));
    await town.until('the deletion', () => messageOf(story, bilal, amina, id)?.kind === 'deleted');
    for (const device of [amina, bilal]) assert.deepEqual(listed(device).slice(0, 2), ['text', 'stays']);
    assert.equal(messageOf(story, bilal, amina, id)!.text, '');
    assert.equal(await refused(story, ours().edit(id, 'back')), 'message-gone');
    assert.equal(await refused(story, ours().delete(id)), 'message-gone');
    bilal.kill();
    await town.comesBack(bilal);
    assert.deepEqual(listed(bilal).slice(0, 2), ['text', 'stays']);
  });

  it('shows a deleted message in the list where there is no other', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours } = story;
    const id = await sends(story, amina, bilal, 'goes');
    await good(story, ours().delete(id));
    await town.until('the deletion', () => listed(bilal)[0] === 'deleted');
    assert.deepEqual([listed(amina)[1], listed(bilal)[1]], ['', '']);
  });

  it('changes the list where nobody has opened the conversation', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours } = story;
    await sends(story, amina, bilal, 'stays');
    const [edited, deleted] = [
      await sends(story, amina, bilal, 'edit me'),
      await sends(story, amina, bilal, 'goes'),
    ];
    bilal.kill();
    await good(story, ours().delete(deleted));
    bilal.start();
    await town.until('the deletion', () => listed(bilal)[1] === 'edit me');
    await good(story, ours().edit(edited, 'edited'));
    await town.until('the edit', () => listed(bilal)[1] === 'edited');
    assert.equal(listed(bilal)[2], 3);
  });

  it('puts emoji to it, each once, and takes them away', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours, theirs } = story;
    const id = await sends(story, amina, bilal, 'done');
    const reactions = (device: Device, peer: Device) =>
      messageOf(story, device, peer, id)!.reactions.map(({ emoji, people }) => [emoji, names(people)]);
    const first = await good(story, theirs().react(id, '👍', true));
    assert.equal(await good(story, theirs().react(id, '👍', true)), first);
    await good(story, ours().react(id, '👍', true));
    await good(story, ours().react(id, '🇵🇰', true));
    const expected = [
      ['👍', ['Bilal', 'Amina']],
      ['🇵🇰', ['Amina']],
    ];
    await town.until(
      'all reactions',
      () => reactions(bilal, amina).length === 2 && reactions(amina, bilal)[0]![1]!.length === 2,
    );
    assert.deepEqual([reactions(amina, bilal), reactions(bilal, amina)], [expected, expected]);
    await good(story, theirs().react(id, '👍', false));
    await town.until('one less', () => reactions(amina, bilal)[0]![1]!.length === 1);
    assert.equal(await refused(story, ours().react(id, 'ok', true)), 'emoji-unknown');
    assert.equal(listed(amina)[2], 0, 'a reaction is nothing to read');
  });

  it('notes what its author asks to be noted, once, and tells who has', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours, theirs } = story;
    void ours().setDraft('evacuate at noon');
    void ours().setMarks({ asksForNote: true, isUrgent: true });
    const id = (await good(story, ours().send()))!;
    await town.until('it to come', () => messageOf(story, bilal, amina, id)?.asksForNote === true);
    assert.ok(messageOf(story, bilal, amina, id)!.isUrgent);
    const entries = () => bilal.disk.image.entries.size;
    const before = entries();
    assert.equal(await good(story, theirs().note(id)), await good(story, theirs().note(id)));
    assert.equal(entries(), before + 1);
    await town.until('the note', () => messageOf(story, amina, bilal, id)!.noted.length === 1);
    assert.deepEqual(
      ours()
        .deliveries(id)
        .map(({ person, state, isNoted }) => [person.name, state, isNoted]),
      [['Bilal', 'delivered', true]],
    );
    assert.deepEqual(theirs().deliveries(id), [], 'only of what is ours');
  });

  it('asks a poll, counts the last vote of everybody, and takes it back', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours, theirs } = story;
    const id = await good(story, ours().ask(' Where? ', ['Karachi', ' Quetta '], false));
    await town.until('the poll', () => messageOf(story, bilal, amina, id)?.kind === 'poll');
    assert.deepEqual(listed(bilal), ['poll', 'Where?', 1]);
    const votes = (device: Device, peer: Device) =>
      messageOf(story, device, peer, id)!.poll!.options.map(({ text, people }) => [text, names(people)]);
    await good(story, theirs().vote(id, [0]));
    await good(story, theirs().vote(id, [1]));
    await good(story, ours().vote(id, [1]));
    await town.until(
      'both votes',
      () => (votes(amina, bilal)[1]![1]!.length & votes(bilal, amina)[1]![1]!.length) === 2,
    );
    assert.deepEqual(votes(bilal, amina), [
      ['Karachi', []],
      ['Quetta', ['Bilal', 'Amina']],
    ]);
    await good(story, theirs().vote(id, []));
    await town.until('one vote', () => votes(amina, bilal)[1]![1]!.length === 1);
    assert.equal(await refused(story, ours().vote(id, [2])), 'not-allowed');
    assert.equal(await refused(story, ours().vote(id, [0, 1])), 'not-allowed');
    assert.equal(await refused(story, ours().edit(id, 'When?')), 'not-allowed');
  });

  for (const [what, question, options] of [
    ['no question', ' ', ['a', 'b']],
    ['one answer', 'q', ['a']],
    ['two answers alike', 'q', ['a', ' a']],
    ['an empty answer', 'q', ['a', '']],
    ['too many answers', 'q', Array.from({ length: 13 }, (_, i) => `${i}`)],
    ['a long question', 'q'.repeat(1025), ['a', 'b']],
  ] as const) {
    it(`asks no poll with ${what}`, async () => {
      const story = await aminaAndBilal();
      assert.equal(await refused(story, story.ours().ask(question, options, false)), 'poll-unfit');
    });
  }

  it('lets nobody change what is not theirs, or what is not there', async () => {
    const story = await aminaAndBilal();
    const { amina, bilal, ours, theirs } = story;
    const id = await sends(story, amina, bilal, 'mine');
    assert.equal(await refused(story, theirs().edit(id, 'yours')), 'not-allowed');
    assert.equal(await refused(story, theirs().delete(id)), 'not-allowed');
    assert.equal(await refused(story, ours().edit(id, ' ')), 'text-empty');
    assert.equal(await refused(story, ours().edit(id, 'x'.repeat(8193))), 'text-too-long');
    const nowhere = id.replaceAll(/./gu, '0') as EntryId;
    for (const asked of [
      ours().note(nowhere),
      ours().react(nowhere, '👍', true),
      ours().delete(nowhere),
      ours().vote(nowhere, []),
    ])
      assert.equal(await refused(story, asked), 'message-gone');
    assert.equal(await refused(story, ours().star(nowhere, true)), 'message-gone');
  });

  it('is not kept, and not shown, when the disk is full', async () => {
    const story = await aminaAndBilal();
    const { amina, bilal, ours } = story;
    const id = await sends(story, amina, bilal, 'mine');
    amina.disk.isFull = true;
    assert.equal(await refused(story, ours().edit(id, 'yours')), 'storage-full');
    assert.equal(await refused(story, ours().star(id, true)), 'storage-full');
    assert.equal(messageOf(story, amina, bilal, id)!.text, 'mine');
    assert.equal(messageOf(story, amina, bilal, id)!.isStarred, false);
  });

  it('is found with a message far up, however much later it was said', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours, theirs } = story;
    const id = await sends(story, amina, bilal, 'far up');
    const texts = Array.from({ length: 120 }, (_, i) => `message ${i}`);
    for (const text of texts) await town.says(bilal, amina, text);
    await town.until('all', () => town.texts(amina, bilal).length === 121);
    amina.kill();
    bilal.kill();
    await town.comesBack(amina);
    await town.comesBack(bilal);
    await town.done(Promise.all([ours().open(), theirs().open()]));
    assert.equal(messageOf(story, bilal, amina, id), undefined, 'not at hand');
    await good(story, ours().edit(id, 'far up, edited'));
    await good(story, theirs().react(id, '👍', true));
    void theirs().setDraft('as said above');
    void theirs().setMarks({ reply: id });
    const answer = (await good(story, theirs().send()))!;
    for (const [device, peer] of [
      [amina, bilal],
      [bilal, amina],
    ] as const) {
      await town.until(
        'the answer with what it answers',
        () => messageOf(story, device, peer, answer)?.reply?.text === 'far up, edited',
      );
      assert.equal(messageOf(story, device, peer, answer)!.reply!.authorName, 'Amina');
      assert.equal(messageOf(story, device, peer, id), undefined, 'still not at hand');
      assert.equal(town.talk(device, peer).view.value.messages.length, 101, 'annotations take no places');
    }
    await town.done(ours().loadOlder());
    const { text, reactions } = messageOf(story, amina, bilal, id)!;
    assert.deepEqual([text, reactions.map(({ emoji }) => emoji)], ['far up, edited', ['👍']]);
  });

  it('leaves all other messages the very objects they were', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours, theirs } = story;
    const [first, second] = [
      await sends(story, amina, bilal, 'one'),
      await sends(story, amina, bilal, 'two'),
    ];
    await town.until('delivery', () => town.states(amina, bilal)[1] === 'delivered');
    const before = ours().view.value.messages;
    await good(story, theirs().react(second, '👍', true));
    await town.until('the reaction', () => messageOf(story, amina, bilal, second)!.reactions.length === 1);
    const after = ours().view.value.messages;
    assert.deepEqual(
      [before[0] === after[0], after[0]!.id === first, before[1] === after[1]],
      [true, true, false],
    );
  });
});

describe('a message', () => {
  it('that names somebody is for them, until they have read it', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours } = story;
    void ours().setDraft('@Bilal, please');
    const id = (await good(story, ours().send([bilal.person!, bilal.person!])))!;
    const isMentioned = () => [...bilal.disk.image.conversations.values()][0]!.isMentioned;
    await town.until(
      'it to come',
      () => messageOf(story, bilal, amina, id)?.isForUs === true && isMentioned(),
    );
    assert.deepEqual(names(messageOf(story, amina, bilal, id)!.mentions), ['Bilal']);
    assert.equal(messageOf(story, amina, bilal, id)!.isForUs, false);
    bilal.show(amina, true);
    await town.until('the eye of Bilal', () => !isMentioned());
  });

  it('that is starred is in the list of those, on this device only, until it is not', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours } = story;
    const [first, second] = [
      await sends(story, amina, bilal, 'one'),
      await sends(story, bilal, amina, 'two'),
    ];
    for (const id of [first, second]) await good(story, ours().star(id, true));
    assert.ok(messageOf(story, amina, bilal, first)!.isStarred);
    amina.kill();
    await town.comesBack(amina);
    const starred = () => town.done(starredOf([ours()], amina.disk.repo(amina.process!)));
    assert.deepEqual(
      (await starred()).map(({ conversationName, message }) => [conversationName, message.text]),
      [
        ['Bilal', 'two'],
        ['Bilal', 'one'],
      ],
    );
    await town.done(ours().open());
    assert.ok(messageOf(story, amina, bilal, second)!.isStarred);
    await good(story, ours().star(second, false));
    assert.deepEqual(
      (await starred()).map(({ message }) => message.id),
      [first],
    );
    assert.ok(![...bilal.disk.image.entries.values()].some(({ isStarred }) => isStarred));
  });

  it('may be taken over elsewhere as it reads now, without who said it', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal, ours, theirs } = story;
    const id = await sends(story, amina, bilal, 'draft');
    await good(story, ours().edit(id, 'final', [bilal.person!]));
    const copy = await good(story, ours().copyOf(id));
    const again = await good(story, ours().post(copy));
    await town.until('it to come', () => messageOf(story, bilal, amina, again) !== undefined);
    const { text, isForwarded, mentions } = messageOf(story, bilal, amina, again)!;
    assert.deepEqual([text, isForwarded, mentions], ['final', true, []]);
    await good(story, ours().delete(id));
    assert.equal(await refused(story, ours().copyOf(id)), 'message-gone');
    await town.until('the deletion', () => messageOf(story, bilal, amina, id)?.kind === 'deleted');
    assert.equal(await refused(story, theirs().copyOf(id)), 'message-gone');
  });

  it('that comes long after its place, above what was read, is late', async () => {
    const story = await aminaAndBilal();
    const { town, amina, bilal } = story;
    bilal.kill();
    await town.until('Amina to notice', () => town.talk(amina, bilal).view.value.standing === 'away');
    await town.says(amina, bilal, 'into the void');
    amina.kill();
    await town.pass(11 * 60_000);
    await town.comesBack(bilal);
    await town.says(bilal, amina, 'anybody there?');
    await town.comesBack(amina);
    await town.until(
      'all',
      () => town.texts(bilal, amina).length === 2 && town.texts(amina, bilal).length === 2,
    );
    const late = (device: Device, peer: Device) =>
      town.talk(device, peer).view.value.messages.map(({ text, isLate }) => [text, isLate]);
    assert.deepEqual(late(bilal, amina), [
      ['into the void', true],
      ['anybody there?', false],
    ]);
    assert.deepEqual(late(amina, bilal), [
      ['into the void', false],
      ['anybody there?', false],
    ]);
  });
});
