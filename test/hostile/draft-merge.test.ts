/** M-4 for shared drafts: what is in the logs comes to the same documents, whatever came when, and whoever was killed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { plainParagraph } from '../../src/domain/draft-content.js';
import { Dice } from '../sim/dice.js';
import { type Company, documentOf, edit, Logs, search, stateOf, Writer } from './draft-world.js';

const RUNS = process.env['BEEP_TEST_FULL'] ? 10_000 : 1_000;
const SEED = 1;

/** Every run that ever failed, appended only. */
const known = JSON.parse(readFileSync(new URL('draft-seeds.json', import.meta.url), 'utf8')) as {
  readonly seed: number;
  readonly path: string;
  readonly company: Company;
}[];

describe('a shared draft', () => {
  it('M-4 comes to the same again in every run that ever failed', async () => {
    for (const { seed, path, company } of known) assert.equal(await search(seed, 1, company, path), null);
  });

  it('M-4 has what came before what it rests on, also where the app was killed in between', async () => {
    const logs = new Logs();
    const dice = new Dice(4);
    const [amina, bilal, chand] = ['Amina', 'Bilal', 'Chand'].map((name) => new Writer(name, logs, dice)) as [Writer, Writer, Writer]; // prettier-ignore
    (await amina.open()).setContent({ subject: 'Leave', blocks: [plainParagraph('one')] });
    await amina.say();
    bilal.hear(amina.device, Infinity);
    await bilal.pull();
    edit(await bilal.open(), 0, 1, 3, ' and two');
    await bilal.say();
    chand.hear(bilal.device, Infinity);
    await chand.pull();
    chand.keep();
    chand.kill();
    chand.hear(amina.device, Infinity);
    await chand.pull();
    assert.equal(stateOf(await chand.open()), stateOf(await documentOf(logs)));
    assert.match((await chand.open()).fragment.toString(), /one and two/);
  });

  it(`M-4 comes to the same for four people in ${RUNS} runs of writing, restoring, saying, hearing, waiting and being killed`, async () => {
    assert.equal(await search(SEED, RUNS, 'people'), null);
  });

  it(`M-4 comes to the same for them in ${RUNS} runs in which a fifth writes what they like into their own log`, async () => {
    assert.equal(await search(SEED, RUNS, 'vandal'), null);
  });

  it(`M-4 comes to the same for them in ${RUNS} runs in which they write live too, the fifth says live what no log has, and keys change`, async () => {
    assert.equal(await search(SEED, RUNS, 'live'), null);
  });
});
