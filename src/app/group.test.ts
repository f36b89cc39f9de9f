import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Town } from '../../test/support/town.js';
import type { Device } from '../../test/sim/device.js';
import type { ConversationId } from '../protocol/ids.js';
import type { NewGroup } from './views.js';

/** Amina has met everybody; the others have never met each other. */
async function aminaAndFriends(...names: string[]) {
  const town = new Town();
  const amina = await town.person('Amina');
  const friends: Device[] = [];
  for (const name of names) {
    const friend = await town.person(name);
    await town.meet(amina, friend);
    friends.push(friend);
  }
  return { town, amina, friends };
}

async function groupOf(
  town: Town,
  maker: Device,
  members: readonly Device[],
  fields: Partial<NewGroup> = {},
) {
  const made = await town.done(
    maker.beep!.createGroup({
      type: 'group',
      name: 'Budget',
      history: 'all',
      members: members.map(({ person }) => person!),
      ...fields,
    }),
  );
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

const viewOf = (device: Device, id: ConversationId) => device.beep?.conversation(id)?.view.value;
const textsOf = (device: Device, id: ConversationId) =>
  viewOf(device, id)?.messages.map(({ text }) => text) ?? [];
const membersOf = (device: Device, id: ConversationId) =>
  viewOf(device, id)?.group?.members.map(({ name, role }) => `${name}${role === 'admin' ? '*' : ''}`) ?? [];
const digests = (devices: readonly Device[], id: ConversationId) =>
  new Set(devices.map((device) => viewOf(device, id)?.digest));

async function says(town: Town, device: Device, id: ConversationId, text: string) {
  const conversation = town.conversationBy(device, id);
  void conversation.setDraft(text);
  const sent = await town.done(conversation.send());
  assert.ok(sent.ok, JSON.stringify(sent));
}

const have = (devices: readonly Device[], id: ConversationId, text: string) => () =>
  devices.every((device) => textsOf(device, id).includes(text));

describe('a group', () => {
  it('is there for everybody who was put into it, and what each writes reaches all', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    const everybody = [amina, bilal, chand];
    await town.until('all to be in it', () => everybody.every((one) => membersOf(one, id).length === 3));
    assert.deepEqual(membersOf(chand, id), ['Amina*', 'Bilal', 'Chand']);
    await says(town, amina, id, 'welcome');
    await says(town, bilal, id, 'thank you');
    await says(town, chand, id, 'here too');
    for (const text of ['welcome', 'thank you', 'here too'])
      await town.until(text, have(everybody, id, text));
    assert.equal(digests(everybody, id).size, 1);
    assert.deepEqual(
      viewOf(bilal, id)!.group!.events.map(({ what }) => what.kind),
      ['created', 'added', 'added'],
    );
    assert.equal(chand.beep!.conversations.value.find((row) => row.id === id)!.isRequest, false);
  });

  it('links members who have never met, so that it goes on without whoever made it', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    amina.kill();
    await says(town, bilal, id, 'she is gone');
    await town.until('the other to read it', have([chand], id, 'she is gone'));
    await town.comesBack(amina);
    await town.until('her to read it', have([amina], id, 'she is gone'));
  });

  it('ticks as delivered once everybody has it', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    await says(town, amina, id, 'all of you');
    const state = () => viewOf(amina, id)!.messages.at(-1)!.state;
    await town.until('delivery', () => state() === 'delivered');
    assert.ok(have([chand], id, 'all of you')());
  });

  it('lets nobody in who was removed, and says to whom that is known', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    await says(town, chand, id, 'before');
    await town.until('all to have it', have([amina, bilal], id, 'before'));
    const removed = await town.done(town.conversationBy(amina, id).remove(chand.person!));
    assert.ok(removed.ok);
    await town.until('him to know', () => viewOf(chand, id)?.group?.own === 'removed');
    assert.equal(viewOf(chand, id)!.mayPost, false);
    await town.until('the others to know', () => membersOf(bilal, id).length === 2);
    await says(town, bilal, id, 'after');
    await town.until('the rest to have it', have([amina], id, 'after'));
    await town.pass(60_000);
    assert.ok(!textsOf(chand, id).includes('after'));
    assert.ok(textsOf(bilal, id).includes('before'), 'what he wrote before stays');
    const event = viewOf(amina, id)!.group!.events.at(-1)!.what;
    assert.deepEqual(event.kind === 'removed' && [event.knownTo, event.of], [2, 2]);
    assert.equal(digests([amina, bilal], id).size, 1);
  });

  it('says of a removal how many of those who are members now know it, and nothing to who is out', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand', 'Danish');
    const [bilal, chand, danish] = friends as [Device, Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 4));
    chand.kill();
    assert.ok((await town.done(town.conversationBy(amina, id).remove(danish.person!))).ok);
    const known = (device: Device) =>
      viewOf(device, id)!.group!.events.flatMap(({ what }) =>
        what.kind === 'removed' ? [what.knownTo, what.of] : [],
      );
    await town.until('Bilal to know', () => known(amina).join() === '2,3' && known(bilal).join() === '2,3');
    assert.ok((await town.done(town.conversationBy(bilal, id).leave())).ok);
    await town.until('him to be gone', () => membersOf(amina, id).length === 2);
    assert.deepEqual([known(amina), known(bilal)], [[1, 2], [0, 0]]); // prettier-ignore
    await town.comesBack(chand);
    await town.until('Chand to know', () => known(amina).join() === '2,2');
    assert.deepEqual(known(bilal), [0, 0]);
  });

  it('shows newcomers all of it, or only what is said from then on', async () => {
    for (const history of ['all', 'from-joining'] as const) {
      const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
      const [bilal, chand] = friends as [Device, Device];
      const id = await groupOf(town, amina, [bilal]);
      await town.until('both to be in it', () => membersOf(bilal, id).length === 2);
      await says(town, bilal, id, 'the past');
      await town.until('her to have it', have([amina], id, 'the past'));
      const added = await town.done(town.conversationBy(amina, id).add([chand.person!], 'member', history));
      assert.ok(added.ok);
      await town.until('him to be in it', () => membersOf(chand, id).length === 3);
      await says(town, bilal, id, 'the present');
      await town.until('him to have it', have([chand], id, 'the present'));
      await town.pass(30_000);
      assert.equal(textsOf(chand, id).includes('the past'), history === 'all');
      chand.kill();
      await town.comesBack(chand);
      assert.equal(chand.phase, 'ready');
      await says(town, chand, id, 'mine');
      await town.until('the others to have it', have([amina, bilal], id, 'mine'));
      assert.equal(digests([amina, bilal], id).size, 1);
    }
  });

  it('is left by whoever wants to, and can be led by somebody else', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    assert.deepEqual(await town.done(town.conversationBy(bilal, id).renameGroup('Mine')), {
      ok: false,
      error: 'not-allowed',
    });
    assert.ok((await town.done(town.conversationBy(amina, id).promote(bilal.person!))).ok);
    await town.until('him to be an admin', () => viewOf(bilal, id)?.group?.own === 'admin');
    assert.ok((await town.done(town.conversationBy(amina, id).leave())).ok);
    await town.until(
      'them to know',
      () => membersOf(bilal, id).length === 2 && membersOf(chand, id).length === 2,
    );
    assert.ok((await town.done(town.conversationBy(bilal, id).renameGroup('Budget 2027'))).ok);
    await town.until('the new name', () => viewOf(chand, id)?.name === 'Budget 2027');
    assert.equal(viewOf(amina, id)!.group!.own, 'left');
    const mayPost = (one: Device) => one.beep!.conversations.value.find((row) => row.id === id)!.mayPost;
    assert.deepEqual([amina, bilal].map(mayPost), [false, true], 'and the list says so');
    assert.deepEqual(
      viewOf(chand, id)!.group!.events.map(({ what }) => what.kind),
      ['created', 'added', 'added', 'promoted', 'left', 'renamed'],
    );
  });

  it('is the same after a restart, for everybody', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const id = await groupOf(town, amina, friends);
    const everybody = [amina, ...friends];
    await town.until('all to be in it', () => everybody.every((one) => membersOf(one, id).length === 3));
    await says(town, friends[0]!, id, 'remember this');
    await town.until('all to have it', have(everybody, id, 'remember this'));
    for (const one of everybody) one.kill();
    for (const one of everybody) await town.comesBack(one);
    for (const one of everybody) {
      assert.equal(one.beep!.phase.value.kind === 'ready' && one.beep!.phase.value.self.recovered, false);
      assert.deepEqual(membersOf(one, id), ['Amina*', 'Bilal', 'Chand']);
    }
    await town.until('all to have it again', have(everybody, id, 'remember this'));
    await says(town, friends[1]!, id, 'still here');
    await town.until('all to have that too', have(everybody, id, 'still here'));
  });

  it('lets one write to a member who is no contact, and says of them whether they are there', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    const isOnline = (): boolean =>
      viewOf(bilal, id)!.group!.members.find(({ name }) => name === 'Chand')!.online;
    await town.until('them to be linked', isOnline);
    const direct = bilal.beep!.chatWith(chand.person!);
    assert.equal(viewOf(bilal, direct)!.standing, 'linked');
    chand.kill();
    await town.until('him to be gone', () => viewOf(bilal, direct)!.standing === 'away');
    await town.comesBack(chand);
    await town.until('him to be there again', () => viewOf(bilal, direct)!.standing === 'linked');
    assert.equal(town.conversationBy(bilal, direct).isStored, false, 'nothing was said in it yet');
  });

  it('keeps what is begun to a member with whom nothing was ever said, and lists it until it is taken back', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    const direct = bilal.beep!.chatWith(chand.person!);
    const listed = () => bilal.beep!.conversations.value.find((row) => row.id === direct)?.draft?.text;
    assert.equal(listed(), undefined, 'opening it says nothing');
    assert.ok((await town.done(town.conversationBy(bilal, direct).setDraft('Dear Ch'))).ok);
    assert.equal(listed(), 'Dear Ch');
    const tells = chand.beep!.conversations.value.length;
    void town.conversationBy(bilal, direct).setDraft('Dear Cha');
    await town.done(bilal.beep!.settled());
    bilal.kill();
    await town.comesBack(bilal);
    assert.equal(listed(), 'Dear Cha');
    assert.equal(town.conversationBy(bilal, direct).draft.value, 'Dear Cha');
    assert.equal(viewOf(bilal, direct)!.name, 'Chand');
    await town.until('them to be linked', () => viewOf(bilal, direct)!.standing === 'linked');
    await town.pass(5_000);
    assert.equal(town.conversationBy(bilal, direct).isStored, false, 'nobody is told of a draft');
    assert.equal(chand.beep!.conversations.value.length, tells);

    assert.ok((await town.done(town.conversationBy(bilal, direct).setDraft(''))).ok);
    assert.equal(listed(), undefined);
    await says(town, bilal, direct, 'Dear Chand');
    await town.until('him to read it', have([chand], direct, 'Dear Chand'));
    assert.deepEqual([...bilal.disk.image.drafts.keys()], []);
  });

  it('keeps a draft to a member who becomes a contact meanwhile', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    const direct = bilal.beep!.chatWith(chand.person!);
    assert.ok((await town.done(town.conversationBy(bilal, direct).setDraft('Dear Ch'))).ok);
    const added = await town.done(bilal.beep!.addContact(await town.linkOf(chand)));
    assert.deepEqual(added, { ok: true, value: direct });
    assert.equal(town.conversationBy(bilal, direct).draft.value, 'Dear Ch');
  });

  it('keeps a draft to a member who began to write as well, and is gone before that could be stored', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    const direct = bilal.beep!.chatWith(chand.person!);
    await town.until('them to be linked', () => viewOf(bilal, direct)!.standing === 'linked');
    assert.ok((await town.done(town.conversationBy(bilal, direct).setDraft('Dear Ch'))).ok);
    bilal.disk.isFull = true;
    await says(town, chand, chand.beep!.chatWith(bilal.person!), 'are you there?');
    await town.until('the alert', () => bilal.beep!.alert.value?.fault === 'storage-full');
    chand.kill();
    await town.until('him to be gone', () => viewOf(bilal, direct)?.standing !== 'linked');
    assert.equal(bilal.beep!.conversation(direct)?.draft.value, 'Dear Ch');
    bilal.disk.isFull = false;
  });

  it('makes nobody known as being there but to those with whom one talks alone', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    const direct = bilal.beep!.chatWith(chand.person!);
    await town.until('them to be linked', () => viewOf(bilal, direct)!.standing === 'linked');
    await town.pass(5_000);
    const isSeen = (by: Device): boolean => viewOf(by, direct)!.isActive;
    assert.equal(isSeen(bilal), false, 'a group is not reason enough');
    await says(town, bilal, direct, 'are you there?');
    await town.until('Chand to see him', () => viewOf(chand, direct)?.isActive === true);
    await town.pass(5_000);
    assert.equal(isSeen(bilal), false, 'whoever asks is told nothing');
    assert.ok((await town.done(town.conversationBy(chand, direct).accept())).ok);
    await town.until('Bilal to see him', () => isSeen(bilal));
    assert.ok((await town.done(town.conversationBy(chand, direct).block(true))).ok);
    await town.until('Bilal to see him no more', () => !isSeen(bilal));
  });

  it('is a request where somebody unknown began it, and tells them nothing before it is taken', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    const direct = bilal.beep!.chatWith(chand.person!);
    await says(town, bilal, direct, 'hello, we have not met');
    await town.until(
      'the request',
      () => viewOf(chand, direct) !== undefined && have([chand], direct, 'hello, we have not met')(),
    );
    const row = chand.beep!.conversations.value.find((one) => one.id === direct)!;
    assert.equal(row.isRequest, true);
    await town.pass(20_000);
    assert.equal(viewOf(bilal, direct)!.messages[0]!.state, 'saved');
    assert.ok((await town.done(town.conversationBy(chand, direct).accept())).ok);
    await town.until('delivery', () => viewOf(bilal, direct)!.messages[0]!.state !== 'saved');
    assert.ok((await town.done(town.conversationBy(chand, direct).block(true))).ok);
    await says(town, bilal, direct, 'are you there?');
    await town.pass(30_000);
    assert.ok(!textsOf(chand, direct).includes('are you there?'));
    assert.ok((await town.done(town.conversationBy(chand, direct).block(false))).ok);
    await town.until('what was said meanwhile', have([chand], direct, 'are you there?'));
  });

  it('learns a new name and a new device of a member by itself', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal, chand] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    await town.until('all to be in it', () => friends.every((one) => membersOf(one, id).length === 3));
    bilal.rename('Bilal Ahmed');
    await town.until('the new name', () => membersOf(chand, id).includes('Bilal Ahmed'));
  });

  it('takes in a device again that has forgotten a name which the others know', async () => {
    const { town, amina, friends } = await aminaAndFriends('Bilal', 'Chand');
    const [bilal] = friends as [Device, Device];
    const id = await groupOf(town, amina, friends);
    const everybody = [amina, ...friends];
    await town.until('all to be in it', () => everybody.every((one) => membersOf(one, id).length === 3));
    const copy = bilal.disk.image;
    await town.done(bilal.beep!.rename('Bilal Ahmed'));
    await town.until('the new name', () => membersOf(amina, id).includes('Bilal Ahmed'));

    town.rollBack(bilal, copy, true); // he notices, and goes on under a new key
    await town.comesBack(bilal);
    await says(town, bilal, id, 'here again');
    await town.until('it to come', have(everybody, id, 'here again'));
    await says(town, amina, id, 'good');
    const isDelivered = () => viewOf(amina, id)!.messages.at(-1)!.state === 'delivered';
    await town.until('everybody to have it', isDelivered);
    assert.deepEqual(membersOf(amina, id), ['Amina*', 'Bilal', 'Chand']);
  });
});
