import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hexText } from '../src/protocol/ids.js';
import { TestDevice } from '../test/support/introduced-devices.js';
import { aHolder, aKey, aRegistrar } from '../test/support/pass-holder.js';
import { countsOf, cpuMs, IS_FULL, MAX_STARVED, percentile, watchStarvation } from './test-floods.js';
import { freePort } from './test-nats.js';
import { launch, type ServerProcess } from './test-process.js';
import { aDist, aRegistryFolder, until } from './test-server.js';

const DEVICES = IS_FULL ? 2_000 : 200;
/** When all have to be back, in ms, where server and devices have the processors that they want; and in any case. */
const [MAX_BACK_MS, GIVE_UP_MS] = [30_000, 100_000];
const RESTARTS = IS_FULL ? 5 : 1;
/** One network address for so many devices: each address may hold 64 connections. */
const DEVICES_PER_ADDRESS = 50;

describe(`${DEVICES} devices, each with a pass of its own`, () => {
  it(
    `are all let in again within 30 s of a restart (${RESTARTS} of them), none refused`,
    { timeout: 900_000 },
    async (t) => {
      const [root, office, port] = [aKey(), aKey(), await freePort()];
      const nowS = Math.floor(Date.now() / 1000);
      const times = { fromS: nowS - 3_600, untilS: nowS + 86_400 };
      const registrar = await aRegistrar(root, office, times);
      const env = {
        PORT: String(port),
        DIST: aDist(t),
        ALLOW_MISSING_ORIGIN: '1',
        AUTHORITY_KEY: hexText(root.publicKey),
        REGISTRY_DIR: aRegistryFolder(t),
      };
      const letAllIn = async (one: ServerProcess) => {
        const counts = await countsOf(t, { server: one });
        // One that comes while the server stops is sent away by 503, as it should be.
        const others = [...counts.keys()].filter((what) => what !== 'limit 503').sort();
        assert.deepEqual(others, ['proved 0', 'start 0', 'stop 0']);
        assert.ok((counts.get('proved 0') ?? 0) >= DEVICES);
      };
      let server = launch(t, env);
      await server.ready();
      const devices: TestDevice[] = [];
      t.after(() => devices.forEach(({ session }) => session.stop()));
      for (let i = 0; i < DEVICES; i++) {
        const holder = await aHolder(office, registrar, times);
        const address = `127.0.1.${1 + Math.floor(i / DEVICES_PER_ADDRESS)}`;
        devices.push(
          new TestDevice(port, address, async ({ nonce }) => {
            const { proof } = await holder.proves(nonce, `http://localhost:${port}`);
            return new Uint8Array(Buffer.from(proof, 'base64url'));
          }),
        );
        // They come as in the morning, one after another: what is tested is how they come back.
        await until(() => devices.filter(({ session }) => !session.isUp).length < 20, 10_000);
      }
      await until(() => devices.every(({ session }) => session.isUp), 30_000);
      for (let restart = 0; restart < RESTARTS; restart++) {
        await letAllIn(server);
        server = launch(t, env);
        await server.ready();
        const [backAtMs, usedMs, starvation] = [performance.now(), cpuMs(server), watchStarvation(server)];
        await until(() => devices.every(({ session }) => session.isUp), GIVE_UP_MS).catch(() => {
          const away = devices.filter(({ session }) => !session.isUp);
          const refused = away.filter(({ session }) => session.standing === 'refused').length;
          assert.fail(`${away.length} are not back, of whom ${refused} were refused`);
        });
        const starved = starvation();
        const afterMs = devices.map(({ upsAtMs }) => (upsAtMs.at(-1) ?? NaN) - backAtMs);
        t.diagnostic(
          `restart ${restart + 1}: half within ${Math.round(percentile(afterMs, 0.5))} ms, the last after ` +
            `${Math.round(Math.max(...afterMs))} ms; ${((cpuMs(server) - usedMs) / DEVICES).toFixed(2)} ms of a processor for each, ` +
            `${Math.round(100 * starved)} % of the time waiting for one`,
        );
        if (starved <= MAX_STARVED) assert.ok(Math.max(...afterMs) <= MAX_BACK_MS);
        else t.diagnostic('that is not asserted: others use the processors');
      }
      assert.ok(devices.every(({ session }) => session.standing === 'proved'));
      await letAllIn(server);
    },
  );
});
