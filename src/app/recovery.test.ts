import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Device } from '../../test/sim/device.js';
import { Town } from '../../test/support/town.js';

/** The words of somebody, as they wrote them down. */
async function wordsOf(town: Town, device: Device): Promise<string> {
  const words = await town.done(device.beep!.recovery!.reveal());
  assert.ok(words.ok);
  return words.value.join(' ');
}

/** A device on which somebody begins with their 24 words. */
async function withWords(town: Town, name: string, words: string): Promise<Device> {
  const device = town.newcomer(name);
  device.start();
  await town.until('the first screen', () => device.phase === 'welcome');
  const started = town.done(device.beep!.getStarted('Amina', words));
  await town.until('the app', () => device.phase === 'ready');
  await town.isOnline(device);
  assert.ok((await started).ok);
  return device;
}

const MINUTES = 60_000;
const HOURS = 60 * MINUTES;

/** Amina and Bilal have talked; then Amina’s device is lost. */
async function lost() {
  const town = new Town();
  const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
  await town.meet(amina, bilal);
  await town.says(amina, bilal, 'mine');
  await town.says(bilal, amina, 'yours');
  await town.until(
    'both',
    () => town.texts(amina, bilal).length === 2 && town.texts(bilal, amina).length === 2,
  );
  const words = await wordsOf(town, amina);
  amina.kill();
  return { town, amina, bilal, words };
}

describe('24 words', () => {
  it('make the same person on a new device, who is found by those they knew, with what both had said', async () => {
    const { town, amina, bilal, words } = await lost();
    const again = await withWords(town, 'Amina again', words);
    assert.equal(again.person, amina.person);
    await town.until('Bilal', () => town.areLinked(again, bilal), 20 * MINUTES);
    await town.until('history', () => town.texts(again, bilal).length === 2);
    const { messages } = town.talk(again, bilal).view.value;
    assert.deepEqual(
      messages.map(({ text, own }) => [text, own]),
      [
        ['mine', true],
        ['yours', false],
      ],
    );
    const [chat] = again.beep!.conversations.value;
    assert.deepEqual([chat?.isRequest, chat?.name], [false, 'Bilal']);
    await town.until('a contact', () => again.beep!.people.value.some(({ name }) => name === 'Bilal'));
    await town.says(again, bilal, 'from the new one');
    await town.says(bilal, again, 'I see');
    await town.until(
      'delivery',
      () => town.states(again, bilal).at(-2) === 'delivered' && town.texts(again, bilal).length === 4,
    );
    const { messages: seen, deviceEvents } = town.talk(bilal, again).view.value;
    assert.deepEqual(
      seen.map(({ text, own }) => [text, own]),
      [
        ['mine', false],
        ['yours', true],
        ['from the new one', false],
        ['I see', true],
      ],
    );
    assert.deepEqual(deviceEvents.map(({ what }) => what.kind).sort(), ['device-added', 'device-ended']);
  });

  it('are found as soon by somebody whose app has been open for hours, trying the device that was lost', async () => {
    const { town, bilal, words } = await lost();
    await town.pass(3 * HOURS);
    const again = await withWords(town, 'Amina again', words);
    await town.until('Bilal', () => town.areLinked(again, bilal), 5 * MINUTES);
    await town.until('history', () => town.texts(again, bilal).length === 2);
  });

  it('end the device that was lost: nobody who has heard of it talks to it, and whenever it is switched on it says so itself', async () => {
    const { town, amina, bilal, words } = await lost();
    const again = await withWords(town, 'Amina again', words);
    await town.until('Bilal', () => town.areLinked(again, bilal), 20 * MINUTES);
    await town.pass(24 * 60 * MINUTES);
    await town.comesBack(amina);
    await town.until('the end of the old one', () => amina.phase === 'ended', 60 * MINUTES);
    assert.ok(town.areLinked(again, bilal));
    assert.equal(again.phase, 'ready');
  });

  it('end the device that was lost also while somebody uses it, and the people it is linked with turn to the new one', async () => {
    const { town, amina, bilal, words } = await lost();
    await town.comesBack(amina);
    await town.until('the link', () => town.areLinked(amina, bilal));
    const again = await withWords(town, 'Amina again', words);
    await town.until('the end of the old one', () => amina.phase === 'ended', 2 * MINUTES);
    await town.until('Bilal', () => town.areLinked(again, bilal), 20 * MINUTES);
    amina.kill();
    await town.comesBack(amina);
    assert.equal(amina.phase, 'ended'); // for good
    assert.deepEqual(amina.beep!.phase.value.kind === 'ended' && amina.beep!.phase.value.name, 'Amina');
    await town.pass(MINUTES);
    assert.ok(town.areLinked(again, bilal));
  });

  it('never make two devices take turns in ending each other: the later stays, and the other says so', async () => {
    const { town, bilal, words } = await lost();
    const first = await withWords(town, 'Amina first', words);
    await town.pass(2_000);
    const second = await withWords(town, 'Amina second', words);
    await town.until('one end', () => first.phase === 'ended', 5 * MINUTES);
    await town.until('Bilal', () => town.areLinked(second, bilal), 20 * MINUTES);
    const number = second.disk.image.self!.manifest;
    await town.pass(10 * MINUTES);
    assert.equal(second.phase, 'ready');
    assert.deepEqual(second.disk.image.self!.manifest, number);
  });

  it('take an ended device back with what is on it, and end the other in its turn', async () => {
    const { town, amina, bilal, words } = await lost();
    await town.comesBack(amina);
    const again = await withWords(town, 'Amina again', words);
    await town.until('the end of the old one', () => amina.phase === 'ended', 2 * MINUTES);
    const other = await wordsOf(town, bilal);
    assert.deepEqual(await town.done(amina.beep!.reclaim(other)), { ok: false, error: 'words-not-ours' });
    assert.deepEqual(await town.done(amina.beep!.reclaim('no words')), { ok: false, error: 'words-wrong' });
    const reclaimed = town.done(amina.beep!.reclaim(words));
    await town.until('the app', () => amina.phase === 'ready');
    assert.ok((await reclaimed).ok);
    await town.isOnline(amina);
    assert.equal(town.texts(amina, bilal).length, 2);
    await town.until('the end of the other', () => again.phase === 'ended', 5 * MINUTES);
    await town.until('Bilal', () => town.areLinked(amina, bilal), 20 * MINUTES);
  });

  it('are what the person says of them: put off for a week, then reminded of, written down', async () => {
    const town = new Town();
    const amina = await town.person('Amina');
    const seen = () => amina.beep!.recovery!.view.value;
    assert.deepEqual(seen(), { kind: 'unseen' });
    assert.ok((await town.done(amina.beep!.recovery!.putOff())).ok);
    assert.deepEqual(seen(), { kind: 'later', isDue: false });
    amina.kill();
    await town.comesBack(amina);
    assert.deepEqual(seen(), { kind: 'later', isDue: false });
    await town.pass(7 * 24 * 60 * MINUTES);
    assert.deepEqual(seen(), { kind: 'later', isDue: true });
    assert.ok((await town.done(amina.beep!.recovery!.keep())).ok);
    amina.kill();
    await town.comesBack(amina);
    assert.deepEqual(seen(), { kind: 'kept' });
  });

  it('say what is wrong with them before anything is made', async () => {
    const town = new Town();
    const amina = town.newcomer('Amina');
    amina.start();
    await town.until('the first screen', () => amina.phase === 'welcome');
    assert.deepEqual(await amina.beep!.readWords('abandon'), { kind: 'short', count: 1 });
    const started = await town.done(amina.beep!.getStarted('Amina', 'abandon '.repeat(24)));
    assert.deepEqual(started, { ok: false, error: 'words-wrong' });
    assert.equal(amina.phase, 'welcome');
    assert.equal(amina.disk.image.self, null);
  });

  it('say so where their list cannot be fetched, and nothing is made', async () => {
    const town = new Town((ports) => ({
      ...ports,
      loadWords: () => Promise.reject(new TypeError('no network')),
    }));
    const [amina, bilal] = [await town.person('Amina'), town.newcomer('Bilal')];
    assert.deepEqual(await town.done(amina.beep!.recovery!.reveal()), { ok: false, error: 'words-away' });
    assert.deepEqual(await town.done(amina.beep!.reclaim('abandon')), { ok: false, error: 'words-away' });
    bilal.start();
    await town.until('the first screen', () => bilal.phase === 'welcome');
    const started = await town.done(bilal.beep!.getStarted('Bilal', 'abandon'));
    assert.deepEqual([started, bilal.phase], [{ ok: false, error: 'words-away' }, 'welcome']);
  });

  it('bring groups back from those in them', async () => {
    const { town, amina, bilal, words } = await lost();
    void amina;
    const group = await town.done(
      bilal.beep!.createGroup({ type: 'group', name: 'Budget', history: 'all', members: [amina.person!] }),
    );
    assert.ok(group.ok);
    const again = await withWords(town, 'Amina again', words);
    await town.until(
      'the group',
      () => again.beep!.conversations.value.some(({ name }) => name === 'Budget'),
      20 * MINUTES,
    );
  });
});
