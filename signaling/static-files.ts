import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/** Serves one GET or HEAD request from the built app. False: there is no such file. */
export type ServeFile = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Whether `dist` holds a built app. */
export const isBuilt = (dist: string): boolean => existsSync(join(dist, 'index.html'));

/**
 * Serves the built app with ETags and the precompressed copy a browser prefers. Files are looked up at each request,
 * so that a new build shows without a restart. The caller has set the security headers already.
 */
export function createStaticFiles(dist: string): ServeFile {
  const serve = sirv(dist, {
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    extensions: [], // exact names only: `/index` is not `/index.html`
    setHeaders: (response, path) => {
      const contentType = CONTENT_TYPES.find(([ending]) => path.endsWith(ending));
      if (contentType) response.setHeader('Content-Type', contentType[1]);
    },
  });

  return (request, response) => {
    const path = publicPath(request.url ?? '');
    if (path === null) return false;
    request.url = path;
    // Nothing here is worth resuming, and sirv lets a range that ends before it starts reach the file system.
    delete request.headers.range;
    // A file that vanishes between the look and the read ends this response, not the process.
    response.once('pipe', (file) => file.once('error', () => response.destroy()));
    response.setHeader('Cache-Control', cacheRule(path)); // before the look, so that a 304 carries it too
    let isFound = true;
    serve(request, response, () => {
      isFound = false;
    });
    return isFound;
  };
}

/** Hashed names never change their content, so they are kept for a year; everything else is asked for again. */
const cacheRule = (path: string): string =>
  HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';

/**
 * `/assets/name-hash.ext`. A hash is eight hexadecimal digits, as our build makes them, which may all be letters; or longer and of another
 * alphabet: there one of lower case letters alone looks like a word and is merely asked for again.
 */
const HASHED = /^\/assets\/(?:[^/]*-[0-9a-f]{8}|(?:[^/]*[-.])?(?=[^./]*[A-Z0-9])[A-Za-z0-9_-]{8,})\.[^/]+$/;

const CONTENT_TYPES = [
  ['.js', 'text/javascript'],
  ['.wasm', 'application/wasm'],
  ['.webmanifest', 'application/manifest+json'],
] as const;

/** The path of a request if it may name a public file: no dot files, no way up, no source maps, no compressed copies. */
function publicPath(url: string): string | null {
  const [raw = ''] = url.split(/[?#]/);
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return null; // not percent-encoded UTF-8 (RFC 3986 section 2.1)
  }
  if (path === '/') return '/index.html';
  return path.startsWith('/') && !/[\0\\%?#]|\/\.|\/\/|\/$|\.(map|br|gz)$/i.test(path) ? path : null;
}
