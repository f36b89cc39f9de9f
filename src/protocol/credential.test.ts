import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Wire } from './codec.js';
import { encodeCredential, openCredential, type Credential } from './credential.js';
import { idBytes } from './ids.js';
import { ALICE, BOB, cardOf, credentialOf, manifestOf, NOW_MS } from '../../test/vectors/cast.js';
import { allFlips, allTruncations, withItem } from '../../test/vectors/mutations.js';

const good = async () => encodeCredential(await credentialOf(ALICE));
const opens = async (changes: Partial<Credential>) =>
  openCredential(encodeCredential(await credentialOf(ALICE, changes))) !== null;

describe('a credential', () => {
  it('reads back as it was made, and is made again with the same bytes', async () => {
    const base = await credentialOf(ALICE);
    const text = fc.string({ maxLength: 21 });
    const fields = fc.record({ build: text, features: fc.array(text, { maxLength: 32 }) });
    fc.assert(
      fc.property(fields, (changes) => {
        const bytes = encodeCredential({ ...base, ...changes });
        const opened = openCredential(bytes);
        assert.deepEqual(opened, { ...base, ...changes });
        assert.deepEqual(encodeCredential(opened!), bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused when cut anywhere, or with a byte behind it', async () => {
    for (const damaged of allTruncations(await good())) assert.equal(openCredential(damaged), null);
  });

  it('has nothing signed in it that may be damaged', async () => {
    const bytes = await good();
    // The build and the features at its end are covered by the handshake's signature, not by one of their own.
    const unsigned = bytes.byteLength - '1.0.0+test'.length - 1;
    for (const [index, damaged] of allFlips(bytes))
      if (index < unsigned) assert.equal(openCredential(damaged), null, `byte ${index}`);
  });

  it('may hold badges of a later version', async () => {
    assert.notEqual(openCredential(withItem(await good(), 3, [new Uint8Array(228)])), null);
  });

  it('is refused with the manifest of somebody else', async () =>
    assert.equal(await opens({ manifest: await manifestOf(BOB) }), false));
  it('is refused with somebody else’s manifest that lists the device', async () => {
    const devices = [{ device: ALICE.device, label: '', fromMs: NOW_MS }];
    assert.equal(await opens({ manifest: await manifestOf(BOB, { devices }) }), false);
  });
  it('is refused for a device that the manifest does not list', async () =>
    assert.equal(await opens({ manifest: await manifestOf(ALICE, { devices: [] }) }), false));
  it('is refused for a device that the manifest revokes', async () => {
    const revoked = [{ device: ALICE.device, revokedMs: NOW_MS }];
    assert.equal(await opens({ manifest: await manifestOf(ALICE, { devices: [], revoked }) }), false);
  });
  it('is refused with the card of another device', async () =>
    assert.equal(await opens({ card: await cardOf(BOB) }), false));
  it('is refused with a card that names another person', async () =>
    assert.equal(await opens({ card: await cardOf(ALICE, { person: BOB.person }) }), false));
  it('is refused for another device than its card’s', async () =>
    assert.equal(await opens({ device: BOB.device }), false));

  for (const [what, index, item] of [
    ['version 0', 0, 0],
    ['version 2', 0, 2],
    ['a device of 31 bytes', 1, new Uint8Array(31)],
    ['another device', 1, idBytes(BOB.device)],
    ['no manifest', 2, null],
    ['badges that are no list', 3, null],
    ['a badge that is no byte string', 3, ['badge']],
    ['no card', 4, null],
    ['a build name above 64 bytes', 5, 'a'.repeat(65)],
    ['a build name that is no text', 5, 1],
    ['33 features', 6, Array<string>(33).fill('a')],
    ['a feature above 64 bytes', 6, ['a'.repeat(65)]],
    ['a feature that is no text', 6, [1]],
    ['a field more', 7, null],
  ] satisfies [string, number, Wire][]) {
    it(`is refused with ${what}`, async () => {
      assert.equal(openCredential(withItem(await good(), index, item)), null);
    });
  }
});
