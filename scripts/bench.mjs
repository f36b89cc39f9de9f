#!/usr/bin/env node
/**
 * Runs the benchmarks (`bench/<name>/main.ts` and `bench/<name>.bench.ts`) one after another: `node scripts/bench.mjs
 * [name…]`. Each prints lines of JSON, `{ name, value, unit, anchor?, ratio?, must?, moonshot? }`; they are kept in reports/bench.json with
 * what they were measured on, and shown as a table. Nothing passes or fails here by speed: the anchor in the same run is
 * what a figure is read against.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findBrowser } from './find-browser.mjs';
import { findPrivateNetwork, withSbin } from './private-network.mjs';

const LIMIT_MS = 5 * 60_000;

const wanted = process.argv.slice(2);
const benches = findBenches().filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (benches.length === 0) {
  console.error(wanted.length ? `There is no benchmark ${wanted.join(', ')}.` : 'There are no benchmarks.');
  process.exit(1);
}

const build = spawnSync(process.execPath, [join(import.meta.dirname, 'build.mjs'), '--if-stale'], {
  stdio: 'inherit',
});
if (build.status !== 0) process.exit(1);
const browser = await findBrowser();
const network = findPrivateNetwork();
console.log(`${browser.how}\n${network.words}`);

const figures = [];
let failed = 0;
for (const bench of benches) {
  console.log(`\n── ${bench.name}`);
  const { ok, lines } = await run(bench);
  if (!ok || lines.length === 0) {
    failed++;
    console.error(`${bench.name}: ${ok ? 'no figure came out' : 'ended with an error'}`);
  }
  figures.push(...lines.map((line) => ({ bench: bench.name, ...line })));
}

mkdirSync('reports', { recursive: true });
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
};
const report = { node: process.version, platform: `${process.platform} ${process.arch}`, machine, figures };
writeFileSync('reports/bench.json', `${JSON.stringify(report, null, 2)}\n`);
showTable();
process.exitCode = failed ? 1 : 0;

function findBenches() {
  if (!existsSync('bench')) return [];
  return readdirSync('bench', { withFileTypes: true })
    .flatMap((entry) => {
      const main = join('bench', entry.name, 'main.ts');
      if (entry.isDirectory() && existsSync(main)) return [{ name: entry.name, file: main }];
      const single = /^(.+)\.bench\.ts$/.exec(entry.name);
      return single ? [{ name: single[1], file: join('bench', entry.name) }] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Runs one to its end or its limit; what it says besides its figures is passed on. */
function run({ file }) {
  const [program, ...args] = network.wrap([process.execPath, '--import', 'tsx', file]);
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...withSbin(), CHROME_PATH: browser.path },
    detached: true,
  });
  const kill = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it is gone already
    }
  };
  const limit = setTimeout(kill, LIMIT_MS);
  const interrupt = () => {
    kill();
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const figure = readFigure(line);
    if (figure) lines.push(figure);
    else console.log(line);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => console.error(error.message));
    child.on('close', (code) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupt);
      kill(); // whatever it left behind
      resolve({ ok: code === 0, lines });
    });
  });
}

function readFigure(line) {
  if (!line.startsWith('{')) return null;
  try {
    const figure = JSON.parse(line);
    return typeof figure.name === 'string' && typeof figure.value === 'number' ? figure : null;
  } catch {
    return null; // something else in braces: it is shown as it is
  }
}

function showTable() {
  const text = (value) =>
    typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value ?? '');
  const rows = [
    ['figure', 'value', 'unit', 'anchor', 'ratio', 'must', 'moonshot'],
    ...figures.map(({ bench, name, value, unit, anchor, ratio, must, moonshot }) =>
      [
        `${bench}: ${name}`,
        value,
        unit,
        typeof anchor === 'object' ? JSON.stringify(anchor) : anchor,
        ratio,
        must,
        moonshot,
      ].map(text),
    ),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log('');
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}
