import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { readBus } from './bus-options.js';
import { beepHome, openLeaf, openLocalCa, splitNames, type LocalCa } from './local-ca.js';
import { isDnsName, isWildcard, machineNames, namesFor } from './machine-names.js';
import { readOptions, type Environment } from './options.js';
import { startServer, type RunningServer } from './server.js';
import { StartFault } from './start-fault.js';
import { terminalQr } from './terminal-qr.js';
import { trustGuide } from './trust-guide.js';

/** How often names, addresses and the end of the certificate are looked at, in ms. */
const RENEW_CHECK_MS = 10_000;

/** Serves the network over https, with the operator's certificate or one of a local CA, and says how to get in. */
export async function startLan(
  env: Environment,
  dist: string,
  say: (text: string) => void,
  log: (line: string) => void,
): Promise<RunningServer> {
  const options = {
    ...readOptions(env, { host: '0.0.0.0', port: 8443, dist }),
    ...(await readBus(env)),
  };
  if (options.tls) {
    const server = await startServer({ ...options, log });
    sayUrls(say, options.names ?? [], server.port);
    sayStun(say, server, options.stunPort);
    say(`Beep is ready at https://${options.names?.[0] ?? 'localhost'}:${server.port}`);
    return server;
  }

  const home = beepHome(env);
  const wanted = (): string[] => [
    ...new Set([...extraNames(env), ...namesFor(options.host), 'localhost', '127.0.0.1']),
  ];
  const ca = await openLocalCa(home, [...new Set([...wanted(), ...machineNames()])], Date.now());
  const { inside, outside } = splitNames(ca, wanted());
  if (outside.length > 0) say(outsideSentence(ca, outside));
  const leaf = await openLeaf(home, ca, inside, Date.now());
  const body = new X509Certificate(ca.issued.cert).raw;
  const server = await startServer({
    ...options,
    tls: leaf,
    names: inside,
    extraFiles: new Map([['/ca.crt', { contentType: 'application/x-x509-ca-cert', body }]]),
    log,
  });

  const renewal = setInterval(
    () => void renew().catch(() => say('The certificate could not be renewed.')),
    RENEW_CHECK_MS,
  );
  async function renew(): Promise<void> {
    const names = splitNames(ca, wanted()).inside;
    const next = await openLeaf(home, ca, names, Date.now());
    if (!next.isNew) return;
    server.setTls(next, names);
    say('The names or addresses of this machine have changed.');
    sayUrls(say, names, server.port);
  }

  say(trustGuide(ca, server.port, primaryName(inside)));
  sayUrls(say, inside, server.port);
  sayStun(say, server, options.stunPort);
  say(`Beep is ready at ${server.url}`);
  return {
    ...server,
    close: () => {
      clearInterval(renewal);
      return server.close();
    },
  };
}

/** DNS names beyond the machine's own, from NAMES, separated by commas. */
function extraNames(env: Environment): string[] {
  const names = (env['NAMES'] ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []);
  const bad = names.find((name) => !isDnsName(name));
  if (bad !== undefined)
    throw new StartFault(`NAMES holds ${bad}, which is not a DNS name such as beep.example.gov.`);
  return names;
}

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '::1' || name.startsWith('127.');

/** The one name to print where only one fits: an address, since not every network resolves names. */
const primaryName = (names: readonly string[]): string =>
  names.find((name) => isIP(name) === 4 && !isLoopback(name)) ??
  names.find((name) => !isLoopback(name)) ??
  'localhost';

function sayUrls(say: (text: string) => void, names: readonly string[], port: number): void {
  const reachable = names.filter((name) => !isLoopback(name) && !isWildcard(name));
  // Addresses first: they work on every network, names only where something resolves them.
  for (const name of reachable.sort((a, b) => Number(isIP(a) === 0) - Number(isIP(b) === 0))) {
    const url = `https://${name.includes(':') ? `[${name}]` : name}:${port}/`;
    say(`\n${url}\n${terminalQr(url)}`);
  }
}

function sayStun(say: (text: string) => void, server: RunningServer, wanted: number): void {
  if (server.stunPort === wanted || wanted === 0) return;
  say(`UDP port ${wanted} is taken by another program, so STUN answers on port ${server.stunPort}.`);
}

const outsideSentence = (ca: LocalCa, names: readonly string[]): string =>
  `The local CA may not vouch for ${names.join(', ')}, so its certificate leaves that out. ` +
  `To include it, move the folder of ${ca.certPath} away and start again; every device then has to trust the new CA.`;
