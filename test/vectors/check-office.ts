/** Reads the vector files of official identity again: see `check.ts`. */
import { openAuthority } from '../../src/protocol/authority.js';
import { openBadge } from '../../src/protocol/badge.js';
import { carriedText, readCarriedText, type CarriedKind } from '../../src/protocol/carried-text.js';
import { openCharge } from '../../src/protocol/charge.js';
import { encodePage, openDirectory, pageHash, readPage } from '../../src/protocol/directory.js';
import {
  badgeFileName,
  encodeReply,
  openReply,
  openRequest,
  requestLink,
} from '../../src/protocol/enrolment.js';
import { MAX_ENROLMENT_BYTES } from '../../src/protocol/limits.js';
import { openPass } from '../../src/protocol/pass.js';
import { openRevocations } from '../../src/protocol/revocations.js';
import { unhex } from './json.js';
import { fields, openAll, refused, same, type Check } from './verdicts.js';

function carried(kind: CarriedKind, text: string, bytes: string): void {
  const read = readCarriedText(text, [kind], MAX_ENROLMENT_BYTES);
  same(`${kind} as a text`, read, { ok: true, value: { kind, bytes } });
  same(`${kind} as a text, made again`, carriedText({ kind, bytes: unhex(bytes) }), text);
}

const checkDirectory: Check = async (file) => {
  await openAll(openDirectory)(file);
  for (const { page, bytes, hash } of file.pages) {
    const read = readPage(unhex(bytes));
    if (!read) throw new Error('refused: a page');
    fields('page', read, page);
    same('page, made again', encodePage(read), bytes);
    same('hash', pageHash(unhex(bytes)), hash);
  }
  for (const { why, bytes } of file.refusePages) refused(why, readPage(unhex(bytes)));
};

const checkEnrolment: Check = async (file) => {
  await openAll(openRequest)(file);
  for (const { origin, link, text, bytes } of file.accept) {
    same('link', requestLink(origin, openRequest(unhex(bytes))!), link);
    carried('request', text, bytes);
  }
  for (const row of file.replies) {
    const reply = openReply(unhex(row.bytes));
    if (!reply) throw new Error('refused: a reply');
    fields('reply', reply, row);
    same('reply, made again', encodeReply(reply), row.bytes);
    same('where it waits', badgeFileName(reply.badges[0]!.holder), `${row.file}.cbor`);
    carried('badge', row.text, row.bytes);
  }
  for (const { why, bytes } of file.refuseReplies) refused(why, openReply(unhex(bytes)));
};

export const OFFICE_CHECKS: Readonly<Record<string, Check>> = {
  'authority.json': openAll(openAuthority),
  'badge.json': openAll(openBadge),
  'pass.json': openAll(openPass),
  'revocations.json': openAll(openRevocations),
  'charge.json': openAll(openCharge),
  'directory.json': checkDirectory,
  'enrolment.json': checkEnrolment,
};
