import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { bundleWorker } from './bundle.js';
import { runCrew } from './crew.js';
import { PLANTED_BUGS } from './planted-bugs.js';
import type { Report } from './worker.js';

const SCHEDULES = process.env['BEEP_TEST_FULL'] ? 20_000 : 2_000;
const PROCESSES = 2;
const MOST_UNTIL_CAUGHT = 2_000;

const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

const known = JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')) as { seed: number }[];

const describeFailure = ({ seed, failures }: Report): string =>
  [`seed=${seed} (again: npm run sim -- --schedules 1 --seed ${seed} --log)`, ...failures.slice(0, 5)].join(
    '\n  ',
  );

async function failuresOf(worker: string, seeds: readonly number[]): Promise<string[]> {
  const failed: string[] = [];
  let played = 0;
  const onReport = (report: Report): 'go on' => {
    played++;
    if (report.failures.length > 0) failed.push(describeFailure(report));
    return 'go on';
  };
  await runCrew({ worker, seeds, processes: PROCESSES, onReport });
  assert.equal(played, seeds.length);
  return failed;
}

describe('the simulator', () => {
  it('plays every seed that ever failed', async () => {
    const { path, dispose } = await bundleWorker();
    try {
      assert.deepEqual(
        await failuresOf(
          path,
          known.map(({ seed }) => seed),
        ),
        [],
      );
    } finally {
      await dispose();
    }
  });

  it(`plays ${SCHEDULES} schedules: nothing lost, doubled, out of order or falsely ticked`, async () => {
    const { path, dispose } = await bundleWorker();
    try {
      assert.deepEqual(await failuresOf(path, seedsFrom(1, SCHEDULES)), []);
    } finally {
      await dispose();
    }
  });

  it('runs alike in two processes', async () => {
    const { path, dispose } = await bundleWorker();
    try {
      const digests = new Map<number, string[]>();
      const onReport = ({ seed, digest }: Report): 'go on' => {
        digests.set(seed, [...(digests.get(seed) ?? []), digest]);
        return 'go on';
      };
      const play = () => runCrew({ worker: path, seeds: seedsFrom(1, 100), processes: 1, onReport });
      await Promise.all([play(), play()]);
      const differing = [...digests].filter(([, [one, other]]) => one !== other).map(([seed]) => seed);
      assert.deepEqual([digests.size, differing], [100, []]);
    } finally {
      await dispose();
    }
  });
});

describe('the simulator catches it when', () => {
  for (const { name, mutations, options, firstSeed } of PLANTED_BUGS) {
    it(name, async () => {
      const { path, dispose } = await bundleWorker(mutations);
      const seeds = [firstSeed, ...seedsFrom(1, MOST_UNTIL_CAUGHT - 1)];
      const caught: Report[] = [];
      const onReport = (report: Report): 'go on' | 'stop' => {
        if (report.failures.length === 0) return 'go on';
        caught.push(report);
        return 'stop';
      };
      try {
        await runCrew({ worker: path, seeds, processes: PROCESSES, onReport, ...options });
        assert.equal(caught.length, 1, `${MOST_UNTIL_CAUGHT} schedules, and nobody noticed`);
      } finally {
        await dispose();
      }
    });
  }
});
