/** Proofs that somebody has tampered with who has real keys, and badges that are not theirs. Nothing but the file is known. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proveFile } from '../../src/domain/prove-file.js';
import { proveMessage } from '../../src/domain/message-proof.js';
import type { Trust } from '../../src/domain/badges.js';
import { openBadge, sealBadge } from '../../src/protocol/badge.js';
import { MAX_PROOF_BYTES } from '../../src/protocol/limits.js';
import { encodeProofFile, readProofFile, type ProofFile } from '../../src/protocol/proof-file.js';
import { openRevocations } from '../../src/protocol/revocations.js';
import { isSignedBy } from '../support/native-ed25519.js';
import { badKeys, HOLLOW_SIGNATURE } from '../support/hollow-keys.js';
import { AUTHORITY, BAD, badgeOf, DAY_MS, directFile, GOOD, listOf, OTHER_AUTHORITY, registrarBadge, revokedFrom, theVouchers } from '../support/proof-files.js'; // prettier-ignore
import { ALICE, EVE, NOW_MS } from '../vectors/cast.js';
import { readPersonId } from '../../src/protocol/ids.js';

const TRUST: Trust = { authorities: new Set([AUTHORITY.key]), revocations: [] };
const verify = (...check: Parameters<typeof isSignedBy>) => Promise.resolve(isSignedBy(...check));
const prove = (file: ProofFile, trust = TRUST, atMs: number | null = null) =>
  proveMessage(file, verify, trust, atMs);
const reasonOf = async (file: ProofFile, trust = TRUST, atMs: number | null = null) => {
  const proof = await prove(file, trust, atMs);
  return proof.ok ? 'proved' : proof.error;
};

describe('a proof', () => {
  for (const [place, [what, make]] of GOOD.entries())
    it(`of ${what} proves nothing with a bit of it turned, or cut short`, async () => {
      const bytes = encodeProofFile(await make());
      const isGood = async (some: Uint8Array) => (await proveFile(some, verify, TRUST)).ok;
      assert.ok(await isGood(bytes), 'as it was');
      // Of the first, which has a part of every kind, each byte.
      for (let at = 0; at < bytes.length; at += place === 0 ? 1 : 23) {
        assert.equal(
          await isGood(bytes.with(at, bytes[at]! ^ (1 << (at % 8)))),
          false,
          `a bit of byte ${at}`,
        );
        if (at % 16 === 0) assert.equal(await isGood(bytes.slice(0, at)), false, `cut at ${at}`);
      }
    });

  for (const [why, error, make] of BAD)
    it(`with ${why} is ${error}`, async () => assert.equal(await reasonOf(await make()), error));

  it('is not read if it is larger than any', () => {
    assert.equal(readProofFile(new Uint8Array(MAX_PROOF_BYTES + 1)), null);
  });

  it('says who says to hold it, and to have read it, and no more', async () => {
    const proof = await prove(await directFile());
    assert.ok(proof.ok);
    const [receipt] = proof.value.receipts;
    assert.deepEqual([receipt?.isRead, receipt?.badges[0]?.badge.names.name], [true, 'Babar Ali']);
    assert.deepEqual([proof.value.text, proof.value.earlier.map(({ text }) => text)], ['Pay Bilal 200.', ['Pay Bilal 100.']]); // prettier-ignore
  });
});

describe('the badge of an author', () => {
  it('counts if it was revoked from a later day on, and the reader is told', async () => {
    const proof = await prove(await revokedFrom(NOW_MS + 60_001)); // its edit was signed a minute after it
    assert.ok(proof.ok);
    const [badge] = proof.value.author.badges;
    assert.deepEqual([badge?.standing, badge?.revokedLaterMs], [{ kind: 'good' }, NOW_MS + 60_001]);
    assert.equal(await reasonOf(await revokedFrom(NOW_MS)), 'proof-revoked');
  });

  it('is judged at another time, if the reader says so', async () => {
    const file = await revokedFrom(NOW_MS + DAY_MS);
    assert.equal(await reasonOf(file, TRUST, NOW_MS + DAY_MS), 'proof-revoked');
    const late = await prove(await directFile(), TRUST, NOW_MS + 400 * DAY_MS);
    assert.equal(late.ok && late.value.author.badges[0]?.standing.kind, 'expired');
  });

  it('is revoked by a list that the reader holds, whatever list the file has', async () => {
    const list = openRevocations(await listOf(AUTHORITY, { number: 4, people: [{ person: ALICE.person, fromMs: 0 }] })); // prettier-ignore
    const trust = { ...TRUST, revocations: [list!] };
    assert.equal(await reasonOf(await directFile(), trust), 'proof-revoked');
    const older = openRevocations(await listOf(AUTHORITY, { number: 2, people: [{ person: ALICE.person, fromMs: 0 }] })); // prettier-ignore
    assert.equal(await reasonOf(await directFile(), { ...TRUST, revocations: [older!] }), 'proved');
  });

  it('counts by the word of the file alone to a reader who trusts nobody', async () => {
    const proof = await prove(await directFile(), { authorities: new Set(), revocations: [] });
    assert.deepEqual(proof.ok && [proof.value.isTrusted, proof.value.author.badges.length], [false, 1]);
    const other = { ...TRUST, authorities: new Set([OTHER_AUTHORITY.key]) };
    assert.equal(await reasonOf(await directFile(), other), 'proof-foreign-authority');
  });

  it('is not lent: that of the author counts for nobody else', async () => {
    const file = await directFile();
    const badges = [await badgeOf(EVE.person, AUTHORITY)];
    assert.equal(await reasonOf({ ...file, vouchers: { ...file.vouchers, badges } }), 'proof-stray');
  });

  it('is issued by no registrar whose own badge another registrar issued', async () => {
    const file = await directFile();
    const [own] = file.vouchers.badges;
    const second = await badgeOf(AUTHORITY.person, AUTHORITY, { mayIssueFor: [] });
    const vouchers = { ...(await theVouchers()), badges: [own!, await registrarBadge({ mayIssueFor: ['Elsewhere'] }), second] }; // prettier-ignore
    assert.equal(await reasonOf({ ...file, vouchers }), 'proof-foreign-authority');
  });

  it('is not bound to a hollow key, nor issued by one', async () => {
    const file = await directFile();
    const hollow = () => Promise.resolve(HOLLOW_SIGNATURE);
    const fields = openBadge(await badgeOf(ALICE.person, AUTHORITY))!;
    for (const key of badKeys()) {
      const holder = readPersonId(key)!;
      const held = await badgeOf(holder, AUTHORITY);
      const issued = (await sealBadge({ ...fields, issuer: holder as never }, hollow)).bytes;
      for (const badge of [held, issued])
        assert.equal(await reasonOf({ ...file, vouchers: { ...file.vouchers, badges: [badge] } }), 'proof-forged'); // prettier-ignore
    }
  });
});
