import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Person } from '../../e2e/harness/person.js';
import { Capture } from './capture.js';
import { allRead, assertSame, writeBoth } from './chatting.js';
import type { Host } from './isolated-lan.js';
import { assertKnownOnly } from './known-hosts.js';
import { BACK_WITHIN_MS, CHAT_WITHIN_MS, type Ministry } from './ministry.js';

/**
 * Two people open Beep for the first time and chat: within 10 s of both being open, and without a packet to anybody but
 * each other's machine and the introducer's. Returns them with the chat open. Takes tcpdump.
 */
export async function chatAfresh(
  t: TestContext,
  ministry: Ministry,
  desks: readonly [Host, Host],
  messages: number,
): Promise<[Person, Person]> {
  const captures = await Promise.all(desks.map((desk) => Capture.start(desk)));
  try {
    const [ayesha, bilal] = await Promise.all([
      ministry.newcomer('Ayesha', desks[0]),
      ministry.newcomer('Bilal', desks[1]),
    ]);
    const start = performance.now();
    await Promise.all([ayesha.getStarted(), bilal.getStarted()]);
    await ministry.stage.meet(ayesha, bilal);
    await ayesha.say('Is anybody there?');
    await bilal.waitForMessage('Is anybody there?');
    const tookMs = Math.round(performance.now() - start);
    t.diagnostic(`chatting ${tookMs} ms after both were open`);
    assert.ok(tookMs <= CHAT_WITHIN_MS, `${tookMs} ms`);
    const pair = [ayesha, bilal] as const;
    const written = await writeBoth(pair, 'the first', messages);
    await allRead(pair, written, BACK_WITHIN_MS);
    await assertSame(pair, written);
    for (const [index, capture] of captures.entries())
      assertKnownOnly(t, await capture.stop(), {
        introducer: ministry.server,
        self: desks[index]!,
        other: desks[1 - index]!,
      });
    return [ayesha, bilal];
  } finally {
    for (const capture of captures) await capture[Symbol.asyncDispose]();
  }
}
