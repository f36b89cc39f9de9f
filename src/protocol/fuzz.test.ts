/**
 * Blind inputs by the thousand for everything that reads bytes: FUZZ_RUNS of them each, 20 000 if it is not set, ten times as many
 * in the full suite. Behind them the search that is led by coverage, in short; `npm run fuzz` runs it for as long as one likes.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { breed, createChance } from '../../test/fuzz/breed.js';
import { search, tryInput, tryMemory } from '../../test/fuzz/search.js';
import { makeTargets } from '../../test/fuzz/targets.js';

const isFull = process.env['BEEP_TEST_FULL'] === '1';
const RUNS = Number(process.env['FUZZ_RUNS'] ?? (isFull ? 200_000 : 20_000));
/** Of the search, for each target. */
const SEARCH_RUNS = isFull ? 200_000 : 1_000;
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

  it('finds what allocates by a length that is only claimed', async () => {
    const greedy = (claimed: number) => ({
      name: 'greedy',
      seeds: [],
      run: () => new Array<number>(claimed),
    });
    assert.equal(await tryMemory(greedy(1_000), new Uint8Array(4)), null);
    const finding = await tryMemory(greedy(10_000_000), new Uint8Array(4));
    assert.match(finding?.what ?? 'nothing found', /allocated/);
  });

  it('finds it too where all was collected before the end', async () => {
    const greedy = {
      name: 'greedy',
      seeds: [],
      async run() {
        for (let i = 0; i < 20; i++) await Promise.resolve(new Array<number>(1_000_000));
      },
    };
    const finding = await tryMemory(greedy, new Uint8Array(4));
    assert.match(finding?.what ?? 'nothing found', /allocated 15\d{4} KiB/u);
  });

  it('runs by its command over every target, reaches code behind signatures, and finds nothing', () => {
    const main = fileURLToPath(new URL('../../test/fuzz/main.ts', import.meta.url));
    const run = spawnSync(process.execPath, ['--import', 'tsx', main, '--runs', String(SEARCH_RUNS)], {
      encoding: 'utf8',
      env: { ...process.env, NODE_TEST_CONTEXT: '' },
    });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    const branches = new Map(
      [...run.stdout.matchAll(/^(.+?) +\d+ runs .*? (\d+) branches/gmu)].map(([, name, count]) => [
        name!,
        Number(count),
      ]),
    );
    for (const { name } of targets) assert.ok(branches.has(name), name);
    // Where only the form is looked at, and where what was signed is.
    assert.ok(branches.get('card, signed')! > 200, run.stdout);
    assert.ok(branches.get('charge, signed')! > 450, run.stdout);
    assert.match(run.stdout, /nothing found/);
    console.log(/^in all.*$/mu.exec(run.stdout)?.[0]);
  });
});
