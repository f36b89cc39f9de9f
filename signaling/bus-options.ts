import { readFileSync } from 'node:fs';
import type { Authenticator } from '@nats-io/transport-node';
import type { MakeBus } from './bus.js';
import type { NatsServers } from './nats-bus.js';
import type { Environment } from './options.js';
import { StartFault } from './start-fault.js';

/** The IANA port of NATS. */
const NATS_PORT = 4222;

/**
 * Reads `BUS_URL`, one or more servers of one bus with commas between them, and `BUS_CREDS`, a credentials file. Throws
 * StartFault with a sentence, which never repeats the setting: there may be a password in it.
 */
export async function readBus(env: Environment): Promise<{ readonly bus?: MakeBus }> {
  const texts = (env['BUS_URL'] ?? '').split(',').filter((text) => text.trim() !== '');
  const path = env['BUS_CREDS'];
  if (texts.length === 0) {
    if (!path) return {};
    throw new StartFault('BUS_CREDS is of no use without BUS_URL: set both, or neither.');
  }
  const urls = texts.map((text) => readUrl(text.trim()));
  // Not before it is needed: a node that is alone does without the 11 MB that the NATS client takes.
  const [{ NatsBus }, { fileLogin, urlLogin }] = await Promise.all([
    import('./nats-bus.js'),
    import('./nats-login.js'),
  ]);
  const servers: NatsServers = {
    hosts: urls.map(({ hostname }) => hostname.replace(/^\[(.*)\]$/, '$1')),
    addresses: urls.map(({ hostname, port }) => `${hostname}:${port || NATS_PORT}`),
    tls: isTls(urls),
    login: path ? readCredentials(path, fileLogin) : readLogin(urls, urlLogin),
  };
  return { bus: (events) => new NatsBus(servers, events) };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  // URL knows neither scheme, and leaves a host as it was written.
  if (
    url !== null &&
    /^(nats|tls):$/.test(url.protocol) &&
    /^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(url.hostname)
  ) {
    return url;
  }
  throw new StartFault(
    'BUS_URL is not the address of a bus. Use nats://host:4222, or tls://host:4222 for an encrypted one.',
  );
}

function isTls(urls: readonly URL[]): boolean {
  const schemes = new Set(urls.map(({ protocol }) => protocol));
  if (schemes.size === 1) return schemes.has('tls:');
  throw new StartFault('BUS_URL has servers with nats:// and with tls://: use one of the two for all.');
}

/** All servers of a bus know the same names, so one name and password stand for all. */
function readLogin(urls: readonly URL[], urlLogin: (url: URL) => Authenticator | null): Authenticator | null {
  const given = urls.filter(({ username }) => username !== '');
  if (new Set(given.map(({ username, password }) => `${username}:${password}`)).size > 1)
    throw new StartFault('BUS_URL has several names or passwords: all servers of a bus take the same.');
  try {
    return given[0] === undefined ? null : urlLogin(given[0]);
  } catch (error) {
    throw new StartFault('BUS_URL has a name or a password with a % that stands for nothing: write %25.', {
      cause: error,
    });
  }
}

function readCredentials(path: string, fileLogin: (text: string) => Authenticator | null): Authenticator {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartFault(`BUS_CREDS=${path} cannot be read.`, { cause: error });
  }
  const login = fileLogin(text);
  if (login !== null) return login;
  throw new StartFault(`BUS_CREDS=${path} is not a credentials file of a NATS user, such as "nsc" writes.`);
}
