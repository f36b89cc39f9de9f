/**
 * Searches for inputs that make a parser throw or dawdle, led by the code they reach:
 * `node --import tsx test/fuzz/main.ts [--runs N] [--seed N] [--only NAME]`. NAME may be the beginning of several. Exits with 1 if it finds one, and prints it.
 */
import { parseArgs } from 'node:util';
import { createChance } from './breed.js';
import { loadInstrumented } from './load-instrumented.js';
import { search } from './search.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
  console.error('--runs and --seed are whole numbers');
  process.exit(2);
}

const { targets, hits } = await loadInstrumented();
const chosen = targets.filter(({ name }) => values.only === undefined || name.startsWith(values.only));
if (chosen.length === 0) {
  console.error(`no target ${values.only}: there are ${targets.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

console.log(
  `${chosen.length} targets, ${runs} runs each (a twentieth where one costs milliseconds), seed ${seed}`,
);
const WIDTH = Math.max(...chosen.map(({ name }) => name.length));
let findings = 0;
let [allRuns, allMs] = [0, 0];
for (const target of chosen) {
  const startedMs = performance.now();
  const report = await search(
    target,
    hits,
    target.isCostly ? Math.ceil(runs / 20) : runs,
    createChance(seed),
  );
  const tookMs = performance.now() - startedMs;
  allRuns += report.runs;
  allMs += tookMs;
  console.log(
    `${target.name.padEnd(WIDTH)} ${String(report.runs).padStart(8)} runs ${(tookMs / 1000).toFixed(1).padStart(7)} s ` +
      `${String(Math.round((report.runs / tookMs) * 1000)).padStart(7)} per s ${String(report.reached).padStart(5)} branches ${String(report.kept).padStart(4)} kept`,
  );
  if (!report.finding) continue;
  findings++;
  console.error(
    `FOUND in ${target.name}: ${report.finding.what}\n${Buffer.from(report.finding.input).toString('hex')}`,
  );
}
console.log(`in all ${allRuns} runs, ${Math.round((allRuns / allMs) * 1000)} per s`);
console.log(findings === 0 ? 'nothing found' : `${findings} found`);
process.exitCode = findings === 0 ? 0 : 1;
