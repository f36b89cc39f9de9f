#!/usr/bin/env node
/**
 * Finds a Chromium-family browser for the tests, or gets one: CHROME_PATH, then an installed Chromium, Chrome or Edge,
 * then (Debian or Ubuntu as root) the distribution's chromium, then the npm package @sparticuz/chromium in a cache
 * folder of its own. Nothing else downloads a browser.
 *
 * `node scripts/find-browser.mjs` prints the path.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Flags every browser of the tests runs with: no sandbox (root), no GPU, and silence towards the world. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SPARTICUZ = '@sparticuz/chromium@147.0.2';

/**
 * The browser to test with, and one sentence on where it came from.
 * @throws Error with a sentence for people when there is none and none can be had.
 */
export async function findBrowser({ install = true } = {}) {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) {
    if (!isExecutable(CHROME_PATH)) throw new Error(`CHROME_PATH is ${CHROME_PATH}, which cannot be run.`);
    return { path: CHROME_PATH, how: `Browser: ${CHROME_PATH}, named by CHROME_PATH.` };
  }
  const installed = installedBrowser();
  if (installed) return { path: installed, how: `Browser: ${installed}, found on this machine.` };
  if (!install) throw new Error('No Chromium, Chrome or Edge was found. Set CHROME_PATH to one.');

  if (canInstallPackages()) {
    console.error('No browser was found: installing the distribution’s chromium.');
    if (installPackages(['chromium'])) {
      const fresh = installedBrowser();
      if (fresh) return { path: fresh, how: `Browser: ${fresh}, installed from the distribution just now.` };
    }
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    const path = await sparticuz();
    return { path, how: `Browser: ${path}, unpacked from the npm package ${SPARTICUZ}.` };
  }
  throw new Error('No Chromium, Chrome or Edge was found. Install one, or set CHROME_PATH to one.');
}

/** Whether packages of the distribution may be installed here: Debian or Ubuntu, as root. */
export function canInstallPackages() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !onPath('apt-get')) return false;
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
}

let listsAreFresh = false;

/** Installs packages of the distribution and says whether that worked. */
export function installPackages(names) {
  const apt = (...args) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  if (!listsAreFresh) listsAreFresh = apt('update');
  return apt('install', '-y', '--no-install-recommends', ...names);
}

/** Full path of a command, or null. */
export function onPath(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  const found = folders.filter(Boolean).find((folder) => isExecutable(join(folder, command)));
  return found ? join(found, command) : null;
}

function installedBrowser() {
  return candidates().find(isExecutable) ?? null;
}

function candidates() {
  const { platform, env } = process;
  if (platform === 'darwin') {
    const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
    return apps.flatMap((app) =>
      ['/Applications', join(homedir(), 'Applications')].map(
        (root) => `${root}/${app}.app/Contents/MacOS/${app}`,
      ),
    );
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean);
    const tails = [
      ['Chromium', 'Application', 'chrome.exe'],
      ['Google', 'Chrome', 'Application', 'chrome.exe'],
      ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
    ];
    return roots.flatMap((root) => tails.map((tail) => join(root, ...tail)));
  }
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ];
  return names.map(onPath).filter((path) => path !== null);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not ours to run: either way not a browser for us
  }
}

/** Installs the npm package into its own folder (never into this project) and unpacks the browser in it. */
async function sparticuz() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'beep', 'browser');
  mkdirSync(cache, { recursive: true });
  const folder = join(cache, 'node_modules', '@sparticuz', 'chromium');
  if (!existsSync(folder)) {
    console.error(`No browser was found: fetching the npm package ${SPARTICUZ}.`);
    execFileSync(
      'npm',
      ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--prefix', cache, SPARTICUZ],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
  }
  const entry = createRequire(join(cache, 'package.json')).resolve('@sparticuz/chromium');
  const { default: chromium } = await import(pathToFileURL(entry).href);
  // The package unpacks into the folder for temporary files, and looks there first the next time.
  const { TMPDIR } = process.env;
  process.env.TMPDIR = cache;
  try {
    return await chromium.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const { path, how } = await findBrowser();
    console.error(how);
    console.log(path);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
