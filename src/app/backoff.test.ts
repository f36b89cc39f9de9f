import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Backoff } from './backoff.js';

it('pauses grow to the longest one and stay there, and every one is counted, however many there are', () => {
  const random = { bytes: (length: number) => new Uint8Array(length).fill(255) };
  const backoff = new Backoff(random, 2_000, 60_000);
  const pauses = Array.from({ length: 2_000 }, () => backoff.next());
  assert.deepEqual(
    pauses.slice(0, 6).map((ms) => Math.round(ms / 1_000)),
    [2, 4, 8, 16, 32, 60],
  );
  assert.ok(pauses.slice(6).every((ms) => ms > 59_000 && ms <= 60_000));
  assert.equal(backoff.tries, 2_000);
  backoff.reset();
  assert.equal(backoff.tries, 0);
});
