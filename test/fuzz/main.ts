/**
 * Searches for inputs that make a parser throw or dawdle, led by the code they reach:
 * `node --import tsx test/fuzz/main.ts [--runs N] [--seed N] [--only NAME]`. Exits with 1 if it finds one, and prints it.
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
const chosen = targets.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) {
  console.error(`no target ${values.only}: there are ${targets.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

console.log(
  `${chosen.length} targets, ${runs} runs each (a twentieth where one costs milliseconds), seed ${seed}`,
);
let findings = 0;
for (const target of chosen) {
  const startedMs = performance.now();
  const report = await search(
    target,
    hits,
    target.isCostly ? Math.ceil(runs / 20) : runs,
    createChance(seed),
  );
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(
    `${target.name.padEnd(18)} ${String(report.runs).padStart(8)} runs ${seconds.padStart(7)} s ` +
      `${String(report.reached).padStart(5)} branches ${String(report.kept).padStart(4)} kept`,
  );
  if (!report.finding) continue;
  findings++;
  console.error(
    `FOUND in ${target.name}: ${report.finding.what}\n${Buffer.from(report.finding.input).toString('hex')}`,
  );
}
console.log(findings === 0 ? 'nothing found' : `${findings} found`);
process.exitCode = findings === 0 ? 0 : 1;
