import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aContact } from '../../test/contract/samples.js';
import { ALICE, bytesOf, NOW_MS } from '../../test/vectors/cast.js';
import { sealPrekeys } from '../protocol/prekeys.js';
import { rendezvousSecret } from '../protocol/rendezvous.js';
import { offerKey } from './offer-key.js';
import type { ContactRecord } from './records.js';

const key = { kid: bytesOf('kid', 8), notAfterMs: NOW_MS, publicKey: bytesOf('key', 1216) };
const prekeys = await sealPrekeys({ device: ALICE.device, number: 1, keys: [key] }, ALICE.signAsDevice);
const reunion = ['new', 'older', 'old', 'oldest'].map((name) => bytesOf(name, 32));
const group = bytesOf('group', 32);

const met = (changes: Partial<ContactRecord> = {}): ContactRecord =>
  aContact(1, { intro: null, device: ALICE.device, prekeys, reunion, ...changes });

/** What the first `tries` calls are sealed to, by name. */
function calls(contact: ContactRecord, groups: readonly Uint8Array[], tries: number): string[] {
  const names = new Map<string, string>([
    [String(contact.intro), 'intro'],
    ...reunion.map((secret, i): [string, string] => [String(secret), `reunion ${i}`]),
    [String(group), 'group'],
    [String(rendezvousSecret(contact.rendezvous)), 'rendezvous'],
  ]);
  return Array.from({ length: tries }, (_, i) => {
    const offer = offerKey(contact, groups, i);
    return offer.mode === 'prekey' ? 'prekey' : (names.get(String(offer.secret)) ?? '?');
  });
}

describe('somebody is called', () => {
  it('by the secret of their link as long as we have not met', () => {
    assert.deepEqual(calls(aContact(1), [group], 3), ['intro', 'intro', 'intro']);
  });

  it('by their prekey, and in between by what we share and by what anybody who knows them has', () => {
    assert.deepEqual(
      calls(met(), [group], 12),
      ['reunion 0', 'rendezvous', 'reunion 1', 'rendezvous', 'reunion 2', 'rendezvous'].flatMap((shared) => [
        'prekey',
        shared,
      ]),
    );
    assert.deepEqual(
      calls(met(), [group], 24).filter((name) => name === 'group'),
      ['group'],
    );
  });

  it('by the rendezvous every fourth time, however long it takes and however much we share', () => {
    const groups = Array.from({ length: 40 }, (_, i) => bytesOf(`group ${i}`, 32));
    const all = calls(met(), groups, 4_000);
    assert.equal(all.filter((name) => name === 'rendezvous').length, 1_000);
    assert.deepEqual(all.slice(3_996), ['prekey', '?', 'prekey', 'rendezvous']);
  });

  it('by the rendezvous alone where we know nothing else', () => {
    assert.deepEqual(calls(met({ prekeys: null, reunion: [] }), [], 4), Array(4).fill('rendezvous'));
  });
});
