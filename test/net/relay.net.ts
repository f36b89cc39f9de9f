import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Person } from '../e2e/harness/person.js';
import { Stage } from '../e2e/harness/stage.js';
import { lacks } from '../e2e/harness/tools.js';
import { IsolatedLan, type Host } from './harness/isolated-lan.js';
import { Office } from './harness/office.js';
import { Relay } from './harness/relay.js';

const isFull = process.env['BEEP_TEST_FULL'] === '1';
const SECRET = 'a secret of this test alone';
/** How long a link may take where a direct way has to fail first, in ms: a machine under load is slow. */
const LINK_WITHIN_MS = 45_000;
/** How long until a direct link takes the place of one through the relay, in ms: it is looked for every five minutes. */
const DIRECT_WITHIN_MS = 7 * 60_000;

describe(
  'two machines between which nothing passes by UDP but to the relay',
  { skip: lacks('ip', 'ss', 'nft', 'certutil', 'turnserver') },
  () => {
    const home = mkdtempSync(join(tmpdir(), 'beep-home-'));
    let lan: IsolatedLan;
    let office: Office;
    let relay: Relay;
    let stage: Stage;
    let desks: readonly [Host, Host];
    let ayesha: Person;
    let bilal: Person;
    let relayUrl: string;

    before(async () => {
      lan = IsolatedLan.make();
      office = new Office();
      const relayHost = lan.add();
      desks = [lan.add(), lan.add()];
      relayUrl = `turn:${relayHost.address}:3478`;
      const last = desks[1].address;
      relay = await Relay.start(relayHost, { secret: SECRET, allowed: [`${relayHost.address}-${last}`] });
      const { namespace, address } = lan.server;
      stage = await Stage.open({
        lan: true,
        wrap: ['ip', 'netns', 'exec', namespace],
        env: {
          HOST: address,
          BEEP_HOME: home,
          TURN_URL: `${relayUrl},${relayUrl}?transport=tcp`,
          TURN_SECRET: SECRET,
        },
      });
      office.trust(join(home, 'ca', 'ca.crt'));
      for (const desk of desks) await lan.settle(desk);
      ayesha = await stage.person('Ayesha', { ownProcess: true, ...(await office.seat(desks[0])) });
      bilal = await stage.person('Bilal', { ownProcess: true, ...(await office.seat(desks[1])) });
    });
    after(async () => {
      try {
        await stage?.[Symbol.asyncDispose]();
      } finally {
        await relay?.[Symbol.asyncDispose]();
        office?.[Symbol.dispose]();
        lan?.[Symbol.dispose]();
        rmSync(home, { recursive: true, force: true });
      }
    });

    it('they meet through it', async (t) => {
      for (const desk of desks) dropUdp(desk, relay.host);
      const link = await ayesha.myLink();
      const start = performance.now();
      await bilal.addContact(link);
      await bilal.waitForStanding('linked', LINK_WITHIN_MS);
      t.diagnostic(`linked after ${Math.round(performance.now() - start)} ms`);
      await ayesha.open('Bilal');
      await ayesha.waitForStanding('linked');
    });

    it('they chat', async () => {
      await ayesha.say('Does this reach you?');
      await bilal.say('By a roundabout way.');
      await ayesha.waitForState('Does this reach you?', 'read');
      await bilal.waitForState('By a roundabout way.', 'read');
    });

    it('the details say which way the link takes', async () => {
      for (const person of [ayesha, bilal]) {
        const chat = await showDetails(person);
        await connectionOf(person).getByText('through the ministry’s relay').waitFor();
        await person.page.goto(chat);
      }
    });

    it('the relay wrote down nothing of them', () => {
      assert.doesNotMatch(relay.said, /\d+\.\d+\.\d+\.\d+/);
    });

    it(
      'once UDP passes, a direct link takes its place and nobody seems away',
      { skip: isFull ? false : 'takes five minutes: only with --full' },
      async () => {
        for (const desk of desks) passUdp(desk);
        await showDetails(ayesha);
        await ayesha.page.evaluate(watchForAway);
        await connectionOf(ayesha).getByText('device to device').waitFor({ timeout: DIRECT_WITHIN_MS });
        assert.equal(await ayesha.page.evaluate(() => document.body.dataset['sawAway']), undefined);
      },
    );

    it('left nothing behind that should not be', () => stage.assertClean());
  },
);

const connectionOf = ({ page }: Person) => page.getByRole('region', { name: 'Connection' });

/** Opens the details of the chat that is open, and returns the address of the chat. */
async function showDetails({ page }: Person): Promise<string> {
  const chat = page.url();
  await page.goto(`${chat}/details`);
  return chat;
}

/** A firewall on the machine itself: UDP to and from nobody but `except`. */
function dropUdp({ namespace }: Host, { address }: Host): void {
  const rules = `
    table inet firewall {
      chain out { type filter hook output priority 0; oifname "lo" accept; ip daddr ${address} accept; meta l4proto udp drop; }
      chain in { type filter hook input priority 0; iifname "lo" accept; ip saddr ${address} accept; meta l4proto udp drop; }
    }`;
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: rules });
}

const passUdp = ({ namespace }: Host): void =>
  void execFileSync('ip', ['netns', 'exec', namespace, 'nft', 'delete', 'table', 'inet', 'firewall']);

// ——— This runs in the page ———

/** Marks the page if the screen ever says that the other is away, in whatever element. */
function watchForAway(): void {
  const saysAway = (root: ParentNode): boolean =>
    [...root.querySelectorAll('*')].some(
      ({ shadowRoot, childNodes }) =>
        [...childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim() === 'Away') ||
        (shadowRoot !== null && saysAway(shadowRoot)),
    );
  const look = (): void => {
    if (saysAway(document)) document.body.dataset['sawAway'] = 'yes';
    requestAnimationFrame(look);
  };
  look();
}
