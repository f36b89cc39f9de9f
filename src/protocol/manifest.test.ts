import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Wire } from './codec.js';
import { idBytes, type DeviceId } from './ids.js';
import { MAX_DEVICES, MAX_LABEL_BYTES, MAX_TIME_MS } from './limits.js';
import { everHadDevice, hasDevice, openManifest, sealManifest } from './manifest.js';
import { ALICE, anActor, BOB, EVE, idOf, manifestOf, NOW_MS } from '../../test/vectors/cast.js';
import { itIsSigned, resigned } from '../../test/vectors/signed-suite.js';

const kind = { type: 'manifest', open: openManifest, sign: ALICE.signAsPerson } as const;
const devices = Array.from({ length: 5 }, (_, i) => anActor(`device ${i}`).device);
const row = (device: DeviceId) => ({ device, label: 'Desk', fromMs: NOW_MS });
const manyDevices = Array.from({ length: MAX_DEVICES + 1 }, (_, i) => anActor(`many ${i}`).device);

describe('a manifest', () => {
  itIsSigned(
    kind,
    async () => (await manifestOf(ALICE, { revoked: [{ device: BOB.device, revokedMs: NOW_MS }] })).bytes,
  );

  it('reads back as it was made, and is made again with the same bytes', async () => {
    const time = fc.integer({ min: 0, max: MAX_TIME_MS });
    const label = fc.string({ unit: fc.constantFrom(...'Office فون 2'), maxLength: 16 });
    const manifests = fc.record({
      number: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      all: fc.shuffledSubarray(devices),
      live: fc.nat({ max: 5 }),
      label,
      time,
    });
    await fc.assert(
      fc.asyncProperty(manifests, async ({ number, all, live, label, time }) => {
        const manifest = {
          person: ALICE.person,
          number,
          devices: all.slice(0, live).map((device) => ({ device, label, fromMs: time })),
          revoked: all.slice(live).map((device) => ({ device, revokedMs: time })),
        };
        const sealed = await sealManifest(manifest, ALICE.signAsPerson);
        const opened = openManifest(sealed.bytes);
        assert.deepEqual(opened, sealed);
        assert.deepEqual((await sealManifest(opened!, ALICE.signAsPerson)).bytes, sealed.bytes);
      }),
      { numRuns: 1000 },
    );
  });

  const key = idBytes(BOB.device);
  for (const [what, index, item] of [
    ['a person key that is not the signer’s', 1, idBytes(BOB.person)],
    ['a number below zero', 2, -1],
    ['a device key of small order', 3, [[new Uint8Array(32), 'Desk', 0]]],
    ['a device key that is no point', 3, [[new Uint8Array(32).fill(2), 'Desk', 0]]],
    ['a label above the cap', 3, [[key, 'a'.repeat(MAX_LABEL_BYTES + 1), 0]]],
    ['a label that is no text', 3, [[key, null, 0]]],
    ['a decomposed label', 3, [[key, 'e\u0301', 0]]],
    ['a time before 1970', 3, [[key, 'Desk', -1]]],
    ['a time after 9999', 3, [[key, 'Desk', MAX_TIME_MS + 1]]],
    ['a device row of two', 3, [[key, 'Desk']]],
    ['a device row of four', 3, [[key, 'Desk', 0, 0]]],
    ['a device row that is no array', 3, [key]],
    ['the same device twice', 3, [[key, 'Desk', 0], [key, 'Desk', 0]]], // prettier-ignore
    ['a device both live and revoked', 4, [[idBytes(ALICE.device), 0]]],
    ['the same device revoked twice', 4, [[key, 0], [key, 1]]], // prettier-ignore
    ['a revocation after 9999', 4, [[key, MAX_TIME_MS + 1]]],
    ['a revocation row of three', 4, [[key, 0, 0]]],
    ['a revoked key of small order', 4, [[new Uint8Array(32), 0]]],
    ['a revocation of 31 bytes', 4, [[new Uint8Array(31), 0]]],
  ] satisfies [string, number, Wire][]) {
    it(`is refused with ${what}`, async () => {
      assert.equal(openManifest(await resigned(kind, (await manifestOf(ALICE)).bytes, index, item)), null);
    });
  }

  it('holds as many devices as the cap, live and revoked together, and no more', async () => {
    const revoked = manyDevices.slice(32).map((device) => ({ device, revokedMs: 0 }));
    const full = { devices: manyDevices.slice(0, 32).map(row), revoked: revoked.slice(0, MAX_DEVICES - 32) };
    assert.notEqual(openManifest((await manifestOf(ALICE, full)).bytes), null);
    assert.equal(openManifest((await manifestOf(ALICE, { ...full, revoked })).bytes), null);
  });

  it('tells who may speak now from who ever could', async () => {
    const manifest = await manifestOf(ALICE, { revoked: [{ device: BOB.device, revokedMs: NOW_MS }] });
    assert.deepEqual(
      [hasDevice(manifest, ALICE.device), everHadDevice(manifest, ALICE.device)],
      [true, true],
    );
    assert.deepEqual([hasDevice(manifest, BOB.device), everHadDevice(manifest, BOB.device)], [false, true]);
    assert.deepEqual([hasDevice(manifest, EVE.device), everHadDevice(manifest, EVE.device)], [false, false]);
    assert.equal(everHadDevice(manifest, idOf('nobody')), false);
  });
});
