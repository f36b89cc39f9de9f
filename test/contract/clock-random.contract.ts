import type { Clock, Random } from '../../src/app/ports.js';
import { hex, until, type Harness } from './harness.js';

/** What every `Clock` promises. `pass` lets time pass until the condition holds. */
export function clockContract(
  { describe, it, assert }: Harness,
  name: string,
  make: () => { clock: Clock; pass: (ms: number) => Promise<void> },
): void {
  describe(`${name} keeps the contract of Clock`, () => {
    it('calls once, no sooner than asked, by its own monotonic time', async () => {
      const { clock, pass } = make();
      const startMs = clock.monotonicMs();
      const calledMs: number[] = [];
      clock.after(20.5, () => calledMs.push(clock.monotonicMs()));
      await pass(60);
      assert.equal(calledMs.length, 1);
      assert.ok(calledMs[0]! - startMs >= 20.5, `called after ${calledMs[0]! - startMs} ms`);
    });

    it('does not call what was called off', async () => {
      const { clock, pass } = make();
      let called = 0;
      const callOff = clock.after(5, () => called++);
      callOff();
      callOff();
      await pass(30);
      assert.equal(called, 0);
    });

    it('does not call at once what is months away', async () => {
      const { clock, pass } = make();
      let called = 0;
      const callOff = clock.after(2 ** 31 + 1000, () => called++);
      await pass(30);
      callOff();
      assert.equal(called, 0);
    });

    it('tells a wall time in milliseconds and a monotonic time that does not go back', async () => {
      const { clock } = make();
      assert.ok(Number.isFinite(clock.wallMs()));
      let lastMs = clock.monotonicMs();
      for (let i = 0; i < 1000; i++) {
        const nowMs = clock.monotonicMs();
        assert.ok(nowMs >= lastMs);
        lastMs = nowMs;
      }
      await until('nothing', () => true);
    });
  });
}

/** What every `Random` promises, as far as that can be seen from outside. */
export function randomContract({ describe, it, assert }: Harness, name: string, make: () => Random): void {
  describe(`${name} keeps the contract of Random`, () => {
    it('gives as many bytes as asked for, fresh ones each time', async () => {
      const random = make();
      for (const length of [0, 1, 12, 32, 70_000]) assert.equal(random.bytes(length).byteLength, length);
      assert.equal(new Set(Array.from({ length: 100 }, () => hex(random.bytes(16)))).size, 100);
      assert.ok(
        random
          .bytes(70_000)
          .subarray(66_000)
          .some((byte) => byte !== 0),
      );
      await Promise.resolve();
    });
  });
}
