import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Stranger } from '../../test/support/stranger.js';
import { Town } from '../../test/support/town.js';
import type { Device } from '../../test/sim/device.js';
import { openCard, type VerifiedCard } from '../protocol/card.js';
import { parseContactLink } from '../protocol/contact-link.js';
import type { Batch, Clock, Repo } from './ports.js';

const DAY_MS = 86_400_000;

function cardOf(link: string): VerifiedCard {
  const parsed = parseContactLink(link);
  return (parsed.ok ? openCard(parsed.value.card.bytes) : null)!;
}

/** A store whose commits take so long that anything may happen meanwhile. */
function slowly(repo: Repo, clock: Clock, delayMs: number): Repo {
  const commit = async (batch: Batch): Promise<void> => {
    await new Promise<void>((resolve) => clock.after(delayMs, resolve));
    return repo.commit(batch);
  };
  return new Proxy(repo, {
    get(target, key) {
      if (key === 'commit') return commit;
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const standing = (device: Device, peer: Device) => device.conversation(peer)?.view.value.standing;

describe('a contact link', () => {
  it('brings two people together by one use, and each sees the other’s name', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    const link = await town.linkOf(amina);
    const added = await town.done(bilal.beep!.addContact(link));
    assert.ok(added.ok);
    assert.equal(standing(bilal, amina), 'waiting');
    await town.until('both to be linked', () => town.areLinked(amina, bilal));
    assert.deepEqual(
      [amina, bilal].map(({ beep }) => beep!.conversations.value.map(({ name, online }) => [name, online])),
      [[['Bilal', true]], [['Amina', true]]],
    );
    assert.deepEqual(
      [amina, bilal].map(({ beep }) => beep!.connection.value.peers),
      [1, 1],
    );
  });

  it('works when the one who made it comes back later', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    const link = await town.linkOf(amina);
    amina.kill();
    await town.done(bilal.beep!.addContact(link));
    await town.pass(30_000);
    assert.equal(standing(bilal, amina), 'waiting');
    await town.comesBack(amina);
    await town.until('both to be linked', () => town.areLinked(amina, bilal));
  });

  it('is turned down when somebody else has used it', async () => {
    const town = new Town();
    const [amina, bilal, zara] = [
      await town.person('Amina'),
      await town.person('Bilal'),
      await town.person('Zara'),
    ];
    const link = await town.linkOf(amina);
    await town.done(bilal.beep!.addContact(link));
    await town.until('Amina and Bilal to meet', () => town.areLinked(amina, bilal));
    await town.done(zara.beep!.addContact(link));
    await town.until('the refusal', () => standing(zara, amina) === 'refused-used');
    assert.equal(amina.conversation(zara), null);

    // A fresh one takes its place.
    await town.done(zara.beep!.addContact(await town.linkOf(amina)));
    await town.until('Amina and Zara to meet', () => town.areLinked(amina, zara));
    assert.ok(town.areLinked(amina, bilal));
  });

  it('lets in one of two who use it at the same moment', async () => {
    const town = new Town((ports, device) =>
      device === 'Amina' ? { ...ports, repo: slowly(ports.repo, ports.clock, 3_000) } : ports,
    );
    const [amina, bilal, zara] = [
      await town.person('Amina'),
      await town.person('Bilal'),
      await town.person('Zara'),
    ];
    const link = await town.linkOf(amina);
    void bilal.beep!.addContact(link);
    void zara.beep!.addContact(link);
    await town.until('one of them', () => town.areLinked(amina, bilal) || town.areLinked(amina, zara));
    await town.pass(120_000);
    const met = [bilal, zara].filter((guest) => town.areLinked(amina, guest));
    const other = met[0] === bilal ? zara : bilal;
    assert.deepEqual([met.length, standing(other, amina)], [1, 'refused-used']);
    assert.equal(amina.beep!.conversations.value.length, 1);
  });

  it('is turned down after a week', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    const link = await town.linkOf(amina);
    amina.machine.skewMs = 7 * DAY_MS + 60_000;
    await town.done(bilal.beep!.addContact(link));
    await town.until('the refusal', () => standing(bilal, amina) === 'refused-expired');
  });

  it('works between clocks that are years apart', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina', 3_000 * DAY_MS), await town.person('Bilal')];
    await town.meet(amina, bilal);
    await town.says(bilal, amina, 'what day is it?');
    await town.until('delivery', () => town.states(bilal, amina)[0] === 'delivered');
  });

  it('cannot be refused by anybody but the one who made it', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    const link = await town.linkOf(amina);
    amina.kill();
    // Mallory has seen the link, and pretends to be whoever listens where Amina does.
    const mallory = new Stranger(town, 'Mallory');
    const { device, rendezvous, intro } = cardOf(link);
    await mallory.listen();
    mallory.refuseFor({ rendezvous, intro: intro!, device }, 'intro-used');
    await town.done(bilal.beep!.addContact(link));
    await town.until('a forged refusal', () => mallory.forged > 0);
    await town.pass(5_000);
    assert.equal(standing(bilal, amina), 'waiting');
  });
});

describe('links', () => {
  it('settle on one when both sides dial at once', async () => {
    for (let round = 0; round < 5; round++) {
      const town = new Town();
      const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
      await town.meet(amina, bilal);
      await town.pass(round * 37);
      for (const device of [amina, bilal]) device.kill();
      for (const device of [amina, bilal]) device.start();
      await town.until('both to be ready', () => [amina, bilal].every(({ phase }) => phase === 'ready'));
      await town.isOnline(amina);
      await town.isOnline(bilal);
      await town.until('both to be linked', () => town.areLinked(amina, bilal));
      await town.pass(30_000);
      assert.equal(town.network.openBetween('Amina', 'Bilal'), 1);
    }
  });

  it('are left alone by whatever the introducer repeats or makes up', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    let ups = 0;
    amina.beep!.connection.subscribe(() => ups++);
    for (let i = 0; i < 300; i++) {
      town.introducer.mutter();
      await town.pass(20);
    }
    assert.deepEqual([ups, town.network.openBetween('Amina', 'Bilal')], [0, 1]);
    await town.says(amina, bilal, 'still here?');
    await town.until('delivery', () => town.states(amina, bilal)[0] === 'delivered', 10_000);
  });

  it('live on while the introducer is dead', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    town.introducer.die();
    await town.until('Amina to notice', () => amina.beep!.connection.value.introducer !== 'connected');
    await town.pass(300_000);
    await town.says(amina, bilal, 'we need nobody');
    await town.until('delivery', () => town.states(amina, bilal)[0] === 'delivered', 10_000);
  });

  it('are noticed to be half-open by the side that slept', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    bilal.sleep(true);
    await town.pass(60_000);
    assert.equal(standing(amina, bilal), 'away');
    bilal.wake(true);
    await town.until('both to be linked again', () => town.areLinked(amina, bilal), 20_000);
  });

  it('are there again within 15 s of the way between two being open, however long it was not', async () => {
    for (const [direction, minutes] of [
      ['both', 5],
      ['both', 6],
      ['both', 7],
      ['one', 20],
      ['one', 21],
    ] as const) {
      const town = new Town();
      const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
      await town.meet(amina, bilal);
      town.paths.block('Amina', 'Bilal');
      if (direction === 'both') town.paths.block('Bilal', 'Amina');
      await town.until('both to notice', () => standing(amina, bilal) === 'away', 30_000);
      await town.pass(minutes * 60_000);
      town.paths.unblockAll();
      await town.until('both to be linked again', () => town.areLinked(amina, bilal), 15_000);
    }
  });

  it('are there again within 15 s of the network being whole, however long it was not', async () => {
    for (const seconds of [20, 45, 120, 600]) {
      const town = new Town();
      const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
      await town.meet(amina, bilal);
      const cut = ['Bilal', 'introducer'].flatMap((other) => [
        ['Amina', other],
        [other, 'Amina'],
      ]);
      for (const [from, to] of cut) town.paths.block(from!, to!);
      await town.pass(seconds * 1_000);
      town.paths.unblockAll();
      await town.until(`both to be linked after ${seconds} s`, () => town.areLinked(amina, bilal), 15_000);
    }
  });

  it('are there within 15 s of the introducer’s return, whatever was lost with it', async () => {
    for (let delayMs = 0; delayMs < 1_000; delayMs += 100) {
      const town = new Town();
      const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
      await town.meet(amina, bilal);
      bilal.kill();
      bilal.start();
      await town.until('Bilal to be ready', () => bilal.phase === 'ready');
      await town.isOnline(bilal);
      await town.pass(delayMs);
      town.introducer.die('dead', 1);
      await town.pass(1_000);
      town.introducer.die('well', 1);
      await town.until(`both to be linked (${delayMs} ms)`, () => town.areLinked(amina, bilal), 15_000);
    }
  });

  it('are renewed every hour without a gap', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    const seen = new Set<string | undefined>();
    town.talk(amina, bilal).view.subscribe(() => seen.add(standing(amina, bilal)));
    const before = town.network.opened;
    await town.pass(3_700_000);
    assert.equal(town.network.opened - before, 1);
    assert.equal(town.network.openBetween('Amina', 'Bilal'), 1);
    assert.ok(!seen.has('away'));
  });

  it('are found again by a secret of the last one when prekeys are months old', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    await town.pass(5_000);
    for (const device of [amina, bilal]) device.kill();
    for (const device of [amina, bilal]) device.machine.skewMs = 120 * DAY_MS;
    town.introducer.dayShift = 120;
    town.introducer.die('well');
    // Amina makes new prekeys on each of three days, and Bilal hears nothing of them.
    for (let day = 0; day < 3; day++) {
      amina.machine.skewMs = (120 + day) * DAY_MS;
      await town.comesBack(amina);
      await town.pass(1_000);
      if (day < 2) amina.kill();
    }
    await town.comesBack(bilal);
    await town.until('both to be linked', () => town.areLinked(amina, bilal), 120_000);
  });

  it('are refused where somebody sits between the two channels, and the screen names who was meant', async () => {
    let isTapped = false;
    const town = new Town((ports, device) =>
      device !== 'Amina'
        ? ports
        : {
            ...ports,
            peers: {
              ...ports.peers,
              open: (options, events) =>
                ports.peers.open(options, {
                  ...events,
                  onSignal: (sdp) => events.onSignal(sdp),
                  onFrame: (frame) => events.onFrame(frame),
                  onClose: () => events.onClose(),
                  onOpen: ({ local, remote }) =>
                    events.onOpen({ local, remote: isTapped ? remote.map((byte) => byte ^ 1) : remote }),
                }),
            },
          },
    );
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    isTapped = true;
    bilal.kill();
    await town.until('Amina to notice', () => standing(amina, bilal) === 'away');
    await town.says(amina, bilal, 'for your eyes only');
    await town.comesBack(bilal);
    const alerts = () => [amina, bilal].map(({ beep }) => beep!.alert.value);
    await town.until('an alarm', () => alerts().some((alert) => alert?.fault === 'peer-mismatch'));
    await town.pass(60_000);
    assert.ok(!town.areLinked(amina, bilal));
    assert.deepEqual(town.texts(bilal, amina), []);
    const names = alerts().map((alert) => alert && [alert.fault, alert.name]);
    for (const [i, name] of names.entries())
      if (name) assert.deepEqual(name, ['peer-mismatch', i === 0 ? 'Bilal' : 'Amina']);
    isTapped = false;
    await town.until('both to be linked', () => town.areLinked(amina, bilal), 120_000);
  });
});
