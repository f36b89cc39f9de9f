import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from '../e2e/harness/person.js';
import { lacks } from '../e2e/harness/tools.js';
import { allRead, assertNothingClaimed, assertSame, loadOf, writeFor } from './harness/chatting.js';
import { chatAfresh } from './harness/fresh-chat.js';
import type { Host } from './harness/isolated-lan.js';
import { BACK_WITHIN_MS, IS_FULL, Ministry } from './harness/ministry.js';

/** How many messages each side sends (N1: 100). */
const MESSAGES = IS_FULL ? 100 : 20;
/** How long people are cut off, in seconds (N3). A link is dead after 15 s of silence. */
const CUTS_S = (process.env['NET_CUTS_S'] ?? (IS_FULL ? '5,15,45,120,600' : '3,20')).split(',').map(Number);

describe('a LAN without a gateway (N1, N3)', { skip: lacks('ip', 'tcpdump', 'certutil') }, () => {
  let ministry: Ministry;
  let desks: readonly [Host, Host];
  let pair: readonly [Person, Person];

  before(async () => {
    ministry = await Ministry.open();
    desks = [await ministry.desk(), await ministry.desk()];
  });
  after(() => ministry?.[Symbol.asyncDispose]());

  it('a fresh install chats within 10 s of both being open, and speaks to nobody else', async (t) => {
    pair = await chatAfresh(t, ministry, desks, MESSAGES);
  });

  it('is as bare as it should be: no way out, and no candidate without the introducer’s STUN', async () => {
    for (const host of [ministry.server, ...desks])
      assert.deepEqual(
        ministry.lan.routes(host).map((line) => line.split(' ')[0]),
        ['10.77.0.0/24'],
      );
    assert.equal(await pair[0].page.evaluate(countCandidates), 0);
  });

  it('serves the whole app by https, trusted and kept for offline', async () => {
    assert.match(ministry.stage.url, /^https:\/\/10\.77\.0\.1:\d+$/);
    for (const person of pair) {
      await person.waitForOffline();
      assert.ok(await person.page.evaluate(() => isSecureContext && crossOriginIsolated));
    }
  });

  for (const [index, seconds] of CUTS_S.entries()) {
    const isCable = index % 2 === 0;
    const how = isCable ? 'her cable is pulled' : 'the switch falls silent';
    it(`${how} for ${seconds} s while both write: nothing is claimed, lost or doubled`, async (t) => {
      const { lan } = ministry;
      const cut = (isOff: boolean) =>
        isCable ? lan.setCable(desks[0], !isOff) : lan.setForwarding(desks[0], !isOff);
      const marks = await Promise.all(pair.map(loadOf));
      cut(true);
      let written: [string[], string[]];
      try {
        written = await writeFor(pair, `cut ${index}`, seconds);
        await assertNothingClaimed(pair, written);
      } finally {
        cut(false);
      }
      t.diagnostic(`everything read ${await allRead(pair, written, BACK_WITHIN_MS)} ms after the cut`);
      await assertSame(pair, written);
      await Promise.all(pair.map((person) => person.waitForConnection(true, BACK_WITHIN_MS)));
      assert.deepEqual(await Promise.all(pair.map(loadOf)), marks, 'nobody had to reload');
    });
  }

  it('left nothing behind that should not be', () => ministry.stage.assertClean());
});

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
