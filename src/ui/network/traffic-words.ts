import { msg, str } from '@lit/localize';
import type { TrafficRow, TrafficView } from '../../app/traffic.js';
import { formatSize } from '../../i18n/amounts.js';
import { formatMoment, formatNumber, plural } from '../../i18n/formats.js';
import { unreachable } from '../../protocol/result.js';
import { isolated } from '../fault-words.js';

/** Whose address it is. */
export function trafficTitle({ kind, name: plain }: TrafficRow): string {
  const name = plain === null ? null : isolated(plain);
  switch (kind) {
    case 'app':
      return msg('Files of Beep');
    case 'introducer':
      return msg('Beep server');
    case 'stun':
      return msg('Address server (STUN)');
    case 'relay':
      return name === null ? msg('Relay (TURN)') : msg(str`Relay, to a device of ${name}`);
    case 'device':
      return name === null ? msg('A device that asked for a link') : msg(str`A device of ${name}`);
    default:
      return unreachable(kind);
  }
}

/** What it was contacted for. */
export function trafficPurpose({ kind, name, sentBytes, receivedBytes }: TrafficRow): string {
  switch (kind) {
    case 'app':
      return msg('The program itself, from the server of your office. What is written is in none of it.');
    case 'introducer':
      return msg('Sealed notes by which devices find each other. The server cannot read them.');
    case 'stun':
      return msg('Was asked at which address other devices can reach this one.');
    case 'relay':
      return name === null
        ? msg('Was asked for a passage, in case there is no direct way.')
        : msg('Passed sealed packets on, since there was no direct way. It cannot read them.');
    case 'device':
      return sentBytes === 0 && receivedBytes === 0
        ? msg('Was tried as a way to that device. Nothing went there but tests of the connection.')
        : msg('Messages, receipts and signs of life, encrypted so that only that device can read them.');
    default:
      return unreachable(kind);
  }
}

/** `host[:port]`, or why there is none to show. */
export function addressWords({ address, named }: TrafficRow): string {
  if (address !== null) return isolated(address);
  if (named.length === 0) return msg('Address hidden by the browser');
  const all = named.map(isolated).join(' · ');
  return msg(str`Address hidden by the browser; that device gave: ${all}`);
}

/** An amount, or that it is not known. */
export const sizeWords = (bytes: number | null): string =>
  bytes === null ? msg('not told by the browser') : formatSize(bytes);

/** How often it was contacted. */
export function timesWords({ times }: TrafficRow): string {
  const n = formatNumber(times);
  return plural(
    times,
    () => msg(str`${n} time`),
    () => msg(str`${n} times`),
  );
}

/** What this page cannot know. */
export const unseenWords = (): readonly string[] => [
  msg(
    'How many bytes the browser sends to address servers and relays when it asks them, and what it adds to files and frames on their way.',
  ),
  msg(
    'The bytes of what several people type into a shared draft at the same time. They go to the same devices as messages do.',
  ),
  msg('New versions of Beep, which the browser fetches in the background from the same server as this page.'),
  msg(
    'What the browser and the system do by themselves: their own updates, checks of certificates, looking up names in the network.',
  ),
  msg('What was before Beep was opened here, and in other tabs.'),
];

/** The whole page as plain text. */
export function trafficReport(
  view: TrafficView,
  { origin, build }: { readonly origin: string; readonly build: string },
): string {
  const [since, server, version] = [formatMoment(view.sinceMs), isolated(origin), isolated(build)];
  return [
    msg('What left this device'),
    msg(str`Since: ${since}`),
    msg(str`Beep server: ${server}`),
    msg(str`Version: ${version}`),
    ...view.rows.flatMap((row) => ['', ...rowLines(row)]),
    '',
    msg('What this page cannot see'),
    ...unseenWords().map((words) => `- ${words}`),
  ].join('\n');
}

function rowLines(row: TrafficRow): readonly string[] {
  const last = formatMoment(row.lastMs);
  return [
    `${trafficTitle(row)}: ${addressWords(row)}`,
    trafficPurpose(row),
    `${msg('Sent')}: ${sizeWords(row.sentBytes)}; ${msg('Received')}: ${sizeWords(row.receivedBytes)}; ${timesWords(row)}; ${msg('Last')}: ${last}`,
  ];
}
