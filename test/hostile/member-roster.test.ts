/** What a hostile member, or somebody who was one, may do with the roster of a group, and what comes of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KIND } from '../../src/protocol/body.js';
import { directConversationId } from '../../src/protocol/conversation-id.js';
import { groupSecret } from '../../src/protocol/link/bindings.js';
import type { ConversationId } from '../../src/protocol/ids.js';
import { itemBytes, readItem, encodeItem, type RosterItem } from '../../src/protocol/roster-item.js';
import { isSignedBy } from '../../src/protocol/ed25519.js';
import { cardOf, manifestOf } from '../vectors/cast.js';
import { Stranger } from '../support/stranger.js';
import { Town } from '../support/town.js';
import {
  addBody,
  aForeignGroup,
  aGroupWithMallory,
  aSybil,
  commitsOf,
  gives,
  groupIn,
  introducedIn,
  introductionOf,
  itemGives,
  itemOf,
  keepAlive,
  knownTo,
  membersIn,
  othersAreUnharmed,
  Pen,
  quickly,
  says,
  textsIn,
  type Scene,
  type Written,
} from './kit.js';

/** Says to both, as items and as entries of the log. */
async function tellBoth({ town, linkA, linkB, tagA, tagB }: Scene, written: readonly Written[]) {
  for (const [link, tag] of [
    [linkA, tagA],
    [linkB, tagB],
  ] as const) {
    // prettier-ignore
    for (const record of itemGives(tag, written.map(itemOf))) link.send(record);
    for (const record of gives(tag, written)) link.send(record);
  }
  await town.pass(3_000);
}

/** Mallory, made an admin by Amina; with the grant. */
async function malloryTheAdmin(scene: Scene) {
  const { town, amina, bilal, id, mallory } = scene;
  assert.ok((await town.done(town.conversationBy(amina, id).promote(mallory.person))).ok);
  await town.until('all to know', () =>
    [amina, bilal].every((one) => membersIn(one, id).includes('Mallory*')),
  );
  return groupIn(amina, id)!.roster!.members.get(mallory.person)!.grants[0]!;
}

describe('P19: an admin who was removed', () => {
  it('P19 adds neither themselves nor others, however early the entry says it is', async () => {
    const scene = await aGroupWithMallory();
    const { town, amina, bilal, id, pen, mallory } = scene;
    const grant = await malloryTheAdmin(scene);
    const known = knownTo(amina, id);
    assert.ok((await town.done(town.conversationBy(amina, id).remove(mallory.person))).ok);
    await town.until('both to know', () =>
      [amina, bilal].every((one) => !membersIn(one, id).includes('Mallory*')),
    );
    await town.pass(3_000);
    const tally = [commitsOf(amina), commitsOf(bilal)];
    const sybil = await aSybil('sybil');
    const self = introducedIn(amina, id, mallory.person);
    const after = knownTo(amina, id);
    const tries = [
      await pen.admin(addBody(self, { role: 'admin', knows: known }), grant),
      await pen.admin(addBody(sybil, { role: 'admin', knows: known }), grant),
      await pen.admin(addBody(self, { role: 'admin', knows: [...after].sort() }), grant),
      await pen.admin({ kind: KIND.policy, name: 'Mine', history: null, knows: known }, grant),
      await pen.admin({ kind: KIND.remove, person: bilal.person!, pins: [], knows: known }, grant),
    ];
    await tellBoth(scene, tries);
    for (const one of [amina, bilal]) assert.deepEqual([...membersIn(one, id)].sort(), ['Amina*', 'Bilal']);
    assert.deepEqual(
      tally.map(({ rosterRows }) => rosterRows),
      [0, 0],
    );
    assert.equal(groupIn(bilal, id)!.roster!.name, 'Budget');
    await othersAreUnharmed(scene);
  });
});

describe('a junior admin', () => {
  it('removes neither the creator nor a senior admin, renames no past, and stays alone with it', async () => {
    const scene = await aGroupWithMallory({ others: ['Chand'] });
    const { town, amina, bilal, id, pen, everybody } = scene;
    assert.ok((await town.done(town.conversationBy(amina, id).promote(bilal.person!))).ok);
    const grant = await malloryTheAdmin(scene);
    const knows = knownTo(amina, id);
    await tellBoth(scene, [
      await pen.admin({ kind: KIND.remove, person: amina.person!, pins: [], knows }, grant),
      await pen.admin({ kind: KIND.remove, person: bilal.person!, pins: [], knows }, grant),
      await pen.admin({ kind: KIND.remove, person: bilal.person!, pins: [], knows: [] }, grant),
    ]);
    await town.until('all to have the log', () =>
      everybody.every((one) => groupIn(one, id)!.roster!.members.size === 4),
    );
    assert.deepEqual([...membersIn(scene.friends[0]!, id)].sort(), ['Amina*', 'Bilal*', 'Chand', 'Mallory*']);
    await othersAreUnharmed(scene);
  });

  it('has no power of anybody else: grants of others, of nobody, and of other groups are of no use', async () => {
    const scene = await aGroupWithMallory();
    const { amina, id, pen } = scene;
    const sybil = await aSybil('sybil');
    const knows = knownTo(amina, id);
    const foreign = await aForeignGroup(sybil);
    const grants = [
      groupIn(amina, id)!.self!.grants[0]!,
      foreign.created.entry.id,
      null,
      pen.conversation as never,
    ];
    const tally = commitsOf(amina);
    await tellBoth(scene, await pen.many(grants.length, (hand, i) => hand.admin(addBody(sybil, { knows }), grants[i]!))); // prettier-ignore
    assert.equal(membersIn(amina, id).length, 3);
    assert.ok(tally.count > 0, 'as entries of their log they are kept: a log has no gaps');
    await othersAreUnharmed(scene);
  });
});

describe('what is given as items of a roster', () => {
  /** Counts what Amina and Bilal commit while Mallory gives Amina these items, many to a record. */
  async function giveItems(scene: Scene, items: readonly RosterItem[]) {
    const { amina, bilal, id, town, linkA, tagA } = scene;
    const before = [amina, bilal].map((one) => groupIn(one, id)!.set.items.size);
    const tally = [commitsOf(amina), commitsOf(bilal)];
    let last = 0;
    for (const record of itemGives(tagA, items)) {
      linkA.send(record);
      if (++last % 100 === 0) await town.pass(2_000); // more at once would end the link
    }
    await town.pass(5_000);
    assert.equal(linkA.isOver, false);
    assert.deepEqual(
      tally.map(({ rosterRows }) => rosterRows),
      [0, 0],
    );
    assert.deepEqual(
      [amina, bilal].map((one) => groupIn(one, id)!.set.items.size),
      before,
    );
    await othersAreUnharmed(scene);
  }

  it('P16 150 introductions of strangers fill nobody’s disk or memory', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const items = await Promise.all(Array.from({ length: 150 }, async (_, i) => introductionOf(await aSybil(`sybil ${i}`)))); // prettier-ignore
    await giveItems(scene, items);
  });

  it('P16 300 admin entries without effect fill nobody’s disk or memory', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { amina, id, pen } = scene;
    const self = introducedIn(amina, id, scene.mallory.person);
    const grant = groupIn(amina, id)!.self!.grants[0]!;
    const items = await pen.many(300, (hand, i) =>
      i % 2 === 0
        ? hand.admin({ kind: KIND.policy, name: `Name ${i}`, history: null, knows: [] }, grant)
        : hand.admin(addBody(self, { role: 'admin', knows: [grant] }), grant),
    );
    await giveItems(scene, items.map(itemOf));
  });

  it('P8 1 000 items of other groups, under the tag of this one, are none', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const sybil = await aSybil('founder');
    const foreign = await aForeignGroup(sybil);
    const items: RosterItem[] = [itemOf(foreign.created)];
    for (let i = 1; i < 1_000; i++) items.push(itemOf(await foreign.rename(`Name ${i}`)));
    assert.deepEqual(
      items.map((item) => readItem(encodeItem(item), scene.id)),
      items.map(() => null),
    );
    await giveItems(scene, items.slice(0, 200));
  });

  it('P2 a manifest with the devices of others, or a card of another, makes nobody’s device another’s', async () => {
    const scene = await aGroupWithMallory();
    const { amina, bilal, id, mallory } = scene;
    const theirs = introducedIn(amina, id, bilal.person!);
    const signer = {
      person: mallory.person,
      device: mallory.device,
      rendezvous: mallory.rendezvous,
      name: 'Mallory',
    };
    const actor = { ...(await aSybil('Mallory')), ...signer };
    const { signerOf } = await import('../vectors/cast.js');
    const own = {
      ...actor,
      signAsPerson: signerOf(mallory.personSeed),
      signAsDevice: signerOf(mallory.deviceSeed),
    };
    const manifest = await manifestOf(own, {
      number: 99,
      devices: [theirs.card.device, mallory.device]
        .sort()
        .map((device) => ({ device, label: '', fromMs: 0 })),
    });
    const claim = await cardOf({ ...own, person: bilal.person! });
    const stolen = await cardOf({ ...own, device: theirs.card.device });
    const pairs = [[manifest, theirs.card], [theirs.manifest, claim], [manifest, stolen], [theirs.manifest, await cardOf(own)]] as const; // prettier-ignore
    for (const [one, card] of pairs) {
      const bytes = encodeItem({ kind: 'introduction', manifest: one, card });
      const item = await readItem(bytes, id)?.check((...check) => Promise.resolve(isSignedBy(...check)));
      assert.equal(item ?? null, null);
      scene.linkA.send({ type: 'roster-give', tag: scene.tagA, items: [bytes] });
    }
    await scene.town.pass(2_000);
    assert.equal(groupIn(amina, id)!.personOf(theirs.card.device), bilal.person);
    await othersAreUnharmed(scene);
  });

  it('nobody’s older name or device comes back by an older introduction', async () => {
    const scene = await aGroupWithMallory({ others: ['Chand'] });
    const { town, amina, bilal, id, friends } = scene;
    const old = introducedIn(amina, id, friends[0]!.person!);
    friends[0]!.rename('Chand Khan');
    await town.until('the new name', () => membersIn(bilal, id).includes('Chand Khan'));
    for (const [link, tag] of [
      [scene.linkA, scene.tagA],
      [scene.linkB, scene.tagB],
    ] as const)
      // prettier-ignore
      for (let i = 0; i < 20; i++) for (const record of itemGives(tag, [introductionOf(old)])) link.send(record);
    await town.pass(3_000);
    assert.ok([amina, bilal].every((one) => membersIn(one, id).includes('Chand Khan')));
    await othersAreUnharmed(scene);
  });

  it('a proof of a fork that is none is none: of two logs, two groups, one entry, or other predecessors', async () => {
    const scene = await aGroupWithMallory();
    const { id, pen, amina, mallory } = scene;
    const twin = pen.twin();
    const [one, other] = [await pen.say('one'), await twin.say('other')];
    const sybil = await aSybil('sybil');
    const foreign = await new Pen(sybil.deviceSeed, id).say('not a member');
    const elsewhere = await new Pen(
      mallory.deviceSeed,
      directConversationId(mallory.person, amina.person!),
    ).say('x');
    const later = [await pen.say('one more'), await twin.say('other more')] as const;
    const pairs = [[one, one], [one, foreign], [one, elsewhere], [one, later[0]], later] as const;
    const { encode } = await import('../../src/protocol/codec.js');
    for (const pair of pairs) {
      const [a, b] = [...pair].sort((x, y) => (x.entry.id < y.entry.id ? -1 : 1)) as [Written, Written];
      assert.equal(readItem(encode([3, a.entry.bytes, b.entry.bytes]), id), null);
    }
    const [a, b] = [one, other].sort((x, y) => (x.entry.id < y.entry.id ? -1 : 1)) as [Written, Written];
    assert.ok(readItem(encode([3, a.entry.bytes, b.entry.bytes]), id), 'the true one is one');
    assert.equal(readItem(encode([3, b.entry.bytes, a.entry.bytes]), id), null);
    const broken = b.entry.bytes.map((byte, i) => byte ^ +(i === b.entry.bytes.length - 1));
    const unsigned = readItem(encode([3, a.entry.bytes, broken]), id)!;
    assert.equal(await unsigned.check((...check) => Promise.resolve(isSignedBy(...check))), null);
  });
});

describe('somebody who is not in a group', () => {
  it('is told nothing of it, though they know its id, but that there is no such tag', async () => {
    const scene = await aGroupWithMallory({ isOutside: true });
    const { town, linkA, tagA, amina, bilal, id } = scene;
    await says(scene, amina, 'a secret');
    const author = amina.disk.image.self!.device;
    const before = linkA.received.length;
    const zero = new Uint8Array(16);
    for (let i = 0; i < 50; i++) {
      linkA.send({ type: 'have', tag: tagA, rows: [] });
      linkA.send({ type: 'sum', tag: tagA, logs: zero, said: zero, heard: zero, roster: zero });
      linkA.send({ type: 'graft', tag: tagA, rows: [{ author, seq: 0 }] });
      linkA.send({ type: 'roster-sum', tag: tagA, digest: zero });
      linkA.send({ type: 'roster-names', tag: tagA, names: [], isLast: true });
      linkA.send({ type: 'unknown', tag: tagA });
      linkA.send({ type: 'invite', tag: tagA, conversation: id });
      await town.pass(50);
    }
    const types = new Set(linkA.received.slice(before).map(({ type }) => type));
    for (const type of ['unknown', 'live', 'receipt', 'presence', 'doc'] as const) types.delete(type);
    assert.deepEqual([...types], []);
    assert.ok(linkA.received.filter(({ type }) => type === 'unknown').length <= 1);
    await othersAreUnharmed(scene);
    assert.ok(bilal);
  });

  it('who was removed is shown why, and nothing more', async () => {
    const scene = await aGroupWithMallory();
    const { town, amina, bilal, id, mallory, linkB, tagB } = scene;
    assert.ok((await town.done(town.conversationBy(amina, id).remove(mallory.person))).ok);
    await town.until('Bilal to know', () => membersIn(bilal, id).length === 2);
    await says(scene, bilal, 'now that she is gone');
    const before = linkB.received.length;
    const author = bilal.disk.image.self!.device;
    linkB.send({ type: 'have', tag: tagB, rows: [] });
    linkB.send({ type: 'graft', tag: tagB, rows: [{ author, seq: 0 }] });
    linkB.send({ type: 'roster-names', tag: tagB, names: [], isLast: true });
    await town.pass(5_000);
    const text = (tag: Uint8Array) => Buffer.from(tag).toString('hex');
    const came = linkB.received.slice(before).filter((one) => 'tag' in one && text(one.tag) === text(tagB));
    const ofLogs = came
      .map(({ type }) => type)
      .filter((type) => ['give', 'news', 'have', 'receipt'].includes(type));
    assert.deepEqual(ofLogs, []);
    const items = came.flatMap((record) => (record.type === 'roster-give' ? record.items : []));
    const checked = await Promise.all(items.map((bytes) => readItem(bytes, id)!.check((...check) => Promise.resolve(isSignedBy(...check))))); // prettier-ignore
    const kinds = checked.map((item) => (item?.kind === 'entry' ? item.read.kind : item?.kind));
    assert.ok(kinds.includes(KIND.remove));
    assert.ok(items.length > 0 && items.length <= groupIn(bilal, id)!.set.shared.size);
    await othersAreUnharmed(scene);
  });

  it('gets nothing from before their time, whatever they ask for, where they see it from joining', async () => {
    const scene = await aGroupWithMallory({ isOutside: true });
    const { town, amina, bilal, id, mallory, linkA, linkB, tagA, tagB } = scene;
    for (let i = 0; i < 5; i++) await says(scene, amina, `past ${i}`);
    await says(scene, bilal, 'past of Bilal');
    await town.until('her to have it', () => textsIn(amina, id).includes('past of Bilal'));
    assert.ok(
      (await town.done(town.conversationBy(amina, id).add([mallory.person], 'member', 'from-joining'))).ok,
    );
    await town.until('both to know', () => [amina, bilal].every((one) => membersIn(one, id).length === 3));
    const anchors = groupIn(amina, id)!.roster!.members.get(mallory.person)!.anchors;
    assert.equal(anchors.length, 2);
    for (const [link, tag] of [
      [linkA, tagA],
      [linkB, tagB],
    ] as const) {
      // prettier-ignore
      link.send({ type: 'roster-sum', tag, digest: new Uint8Array(16) });
      for (const rows of [
        [],
        anchors.map(({ device }) => ({ author: device, seq: 0, idPrefix: new Uint8Array(16) })),
      ]) {
        // prettier-ignore
        link.send({ type: 'have', tag, rows });
        for (let seq = 0; seq < 4; seq++)
          link.send({ type: 'graft', tag, rows: anchors.map(({ device }) => ({ author: device, seq })) });
        await town.pass(500);
        for (let i = 0; i < 8; i++) link.send({ type: 'ack', tag, took: i % 2 === 0, count: 1 + (i % 3) });
        await town.pass(500);
      }
    }
    await says(scene, bilal, 'present');
    await town.pass(3_000);
    const firstOf = new Map(anchors.map(({ device, seq }) => [device, seq + 1]));
    const { readEntry } = await import('../../src/protocol/entry.js');
    const entries = [linkA, linkB].flatMap(({ received }) =>
      received
        .flatMap((record) => (record.type === 'give' ? record.entries : []))
        .map(([bytes]) => readEntry(bytes)!),
    );
    const early = entries.filter(({ author, seq }) => seq < firstOf.get(author)!);
    assert.deepEqual(
      early.map(({ seq }) => seq),
      [],
    );
    await othersAreUnharmed(scene);
  });

  it('is not written to by those who are, and takes nothing that a member hands them all the same', async () => {
    const scene = await aGroupWithMallory();
    const { town, amina, bilal, id, pen, linkB, tagB } = scene;
    assert.ok((await town.done(town.conversationBy(amina, id).remove(bilal.person!))).ok);
    await town.until('him to know', () => groupIn(bilal, id)!.self === undefined);
    for (const record of gives(tagB, [await pen.say('psst')])) linkB.send(record);
    await town.pass(5_000);
    assert.ok(!textsIn(bilal, id).includes('psst'));
  });
});

describe('somebody who tells of groups', () => {
  it('P15 1 000 unknown tags and 1 000 invites: few are answered, and nothing is kept', async () => {
    const scene = await aGroupWithMallory();
    const { town, linkA, amina, tagOf } = scene;
    const tally = commitsOf(amina);
    const before = linkA.received.length;
    for (let i = 0; i < 1_000; i++) {
      const conversation = i.toString(16).padStart(64, '0') as ConversationId;
      linkA.send({ type: 'have', tag: tagOf(linkA, conversation).map((byte) => byte ^ 1), rows: [] });
      linkA.send({ type: 'invite', tag: tagOf(linkA, conversation), conversation });
      if (i % 40 === 39) await town.pass(300);
    }
    await town.pass(2_000);
    const answers = linkA.received.slice(before);
    assert.ok(answers.filter(({ type }) => type === 'unknown').length <= 64);
    assert.ok(answers.filter(({ type }) => type === 'roster-sum').length <= 4);
    assert.equal(tally.count, 0);
    assert.equal(amina.beep!.conversations.value.length, 3);
    assert.equal(linkA.isOver, false);
    await othersAreUnharmed(scene);
  });

  it('P15 a tag that they say not to know, 500 times, is explained once', async () => {
    const scene = await aGroupWithMallory();
    const { town, linkA, tagA } = scene;
    const before = linkA.received.length;
    for (let i = 0; i < 500; i++) {
      linkA.send({ type: 'unknown', tag: tagA });
      if (i % 40 === 39) await town.pass(100);
    }
    await town.pass(2_000);
    assert.ok(linkA.received.slice(before).filter(({ type }) => type === 'invite').length <= 1);
    await othersAreUnharmed(scene);
  });

  it('an invite that names a conversation of two does not stand in its way', async () => {
    const scene = await aGroupWithMallory({ others: ['Chand'] });
    const { town, bilal, friends, linkB, tagOf } = scene;
    const [chand] = friends;
    const direct = directConversationId(bilal.person!, chand!.person!);
    linkB.send({ type: 'invite', tag: tagOf(linkB, direct), conversation: direct });
    await town.pass(1_000);
    assert.equal(bilal.beep!.chatWith(chand!.person!), direct);
    linkB.send({ type: 'invite', tag: tagOf(linkB, direct), conversation: direct });
    await town.pass(1_000);
    assert.equal(bilal.beep!.conversation(direct)!.view.value.kind, 'direct');
    const before = linkB.received.length;
    linkB.send({ type: 'have', tag: tagOf(linkB, direct), rows: [] });
    const conversation = town.conversationBy(bilal, direct);
    void conversation.setDraft('hello');
    assert.ok((await town.done(conversation.send())).ok);
    await town.until('it to come', () => chand!.beep!.conversation(direct)?.view.value.messages.length === 1);
    const tag = Buffer.from(tagOf(linkB, direct)).toString('hex');
    const leaked = linkB.received.slice(before).filter((record) => 'tag' in record && Buffer.from(record.tag).toString('hex') === tag && record.type !== 'unknown'); // prettier-ignore
    assert.deepEqual(
      leaked.map(({ type }) => type),
      [],
    );
    assert.equal(bilal.disk.image.conversations.get(direct)!.kind, 'direct');
  });

  it('P16 a stranger’s 40 groups with us in them are 16 requests, and the 41st of a contact is heard', async () => {
    const scene = await aGroupWithMallory({ others: ['Chand'] });
    const { town, friends, mallory, id, tagOf, amina } = scene;
    const [chand] = friends;
    const card = introducedIn(amina, id, chand!.person!).card;
    const secret = groupSecret(id, mallory.person, chand!.person!);
    const link = keepAlive(town, await mallory.linkBy(card, { mode: 'reunion', secret }));
    const credential = await mallory.credential();
    const actor = { ...(await aSybil('x')), deviceSeed: mallory.deviceSeed, manifest: credential.manifest, card: credential.card }; // prettier-ignore
    const him = introducedIn(amina, id, chand!.person!);
    for (let i = 0; i < 40; i++) {
      const group = await aForeignGroup(actor, `Spam ${i}`);
      const items = [itemOf(group.created), itemOf(await group.add(him))];
      link.send({ type: 'invite', tag: tagOf(link, group.id), conversation: group.id });
      for (const record of itemGives(tagOf(link, group.id), items)) link.send(record);
      await town.pass(500);
    }
    const rows = chand!.beep!.conversations.value;
    assert.equal(rows.filter(({ isRequest }) => isRequest).length, 16);
    const made = await town.done(amina.beep!.createGroup({ type: 'group', name: 'Wanted', history: 'all', members: [chand!.person!] })); // prettier-ignore
    assert.ok(made.ok);
    await town.until('him to be in it', () =>
      chand!.beep!.conversations.value.some(({ name }) => name === 'Wanted'),
    );
  });

  it('P16 the roster of a group that we are not in has a bound in memory', async () => {
    const town = new Town(quickly);
    const amina = await town.person('Amina');
    const mallory = new Stranger(town, 'Mallory');
    await mallory.listen();
    const link = keepAlive(town, await mallory.link(await town.linkOf(amina)));
    await town.until('Mallory', () => amina.beep!.conversations.value.length === 1);
    const sybil = await aSybil('founder');
    const group = await aForeignGroup(sybil);
    const { conversationTag } = await import('../../src/protocol/link/bindings.js');
    const tag = conversationTag(link.established.keys.exporter, group.id);
    const points = await Promise.all(Array.from({ length: 64 }, async (_, i) => ({ device: (await aSybil(`p${i}`)).device, seq: 1, id: group.created.entry.id }))); // prettier-ignore
    points.sort((a, b) => (a.device < b.device ? -1 : 1));
    link.send({ type: 'invite', tag, conversation: group.id });
    await town.pass(500);
    const items: RosterItem[] = [itemOf(group.created)];
    while (items.reduce((sum, item) => sum + itemBytes(item), 0) < 2.2 * 2 ** 20) items.push(itemOf(await group.remove(points))); // prettier-ignore
    let sent = 0;
    for (const record of itemGives(tag, items)) {
      link.send(record);
      if (++sent % 60 === 0) await town.pass(2_000);
    }
    await town.pass(5_000);
    const held = [...(groupIn(amina, group.id)?.set.items.values() ?? [])];
    const bytes = held.reduce((sum, item) => sum + itemBytes(item), 0);
    assert.ok(held.length > 100 && bytes <= 2 * 2 ** 20, `${held.length} items, ${bytes} bytes`);
    assert.equal(amina.disk.image.roster.size, 0);
  });
});
