import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex } from '@noble/hashes/utils.js';
import { REGISTRAR } from '../../test/support/proof-files.js';
import { ALICE, BOB, bytesOf, EVE, manifestOf } from '../../test/vectors/cast.js';
import { allFlips, allTruncations, withItem } from '../../test/vectors/mutations.js';
import { A_BADGE, passWith, theRegistrar } from '../../test/vectors/office-cast.js';
import { openDoorProof, sealDoorProof } from './door.js';
import { isSignedBy, type IsSignedBy } from './ed25519.js';
import { readDeviceId } from './ids.js';

const NONCE = bytesOf('nonce');
const ORIGIN = 'https://beep.example';

async function aProof(changes: object = {}, sign = ALICE.signAsDevice) {
  const registrar = await theRegistrar();
  const pass = await passWith({ ...A_BADGE, issuer: REGISTRAR.key }, REGISTRAR);
  const proof = { device: ALICE.device, manifest: await manifestOf(ALICE), pass, registrar, ...changes };
  return { proof, bytes: await sealDoorProof(proof, NONCE, ORIGIN, sign) };
}

/** With the last byte, of the signature, changed. */
const damaged = (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));

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

  /** Opens a proof, and says by whose keys signatures were checked. */
  function opened(bytes: Uint8Array, isWorthChecking = true) {
    const keys: string[] = [];
    const counted: IsSignedBy = (publicKey, signature, signed) => {
      keys.push(bytesToHex(publicKey));
      return isSignedBy(publicKey, signature, signed);
    };
    const proof = openDoorProof(bytes, NONCE, [ORIGIN], {
      isWorthChecking: () => isWorthChecking,
      isSignedBy: counted,
    });
    return { isGood: proof !== null, keys };
  }

  it('is checked from the authority’s signature downwards, and not at all where it would not help', async () => {
    const { proof, bytes } = await aProof();
    const all = [proof.registrar.issuer, proof.pass.issuer, ALICE.person, ALICE.device];
    assert.deepEqual(opened(bytes), { isGood: true, keys: all });
    assert.deepEqual(opened(bytes, false), { isGood: false, keys: [] });
    const registrar = { ...proof.registrar, bytes: damaged(proof.registrar.bytes) };
    assert.deepEqual(opened((await aProof({ registrar })).bytes), { isGood: false, keys: all.slice(0, 1) });
    const pass = { ...proof.pass, bytes: damaged(proof.pass.bytes) };
    assert.deepEqual(opened((await aProof({ pass })).bytes), { isGood: false, keys: all.slice(0, 2) });
    const manifest = { ...proof.manifest, bytes: damaged(proof.manifest.bytes) };
    assert.deepEqual(opened((await aProof({ manifest })).bytes), { isGood: false, keys: all.slice(0, 3) });
    assert.deepEqual(opened((await aProof({}, EVE.signAsDevice)).bytes), { isGood: false, keys: all });
  });

  it('does not hang on the keys of further devices, which are not looked at', async () => {
    const hollow = readDeviceId(new Uint8Array(32));
    const devices = [ALICE.device, hollow!].map((device) => ({ device, label: '', fromMs: 0 }));
    const { bytes } = await aProof({ manifest: await manifestOf(ALICE, { devices }) });
    assert.equal(opened(bytes).isGood, true);
  });

  it('is refused in another version, with a field more, and with a registrar that is no badge', async () => {
    const { bytes } = await aProof();
    assert.equal(open(withItem(bytes, 0, 2)), null);
    assert.equal(open(withItem(bytes, 5, null)), null);
    assert.equal(open(withItem(bytes, 4, new Uint8Array(3))), null);
  });
});
