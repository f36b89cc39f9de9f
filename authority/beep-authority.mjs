#!/usr/bin/env node
// Builds what is not built yet, then runs the registrar's tool.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const tool = join(root, 'build', 'authority.js');
if (!existsSync(tool)) {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'scripts', 'build.mjs'), '--if-stale', '--quiet'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (status !== 0) process.exit(2);
}
await import(tool);
