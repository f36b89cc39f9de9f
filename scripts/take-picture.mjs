#!/usr/bin/env node
/** Makes docs/screens/beep.png, the picture of the README, from the app as built: `npm run picture`. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { findPrivateNetwork } from './private-network.mjs';

const root = resolve(import.meta.dirname, '..');
const run = (command) => {
  const [program, ...args] = command;
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

run([process.execPath, 'scripts/build.mjs']);
const { wrap, words } = findPrivateNetwork();
console.log(words);
run(wrap([process.execPath, '--import', 'tsx', 'test/e2e/harness/readme-picture.ts']));
