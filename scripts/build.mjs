#!/usr/bin/env node
/**
 * Builds dist/ (the app) and build/ (the introducer). Works in a folder of its own and swaps it in at the end: a build
 * that fails leaves the last good one, and nobody is served half of one.
 *
 * `--if-stale` does nothing when the last build was made of the same files (and `--quiet` then says nothing);
 * `--out folder` builds there, without a swap.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { hashInputs } from './build/inputs.mjs';

const root = resolve(import.meta.dirname, '..');
const STAMP = join('build', 'inputs.sha256');

const args = process.argv.slice(2);
const out = args.includes('--out') ? resolve(args[args.indexOf('--out') + 1] ?? '') : null;
const inputs = hashInputs(root);

if (args.includes('--if-stale') && isFresh()) {
  if (!args.includes('--quiet')) console.log('The build is up to date.');
} else if (out) {
  process.exitCode = rollup(out);
} else {
  console.log('Building the app and the introducer.');
  process.exitCode = buildAndSwap();
}

function isFresh() {
  const stamp = join(root, STAMP);
  const made = ['dist/index.html', 'dist/sw.js', 'build/server.js'].every((file) =>
    existsSync(join(root, file)),
  );
  return made && existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === inputs;
}

function buildAndSwap() {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, 'beep-build-'));
  try {
    const status = rollup(staging);
    if (status !== 0) return status;
    writeFileSync(join(staging, STAMP), `${inputs}\n`);
    for (const folder of ['dist', 'build']) swap(join(staging, folder), join(root, folder));
    return 0;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Puts `fresh` in place of `current`; what was there ends up in the staging folder, which is about to go. */
function swap(fresh, current) {
  if (existsSync(current)) renameSync(current, `${fresh}.old`);
  renameSync(fresh, current);
}

function rollup(folder) {
  const bin = join(dirname(createRequire(import.meta.url).resolve('rollup')), 'bin', 'rollup');
  const { status } = spawnSync(
    process.execPath,
    [bin, '--config', join(root, 'rollup.config.js'), '--configOut', folder, '--silent'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  return status ?? 1;
}
