#!/usr/bin/env node
// Type-checks every program: all of it with every name known, then each part with only the names it may use.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const PROGRAMS = [
  ['tsconfig.json', 'everything, tests included'],
  ['src/tsconfig.pure.json', 'protocol, domain and app, without DOM or Node'],
  ['src/tsconfig.browser.json', 'the page, without Node'],
  ['src/tsconfig.worker.json', 'the service worker'],
  ['signaling/tsconfig.json', 'the introducer, without DOM'],
  ['authority/tsconfig.json', 'the registrar’s tool, without DOM'],
];

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const check = promisify(execFile);
// All at once, since none of them can use more than one processor; told in their order.
const checks = PROGRAMS.map(async ([program]) => {
  if (!existsSync(program)) return `${program} is missing.\n`;
  try {
    await check(process.execPath, [tsc, '--project', program], { maxBuffer: MAX_OUTPUT_BYTES });
    return '';
  } catch (error) {
    return `${error.stdout ?? ''}${error.stderr ?? ''}` || `${error.message}\n`;
  }
});
let failed = 0;
for (const [i, faults] of (await Promise.all(checks)).entries()) {
  const [program, what] = PROGRAMS[i];
  process.stdout.write(faults);
  console.log(`${faults === '' ? 'ok    ' : 'failed'}  ${program}: ${what}`);
  if (faults !== '') failed++;
}
process.exitCode = failed ? 1 : 0;
