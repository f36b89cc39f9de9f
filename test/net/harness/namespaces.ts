import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every namespace of ours starts so; the number behind it is the process that made it. */
const PREFIX = 'beep-lan-';
/** What lies here under a namespace's name takes the place of the same file in /etc for whatever runs in it. */
const OWN_ETC = '/etc/netns';

/**
 * What the IT of a closed network switches off: what a browser asks of its maker by itself. Where the browser does not
 * read it, its questions for names go unanswered.
 */
const QUIET_BROWSER = {
  AutofillAddressEnabled: false,
  AutofillCreditCardEnabled: false,
  BrowserSignin: 0,
  ComponentUpdatesEnabled: false,
  DefaultSearchProviderEnabled: false,
  MetricsReportingEnabled: false,
  NetworkPredictionOptions: 2,
  PasswordManagerEnabled: false,
  SafeBrowsingProtectionLevel: 0,
  SearchSuggestEnabled: false,
  SpellCheckServiceEnabled: false,
  SyncDisabled: true,
  TranslateEnabled: false,
};

/** The name of a namespace of this process. */
export const namespaceName = (number: number): string => `${PREFIX}${process.pid}-${number}`;

/** Runs `ip`. @throws Error if it fails */
export const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8' });

/** Runs a command in a namespace, with `input` on its standard input. @throws Error if it fails */
export const runIn = (namespace: string, command: readonly string[], input = ''): string =>
  execFileSync('ip', ['netns', 'exec', namespace, ...command], { encoding: 'utf8', input });

/** Makes a namespace whose programs ask `nameServer`, and nobody else, for the addresses of names. */
export function addNamespace(namespace: string, nameServer: string): void {
  const folder = join(OWN_ETC, namespace);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${nameServer}\n`);
  const policies = join(folder, 'chromium', 'policies', 'managed');
  mkdirSync(policies, { recursive: true });
  writeFileSync(join(policies, 'quiet.json'), JSON.stringify(QUIET_BROWSER));
  ip('netns', 'add', namespace);
  ip('-n', namespace, 'link', 'set', 'lo', 'up');
}

/** Removes a namespace, if it is there, with all that is in it. */
export function removeNamespace(namespace: string): void {
  if (namespaces().includes(namespace)) ip('netns', 'del', namespace);
  rmSync(join(OWN_ETC, namespace), { recursive: true, force: true });
}

/** Removes those of runs that were killed before they could clean up. */
export function removeLeftovers(): void {
  for (const namespace of namespaces()) {
    const [pid] = namespace.slice(PREFIX.length).split('-');
    if (!existsSync(`/proc/${pid}`)) removeNamespace(namespace);
  }
}

const namespaces = (): string[] =>
  ip('netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0]!)
    .filter((name) => name.startsWith(PREFIX));
