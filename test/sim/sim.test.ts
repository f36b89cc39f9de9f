import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { bundleWorker } from './bundle.js';
import { runCrew } from './crew.js';
import { PLANTED_BUGS } from './planted-bugs.js';
import type { Play, Report } from './worker.js';

const SCHEDULES: Readonly<Record<Play, number>> = process.env['BEEP_TEST_FULL']
  ? { pairs: 20_000, groups: 10_000 }
  : { pairs: 8_500, groups: 1_500 };
const PROCESSES = 2;
const MOST_UNTIL_CAUGHT = 2_000;

const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

const known = JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')) as {
  seed: number;
  play?: Play;
}[];

const describeFailure = (play: Play, { seed, failures }: Report): string =>
  [
    `seed=${seed} (again: npm run sim -- --play ${play} --schedules 1 --seed ${seed} --log)`,
    ...failures.slice(0, 5),
  ].join('\n  ');

async function failuresOf(worker: string, play: Play, seeds: readonly number[]): Promise<string[]> {
  const failed: string[] = [];
  let played = 0;
  const onReport = (report: Report): 'go on' => {
    played++;
    if (report.failures.length > 0) failed.push(describeFailure(play, report));
    return 'go on';
  };
  await runCrew({ worker, play, seeds, processes: PROCESSES, onReport });
  assert.equal(played, seeds.length);
  return failed;
}

describe('the simulator', () => {
  it('plays every seed that ever failed', async () => {
    const { path, dispose } = await bundleWorker();
    try {
      for (const play of ['pairs', 'groups'] as const) {
        const seeds = known.filter((one) => (one.play ?? 'pairs') === play).map(({ seed }) => seed);
        assert.deepEqual(await failuresOf(path, play, seeds), []);
      }
    } finally {
      await dispose();
    }
  });

  for (const [play, what] of [
    ['pairs', 'nothing lost, doubled, out of order or falsely ticked'],
    ['groups', 'one roster, one set of messages, nothing for those who were removed'],
  ] as const) {
    it(`plays ${SCHEDULES[play]} schedules of ${play}: ${what}`, async () => {
      const { path, dispose } = await bundleWorker();
      try {
        assert.deepEqual(await failuresOf(path, play, seedsFrom(1, SCHEDULES[play])), []);
      } finally {
        await dispose();
      }
    });
  }

  it('runs alike in two processes', async () => {
    const { path, dispose } = await bundleWorker();
    try {
      const digests = new Map<number, string[]>();
      const onReport = ({ seed, digest }: Report): 'go on' => {
        digests.set(seed, [...(digests.get(seed) ?? []), digest]);
        return 'go on';
      };
      const play = () =>
        runCrew({ worker: path, play: 'pairs', seeds: seedsFrom(1, 100), processes: 1, onReport });
      await Promise.all([play(), play()]);
      const differing = [...digests].filter(([, [one, other]]) => one !== other).map(([seed]) => seed);
      assert.deepEqual([digests.size, differing], [100, []]);
    } finally {
      await dispose();
    }
  });
});

describe('the simulator catches it when', () => {
  for (const { name, play = 'pairs', mutations, options, firstSeed } of PLANTED_BUGS) {
    it(name, async (t) => {
      const { path, dispose } = await bundleWorker(mutations);
      const seeds = [firstSeed, ...seedsFrom(1, MOST_UNTIL_CAUGHT - 1)];
      const caught: Report[] = [];
      const onReport = (report: Report): 'go on' | 'stop' => {
        if (report.failures.length === 0) return 'go on';
        caught.push(report);
        return 'stop';
      };
      try {
        await runCrew({ worker: path, play, seeds, processes: PROCESSES, onReport, ...options });
        assert.equal(caught.length, 1, `${MOST_UNTIL_CAUGHT} schedules, and nobody noticed`);
        const { seed } = caught[0]!;
        if (seed !== firstSeed) t.diagnostic(`caught by seed ${seed}: make it the first one, to be quicker`);
      } finally {
        await dispose();
      }
    });
  }
});
