import type { Host } from './isolated-lan.js';
import { ip, runIn } from './namespaces.js';

type Hook = 'input' | 'output' | 'forward';

/** Puts these rules of nftables on a machine in place of those it has; without rules it lets everything through. */
export function setFirewall({ namespace }: Host, hook: Hook, rules: readonly string[]): void {
  // Naming the table first makes it, so that taking it away never fails.
  const clear = 'table inet beep\ndelete table inet beep\n';
  const chain = `chain on { type filter hook ${hook} priority 0; policy accept;\n${rules.join('\n')}\n}`;
  runIn(namespace, ['nft', '-f', '-'], rules.length ? `${clear}table inet beep {\n${chain}\n}\n` : clear);
}

/** What comes in from `other` is lost at `host`, and what goes the other way arrives. */
export const deafen = (host: Host, other: Host): void =>
  setFirewall(host, 'input', [`ip saddr ${other.address} drop`]);

/** Of the datagrams that come in at `host`, so many of a thousand are lost at random. */
export const loseDatagrams = (host: Host, perThousand: number): void =>
  setFirewall(
    host,
    'input',
    perThousand ? [`ip protocol udp numgen random mod 1000 < ${perThousand} drop`] : [],
  );

/** Lets no more than this leave the machine, in kbit/s; null for as much as there is. */
export function limitRate({ namespace }: Host, kbit: number | null): void {
  const qdisc = ['netns', 'exec', namespace, 'tc', 'qdisc'];
  if (kbit === null) ip(...qdisc, 'del', 'dev', 'eth0', 'root');
  else
    ip(
      ...qdisc,
      'add',
      'dev',
      'eth0',
      'root',
      ...['tbf', 'rate', `${kbit}kbit`, 'burst', '4kb', 'latency', '200ms'],
    );
}
