/**
 * A network of one's own for a command, gone when the command ends: WebRTC works in it and nothing leaves it.
 *
 * Chromium announces itself by multicast on every interface it finds, and gathers no candidates at all without an
 * interface that is up and a default route. So: a pair of virtual interfaces, an address, and a route to nobody.
 */
import { spawnSync } from 'node:child_process';

const SETUP = `set -e
ip link set lo up
ip link add eth0 type veth peer name eth0p
ip addr add 10.99.0.1/24 dev eth0
ip link set eth0 up
ip link set eth0p up
ip route add default via 10.99.0.2 dev eth0
exec "$@"`;

const WAYS = [
  { words: 'a private network', unshare: ['--net'] },
  {
    words: 'a private network (of an unprivileged user namespace)',
    unshare: ['--user', '--map-root-user', '--net'],
  },
];

/**
 * How to run commands in a private network here: `wrap(command)` returns the command to run instead, and `words` says
 * what was found in one sentence. Where the system allows none, commands stay as they are and the sentence says so.
 */
export function findPrivateNetwork() {
  if (process.platform === 'linux') {
    for (const { words, unshare } of WAYS) {
      const wrap = (command) => ['unshare', ...unshare, '--', 'sh', '-c', SETUP, 'sh', ...command];
      const [program, ...args] = wrap(['true']);
      const { status } = spawnSync(program, args, { stdio: 'ignore', env: withSbin() });
      if (status === 0) return { wrap, words: `Network: ${words}; nothing leaves it.` };
    }
  }
  return {
    wrap: (command) => command,
    words:
      'Network: this machine’s own, because the system allows no private one. ' +
      'Browsers will announce themselves on it by multicast DNS; nothing else is sent out.',
  };
}

/** `ip` often lives where the PATH of a plain user does not look. */
export const withSbin = () => ({ ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` });
