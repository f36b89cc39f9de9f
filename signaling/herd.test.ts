import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TestDevice } from '../test/support/introduced-devices.js';
import { freePort } from './test-nats.js';
import { aServer, until } from './test-server.js';

const DEVICES = 200;
const RESTARTS = process.env['BEEP_TEST_FULL'] ? 20 : 1;
/** One network address for so many devices: each address may hold 64 connections. */
const DEVICES_PER_ADDRESS = 50;

describe('200 devices', () => {
  it(`are all back within 10 s of a restart (${RESTARTS} of them), at most a quarter in one second`, async (t) => {
    const port = await freePort();
    let server = await aServer(t, { port });
    const devices = Array.from(
      { length: DEVICES },
      (_, i) => new TestDevice(port, `127.0.0.${1 + Math.floor(i / DEVICES_PER_ADDRESS)}`),
    );
    t.after(() => devices.forEach(({ session }) => session.stop()));
    await until(() => devices.every(({ session }) => session.isUp), 30_000);
    for (let restart = 0; restart < RESTARTS; restart++) {
      await server.close();
      server = await aServer(t, { port });
      const backAtMs = performance.now();
      await until(() => devices.every(({ session }) => session.isUp), 11_000);
      const afterMs = devices.map(({ upsAtMs }) => (upsAtMs.at(-1) ?? NaN) - backAtMs);
      const buckets = new Map<number, number>();
      for (const ms of afterMs)
        buckets.set(Math.floor(ms / 1_000), (buckets.get(Math.floor(ms / 1_000)) ?? 0) + 1);
      const largest = Math.max(...buckets.values());
      t.diagnostic(
        `restart ${restart + 1}: the last after ${Math.round(Math.max(...afterMs))} ms, ${largest} in one second`,
      );
      assert.ok(Math.max(...afterMs) <= 10_000);
      assert.ok(largest <= DEVICES / 4, `${largest} in one second`);
    }
    assert.equal(server.figures().connections, DEVICES);
    await devices[0]?.reaches(devices[DEVICES - 1] ?? assert.fail(), 'still here');
  });

  it('lose nothing that they say again when the server is replaced by another and then by the first', async (t) => {
    const port = await freePort();
    let server = await aServer(t, { port });
    const devices = Array.from({ length: 20 }, () => new TestDevice(port));
    t.after(() => devices.forEach(({ session }) => session.stop()));
    await until(() => devices.every(({ session }) => session.isUp), 10_000);
    for (const release of ['new', 'old']) {
      await server.close();
      server = await aServer(t, { port });
      await Promise.all(
        devices.map((device, i) =>
          device.reaches(devices[(i + 7) % devices.length] ?? device, `${release} ${i}`, 30_000),
        ),
      );
    }
    for (const [i, { heard }] of devices.entries()) {
      const from = (i + devices.length - 7) % devices.length;
      assert.deepEqual([...new Set(heard)], [`new ${from}`, `old ${from}`]);
    }
  });
});
