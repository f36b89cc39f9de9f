import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { press } from './harness/by-keyboard.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** How long a check may take, with what the screen needs to show it. */
const CHECK_LIMIT_MS = 10_000;

interface ShownAddress {
  readonly kind: string;
  readonly address: string;
  /** In bytes; 0 where the browser does not say. */
  readonly sent: number;
  readonly received: number;
  readonly title: string;
}

/** Opens a page by the keyboard alone; the focus is on its heading then. */
async function openPage({ page }: Person, name: 'Connection check' | 'What left this device'): Promise<void> {
  await press(
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }),
    'Enter',
  );
  await press(page.getByRole('main').getByRole('link', { name }), 'Enter');
  await page.getByRole('heading', { level: 1, name }).and(page.locator(':focus')).waitFor();
}

/** The rows of "What left this device". */
const addresses = ({ page }: Person): Promise<ShownAddress[]> =>
  page
    .getByRole('list', { name: 'Addresses' })
    .locator('li[data-kind]')
    .evaluateAll((rows) =>
      rows.map((row) => ({
        kind: row.getAttribute('data-kind') ?? '',
        address: row.getAttribute('data-address') ?? '',
        sent: Number(row.getAttribute('data-sent')),
        received: Number(row.getAttribute('data-received')),
        title: row.querySelector('h2')?.textContent ?? '',
      })),
    );

const bytesOf = (rows: readonly ShownAddress[]): Pick<ShownAddress, 'sent' | 'received'> => ({
  sent: rows.reduce((sum, { sent }) => sum + sent, 0),
  received: rows.reduce((sum, { received }) => sum + received, 0),
});

const finding = ({ page }: Person, about: string) => page.locator(`li[data-about="${about}"]`);

/** What the clipboard holds. The policy keeps scripts from reading it; a person pastes. */
async function pasted(person: Person, chat: string): Promise<string> {
  await person.open(chat);
  await person.page.getByRole('textbox', { name: 'Message' }).focus();
  await person.page.keyboard.press('Control+V');
  const text = await person.draft();
  await person.type('');
  return text;
}

describe('what Beep says of the network', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [await stage.person('Ayesha Khan'), await stage.person('Bilal')];
    await stage.meet(ayesha, bilal);
    await bilal.say('Is the file with you?');
    await ayesha.waitForMessage('Is the file with you?');
    await ayesha.say('It is.');
    await ayesha.waitForState('It is.', ['delivered', 'read']);
  });
  after(() => stage[Symbol.asyncDispose]());

  it('names every address that was contacted, with bytes, and no other one', async () => {
    await openPage(ayesha, 'What left this device');
    const rows = await until('the count', async () => {
      const shown = await addresses(ayesha);
      return shown.length > 0 && shown;
    });
    const { host } = new URL(stage.url);
    const [app, introducer, stun, ...devices] = rows;
    // A link may go another way after a moment, and where the browser hid the first, it is a row of its own.
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['app', 'introducer', 'stun', 'device', ...devices.slice(1).map(() => 'device')],
    );
    assert.deepEqual([app!.address, introducer!.address], [host, host]);
    assert.match(stun!.address, new RegExp(`^\\S+:${stage.server.stunPort}$`));
    // Of the addresses of this machine, those that STUN and the browser told Bilal.
    for (const { address, title } of devices) {
      assert.match(address, /^(?:127\.0\.0\.1|10\.99\.0\.1|::1| )*$/);
      assert.match(title, /Bilal/);
    }
    assert.equal(new Set(devices.map(({ address }) => address)).size, devices.length);
    assert.ok(app!.received > 10_000, `${app!.received} bytes of files`);
    const before = bytesOf(devices);
    for (const [kind, { sent, received }] of Object.entries({ introducer: introducer!, device: before }))
      assert.ok(sent > 500 && received > 500, `${kind}: ${sent} bytes sent, ${received} received`);
    await bilal.say('x'.repeat(4_000));
    await bilal.waitForState('x'.repeat(4_000), ['delivered', 'read']);
    await press(ayesha.page.getByRole('button', { name: 'Count again' }), 'Enter');
    await until('the message is counted', async () => {
      const counted = bytesOf((await addresses(ayesha)).filter(({ kind }) => kind === 'device'));
      return counted.received > before.received + 4_000;
    });
  });

  it('says in a check that the server and the address server answer', async () => {
    await openPage(ayesha, 'Connection check');
    for (const [about, is] of [
      ['introducer', 'reached'],
      ['stun', 'answers'],
      ['udp', 'passes'],
      ['relay', 'none'],
      ['addresses', 'told'],
      ['subnets', 'reached'],
      ['clock', 'agrees'],
    ] as const) {
      await finding(ayesha, about).waitFor();
      assert.equal(await finding(ayesha, about).getAttribute('data-is'), is, about);
    }
    assert.equal(await finding(ayesha, 'introducer').getAttribute('data-state'), 'good');
    assert.equal(await finding(ayesha, 'stun').getAttribute('data-state'), 'good');
  });

  it('copies a report in which there is nobody and nothing that was written', async () => {
    await press(ayesha.page.getByRole('button', { name: 'Copy report' }), 'Enter');
    await ayesha.page.getByText('Copied.').waitFor();
    const report = await pasted(ayesha, 'Bilal');
    assert.match(report, /^Connection check of Beep\n/);
    assert.match(report, /Beep reaches its server\./);
    assert.doesNotMatch(report, /Bilal|Ayesha|file|[0-9a-f]{32}|[A-Za-z0-9_-]{43}/);
  });

  it('says within 10 s that the server is away, and that it is back', async () => {
    await openPage(ayesha, 'Connection check');
    await finding(ayesha, 'introducer').waitFor();
    await stage.server.kill();
    await ayesha.waitForConnection(false);
    const again = ayesha.page.getByRole('button', { name: 'Check again' });
    const isNow = (is: string) => async () =>
      (await again.isEnabled()) && (await finding(ayesha, 'introducer').getAttribute('data-is')) === is;
    await again.click();
    await until('it says so', isNow('unreached'), CHECK_LIMIT_MS);
    assert.equal(await finding(ayesha, 'stun').getAttribute('data-is'), 'silent');
    assert.match(await finding(ayesha, 'introducer').innerText(), /Links that are open go on/);
    await stage.server.start();
    await ayesha.waitForConnection(true);
    await again.click();
    await until('it is reached again', isNow('reached'), CHECK_LIMIT_MS);
  });

  it('says of somebody who has closed Beep why they are not here', async () => {
    await stage.leave(bilal);
    await ayesha.open('Bilal');
    await ayesha.waitForStanding('away');
    await ayesha.page.getByTitle('Details').click();
    const connection = ayesha.page.getByRole('region', { name: 'Connection' });
    const told = connection.locator('[data-reach="tried"]');
    await told.waitFor();
    const why = await told.getAttribute('data-obstacle');
    assert.ok(['left', 'lost', 'unanswered'].includes(why ?? ''), `it is “${why}”`);
    assert.match(await told.innerText(), /Away: .*(Beep goes on trying|Beep is trying)/s);
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});
