import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compactDescription, compactWire, readCompact, sdpOf } from './compact-description.js';
import { encode, type Wire } from './codec.js';
import { MAX_CANDIDATES } from './limits.js';

const FINGERPRINT = Array.from({ length: 32 }, (_, i) => (i * 7).toString(16).padStart(2, '0')).join(':');

/** As Chromium 143 writes it. */
const chromium = (candidates: readonly string[]) =>
  [
    'v=0',
    'o=- 6358892986058854448 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'a=extmap-allow-mixed',
    'a=msid-semantic: WMS',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    ...candidates.map((candidate) => `a=candidate:${candidate} generation 0 network-cost 999`),
    'a=ice-ufrag:Tf0z',
    'a=ice-pwd:qmuZhFwwrQJcTszrKSWBtASo',
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${FINGERPRINT.toUpperCase()}`,
    'a=setup:actpass',
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    '',
  ].join('\r\n');

/** As Firefox 140 writes it. */
const firefox = [
  'v=0',
  'o=mozilla...THIS_IS_SDPARTA-99.0 4538213411 0 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  `a=fingerprint:sha-256 ${FINGERPRINT.toUpperCase()}`,
  'a=group:BUNDLE 0',
  'a=ice-options:trickle',
  'a=msid-semantic:WMS *',
  'm=application 50000 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 10.0.0.7',
  'a=candidate:0 1 UDP 2122252543 10.0.0.7 50000 typ host',
  'a=candidate:1 1 TCP 2105524479 10.0.0.7 9 typ host tcptype active',
  'a=sendrecv',
  'a=end-of-candidates',
  'a=ice-pwd:0123456789abcdef0123456789abcdef',
  'a=ice-ufrag:1a2b3c4d',
  'a=mid:0',
  'a=setup:actpass',
  'a=sctp-port:5000',
  'a=max-message-size:1073741823',
  '',
].join('\r\n');

const HOST = '1 1 udp 2113937151 10.0.0.7 40164 typ host';
const NAME = '2 1 udp 2113937151 8ea0cbe7-c7f4-4e03-a5aa-95d83c1c0011.local 40165 typ host';
const HOST6 = '3 1 udp 2113937151 fd00::7 40166 typ host';
const REFLEXIVE = '4 1 udp 1677729535 192.0.2.4 40167 typ srflx raddr 0.0.0.0 rport 0';

const whatOf = (candidates: readonly string[]) =>
  compactDescription(chromium(candidates))!.candidates.map(({ kind, port }) => [kind, port]);

describe('a compact session description', () => {
  it('holds what differs between two, and gives back a description that says the same', () => {
    const compact = compactDescription(chromium([HOST, NAME, HOST6, REFLEXIVE]))!;
    assert.equal(compact.ufrag, 'Tf0z');
    assert.equal(compact.password, 'qmuZhFwwrQJcTszrKSWBtASo');
    assert.equal(Buffer.from(compact.fingerprint).toString('hex'), FINGERPRINT.replaceAll(':', ''));
    for (const kind of ['offer', 'answer'] as const)
      assert.deepEqual(compactDescription(sdpOf(compact, kind)), compact);
    assert.match(sdpOf(compact, 'offer'), /^a=setup:active\r$/m);
    assert.match(sdpOf(compact, 'answer'), /^a=setup:passive\r$/m);
  });

  it('is about a tenth as long', () => {
    const compact = compactDescription(chromium([HOST, NAME, HOST6, REFLEXIVE]))!;
    assert.ok(encode(compactWire(compact)).byteLength < 150);
  });

  it('is made of what Firefox says as well', () => {
    const compact = compactDescription(firefox)!;
    assert.deepEqual(compact.candidates, [
      { kind: 'host', address: Uint8Array.of(10, 0, 0, 7), port: 50000 },
    ]);
    assert.deepEqual(compactDescription(sdpOf(compact, 'offer')), compact);
  });

  it('names plain addresses first, and lets go of what helps nobody', () => {
    assert.deepEqual(
      whatOf([
        REFLEXIVE,
        HOST6,
        NAME,
        HOST,
        '5 1 udp 1 fe80::1 9 typ host', // of a zone that the other side does not share
        '6 1 tcp 1518280447 10.0.0.7 9 typ host tcptype active',
        '7 2 udp 1 10.0.0.7 41 typ host', // the second component, which is long gone
        '8 1 udp 1 192.0.2.9 42 typ relay',
        '9 1 udp 1 no-address 43 typ host',
        '9 1 udp 1 10.0.0.7 0 typ host',
      ]),
      [
        ['host', 40164],
        ['name', 40165],
        ['host', 40166],
        ['reflexive', 40167],
      ],
    );
  });

  it('has eight candidates at most', () => {
    const many = Array.from({ length: 20 }, (_, i) => `1 1 udp 1 10.0.0.${i + 1} ${1000 + i} typ host`);
    assert.equal(whatOf(many).length, MAX_CANDIDATES);
    assert.deepEqual(whatOf(many)[0], ['host', 1000]);
  });

  it('may have none', () => assert.deepEqual(whatOf([]), []));

  for (const [what, change] of [
    ['two media lines', (sdp: string) => `${sdp}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n`],
    ['another medium', (sdp: string) => sdp.replace('webrtc-datachannel', 'webrtc-other')],
    ['another mid', (sdp: string) => sdp.replace('a=mid:0', 'a=mid:data')],
    ['another port for SCTP', (sdp: string) => sdp.replace('5000', '5001')],
    ['no fingerprint', (sdp: string) => sdp.replace('a=fingerprint', 'a=x')],
    ['a fingerprint of another hash', (sdp: string) => sdp.replace('sha-256', 'sha-512')],
    ['two passwords', (sdp: string) => `${sdp}a=ice-pwd:qmuZhFwwrQJcTszrKSWBtASo\r\n`],
    ['a password that is too short', (sdp: string) => sdp.replace(/a=ice-pwd:.*/, 'a=ice-pwd:abc')],
    ['blanks in the name for ICE', (sdp: string) => sdp.replace('Tf0z', 'T f0z')],
  ] as const)
    it(`is not made of one with ${what}`, () =>
      assert.equal(compactDescription(change(chromium([HOST]))), null));

  it('is refused in any other shape', () => {
    const compact = compactDescription(chromium([HOST]))!;
    const wire = compactWire(compact) as readonly Wire[];
    assert.deepEqual(readCompact(wire), compact);
    const withCandidate = (...candidate: Wire[]) => [...wire.slice(0, 3), [candidate]];
    const [v4, v6] = [Uint8Array.of(10, 0, 0, 7), new Uint8Array(16)];
    for (const [why, other] of Object.entries({
      'nothing at all': null,
      'a field less': wire.slice(0, 3),
      'a field more': [...wire, 0],
      'a line break in the password': [wire[0]!, `${'a'.repeat(22)}\r\na=x:1`, wire[2]!, wire[3]!],
      'a name for ICE that is too long': ['a'.repeat(33), wire[1]!, wire[2]!, wire[3]!],
      'a short fingerprint': [wire[0]!, wire[1]!, new Uint8Array(31), wire[3]!],
      'too many candidates': [...wire.slice(0, 3), Array(9).fill([1, v4, 9])],
      'a candidate of no kind': withCandidate(0, v4, 9),
      'a candidate of an unknown kind': withCandidate(4, v4, 9),
      'a name of four bytes': withCandidate(2, v4, 9),
      'an address of five bytes': withCandidate(1, new Uint8Array(5), 9),
      'port 0': withCandidate(1, v4, 0),
      'a port too high': withCandidate(1, v4, 65536),
      'a link-local address': withCandidate(1, Uint8Array.of(0xfe, 0x80, ...v6.slice(2)), 9),
      'a candidate with a field more': withCandidate(1, v4, 9, 0),
    }))
      assert.equal(readCompact(other), null, why);
  });
});
