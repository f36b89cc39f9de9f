import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { REGISTRAR } from '../../test/support/proof-files.js';
import { ALICE, BOB, bytesOf, EVE, manifestOf } from '../../test/vectors/cast.js';
import { allFlips, allTruncations, withItem } from '../../test/vectors/mutations.js';
import { A_BADGE, passWith, theRegistrar } from '../../test/vectors/office-cast.js';
import { openDoorProof, sealDoorProof } from './door.js';

const NONCE = bytesOf('nonce');
const ORIGIN = 'https://beep.example';

async function aProof(changes: object = {}, sign = ALICE.signAsDevice) {
  const registrar = await theRegistrar();
  const pass = await passWith({ ...A_BADGE, issuer: REGISTRAR.key }, REGISTRAR);
  const proof = { device: ALICE.device, manifest: await manifestOf(ALICE), pass, registrar, ...changes };
  return { proof, bytes: await sealDoorProof(proof, NONCE, ORIGIN, sign) };
}

const open = (bytes: unknown) => openDoorProof(bytes, NONCE, [ORIGIN]);

describe('what a device shows at the door', () => {
  it('reads back as it was made, by a registrar and by the authority', async () => {
    for (const changes of [{}, { registrar: null, pass: await passWith(A_BADGE) }]) {
      const { proof, bytes } = await aProof(changes);
      assert.deepEqual(open(bytes), proof);
    }
  });

  it('is refused when cut anywhere, or with any one byte damaged', async () => {
    const { bytes } = await aProof();
    for (const damaged of allTruncations(bytes)) assert.equal(open(damaged), null);
    for (const [index, damaged] of allFlips(bytes)) assert.equal(open(damaged), null, `byte ${index}`);
    for (const value of [null, undefined, 7, 'door', []]) assert.equal(open(value), null);
  });

  it('is refused for another nonce, or at another introducer', async () => {
    const { bytes } = await aProof();
    assert.equal(openDoorProof(bytes, bytesOf('another nonce'), [ORIGIN]), null);
    assert.equal(openDoorProof(bytes, NONCE.slice(0, 31), [ORIGIN]), null);
    assert.equal(openDoorProof(bytes, NONCE, ['https://beep.example.org']), null);
    assert.equal(openDoorProof(bytes, NONCE, []), null);
  });

  it('is refused with what is somebody else’s', async () => {
    const bobs = await passWith({ ...A_BADGE, holder: BOB.person });
    for (const changes of [{ pass: bobs }, { manifest: await manifestOf(BOB) }, { device: BOB.device }])
      assert.equal(open((await aProof(changes)).bytes), null);
    assert.equal(open((await aProof({}, EVE.signAsDevice)).bytes), null);
  });

  it('is refused of a device that is the person’s no more', async () => {
    const manifest = await manifestOf(ALICE, {
      number: 2,
      devices: [],
      revoked: [{ device: ALICE.device, revokedMs: 0 }],
    });
    assert.equal(open((await aProof({ manifest })).bytes), null);
  });

  it('is refused in another version, with a field more, and with a registrar that is no badge', async () => {
    const { bytes } = await aProof();
    assert.equal(open(withItem(bytes, 0, 2)), null);
    assert.equal(open(withItem(bytes, 5, null)), null);
    assert.equal(open(withItem(bytes, 4, new Uint8Array(3))), null);
  });
});
