import { candidateAddresses } from '../domain/candidate-addresses.js';
import { hostOf } from '../domain/connection-findings.js';
import { readIpAddress } from '../domain/ip-address.js';
import { utf8Bytes } from '../protocol/codec.js';
import type { DeviceId } from '../protocol/ids.js';
import type { IceServers } from '../protocol/ice-servers.js';
import type { Clock, Introducer, Peer, Peers, Route } from './ports.js';
import type { Fetched, Probe } from './probe.js';
import { Store } from './store.js';

/** Addresses that are remembered; beyond them the device that was tried longest ago is forgotten, and that is said. */
const MAX_ROWS = 1_024;

/**
 * Whom an address belongs to.
 * - `app`: the server that the files of Beep come from.
 * - `introducer`: the connection that introduces devices to each other.
 * - `stun`, `relay`: servers that the introducer named.
 * - `device`: a device of somebody we know, or of somebody who has dialled us.
 */
export type TrafficKind = 'app' | 'introducer' | 'stun' | 'relay' | 'device';

/** One address that was contacted. */
export interface TrafficRow {
  readonly kind: TrafficKind;
  /** `host[:port]`, an IP address, or null where the browser hides it from us. */
  readonly address: string | null;
  /** Where a device said that it can be reached, if the browser hides which of that, or what else, was used. */
  readonly named: readonly string[];
  /** Whose device it is, or to whose device the relay leads; null where it is nobody's, or not known. */
  readonly name: string | null;
  /** Null where the browser does not say. Of a `device`: 0 where there was only a try that came to nothing. */
  readonly sentBytes: number | null;
  readonly receivedBytes: number | null;
  /** How often it was contacted: connections, or files fetched. */
  readonly times: number;
  /** When it was last; ms since the Unix epoch by this device's clock. */
  readonly lastMs: number;
}

export interface TrafficView {
  /** When counting began; ms since the Unix epoch. */
  readonly sinceMs: number;
  /** By kind, and the last contacted first. */
  readonly rows: readonly TrafficRow[];
  /** Addresses were forgotten, since there were too many. */
  readonly isCut: boolean;
}

type LoadFetched = () => Promise<Pick<Probe, 'fetched'>>;

interface Row {
  readonly kind: TrafficKind;
  readonly address: string | null;
  readonly device: DeviceId | null;
  sentBytes: number | null;
  receivedBytes: number | null;
  times: number;
  lastMs: number;
}

/** A connection between two devices while it is open. */
interface Line {
  readonly peer: Peer;
  readonly deviceOf: () => DeviceId | null;
  readonly ice: IceServers;
  row: Row | null;
  /** Of the frames that have gone over it, and how much of that is in a row already. */
  sentBytes: number;
  receivedBytes: number;
  countedSent: number;
  countedReceived: number;
}

/**
 * Counts what leaves this device since it was opened, and where it goes. It is kept nowhere and told to nobody.
 *
 * Frames are counted as they pass, and whenever somebody looks, the browser's own count, which has the packets of ICE and
 * DTLS in it, takes their place. So nothing that was ever sent is missing, and the last seconds may lack some overhead.
 */
export class Traffic {
  readonly view: Store<TrafficView>;
  readonly #clock: Clock;
  readonly #loadProbe: LoadFetched;
  readonly #nameOf: (device: DeviceId) => string | null;
  readonly #rows = new Map<string, Row>();
  readonly #lines = new Set<Line>();
  #isCut = false;

  /** `nameOf`: what we call whoever has a device; null if we do not know them. */
  constructor(clock: Clock, loadProbe: LoadFetched, nameOf: (device: DeviceId) => string | null) {
    this.#clock = clock;
    this.#loadProbe = loadProbe;
    this.#nameOf = nameOf;
    this.view = new Store<TrafficView>({ sinceMs: clock.wallMs(), rows: [], isCut: false });
  }

  /** Asks the browser how far the open connections are, and shows all of it. Rejects if what asks cannot be loaded. */
  async refresh(): Promise<void> {
    const probe = await this.#loadProbe();
    await Promise.all([...this.#lines].map((line) => this.#sample(line)));
    const fetched = probe.fetched().map(appRow);
    const rows = [...this.#shownRows(), ...fetched];
    const order: readonly TrafficKind[] = ['app', 'introducer', 'stun', 'relay', 'device'];
    rows.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.lastMs - a.lastMs);
    this.view.update(({ sinceMs }) => ({ sinceMs, rows, isCut: this.#isCut }));
  }

  /** The introducer at `host[:port]`, counted. */
  introducer(introducer: Introducer, host: string): Introducer {
    return {
      connect: (events) => {
        const row = this.#row('introducer', host, null);
        this.#touch(row, 1);
        const connection = introducer.connect({
          onOpen: () => events.onOpen(),
          onFrame: (frame) => {
            this.#count(row, 0, utf8Bytes(frame).byteLength);
            events.onFrame(frame);
          },
          onClose: (why) => events.onClose(why),
        });
        return {
          send: (frame) => {
            this.#count(row, utf8Bytes(frame).byteLength, 0);
            connection.send(frame);
          },
          close: () => connection.close(),
        };
      },
    };
  }

  /** Connections to one device, counted; `deviceOf` is asked again until it knows which. */
  peersTo(deviceOf: () => DeviceId | null, peers: Peers): Peers {
    return {
      prepare: () => peers.prepare(),
      open: (options, events) => {
        this.onAsked(options.ice);
        const close = (): void => void this.#lines.delete(line);
        const peer = peers.open(options, {
          ...events,
          onSignal: (sdp) => events.onSignal(sdp),
          onOpen: (binding) => {
            this.#lines.add(line);
            void this.#sample(line);
            events.onOpen(binding);
          },
          onFrame: (frame) => {
            this.#pass(line, 0, frame.byteLength);
            events.onFrame(frame);
          },
          onClose: () => {
            close();
            events.onClose();
          },
        });
        const line: Line = {
          peer,
          deviceOf,
          ice: options.ice,
          row: null,
          sentBytes: 0,
          receivedBytes: 0,
          countedSent: 0,
          countedReceived: 0,
        };
        return {
          signal: (sdp) => {
            for (const address of candidateAddresses(sdp))
              if (readIpAddress(address)) this.#touch(this.#row('device', address, deviceOf()), 1);
            peer.signal(sdp);
          },
          send: (frame) => {
            this.#pass(line, frame.byteLength, 0);
            return peer.send(frame);
          },
          route: () => peer.route(),
          close: () => {
            close();
            peer.close();
          },
        };
      },
    };
  }

  /** Servers were given to the browser, which asks them where this device can be reached. */
  onAsked({ stun, turn }: IceServers): void {
    for (const url of stun) this.#touch(this.#row('stun', serverOf(url), null), 1);
    for (const host of new Set(turn?.urls.map(serverOf))) this.#touch(this.#row('relay', host, null), 1);
  }

  #pass(line: Line, sentBytes: number, receivedBytes: number): void {
    line.sentBytes += sentBytes;
    line.receivedBytes += receivedBytes;
    if (line.row) this.#settle(line, line.row, line.sentBytes, line.receivedBytes);
  }

  async #sample(line: Line): Promise<void> {
    const route = await line.peer.route();
    const row = route
      ? this.#rowOfRoute(line, route)
      : (line.row ?? this.#row('device', null, line.deviceOf()));
    if (row.times === 0) this.#touch(row, 1);
    line.row = row;
    line.sentBytes = Math.max(line.sentBytes, route?.sentBytes ?? 0);
    line.receivedBytes = Math.max(line.receivedBytes, route?.receivedBytes ?? 0);
    this.#settle(line, row, line.sentBytes, line.receivedBytes);
  }

  /** Puts into a row what it lacks of a line. */
  #settle(line: Line, row: Row, sentBytes: number, receivedBytes: number): void {
    this.#count(row, sentBytes - line.countedSent, receivedBytes - line.countedReceived);
    line.countedSent = sentBytes;
    line.countedReceived = receivedBytes;
  }

  /** Where packets really go: to a relay of ours, or to what the other side named, which may be a relay of theirs. */
  #rowOfRoute({ deviceOf, ice }: Line, { path, localAddress, remoteAddress }: Route): Row {
    const device = deviceOf();
    if (path === 'direct') return this.#row('device', remoteAddress, device);
    const relay = ice.turn?.urls.find((url) => [localAddress, remoteAddress].includes(hostOf(url)));
    return this.#row('relay', relay ? serverOf(relay) : (localAddress ?? remoteAddress), device);
  }

  #row(kind: TrafficKind, address: string | null, device: DeviceId | null): Row {
    const key = `${kind} ${address ?? ''} ${device ?? ''}`;
    let row = this.#rows.get(key);
    if (!row) {
      const isCounted = kind === 'introducer' || kind === 'device' || device !== null;
      const none = isCounted ? 0 : null;
      row = { kind, address, device, sentBytes: none, receivedBytes: none, times: 0, lastMs: 0 };
      this.#rows.set(key, row);
      this.#makeRoom();
    }
    return row;
  }

  #makeRoom(): void {
    if (this.#rows.size <= MAX_ROWS) return;
    const inUse = new Set([...this.#lines].map(({ row }) => row));
    let [oldestKey, oldest] = ['', Infinity];
    for (const [key, row] of this.#rows)
      if (row.kind === 'device' && row.lastMs > 0 && row.lastMs < oldest && !inUse.has(row))
        [oldestKey, oldest] = [key, row.lastMs];
    this.#rows.delete(oldestKey);
    this.#isCut = true;
  }

  #touch(row: Row, times: number): void {
    row.times += times;
    row.lastMs = this.#clock.wallMs();
  }

  #count(row: Row, sentBytes: number, receivedBytes: number): void {
    if (sentBytes === 0 && receivedBytes === 0) return;
    row.sentBytes = (row.sentBytes ?? 0) + sentBytes;
    row.receivedBytes = (row.receivedBytes ?? 0) + receivedBytes;
    row.lastMs = this.#clock.wallMs();
  }

  /** Ways to a device that were only tried may be the one that is hidden: they are shown with it, not as unused. */
  #shownRows(): readonly TrafficRow[] {
    const all = [...this.#rows.values()];
    const hidden = new Map(all.flatMap((row) => (isHidden(row) ? [[row.device, row] as const] : [])));
    const named = new Map<Row, string[]>();
    const shown = all.filter((row) => {
      const way = row.kind === 'device' && !isHidden(row) && isUnused(row) && hidden.get(row.device);
      if (way && row.address !== null) named.set(way, [...(named.get(way) ?? []), row.address]);
      return !way;
    });
    return shown.map((row) => {
      const { device, ...fields } = row;
      return { ...fields, named: named.get(row) ?? [], name: device && this.#nameOf(device) };
    });
  }
}

const isHidden = ({ kind, address }: Row): boolean => kind === 'device' && address === null;
const isUnused = ({ sentBytes, receivedBytes }: Row): boolean => sentBytes === 0 && receivedBytes === 0;

const appRow = ({ host, receivedBytes, times, lastMs }: Fetched): TrafficRow => ({
  kind: 'app',
  address: host,
  named: [],
  name: null,
  sentBytes: null,
  receivedBytes,
  times,
  lastMs,
});

/** `host[:port]` of a `stun:`, `turn:` or `turns:` URL. */
const serverOf = (url: string): string => url.replace(/^\w+:/u, '').replace(/\?.*$/u, '');
