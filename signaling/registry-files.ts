import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { MAX_REGISTRY_DOC_BYTES } from '../src/protocol/limits.js';
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
 * Serves the files that an authority publishes into `folder`. They are read whole at each request, so that what is published
 * anew shows without a restart, and an answer is all of one file, whatever is put in its place meanwhile. False for a path that
 * names none, and for everything where `maySee` says no: whoever may not see a file does not learn whether there is one.
 */
export function createRegistryFiles(
  folder: string,
  maySee: (request: IncomingMessage, file: RegistryPath) => boolean,
): ServeFile {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const file = registryPath(request.url ?? '');
    if (file === null || !maySee(request, file)) return false;
    const bytes = readPublished(folder, file.path);
    if (bytes === null) return false;
    const tag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    response.setHeader('ETag', tag);
    response.setHeader(
      'Cache-Control',
      file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-cache',
    );
    if (isNamed(tag, request.headers['if-none-match'])) {
      response.writeHead(304).end();
      return true;
    }
    response.writeHead(200, {
      'Content-Type': file.path.endsWith('.json') ? 'application/json' : 'application/cbor',
      'Content-Length': bytes.byteLength,
    });
    response.end(bytes);
    return true;
  };
}

/** Whether a client has just this already (RFC 9110 §13.1.2). */
const isNamed = (tag: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch.split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//u, '')));

/** How often a file is read that changes while it is. */
const MAX_READINGS = 3;

/**
 * What lies at `path` below `folder`, if that is a file, is not larger than any document may be, and lies in the folder truly: the
 * folder may come from a registrar, and a link in it could lead to a key of this machine. Else null.
 */
export function readPublished(folder: string, path: string): Buffer | null {
  try {
    const place = realpathSync(join(folder, path));
    if (!place.startsWith(`${realpathSync(folder)}${sep}`)) return null;
    // A pipe would be waited for without end.
    const file = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return readSteady(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null; // there is none, or it is not for us
    throw error;
  }
}

/** Reads a file whose length is the same before and after; null if it is too large, or changes all the time. */
function readSteady(file: number): Buffer | null {
  for (let readings = 0; readings < MAX_READINGS; readings++) {
    const before = fstatSync(file);
    if (!before.isFile() || before.size > MAX_REGISTRY_DOC_BYTES) return null;
    const bytes = Buffer.allocUnsafe(before.size + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.byteLength; length += got)
      got = readSync(file, bytes, length, bytes.byteLength - length, length);
    const after = fstatSync(file);
    if (length === before.size && before.mtimeMs === after.mtimeMs) return bytes.subarray(0, length);
  }
  return null;
}
