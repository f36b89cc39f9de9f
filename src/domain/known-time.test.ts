import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { knownMs } from './known-time.js';

const DAY_MS = 86_400_000;
const NOW_MS = 1_774_242_000_000;
const TODAY = Math.floor(NOW_MS / DAY_MS);

describe('the time as far as it is known', () => {
  it('is our own clock’s, where nothing speaks against it', () => {
    for (const introducerDay of [null, TODAY - 1, TODAY, TODAY + 1])
      assert.equal(knownMs({ wallMs: NOW_MS, introducerDay, newestDocMs: 0 }), NOW_MS);
  });

  it('is noon of the introducer’s day, where our clock is off by more than one', () => {
    for (const introducerDay of [TODAY - 2, TODAY + 2, 0]) {
      const noonMs = introducerDay * DAY_MS + DAY_MS / 2;
      assert.equal(knownMs({ wallMs: NOW_MS, introducerDay, newestDocMs: 0 }), noonMs);
    }
  });

  it('is never before what an authority has signed, whatever our clock and the introducer say', () => {
    const day = fc.integer({ min: 0, max: 40_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40_000 * DAY_MS }),
        fc.option(day),
        fc.integer({ min: 0, max: 40_000 * DAY_MS }),
        (wallMs, introducerDay, newestDocMs) => {
          const ms = knownMs({ wallMs, introducerDay, newestDocMs });
          assert.ok(ms >= newestDocMs);
          const isBelieved = ms === wallMs || ms === newestDocMs;
          assert.ok(isBelieved || Math.floor(ms / DAY_MS) === introducerDay);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
