import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anOffice } from '../../test/support/an-office.js';
import { createMemoryRandom } from '../../test/support/memory-ports.js';
import { sealBadge, type Badge } from '../protocol/badge.js';
import { ed25519PublicKey, ed25519Sign } from '../protocol/ed25519.js';
import { readIssuerId, readPersonId } from '../protocol/ids.js';
import { MAX_BADGES } from '../protocol/limits.js';
import { badgesAfter } from './shown-badges.js';

const seedOf = (fill: number) => new Uint8Array(32).fill(fill);
const HOLDER = readPersonId(ed25519PublicKey(seedOf(50)))!;

/** A badge of our person, by a key of anybody’s. */
const badgeBy = async (fill: number, fields: Partial<Badge> = {}): Promise<Uint8Array> =>
  (
    await sealBadge(
      {
        issuer: readIssuerId(ed25519PublicKey(seedOf(fill)))!,
        holder: HOLDER,
        id: new Uint8Array(8).fill(fill),
        issuedS: 1_767_225_600,
        fromS: 1_767_225_600,
        untilS: 1_799_225_600,
        names: { name: 'Ayesha Khan', title: '', department: ['Finance Division'] },
        urdu: null,
        grade: '',
        post: null,
        replaces: null,
        mayIssueFor: null,
        ...fields,
      },
      (bytes) => Promise.resolve(ed25519Sign(seedOf(fill), bytes)),
    )
  ).bytes;

const [AUTHORITY, OTHER, REGISTRAR, SECOND] = [60, 61, 62, 63];
const registrarBy = (authority: number, fill: number) =>
  badgeBy(authority, {
    holder: readPersonId(ed25519PublicKey(seedOf(fill)))!,
    issuedS: 1_767_225_599,
    fromS: 1_767_225_599,
    mayIssueFor: [],
  });
const [own, registrar] = [await badgeBy(REGISTRAR), await registrarBy(AUTHORITY, REGISTRAR)];
const held = { person: HOLDER, badges: [own, registrar] };
const text = (badges: readonly Uint8Array[]) => badges.map((bytes) => Buffer.from(bytes).toString('hex'));
const after = (shown: readonly Uint8Array[], before = held) => text(badgesAfter(before, shown));

describe('the badges of somebody', () => {
  it('are those that they show, first and in their order', async () => {
    const foreign = await badgeBy(OTHER);
    assert.deepEqual(after([own, registrar]), text([own, registrar]));
    assert.deepEqual(after([foreign, own, registrar]), text([foreign, own, registrar]));
  });

  it('give way to a newer one of the same authority, by whichever registrar', async () => {
    const newer = [await badgeBy(SECOND), await registrarBy(AUTHORITY, SECOND)];
    assert.deepEqual(after(newer), text(newer));
    const direct = [await badgeBy(AUTHORITY)];
    assert.deepEqual(after(direct), text(direct));
  });

  it('are not taken back by showing none, or some that count for nothing', async () => {
    const stays = text([own, registrar]);
    assert.deepEqual(after([]), stays);
    const others: readonly (readonly Uint8Array[])[] = [
      [await badgeBy(OTHER)],
      [await badgeBy(SECOND)],
      [await badgeBy(SECOND), await registrarBy(OTHER, SECOND)],
      [await badgeBy(AUTHORITY, { holder: readPersonId(ed25519PublicKey(seedOf(1)))! })],
      [(await badgeBy(AUTHORITY)).with(-1, 0), new Uint8Array(9)],
      [registrar],
      [own],
    ];
    for (const shown of others) {
      const now = after(shown);
      assert.ok(stays.every((one) => now.includes(one)));
      assert.ok(text(shown).every((one) => now.includes(one)));
      assert.equal(new Set(now).size, now.length);
    }
  });

  it('are not crowded out', async () => {
    const crowd = await Promise.all(Array.from({ length: MAX_BADGES }, (_, i) => badgeBy(70 + i)));
    const now = after(crowd);
    assert.equal(now.length, MAX_BADGES);
    assert.ok(text([own, registrar]).every((one) => now.includes(one)));
  });

  it('that were no badges of theirs are not kept', async () => {
    const office = await anOffice(createMemoryRandom('an office'));
    const junk = { person: HOLDER, badges: [new Uint8Array(5), office.registrar.bytes, own.with(-1, 0)] };
    assert.deepEqual(after([], junk), []);
  });
});
