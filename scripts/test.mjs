#!/usr/bin/env node
/**
 * Runs the tests: `node scripts/test.mjs [--full] [--no-build] [suite…] [-- file…]`.
 *
 * Without names it runs every suite. It finds (or gets) a browser, keeps the tests in a network of their own, streams
 * their output, leaves a JUnit report per suite in reports/, and ends with one line: `N passed, N failed`.
 * A suite without a single test is a failure: silence is not success.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { findTestFiles } from './find-test-files.mjs';
import { findBrowser } from './find-browser.mjs';
import { findPrivateNetwork, withSbin } from './private-network.mjs';
import { findTools } from './find-tools.mjs';
import { readJunit } from './read-junit.mjs';

/** Kept in the order they run: what is fast and says most comes first. */
const SUITES = {
  node: {
    what: 'protocol, domain, app and the introducer, in Node',
    files: () =>
      findTestFiles(['src/protocol', 'src/domain', 'src/app', 'signaling', 'test/node'], '.test.ts'),
    concurrency: 2,
    limitMinutes: 8,
  },
  sim: {
    what: 'the simulator: seeded schedules of loss, partition, crash and hostile peers',
    files: () => findTestFiles(['test/sim'], '.test.ts'),
    concurrency: 2,
    limitMinutes: 10,
  },
  browser: {
    what: 'adapters and interface, in a real browser',
    files: () => findTestFiles(['src/platform', 'src/ui', 'src/i18n', 'test/browser'], '.test.ts'),
    needsBrowser: true,
    limitMinutes: 8,
  },
  e2e: {
    what: 'the built app, served by the real introducer, in real browsers',
    files: () => findTestFiles(['test/e2e'], '.e2e.ts'),
    needsBrowser: true,
    needsBuild: true,
    concurrency: 1,
    limitMinutes: 12,
  },
  net: {
    what: 'networks of several hosts, each in a namespace of its own',
    files: () => findTestFiles(['test/net'], '.net.ts'),
    needsBrowser: true,
    needsBuild: true,
    // These make their own networks, which takes root outside any other namespace.
    needsRoot: true,
    concurrency: 1,
    limitMinutes: 8,
  },
};

const require = createRequire(import.meta.url);
const { full, build, names, only } = readArguments(process.argv.slice(2));
const running = new Set();
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true;
    for (const stop of running) stop();
  });
}

process.exitCode = await main();

async function main() {
  mkdirSync('reports', { recursive: true });
  const suites = names.map((name) => ({ name, ...SUITES[name] }));
  const env = { ...withSbin(), ...(full ? { BEEP_TEST_FULL: '1' } : {}) };

  if (suites.some(({ needsBrowser }) => needsBrowser)) {
    const browser = await findBrowser();
    console.log(browser.how);
    env.CHROME_PATH = browser.path;
    for (const line of findTools()) console.log(line);
  }
  const network = findPrivateNetwork();
  console.log(network.words);

  if (build && suites.some(({ needsBuild }) => needsBuild)) {
    const ok = await run('build', [process.execPath, 'scripts/build.mjs'], env, 5);
    if (!ok) return report([{ name: 'build', passed: 0, failed: 1, skipped: 0, why: 'the build failed' }]);
  }

  const results = [];
  for (const suite of suites) {
    if (interrupted) break;
    results.push(await runSuite(suite, network, env));
  }
  if (full && !interrupted) results.push(await checkReproducible(env));
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

function nodeCommand({ concurrency }, files, reportPath) {
  return [
    process.execPath,
    '--import',
    'tsx',
    '--test',
    `--test-concurrency=${concurrency}`,
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

/** Runs a command to its end, or to its limit, and says whether it ended well. Takes all it started with it. */
function run(name, [program, ...args], env, limitMinutes) {
  return new Promise((resolve) => {
    // A process group of its own, so that one signal reaches the browsers too.
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env, detached: true });
    const kill = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error; // the group is gone already
      }
    };
    const stop = () => {
      kill('SIGTERM');
      setTimeout(() => kill('SIGKILL'), 3_000).unref();
    };
    const limit = setTimeout(
      () => {
        console.error(`${name} took longer than ${limitMinutes} minutes and was stopped.`);
        kill('SIGKILL');
      },
      limitMinutes * 60_000 * (full ? 4 : 1),
    );
    running.add(stop);
    const end = (ok) => {
      clearTimeout(limit);
      running.delete(stop);
      kill('SIGKILL'); // whatever the command left behind
      resolve(ok);
    };
    child.on('error', (error) => {
      console.error(`${name} could not be started: ${error.message}`);
      end(false);
    });
    child.on('exit', (code) => end(code === 0));
  });
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

function readArguments(args) {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  const options = { full: own.includes('--full'), build: !own.includes('--no-build') };
  const asked = own.filter((word) => !word.startsWith('--'));
  const files = [
    ...(split < 0 ? [] : args.slice(split + 1)),
    ...asked.filter((word) => word.endsWith('.ts')),
  ];
  const suites = asked.filter((word) => !word.endsWith('.ts'));
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
