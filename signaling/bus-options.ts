import { readFileSync } from 'node:fs';
import type { MakeBus } from './bus.js';
import { NatsBus } from './nats-bus.js';
import { fileCredentials, urlCredentials, type NatsCredentials } from './nats-credentials.js';
import type { NatsServer } from './nats-link.js';
import type { Environment } from './options.js';
import { StartFault } from './start-fault.js';

/** The IANA port of NATS. */
const NATS_PORT = 4222;

/**
 * Reads `BUS_URL`, one or more servers of one bus with commas between them, and `BUS_CREDS`, a credentials file. Throws
 * StartFault with a sentence, which never repeats the setting: there may be a password in it.
 */
export function readBus(env: Environment): { readonly bus?: MakeBus } {
  const urls = (env['BUS_URL'] ?? '').split(',').filter((text) => text.trim() !== '');
  const file = env['BUS_CREDS'] ? readCredentials(env['BUS_CREDS']) : null;
  const [first, ...others] = urls.map((text) => readServer(text.trim(), file));
  if (first !== undefined) return { bus: (events) => new NatsBus([first, ...others], events) };
  if (file === null) return {};
  throw new StartFault('BUS_CREDS is of no use without BUS_URL: set both, or neither.');
}

function readServer(text: string, file: NatsCredentials | null): NatsServer {
  const url = URL.canParse(text) ? new URL(text) : null;
  // URL knows neither scheme, and leaves a host as it was written.
  if (
    url === null ||
    !/^(nats|tls):$/.test(url.protocol) ||
    !/^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(url.hostname)
  ) {
    throw new StartFault(
      'BUS_URL is not the address of a bus. Use nats://host:4222, or tls://host:4222 for an encrypted one.',
    );
  }
  let credentials: NatsCredentials;
  try {
    credentials = file ?? urlCredentials(url);
  } catch (error) {
    throw new StartFault('BUS_URL has a name or a password with a % that stands for nothing: write %25.', {
      cause: error,
    });
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? NATS_PORT : Number(url.port),
    tls: url.protocol === 'tls:',
    credentials,
  };
}

function readCredentials(path: string): NatsCredentials {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartFault(`BUS_CREDS=${path} cannot be read.`, { cause: error });
  }
  const credentials = fileCredentials(text);
  if (credentials !== null) return credentials;
  throw new StartFault(`BUS_CREDS=${path} is not a credentials file of a NATS user, such as "nsc" writes.`);
}
