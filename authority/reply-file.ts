import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { carriedText } from '../src/protocol/carried-text.js';
import type { VerifiedBadgeRequest } from '../src/protocol/enrolment.js';
import { writeWhole } from './office.js';

/** Writes what goes back to somebody who asked for a badge: a file, and the same as a text. */
export function writeReply(
  out: string,
  request: VerifiedBadgeRequest,
  reply: Uint8Array,
): { readonly file: string; readonly text: string } {
  mkdirSync(out, { recursive: true });
  const file = join(out, `${request.manifest.person.slice(0, 16)}.beep-badge`);
  writeWhole(file, reply);
  return { file, text: carriedText({ kind: 'badge', bytes: reply }) };
}
