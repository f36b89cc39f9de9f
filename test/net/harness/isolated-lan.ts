import { setTimeout } from 'node:timers/promises';
import { addNamespace, ip, namespaceName, removeLeftovers, removeNamespace, runIn } from './namespaces.js';

/** A machine on the LAN: a network namespace with one cable to a switch. */
export interface Host {
  readonly namespace: string;
  /** IPv4. */
  readonly address: string;
}

/** 10.77.0.0/16: a private range (RFC 1918) that exists in these namespaces alone. Each VLAN has a /24 of it. */
const RANGE = '10.77';
const SETTLED_WITHIN_MS = 5000;

/**
 * A switch, the machines plugged into it, and nothing else: no gateway, no name server, no way to any other network
 * (test-plan N1, appendix A1). Or a switch for each of several VLANs with a router between them, which passes on what is
 * meant for one machine and no multicast (N2). Takes root on Linux. Removes all of it when disposed of.
 */
export class IsolatedLan implements Disposable {
  /** The machine that the switches are part of: the router, if there are several. Its cable cannot be pulled. */
  readonly server: Host;
  readonly #vlans: number;
  readonly #hosts: Host[] = [];

  private constructor(vlans: number) {
    this.#vlans = vlans;
    this.server = { namespace: namespaceName(0), address: routerOf(0) };
  }

  static make({ vlans = 1 }: { readonly vlans?: number } = {}): IsolatedLan {
    removeLeftovers();
    const lan = new IsolatedLan(vlans);
    const { namespace } = lan.server;
    try {
      addNamespace(namespace, lan.server.address);
      for (let vlan = 0; vlan < vlans; vlan++) {
        ip('-n', namespace, 'link', 'add', switchOf(vlan), 'type', 'bridge');
        ip('-n', namespace, 'addr', 'add', `${routerOf(vlan)}/24`, 'dev', switchOf(vlan));
        ip('-n', namespace, 'link', 'set', switchOf(vlan), 'up');
      }
      if (vlans > 1) runIn(namespace, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
    } catch (error) {
      lan[Symbol.dispose]();
      throw error;
    }
    return lan;
  }

  /** Plugs in one more machine. */
  add(vlan = 0): Host {
    const number = this.#hosts.length + 1;
    const host = { namespace: namespaceName(number), address: `${RANGE}.${vlan}.${number + 1}` };
    this.#hosts.push(host);
    const { namespace, address } = host;
    const { namespace: hub } = this.server;
    const port = portOf(host);
    addNamespace(namespace, routerOf(vlan));
    ip('-n', hub, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    ip('-n', hub, 'link', 'set', port, 'master', switchOf(vlan), 'up');
    ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', namespace, 'link', 'set', 'eth0', 'up');
    if (this.#vlans > 1) ip('-n', namespace, 'route', 'add', 'default', 'via', routerOf(vlan));
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
    const vlan = Number(host.address.split('.')[2]);
    ip('-n', namespace, 'link', 'set', portOf(host), ...(isOn ? ['master', switchOf(vlan)] : ['nomaster']));
  }

  /** Gives the machine another address of its VLAN in place of the one it has, as a new lease does. Returns it as it is now. */
  readdress(host: Host, last: number): Host {
    const now = { ...host, address: host.address.replace(/\d+$/, String(last)) };
    ip('-n', host.namespace, 'addr', 'del', `${host.address}/24`, 'dev', 'eth0');
    ip('-n', host.namespace, 'addr', 'add', `${now.address}/24`, 'dev', 'eth0');
    return now;
  }

  /** The routes of a machine as the system lists them, one a line. */
  routes({ namespace }: Host): string[] {
    return ip('-n', namespace, 'route', 'show').trim().split('\n');
  }

  [Symbol.dispose](): void {
    for (const { namespace } of [...this.#hosts, this.server]) removeNamespace(namespace);
  }
}

const routerOf = (vlan: number): string => `${RANGE}.${vlan}.1`;

const switchOf = (vlan: number): string => `switch${vlan}`;

const portOf = ({ namespace }: Host): string => `port${namespace.slice(namespace.lastIndexOf('-') + 1)}`;
