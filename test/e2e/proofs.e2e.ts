/** A proof of a message: saved by its author and by its reader, checked by somebody else, and by `beep-verify`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { barriers } from './harness/axe.js';
import { act, edit } from './harness/in-messages.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';

const VERIFY = new URL('../../verify/beep-verify.mjs', import.meta.url).pathname;
const TEXT = 'Release the second instalment.';
const NOW = 'Release the second instalment on Monday.';

describe('a proof of a message', () => {
  let stage: Stage;
  let amina: Person;
  let bilal: Person;
  let folder: string;
  let file: Buffer;

  /** What the menu of a message saves. */
  async function exported(person: Person, text: string): Promise<Buffer> {
    const download = person.page.waitForEvent('download');
    await act(person, text, 'Export proof');
    const saved = await download;
    assert.match(saved.suggestedFilename(), /^proof \d{4}-\d\d-\d\d \d\d\.\d\d\.beep-proof$/);
    return readFile(await saved.path());
  }

  async function verdict(bytes: Buffer): Promise<{ code: number | null; said: string }> {
    const path = join(folder, 'a.beep-proof');
    await writeFile(path, bytes);
    const { status, stdout } = spawnSync(process.execPath, [VERIFY, path], { encoding: 'utf8' });
    return { code: status, said: stdout };
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'beep-proof-'));
    stage = await Stage.open();
    [amina, bilal] = [await stage.person('Amina'), await stage.person('Bilal')];
    await stage.meet(amina, bilal);
    await amina.open('Bilal');
    await bilal.open('Amina');
    await amina.say(TEXT);
    await bilal.waitForMessage(TEXT);
    await edit(amina, TEXT, NOW);
    await bilal.waitForMessage(NOW);
    await amina.waitForState(NOW, 'read');
  });
  after(async () => {
    await stage[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('is proved by a program that knows nothing of Beep, and is not once any byte was changed', async () => {
    file = await exported(amina, NOW);
    const { code, said } = await verdict(file);
    assert.equal(code, 0, said);
    for (const words of ['PROVED', NOW, TEXT, 'Signed by: Amina', 'Has it and has shown it: Bilal'])
      assert.ok(said.includes(words), `“${words}” in ${said}`);
    for (let at = 0; at < file.length; at += 211) {
      const spoilt = Buffer.from(file);
      spoilt[at]! ^= 1;
      const answer = await verdict(spoilt);
      assert.deepEqual([answer.code, answer.said.startsWith('NOT PROVED')], [1, true], `byte ${at}`);
    }
  });

  it('can be had of what somebody else wrote, by whoever has it', async () => {
    const { code, said } = await verdict(await exported(bilal, NOW));
    assert.equal(code, 0, said);
    assert.ok(said.includes('Signed by: Amina'));
  });

  it('is checked on the page by somebody who knows neither of the two', async () => {
    const chand = await stage.person('Chand');
    await chand.goTo('Drafts');
    await chand.page.getByRole('link', { name: 'Check a file' }).click();
    const choose = (buffer: Buffer) =>
      chand.page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'a.beep-proof', mimeType: 'application/octet-stream', buffer });
    await choose(file);
    await chand.page.getByRole('heading', { name: 'Every signature is good' }).waitFor();
    const page = await chand.page.locator('beep-check-memo .page').innerText();
    for (const words of ['Written by Amina', NOW, TEXT, 'Has it, and has shown it: Bilal'])
      assert.ok(page.includes(words), `“${words}” in ${page}`);
    assert.deepEqual(await barriers(chand.page), []);
    const spoilt = Buffer.from(file);
    spoilt.write('Suspend', spoilt.indexOf('Release'));
    await choose(spoilt);
    await chand.waitForAlert('proof-altered');
    assert.equal(await chand.page.getByRole('heading', { name: 'Every signature is good' }).count(), 0);
    await stage.assertClean();
  });
});
