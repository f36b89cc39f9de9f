import { canInstallPackages, installPackages, onPath } from './find-browser.mjs';

/** Commands that some tests need, and the package of Debian that has each. A test without its tool is skipped. */
const TOOLS = {
  ip: 'iproute2',
  unshare: 'util-linux',
  nft: 'nftables',
  strace: 'strace',
  certutil: 'libnss3-tools',
};

/** Installs what is missing where that is possible; returns one line per tool that stays missing. */
export function findTools() {
  const missing = () => Object.keys(TOOLS).filter((tool) => !onPath(tool));
  const wanted = missing();
  if (wanted.length && process.platform === 'linux' && canInstallPackages()) {
    console.log(`Installing what some tests need: ${wanted.join(', ')}.`);
    installPackages(wanted.map((tool) => TOOLS[tool]));
  }
  return missing().map((tool) => `Missing: ${tool} (${TOOLS[tool]}); tests that need it are skipped.`);
}
