import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_DEVICES } from '../protocol/limits.js';
import { openManifest, sealManifest } from '../protocol/manifest.js';
import { ed25519PublicKey, ed25519Sign } from '../protocol/ed25519.js';
import { readDeviceId, readPersonId, type DeviceId } from '../protocol/ids.js';
import { aContact } from '../../test/contract/samples.js';
import { contactWithDoc } from './contacts.js';

const seedOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const device = (n: number): DeviceId => readDeviceId(ed25519PublicKey(seedOf(n)))!;
const PERSON = readPersonId(ed25519PublicKey(seedOf(200)))!;

const manifest = (number: number, live: readonly number[], over: readonly number[]) =>
  sealManifest(
    {
      person: PERSON,
      number,
      devices: live.map((n) => ({ device: device(n), label: '', fromMs: 1 })),
      revoked: over.map((n) => ({ device: device(n), revokedMs: 2 })),
    },
    (bytes) => Promise.resolve(ed25519Sign(seedOf(200), bytes)),
  );

describe('the manifest that is kept of a contact', () => {
  const taken = async (held: Awaited<ReturnType<typeof manifest>>, next: typeof held) => {
    const contact = { ...aContact(20), person: PERSON, manifest: held.bytes };
    const after = contactWithDoc(contact, device(1), 'manifest', next.bytes);
    return after?.manifest ? openManifest(after.manifest)!.number : null;
  };

  it('gives way to a newer one that names every device of it', async () => {
    assert.equal(await taken(await manifest(1, [1], []), await manifest(2, [2], [1])), 2);
  });

  it('not to one that leaves a device out, whose words would be nobody’s', async () => {
    assert.equal(await taken(await manifest(1, [1], []), await manifest(2, [2], [])), null);
    assert.equal(await taken(await manifest(3, [1], [4]), await manifest(9, [1], [])), null);
  });

  it('but to one that is full, and so has let go of the oldest', async () => {
    const many = Array.from({ length: MAX_DEVICES - 1 }, (_, i) => i + 10);
    assert.equal(await taken(await manifest(1, [1], []), await manifest(2, [2], many)), 2);
  });
});
