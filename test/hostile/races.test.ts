/**
 * Table M: acts of two people in every order that their waits may end in. Bundled with quick cryptography, as the simulator
 * is, so that many fit into seconds.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type * as Races from './race-world.js';
import { bundleWorker } from '../sim/bundle.js';

const RUNS = process.env['BEEP_TEST_FULL'] ? 20_000 : 2_000;
const SEED = 1;

const { path, dispose } = await bundleWorker([], 'test/hostile/race-world.ts');
const { search } = (await import(pathToFileURL(path).href)) as typeof Races;
await dispose();

describe('a conversation', () => {
  it(`M-2 comes to the same in ${RUNS} orders of all that it waits for`, async () => {
    assert.equal(await search(SEED, RUNS), null);
  });
});
