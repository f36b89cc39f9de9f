/**
 * Table M: commands at random, on a model of a group and on the real app, which then must agree. Bundled with native
 * cryptography, as the simulator is, so that many fit into seconds.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type * as GroupModel from './group-model.js';
import { bundleWorker } from '../sim/bundle.js';

const RUNS = process.env['BEEP_TEST_FULL'] ? 2_000 : 200;
const SEED = 1;

/** Every run that ever failed, appended only. */
const known = JSON.parse(readFileSync(new URL('model-seeds.json', import.meta.url), 'utf8')) as {
  readonly seed: number;
  readonly path: string;
}[];

const { path, dispose } = await bundleWorker([], 'test/hostile/group-model.ts');
const { search } = (await import(pathToFileURL(path).href)) as typeof GroupModel;
await dispose();

describe('the model of a group', () => {
  it('M-1 agrees again in every run that ever failed', async () => {
    for (const { seed, path: at } of known) assert.equal(await search(seed, 1, at), null);
  });

  it(`M-1 agrees with the app after ${RUNS} runs of what people and their machines may do`, async () => {
    assert.equal(await search(SEED, RUNS), null);
  });
});
