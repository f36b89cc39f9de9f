/**
 * Blind inputs by the thousand for everything that reads bytes: FUZZ_RUNS of them each, 20 000 if it is not set. The
 * search that is led by coverage is `test/fuzz/main.ts`.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { breed, createChance } from '../../test/fuzz/breed.js';
import { search, tryInput } from '../../test/fuzz/search.js';
import { makeTargets } from '../../test/fuzz/targets.js';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000);
/** Of inputs close to valid ones, which reach a signature or a decryption. */
const NEAR_RUNS = Math.ceil(RUNS / 100);

const targets = await makeTargets();

describe('nothing that anybody sends', () => {
  for (const target of targets) {
    const seeds = [new Uint8Array(), ...target.seeds];

    it(`throws or dawdles in ${target.name}`, async () => {
      const check = async (input: Uint8Array) =>
        assert.equal((await tryInput(target, input))?.what, undefined);
      await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), check), {
        numRuns: target.isCostly || target.isBehindSeal ? NEAR_RUNS : RUNS,
      });
      const near = fc.tuple(fc.constantFrom(...seeds), fc.constantFrom(...seeds), fc.integer({ min: 1 }));
      await fc.assert(
        fc.asyncProperty(near, ([parent, other, seed]) => check(breed(parent, other, createChance(seed)))),
        { numRuns: NEAR_RUNS },
      );
    });

    it(`throws or dawdles in ${target.name} when it is as large as a frame can be`, async () => {
      for (const byte of [0x00, 0x5b, 0x7b, 0x80, 0x81, 0x9f, 0xa1, 0xff, 0x20, 0xe2])
        assert.equal((await tryInput(target, new Uint8Array(64 * 1024).fill(byte)))?.what, undefined);
    });
  }
});

describe('the search', () => {
  // A parser with a fault behind five bytes in a row: chance alone needs 2^40 tries.
  const hits = new Uint8Array(8);
  const planted = {
    name: 'planted',
    seeds: [Uint8Array.of(1, 2, 3, 4, 5, 6)],
    run(input: Uint8Array) {
      for (const [i, wanted] of [0x62, 0x65, 0x65, 0x70, 0x21].entries()) {
        if (input[i] !== wanted) return;
        hits[i] = 1;
      }
      throw new Error('planted');
    },
  };

  it('finds a fault that is planted five bytes deep, by what it reaches', async () => {
    const report = await search(planted, hits, 2_000_000, createChance(7));
    assert.match(report.finding?.what ?? 'nothing found', /planted/);
  });

  it('runs by its command, reaches code behind the seeds, and finds nothing', () => {
    const main = fileURLToPath(new URL('../../test/fuzz/main.ts', import.meta.url));
    const run = spawnSync(
      process.execPath,
      ['--import', 'tsx', main, '--runs', '300', '--only', 'card, signed'],
      {
        encoding: 'utf8',
        env: { ...process.env, NODE_TEST_CONTEXT: '' },
      },
    );
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.ok(Number(/(\d+) branches/.exec(run.stdout)?.[1]) > 60, run.stdout);
    assert.match(run.stdout, /nothing found/);
  });
});
