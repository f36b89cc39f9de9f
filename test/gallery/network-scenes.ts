import type { TrafficRow } from '../../src/app/traffic.js';
import { findingsOf, type Observations } from '../../src/domain/connection-findings.js';
import { conversationId, personId } from '../support/fake-beep.js';
import type { FakeNetwork } from '../support/fake-network.js';

const now = new Date().setHours(10, 0, 0, 0);

/** An office with two floors, where all is well. */
const WELL: Observations = {
  introducer: 'connected',
  roundTripMs: 12,
  stun: [{ url: 'stun:10.20.0.5:3478', isAnswered: true }],
  relays: [{ url: 'turns:relay.cabinet.example:443?transport=tcp', isAnswered: true }],
  ownAddresses: ['10.20.31.77', 'fd00:20:31::4d'],
  links: ['10.20.31.12', '10.20.44.9', '10.20.44.31', null].map((remoteAddress) => ({
    path: 'direct' as const,
    transport: 'udp' as const,
    remoteAddress,
  })),
  unreached: [],
  clockAheadMs: 900,
  daysAhead: 0,
  isPersisted: true,
};

/** One where much is not. */
const ILL: Observations = {
  ...WELL,
  roundTripMs: null,
  stun: [
    { url: 'stun:10.20.0.5:3478', isAnswered: false },
    { url: 'stun:[fd00:20::5]:3478', isAnswered: false },
  ],
  relays: [],
  ownAddresses: ['6f1c2a7e-1c1f-4b1e-9d4b-6a1b8a3f7c55.local'],
  links: [],
  clockAheadMs: -5_400_000,
  isPersisted: false,
};
const CUT_OFF: Observations = { ...ILL, introducer: 'unreached', stun: null, relays: null, ownAddresses: [] };
const APART: Observations = {
  ...WELL,
  links: WELL.links.slice(1),
  unreached: [['10.20.31.90']],
};

const checked =
  (seen: Observations) =>
  (network: FakeNetwork): void =>
    network.check.update((before) => ({
      ...before,
      done: 6,
      of: 6,
      checkedMs: now,
      findings: findingsOf(seen),
    }));

const row = (fields: Pick<TrafficRow, 'kind'> & Partial<TrafficRow>): TrafficRow => ({
  address: '10.20.0.5:8443',
  named: [],
  name: null,
  sentBytes: null,
  receivedBytes: null,
  times: 1,
  lastMs: now,
  ...fields,
});
const ROWS: readonly TrafficRow[] = [
  row({ kind: 'app', receivedBytes: 482_000, times: 34 }),
  row({ kind: 'introducer', sentBytes: 5_240, receivedBytes: 9_120, times: 2 }),
  row({ kind: 'stun', address: '10.20.0.5:3478', times: 7 }),
  row({ kind: 'relay', address: 'relay.cabinet.example:443', times: 7 }),
  row({
    kind: 'relay',
    address: 'relay.cabinet.example:443',
    name: 'محمد عثمان',
    sentBytes: 910,
    receivedBytes: 72_000,
  }),
  row({
    kind: 'device',
    address: '10.20.44.9',
    name: 'Ayesha Khan',
    sentBytes: 1_900_000,
    receivedBytes: 640_000,
    times: 3,
  }),
  row({
    kind: 'device',
    address: null,
    named: ['10.20.44.52', 'fd00:20:44::34'],
    name: 'Farah Siddiqui',
    sentBytes: 88_000,
    receivedBytes: 12_500,
  }),
  row({ kind: 'device', address: 'fd00:20:31::9a', name: 'Ayesha Khan', sentBytes: 0, receivedBytes: 0 }),
  row({ kind: 'device', address: '10.20.31.250', sentBytes: 1_200, receivedBytes: 900 }),
];

const details = (seed: number): string => `#/chat/${conversationId(seed)}/details`;

/** What is known of the network, and where that is shown. */
export const NETWORK_SCENES: Readonly<
  Record<string, readonly [arrange: (network: FakeNetwork) => void, hash: string]>
> = {
  connection: [checked(WELL), '#/connection'],
  'connection-ill': [checked(ILL), '#/connection'],
  'connection-cut-off': [checked(CUT_OFF), '#/connection'],
  'connection-apart': [checked(APART), '#/connection'],
  'connection-running': [
    (network) => network.check.update((before) => ({ ...before, isRunning: true, done: 2, of: 6 })),
    '#/connection',
  ],
  traffic: [
    (network) => network.traffic.update(() => ({ sinceMs: now - 5_400_000, rows: ROWS, isCut: true })),
    '#/traffic',
  ],
  'reach-no-way': [
    (network) => network.knows(personId(2), { is: 'tried', isNow: false, obstacle: 'no-way' }),
    details(2),
  ],
  'reach-offline': [
    (network) => network.knows(personId(2), { is: 'offline', obstacle: 'unanswered' }),
    details(2),
  ],
};
