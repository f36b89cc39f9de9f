import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Town } from '../../test/support/town.js';
import type { Device } from '../../test/sim/device.js';
import type { ConversationId } from '../protocol/ids.js';

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

async function says(town: Town, device: Device, id: ConversationId, text: string): Promise<void> {
  const conversation = town.conversationBy(device, id);
  void conversation.setDraft(text);
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

describe('a log of ours of which the world knows two branches', () => {
  it('is said again once, whoever is met in whatever order', async () => {
    const { town, amina, bilal, chand, id } = await threeInAGroup();
    town.expectForks(bilal.disk.image.self!.device);
    await says(town, bilal, id, 'zero');
    await town.until('it to be there', () =>
      [amina, chand].every((one) => textsOf(one, id).includes('zero')),
    );
    const copy = bilal.disk.image;
    part(town, [chand], [amina, bilal]);
    await says(town, bilal, id, 'to Amina, one');
    await says(town, bilal, id, 'to Amina, two');
    await town.until('her to have it', () => textsOf(amina, id).includes('to Amina, two'));

    town.rollBack(bilal, copy, false);
    town.paths.unblockAll();
    part(town, [amina], [bilal, chand]);
    await town.comesBack(bilal);
    await town.done(town.conversationBy(bilal, id).open());
    await says(town, bilal, id, 'to Chand');
    await town.until('him to have it', () => textsOf(chand, id).includes('to Chand'));

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
  });
});
