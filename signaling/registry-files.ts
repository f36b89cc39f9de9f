import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';
import type { ServeFile } from './static-files.js';

/** What a request below `/registry/` asks for. */
export interface RegistryPath {
  /** Below the folder, such as `/index.json`. */
  readonly path: string;
  /** Whether it is for everybody, where all else is for badge holders only. */
  readonly isForAll: boolean;
  /** Named by the hash of what is in it. */
  readonly isImmutable: boolean;
}

const FILE =
  /^\/registry(\/(?:authority\.cbor|index\.json|(?:revocations|directories|pages|badges)\/[0-9a-f]{64}\.cbor))$/;

/** Reads the path of a request; null for one that names no file of a registry. Nothing in it is decoded, so nothing leads out. */
export function registryPath(url: string): RegistryPath | null {
  const path = FILE.exec(url)?.[1];
  if (path === undefined) return null;
  return {
    path,
    // Who waits for a badge has none to show yet.
    isForAll: path === '/authority.cbor' || path.startsWith('/badges/'),
    isImmutable: path.startsWith('/pages/'),
  };
}

/**
 * Serves the files that an authority publishes into `folder`. They are looked up at each request, so that what is published
 * anew shows without a restart. False for a path that names none, and for everything where `maySee` says no: whoever may
 * not see a file does not learn whether there is one.
 */
export function createRegistryFiles(
  folder: string,
  maySee: (request: IncomingMessage, file: RegistryPath) => boolean,
): ServeFile {
  const serve = sirv(folder, {
    dev: true,
    etag: true,
    extensions: [],
    setHeaders: (response, path) =>
      response.setHeader('Content-Type', path.endsWith('.json') ? 'application/json' : 'application/cbor'),
  });
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const file = registryPath(request.url ?? '');
    if (file === null || !maySee(request, file)) return false;
    request.url = file.path;
    delete request.headers.range;
    response.once('pipe', (stream) => stream.once('error', () => response.destroy()));
    let isFound = true;
    const cacheRule = file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-cache';
    response.setHeader('Cache-Control', cacheRule);
    serve(request, response, () => {
      isFound = false;
    });
    return isFound;
  };
}
