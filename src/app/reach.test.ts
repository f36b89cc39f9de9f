import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Town } from '../../test/support/town.js';
import type { Device } from '../../test/sim/device.js';
import type { LinkEnd } from './link-session.js';
import { NO_WAY_YET, obstacleOf, reachOf, type AttemptEnd, type Obstacle, type ReachView } from './reach.js';
import type { PeerEvents, Ports } from './ports.js';

const end = (fields: Partial<AttemptEnd>): AttemptEnd => ({
  why: 'closed',
  up: false,
  isOurs: true,
  isOpened: false,
  ...fields,
});

describe('what the end of an attempt tells', () => {
  const table: [Partial<AttemptEnd>, Obstacle | null][] = [
    [{ why: 'late' }, 'unanswered'],
    [{ why: 'closed' }, 'unasked'],
    [{ why: 'no-way' }, 'no-way'],
    [{ why: 'no-way', isOurs: false }, 'no-way'],
    [{ why: 'late', isOpened: true }, 'broken'],
    [{ why: 'closed', isOpened: true }, 'broken'],
    [{ why: 'refused', isOpened: true }, 'unproven'],
    [{ why: 'unwelcome', isOpened: true }, 'unproven'],
    [{ why: 'malformed', isOpened: true }, 'broken'],
    [{ why: 'refused', isOpened: true, isOurs: false }, null],
    [{ why: 'dropped' }, null],
    [{ why: 'dropped', up: true }, null],
    [{ why: 'bye', up: true }, 'left'],
    [{ why: 'closed', up: true, isOpened: true }, 'lost'],
    [{ why: 'silent', up: true, isOpened: true }, 'lost'],
    [{ why: 'bad-record', up: true, isOpened: true }, 'lost'],
  ];
  for (const [fields, obstacle] of table)
    it(`${JSON.stringify(fields)}: ${obstacle ?? 'nothing'}`, () =>
      assert.equal(obstacleOf(end(fields)), obstacle));

  it('is something or nothing for every end there is', () => {
    const ends: readonly LinkEnd[] = [
      'malformed',
      'refused',
      'unwelcome',
      'closed',
      'no-way',
      'bye',
      'silent',
      'flood',
      'bad-frame',
      'bad-record',
      'late',
      'dropped',
    ];
    for (const why of ends)
      for (const up of [true, false]) assert.ok(obstacleOf(end({ why, up })) !== undefined);
  });
});

describe('whether somebody can be reached', () => {
  const table: [string, Parameters<typeof reachOf>, ReachView][] = [
    ['a link', [NO_WAY_YET, 'intro-used', true, false, false], { is: 'linked' }],
    ['somebody blocked', [NO_WAY_YET, 'intro-used', false, false, true], { is: 'unwanted' }],
    [
      'somebody who refused',
      [NO_WAY_YET, 'intro-expired', false, true, false],
      { is: 'refused', reason: 'intro-expired' },
    ],
    [
      'without the introducer',
      [{ ...NO_WAY_YET, obstacle: 'left' }, null, false, true, false],
      { is: 'offline', obstacle: 'left' },
    ],
    [
      'a try that goes on without the introducer',
      [{ ...NO_WAY_YET, isTrying: true }, null, false, true, false],
      { is: 'tried', isNow: true, obstacle: null },
    ],
    [
      'between two tries',
      [{ ...NO_WAY_YET, obstacle: 'no-way' }, null, false, true, true],
      { is: 'tried', isNow: false, obstacle: 'no-way' },
    ],
  ];
  for (const [what, given, view] of table) it(what, () => assert.deepEqual(reachOf(...given), view));
});

const reach = (device: Device, other: Device): ReachView =>
  device.beep!.network!.reachOf(device.conversation(other)!.view.value.person!);
const obstacle = (device: Device, other: Device): Obstacle | null => {
  const view = reach(device, other);
  return 'obstacle' in view ? view.obstacle : null;
};

/** A town in which one device's peer connections do as the story says, from when it says so. */
function aTown(open: (events: PeerEvents) => Partial<PeerEvents>) {
  const story = { isOn: false };
  const town = new Town((ports: Ports, device) =>
    device !== 'Amina'
      ? ports
      : {
          ...ports,
          peers: {
            ...ports.peers,
            open: (options, events) =>
              ports.peers.open(options, story.isOn ? { ...events, ...open(events) } : events),
          },
        },
  );
  return { town, story };
}

describe('why there is no link', () => {
  it('is told of somebody who was there and closed Beep, and then is away', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    assert.equal(reach(amina, bilal).is, 'linked');
    // The last word may be lost with the connection: it is said again until it makes it.
    const said = new Set<Obstacle | null>();
    for (let round = 0; round < 10 && !said.has('left'); round++) {
      if (round > 0) await town.comesBack(bilal);
      await town.until('both to be linked', () => town.areLinked(amina, bilal), 120_000);
      const stopping = bilal.beep!.stop();
      await town.until('Amina to notice', () => reach(amina, bilal).is !== 'linked');
      await town.done(stopping);
      bilal.kill();
      said.add(obstacle(amina, bilal));
    }
    assert.ok(said.has('left'));
    await town.until('nobody to answer', () => obstacle(amina, bilal) === 'unanswered', 120_000);
    await town.comesBack(bilal);
    await town.until('both to be linked', () => town.areLinked(amina, bilal), 120_000);
    assert.equal(reach(amina, bilal).is, 'linked');
  });

  it('is told of somebody whose device went silent', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    bilal.kill();
    await town.until('Amina to notice', () => reach(amina, bilal).is !== 'linked', 60_000);
    assert.equal(obstacle(amina, bilal), 'lost');
  });

  it('is told of somebody whose device answers where no packet finds a way', async () => {
    const { town, story } = aTown((events) => ({
      onOpen: () => {},
      onFrame: () => {},
      onClose: () => events.onClose(),
      onSignal: (sdp) => events.onSignal(sdp),
    }));
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    story.isOn = true;
    bilal.kill();
    await town.until('Amina to notice', () => reach(amina, bilal).is !== 'linked', 60_000);
    await town.comesBack(bilal);
    await town.until('no way', () => obstacle(amina, bilal) === 'no-way', 300_000);
    story.isOn = false;
    await town.until('both to be linked', () => town.areLinked(amina, bilal), 300_000);
  });

  it('is told of somebody who cannot prove who they are', async () => {
    const { town, story } = aTown((events) => ({
      onSignal: (sdp) => events.onSignal(sdp),
      onFrame: (frame) => events.onFrame(frame),
      onClose: () => events.onClose(),
      onOpen: ({ local, remote }) => events.onOpen({ local, remote: remote.map((byte) => byte ^ 1) }),
    }));
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    story.isOn = true;
    bilal.kill();
    await town.until('Amina to notice', () => reach(amina, bilal).is !== 'linked', 60_000);
    await town.comesBack(bilal);
    const isUnproven = (): boolean =>
      obstacle(amina, bilal) === 'unproven' || obstacle(bilal, amina) === 'unproven';
    await town.until('a failed proof', isUnproven, 300_000);
  });

  it('is that the introducer is away, where it is', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    town.introducer.die();
    bilal.kill();
    await town.until('Amina to know', () => reach(amina, bilal).is === 'offline', 120_000);
    assert.equal(obstacle(amina, bilal), 'lost');
  });

  it('is that they turned us down', async () => {
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
    await town.until('the refusal', () => reach(zara, amina).is === 'refused');
    assert.deepEqual(reach(zara, amina), { is: 'refused', reason: 'intro-used' });
  });

  it('is that they are blocked', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    await town.done(town.talk(amina, bilal).block(true));
    await town.until('the end of the link', () => reach(amina, bilal).is === 'unwanted');
  });
});
