import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryClock, createMemoryIntroducer } from '../../test/support/memory-ports.js';
import { MemoryProbe } from '../../test/support/memory-probe.js';
import { Town } from '../../test/support/town.js';
import { readDeviceId, type DeviceId } from '../protocol/ids.js';
import { NO_ICE_SERVERS, type IceServers } from '../protocol/ice-servers.js';
import type { Peer, PeerEvents, Peers, Route } from './ports.js';
import { Traffic, type TrafficRow } from './traffic.js';

const deviceOf = (seed: number): DeviceId =>
  readDeviceId(new Uint8Array(32).map((_, i) => (i === 0 ? seed : i)))!;
const [BILAL, STRANGER] = [deviceOf(1), deviceOf(2)];
const ICE: IceServers = {
  stun: ['stun:10.0.0.1:3478'],
  turn: {
    urls: ['turn:10.0.0.2:3478', 'turn:10.0.0.2:3478?transport=tcp', 'turns:relay.example.gov:443'],
    username: 'u',
    credential: 'c',
    ttlS: 600,
  },
};
const DIRECT: Route = {
  path: 'direct',
  transport: 'udp',
  localAddress: '10.1.0.1',
  remoteAddress: '10.1.0.2',
  sentBytes: 0,
  receivedBytes: 0,
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

function counting() {
  const clock = createMemoryClock(1_000_000);
  const probe = new MemoryProbe();
  const traffic = new Traffic(
    clock,
    () => Promise.resolve(probe),
    (device) => (device === BILAL ? 'Bilal' : null),
  );
  const opened: { events: PeerEvents; route: Route | null }[] = [];
  const peers: Peers = {
    prepare: () => {},
    open: (_, events) => {
      const end = { events, route: null as Route | null };
      opened.push(end);
      return {
        signal: () => {},
        send: () => Promise.resolve(),
        route: () => Promise.resolve(end.route),
        close: () => void (end.route = null),
      };
    },
  };
  const nobody: PeerEvents = { onSignal: () => {}, onOpen: () => {}, onFrame: () => {}, onClose: () => {} };
  /** Opens a connection by a route, as if it had been dialled. */
  const open = async (device: DeviceId, route: Route, ice = NO_ICE_SERVERS) => {
    const peer: Peer = traffic.peersTo(() => device, peers).open({ initiator: true, ice }, nobody);
    const end = opened.at(-1)!;
    end.route = route;
    end.events.onOpen({ local: new Uint8Array(32), remote: new Uint8Array(32) });
    await settle();
    return { peer, end };
  };
  const rows = async (): Promise<readonly TrafficRow[]> => {
    await traffic.refresh();
    return traffic.view.value.rows;
  };
  return { clock, probe, traffic, peers, nobody, open, rows };
}

const brief = ({ kind, address, name, sentBytes, receivedBytes, times }: TrafficRow) =>
  [kind, address, name, sentBytes, receivedBytes, times] as const;

describe('what left this device', () => {
  it('is nothing at first', async () => {
    const { traffic, rows } = counting();
    assert.deepEqual([await rows(), traffic.view.value.sinceMs], [[], 1_000_000]);
  });

  it('has the introducer in it with every byte of every frame, in UTF-8', async () => {
    const { clock, traffic, rows } = counting();
    const introducer = createMemoryIntroducer();
    const heard: string[] = [];
    const connection = traffic.introducer(introducer, 'beep.example:8080').connect({
      onOpen: () => {},
      onFrame: (frame) => heard.push(frame),
      onClose: () => {},
    });
    await settle();
    clock.advance(500);
    connection.send('aé€😀');
    introducer.say('pong');
    await settle();
    assert.deepEqual([introducer.received, heard], [['aé€😀'], ['pong']]);
    assert.deepEqual((await rows()).map(brief), [['introducer', 'beep.example:8080', null, 10, 4, 1]]);
    assert.equal((await rows())[0]!.lastMs, 1_000_500);
    connection.close();
    traffic.introducer(introducer, 'beep.example:8080').connect({
      onOpen: () => {},
      onFrame: () => {},
      onClose: () => {},
    });
    assert.equal((await rows())[0]!.times, 2);
  });

  it('has every server in it that the browser was given, without bytes, since it says none', async () => {
    const { open, rows } = counting();
    await open(BILAL, DIRECT, ICE);
    await open(BILAL, DIRECT, ICE);
    assert.deepEqual(
      (await rows()).map(brief).filter(([kind]) => kind !== 'device'),
      [
        ['stun', '10.0.0.1:3478', null, null, null, 2],
        ['relay', '10.0.0.2:3478', null, null, null, 2],
        ['relay', 'relay.example.gov:443', null, null, null, 2],
      ],
    );
  });

  it('counts a connection by the browser’s own count, and what has passed since', async () => {
    const { open, rows } = counting();
    const { peer, end } = await open(BILAL, { ...DIRECT, sentBytes: 1_000, receivedBytes: 2_000 });
    assert.deepEqual((await rows()).map(brief), [['device', '10.1.0.2', 'Bilal', 1_000, 2_000, 1]]);
    await peer.send(new Uint8Array(50));
    end.events.onFrame(new Uint8Array(70));
    peer.close();
    assert.deepEqual((await rows()).map(brief), [['device', '10.1.0.2', 'Bilal', 1_050, 2_070, 1]]);
  });

  it('loses nothing that passed before the route was known, nor of a connection that closed at once', async () => {
    const { open, rows } = counting();
    const { peer, end } = await open(STRANGER, DIRECT);
    await peer.send(new Uint8Array(50));
    end.events.onFrame(new Uint8Array(70));
    end.events.onClose();
    assert.deepEqual((await rows()).map(brief), [['device', '10.1.0.2', null, 50, 70, 1]]);
  });

  it('says that an address is hidden where the browser hides it', async () => {
    const { open, rows } = counting();
    await open(BILAL, { ...DIRECT, remoteAddress: null, sentBytes: 9, receivedBytes: 8 });
    assert.deepEqual((await rows()).map(brief), [['device', null, 'Bilal', 9, 8, 1]]);
  });

  it('names the relay where packets go to one, whoever’s it is', async () => {
    const { open, rows } = counting();
    const counts = { sentBytes: 9, receivedBytes: 8 };
    for (const [localAddress, remoteAddress, address] of [
      ['10.0.0.2', '10.1.0.2', '10.0.0.2:3478'],
      ['10.1.0.1', '10.0.0.2', '10.0.0.2:3478'],
      ['10.0.0.9', '10.0.0.8', '10.0.0.9'],
      [null, '10.0.0.8', '10.0.0.8'],
    ] as const) {
      const { peer } = await open(
        BILAL,
        { ...DIRECT, path: 'relay', localAddress, remoteAddress, ...counts },
        ICE,
      );
      const found = (await rows())
        .map(brief)
        .filter(([kind, , name]) => kind === 'relay' && name === 'Bilal');
      assert.ok(
        found.some(([, at]) => at === address),
        `${address} is not among ${JSON.stringify(found)}`,
      );
      peer.close();
    }
    assert.equal((await rows()).filter(({ kind }) => kind === 'device').length, 0);
  });

  it('moves with a connection that changes its way, and counts nothing twice', async () => {
    const { open, rows } = counting();
    const { end } = await open(BILAL, { ...DIRECT, sentBytes: 100, receivedBytes: 10 });
    await rows();
    end.route = { ...DIRECT, remoteAddress: '10.1.0.3', sentBytes: 150, receivedBytes: 30 };
    assert.deepEqual(
      new Set((await rows()).map((row) => JSON.stringify(brief(row)))),
      new Set([
        JSON.stringify(['device', '10.1.0.2', 'Bilal', 100, 10, 1]),
        JSON.stringify(['device', '10.1.0.3', 'Bilal', 50, 20, 1]),
      ]),
    );
  });

  it('has the addresses in it that were only tried', async () => {
    const { traffic, peers, nobody, rows } = counting();
    const peer = traffic
      .peersTo(() => STRANGER, peers)
      .open({ initiator: false, ice: NO_ICE_SERVERS }, nobody);
    peer.signal(
      [
        'v=0',
        'a=candidate:1 1 udp 5 10.1.0.7 4 typ host',
        'a=candidate:2 1 udp 5 a.local 4 typ host',
        'a=candidate:3 1 udp 5 fd00::7 4 typ srflx',
      ].join('\r\n'),
    );
    assert.deepEqual((await rows()).map(brief), [
      ['device', '10.1.0.7', null, 0, 0, 1],
      ['device', 'fd00::7', null, 0, 0, 1],
    ]);
  });

  it('says of a way that the browser hides which addresses that device gave, and calls none of them unused', async () => {
    const { open, rows } = counting();
    const other = await open(STRANGER, DIRECT);
    other.peer.signal('a=candidate:1 1 udp 5 10.1.0.9 4 typ host');
    const { peer } = await open(BILAL, { ...DIRECT, remoteAddress: null, sentBytes: 30 });
    peer.signal(
      ['10.1.0.7', 'a.local', '10.1.0.8']
        .map((address) => `a=candidate:1 1 udp 5 ${address} 4 typ host`)
        .join('\r\n'),
    );
    const shown = (await rows()).map(({ address, named, sentBytes }) => [address, named, sentBytes]);
    assert.deepEqual(
      new Set(shown.map((row) => JSON.stringify(row))),
      new Set(
        [
          ['10.1.0.2', [], 0],
          ['10.1.0.9', [], 0],
          [null, ['10.1.0.7', '10.1.0.8'], 30],
        ].map((row) => JSON.stringify(row)),
      ),
    );
  });

  it('counts what was opened by hand as going to whoever turned out to be there', async () => {
    const { traffic, peers, nobody, rows } = counting();
    let device: DeviceId | null = null;
    const peer = traffic.peersTo(() => device, peers).open({ initiator: true, ice: NO_ICE_SERVERS }, nobody);
    assert.deepEqual(await rows(), []);
    device = BILAL;
    peer.signal('a=candidate:1 1 udp 5 10.1.0.7 4 typ host');
    assert.deepEqual((await rows()).map(brief), [['device', '10.1.0.7', 'Bilal', 0, 0, 1]]);
  });

  it('has in it what the page fetched', async () => {
    const { probe, rows } = counting();
    probe.page = [{ host: 'beep.example:8080', receivedBytes: 70_000, times: 12, lastMs: 999 }];
    assert.deepEqual(await rows(), [
      {
        kind: 'app',
        address: 'beep.example:8080',
        named: [],
        name: null,
        sentBytes: null,
        receivedBytes: 70_000,
        times: 12,
        lastMs: 999,
      },
    ]);
  });

  it('forgets the device that was tried longest ago when there are too many, and says so', async () => {
    const { clock, traffic, peers, nobody, open, rows } = counting();
    await open(BILAL, DIRECT);
    for (let i = 0; i < 1_030; i++) {
      clock.advance(1);
      const peer = traffic
        .peersTo(() => STRANGER, peers)
        .open({ initiator: false, ice: NO_ICE_SERVERS }, nobody);
      peer.signal(`a=candidate:1 1 udp 5 10.9.${i >> 8}.${i % 256} 4 typ host`);
    }
    const shown = await rows();
    assert.deepEqual([shown.length, traffic.view.value.isCut], [1_024, true]);
    assert.ok(
      shown.some(({ address }) => address === '10.1.0.2'),
      'what is in use is kept',
    );
    assert.ok(!shown.some(({ address }) => address === '10.9.0.0'));
    assert.ok(shown.some(({ address }) => address === '10.9.4.5'));
  });

  it('is, of two people who chat, the introducer and the other’s device, and nothing else', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    await town.says(amina, bilal, 'to nobody else');
    await town.until('delivery', () => town.states(amina, bilal)[0] === 'delivered');
    await town.done(amina.beep!.network!.readTraffic());
    const rows = amina.beep!.network!.traffic.value.rows;
    assert.deepEqual(
      rows.map(({ kind, address, name }) => [kind, address, name]),
      [
        ['introducer', 'localhost:8080', null],
        ['device', null, 'Bilal'],
      ],
    );
    for (const { sentBytes, receivedBytes } of rows) assert.ok(sentBytes! > 100 && receivedBytes! > 100);
  });
});
