import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setInterval } from 'node:timers/promises';
import type { Person } from '../e2e/harness/person.js';
import { Stage } from '../e2e/harness/stage.js';
import { lacks } from '../e2e/harness/tools.js';
import { IsolatedLan, type Host } from './harness/isolated-lan.js';
import { Office } from './harness/office.js';

const isFull = process.env['BEEP_TEST_FULL'] === '1';
/** How many messages each side sends (N1: 100). */
const MESSAGES = Number(process.env['NET_MESSAGES'] ?? (isFull ? 100 : 20));
/** How long people are cut off, in seconds. A link is dead after 15 s of silence. */
const CUTS_S = (process.env['NET_CUTS_S'] ?? (isFull ? '5,15,45,120' : '5,20')).split(',').map(Number);
/** How long a first link may take, in ms. */
const LINK_WITHIN_MS = 30_000;
/** How long what was written may take after a cut, in ms: back-off, a new link, and a busy machine. */
const BACK_WITHIN_MS = 60_000;

describe('a LAN without a gateway (N1, N3)', { skip: lacks('ip', 'certutil') }, () => {
  const home = mkdtempSync(join(tmpdir(), 'beep-home-'));
  let lan: IsolatedLan;
  let office: Office;
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  let desk: Host;

  before(async () => {
    lan = IsolatedLan.make();
    office = new Office();
    const { namespace, address } = lan.server;
    stage = await Stage.open({
      lan: true,
      wrap: ['ip', 'netns', 'exec', namespace],
      env: { HOST: address, BEEP_HOME: home },
    });
    office.trust(join(home, 'ca', 'ca.crt'));
    desk = lan.add();
    const otherDesk = lan.add();
    for (const host of [desk, otherDesk]) await lan.settle(host);
    ayesha = await stage.person('Ayesha', { ownProcess: true, ...(await office.seat(desk)) });
    bilal = await stage.person('Bilal', { ownProcess: true, ...(await office.seat(otherDesk)) });
  });
  after(async () => {
    try {
      await stage?.[Symbol.asyncDispose]();
    } finally {
      office?.[Symbol.dispose]();
      lan?.[Symbol.dispose]();
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('is as bare as it should be: no way out, and no candidate without the introducer’s STUN', async () => {
    for (const host of [lan.server, desk])
      assert.deepEqual(
        lan.routes(host).map((line) => line.split(' ')[0]),
        ['10.77.0.0/24'],
      );
    assert.equal(await ayesha.page.evaluate(countCandidates), 0);
  });

  it('serves the whole app by https, trusted and kept for offline', async () => {
    assert.match(stage.url, /^https:\/\/10\.77\.0\.1:\d+$/);
    for (const { page } of [ayesha, bilal]) {
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      assert.ok(await page.evaluate(() => isSecureContext && crossOriginIsolated));
    }
  });

  it('two machines meet by one link', async (t) => {
    const link = await ayesha.myLink();
    const start = performance.now();
    await bilal.addContact(link);
    await bilal.waitForStanding('linked', LINK_WITHIN_MS);
    t.diagnostic(`linked after ${Math.round(performance.now() - start)} ms`);
    await ayesha.open('Bilal');
    await ayesha.waitForStanding('linked');
  });

  it(`${MESSAGES} messages go each way at the same time`, async () => {
    const counts = [...Array(MESSAGES).keys()];
    const [hers, his] = [counts.map((n) => `Ayesha ${n}`), counts.map((n) => `Bilal ${n}`)];
    await Promise.all([sayAll(ayesha, hers), sayAll(bilal, his)]);
    await Promise.all([
      ayesha.waitForState(hers.at(-1)!, 'read', BACK_WITHIN_MS),
      bilal.waitForState(his.at(-1)!, 'read', BACK_WITHIN_MS),
    ]);
    await assertSame(hers, his);
  });

  for (const [index, seconds] of CUTS_S.entries()) {
    const isCable = index % 2 === 0;
    const how = isCable ? 'her cable is pulled' : 'the switch falls silent';
    it(`${how} for ${seconds} s while both write: nothing is claimed, lost or doubled`, async (t) => {
      const cut = (isOff: boolean) =>
        isCable ? lan.setCable(desk, !isOff) : lan.setForwarding(desk, !isOff);
      const marks = await Promise.all([ayesha, bilal].map(loadOf));
      const [hers, his]: [string[], string[]] = [[], []];
      cut(true);
      try {
        const start = performance.now();
        let n = 0;
        // As people do who notice nothing: a line each, every second.
        for await (const _ of setInterval(1_000)) {
          hers.push(`Ayesha, cut ${index}, ${n}`);
          his.push(`Bilal, cut ${index}, ${n++}`);
          await Promise.all([ayesha.say(hers.at(-1)!), bilal.say(his.at(-1)!)]);
          if (performance.now() - start > seconds * 1_000) break;
        }
        for (const [person, texts] of [
          [ayesha, hers],
          [bilal, his],
        ] as const) {
          const shown = (await person.messages()).filter(({ text }) => texts.includes(text));
          assert.deepEqual(new Set(shown.map(({ state }) => state)), new Set(['saved']), person.name);
        }
      } finally {
        cut(false);
      }
      const healed = performance.now();
      await Promise.all([
        ayesha.waitForState(hers.at(-1)!, 'read', BACK_WITHIN_MS),
        bilal.waitForState(his.at(-1)!, 'read', BACK_WITHIN_MS),
      ]);
      t.diagnostic(`everything read ${Math.round(performance.now() - healed)} ms after the cut`);
      await assertSame(hers, his);
      await Promise.all([ayesha, bilal].map((person) => person.waitForConnection(true, BACK_WITHIN_MS)));
      assert.deepEqual(await Promise.all([ayesha, bilal].map(loadOf)), marks, 'nobody had to reload');
    });
  }

  it('left nothing behind that should not be', () => stage.assertClean());

  async function sayAll(person: Person, texts: readonly string[]): Promise<void> {
    for (const text of texts) await person.say(text);
  }

  /** Both screens show each of these once, each author's in their order, and everything in the same order. */
  async function assertSame(hers: readonly string[], his: readonly string[]): Promise<void> {
    await ayesha.waitForDigest(() => bilal.digest());
    const [one, other] = [await ayesha.texts(), await bilal.texts()];
    assert.deepEqual(one, other);
    assert.deepEqual(
      one.filter((text) => hers.includes(text)),
      hers,
    );
    assert.deepEqual(
      one.filter((text) => his.includes(text)),
      his,
    );
  }
});

/** When the page was loaded; another number after a reload. */
const loadOf = ({ page }: Person): Promise<number> => page.evaluate(() => performance.timeOrigin);

/** Runs in the page: how many ways to itself a browser finds when nobody tells it of a STUN server. */
async function countCandidates(): Promise<number> {
  const peer = new RTCPeerConnection({ iceServers: [] });
  try {
    let count = 0;
    peer.addEventListener('icecandidate', ({ candidate }) => (count += candidate?.candidate ? 1 : 0));
    peer.createDataChannel('probe');
    await peer.setLocalDescription();
    await new Promise<void>((done) => {
      const look = () => peer.iceGatheringState === 'complete' && done();
      peer.addEventListener('icegatheringstatechange', look);
      look();
    });
    return count;
  } finally {
    peer.close();
  }
}
