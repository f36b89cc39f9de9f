import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Town } from '../../test/support/town.js';
import type { Device } from '../../test/sim/device.js';
import { KIND } from '../protocol/body.js';
import type { ConversationId, EntryId } from '../protocol/ids.js';
import { readMessageBody } from '../protocol/message-body.js';
import type { Result } from '../protocol/result.js';
import type { MessageView } from './conversation-views.js';

/** Amina, Bilal and Chand, who have all met, in a group. */
async function threeInAGroup() {
  const town = new Town();
  const [amina, bilal, chand] = [
    await town.person('Amina'),
    await town.person('Bilal'),
    await town.person('Chand'),
  ];
  await town.meet(amina, bilal);
  await town.meet(amina, chand);
  await town.meet(bilal, chand);
  const members = [bilal.person!, chand.person!];
  const made = await town.done(amina.beep!.createGroup({ type: 'group', name: 'Budget', history: 'all', members })); // prettier-ignore
  assert.ok(made.ok);
  const id = made.value;
  await town.until('all to be in it', () =>
    [amina, bilal, chand].every((one) => viewOf(one, id)?.group?.members.length === 3),
  );
  return { town, amina, bilal, chand, id };
}

const viewOf = (device: Device, id: ConversationId) => device.beep?.conversation(id)?.view.value;
const textsOf = (device: Device, id: ConversationId) => viewOf(device, id)!.messages.map(({ text }) => text);

async function says(
  town: Town,
  device: Device,
  id: ConversationId,
  text: string,
  reply: EntryId | null = null,
): Promise<void> {
  const conversation = town.conversationBy(device, id);
  void conversation.setDraft(text);
  if (reply) void conversation.setMarks({ reply });
  const sent = await town.done(conversation.send());
  assert.ok(sent.ok, JSON.stringify(sent));
}

/** Nobody of these can reach anybody of those. */
function part({ paths }: Town, these: readonly Device[], those: readonly Device[]): void {
  for (const one of these)
    for (const other of those) {
      paths.block(one.name, other.name);
      paths.block(other.name, one.name);
    }
}

const messageOf = (device: Device, id: ConversationId, text: string) =>
  viewOf(device, id)!.messages.find((message) => message.text === text)!;

const reactionsTo = ({ reactions }: MessageView) =>
  reactions.flatMap(({ emoji, people }) => people.map(({ name }) => `${emoji} ${name}`));

async function good<T>(town: Town, asked: Promise<Result<T, string>>): Promise<T> {
  const done = await town.done(asked);
  if (!done.ok) throw new Error(done.error);
  return done.value;
}

/** Bilal has written 'to Amina, one' and 'two', which she has, and in their place 'to Chand', which he has. All are apart. */
async function twoBranchesOut() {
  const story = await threeInAGroup();
  const { town, amina, bilal, chand, id } = story;
  town.expectForks(bilal.disk.image.self!.device);
  for (const one of [amina, chand]) await town.done(town.conversationBy(one, id).open());
  await says(town, bilal, id, 'zero');
  await town.until('it to be there', () => [amina, chand].every((one) => textsOf(one, id).includes('zero')));
  const copy = bilal.disk.image;
  part(town, [chand], [amina, bilal]);
  await town.pass(20_000); // or what waits on a link would come through later
  await says(town, bilal, id, 'to Amina, one');
  await says(town, bilal, id, 'to Amina, two');
  await town.until('her to have it', () => textsOf(amina, id).includes('to Amina, two'));
  town.rollBack(bilal, copy, false);
  part(town, [amina], [bilal]);
  town.paths.unblock(bilal.name, chand.name);
  town.paths.unblock(chand.name, bilal.name);
  await town.comesBack(bilal);
  await town.done(town.conversationBy(bilal, id).open());
  await says(town, bilal, id, 'to Chand');
  await town.until('him to have it', () => textsOf(chand, id).includes('to Chand'));
  part(town, [bilal], [chand]);
  assert.deepEqual(textsOf(amina, id), ['zero', 'to Amina, one', 'to Amina, two']);
  for (const one of [bilal, chand]) assert.deepEqual(textsOf(one, id), ['zero', 'to Chand']);
  return story;
}

describe('a log of ours of which the world knows two branches', () => {
  it('is said again once, whoever is met in whatever order', async () => {
    const { town, amina, bilal, chand, id } = await twoBranchesOut();
    for (let round = 0; round < 4; round++) {
      for (const met of [amina, chand]) {
        town.paths.unblockAll();
        part(town, [met === amina ? chand : amina], [bilal]);
        part(town, [amina], [chand]);
        await town.pass(8_000);
      }
      if (round === 1) {
        bilal.kill();
        await town.comesBack(bilal);
        await town.done(town.conversationBy(bilal, id).open());
      }
    }
    town.paths.unblockAll();
    await town.pass(120_000);
    // What was said again last stands last; nobody has anything twice.
    const all = ['zero', 'to Chand', 'to Amina, one', 'to Amina, two'];
    for (const one of [amina, bilal, chand]) assert.deepEqual(textsOf(one, id), all);
    // The others are told that it is another device now; nobody is told of their own.
    const told = (one: Device) =>
      viewOf(one, id)!.deviceEvents.map(({ by, what }) => `${by.name} ${what.kind}`);
    for (const one of [amina, chand])
      assert.deepEqual([...new Set(told(one))].sort(), ['Bilal device-added', 'Bilal device-ended']);
    assert.deepEqual(told(bilal), []);
  });

  it('counts what was said about either branch for what is shown of it', async () => {
    const { town, amina, bilal, chand, id } = await twoBranchesOut();
    const by = (device: Device) => town.conversationBy(device, id);
    const idOf = (device: Device, text: string) => messageOf(device, id, text).id;
    await good(town, by(amina).react(idOf(amina, 'to Amina, one'), '👍', true));
    await good(town, by(chand).react(idOf(chand, 'to Chand'), '🙏', true));
    await good(town, by(chand).note(idOf(chand, 'to Chand')));
    await good(town, by(amina).star(idOf(amina, 'to Amina, two'), true));
    await says(town, chand, id, 'answers', idOf(chand, 'to Chand'));
    town.paths.unblockAll();
    await town.pass(120_000);
    for (const one of [amina, bilal, chand]) {
      assert.deepEqual(textsOf(one, id), ['zero', 'answers', 'to Chand', 'to Amina, one', 'to Amina, two']);
      const of = (text: string) => messageOf(one, id, text);
      assert.deepEqual(reactionsTo(of('to Amina, one')), ['👍 Amina']);
      assert.deepEqual(reactionsTo(of('to Chand')), ['🙏 Chand']);
      assert.deepEqual(
        of('to Chand').noted.map(({ name }) => name),
        ['Chand'],
      );
      assert.deepEqual(of('answers').reply, { id: of('to Chand').id, authorName: 'Bilal', text: 'to Chand' });
      const listed = one.beep!.conversations.value.find((summary) => summary.id === id)!;
      assert.equal(listed.latest?.text, 'to Amina, two');
    }
    const starred = await town.done(amina.beep!.starred());
    assert.deepEqual(
      starred.map(({ message }) => [message.text, message.id, message.isStarred]),
      [['to Amina, two', idOf(amina, 'to Amina, two'), true]],
    );
    assert.ok(messageOf(amina, id, 'to Amina, two').isStarred);
    await good(town, by(amina).star(idOf(amina, 'to Amina, two'), false));
    assert.deepEqual(await town.done(amina.beep!.starred()), []);
    assert.equal(messageOf(amina, id, 'to Amina, two').isStarred, false);
  });

  it('is edited, deleted and found by whichever id one knows', async () => {
    const { town, amina, bilal, chand, id } = await twoBranchesOut();
    const idOf = (device: Device, text: string) => messageOf(device, id, text).id;
    const [one, two] = [idOf(amina, 'to Amina, one'), idOf(amina, 'to Amina, two')];
    const three = idOf(bilal, 'to Chand');
    town.paths.unblockAll();
    await town.pass(120_000);
    assert.notEqual(idOf(bilal, 'to Chand'), three);
    await good(town, town.conversationBy(bilal, id).edit(three, 'to Chand and others'));
    await good(town, town.conversationBy(bilal, id).delete(one));
    await town.pass(5_000);
    for (const device of [amina, bilal, chand]) {
      assert.deepEqual(textsOf(device, id), ['zero', 'to Chand and others', '', 'to Amina, two']);
      const { earlier, editedAtMs } = messageOf(device, id, 'to Chand and others');
      assert.deepEqual([earlier.map(({ text }) => text), editedAtMs !== null], [['to Chand'], true]);
      const found = await town.done(town.conversationBy(device, id).find(two));
      assert.equal(found?.stored.entry.id, idOf(device, 'to Amina, two'));
    }
  });

  it('is nothing new to read for whoever has read it', async () => {
    const { town, amina, bilal, chand, id } = await twoBranchesOut();
    const unread = (device: Device) =>
      device.beep!.conversations.value.find((summary) => summary.id === id)!.unread;
    for (const one of [amina, chand]) town.conversationBy(one, id).setShown(true);
    await town.pass(1_000);
    for (const one of [amina, chand]) town.conversationBy(one, id).setShown(false);
    assert.deepEqual([unread(amina), unread(chand)], [0, 0]);
    town.paths.unblockAll();
    await town.pass(120_000);
    // Each has read one branch, and gets the other.
    assert.deepEqual([unread(amina), unread(chand)], [1, 2]);
    for (const one of [amina, chand]) assert.equal(textsOf(one, id).length, 4);
    town.conversationBy(amina, id).setShown(true);
    await town.pass(1_000);
    assert.equal(viewOf(amina, id)!.firstUnread, messageOf(amina, id, 'to Chand').id);
    assert.ok(messageOf(bilal, id, 'to Chand').own);
  });

  it('is said again once, however often its author is killed on the way', async () => {
    const { town, amina, bilal, chand, id } = await twoBranchesOut();
    town.paths.unblockAll();
    for (const ms of [300, 700, 1_000, 1_500, 2_000, 3_000, 4_000, 6_000, 9_000]) {
      await town.pass(ms);
      bilal.kill();
      await town.comesBack(bilal);
      await town.done(town.conversationBy(bilal, id).open());
    }
    await town.pass(120_000);
    const written = [...bilal.disk.image.entries.values()].flatMap(({ entry, body }) => {
      const read = readMessageBody(entry.kind, body);
      return read?.kind === KIND.text && read.again ? [read.text] : [];
    });
    assert.deepEqual(written.sort(), ['to Amina, one', 'to Amina, two', 'to Chand']);
    for (const one of [amina, bilal, chand]) assert.deepEqual(textsOf(one, id).toSorted(), textsOf(amina, id).toSorted()); // prettier-ignore
    assert.equal(textsOf(chand, id).length, 4);
  });
});
