import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { securityHeaders } from '../../../signaling/security-headers.js';
import type { ContextOptions } from './context-options.js';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Everything that a build is made of. */
const INPUTS = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'rollup.config.js'],
  ...['scripts', 'public', 'src', 'signaling', 'authority'],
];
const BUILD_LIMIT_MS = 120_000;
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

/** A place in a source file, and what stands there instead. */
export interface Change {
  /** Below the top of the project. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Builds the app from its own source with a few lines changed, below `folder`. Returns where the app is.
 * @throws Error where a line to be changed is not there, or not there once
 */
export async function buildWith(changes: readonly Change[], folder: string): Promise<string> {
  const source = join(folder, 'source');
  await mkdir(source, { recursive: true });
  for (const input of INPUTS) await cp(join(ROOT, input), join(source, input), { recursive: true });
  await symlink(await realpath(join(ROOT, 'node_modules')), join(source, 'node_modules'));
  for (const { file, from, to } of changes) {
    const path = join(source, file);
    const text = await readFile(path, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} does not say this once: ${from}`);
    await writeFile(
      path,
      text.replace(from, () => to),
    );
  }
  const out = join(folder, 'out');
  await promisify(execFile)(process.execPath, [join(source, 'scripts/build.mjs'), '--out', out], {
    cwd: source,
    timeout: BUILD_LIMIT_MS,
  });
  return join(out, 'dist');
}

/**
 * How a browser has to be that `serveInstead` is for. A service worker would bring the real app in again; and what no
 * server has sent may speak to none of this machine unless that is allowed.
 */
export const TAKES_OTHER_BUILD: Partial<ContextOptions> = {
  permissions: ['local-network-access'],
  initScript: () => void Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'),
};

/**
 * From now on pages of `context` get the app in `dist` from `origin`, under the same policy; what is no file still goes
 * to the real server.
 */
export async function serveInstead(context: BrowserContext, origin: string, dist: string): Promise<void> {
  await context.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = join(dist, pathname === '/' ? 'index.html' : pathname);
    const body = await readFile(file).catch(() => null);
    if (!body) return route.fallback();
    const contentType = TYPES[extname(file)] ?? 'application/octet-stream';
    await route.fulfill({
      body,
      headers: { ...securityHeaders(new URL(origin)), 'content-type': contentType },
    });
  });
}
