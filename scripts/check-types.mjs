#!/usr/bin/env node
// Type-checks every program: all of it with every name known, then each part with only the names it may use.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';

const PROGRAMS = [
  ['tsconfig.json', 'everything, tests included'],
  ['src/tsconfig.pure.json', 'protocol, domain and app, without DOM or Node'],
  ['src/tsconfig.browser.json', 'the page, without Node'],
  ['src/tsconfig.worker.json', 'the service worker'],
  ['signaling/tsconfig.json', 'the introducer, without DOM'],
];

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
let failed = 0;
for (const [program, what] of PROGRAMS) {
  if (!existsSync(program)) throw new Error(`${program} is missing.`);
  const { status } = spawnSync(process.execPath, [tsc, '--project', program], { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'failed'}  ${program}: ${what}`);
  if (status !== 0) failed++;
}
process.exitCode = failed ? 1 : 0;
