import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readCarriedText } from '../src/protocol/carried-text.js';
import { openRequest, readRequestLink, type VerifiedBadgeRequest } from '../src/protocol/enrolment.js';
import { MAX_ENROLMENT_BYTES } from '../src/protocol/limits.js';
import { ToolFault } from './fault.js';

/** Reads a request from a text, a link, or the name of a file with any of these or the bytes themselves. @throws ToolFault */
export function readRequest(given: string): VerifiedBadgeRequest {
  const isFile = given.length < 4_096 && existsSync(given) && statSync(given).isFile();
  const bytes = isFile ? readSmall(given) : new TextEncoder().encode(given);
  const request = openRequest(bytes) ?? fromText(new TextDecoder().decode(bytes));
  if (!request) throw new ToolFault('the request is no request, or parts of it are missing or changed');
  return request;
}

function fromText(text: string): VerifiedBadgeRequest | null {
  const carried = readCarriedText(text, ['request'], MAX_ENROLMENT_BYTES);
  if (carried.ok) return openRequest(carried.value.bytes);
  return readRequestLink(text);
}

function readSmall(path: string): Uint8Array {
  if (statSync(path).size > 16 * 1024) throw new ToolFault(`${path} is too large to be a request`);
  return new Uint8Array(readFileSync(path));
}

/** Every request in a folder, by its file; null where a file is none. */
export function requestsIn(folder: string): ReadonlyMap<string, VerifiedBadgeRequest | null> {
  if (!existsSync(folder)) throw new ToolFault(`There is no folder ${folder}.`, 2);
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ name }) => {
      try {
        return [name, readRequest(join(folder, name))] as const;
      } catch {
        return [name, null] as const;
      }
    }),
  );
}
