import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAuthority, sealAuthority, type VerifiedAuthority } from '../src/protocol/authority.js';
import { openBadge, type VerifiedBadge } from '../src/protocol/badge.js';
import { hexText, readIssuerId, type IssuerId } from '../src/protocol/ids.js';
import { issuerOf, type Issuer } from '../src/protocol/issuer.js';
import { openPass, type VerifiedPass } from '../src/protocol/pass.js';
import { ToolFault } from './fault.js';
import { openKey, sealKey, keyOf, newSeed, type IssuerKey, type SealedKey } from './key-file.js';
import { Log } from './log.js';

/** The file that says what a folder is. Bytes are base64. */
interface OfficeFile {
  readonly version: 1;
  readonly kind: 'authority' | 'registrar';
  readonly name: string;
  /** Hex. */
  readonly key: string;
  readonly sealed: SealedKey;
  /** What the authority says of itself; null of a registrar who was not appointed yet. */
  readonly authority: string | null;
  readonly registrarBadge: string | null;
  readonly registrarPass: string | null;
}

/** An authority, or a registrar who was appointed, while a command runs. */
export interface Office extends Issuer {
  readonly folder: string;
  readonly authority: VerifiedAuthority;
  readonly registrarPass: VerifiedPass | null;
  readonly key: IssuerKey;
  readonly log: Log;
  nowMs(): number;
}

const FILE = 'office.json';
const LOG = 'log.jsonl';

/** Makes a new authority's folder. @throws ToolFault where there is something already */
export async function createAuthority(
  folder: string,
  names: { readonly name: string; readonly urduName: string | null },
  passphrase: string,
  nowMs: number,
): Promise<VerifiedAuthority> {
  const seed = newSeed();
  const key = keyOf(seed);
  const authority = await sealAuthority(
    { key: readIssuerId(key.publicKey)!, ...names, issuedMs: nowMs },
    key.sign,
  );
  if (!openAuthority(authority.bytes))
    throw new ToolFault('The name is empty, too long, or has what cannot be seen in it.');
  await writeNew(folder, {
    version: 1,
    kind: 'authority',
    name: names.name,
    key: hexText(key.publicKey),
    sealed: await sealKey(seed, passphrase),
    authority: base64(authority.bytes),
    registrarBadge: null,
    registrarPass: null,
  });
  return authority;
}

/** Makes a new registrar's folder, whose key never leaves it. Returns what is given to the authority. */
export async function createRegistrar(
  folder: string,
  name: string,
  passphrase: string,
): Promise<RegistrarRequest> {
  const seed = newSeed();
  const key = hexText(keyOf(seed).publicKey);
  await writeNew(folder, {
    version: 1,
    kind: 'registrar',
    name,
    key,
    sealed: await sealKey(seed, passphrase),
    authority: null,
    registrarBadge: null,
    registrarPass: null,
  });
  return { version: 1, registrar: name, key };
}

export interface RegistrarRequest {
  readonly version: 1;
  readonly registrar: string;
  readonly key: string;
}

/** What the authority gives back. Bytes are base64. */
export interface Appointment {
  readonly version: 1;
  readonly authority: string;
  readonly badge: string;
  readonly pass: string;
}

/** Takes an appointment into a registrar's folder. @throws ToolFault where it is another registrar's, or not sound */
export function acceptAppointment(folder: string, appointment: Appointment): VerifiedBadge {
  const file = readOffice(folder);
  const badge = openBadge(bytesOf(appointment.badge));
  const pass = openPass(bytesOf(appointment.pass));
  const authority = openAuthority(bytesOf(appointment.authority));
  if (!badge?.mayIssueFor || !pass || badge.issuer !== authority?.key || pass.issuer !== authority.key)
    throw new ToolFault('This is no sound appointment. Nothing was changed.');
  if (issuerOf(badge) !== file.key)
    throw new ToolFault('This appointment is for another key. Nothing was changed.');
  writeOffice(folder, {
    ...file,
    authority: appointment.authority,
    registrarBadge: appointment.badge,
    registrarPass: appointment.pass,
  });
  return badge;
}

/** Opens a folder to sign with. @throws ToolFault */
export async function openOffice(
  folder: string,
  passphrase: string,
  nowMs: number,
  isClockRight = false,
): Promise<Office> {
  const file = readOffice(folder);
  const key = await openKey(file.sealed, passphrase);
  return { ...lookInto(folder, nowMs, isClockRight), key };
}

/** What a folder says, without its key. @throws ToolFault */
export function lookInto(folder: string, nowMs: number, isClockRight = true): Omit<Office, 'key'> {
  const file = readOffice(folder);
  const authority = file.authority === null ? null : openAuthority(bytesOf(file.authority));
  if (!authority)
    throw new ToolFault('This registrar was not appointed yet: take in the appointment with "accept".');
  const registrar = file.registrarBadge === null ? null : openBadge(bytesOf(file.registrarBadge));
  const registrarPass = file.registrarPass === null ? null : openPass(bytesOf(file.registrarPass));
  if ((file.kind === 'registrar') !== (registrar !== null))
    throw new ToolFault(`${join(folder, FILE)} is damaged.`);
  const log = Log.open(join(folder, LOG));
  const newestMs = Math.max(0, ...log.entries.map(({ atMs }) => atMs));
  if (!isClockRight && nowMs < newestMs)
    throw new ToolFault(
      `The clock of this machine is before the last thing that was signed here (${new Date(newestMs).toISOString()}). Set it right; if it is right, say so with --clock-is-right.`,
    );
  const issuer: IssuerId = registrar ? issuerOf(registrar) : authority.key;
  return { folder, authority, issuer, registrar, registrarPass, log, nowMs: () => nowMs };
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

async function writeNew(folder: string, file: OfficeFile): Promise<void> {
  if (existsSync(join(folder, FILE)))
    throw new ToolFault(`There is an office in ${folder} already. Nothing was changed.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeOffice(folder, file);
  return Promise.resolve();
}

function writeOffice(folder: string, file: OfficeFile): void {
  writeWhole(join(folder, FILE), `${JSON.stringify(file, null, 2)}\n`, 0o600);
}

/** Writes a file so that at any moment either the old one or the new one is there. */
export function writeWhole(path: string, content: string | Uint8Array, mode = 0o644): void {
  const aside = `${path}.new`;
  writeFileSync(aside, content, { mode, flush: true });
  renameSync(aside, path);
}

function readOffice(folder: string): OfficeFile {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
  } catch {
    throw new ToolFault(`There is no office in ${folder}, or ${FILE} cannot be read.`, 2);
  }
  if (typeof file !== 'object' || file === null || (file as OfficeFile).version !== 1)
    throw new ToolFault(`${FILE} was written by another version of this tool.`);
  return file as OfficeFile;
}
