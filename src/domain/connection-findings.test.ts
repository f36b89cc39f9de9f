import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  CLOCK_TOLERANCE_MS,
  findingsOf,
  hostOf,
  stateOf,
  type Finding,
  type Observations,
} from './connection-findings.js';

const STUN = 'stun:10.0.0.1:3478';
const RELAY = 'turns:relay.example.gov:443?transport=tcp';

/** An office where all is well; name what is different. */
const seen = (fields: Partial<Observations> = {}): Observations => ({
  introducer: 'connected',
  roundTripMs: 4,
  stun: [{ url: STUN, isAnswered: true }],
  relays: [],
  ownAddresses: ['10.1.2.3'],
  links: [],
  unreached: [],
  clockAheadMs: 0,
  daysAhead: 0,
  isPersisted: true,
  ...fields,
});
const link = (remoteAddress: string | null, path: 'direct' | 'relay' = 'direct') =>
  ({ path, transport: 'udp', remoteAddress }) as const;

/** The findings about one thing, each with how it is to be taken. */
const about = (what: Finding['about'], fields: Partial<Observations>) =>
  findingsOf(seen(fields))
    .filter((finding) => finding.about === what)
    .map((finding) => [finding, stateOf(finding)] as const);
const one = (what: Finding['about'], fields: Partial<Observations>) => {
  const [first, ...others] = about(what, fields);
  assert.equal(others.length, 0);
  const { about: _, ...rest } = first![0];
  return [rest, first![1]];
};

describe('what a check comes to', () => {
  it('has a finding about each thing, in one order', () => {
    assert.deepEqual(
      findingsOf(seen()).map((finding) => finding.about),
      ['introducer', 'stun', 'udp', 'relay', 'addresses', 'subnets', 'isolation', 'clock', 'storage'],
    );
  });

  it('says how the introducer was reached', () => {
    assert.deepEqual(one('introducer', {}), [{ is: 'reached', roundTripMs: 4 }, 'good']);
    assert.deepEqual(one('introducer', { roundTripMs: null }), [
      { is: 'reached', roundTripMs: null },
      'attention',
    ]);
    for (const is of ['nonsense', 'unreached'] as const)
      assert.deepEqual(one('introducer', { introducer: is }), [{ is }, 'bad']);
  });

  it('says of each STUN server and each relay whether it answered', () => {
    for (const [what, url, servers] of [
      ['stun', STUN, (asked: Observations['stun']) => ({ stun: asked })],
      ['relay', RELAY, (asked: Observations['stun']) => ({ relays: asked })],
    ] as const) {
      const asked = [
        { url, isAnswered: true },
        { url: `${url}0`, isAnswered: false },
      ];
      assert.deepEqual(about(what, servers(asked)), [
        [{ about: what, is: 'answers', server: url }, 'good'],
        [{ about: what, is: 'silent', server: `${url}0`, isAlone: true }, 'bad'],
      ]);
      assert.deepEqual(about(what, { ...servers(asked), introducer: 'unreached' })[1], [
        { about: what, is: 'silent', server: `${url}0`, isAlone: false },
        'bad',
      ]);
      assert.deepEqual(one(what, servers(null)), [{ is: 'unknown' }, 'unknown']);
    }
    assert.deepEqual(one('stun', { stun: [] }), [{ is: 'none' }, 'bad']);
    assert.deepEqual(one('relay', { relays: [] }), [{ is: 'none' }, 'unknown']);
  });

  it('calls UDP blocked only where it was tried and the server answered otherwise', () => {
    const silent = [{ url: STUN, isAnswered: false }];
    const table: [Partial<Observations>, string, string][] = [
      [{}, 'passes', 'good'],
      [{ stun: silent }, 'blocked', 'bad'],
      [{ stun: [...silent, { url: STUN, isAnswered: true }] }, 'passes', 'good'],
      [{ stun: silent, introducer: 'unreached' }, 'unknown', 'unknown'],
      [{ stun: silent, introducer: 'nonsense' }, 'unknown', 'unknown'],
      [{ stun: [] }, 'unknown', 'unknown'],
      [{ stun: null }, 'unknown', 'unknown'],
      [{ stun: silent, links: [link('10.1.2.9')] }, 'passes', 'good'],
      [{ stun: silent, links: [link('10.1.2.9', 'relay')] }, 'blocked', 'bad'],
      [{ stun: silent, links: [{ ...link('10.1.2.9'), transport: 'tcp' }] }, 'blocked', 'bad'],
    ];
    for (const [fields, is, state] of table) assert.deepEqual(one('udp', fields), [{ is }, state]);
  });

  it('names the addresses of this device, or says that the browser hides them', () => {
    assert.deepEqual(one('addresses', { ownAddresses: ['10.1.2.3', 'x.local', 'fe80::1', '8.8.8.8'] }), [
      {
        is: 'told',
        addresses: [
          { address: '10.1.2.3', kind: 'private' },
          { address: 'fe80::1', kind: 'link-local' },
          { address: '8.8.8.8', kind: 'public' },
        ],
      },
      'good',
    ]);
    assert.deepEqual(one('addresses', { ownAddresses: ['x.local'] }), [{ is: 'hidden' }, 'attention']);
    assert.deepEqual(one('addresses', { ownAddresses: [] }), [{ is: 'none' }, 'bad']);
  });

  it('counts who is linked by subnet, ours or others’, hidden ones and those behind a relay apart', () => {
    const links = [
      link('10.7.7.1'),
      link('10.1.2.9'),
      link('10.7.7.200'),
      link(null),
      link('x.local'),
      link('10.9.9.9', 'relay'),
    ];
    assert.deepEqual(one('subnets', { links }), [
      {
        is: 'reached',
        subnets: [
          { subnet: '10.7.7.0/24', links: 2, isOurs: false },
          { subnet: null, links: 2, isOurs: false },
          { subnet: '10.1.2.0/24', links: 1, isOurs: true },
        ],
        relayed: 1,
      },
      'good',
    ]);
    assert.deepEqual(one('subnets', { links: [] }), [{ is: 'nobody' }, 'unknown']);
    assert.deepEqual(one('subnets', { links: [link('127.0.0.1')] })[0], {
      is: 'reached',
      subnets: [{ subnet: '127.0.0.0/24', links: 1, isOurs: false }],
      relayed: 0,
    });
  });

  it('suspects isolation where somebody beside us cannot be reached and all is well beyond', () => {
    const unreached = [['10.7.7.7'], ['x.local', '10.1.2.50']];
    const suspected = [{ is: 'suspected', subnet: '10.1.2.0/24' }, 'attention'];
    const unseen = [{ is: 'unseen' }, 'unknown'];
    const silent = [{ url: STUN, isAnswered: false }];
    const table: [Partial<Observations>, unknown][] = [
      [{ unreached }, suspected],
      [{ unreached, stun: silent, links: [link('10.7.7.1')] }, suspected],
      [{ unreached, stun: silent, links: [link('10.7.7.1', 'relay')] }, unseen],
      [{ unreached, stun: silent }, unseen],
      [{ unreached, stun: null }, unseen],
      [{ unreached, stun: [{ url: 'stun:10.1.2.1:3478', isAnswered: true }] }, unseen],
      [{ unreached: [['10.7.7.7']] }, unseen],
      [{ unreached: [] }, unseen],
      [{ unreached, ownAddresses: ['x.local'] }, unseen],
      [{ unreached: [['169.254.1.1']], ownAddresses: ['169.254.1.2'] }, unseen],
      [{ unreached, links: [link('10.1.2.9')] }, [{ is: 'disproved' }, 'good']],
      [{ unreached, links: [link('10.1.2.9', 'relay')] }, suspected],
    ];
    for (const [fields, found] of table) assert.deepEqual(one('isolation', fields), found);
  });

  it('says of the clock no more than the server’s tells', () => {
    const table: [number | null, number | null, object, string][] = [
      [0, 0, { is: 'agrees' }, 'good'],
      [CLOCK_TOLERANCE_MS, 0, { is: 'agrees' }, 'good'],
      [-CLOCK_TOLERANCE_MS, 0, { is: 'agrees' }, 'good'],
      [CLOCK_TOLERANCE_MS + 1, 0, { is: 'ahead', byMs: CLOCK_TOLERANCE_MS + 1 }, 'attention'],
      [-900_000, 0, { is: 'behind', byMs: 900_000 }, 'attention'],
      [null, 0, { is: 'same-day' }, 'good'],
      [null, -1, { is: 'other-day' }, 'attention'],
      [null, null, { is: 'unknown' }, 'unknown'],
    ];
    for (const [clockAheadMs, daysAhead, found, state] of table)
      assert.deepEqual(one('clock', { clockAheadMs, daysAhead }), [found, state]);
  });

  it('says whether the store may be cleared', () => {
    assert.deepEqual(one('storage', { isPersisted: true }), [{ is: 'kept' }, 'good']);
    assert.deepEqual(one('storage', { isPersisted: false }), [{ is: 'at-risk' }, 'attention']);
    assert.deepEqual(one('storage', { isPersisted: null }), [{ is: 'unknown' }, 'unknown']);
  });

  it('comes to something whatever is seen', () => {
    const servers = fc.option(fc.array(fc.record({ url: fc.string(), isAnswered: fc.boolean() })));
    fc.assert(
      fc.property(
        fc.record({
          introducer: fc.constantFrom('connected', 'nonsense', 'unreached'),
          roundTripMs: fc.option(fc.nat()),
          stun: servers,
          relays: servers,
          ownAddresses: fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())),
          links: fc.array(
            fc.record({
              path: fc.constantFrom('direct', 'relay'),
              transport: fc.constantFrom('udp', 'tcp', 'tls'),
              remoteAddress: fc.option(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())),
            }),
          ),
          unreached: fc.array(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()))),
          clockAheadMs: fc.option(fc.integer()),
          daysAhead: fc.option(fc.integer()),
          isPersisted: fc.option(fc.boolean()),
        }),
        (any) => findingsOf(any).every((finding) => stateOf(finding).length > 0),
      ),
    );
  });
});

describe('the host of a server’s URL', () => {
  for (const [url, host] of [
    [STUN, '10.0.0.1'],
    ['stun:[fd00::1]:3478', 'fd00::1'],
    [RELAY, 'relay.example.gov'],
    ['turn:10.0.0.1?transport=tcp', '10.0.0.1'],
    ['nonsense', ''],
  ] as const)
    it(`of ${url} is ${JSON.stringify(host)}`, () => assert.equal(hostOf(url), host));
});
