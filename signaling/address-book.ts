import { isIPv6 } from 'node:net';
import { SOCKETS_PER_CONNECTION, type Limits } from './limits.js';
import { fullBucket, take, type Bucket, type Rate } from './rate.js';

/** What one address holds at this moment. Kept in memory only, and only while the address is connected. */
export interface AddressUse {
  sockets: number;
  connections: number;
  readonly upgrades: Bucket;
  /** Counts one socket less. One listener for all sockets of the address. */
  readonly freeSocket: () => void;
}

/**
 * Counts what each address holds, by the address of the socket: a header such as X-Forwarded-For is whatever its
 * sender likes. An IPv6 host owns a whole /64 and counts as one address.
 */
export class AddressBook {
  readonly #limits: Limits;
  readonly #upgradeRate: Rate;
  readonly #uses = new Map<string, AddressUse>();

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#upgradeRate = { perSecond: limits.upgradesPerSecond, burst: limits.upgradeBurst };
  }

  get size(): number {
    return this.#uses.size;
  }

  /** The use of an address, made when it is new. */
  of(address: string | undefined, nowMs: number): AddressUse {
    // A plain IPv4 address is its own key; nothing else is anybody's.
    return this.#uses.get(address ?? '') ?? this.#ofKey(addressKey(address ?? ''), nowMs);
  }

  #ofKey(key: string, nowMs: number): AddressUse {
    const known = this.#uses.get(key);
    if (known !== undefined) return known;
    const use: AddressUse = {
      sockets: 0,
      connections: 0,
      upgrades: fullBucket(this.#upgradeRate, nowMs),
      freeSocket: () => void use.sockets--,
    };
    this.#uses.set(key, use);
    return use;
  }

  /** Whether an address may hold one TCP connection more. */
  maySocket(use: AddressUse): boolean {
    return use.sockets < this.#limits.connectionsPerAddress * SOCKETS_PER_CONNECTION;
  }

  /** Whether an address may open one WebSocket connection more now; a yes is paid for. */
  mayUpgrade(use: AddressUse, nowMs: number): boolean {
    return (
      use.connections < this.#limits.connectionsPerAddress && take(use.upgrades, this.#upgradeRate, nowMs, 1)
    );
  }

  /** Forgets addresses that hold nothing and owe nothing. */
  sweep(nowMs: number): void {
    for (const [key, use] of this.#uses) {
      if (use.sockets > 0 || use.connections > 0) continue;
      take(use.upgrades, this.#upgradeRate, nowMs, 0);
      if (use.upgrades.tokens >= this.#limits.upgradeBurst) this.#uses.delete(key);
    }
  }
}

/** The address that is counted: IPv4 as it is, IPv6 by its /64. */
export function addressKey(address: string): string {
  const plain = withoutMapping(address);
  if (!isIPv6(plain)) return plain;
  const [head = ''] = plain.split('%');
  const [left = '', right] = head.split('::');
  const leftWords = left === '' ? [] : left.split(':');
  const rightWords = right === undefined || right === '' ? [] : right.split(':');
  const gap = right === undefined ? 0 : Math.max(0, 8 - leftWords.length - rightWords.length);
  const words = [...leftWords, ...Array<string>(gap).fill('0'), ...rightWords];
  return `${words.slice(0, 4).join(':')}::/64`;
}

/** An IPv4 address that a dual-stack socket shows as IPv6 (RFC 4291 section 2.5.5.2), in its own form. */
export const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
