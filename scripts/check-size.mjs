#!/usr/bin/env node
/**
 * Weighs the built app against its budget. What counts as the first view is what the page cannot start without: the
 * boot script, the entry and every chunk that it imports statically. Also looks into the code for what must not be
 * there: hosts other than our own, and ways to make code from text.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const BUDGET = {
  firstViewKb: 60,
  lazyChunkKb: 70,
  cssKb: 15,
  precacheKb: 2 * 1024,
  appKb: 600,
};
/** Names that stand in the code as identifiers (of namespaces, of documentation); nothing connects to them. */
const HOSTS_NAMED = new Set(['www.w3.org', 'lit.dev', 'lucide.dev']);

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
if (!existsSync(join(root, 'build', 'chunks.json'))) {
  console.error('There is no build to weigh. Run: npm run build');
  process.exit(1);
}

const chunks = JSON.parse(readFileSync(join(root, 'build', 'chunks.json'), 'utf8'));
const assets = readdirSync(join(dist, 'assets')).map((name) => `assets/${name}`);
const find = (pattern) => assets.filter((name) => pattern.test(name));
const gzipKb = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).byteLength / KB;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

const first = new Set(find(/^assets\/boot-[0-9a-f]+\.js$/));
const walk = (fileName) => {
  if (first.has(fileName)) return;
  first.add(fileName);
  chunks.find((chunk) => chunk.fileName === fileName).imports.forEach(walk);
};
walk(chunks.find(({ isEntry }) => isEntry).fileName);
const lazy = chunks.map(({ fileName }) => fileName).filter((fileName) => !first.has(fileName));
const precached = [
  ...readFileSync(join(dist, 'sw.js'), 'utf8').matchAll(/url:"([^"]+)"|"url":"([^"]+)"/g),
].map(([, bare, quoted]) => bare ?? quoted);

const rows = [
  ...[...first].map((name) => row(`first view: ${name}`, gzipKb(name))),
  row('first view, all JavaScript', sum([...first].map(gzipKb)), BUDGET.firstViewKb),
  ...find(/\.css$/).map((name) => row(`style sheet: ${name}`, gzipKb(name), BUDGET.cssKb)),
  ...lazy.map((name) => row(`later: ${name}`, gzipKb(name), BUDGET.lazyChunkKb)),
  row('all JavaScript', sum([...first, ...lazy].map(gzipKb)), BUDGET.appKb),
  row('service worker', gzipKb('sw.js')),
  row(
    `kept for offline use, ${precached.length} files, not compressed`,
    sum(precached.map((name) => readFileSync(join(dist, name)).byteLength / KB)),
    BUDGET.precacheKb,
  ),
];

const faults = [
  ...rows.filter(({ over }) => over).map(({ what }) => `over budget: ${what}`),
  ...lazy.filter((name) => !precached.includes(name)).map((name) => `not kept for offline use: ${name}`),
  ...find(/\.js$/).flatMap(strangers),
];

for (const { what, kb, limit } of rows) {
  console.log(
    `${kb.toFixed(1).padStart(8)} KB${limit ? ` of ${String(limit).padStart(5)}` : ''.padEnd(9)}  ${what}`,
  );
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length ? 1 : 0;

function row(what, kb, limit) {
  return { what, kb, limit, over: limit !== undefined && kb > limit };
}

/** What the code of a chunk names or does that ours never may. */
function strangers(name) {
  const code = readFileSync(join(dist, name), 'utf8');
  const hosts = [...code.matchAll(/\b(?:https?|wss?|stuns?|turns?):(?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)]
    .map(([, host]) => host.toLowerCase())
    .filter((host) => !HOSTS_NAMED.has(host));
  const made = [...code.matchAll(/\beval\s*\(|\bnew Function\b|[^.\w]Function\s*\(\s*["'`]/g)].map(
    ([text]) => text,
  );
  return [...new Set([...hosts, ...made])].map((what) => `${name} holds ${what}`);
}
