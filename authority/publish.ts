import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodePage, pageHash, sealDirectory, type DirectoryRow } from '../src/protocol/directory.js';
import { badgeFileName } from '../src/protocol/enrolment.js';
import { hexText } from '../src/protocol/ids.js';
import { MAX_PAGE_BYTES, MAX_PAGE_ROWS, MAX_PAGES } from '../src/protocol/limits.js';
import { sealRevocations } from '../src/protocol/revocations.js';
import { issuedBadges, replyWith, revocationsOf, type IssuedHere } from './badges.js';
import { ToolFault } from './fault.js';
import { bytesOf, writeWhole, type Office } from './office.js';

export interface Published {
  readonly people: number;
  readonly pages: number;
  readonly revoked: number;
}

const DAY_MS = 86_400_000;

/**
 * Writes what the introducer serves below `/registry/`: pages before the index that names them, so that whoever reads meanwhile
 * finds all of the old or all of the new. Files of other issuers that lie there stay.
 */
export async function publish(office: Office, out: string, nextUpdateDays: number): Promise<Published> {
  for (const folder of ['revocations', 'directories', 'pages', 'badges'])
    mkdirSync(join(out, folder), { recursive: true });
  const number =
    1 + Math.max(0, ...office.log.all.map((entry) => (entry.what === 'publish' ? entry.directory : 0)));
  const nextUpdateMs = office.nowMs() + nextUpdateDays * DAY_MS;
  const all = issuedBadges(office);
  const issued = all.filter(({ isReplaced, standing }) => !isReplaced && standing.kind === 'good');
  const listed = issued.filter(({ isListed }) => isListed);
  const charges = office.log.all.flatMap((entry) => (entry.what === 'charge' ? [bytesOf(entry.charge)] : []));
  const pages = [...peoplePages(listed), ...chargePages(charges)];
  if (pages.length > MAX_PAGES)
    throw new ToolFault(`There are more people than a directory holds: ${listed.length}.`);
  const list = await sealRevocations(revocationsOf(office, number, nextUpdateMs), office.key.sign);
  const { authority, issuer, registrar } = office;
  const directory = await sealDirectory(
    {
      authority: authority.key,
      issuer,
      registrar,
      number,
      issuedMs: office.nowMs(),
      nextUpdateMs,
      pages: pages.map(pageHash),
    },
    office.key.sign,
  );
  // Said first: a number that went out twice would set the office against itself.
  office.log.append({ what: 'publish', directory: number, revocations: number }, office.nowMs());
  for (const page of pages) writeMissing(join(out, 'pages', `${hexText(pageHash(page))}.cbor`), page);
  for (const one of issued)
    writeMissing(join(out, 'badges', badgeFileName(one.badge.holder)), replyWith(office, one), true);
  for (const one of all)
    if (one.standing.kind === 'revoked' && !one.isReplaced)
      rmSync(join(out, 'badges', badgeFileName(one.badge.holder)), { force: true });
  writeWhole(join(out, 'revocations', `${issuer}.cbor`), list.bytes);
  writeWhole(join(out, 'directories', `${issuer}.cbor`), directory.bytes);
  writeWhole(join(out, 'authority.cbor'), authority.bytes);
  writeWhole(join(out, 'index.json'), `${JSON.stringify(indexOf(out))}\n`);
  return {
    people: listed.length,
    pages: pages.length,
    revoked: list.badges.length + list.people.length + list.devices.length,
  };
}

/** People by department, as many on a page as fit. */
function peoplePages(issued: readonly IssuedHere[]): readonly Uint8Array[] {
  const byDepartment = new Map<string, IssuedHere[]>();
  for (const one of issued) {
    const { names, urdu } = one.badge;
    const key = JSON.stringify([names.department, urdu?.department ?? null]);
    const there = byDepartment.get(key);
    if (there) there.push(one);
    else byDepartment.set(key, [one]);
  }
  const pages: Uint8Array[] = [];
  for (const [key, people] of byDepartment) {
    const [department, urduDepartment] = JSON.parse(key) as [string[], string[] | null];
    const encode = (rows: readonly DirectoryRow[]) =>
      encodePage({ kind: 'people', department, urduDepartment, rows });
    // In an order that stays, so that who comes or goes changes one page.
    const rows = people
      .map(rowOf)
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.person < b.person ? -1 : 1));
    let some: DirectoryRow[] = [];
    let bytes = encode([]).byteLength;
    for (const row of rows) {
      const size = encode([row]).byteLength - encode([]).byteLength;
      if (some.length > 0 && (bytes + size + 4 > MAX_PAGE_BYTES || some.length === MAX_PAGE_ROWS)) {
        pages.push(encode(some));
        some = [];
        bytes = encode([]).byteLength;
      }
      some.push(row);
      bytes += size;
    }
    if (some.length > 0) pages.push(encode(some));
  }
  return pages;
}

function rowOf({ badge, request }: IssuedHere): DirectoryRow {
  const { names, urdu, grade, id, untilS, holder, post } = badge;
  return {
    person: holder,
    device: request.card.device,
    rendezvous: request.card.rendezvous,
    badge: id,
    untilS,
    name: names.name,
    title: names.title,
    grade,
    urduName: urdu?.name ?? '',
    urduTitle: urdu?.title ?? '',
    post,
  };
}

function chargePages(charges: readonly Uint8Array[]): readonly Uint8Array[] {
  const pages: Uint8Array[] = [];
  let some: Uint8Array[] = [];
  let bytes = 16;
  for (const charge of charges) {
    if (
      some.length > 0 &&
      (bytes + charge.byteLength + 8 > MAX_PAGE_BYTES || some.length === MAX_PAGE_ROWS)
    ) {
      pages.push(encodePage({ kind: 'charges', charges: some }));
      some = [];
      bytes = 16;
    }
    some.push(charge);
    bytes += charge.byteLength + 3;
  }
  if (some.length > 0) pages.push(encodePage({ kind: 'charges', charges: some }));
  return pages;
}

function writeMissing(path: string, bytes: Uint8Array, isReplaced = false): void {
  if (isReplaced || !existsSync(path)) writeWhole(path, bytes);
}

const indexOf = (out: string) => ({
  revocations: readdirSync(join(out, 'revocations')).filter((name) => name.endsWith('.cbor')),
  directories: readdirSync(join(out, 'directories')).filter((name) => name.endsWith('.cbor')),
});
