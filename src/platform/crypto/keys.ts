import type { Keys, Random } from '../../app/ports.js';
import { Fault } from '../../domain/fault.js';
import { createAead } from './aead.js';
import { signerFromSeed } from './ed25519-signer.js';
import { createVerifier } from './ed25519-verifier.js';
import type { RecordPlace } from './sealed-record.js';
import type { Vault } from './vault.js';

/** Sealed seeds travel inside other sealed records, so all of them share one place. */
const PLACE: RecordPlace = { store: 'keys', key: 'ed25519' };

/** Signing keys whose seeds only `vault` opens; it throws until the store is open. */
export function createKeys(vault: () => Vault, random: Random): Keys {
  async function openSeed(sealed: Uint8Array): Promise<Uint8Array> {
    const seed = await vault().open(PLACE, sealed);
    if (seed.byteLength !== 32) throw new Fault('vault-damaged');
    return seed;
  }

  return {
    async generate(given) {
      const seed = given?.slice() ?? random.bytes(32);
      try {
        return { sealed: await vault().seal(PLACE, seed), signer: await signerFromSeed(seed) };
      } finally {
        seed.fill(0);
      }
    },
    async open(sealed) {
      const seed = await openSeed(sealed);
      try {
        return await signerFromSeed(seed);
      } finally {
        seed.fill(0);
      }
    },
    reveal: openSeed,
    verify: createVerifier(),
    ...createAead(),
  };
}
