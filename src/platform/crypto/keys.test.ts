import { assert } from '@open-wc/testing';
import { hex } from '../../../test/contract/harness.js';
import { keysContract } from '../../../test/contract/keys.contract.js';
import { mochaHarness } from '../../../test/contract/mocha-harness.js';
import { hexBytes } from '../../../test/contract/hex-bytes.js';
import { createRandom } from '../random.js';
import { signerFromSeed, signInScript } from './ed25519-signer.js';
import { createKeys } from './keys.js';
import { generateVaultKey, openVault } from './vault.js';

const random = createRandom();
const newKeys = async () => {
  const vault = openVault(await generateVaultKey(random), random);
  return createKeys(() => vault, random);
};

keysContract(mochaHarness, 'WebCrypto', async () => ({ keys: await newKeys(), others: await newKeys() }));

describe('signerFromSeed', () => {
  // RFC 8032 §7.1, test 2
  const seed = hexBytes('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
  const publicKey = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
  const signature =
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';

  it('signs as RFC 8032 does, and keeps no hold on the caller’s seed', async () => {
    const wiped = seed.slice();
    const signer = await signerFromSeed(wiped);
    wiped.fill(0);
    assert.equal(hex(signer.publicKey), publicKey);
    assert.equal(hex(await signer.sign(Uint8Array.of(0x72))), signature);
  });

  it('signs the same in browsers whose WebCrypto has no Ed25519', async () => {
    const importKey = crypto.subtle.importKey;
    crypto.subtle.importKey = () =>
      Promise.reject(new DOMException('no such algorithm', 'NotSupportedError'));
    try {
      const wiped = seed.slice();
      const signer = await signerFromSeed(wiped);
      wiped.fill(0);
      assert.equal(hex(await signer.sign(Uint8Array.of(0x72))), signature);
    } finally {
      crypto.subtle.importKey = importKey;
    }
    assert.equal(hex(await signInScript(hexBytes(publicKey), seed).sign(Uint8Array.of(0x72))), signature);
  });
});
