/** What a hostile member may do with the logs of a group, and what comes of it. Rows of table P. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aGroupWithMallory, gives, groupIn, othersAreUnharmed, textsIn, viewIn, says, type Scene, type Written } from './kit.js'; // prettier-ignore
import type { ConversationSync } from '../../src/app/conversation-sync.js';
import { MAX_ORDER_MS, MAX_TIME_MS } from '../../src/protocol/limits.js';

const eventsIn = (scene: Scene, device: Scene['amina']) =>
  viewIn(device, scene.id).group!.events.map(({ what }) => what.kind);

/** Everybody shows that Mallory's log forks, holds the same proof, and agrees on how far the log counts. */
async function allSeeTheFork(scene: Scene, seq: number): Promise<void> {
  const { town, everybody, id, mallory } = scene;
  const forks = () => everybody.map((one) => groupIn(one, id)!.set.forks.get(mallory.device) ?? null);
  await town.until('everybody to hold the proof', () => forks().every((fork) => fork !== null));
  assert.deepEqual(new Set(forks().map((fork) => fork!.entries[0].seq)), new Set([seq]));
  assert.equal(new Set(forks().map((fork) => fork!.entries.map((entry) => entry.id).join())).size, 1);
  for (const one of everybody) assert.ok(eventsIn(scene, one).includes('forked'), one.name);
  await othersAreUnharmed(scene);
}

/** How often both are told the same at most, until they notice that they need not tell each other. */
const MAX_ROUNDS = 8;

/** From now on: what `device` hears of the group from `from`, and whether it gives them what is new at once. */
function heardFrom({ town, id }: Scene, device: Scene['amina'], from: Scene['amina']) {
  const records: string[] = [];
  let sync: ConversationSync | null = null;
  const conversation = town.conversationBy(device, id);
  const receive = conversation.receive.bind(conversation);
  conversation.receive = (record, link) => {
    if (link.link.person === from.person) {
      sync = link.sync;
      records.push(record.type);
    }
    return receive(record, link);
  };
  return { records, isEager: () => sync?.isEager ?? null };
}

const send = (scene: Scene, to: 'A' | 'B', written: readonly Written[]): void => {
  const [link, tag] = to === 'A' ? [scene.linkA, scene.tagA] : [scene.linkB, scene.tagB];
  for (const record of gives(tag, written)) link.send(record);
};

describe('P11: a member who says one thing to one and another to another', () => {
  it('P11 in the last place of the log: both learn it, and what each was told stays on its screen', async () => {
    const scene = await aGroupWithMallory();
    const { town, amina, bilal, id, pen } = scene;
    town.paths.block('Amina', 'Bilal');
    town.paths.block('Bilal', 'Amina');
    const twin = pen.twin();
    send(scene, 'A', [await pen.say('pay Bilal')]);
    send(scene, 'B', [await twin.say('pay nobody')]);
    await town.until('each to hear theirs', () => textsIn(amina, id).includes('pay Bilal') && textsIn(bilal, id).includes('pay nobody')); // prettier-ignore
    town.paths.unblockAll();
    await allSeeTheFork(scene, 0);
    assert.ok(textsIn(amina, id).includes('pay Bilal') && !textsIn(amina, id).includes('pay nobody'));
    assert.ok(textsIn(bilal, id).includes('pay nobody') && !textsIn(bilal, id).includes('pay Bilal'));
  });

  for (const [what, common, onA, onB] of [
    ['one behind the other', 2, 3, 1],
    ['the other behind the one', 2, 1, 3],
    ['two long branches', 5, 200, 150],
  ] as const) {
    it(`P11 with ${what}: the proof is of the first place where they part`, async () => {
      const scene = await aGroupWithMallory();
      const { town, amina, bilal, id, pen, mallory } = scene;
      const start = await pen.many(common, (hand, i) => hand.say(`common ${i}`));
      send(scene, 'A', start);
      await town.until('all to have it', () => textsIn(bilal, id).length === common);
      town.paths.block('Amina', 'Bilal');
      town.paths.block('Bilal', 'Amina');
      const twin = pen.twin();
      send(scene, 'A', await pen.many(onA, (hand, i) => hand.say(`to Amina ${i}`)));
      send(scene, 'B', await twin.many(onB, (hand, i) => hand.say(`to Bilal ${i}`)));
      const seqIn = (device: Scene['amina']) =>
        device.disk.image.conversations.get(id)!.heads.find(({ author }) => author === mallory.device)?.seq;
      await town.until('each to have theirs', () => seqIn(amina) === common + onA - 1 && seqIn(bilal) === common + onB - 1); // prettier-ignore
      town.paths.unblockAll();
      await allSeeTheFork(scene, common);
      assert.equal(seqIn(amina), common + onA - 1, 'what one was told is evidence');
      assert.equal(seqIn(bilal), common + onB - 1, 'what one was told is evidence');
    });
  }

  it('P11 while both are linked: it goes no further than the first place', async () => {
    const scene = await aGroupWithMallory({ others: ['Chand'] });
    const { pen } = scene;
    const twin = pen.twin();
    send(scene, 'A', await pen.many(3, (hand, i) => hand.say(`to Amina ${i}`)));
    send(scene, 'B', await twin.many(3, (hand, i) => hand.say(`to Bilal ${i}`)));
    await allSeeTheFork(scene, 0);
  });

  for (const [when, afterMs] of [
    ['at the same time', 0],
    ['while the one has only heard of it', 90],
  ] as const) {
    it(`P11 in the last place, over a link that only names what is new, ${when}: the next news shows it to both`, async () => {
      const scene = await aGroupWithMallory();
      const { town, amina, bilal, id, pen } = scene;
      const heard = [heardFrom(scene, amina, bilal), heardFrom(scene, bilal, amina)] as const;
      // What both are given by Mallory they give each other in vain: the link between them becomes lazy.
      const isLazy = () => heard.every(({ isEager }) => isEager() === false);
      for (let round = 0; round < MAX_ROUNDS && !isLazy(); round++) {
        const written = [await pen.say(`to both ${round}`)];
        send(scene, 'A', written);
        send(scene, 'B', written);
        await town.pass(2_000);
      }
      assert.ok(isLazy(), 'the link has become lazy');
      const { seq } = (await pen.twin().say('where it goes on')).entry;
      for (const { records } of heard) records.length = 0;

      const twin = pen.twin();
      send(scene, 'A', [await pen.say('pay Bilal')]);
      await town.pass(afterMs);
      send(scene, 'B', [await twin.say('pay nobody')]);
      await town.until('each to hear theirs', () => textsIn(amina, id).includes('pay Bilal') && textsIn(bilal, id).includes('pay nobody')); // prettier-ignore
      await allSeeTheFork(scene, seq);
      const types = heard.map(({ records }) => records.find((type) => type === 'news' || type === 'graft' || type === 'give')); // prettier-ignore
      assert.ok(types.includes('news') && !types.includes('give'), `it began with ${types.join(' and ')}`);
      assert.ok(!textsIn(amina, id).includes('pay nobody') && !textsIn(bilal, id).includes('pay Bilal'));
    });
  }

  it('P11 and goes on writing behind the fork: nothing of it is taken', async () => {
    const scene = await aGroupWithMallory();
    const { town, amina, id, pen } = scene;
    const twin = pen.twin();
    send(scene, 'A', [await pen.say('one')]);
    send(scene, 'B', [await twin.say('other')]);
    await allSeeTheFork(scene, 0);
    send(scene, 'A', [await pen.say('and more')]);
    send(scene, 'B', [await twin.say('and more of the other')]);
    await town.pass(5_000);
    assert.ok(!textsIn(amina, id).some((text) => text.startsWith('and more')));
    await othersAreUnharmed(scene, 'after all');
  });
});

describe('P20: a member whose clock lies', () => {
  for (const [what, sentAtMs, orderMs] of [
    ['the year 9999', MAX_TIME_MS, MAX_TIME_MS],
    ['the last place that there is', 0, MAX_ORDER_MS],
    ['1970', 0, 1],
  ] as const) {
    it(`P20 ${what}: the others go on writing, in order, and nothing of theirs is lost or marked as late`, async () => {
      const scene = await aGroupWithMallory();
      const { town, amina, bilal, id, pen } = scene;
      send(scene, 'A', [await pen.say('when?', { sentAtMs, orderMs })]);
      await town.until('all to have it', () =>
        [amina, bilal].every((one) => textsIn(one, id).includes('when?')),
      );
      const said: string[] = [];
      for (let i = 0; i < 5; i++) {
        for (const [device, name] of [
          [amina, 'Amina'],
          [bilal, 'Bilal'],
        ] as const) {
          // prettier-ignore
          await says(scene, device, `${name} ${i}`);
          said.push(`${name} ${i}`);
          await town.until('both to have it', () => [amina, bilal].every((one) => textsIn(one, id).includes(said.at(-1)!))); // prettier-ignore
        }
      }
      for (const one of [amina, bilal]) {
        assert.deepEqual(
          textsIn(one, id).filter((text) => text !== 'when?'),
          said,
        );
        const theirs = viewIn(one, id).messages.filter(({ text }) => text !== 'when?');
        assert.deepEqual(
          theirs.filter(({ isLate }) => isLate),
          [],
        );
      }
      assert.equal(viewIn(amina, id).digest, viewIn(bilal, id).digest);
    });
  }
});
