import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kindOf, readIpAddress, subnetOf } from './ip-address.js';

const ADDRESSES = [
  ['10.20.30.40', 'private', '10.20.30.0/24'],
  ['172.16.0.1', 'private', '172.16.0.0/24'],
  ['172.31.255.254', 'private', '172.31.255.0/24'],
  ['172.32.0.1', 'public', '172.32.0.0/24'],
  ['172.15.0.1', 'public', '172.15.0.0/24'],
  ['192.168.1.77', 'private', '192.168.1.0/24'],
  ['192.169.1.77', 'public', '192.169.1.0/24'],
  ['100.64.3.4', 'carrier', '100.64.3.0/24'],
  ['100.127.3.4', 'carrier', '100.127.3.0/24'],
  ['100.128.3.4', 'public', '100.128.3.0/24'],
  ['169.254.7.8', 'link-local', '169.254.7.0/24'],
  ['127.0.0.1', 'loopback', '127.0.0.0/24'],
  ['203.0.113.9', 'public', '203.0.113.0/24'],
  ['::1', 'loopback', '::/64'],
  ['fe80::1%eth0', 'link-local', 'fe80::/64'],
  ['febf::1', 'link-local', 'febf::/64'],
  ['fec0::1', 'public', 'fec0::/64'],
  ['fd00:1:2:3:4:5:6:7', 'private', 'fd00:1:2:3::/64'],
  ['fc00::1', 'private', 'fc00::/64'],
  ['2001:DB8:0:5::9', 'public', '2001:db8:0:5::/64'],
  ['2001:db8::9', 'public', '2001:db8::/64'],
  ['::ffff:10.0.0.1', 'private', '10.0.0.0/24'],
  ['::ffff:a00:1', 'private', '10.0.0.0/24'],
] as const;

describe('an IP address', () => {
  for (const [text, kind, subnet] of ADDRESSES) {
    it(`${text} is ${kind}, of ${subnet}`, () => {
      const address = readIpAddress(text)!;
      assert.deepEqual([kindOf(address), subnetOf(address)], [kind, subnet]);
    });
  }

  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '1.2.3.4::',
    '3f1c6a0e.local',
    'relay.example.gov',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(readIpAddress(text), null));
  }

  it('in every text form of eight groups is read as the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        bytes[0] = 0x20;
        const groups = Array.from({ length: 8 }, (_, at) =>
          ((bytes[2 * at]! << 8) | bytes[2 * at + 1]!).toString(16),
        );
        assert.deepEqual(readIpAddress(groups.join(':'))?.bytes, bytes);
        const zeroes = /(?:^|:)0(?::0)+(?:$|:)/.exec(groups.join(':'));
        if (zeroes) {
          const short = groups.join(':').replace(zeroes[0], '::');
          assert.deepEqual(readIpAddress(short)?.bytes, bytes);
        }
      }),
    );
  });

  it('is never thrown about, whatever stands there', () => {
    fc.assert(fc.property(fc.string(), (text) => void readIpAddress(text)));
  });
});
