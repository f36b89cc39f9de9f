import { X509Certificate, createPrivateKey } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createCa, issueLeaf, readConstraints, type Issued } from './certificates.js';
import type { TlsFiles } from './listener.js';
import { constraintsFor, permits, type NameConstraints } from './name-constraints.js';
import type { Environment } from './options.js';
import { StartFault } from './start-fault.js';

/** Days before its end at which a server certificate is replaced. */
const RENEW_DAYS = 30;
const DAY_MS = 86_400_000;

/** A certificate authority that lives on this machine, made once. Each device trusts it once. */
export interface LocalCa {
  /** Where its certificate is. */
  readonly certPath: string;
  readonly issued: Issued;
  readonly constraints: NameConstraints;
  /** SHA-256 of the certificate, 32 pairs of hex digits with colons. */
  readonly fingerprint: string;
}

/** The folder that outlives the checkout: `$BEEP_HOME`, or the place of the system for a program's own data. */
export function beepHome(env: Environment): string {
  if (env['BEEP_HOME']) return env['BEEP_HOME'];
  if (process.platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'Beep');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'beep');
}

/** Opens the CA in this folder, or makes one that may vouch for these names. Throws StartFault for a damaged one. */
export async function openLocalCa(home: string, names: readonly string[], nowMs: number): Promise<LocalCa> {
  const folder = join(home, 'ca');
  if (!existsSync(folder)) await makeCa(home, folder, names, nowMs);
  const certPath = join(folder, 'ca.crt');
  const keyPath = join(folder, 'ca.key');
  try {
    const issued = { cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
    const cert = new X509Certificate(issued.cert);
    const constraints = readConstraints(issued.cert);
    if (constraints === null || !cert.checkPrivateKey(createPrivateKey(issued.key)))
      throw new Error('not a pair');
    if (Date.parse(cert.validTo) < nowMs) throw new Error('expired');
    chmodSync(keyPath, 0o600);
    return { certPath, issued, constraints, fingerprint: cert.fingerprint256 };
  } catch (error) {
    throw new StartFault(
      `The local CA in ${folder} is damaged or has expired. Move that folder away and start again: a new one is made, which every device has to trust anew.`,
      { cause: error },
    );
  }
}

/** Makes both files in a folder of their own and moves it into place in one step, so that no half of a CA is ever found. */
async function makeCa(home: string, folder: string, names: readonly string[], nowMs: number): Promise<void> {
  let draft = '';
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    draft = mkdtempSync(join(home, 'ca-draft-')); // mkdtemp makes it 0700
    const ca = await createCa(names[0] ?? 'localhost', constraintsFor(names), nowMs);
    writeFileSync(join(draft, 'ca.key'), ca.key, { mode: 0o600 });
    writeFileSync(join(draft, 'ca.crt'), ca.cert, { mode: 0o644 });
    renameSync(draft, folder);
  } catch (error) {
    if (draft !== '') rmSync(draft, { recursive: true, force: true });
    if (existsSync(folder)) return; // another start was faster; its CA is as good
    throw new StartFault(
      `A local CA cannot be made in ${home}. Set BEEP_HOME to a folder that can be written.`,
      {
        cause: error,
      },
    );
  }
}

/** The server certificate for the names of now, kept between starts and replaced when names change or its end nears. */
export async function openLeaf(
  home: string,
  ca: LocalCa,
  names: readonly string[],
  nowMs: number,
): Promise<TlsFiles & { readonly isNew: boolean }> {
  const certPath = join(home, 'server.crt');
  const keyPath = join(home, 'server.key');
  const kept = readKept(certPath, keyPath);
  if (kept !== null && isGood(kept, ca, names, nowMs)) return { ...kept, isNew: false };
  const leaf = await issueLeaf(ca.issued, names, nowMs);
  replace(keyPath, leaf.key, 0o600);
  replace(certPath, leaf.cert, 0o644);
  return { ...leaf, isNew: true };
}

/** Splits names into those the CA may vouch for and those it may not: one name outside and browsers refuse them all. */
export function splitNames(ca: LocalCa, names: readonly string[]): { inside: string[]; outside: string[] } {
  const inside = names.filter((name) => permits(ca.constraints, name));
  return { inside, outside: names.filter((name) => !inside.includes(name)) };
}

function readKept(certPath: string, keyPath: string): Issued | null {
  try {
    return { cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
  } catch {
    return null; // not made yet, or unreadable: a new one costs nothing
  }
}

function isGood(leaf: Issued, ca: LocalCa, names: readonly string[], nowMs: number): boolean {
  try {
    const cert = new X509Certificate(leaf.cert);
    const held = (cert.subjectAltName ?? '').split(', ').length;
    return (
      cert.verify(new X509Certificate(ca.issued.cert).publicKey) &&
      cert.checkPrivateKey(createPrivateKey(leaf.key)) &&
      Date.parse(cert.validFrom) <= nowMs &&
      Date.parse(cert.validTo) - RENEW_DAYS * DAY_MS > nowMs &&
      held === names.length &&
      names.every((name) => cert.checkHost(name) !== undefined || cert.checkIP(name) !== undefined)
    );
  } catch {
    return false; // not a certificate: it is replaced
  }
}

function replace(path: string, text: string, mode: number): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode });
  renameSync(draft, path);
}
