import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from '../e2e/harness/person.js';
import { lacks } from '../e2e/harness/tools.js';
import { allRead, assertNothingClaimed, assertSame, noticedGone, writeFor } from './harness/chatting.js';
import { setFirewall } from './harness/firewall.js';
import { chatAfresh } from './harness/fresh-chat.js';
import type { Host } from './harness/isolated-lan.js';
import { BACK_WITHIN_MS, IS_FULL, Ministry, NOTICED_WITHIN_MS } from './harness/ministry.js';

/** How many messages each side sends (N2: 100). */
const MESSAGES = IS_FULL ? 100 : 10;
/** How long people write while UDP is blocked, in seconds. */
const BLOCKED_S = IS_FULL ? 60 : 5;
/** The browser looks for a way for 15 s; before that, a new dial may have to wait its turn. */
const NO_WAY_LIMIT_MS = 60_000;

/** The details of the chat say what stands in the way, and lead to the check that says more. */
async function saysNoWay({ page }: Person): Promise<void> {
  const chat = page.url();
  await page.goto(`${chat.replace(/\/+$/, '')}/details`);
  const connection = page.getByRole('region', { name: 'Connection', exact: true });
  await connection.getByText('a firewall blocks UDP').waitFor({ timeout: NO_WAY_LIMIT_MS });
  await connection.getByRole('link', { name: 'Connection check' }).waitFor();
  await page.goto(chat);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
}

describe(
  'two VLANs, and the introducer in a third (N2)',
  { skip: lacks('ip', 'nft', 'tcpdump', 'certutil') },
  () => {
    let ministry: Ministry;
    let desks: readonly [Host, Host];
    let pair: readonly [Person, Person];

    before(async () => {
      ministry = await Ministry.open({ vlans: 3 });
      desks = [await ministry.desk(0), await ministry.desk(1)];
    });
    after(() => ministry?.[Symbol.asyncDispose]());

    it('a fresh install chats within 10 s of both being open, and speaks to nobody else', async (t) => {
      pair = await chatAfresh(t, ministry, desks, MESSAGES);
    });

    it('says so when UDP is blocked between them, loses nothing, and is back when it is allowed', async (t) => {
      const [{ address: one }, { address: other }] = desks;
      const block = (rules: readonly string[]) => setFirewall(ministry.lan.server, 'forward', rules);
      block([
        `ip protocol udp ip saddr ${one} ip daddr ${other} drop`,
        `ip protocol udp ip saddr ${other} ip daddr ${one} drop`,
      ]);
      try {
        await Promise.all(pair.map((person) => noticedGone(person, NOTICED_WITHIN_MS)));
        const written = await writeFor(pair, 'blocked', BLOCKED_S);
        await assertNothingClaimed(pair, written);
        for (const person of pair) assert.ok((await person.connection()).up, 'the introducer is still there');
        await saysNoWay(pair[0]);
        block([]);
        t.diagnostic(
          `everything read ${await allRead(pair, written, BACK_WITHIN_MS)} ms after UDP was allowed`,
        );
        await assertSame(pair, written);
      } finally {
        block([]);
      }
    });

    it('left nothing behind that should not be', () => ministry.stage.assertClean());
  },
);
