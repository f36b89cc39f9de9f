#!/usr/bin/env node
/**
 * Takes the words out of the interface into xliff/, puts the translations back into src/i18n/generated/, and fails if a
 * translation is missing, or if the committed files were not what the code says. Run it after changing any `msg(…)`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';

const FOLDERS = ['xliff', 'src/i18n/generated'];
const tool = join(
  dirname(createRequire(import.meta.url).resolve('@lit/localize-tools/package.json')),
  'bin/lit-localize.js',
);

const read = () =>
  FOLDERS.flatMap((folder) =>
    readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
  ).join();
const run = (command) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, command], { encoding: 'utf8' });
  return { failed: status !== 0, said: stdout + stderr };
};

const before = read();
const results = [run('extract'), run('build')];
const said = results.map((result) => result.said).join('');
const missing = said.split('\n').filter((line) => line.includes('is missing'));
const faults = [
  ...(results.some(({ failed }) => failed) ? [said] : []),
  ...missing,
  ...(read() === before
    ? []
    : [
        'The words in xliff/ and src/i18n/generated/ were behind the code; they are rewritten now: commit them.',
      ]),
];
for (const fault of faults) console.error(fault);
const count = [...readFileSync('xliff/ur.xlf', 'utf8').matchAll(/<trans-unit /g)].length;
console.log(faults.length === 0 ? `${count} messages, each in every language` : 'failed');
process.exitCode = faults.length === 0 ? 0 : 1;
