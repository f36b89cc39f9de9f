/**
 * A directory: whom one issuer lets others find. A signed index names the pages by their hashes, so that whoever holds an
 * older one fetches only what has changed, from anybody who holds it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeArray, encode, isBytes, isCount, isText, type Wire } from './codec.js';
import { isDepartment, type Department } from './department.js';
import { isSoundPublicKey } from './ed25519.js';
import {
  idBytes,
  readDeviceId,
  readIssuerId,
  readPersonId,
  type DeviceId,
  type IssuerId,
  type PersonId,
} from './ids.js';
import { issuedBy, type Issuer } from './issuer.js';
import {
  MAX_GRADE_BYTES,
  MAX_PAGE_BYTES,
  MAX_PAGE_ROWS,
  MAX_PAGES,
  MAX_REGISTRY_DOC_BYTES,
  MAX_TIME_MS,
  MAX_TITLE_BYTES,
} from './limits.js';
import { isName } from './names.js';
import { isPostName } from './post.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/** Of two directories of one issuer the one with the higher `number` holds. */
export interface Directory extends Issuer {
  readonly authority: IssuerId;
  readonly number: number;
  readonly issuedMs: number;
  /** When the next one is due. */
  readonly nextUpdateMs: number;
  /** SHA-256 of each page, 32 bytes. */
  readonly pages: readonly Uint8Array[];
}

declare const verified: unique symbol;
/** A directory that `issuer` signed. What is on its pages is the issuer's word for its own department only. */
export interface VerifiedDirectory extends Directory {
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

/** Somebody in a directory: what is on the badge, and what it takes to dial. */
export interface DirectoryRow {
  readonly person: PersonId;
  /** At the time; who has another by now answers for this one too. */
  readonly device: DeviceId;
  /** 16 bytes: see `Card.rendezvous`. */
  readonly rendezvous: Uint8Array;
  /** 8 bytes: see `Badge.id`. */
  readonly badge: Uint8Array;
  /** Seconds since the Unix epoch. */
  readonly untilS: number;
  readonly name: string;
  readonly title: string;
  readonly grade: string;
  /** Empty where there is none. So is the title. */
  readonly urduName: string;
  readonly urduTitle: string;
  /** The post that the badge names; null for none. */
  readonly post: string | null;
}

/** The people of one department, or some of them; or the charges of posts, unchecked. */
export type DirectoryPage =
  | {
      readonly kind: 'people';
      readonly department: Department;
      /** As many levels in Urdu; null if there are none. */
      readonly urduDepartment: Department | null;
      readonly rows: readonly DirectoryRow[];
    }
  | { readonly kind: 'charges'; readonly charges: readonly Uint8Array[] };

const VERSION = 1;
const [PEOPLE, CHARGES] = [1, 2];

/** Names a page: 32 bytes. */
export const pageHash = (page: Uint8Array): Uint8Array => sha256(page);

/** Signs an index with the issuer's key. */
export async function sealDirectory(directory: Directory, sign: Sign): Promise<VerifiedDirectory> {
  const payload = encode([
    VERSION,
    idBytes(directory.authority),
    directory.registrar?.bytes ?? null,
    directory.number,
    directory.issuedMs,
    directory.nextUpdateMs,
    directory.pages,
  ]);
  return { ...directory, bytes: await sealSigned('directory', payload, sign) } as VerifiedDirectory;
}

/** Reads and checks an index; null if anything is wrong. Never throws. */
export function openDirectory(bytes: unknown): VerifiedDirectory | null {
  const parts = takeApart('directory', bytes, MAX_REGISTRY_DOC_BYTES);
  const wire = parts && decodeArray(parts.payload, MAX_REGISTRY_DOC_BYTES);
  if (!wire || wire.length !== 7 || wire[0] !== VERSION) return null;
  const authority = readIssuerId(wire[1]);
  const by = authority && issuedBy(authority, wire[2]);
  const [, , , number, issuedMs, nextUpdateMs, pages] = wire;
  if (!by || !isCount(number) || !isCount(issuedMs, MAX_TIME_MS) || !isCount(nextUpdateMs, MAX_TIME_MS))
    return null;
  if (!Array.isArray(pages) || pages.length > MAX_PAGES) return null;
  if (!pages.every((hash): hash is Uint8Array => isBytes(hash, 32))) return null;
  if (!isSigned('directory', parts, idBytes(by.issuer))) return null;
  return { authority, ...by, number, issuedMs, nextUpdateMs, pages, bytes } as unknown as VerifiedDirectory;
}

export function encodePage(page: DirectoryPage): Uint8Array {
  if (page.kind === 'charges') return encode([VERSION, CHARGES, page.charges]);
  return encode([VERSION, PEOPLE, page.department, page.urduDepartment, page.rows.map(wireRow)]);
}

/** Reads a page that an index names; null for anything else. Keys are looked at when somebody is dialled. Never throws. */
export function readPage(bytes: unknown): DirectoryPage | null {
  const wire = decodeArray(bytes, MAX_PAGE_BYTES);
  if (wire?.[0] !== VERSION) return null;
  if (wire.length === 3 && wire[1] === CHARGES) {
    const charges = wire[2];
    if (!Array.isArray(charges) || charges.length > MAX_PAGE_ROWS) return null;
    return charges.every((one): one is Uint8Array => isBytes(one)) ? { kind: 'charges', charges } : null;
  }
  if (wire.length !== 5 || wire[1] !== PEOPLE) return null;
  const [, , department, urduDepartment, rowsWire] = wire;
  if (!isDepartment(department) || !Array.isArray(rowsWire) || rowsWire.length > MAX_PAGE_ROWS) return null;
  if (urduDepartment !== null && !isDepartment(urduDepartment)) return null;
  if (urduDepartment && urduDepartment.length !== department.length) return null;
  const rows = rowsWire.map(readRow);
  if (!rows.every((row) => row !== null)) return null;
  return { kind: 'people', department, urduDepartment, rows };
}

const wireRow = (row: DirectoryRow): Wire => [
  idBytes(row.person),
  idBytes(row.device),
  row.rendezvous,
  row.badge,
  row.untilS,
  row.name,
  row.title,
  row.grade,
  row.urduName,
  row.urduTitle,
  row.post,
];

function readRow(wire: unknown): DirectoryRow | null {
  if (!Array.isArray(wire) || wire.length !== 11) return null;
  const [person, device] = [readPersonId(wire[0]), readDeviceId(wire[1])];
  const [, , rendezvous, badge, untilS, name, title, grade, urduName, urduTitle, post] =
    wire as readonly unknown[];
  if (!person || !device || !isBytes(rendezvous, 16) || !isBytes(badge, 8)) return null;
  if (!isCount(untilS, Math.floor(MAX_TIME_MS / 1000)) || !isName(name)) return null;
  if (!isTitle(title) || !isText(grade, MAX_GRADE_BYTES)) return null;
  if (!(urduName === '' || isName(urduName)) || !isTitle(urduTitle)) return null;
  if (!(post === null || isPostName(post))) return null;
  return { person, device, rendezvous, badge, untilS, name, title, grade, urduName, urduTitle, post };
}

const isTitle = (wire: unknown): wire is string =>
  wire === '' || (isName(wire) && isText(wire, MAX_TITLE_BYTES));

/** Whether the keys of a row may be dialled: see `isSoundPublicKey`. */
export const isSoundRow = ({ person, device }: DirectoryRow): boolean =>
  isSoundPublicKey(idBytes(person)) && isSoundPublicKey(idBytes(device));
