import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AddressBook, addressKey } from './address-book.js';
import { DEFAULT_LIMITS } from './limits.js';
import { fullBucket, take } from './rate.js';

const rate = { perSecond: 20, burst: 60 };
const takeMany = (bucket: ReturnType<typeof fullBucket>, times: number, nowMs: number) =>
  Array.from({ length: times }, () => take(bucket, rate, nowMs, 1)).filter(Boolean).length;

describe('a token bucket', () => {
  it('allows the burst, then the rate', () => {
    const bucket = fullBucket(rate, 0);
    assert.equal(takeMany(bucket, 100, 0), 60);
    assert.equal(takeMany(bucket, 100, 1000), 20);
    assert.equal(takeMany(bucket, 100, 1050), 1);
  });

  it('never holds more than the burst', () => {
    const bucket = fullBucket(rate, 0);
    assert.equal(takeMany(bucket, 1000, 3_600_000), 60);
  });

  it('fills nothing when the clock goes back', () => {
    const bucket = fullBucket(rate, 10_000);
    assert.equal(takeMany(bucket, 60, 10_000), 60);
    assert.equal(takeMany(bucket, 1, 0), 0);
  });

  it('works a debt off before it allows again', () => {
    const bucket = { tokens: -40, filledAtMs: 0 };
    assert.equal(take(bucket, rate, 2_000, 1), false);
    assert.equal(take(bucket, rate, 2_050, 1), true);
  });
});

describe('addressKey', () => {
  for (const [address, key] of [
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ] as const) {
    it(`counts ${address} as ${key}`, () => assert.equal(addressKey(address), key));
  }
});

describe('the address book', () => {
  it('forgets an address once it holds nothing and owes nothing', () => {
    const book = new AddressBook({ ...DEFAULT_LIMITS, upgradesPerSecond: 1, upgradeBurst: 2 });
    const use = book.of('10.0.0.1', 0);
    use.sockets++;
    assert.equal(book.mayUpgrade(use, 0), true);
    use.connections++;
    book.sweep(60_000);
    assert.equal(book.size, 1);
    use.connections--;
    use.sockets--;
    assert.equal(book.mayUpgrade(use, 60_000), true);
    book.sweep(60_500);
    assert.equal(book.size, 1, 'a token is still owed');
    book.sweep(61_000);
    assert.equal(book.size, 0);
  });

  it('bounds connections, new connections and sockets of one address', () => {
    const book = new AddressBook({
      ...DEFAULT_LIMITS,
      connectionsPerAddress: 2,
      upgradesPerSecond: 1,
      upgradeBurst: 3,
    });
    const use = book.of('10.0.0.1', 0);
    assert.deepEqual(
      [1, 2, 3, 4].map(() => book.mayUpgrade(use, 0)),
      [true, true, true, false],
    );
    use.connections = 2;
    assert.equal(book.mayUpgrade(use, 60_000), false);
    use.sockets = 15;
    assert.equal(book.maySocket(use), true);
    use.sockets = 16;
    assert.equal(book.maySocket(use), false);
  });
});
