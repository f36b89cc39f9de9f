import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Device } from '../../test/sim/device.js';
import { Town } from '../../test/support/town.js';
import { SHOWN_FROM, STALLED_AFTER_MS, type CatchingUp } from './catch-up.js';

/** More than is stored at once. */
const MISSED = 4 * SHOWN_FROM;

/** Bilal is away while Amina writes all this. `shown` is what his screen says of it from then on, each once. */
async function afterABacklog() {
  const town = new Town();
  const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
  await town.meet(amina, bilal);
  bilal.kill();
  for (let i = 0; i < MISSED; i++) await town.says(amina, bilal, `message ${i}`);
  const shown: CatchingUp[] = [];
  /** Switches his device on, and watches. */
  const comesBack = async (): Promise<void> => {
    bilal.start();
    // Not until the introducer has him: by then he may have been called, and given some of it.
    await town.until('his screen', () => bilal.phase === 'ready');
    const { view } = town.talk(bilal, amina);
    view.subscribe(() => {
      const { catchingUp } = view.value;
      if (catchingUp && shown.at(-1) !== catchingUp) shown.push(catchingUp);
      assert.ok((catchingUp?.done ?? 0) <= stored(bilal), 'what is not on disk is not done');
    });
  };
  return { town, amina, bilal, shown, comesBack };
}

const stored = (device: Device): number => device.disk.image.entries.size;
const isShown = (town: Town, bilal: Device, amina: Device): boolean =>
  town.talk(bilal, amina).view.value.catchingUp !== null;

describe('catching up', () => {
  it('shows how much there is and how much of it has come, until all is there', async () => {
    const { town, amina, bilal, shown, comesBack } = await afterABacklog();
    await comesBack();
    await town.until('all of it', () => stored(bilal) === MISSED);
    await town.until('the end of it', () => !isShown(town, bilal, amina));
    assert.ok(
      shown.some(({ done, total }) => done > 0 && done < total),
      'it was shown on the way',
    );
    assert.deepEqual([...new Set(shown.map(({ total }) => total))], [MISSED]);
    const done = shown.map((one) => one.done);
    assert.deepEqual(
      done,
      done.toSorted((a, b) => a - b),
    );
    assert.deepEqual(town.talk(bilal, amina).view.value.missing, []);
  });

  it('stops saying so once nothing comes any more, and goes on with what is left', async () => {
    const { town, amina, bilal, shown, comesBack } = await afterABacklog();
    await comesBack();
    await town.until('the first of it', () => stored(bilal) > 0 && stored(bilal) < SHOWN_FROM / 2);
    town.paths.block('Amina', 'Bilal');
    await town.until('it to be shown', () => isShown(town, bilal, amina));
    await town.until('the end of patience', () => !isShown(town, bilal, amina), 2 * STALLED_AFTER_MS);
    const left = MISSED - stored(bilal);
    assert.ok(left > SHOWN_FROM);
    shown.length = 0;
    town.paths.unblock('Amina', 'Bilal');
    await town.until(
      'all of it',
      () => (town.talk(bilal, amina).refresh(), stored(bilal) === MISSED),
      120_000,
    );
    assert.deepEqual([...new Set(shown.map(({ total }) => total))], [left]);
  });

  it('counts nothing as done for which there was no room, and counts anew once there is', async () => {
    const { town, amina, bilal, shown, comesBack } = await afterABacklog();
    await comesBack();
    await town.until('the first of it', () => stored(bilal) > 0);
    bilal.disk.isFull = true;
    await town.until('the lack of room to show', () => bilal.beep!.alert.value?.fault === 'storage-full');
    town.talk(bilal, amina).refresh();
    assert.ok(!isShown(town, bilal, amina));
    const left = MISSED - stored(bilal);
    shown.length = 0;
    bilal.disk.isFull = false;
    await town.until('all of it', () => stored(bilal) === MISSED);
    assert.deepEqual([...new Set(shown.map(({ total }) => total))], [left]);
  });
});
