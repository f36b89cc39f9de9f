import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryClock } from '../../test/support/memory-ports.js';
import { MemoryProbe } from '../../test/support/memory-probe.js';
import { Town } from '../../test/support/town.js';
import type { Finding } from '../domain/connection-findings.js';
import type { PersonId } from '../protocol/ids.js';
import type { IceServers, TurnServer } from '../protocol/ice-servers.js';
import { CHECK_WITHIN_MS, ConnectionCheck } from './connection-check.js';
import type { Route } from './ports.js';
import type { IntroducerState, Standing } from './introducer-session.js';
import { NO_WAY_YET, type Way } from './reach.js';
import { Store } from './store.js';

const DAY_MS = 86_400_000;
const STUN = ['stun:10.0.0.1:3478', 'stun:[fd00::1]:3478', 'stun:10.0.0.3:3478', 'stun:10.0.0.4:3478'];
const TURN: TurnServer = {
  urls: [1, 2, 3, 4, 5, 6].map((i) => `turn:10.0.1.${i}:3478`),
  username: 'u',
  credential: 'c',
  ttlS: 600,
};
const ALL: IceServers = { stun: STUN, turn: TURN };

function aCheck(state: IntroducerState['state'] = 'connected', ice: IceServers = { stun: STUN, turn: null }) {
  const clock = createMemoryClock(100 * DAY_MS + 1_000);
  const probe = new MemoryProbe();
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  probe.wait = wait;
  const asked: IceServers[] = [];
  const introducer = {
    state: new Store<IntroducerState>({ state, nonsense: false }),
    standing: 'open' as Standing,
    ice,
    day: state === 'connected' ? 100 : null,
    wakes: 0,
    pongMs: 4 as number | null,
    wake() {
      this.wakes++;
    },
    async roundTrip(withinMs: number): Promise<number | null> {
      await wait(introducer.pongMs ?? withinMs);
      return introducer.pongMs;
    },
  };
  const routes: Route[] = [];
  const ways = new Store<ReadonlyMap<PersonId, Way>>(new Map());
  let loads = (): Promise<MemoryProbe> => Promise.resolve(probe);
  const check = new ConnectionCheck({
    clock,
    loadProbe: () => loads(),
    introducer,
    links: { ways, routes: () => Promise.resolve(routes) },
    onAsked: (servers) => asked.push(servers),
  });
  /** Lets time pass until the check is over, and says how long it took. */
  const done = async (running: Promise<void>): Promise<number> => {
    let isDone = false;
    void running.then(() => (isDone = true));
    const startMs = clock.monotonicMs();
    for (;;) {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      if (isDone) return clock.monotonicMs() - startMs;
      if (clock.monotonicMs() - startMs > 60_000) throw new Error('the check does not end');
      clock.advance(1);
    }
  };
  const found = (about: Finding['about']) =>
    check.view.value.findings.filter((finding) => finding.about === about);
  const break_ = (): void => void (loads = () => Promise.reject(new Error('offline')));
  return { clock, probe, introducer, ways, routes, check, done, found, asked, break_ };
}

describe('a connection check', () => {
  it('asks every server by itself, at most two at once, and says in one order who answered', async () => {
    const { probe, check, done, found, asked } = aCheck('connected', ALL);
    probe.answers.set(STUN[0]!, { isAnswered: true, addresses: ['10.1.0.1', 'x.local'] });
    probe.answers.set(STUN[3]!, { isAnswered: true, addresses: ['10.1.0.1'] });
    probe.answers.set(TURN.urls[1]!, { isAnswered: true, addresses: [] });
    const tookMs = await done(check.run(true));
    assert.deepEqual([...probe.asked].sort(), [...STUN, ...TURN.urls].sort());
    assert.equal(asked.length, 10);
    assert.equal(probe.mostOpen, 2);
    assert.deepEqual(
      found('stun').map((finding) => finding.is),
      ['answers', 'silent', 'answers', 'silent'], // by URL: the one in brackets comes last
    );
    assert.deepEqual(
      found('relay').map((finding) => finding.is),
      ['silent', 'answers', 'silent', 'silent', 'silent', 'silent'],
    );
    assert.deepEqual(found('addresses'), [
      { about: 'addresses', is: 'told', addresses: [{ address: '10.1.0.1', kind: 'private' }] },
    ]);
    assert.ok(tookMs <= CHECK_WITHIN_MS, `${tookMs} ms`);
  });

  it('ends in time where nothing answers at all, and shows how far it is', async () => {
    const { introducer, check, done, found } = aCheck('offline', ALL);
    introducer.pongMs = null;
    const steps: string[] = [];
    check.view.subscribe(() => steps.push(`${check.view.value.done}/${check.view.value.of}`));
    const tookMs = await done(check.run(null));
    assert.ok(tookMs <= 10_000, `${tookMs} ms`);
    assert.equal(introducer.wakes, 1);
    assert.deepEqual(found('introducer'), [{ about: 'introducer', is: 'unreached' }]);
    assert.deepEqual([steps[0], steps.at(-1)], ['0/3', '13/13']);
    const { isRunning, checkedMs } = check.view.value;
    assert.deepEqual([isRunning, checkedMs], [false, 100 * DAY_MS + 1_000 + tookMs]);
  });

  it('does not know what the servers are without the introducer, and looks for its own addresses', async () => {
    const { probe, check, done, found } = aCheck('offline', { stun: [], turn: null });
    probe.answers.set('', { isAnswered: false, addresses: ['10.1.0.1'] });
    await done(check.run(null));
    assert.deepEqual(probe.asked, ['']);
    for (const about of ['stun', 'relay', 'udp'] as const) assert.equal(found(about)[0]!.is, 'unknown');
    assert.equal(found('addresses')[0]!.is, 'told');
  });

  it('goes on as soon as the introducer is there', async () => {
    const { introducer, check, done, found, clock } = aCheck('offline', { stun: [], turn: null });
    introducer.wake = () =>
      void clock.after(700, () => introducer.state.update(() => ({ state: 'connected', nonsense: false })));
    const tookMs = await done(check.run(null));
    assert.deepEqual(found('introducer'), [{ about: 'introducer', is: 'reached', roundTripMs: 4 }]);
    assert.ok(tookMs < 2_800, `${tookMs} ms`);
  });

  it('tells an introducer that does not let us in from one that is away', async () => {
    for (const standing of ['no-badge', 'refused'] as const) {
      const { check, introducer, done, found } = aCheck('offline');
      introducer.standing = standing;
      await done(check.run(null));
      assert.equal(found('introducer')[0]!.is, standing);
    }
  });

  it('tells an introducer that talks nonsense from none', async () => {
    const { introducer, check, done, found } = aCheck('offline');
    introducer.state.update(() => ({ state: 'offline', nonsense: true }));
    await done(check.run(null));
    assert.equal(found('introducer')[0]!.is, 'nonsense');
  });

  it('compares the clock with the server’s, and by the day where it says no more', async () => {
    const { clock, probe, check, done, found, introducer } = aCheck();
    probe.now = clock.wallMs() - 600_000;
    introducer.pongMs = 0;
    for (const url of STUN) probe.answers.set(url, { isAnswered: true, addresses: [] });
    await done(check.run(null));
    assert.deepEqual(found('clock'), [{ about: 'clock', is: 'ahead', byMs: 600_000 }]);
    probe.now = null;
    await done(check.run(null));
    assert.deepEqual(found('clock'), [{ about: 'clock', is: 'same-day' }]);
    introducer.day = 99;
    await done(check.run(null));
    assert.deepEqual(found('clock'), [{ about: 'clock', is: 'other-day' }]);
  });

  it('counts the links and those to whom there was no way', async () => {
    const { probe, ways, routes, check, done, found } = aCheck();
    probe.answers.set(STUN[0]!, { isAnswered: true, addresses: ['10.1.0.1'] });
    routes.push({
      path: 'direct',
      transport: 'udp',
      localAddress: null,
      sentBytes: 0,
      receivedBytes: 0,
      remoteAddress: '10.2.0.1',
    });
    const all: [string, Way][] = [
      ['a', NO_WAY_YET],
      ['c', { ...NO_WAY_YET, obstacle: 'no-way', addresses: ['10.1.0.9'] }],
      ['d', { ...NO_WAY_YET, obstacle: 'unanswered' }],
    ];
    ways.update(() => new Map(all as unknown as [PersonId, Way][]));
    await done(check.run(null));
    assert.deepEqual(found('subnets'), [
      {
        about: 'subnets',
        is: 'reached',
        subnets: [{ subnet: '10.2.0.0/24', links: 1, isOurs: false }],
        relayed: 0,
      },
    ]);
    assert.deepEqual(found('isolation'), [{ about: 'isolation', is: 'suspected', subnet: '10.1.0.0/24' }]);
  });

  it('runs once at a time', async () => {
    const { probe, check, done } = aCheck();
    await done(Promise.all([check.run(null), check.run(null)]).then(() => {}));
    assert.equal(probe.asked.length, STUN.length);
  });

  it('says that it could not be loaded, keeps what it found before, and can be tried again', async () => {
    const { check, done, break_ } = aCheck();
    await done(check.run(null));
    const { findings } = check.view.value;
    break_();
    await done(check.run(null));
    const { isRunning, isFailed } = check.view.value;
    assert.deepEqual([isRunning, isFailed], [false, true]);
    assert.equal(check.view.value.findings, findings);
  });

  it('of a device in a town finds its introducer', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    const network = amina.beep!.network!;
    await town.done(network.runCheck(true));
    const [first] = network.check.value.findings;
    assert.equal(first!.is, 'reached');
    town.introducer.die();
    await town.until('Amina to notice', () => amina.beep!.connection.value.introducer === 'offline');
    await town.done(network.runCheck(true));
    assert.deepEqual(network.check.value.findings[0], { about: 'introducer', is: 'unreached' });
    assert.equal(network.check.value.findings.find(({ about }) => about === 'subnets')!.is, 'reached');
  });
});
