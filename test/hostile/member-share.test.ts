/** P16: what one member may take of everybody's disk and memory by valid things that they say without end. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SHARE } from '../../src/app/shares.js';
import { KIND } from '../../src/protocol/body.js';
import { sealManifest } from '../../src/protocol/manifest.js';
import type { RosterItem } from '../../src/protocol/roster-item.js';
import type { Device } from '../sim/device.js';
import { anActor, cardOf, signerOf } from '../vectors/cast.js';
import { aGroupWithMallory, gives, groupIn, introductionOf, itemGives, othersAreUnharmed, quickly, says, textsIn, viewIn, type Scene, type Written } from './kit.js'; // prettier-ignore

const LONG = 'x'.repeat(8_000);

/** Gives Bilal entries of Mallory's; Amina gets them from him. */
async function give({ town, linkB, tagB }: Scene, written: readonly Written[]): Promise<void> {
  let sent = 0;
  for (const record of gives(tagB, written)) {
    linkB.send(record);
    if (++sent % 20 === 0) await town.pass(2_000);
  }
  await town.pass(4_000);
  assert.equal(linkB.isOver, false);
}

const fullOf = (scene: Scene, device: Device): readonly string[] =>
  viewIn(device, scene.id).full.map(({ person }) => (person === scene.mallory.person ? 'Mallory' : person));

const heldOf = ({ id, mallory }: Scene, device: Device) =>
  device.disk.image.conversations.get(id)!.heads.find(({ author }) => author === mallory.device);

/** As if so much of Mallory's had come to a device before. */
async function hasHeld(scene: Scene, device: Device, bytes: number): Promise<void> {
  device.kill();
  const record = device.disk.image.conversations.get(scene.id)!;
  const heads = record.heads.map((head) =>
    head.author === scene.mallory.device ? { ...head, heldBytes: bytes } : head,
  );
  const edited = new Map(device.disk.image.conversations).set(scene.id, { ...record, heads });
  device.disk.rollBack({ ...device.disk.image, conversations: edited }, false);
  await scene.town.comesBack(device);
  await scene.town.done(device.beep!.conversation(scene.id)!.loadOlder());
}

/** One more device of somebody's, as it is introduced to a group. */
async function deviceOf({ person, personSeed }: Scene['mallory'], label: string): Promise<RosterItem> {
  const actor = anActor(label);
  const devices = [{ device: actor.device, label: '', fromMs: 0 }];
  const manifest = await sealManifest({ person, number: 2, devices, revoked: [] }, signerOf(personSeed));
  return introductionOf({ manifest, card: await cardOf(actor, { person }) });
}

describe('P16: a member who says valid things without end', () => {
  it('P16 is taken no more of where 200 MiB are theirs, the others go on, and whoever wants to takes more', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { town, amina, bilal, id, mallory } = scene;
    await give(scene, [await scene.pen.say('hello')]);
    await town.until('it to be here', () => heldOf(scene, amina)?.seq === 0);
    assert.ok(heldOf(scene, amina)!.heldBytes > 0);
    await hasHeld(scene, amina, SHARE.bytes - 100_000);
    assert.deepEqual(fullOf(scene, amina), []);

    await give(scene, await scene.pen.many(600, (pen) => pen.say(LONG)));
    assert.equal(heldOf(scene, bilal)?.seq, 600);
    const { seq, heldBytes } = heldOf(scene, amina)!;
    assert.ok(heldBytes >= SHARE.bytes && heldBytes < SHARE.bytes + 4 * 2 ** 20, `${heldBytes} bytes`);
    assert.ok(seq < 600, `${seq}`);
    assert.deepEqual([fullOf(scene, amina), fullOf(scene, bilal)], [['Mallory'], []]);
    assert.deepEqual(viewIn(amina, id).missing, [], 'what is refused is not missing');

    await says(scene, amina, 'all well?');
    await says(scene, bilal, 'yes');
    await town.until('them to talk', () =>
      [amina, bilal].every((one) => ['all well?', 'yes'].every((text) => textsIn(one, id).includes(text))),
    );
    await town.pass(60_000);
    assert.equal(heldOf(scene, amina)!.seq, seq);

    assert.ok((await town.done(town.conversationBy(amina, id).takeMore(mallory.person))).ok);
    await town.until('the rest to come', () => heldOf(scene, amina)?.seq === 600);
    assert.deepEqual(fullOf(scene, amina), []);
    amina.kill();
    await town.comesBack(amina);
    assert.deepEqual(fullOf(scene, amina), []);
    assert.deepEqual(amina.disk.image.conversations.get(id)!.moreShares, [
      { person: mallory.person, count: 1 },
    ]);
    await othersAreUnharmed(scene, 'still well?');
  });

  it(`P16 is taken no more of behind ${SHARE.adminEntries} admin entries`, async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { town, amina, bilal, id } = scene;
    const grant = groupIn(amina, id)!.self!.grants[0]!;
    const policy = { kind: KIND.policy, name: 'x', history: null, knows: [] } as const;
    await give(scene, await scene.pen.many(SHARE.adminEntries + 1_000, (pen) => pen.admin(policy, grant)));
    const areFull = () => [amina, bilal].every((one) => fullOf(scene, one).length > 0);
    await town.until('both to have taken what they take', areFull);
    for (const one of [amina, bilal]) {
      const { seq } = heldOf(scene, one)!;
      assert.ok(seq >= SHARE.adminEntries - 1 && seq < SHARE.adminEntries + 600, `${seq}`);
      assert.deepEqual(fullOf(scene, one), ['Mallory']);
    }
    await says(scene, amina, 'all well?');
    await town.until('him to have it', () => textsIn(bilal, id).includes('all well?'));
  });

  it(`P16 is introduced with ${SHARE.devices} devices at most`, async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { town, amina, bilal, id, mallory, linkB, tagB } = scene;
    const before = groupIn(amina, id)!.set.items.size;
    const items = await Promise.all(
      Array.from({ length: SHARE.devices + 500 }, (_, i) => deviceOf(mallory, `device ${i}`)),
    );
    let sent = 0;
    for (const record of itemGives(tagB, items)) {
      linkB.send(record);
      if (++sent % 10 === 0) await town.pass(2_000);
    }
    await town.pass(10_000);
    for (const one of [amina, bilal]) {
      const more = groupIn(one, id)!.set.items.size - before;
      assert.ok(more >= SHARE.devices - 1 && more <= SHARE.devices + 64, `${more} more`);
      assert.deepEqual(fullOf(scene, one), ['Mallory']);
    }
    await says(scene, bilal, 'all well?');
    await town.until('her to have it', () => textsIn(amina, id).includes('all well?'));
  });
});
