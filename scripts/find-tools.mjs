import { existsSync } from 'node:fs';
import { canInstallPackages, installPackages, onPath } from './find-browser.mjs';

/** Commands that some tests need, and the package of Debian that has each. A test without its tool is skipped. */
const TOOLS = {
  ip: 'iproute2',
  unshare: 'util-linux',
  nft: 'nftables',
  tc: 'iproute2',
  tcpdump: 'tcpdump',
  python3: 'python3-minimal',
  strace: 'strace',
  certutil: 'libnss3-tools',
  'firefox-esr': 'firefox-esr',
  turnserver: 'coturn',
  ss: 'iproute2',
  'nats-server': 'nats-server',
};

/** Those that systemd would start as a service as soon as they are installed: nobody who runs tests wants that. */
const SERVICES = new Set(['turnserver', 'nats-server']);

const mayInstall = (tool) => !SERVICES.has(tool) || !existsSync('/run/systemd/system');

/** Installs what is missing where that is possible; returns one line per tool that stays missing. */
export function findTools() {
  const missing = () => Object.keys(TOOLS).filter((tool) => !onPath(tool));
  const wanted = missing().filter(mayInstall);
  if (wanted.length && process.platform === 'linux' && canInstallPackages()) {
    console.log(`Installing what some tests need: ${wanted.join(', ')}.`);
    installPackages([...new Set(wanted.map((tool) => TOOLS[tool]))]);
  }
  return missing().map((tool) => `Missing: ${tool} (${TOOLS[tool]}); tests that need it are skipped.`);
}
