import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';

const run = promisify(execFile);
const TOOL = new URL('../../authority/beep-authority.mjs', import.meta.url).pathname;

/** A registrar at work: the tool, a folder, and what the introducer serves. */
class Registrar {
  readonly folder = mkdtempSync(join(tmpdir(), 'beep-registrar-'));
  readonly registry = join(this.folder, 'registry');
  readonly #secret = join(this.folder, 'passphrase');

  constructor() {
    mkdirSync(this.registry);
    writeFileSync(this.#secret, 'a passphrase of some length\n');
  }

  async does<T>(command: string, ...args: string[]): Promise<T> {
    const common = ['--office', join(this.folder, 'office'), '--passphrase-file', this.#secret, '--json'];
    const { stdout } = await run(process.execPath, [TOOL, command, ...args, ...common]);
    return JSON.parse(stdout) as T;
  }

  issue(request: string, title: string) {
    const out = ['--out', join(this.folder, 'out')];
    const department = ['--department', 'Finance Division/Budget Wing'];
    return this.does<{ person: string; id: string; text: string; file: string }>(
      'issue',
      '--request',
      request,
      '--title',
      title,
      ...department,
      ...out,
    );
  }

  publish() {
    return this.does('publish', '--out', this.registry);
  }
}

const button = ({ page }: Person, name: string | RegExp) => page.getByRole('button', { name });

async function askForBadge(person: Person): Promise<string> {
  const { page } = person;
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('link', { name: 'My badge' }).click();
  await page.getByRole('textbox', { name: 'Your title' }).fill('Section Officer');
  await button(person, 'Make the request').click();
  return page.getByRole('textbox', { name: 'My request' }).inputValue();
}

async function takeBadge(person: Person, text: string): Promise<void> {
  const { page } = person;
  await page.getByRole('textbox', { name: 'From the registrar' }).fill(text);
  await page.getByRole('button', { name: 'Read it' }).first().click();
  await button(person, /^Trust .* and take this badge$/).click();
  await page.getByText('The badge is yours, and others see it from now on.').waitFor();
}

describe('a registrar and two officers', { skip: lacksProc() }, () => {
  const registrar = new Registrar();
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  let badge: { readonly person: string; readonly id: string };

  before(async () => {
    await registrar.does('init', '--name', 'Establishment Division');
    stage = await Stage.open({ env: { REGISTRY_DIR: registrar.registry } });
    [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal')];
  });
  after(() => stage[Symbol.asyncDispose]());

  it('come by badges, by a text that goes to the registrar and one that comes back', async () => {
    const reply = await registrar.issue(await askForBadge(ayesha), 'Section Officer');
    badge = reply;
    await takeBadge(ayesha, reply.text);
    const request = await askForBadge(bilal);
    await registrar.issue(request, 'Deputy Secretary');
    await registrar.publish();
    await button(bilal, 'Look whether it is ready').click();
    await button(bilal, /^Trust .* and take this badge$/).click();
    await bilal.page.getByText('The badge is yours, and others see it from now on.').waitFor();
  });

  it('chat with their badges showing', async () => {
    await stage.meet(ayesha, bilal);
    await ayesha.open('Bilal');
    await bilal.open('Ayesha');
    await ayesha.page.getByText('Vouched by').first().waitFor();
    await bilal.page.getByText('Vouched by').first().waitFor();
  });

  it('end with the same picture when one is revoked while the other is away', async () => {
    await bilal.page.context().setOffline(true);
    await registrar.does('revoke', '--person', badge.person, '--reason', 'left the service');
    await registrar.publish();
    await bilal.page.context().setOffline(false);
    await bilal.page.reload();
    await bilal.open('Ayesha');
    await bilal.page
      .getByText(/revoked/i)
      .first()
      .waitFor();
    await ayesha.page.reload();
    await ayesha.page.getByRole('link', { name: 'Settings', exact: true }).click();
    await ayesha.page.getByRole('link', { name: 'My badge' }).click();
    await ayesha.page
      .getByText(/revoked/i)
      .first()
      .waitFor();
    assert.ok(badge.id);
  });
});
