import { readFileSync, statSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { isSoundPublicKey } from '../src/protocol/ed25519.js';
import { readIssuerId, type IssuerId } from '../src/protocol/ids.js';
import { isTurnUrl, MAX_AUTHORITIES, MAX_TURN_URLS } from '../src/protocol/introducer-frames.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { originOf } from './own-origins.js';
import type { ServerOptions } from './server.js';
import { StartFault } from './start-fault.js';
import type { TurnSettings } from './turn.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The IANA port of STUN (RFC 8489 section 16). */
const STUN_PORT = 3478;

/** Reads what the operator set. Throws StartFault with a sentence for a setting that cannot be. */
export function readOptions(
  env: Environment,
  defaults: { readonly host: string; readonly port: number; readonly dist: string },
): ServerOptions {
  const tls = readTls(env);
  return {
    host: readHost(env['HOST'] || defaults.host),
    port: readPort(env, 'PORT', defaults.port),
    stunPort: readPort(env, 'STUN_PORT', STUN_PORT),
    anyStunPort: !env['STUN_PORT'],
    dist: resolve(env['DIST'] || defaults.dist),
    ...tls,
    origins: (env['ORIGINS'] ?? '')
      .split(',')
      .flatMap((text) => (text.trim() === '' ? [] : readOrigin(text.trim()))),
    allowMissingOrigin: env['ALLOW_MISSING_ORIGIN'] === '1',
    limits: readLimits(env),
    ...readTurn(env),
    ...readRegistry(env),
  };
}

function readHost(text: string): string {
  const host = text === 'localhost' ? '127.0.0.1' : text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) return host;
  throw new StartFault(
    `HOST=${text} is not an IP address. Use 127.0.0.1 for this machine alone, 0.0.0.0 for the network.`,
  );
}

function readPort(env: Environment, name: 'PORT' | 'STUN_PORT', fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new StartFault(`${name}=${text} is not a port. Use a number from 1 to 65535, or 0 for any free one.`);
}

function readOrigin(text: string): URL {
  const origin = originOf(text);
  if (origin !== null) return origin;
  throw new StartFault(`ORIGINS names ${text}, which is not an origin such as https://beep.example.gov.`);
}

/** Each limit that an operator may set, and the variable that sets it. */
const LIMIT_NAMES = {
  CONNECTIONS_PER_ADDRESS: 'connectionsPerAddress',
  MAX_CONNECTIONS: 'connections',
} as const satisfies Record<string, keyof Limits>;

function readLimits(env: Environment): Partial<Limits> {
  const limits: Partial<Record<keyof Limits, number>> = {};
  for (const [name, limit] of Object.entries(LIMIT_NAMES)) {
    const text = env[name];
    if (!text) continue;
    if (!/^[1-9]\d{0,6}$/.test(text)) {
      throw new StartFault(`${name}=${text} is not a count. Use a number such as ${DEFAULT_LIMITS[limit]}.`);
    }
    limits[limit] = Number(text);
  }
  return limits;
}

/** Characters of a secret that nobody guesses. */
const LEAST_SECRET_CHARS = 16;

/** The relay of this network, or nothing: none is ever a default. No sentence of these holds the secret. */
function readTurn(env: Environment): Pick<ServerOptions, 'turn'> {
  const urls = (env['TURN_URL'] ?? '').split(',').flatMap((url) => url.trim() || []);
  const secret = readTurnSecret(env);
  if (urls.length === 0 && secret === null) return {};
  if (urls.length === 0 || secret === null)
    throw new StartFault('TURN_URL and TURN_SECRET (or TURN_SECRET_FILE) go together: set both, or neither.');
  if (urls.length > MAX_TURN_URLS)
    throw new StartFault(`TURN_URL names ${urls.length} URLs; ${MAX_TURN_URLS} are the most.`);
  for (const url of urls) {
    if (!isTurnUrl(url))
      throw new StartFault(
        `TURN_URL names ${url}, which is not the URL of a relay such as turn:10.0.0.5:3478 or turns:10.0.0.5:443.`,
      );
  }
  const turn: TurnSettings = { urls, secret };
  return { turn };
}

function readTurnSecret(env: Environment): string | null {
  const [plain, path] = [env['TURN_SECRET'], env['TURN_SECRET_FILE']];
  if (!plain && !path) return null;
  if (plain && path) throw new StartFault('TURN_SECRET and TURN_SECRET_FILE are both set: set one of them.');
  const secret = plain || readText(path ?? '', 'TURN_SECRET_FILE').trim();
  if (secret.length >= LEAST_SECRET_CHARS) return secret;
  throw new StartFault(
    `${plain ? 'TURN_SECRET' : `TURN_SECRET_FILE=${path}`} holds fewer than ${LEAST_SECRET_CHARS} characters. ` +
      'Make one with "openssl rand -hex 32".',
  );
}

/** The folder that is served below `/registry/`, and whose passes are wanted, or nothing. */
function readRegistry(env: Environment): Pick<ServerOptions, 'registryDir' | 'authorities'> {
  const texts = (env['AUTHORITY_KEY'] ?? '').split(',').flatMap((text) => text.trim() || []);
  const folder = env['REGISTRY_DIR'];
  if (folder && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new StartFault(`REGISTRY_DIR=${folder} is not a folder. Make it, and publish into it.`);
  const registry = folder ? { registryDir: resolve(folder) } : {};
  if (texts.length === 0) return registry;
  if (!folder)
    throw new StartFault('AUTHORITY_KEY wants REGISTRY_DIR as well: without it no badge could be revoked.');
  if (texts.length > MAX_AUTHORITIES)
    throw new StartFault(`AUTHORITY_KEY names ${texts.length} keys; ${MAX_AUTHORITIES} are the most.`);
  return { ...registry, authorities: new Set(texts.map(readAuthorityKey)) };
}

function readAuthorityKey(text: string): IssuerId {
  const isHex = /^[0-9a-fA-F]{64}$/.test(text);
  const bytes = new Uint8Array(Buffer.from(text, isHex ? 'hex' : 'base64url'));
  const isKey = (isHex || /^[A-Za-z0-9_-]{43}$/.test(text)) && isSoundPublicKey(bytes);
  const key = isKey ? readIssuerId(bytes) : null;
  if (key !== null) return key;
  throw new StartFault(
    `AUTHORITY_KEY names ${text}, which is not the key of an authority: 64 hexadecimal digits, or 43 characters of base64url.`,
  );
}

/** The operator's own certificate and the names in it, or nothing. */
function readTls(env: Environment): Pick<ServerOptions, 'tls' | 'names'> {
  const [certPath, keyPath] = [env['TLS_CERT'], env['TLS_KEY']];
  if (!certPath && !keyPath) return {};
  if (!certPath || !keyPath) throw new StartFault('TLS_CERT and TLS_KEY go together: set both, or neither.');
  const tls = { cert: readText(certPath, 'TLS_CERT'), key: readText(keyPath, 'TLS_KEY') };
  const names = certificateNames(tls.cert, certPath);
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new StartFault(`TLS_KEY=${keyPath} is not the key of TLS_CERT=${certPath}.`, { cause: error });
  }
  return { tls, names };
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartFault(`${name}=${path} cannot be read.`, { cause: error });
  }
}

/** The DNS names and addresses of a certificate. A wildcard names no host and is left out: set ORIGINS beside it. */
function certificateNames(pem: string, path: string): string[] {
  try {
    const entries = (new X509Certificate(pem).subjectAltName ?? '').split(', ');
    return entries.flatMap((entry) => /^(?:DNS|IP Address):([^*"]+)$/.exec(entry)?.[1]?.toLowerCase() ?? []);
  } catch (error) {
    throw new StartFault(`TLS_CERT=${path} is not a certificate in PEM form.`, { cause: error });
  }
}
