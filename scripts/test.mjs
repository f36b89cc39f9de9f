#!/usr/bin/env node
/**
 * Runs the tests: `node scripts/test.mjs [--full] [--no-build] [suite…] [-- file…]`.
 *
 * Without names it runs every suite. It finds (or gets) a browser, keeps the tests in a network of their own, streams
 * their output, leaves a JUnit report per suite in reports/, and ends with one line: `N passed, N failed`.
 * A suite without a single test is a failure: silence is not success.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findBrowser } from './find-browser.mjs';
import { findPrivateNetwork, withSbin } from './private-network.mjs';
import { findTools } from './find-tools.mjs';
import { readJunit } from './read-junit.mjs';
import { createRunner } from './run-command.mjs';
import { SUITES, findOrphans } from './test-suites.mjs';

const require = createRequire(import.meta.url);
const { full, build, names, only } = readArguments(process.argv.slice(2));
let interrupted = false;
const { run, stopAll } = createRunner({ patience: full ? 4 : 1 });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true;
    stopAll();
  });
}

// Browser profiles and the like; what an interrupted test leaves in it goes with it.
const scratch = mkdtempSync(join(tmpdir(), 'beep-test-'));
try {
  process.exitCode = await main();
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

async function main() {
  mkdirSync('reports', { recursive: true });
  const suites = names.map((name) => ({ name, ...SUITES[name] }));
  const env = { ...withSbin(), TMPDIR: scratch, ...(full ? { BEEP_TEST_FULL: '1' } : {}) };

  if (suites.some(({ needsBrowser }) => needsBrowser)) {
    try {
      const browser = await findBrowser();
      console.log(browser.how);
      env.CHROME_PATH = browser.path;
    } catch (error) {
      return report([{ name: 'set-up', passed: 0, failed: 1, skipped: 0, why: error.message }]);
    }
    for (const line of findTools()) console.log(line);
  }
  const network = findPrivateNetwork();
  console.log(network.words);

  if (build && suites.some(({ needsBuild }) => needsBuild)) {
    const ok = await run('build', [process.execPath, 'scripts/build.mjs', '--if-stale'], env, 5);
    if (!ok) return report([{ name: 'build', passed: 0, failed: 1, skipped: 0, why: 'the build failed' }]);
  }

  const results = findOrphans().map((file) => ({
    name: file,
    passed: 0,
    failed: 1,
    skipped: 0,
    why: 'no suite runs it',
  }));
  for (const suite of suites) {
    if (interrupted) break;
    results.push(await runSuite(suite, network, env));
  }
  // Of everything, or of nothing: who asks for one suite wants no other.
  if (full && !interrupted && suites.length === Object.keys(SUITES).length)
    results.push(await checkReproducible(env));
  return report(results);
}

async function runSuite(suite, network, env) {
  const { name, what, needsRoot } = suite;
  console.log(`\n── ${name}: ${what}`);
  const reportPath = `reports/${name}.xml`;
  rmSync(reportPath, { force: true });

  const files = only.length ? only : suite.files();
  if (files.length === 0)
    return { name, passed: 0, failed: 1, skipped: 0, why: 'not a single test file was found' };
  if (needsRoot && !(process.platform === 'linux' && process.getuid?.() === 0)) {
    console.log(`skipped: ${name} makes network namespaces, which takes root on Linux.`);
    return { name, passed: 0, failed: 0, skipped: files.length, why: 'not root on Linux' };
  }

  const command = name === 'browser' ? browserCommand() : nodeCommand(suite, files, reportPath);
  const ok = await run(name, needsRoot ? command : network.wrap(command), env, suite.limitMinutes);
  const counts = readJunit(reportPath);
  if (counts.passed + counts.failed + counts.skipped === 0) {
    return { name, ...counts, failed: 1, why: 'the suite reported not a single test' };
  }
  if (!ok && counts.failed === 0) return { name, ...counts, failed: 1, why: 'the suite ended with an error' };
  return { name, ...counts };
}

function nodeCommand({ concurrency, fullConcurrency = concurrency }, files, reportPath) {
  return [
    process.execPath,
    '--import',
    'tsx',
    '--test',
    `--test-concurrency=${full ? fullConcurrency : concurrency}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=junit',
    `--test-reporter-destination=${reportPath}`,
    ...files,
  ];
}

function browserCommand() {
  const bin = join(dirname(require.resolve('@web/test-runner')), 'bin.js');
  return [process.execPath, bin, ...(only.length ? ['--files', ...only] : [])];
}

async function checkReproducible(env) {
  console.log('\n── reproducible: two builds, byte for byte');
  const ok = await run('reproducible', [process.execPath, 'scripts/check-reproducible.mjs'], env, 5);
  return { name: 'reproducible', passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

function report(results) {
  console.log('');
  for (const { name, passed, failed, skipped, why } of results) {
    const counts = [`${passed} passed`, `${failed} failed`, ...(skipped ? [`${skipped} skipped`] : [])].join(
      ', ',
    );
    console.log(`${name.padEnd(13)} ${counts}${why ? ` (${why})` : ''}`);
  }
  if (interrupted) console.log('Interrupted: the rest was not run.');
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`);
  return sum('failed') > 0 || interrupted || results.length === 0 ? 1 : 0;
}

function isFile(word) {
  return /\.m?[jt]s$/.test(word);
}

function readArguments(args) {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  const options = { full: own.includes('--full'), build: !own.includes('--no-build') };
  const asked = own.filter((word) => !word.startsWith('--'));
  const files = [...(split < 0 ? [] : args.slice(split + 1)), ...asked.filter((word) => isFile(word))];
  const suites = asked.filter((word) => !isFile(word));
  const wrong = [
    ...suites.filter((name) => !Object.hasOwn(SUITES, name)),
    ...own.filter((word) => word.startsWith('--') && !['--full', '--no-build'].includes(word)),
  ];
  if (wrong.length || (files.length && suites.length !== 1)) {
    console.error(
      wrong.length
        ? `Unknown: ${wrong.join(' ')}. Suites: ${Object.keys(SUITES).join(', ')}; options: --full, --no-build.`
        : 'Name the one suite that the files belong to.',
    );
    process.exit(2);
  }
  return { ...options, names: suites.length ? suites : Object.keys(SUITES), only: files };
}
