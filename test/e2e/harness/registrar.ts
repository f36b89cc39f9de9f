import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Person } from './person.js';

const run = promisify(execFile);
const TOOL = new URL('../../../authority/beep-authority.mjs', import.meta.url).pathname;

/** A registrar at work: the tool, a folder, and what the introducer serves. */
export class Registrar {
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

export const button = ({ page }: Person, name: string | RegExp) => page.getByRole('button', { name });

export async function askForBadge(person: Person): Promise<string> {
  const { page } = person;
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('link', { name: 'My badge' }).click();
  await page.getByRole('textbox', { name: 'Your title' }).fill('Section Officer');
  await button(person, 'Make the request').click();
  return page.getByRole('textbox', { name: 'My request', exact: true }).inputValue();
}

export async function takeBadge(person: Person, text: string): Promise<void> {
  const { page } = person;
  await page.getByRole('textbox', { name: 'From the registrar' }).fill(text);
  await page.getByRole('button', { name: 'Read it' }).first().click();
  await button(person, /^Trust .* and take this badge$/).click();
  await page.getByText('The badge is yours, and others see it from now on.').waitFor();
}
