import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Sent } from './capture.js';
import type { Host } from './isolated-lan.js';

const DNS_PORT = 53;

interface Parties {
  readonly self: Host;
  readonly other: Host;
  readonly introducer: Host;
}

/** What the system and the browser say to their own link, and why. No router passes any of it on. */
const LINK_LEVEL: readonly (readonly [RegExp, string])[] = [
  [/^ff02::16$/, 'MLD report: the kernel says which groups it listens to (RFC 3810)'],
  [/^ff02::2$/, 'ICMPv6 router solicitation: the kernel looks for an IPv6 router (RFC 4861)'],
  [/^ff02::1:ff[\da-f:]+$/, 'ICMPv6 neighbour solicitation: the kernel tests its own address (RFC 4862)'],
  [/^ff02::fb$/, 'mDNS of the browser, which hides addresses behind names (RFC 6762, RFC 8828)'],
  [/^224\.0\.0\.251$/, 'mDNS of the browser, which hides addresses behind names (RFC 6762, RFC 8828)'],
  [/^224\.0\.0\.22$/, 'IGMP report: the kernel says which groups it listens to (RFC 3376)'],
  [/^arp reply$/, 'ARP: the kernel answers who asks for its address (RFC 826)'],
];

/**
 * Nothing was sent to anybody but the introducer, the other person's machine, and the machine's own link; and nobody was
 * asked for the address of a name. Prints who was sent how much.
 */
export function assertKnownOnly(t: TestContext, sent: readonly Sent[], parties: Parties): void {
  const counts = new Map<string, number>();
  for (const { to } of sent) counts.set(to, (counts.get(to) ?? 0) + 1);
  t.diagnostic(
    `${parties.self.address} sent to ${[...counts].map(([to, count]) => `${to} (${count})`).join(', ')}`,
  );
  assert.deepEqual(
    sent.filter(({ port }) => port === DNS_PORT).map(({ line }) => line),
    [],
    'nobody is asked for a name',
  );
  const { introducer, other, self } = parties;
  const known = new Set([introducer.address, other.address]);
  // ARP asks for these, for oneself before one takes an address, and for the way to another VLAN.
  const resolved = new Set([...known, self.address, gatewayOf(self)]);
  const strangers = sent.filter(
    ({ to }) =>
      !known.has(to) &&
      !(to.startsWith('arp ') && resolved.has(to.slice('arp '.length))) &&
      !LINK_LEVEL.some(([address]) => address.test(to)),
  );
  assert.deepEqual(
    strangers.map(({ line }) => line),
    [],
    'nobody else is sent anything',
  );
}

const gatewayOf = ({ address }: Host): string => address.replace(/\d+$/, '1');
