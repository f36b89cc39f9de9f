import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Town } from '../../test/support/town.js';
import type { Device } from '../../test/sim/device.js';

const MAX_LIVE = 40;
const CONTACTS = 43;

describe('somebody with more contacts than a device has links', () => {
  it('has forty, drops the longest idle, and reaches whoever is on the screen or lacks a message', async () => {
    const town = new Town();
    const amina = await town.person('Amina');
    const others: Device[] = [];
    for (let n = 0; n < CONTACTS; n++) {
      const other = await town.person(`Other ${n}`);
      await town.meet(amina, other);
      others.push(other);
      assert.ok(amina.beep!.connection.value.peers <= MAX_LIVE);
    }
    assert.equal(amina.beep!.connection.value.peers, MAX_LIVE);
    const out = others.filter((other) => !town.areLinked(amina, other));
    // Nothing was ever said on any of them: those who came first have been idle the longest.
    assert.deepEqual(
      out.map(({ name }) => name),
      ['Other 0', 'Other 1', 'Other 2'],
    );
    // They leave each other in peace, for a minute at first and longer each time: three are left out.
    const { opened } = town.network;
    await town.pass(180_000);
    assert.ok(town.network.opened - opened <= 20, `${town.network.opened - opened} new links`);
    assert.equal(amina.beep!.connection.value.peers, MAX_LIVE);

    const left = others.filter((other) => !town.areLinked(amina, other));
    town.talk(amina, left[0]!).setShown(true);
    await town.until('whom she turns to', () => town.areLinked(amina, left[0]!), 5_000);
    await town.says(amina, left[1]!, 'I have not forgotten you');
    await town.until(
      'delivery to whom she wrote to',
      () => town.states(amina, left[1]!)[0] === 'delivered',
      5_000,
    );
    await town.says(left[2]!, amina, 'Nor have I');
    await town.until(
      'delivery from who wrote to her',
      () => town.states(left[2]!, amina)[0] === 'delivered',
      5_000,
    );
    assert.equal(amina.beep!.connection.value.peers, MAX_LIVE);
    assert.ok(town.areLinked(amina, left[0]!), 'who is on the screen stays linked');
  });
});
