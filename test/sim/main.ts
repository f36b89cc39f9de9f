/**
 * `npm run sim -- [--play pairs|groups] [--schedules N] [--seed S] [--processes P] [--log]`: plays N schedules from seed S on and prints
 * what went wrong, with the seed that shows it again.
 */
import { parseArgs } from 'node:util';
import { bundleWorker } from './bundle.js';
import { runCrew } from './crew.js';
import type { Play } from './worker.js';

const { values } = parseArgs({
  options: {
    play: { type: 'string', default: 'pairs' },
    schedules: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
    log: { type: 'boolean', default: false },
  },
});

const play: Play = values.play === 'groups' ? 'groups' : 'pairs';
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.schedules) }, (_, i) => first + i);
const startedMs = performance.now();
let [played, failed, events, virtualMs, slowestMs] = [0, 0, 0, 0, 0];
const worker = await bundleWorker();
try {
  await runCrew({
    worker: worker.path,
    play,
    seeds,
    processes: Math.min(Number(values.processes), seeds.length),
    keepLog: values.log,
    onReport(report) {
      played++;
      events += report.events;
      virtualMs += report.virtualMs;
      slowestMs = Math.max(slowestMs, report.agreedAfterMs);
      if (values.log) console.log(report.log.join('\n'));
      if (report.failures.length === 0) return 'go on';
      failed++;
      console.log(
        `\nseed=${report.seed} (again: npm run sim -- --play ${play} --schedules 1 --seed ${report.seed} --log)`,
      );
      for (const failure of report.failures.slice(0, 5)) console.log(`  ${failure}`);
      return 'go on';
    },
  });
} finally {
  await worker.dispose();
}
const seconds = (performance.now() - startedMs) / 1000;
console.log(
  `${played} schedules, ${failed} failed; ${events} events, ${(virtualMs / 3_600_000).toFixed(1)} virtual hours in ` +
    `${seconds.toFixed(1)} s (${(played / seconds).toFixed(1)}/s); slowest agreement ${(slowestMs / 1000).toFixed(1)} s`,
);
process.exitCode = failed === 0 && played === seeds.length ? 0 : 1;
