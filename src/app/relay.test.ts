import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RelayTown } from '../../test/support/relay-town.js';
import type { Device } from '../../test/sim/device.js';
import { offersRelay } from './attempt.js';

const MINUTE_MS = 60_000;

const path = (device: Device, peer: Device) => device.conversation(peer)?.view.value.path;

async function aminaAndBilal(relayTown: RelayTown) {
  const { town } = relayTown;
  const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
  const paths = () => [path(amina, bilal), path(bilal, amina)];
  return { town, amina, bilal, paths };
}

describe('where the introducer names a relay', () => {
  it('a direct way is looked for alone, and taken', async () => {
    const relayTown = new RelayTown();
    const { town, amina, bilal, paths } = await aminaAndBilal(relayTown);
    await town.meet(amina, bilal);
    await town.pass(2 * 60 * MINUTE_MS);
    assert.deepEqual(paths(), ['direct', 'direct']);
    assert.deepEqual(new Set(relayTown.attempts.map(({ relay }) => relay)), new Set([false]));
  });

  it('two who answer each other and find no direct way are linked through it within ten seconds', async () => {
    const relayTown = new RelayTown();
    const { town, amina, bilal, paths } = await aminaAndBilal(relayTown);
    relayTown.isDirectOpen = false;
    const link = await town.linkOf(amina);
    const startMs = town.world.nowMs;
    void bilal.beep!.addContact(link);
    await town.until('both to be linked', () => town.areLinked(amina, bilal));
    assert.ok(town.world.nowMs - startMs < 10_000, `${town.world.nowMs - startMs} ms`);
    await town.until('both to know', () => paths().every((one) => one === 'relay'));
    assert.deepEqual(relayTown.dials(), [false, true]);
    // Whoever answers relays too: where only TCP passes, one of them is not enough.
    assert.deepEqual(
      relayTown.attempts.map(({ relay }) => relay),
      [false, false, true, true],
    );
    await town.says(bilal, amina, 'by a roundabout way');
    await town.until('delivery', () => town.states(bilal, amina)[0] === 'delivered');
  });

  it('a link through it makes way for a direct one within minutes of that being possible, without a gap', async () => {
    const relayTown = new RelayTown();
    const { town, amina, bilal, paths } = await aminaAndBilal(relayTown);
    relayTown.isDirectOpen = false;
    await town.meet(amina, bilal);
    await town.pass(10_000);
    const seen = new Set<string | undefined>();
    town.talk(amina, bilal).view.subscribe(() => seen.add(town.talk(amina, bilal).view.value.standing));
    const before = relayTown.attempts.length;
    await town.pass(21 * MINUTE_MS);
    // Looked for now and again, at no cost to the relay, and the link stands meanwhile.
    assert.deepEqual(paths(), ['relay', 'relay']);
    assert.deepEqual(relayTown.dials(before), [false, false, false, false]);
    relayTown.isDirectOpen = true;
    await town.until('a direct link', () => paths().every((one) => one === 'direct'), 6 * MINUTE_MS);
    await town.until('the end of the other', () => town.network.openBetween('Amina', 'Bilal') === 1, 10_000);
    await town.pass(2 * 60 * MINUTE_MS);
    assert.ok(!seen.has('away'));
    assert.deepEqual(new Set(relayTown.dials(before)), new Set([false]));
  });

  it('a link through it is renewed every hour like any other', async () => {
    const relayTown = new RelayTown();
    const { town, amina, bilal, paths } = await aminaAndBilal(relayTown);
    relayTown.isDirectOpen = false;
    await town.meet(amina, bilal);
    const opened = town.network.opened;
    await town.pass(61 * MINUTE_MS);
    assert.equal(town.network.opened - opened, 1);
    assert.deepEqual(paths(), ['relay', 'relay']);
  });

  it('it is not asked by credentials that have run out', async () => {
    const relayTown = new RelayTown();
    relayTown.turn = { ...relayTown.turn!, ttlS: 60 };
    const { town, amina, bilal } = await aminaAndBilal(relayTown);
    await town.pass(61_000);
    relayTown.isDirectOpen = false;
    await town.done(bilal.beep!.addContact(await town.linkOf(amina)));
    await town.pass(5 * MINUTE_MS);
    assert.ok(relayTown.dials().length > 3);
    assert.deepEqual(new Set(relayTown.attempts.map(({ relay }) => relay)), new Set([false]));
    assert.ok(!town.areLinked(amina, bilal));
  });

  it('both ways are tried in turn while neither leads anywhere', async () => {
    const relayTown = new RelayTown();
    const { town, amina, bilal, paths } = await aminaAndBilal(relayTown);
    relayTown.isDirectOpen = relayTown.isRelayUp = false;
    await town.done(bilal.beep!.addContact(await town.linkOf(amina)));
    await town.pass(2 * MINUTE_MS);
    assert.deepEqual(relayTown.dials().slice(0, 4), [false, true, false, true]);
    relayTown.isDirectOpen = true;
    await town.until('both to be linked', () => town.areLinked(amina, bilal), 2 * MINUTE_MS);
    await town.until('both to know', () => paths().every((one) => one === 'direct'));
  });

  it('the way to somebody is called barred only when it has found none either', async () => {
    const relayTown = new RelayTown();
    const { town, amina, bilal } = await aminaAndBilal(relayTown);
    relayTown.isDirectOpen = relayTown.isRelayUp = false;
    await town.done(bilal.beep!.addContact(await town.linkOf(amina)));
    const obstacle = () => {
      const reach = bilal.beep!.network!.reachOf(town.talk(bilal, amina).view.value.person!);
      return 'obstacle' in reach ? reach.obstacle : null;
    };
    await town.until('the relay to be tried', () => relayTown.dials().length === 2);
    assert.equal(obstacle(), null);
    await town.until('both to have failed', () => obstacle() === 'no-way', 2 * MINUTE_MS);
    assert.deepEqual(relayTown.dials().slice(0, 2), [false, true]);
    relayTown.isDirectOpen = true;
    await town.until('both to be linked', () => town.areLinked(amina, bilal), 2 * MINUTE_MS);
    assert.equal(obstacle(), null);
  });

  it('nobody who is away is looked for through it', async () => {
    const relayTown = new RelayTown();
    const { town, amina, bilal } = await aminaAndBilal(relayTown);
    await town.meet(amina, bilal);
    amina.kill();
    const before = relayTown.attempts.length;
    await town.pass(5 * MINUTE_MS);
    assert.ok(relayTown.dials(before).length > 2);
    assert.deepEqual(new Set(relayTown.dials(before)), new Set([false]));
  });
});

describe('where there is no relay', () => {
  it('two who answer each other have all the time that a link may take', async () => {
    const relayTown = new RelayTown();
    relayTown.turn = null;
    const { town, amina, bilal } = await aminaAndBilal(relayTown);
    relayTown.isDirectOpen = false;
    await town.done(bilal.beep!.addContact(await town.linkOf(amina)));
    await town.until('the first attempt', () => relayTown.attempts.length === 2);
    await town.pass(14_000);
    assert.equal(relayTown.attempts.length, 2);
    await town.until('the next', () => relayTown.attempts.length > 2);
  });
});

describe('a session description', () => {
  it('offers a relay in a candidate line, and nowhere else', () => {
    const relay = 'a=candidate:3 1 udp 41886207 10.0.0.9 50000 typ relay raddr 0.0.0.0 rport 0';
    assert.equal(offersRelay(`v=0\r\n${relay}\r\n`), true);
    assert.equal(offersRelay('v=0\r\ns= typ relay\r\na=candidate:1 1 udp 1 10.0.0.2 5 typ host\r\n'), false);
  });
});
