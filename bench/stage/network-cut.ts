import { execFileSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { onPath } from '../../scripts/find-browser.mjs';

/** The one address of the private network that benches run in. */
const OWN_ADDRESS = '10.99.0.1';

/** Why the network may not be cut here, or false: only a private one is ours to cut. */
export function lacksPrivateNetwork(): string | false {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const foreign = addresses.filter(
    ({ internal, address, scopeid }) => !internal && address !== OWN_ADDRESS && !scopeid,
  );
  const isOurs = process.platform === 'linux' && foreign.length === 0 && addresses.length > 0;
  return isOurs ? false : 'there is no private network to cut';
}

/**
 * Lets nothing pass any more, between any two processes. What goes to an address of this machine goes over the loopback
 * interface, whatever address it is.
 */
export const cutNetwork = (): void => setLoopback('down');
export const mendNetwork = (): void => setLoopback('up');

function setLoopback(state: 'up' | 'down'): void {
  execFileSync(onPath('ip') ?? 'ip', ['link', 'set', 'lo', state]);
}
