import { once } from 'node:events';
import type { Socket } from 'node:net';
import { AddressBook } from './address-book.js';
import type { IssuerId } from '../src/protocol/ids.js';
import type { MakeBus } from './bus.js';
import { Door } from './door.js';
import { Introducer } from './introducer.js';
import { createListener, listen, type TlsFiles } from './listener.js';
import { DEFAULT_LIMITS, DRAIN_TIMEOUT_MS, type Limits } from './limits.js';
import { formatLogLine } from './log.js';
import { boundAddresses, isWildcard, namesFor } from './machine-names.js';
import { OwnOrigins } from './own-origins.js';
import { createRegistryFiles } from './registry-files.js';
import { Revoked } from './revoked.js';
import { localAddressOf } from './socket-addresses.js';
import { StartFault } from './start-fault.js';
import { createStaticFiles, isBuilt } from './static-files.js';
import { StunPortTaken, StunResponder } from './stun.js';
import { Tally, type Figures } from './tally.js';
import { mintTurn, type TurnSettings } from './turn.js';
import { createWebHandler, type ExtraFile } from './web-handler.js';

export interface ServerOptions {
  /** IP address to listen on; `0.0.0.0` is every IPv4 address, `::` every address. */
  readonly host: string;
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  /** UDP port of the STUN responder; 0 takes any free one. */
  readonly stunPort: number;
  /** Whether another STUN port will do when that one is taken: clients are told the port in any case. */
  readonly anyStunPort?: boolean;
  /** Folder of the built app. */
  readonly dist: string;
  /** With it the server speaks https and wss, without it http and ws. */
  readonly tls?: TlsFiles;
  /** DNS names of the certificate beyond the machine's own. */
  readonly names?: readonly string[];
  /** Further origins of ours, such as the one of a proxy that ends TLS in front of this server. */
  readonly origins?: readonly URL[];
  /** Lets clients connect that send no Origin header. Browsers always send one; tools and tests do not. */
  readonly allowMissingOrigin?: boolean;
  /** Files served beside the app, by path. */
  readonly extraFiles?: ReadonlyMap<string, ExtraFile>;
  readonly limits?: Partial<Limits>;
  /** The relay that clients are given credentials for; without it they hear of none. */
  readonly turn?: TurnSettings;
  /** Folder that an authority publishes into, served below `/registry/`. */
  readonly registryDir?: string;
  /** Closed mode: only who has a pass of one of these authorities is let in. Wants `registryDir`, for what they revoke. */
  readonly authorities?: ReadonlySet<IssuerId>;
  /** Joins this node to the others of one introducer. */
  readonly bus?: MakeBus;
  /** Receives the log, line by line. */
  readonly log?: (line: string) => void;
  /** Ms since the Unix epoch. */
  readonly nowMs?: () => number;
}

export interface RunningServer {
  /** Where a person on this machine opens the app. */
  readonly url: string;
  readonly port: number;
  readonly stunPort: number;
  /** Figures of this moment, for tests and benchmarks. */
  figures(): Figures;
  /** Takes a new certificate into use for new connections. */
  setTls(tls: TlsFiles, names: readonly string[]): void;
  /** Tells clients to go, and is done within 2 s. */
  close(): Promise<void>;
}

/** How often the addresses of the machine are looked at, in ms. */
const ADDRESS_SCAN_MS = 10_000;

/** Serves the app, introduces devices and answers STUN. Throws StartFault with a sentence for the operator. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, dist, tls, turn } = options;
  if (!isBuilt(dist)) throw new StartFault(`There is no built app in ${dist}. Run "npm run build" first.`);
  const scheme = tls ? 'https' : 'http';
  const nowMs = options.nowMs ?? Date.now;
  const steadyMs = () => performance.now();
  const log = options.log ?? (() => undefined);
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const addresses = new AddressBook(limits);
  const origins = new OwnOrigins(scheme, options.origins ?? []);
  const stun = new StunResponder(options.stunPort, steadyMs);
  // Where we listen on one address only, everybody has reached that one, and no socket has to be asked.
  const stunUrls = (socket: Socket) => stun.urlsFor(isWildcard(host) ? (localAddressOf(socket) ?? '') : host);
  const count: Tally['add'] = (event, code) => tally.add(event, code);
  const turnFor = turn ? () => mintTurn(turn, nowMs()) : null;
  const makeBus = options.bus ?? null;
  const door = await openDoor(options, origins, count, nowMs);
  const introducer = new Introducer({
    limits,
    addresses,
    makeBus,
    stunUrls,
    turnFor,
    door,
    count,
    nowMs,
    steadyMs,
  });
  const figures = (): Figures => ({
    connections: introducer.connectionCount,
    topics: introducer.topicCount,
    frames: introducer.frames,
    deliveries: introducer.deliveries,
    busFrames: introducer.busFrames,
    bus: introducer.busState,
    stunAnswers: stun.answers,
  });
  const tally = new Tally(log, figures, nowMs());
  const handler = createWebHandler({
    origins,
    addresses,
    introducer,
    tally,
    serveFile: createStaticFiles(dist),
    serveRegistry: options.registryDir
      ? createRegistryFiles(
          options.registryDir,
          ({ headers }, { isForAll }) => isForAll || !door || door.admitsRequest(headers.authorization),
        )
      : null,
    extraFiles: options.extraFiles ?? new Map(),
    allowMissingOrigin: options.allowMissingOrigin ?? false,
    steadyMs,
  });
  const server = createListener(handler, tls, limits.connections);

  let names = options.names ?? [];
  let port = 0;
  const updateOrigins = () => origins.update([...namesFor(host), ...names], port);
  try {
    port = await listen(server, host, options.port);
    updateOrigins();
    if (options.anyStunPort) await stun.follow(boundAddresses(host));
    else await stun.listen(boundAddresses(host));
  } catch (error) {
    server.close();
    stun.close();
    await introducer.drain();
    door?.close();
    if (error instanceof StunPortTaken) throw new StartFault(stunTaken(options.stunPort), { cause: error });
    throw error;
  }

  const sweep = setInterval(() => {
    introducer.sweep();
    addresses.sweep(steadyMs());
    tally.sweep(nowMs());
  }, introducer.sweepMs);
  const scan = setInterval(() => {
    updateOrigins();
    stun.follow(boundAddresses(host)).catch(() => tally.add('error', 0));
  }, ADDRESS_SCAN_MS);
  log(formatLogLine({ event: 'start', code: 0, count: 1 }, nowMs()));

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    clearInterval(sweep);
    clearInterval(scan);
    const closed = once(server, 'close', { signal: AbortSignal.timeout(DRAIN_TIMEOUT_MS + 300) });
    server.close();
    stun.close();
    await introducer.drain();
    door?.close();
    server.closeAllConnections();
    // A TLS handshake in progress is no connection yet and cannot be closed; it ends with the process.
    await closed.catch(() => undefined);
    tally.flush(nowMs());
    log(formatLogLine({ event: 'stop', code: 0, count: 1 }, nowMs()));
  }

  return {
    url: `${scheme}://${urlHost(host)}:${port}`,
    port,
    stunPort: stun.port ?? 0,
    figures,
    setTls: (newTls, newNames) => {
      names = newNames;
      updateOrigins();
      if ('setSecureContext' in server) server.setSecureContext(newTls);
    },
    close: () => (closing ??= close()),
  };
}

/** What was revoked is known before anybody is let in. Null where everybody may come in. */
async function openDoor(
  { authorities, registryDir }: ServerOptions,
  origins: OwnOrigins,
  count: Tally['add'],
  nowMs: () => number,
): Promise<Door | null> {
  if (!authorities) return null;
  if (registryDir === undefined)
    throw new StartFault('AUTHORITY_KEY wants REGISTRY_DIR as well: without it no badge could be revoked.');
  const revoked = new Revoked(registryDir, authorities);
  await revoked.reload();
  return new Door({ authorities, revoked, origins: () => origins.all, count, nowMs });
}

const stunTaken = (port: number): string =>
  `UDP port ${port} (STUN) is taken by another program. Choose another one, for example STUN_PORT=${port + 1}.`;

/** `localhost` is a secure context in every browser; a wildcard is no address to open. */
const urlHost = (host: string): string => {
  if (host === '127.0.0.1' || host === '::1' || isWildcard(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
};
