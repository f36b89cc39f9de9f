import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** A machine on the LAN: a network namespace with one cable to the switch. */
export interface Host {
  readonly namespace: string;
  /** IPv4. */
  readonly address: string;
}

/** Every namespace of ours starts so; the number behind it is the process that made it. */
const PREFIX = 'beep-lan-';
/** 10.77.0.0/24: a private range (RFC 1918) that exists in these namespaces alone. */
const SUBNET = '10.77.0';
const SETTLED_WITHIN_MS = 5000;

/**
 * A switch, the machines plugged into it, and nothing else: no gateway, no name server, no way to any other network
 * (test-plan N1, appendix A1). Takes root on Linux. Removes all of it when disposed of.
 */
export class IsolatedLan implements Disposable {
  /** The machine that the switch is part of. Its cable cannot be pulled. */
  readonly server: Host;
  readonly #hosts: Host[] = [];

  private constructor() {
    this.server = { namespace: `${PREFIX}${process.pid}-0`, address: `${SUBNET}.1` };
  }

  static make(): IsolatedLan {
    removeLeftovers();
    const lan = new IsolatedLan();
    const { namespace, address } = lan.server;
    try {
      ip('netns', 'add', namespace);
      ip('-n', namespace, 'link', 'set', 'lo', 'up');
      ip('-n', namespace, 'link', 'add', 'switch', 'type', 'bridge');
      ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'switch');
      ip('-n', namespace, 'link', 'set', 'switch', 'up');
    } catch (error) {
      lan[Symbol.dispose]();
      throw error;
    }
    return lan;
  }

  /** Plugs in one more machine. */
  add(): Host {
    const number = this.#hosts.length + 1;
    const host = { namespace: `${PREFIX}${process.pid}-${number}`, address: `${SUBNET}.${number + 1}` };
    this.#hosts.push(host);
    const { namespace, address } = host;
    const { namespace: hub } = this.server;
    const port = portOf(host);
    ip('netns', 'add', namespace);
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    ip('-n', hub, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    ip('-n', hub, 'link', 'set', port, 'master', 'switch', 'up');
    ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', namespace, 'link', 'set', 'eth0', 'up');
    return host;
  }

  /**
   * Until the machine has all the addresses it will ever have. Its own of IPv6 comes a second after its cable
   * (RFC 4862, section 5.4), and a browser breaks off whatever it is loading when an address comes.
   */
  async settle({ namespace }: Host): Promise<void> {
    for (const end = performance.now() + SETTLED_WITHIN_MS; performance.now() < end; await setTimeout(50)) {
      const addresses = ip('-n', namespace, '-6', 'address', 'show', 'dev', 'eth0');
      if (addresses.includes('inet6') && !addresses.includes('tentative')) return;
    }
    // A system without IPv6 gives it none.
  }

  /** Pulls or puts back the machine's cable; its side sees that at once. */
  setCable(host: Host, isIn: boolean): void {
    ip('-n', this.server.namespace, 'link', 'set', portOf(host), isIn ? 'up' : 'down');
  }

  /** Lets the switch pass the machine's packets on or not; to the machine its cable looks fine. */
  setForwarding(host: Host, isOn: boolean): void {
    const { namespace } = this.server;
    ip('-n', namespace, 'link', 'set', portOf(host), ...(isOn ? ['master', 'switch'] : ['nomaster']));
  }

  /** The routes of a machine as the system lists them, one a line. */
  routes({ namespace }: Host): string[] {
    return ip('-n', namespace, 'route', 'show').trim().split('\n');
  }

  [Symbol.dispose](): void {
    for (const { namespace } of [...this.#hosts, this.server]) remove(namespace);
  }
}

const portOf = ({ namespace }: Host): string => `port${namespace.slice(namespace.lastIndexOf('-') + 1)}`;

const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8' });

const namespaces = (): string[] =>
  ip('netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0]!)
    .filter((name) => name.startsWith(PREFIX));

function remove(namespace: string): void {
  if (namespaces().includes(namespace)) ip('netns', 'del', namespace);
}

/** Of runs that were killed before they could clean up. */
function removeLeftovers(): void {
  for (const namespace of namespaces()) {
    const [pid] = namespace.slice(PREFIX.length).split('-');
    if (!existsSync(`/proc/${pid}`)) remove(namespace);
  }
}
