#!/usr/bin/env node
// Builds twice, in two folders, and compares every byte: whoever builds the same sources gets the same files.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const build = resolve(import.meta.dirname, 'build.mjs');
const folders = ['beep-first-', 'beep-second-build-'].map((prefix) => mkdtempSync(join(tmpdir(), prefix)));
try {
  const [first, second] = await Promise.all(folders.map(buildInto));
  const names = [...new Set([...first.keys(), ...second.keys()])].sort();
  const different = names.filter((name) => first.get(name) !== second.get(name));
  for (const name of different) console.error(`differs: ${name}`);
  console.log(`${names.length} files, ${different.length} of them different`);
  process.exitCode = different.length || names.length === 0 ? 1 : 0;
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Builds into `folder` and returns the SHA-256 of each file by name. */
async function buildInto(folder) {
  const [status] = await once(
    spawn(process.execPath, [build, '--out', folder], { stdio: 'inherit' }),
    'exit',
  );
  if (status !== 0) throw new Error('The build failed.');
  return new Map(
    readdirSync(folder, { recursive: true })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );
}
