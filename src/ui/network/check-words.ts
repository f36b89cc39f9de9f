import { msg, str } from '@lit/localize';
import type { Finding, FindingState, OwnAddress, ReachedSubnet } from '../../domain/connection-findings.js';
import type { AddressKind } from '../../domain/ip-address.js';
import { formatMilliseconds, formatSpan } from '../../i18n/amounts.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import { unreachable } from '../../protocol/result.js';
import { isolated } from '../fault-words.js';
import { doorAdvice, doorWords } from './door-words.js';

type About<Name extends Finding['about']> = Extract<Finding, { readonly about: Name }>;
type Asked = Extract<Finding, { readonly about: 'stun' | 'relay' }>;

/** What a finding is about. */
export function findingTitle({ about }: Finding): string {
  switch (about) {
    case 'introducer':
      return msg('Beep server');
    case 'stun':
      return msg('Address server (STUN)');
    case 'udp':
      return msg('Packets between devices (UDP)');
    case 'relay':
      return msg('Relay (TURN)');
    case 'addresses':
      return msg('Addresses of this device');
    case 'subnets':
      return msg('Networks reached');
    case 'isolation':
      return msg('Devices on the same wireless network');
    case 'clock':
      return msg('Clock');
    case 'storage':
      return msg('Storage of the browser');
    default:
      return unreachable(about);
  }
}

export function stateWords(state: FindingState): string {
  switch (state) {
    case 'good':
      return msg('Good');
    case 'attention':
      return msg('Look at this');
    case 'bad':
      return msg('Problem');
    case 'unknown':
      return msg('Not known');
    default:
      return unreachable(state);
  }
}

/** What was found, in a sentence or two. */
export function findingWords(finding: Finding): string {
  switch (finding.about) {
    case 'introducer':
      return introducerWords(finding);
    case 'stun':
      return stunWords(finding);
    case 'relay':
      return relayWords(finding);
    case 'udp':
      return udpWords(finding.is);
    case 'addresses':
      return addressWords(finding.is);
    case 'subnets':
      return finding.is === 'reached'
        ? msg('This device is linked now with devices in:')
        : msg('Nobody is linked with this device now, so it cannot be said which networks it reaches.');
    case 'isolation':
      return isolationWords(finding);
    case 'clock':
      return clockWords(finding);
    case 'storage':
      return storageWords(finding.is);
    default:
      return unreachable(finding);
  }
}

/** What a finding lists below its sentence. */
export function findingDetails(finding: Finding): readonly string[] {
  if (finding.about === 'addresses' && finding.is === 'told') return finding.addresses.map(ownAddressWords);
  if (finding.about !== 'subnets' || finding.is !== 'reached') return [];
  const details = finding.subnets.map(subnetWords);
  const { relayed } = finding;
  return relayed === 0 ? details : [...details, `${msg('Through the relay')}: ${deviceCount(relayed)}`];
}

/** What to do about it, or what to ask whoever looks after the network for; null for nothing. */
export function findingAdvice(finding: Finding): string | null {
  switch (finding.is) {
    case 'unreached':
      return msg(
        'Ask IT whether the Beep server is running, and whether the firewall lets this device open WebSocket connections to it.',
      );
    case 'no-badge':
    case 'refused':
      return doorAdvice(finding.is);
    case 'nonsense':
      return msg(
        'Ask IT whether a proxy or a sign-in page stands between this device and the Beep server, and to let WebSocket connections through.',
      );
    case 'reached':
      return finding.about === 'introducer' && finding.roundTripMs === null
        ? msg('Ask IT whether the Beep server, or the network to it, is overloaded.')
        : null;
    case 'silent':
      // Where nothing answers, what stands above of the Beep server comes first.
      if (!finding.isAlone) return null;
      return finding.about === 'stun' ? stunAdvice(finding.server) : relayAdvice();
    case 'none':
      return noneAdvice(finding.about);
    case 'blocked':
      return msg(
        'Ask IT to allow UDP between the devices of the office, or to set up a relay (TURN) that can be reached by TCP.',
      );
    case 'hidden':
      return msg(
        'Ask IT to make the address server (STUN) reachable by UDP, or to set the browser policy WebRtcLocalIpsAllowedUrls for the address of Beep.',
      );
    case 'suspected':
      return msg(
        'Ask IT to switch off client isolation (AP isolation) on this wireless network, or to set up a relay (TURN).',
      );
    case 'ahead':
    case 'behind':
    case 'other-day':
      return msg(
        'Compare with a clock you trust. If this device is wrong, set its clock; if the server is, tell IT.',
      );
    case 'at-risk':
      return msg('Install Beep, or choose “Ask the browser to keep them” in Settings, under “This device”.');
    default:
      return null;
  }
}

function introducerWords(finding: About<'introducer'>): string {
  switch (finding.is) {
    case 'reached': {
      if (finding.roundTripMs === null)
        return msg('Beep is connected to its server, but it did not answer within two seconds.');
      const span = formatMilliseconds(finding.roundTripMs);
      return msg(str`Beep reaches its server. It answered in ${span}.`);
    }
    case 'nonsense':
      return msg('Something answers where the Beep server should be, but it does not speak as one.');
    case 'no-badge':
    case 'refused':
      return doorWords(finding.is);
    case 'unreached':
      return msg('Beep does not reach its server. Links that are open go on; nobody new can be reached.');
    default:
      return unreachable(finding);
  }
}

const notKnownYet = (): string => msg('Not known while the Beep server is out of reach.');

function stunWords(finding: Asked): string {
  if (!('server' in finding))
    return finding.is === 'unknown'
      ? notKnownYet()
      : msg(
          'The Beep server names none. In a network without a way out, browsers then find no way to each other.',
        );
  const server = isolated(finding.server);
  return finding.is === 'answers'
    ? msg(str`${server} tells this device at which address it can be reached.`)
    : msg(str`${server} does not answer.`);
}

function relayWords(finding: Asked): string {
  if (!('server' in finding))
    return finding.is === 'unknown'
      ? notKnownYet()
      : msg('There is none. Two devices between which no direct way is found cannot be linked.');
  const server = isolated(finding.server);
  return finding.is === 'answers'
    ? msg(str`${server} passes packets on where there is no direct way.`)
    : msg(str`${server} gives this device no passage.`);
}

function udpWords(is: About<'udp'>['is']): string {
  switch (is) {
    case 'passes':
      return msg('UDP packets get out of this network, and answers come back.');
    case 'blocked':
      return msg(
        'UDP packets do not get through: the Beep server is reached, but no server answers by UDP. Without a relay, no device can be linked with this one.',
      );
    case 'unknown':
      return msg('Not known: there was nothing to try it with.');
    default:
      return unreachable(is);
  }
}

function addressWords(is: About<'addresses'>['is']): string {
  switch (is) {
    case 'told':
      return msg('Other devices can find this one at:');
    case 'hidden':
      return msg(
        'The browser hides them behind names that only devices on the same part of the network can look up. From elsewhere this device may not be found.',
      );
    case 'none':
      return msg('The browser finds none, so no device can be linked with this one.');
    default:
      return unreachable(is);
  }
}

function isolationWords(finding: About<'isolation'>): string {
  switch (finding.is) {
    case 'suspected': {
      const subnet = isolated(finding.subnet);
      return msg(
        str`Somebody in the network of this device (${subnet}) answers, but no packet gets from one to the other, while other networks are reached. The wireless network seems to keep its devices apart.`,
      );
    }
    case 'disproved':
      return msg('Devices in the network of this device reach each other.');
    case 'unseen':
      return msg('There is no sign that the network keeps its devices apart, and none that it does not.');
    default:
      return unreachable(finding);
  }
}

function clockWords(finding: About<'clock'>): string {
  switch (finding.is) {
    case 'agrees':
      return msg('The clocks of this device and of the server agree to within two minutes.');
    case 'ahead': {
      const span = formatSpan(finding.byMs);
      return msg(str`The clock of this device is ${span} ahead of the server’s. Either may be wrong.`);
    }
    case 'behind': {
      const span = formatSpan(finding.byMs);
      return msg(str`The clock of this device is ${span} behind the server’s. Either may be wrong.`);
    }
    case 'same-day':
      return msg('This device and the server agree on the day. The server did not say the time.');
    case 'other-day':
      return msg('This device and the server do not agree on the day. Either may be wrong.');
    case 'unknown':
      return msg('The server did not say what time it has.');
    default:
      return unreachable(finding);
  }
}

function storageWords(is: About<'storage'>['is']): string {
  switch (is) {
    case 'kept':
      return msg('The browser has promised to keep what Beep stores.');
    case 'at-risk':
      return msg('The browser may clear what Beep stores when space runs out.');
    case 'unknown':
      return msg('The browser does not say whether it keeps what Beep stores.');
    default:
      return unreachable(is);
  }
}

function stunAdvice(url: string): string {
  const server = isolated(url);
  return msg(str`Ask IT to let UDP through from this network to ${server}, and the answers back.`);
}

const relayAdvice = (): string =>
  msg(
    'Ask IT whether the relay is running, whether it has the secret of the Beep server, and whether the firewall lets this device reach it.',
  );

function noneAdvice(about: Finding['about']): string | null {
  if (about === 'stun') return msg('Ask IT to switch on STUN on the Beep server, and to open its UDP port.');
  if (about !== 'addresses') return null;
  return msg(
    'Ask IT whether this device has a network address, whether it reaches the address server (STUN), and whether a browser policy switches WebRTC off.',
  );
}

const ownAddressWords = ({ address, kind }: OwnAddress): string =>
  `${isolated(address)}: ${addressKindWords(kind)}`;

function addressKindWords(kind: AddressKind): string {
  switch (kind) {
    case 'private':
      return msg('an address of the office network');
    case 'carrier':
      return msg('an address between a provider and its customers');
    case 'link-local':
      return msg('made up by this device, since nobody gave it one');
    case 'loopback':
      return msg('this device itself');
    case 'public':
      return msg('a public address');
    default:
      return unreachable(kind);
  }
}

function subnetWords({ subnet, links, isOurs }: ReachedSubnet): string {
  const where = subnet === null ? msg('Networks whose addresses the browser hides') : isolated(subnet);
  const count = deviceCount(links);
  return isOurs ? `${where} (${msg('the network of this device')}): ${count}` : `${where}: ${count}`;
}

function deviceCount(count: number): string {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`${n} device`),
    () => msg(str`${n} devices`),
  );
}
