import type { Keys } from '../../src/app/ports.js';
import { isSignedBy } from '../../src/protocol/ed25519.js';
import { faultCode, hex, type Harness } from './harness.js';

/** What every `Keys` promises. `make` gives the keys of one vault, and those of another. */
export function keysContract(
  { describe, it, assert }: Harness,
  name: string,
  make: () => Promise<{ keys: Keys; others: Keys }>,
): void {
  const bytes = new TextEncoder().encode('an order');

  describe(`${name} keeps the contract of Keys`, () => {
    it('makes keys whose signatures the protocol accepts', async () => {
      const { keys } = await make();
      const { signer } = await keys.generate();
      assert.ok(isSignedBy(signer.publicKey, await signer.sign(bytes), bytes));
    });

    it('opens what it sealed as the same key', async () => {
      const { keys } = await make();
      const { signer, sealed } = await keys.generate();
      const opened = await keys.open(sealed);
      assert.equal(hex(opened.publicKey), hex(signer.publicKey));
      assert.equal(hex(await opened.sign(bytes)), hex(await signer.sign(bytes)));
    });

    it('never makes the same key twice', async () => {
      const { keys } = await make();
      const made = [await keys.generate(), await keys.generate()];
      assert.equal(new Set(made.map(({ signer }) => hex(signer.publicKey))).size, 2);
    });

    it('refuses a sealed key that was changed, cut, or sealed by another vault', async () => {
      const { keys, others } = await make();
      const { sealed } = await keys.generate();
      const changed = sealed.slice();
      changed[changed.length - 1]! ^= 1;
      for (const bad of [changed, sealed.slice(0, -1), new Uint8Array(), (await others.generate()).sealed]) {
        assert.equal(await faultCode(keys.open(bad)), 'vault-damaged');
      }
    });
  });
}
