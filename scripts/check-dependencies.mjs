#!/usr/bin/env node
/**
 * Checks package-lock.json, without asking anybody: every package by its SHA-512 and from the registry alone (K2), no
 * more packages than the budget and no install scripts in what runs (K3), none with a known fault (K4), none under a
 * licence that we may not pass on (K6). A release also needs `npm audit` from a machine with internet.
 */
import { readFileSync } from 'node:fs';

/** Packages, and the packages that need them, per place where they run. */
const BUDGETS = [
  {
    where: 'the page and its service worker',
    most: 58,
    not: ['ws', 'sirv', 'reflect-metadata', '@peculiar/', '@nats-io/', 'hash-wasm', 'csv-parse'],
  },
  {
    where: 'the introducer',
    most: 40,
    only: ['ws', 'sirv', 'reflect-metadata', '@peculiar/', '@nats-io/', 'lean-qr'],
  },
  {
    where: 'the authority tool',
    most: 12,
    only: ['@noble/', '@scure/', 'cborg', 'hash-wasm', 'csv-parse', 'lean-qr'],
  },
];
const LICENCES = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'Unlicense']);
/** Not imported by the code, but part of what we hand out. */
const SHIPPED_FILES = new Map([
  ['@fontsource/noto-naskh-arabic', 'OFL-1.1'],
  ['@fontsource-variable/noto-nastaliq-urdu', 'OFL-1.1'],
  ['lucide-static', 'ISC'],
]);

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const manifest = read('../package.json');
const lock = read('../package-lock.json');
const advisories = read('./advisories.json');

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const packages = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ path, name: nameOf(path), ...entry }));
const byPath = new Map(packages.map((each) => [each.path, each]));
const running = packages.filter(({ dev, devOptional }) => !dev && !devOptional);

const faults = [
  ...checkManifest(),
  ...checkLock(),
  ...running
    .filter(({ hasInstallScript }) => hasInstallScript)
    .map(({ path }) => `${path} has an install script`),
  ...BUDGETS.flatMap(checkBudget),
  ...packages.flatMap(checkAdvisories),
  ...checkLicences(),
];
for (const fault of faults) console.error(fault);
console.log(`${packages.length} packages, ${running.length} of them in what runs; ${faults.length} findings`);
process.exitCode = faults.length ? 1 : 0;

function checkManifest() {
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  return all
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json: ${name} is not pinned: ${version}`);
}

function checkLock() {
  if (lock.lockfileVersion !== 3) return [`lockfileVersion is ${lock.lockfileVersion}, not 3`];
  return packages.flatMap(({ path, integrity, resolved, link, optionalDependencies = {} }) => [
    // Binaries of other platforms: npm leaves them out of the file when it writes it at a bad moment, then refuses the file.
    ...Object.keys(optionalDependencies)
      .filter((name) => !resolvePackage(name, path))
      .map((name) => `${path} needs ${name}, which is missing`),
    ...(/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ? [] : [`${path} has no SHA-512`]),
    ...(link || /^(git|file|http:)/.test(resolved ?? '')
      ? [`${path} does not come from the registry: ${resolved}`]
      : []),
  ]);
}

function checkBudget({ where, most, not, only }) {
  const matches = (name, list) =>
    list.some((each) => (each.endsWith('/') ? name.startsWith(each) : name === each));
  const roots = Object.keys(manifest.dependencies).filter((name) =>
    only ? matches(name, only) : !matches(name, not),
  );
  const reached = new Set();
  const walk = (name, from) => {
    const found = resolvePackage(name, from);
    if (!found || reached.has(found.path)) return;
    reached.add(found.path);
    Object.keys(found.dependencies ?? {}).forEach((each) => walk(each, found.path));
  };
  roots.forEach((name) => walk(name, ''));
  console.log(`${String(reached.size).padStart(4)} of ${most} packages in ${where}`);
  return reached.size > most ? [`${where}: ${reached.size} packages, more than ${most}`] : [];
}

/** As Node does: the nearest node_modules above the package that asks. */
function resolvePackage(name, from) {
  const found = byPath.get(`${from}${from ? '/' : ''}node_modules/${name}`);
  if (found || from === '') return found;
  const above = from.lastIndexOf('/node_modules/');
  return resolvePackage(name, above < 0 ? '' : from.slice(0, above));
}

function checkAdvisories({ path, name, version }) {
  return advisories
    .filter((advisory) => advisory.package === name && isHit(version, advisory))
    .map(({ reference, why }) => `${path} ${version}: ${why} (${reference})`);
}

function isHit(version, { exactly, from = '0.0.0', before }) {
  if (exactly) return exactly.includes(version);
  return compare(version, from) >= 0 && compare(version, before) < 0;
}

/** By major, minor and patch. A prerelease counts as the release it leads to. */
function compare(a, b) {
  const [x, y] = [a, b].map((version) => version.split('-')[0].split('.').map(Number));
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

function checkLicences() {
  const allows = (licence) =>
    (licence ?? '')
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((each) => LICENCES.has(each));
  const shipped = packages.filter(({ name }) => SHIPPED_FILES.has(name));
  return [
    ...running
      .filter(({ license }) => !allows(license))
      .map(({ path, license }) => `${path}: licence ${license}`),
    ...shipped
      .filter(({ name, license }) => license !== SHIPPED_FILES.get(name))
      .map(({ path, license }) => `${path}: licence ${license}`),
  ];
}
