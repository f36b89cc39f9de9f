import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AUTHORITY, OTHER_AUTHORITY, REGISTRAR } from '../../test/support/proof-files.js';
import { ALICE, anActor } from '../../test/vectors/cast.js';
import { allFlips, allTruncations } from '../../test/vectors/mutations.js';
import {
  A_BADGE,
  badgeWith,
  HOLLOW_KEYS,
  idOfKey,
  NOW_S,
  signHollow,
  theRegistrar,
} from '../../test/vectors/office-cast.js';
import { payloadOf, SIGNED_TYPES } from '../../test/vectors/signed-suite.js';
import { openBadge, sealBadge, trustedBadge } from './badge.js';
import { decodeCanonical, encode, type Wire } from './codec.js';
import { isWithin } from './department.js';
import { idBytes } from './ids.js';
import { issuedBy, issuerOf } from './issuer.js';
import { MAX_BADGE_BYTES, MAX_GRADE_BYTES, MAX_TIME_MS, MAX_TITLE_BYTES } from './limits.js';
import { sealSigned } from './sign1.js';

/** The badge with the claims that `change` makes of its own, signed again. */
async function claiming(change: (claims: Map<number, Wire>) => void): Promise<Uint8Array> {
  const claims = decodeCanonical(payloadOf('badge', (await badgeWith()).bytes)) as Map<number, Wire>;
  change(claims);
  return sealSigned('badge', encode(claims), AUTHORITY.sign);
}

const key = idBytes(ALICE.person);
const coseKey = (pairs: readonly (readonly [number, Wire])[]): Wire => new Map([[1, new Map(pairs)]]);
const names = (name: Wire, title: Wire, department: Wire): Wire => [name, title, department];
const DEPARTMENT = ['Finance Division', 'Budget Wing'];
const AFTER_ALL_TIME_S = Math.floor(MAX_TIME_MS / 1000) + 1;

const WRONG: readonly [what: string, claim: number, value: Wire][] = [
  ['an issuer as bytes', 1, idBytes(AUTHORITY.key)],
  ['an issuer in hex', 1, AUTHORITY.key],
  ['an issuer with padding', 1, `${Buffer.from(idBytes(AUTHORITY.key)).toString('base64url')}=`],
  ['another issuer than who signed', 1, Buffer.from(idBytes(OTHER_AUTHORITY.key)).toString('base64url')],
  ['no end', 4, null],
  ['an end before all time', 4, -1],
  ['an end after all time', 4, AFTER_ALL_TIME_S],
  ['a beginning that is no number', 5, 'now'],
  ['a beginning after all time', 5, AFTER_ALL_TIME_S],
  ['an issue after all time', 6, AFTER_ALL_TIME_S],
  ['an id of 7 bytes', 7, new Uint8Array(7)],
  ['an id of 9 bytes', 7, new Uint8Array(9)],
  ['a key by itself', 8, key],
  ['a key with a field more', 8, coseKey([[1, 1], [-1, 6], [-2, key], [2, key]])], // prettier-ignore
  ['a key without its curve', 8, coseKey([[1, 1], [-2, key]])], // prettier-ignore
  ['a key of another kind', 8, coseKey([[1, 2], [-1, 6], [-2, key]])], // prettier-ignore
  ['a key on another curve', 8, coseKey([[1, 1], [-1, 4], [-2, key]])], // prettier-ignore
  ['a key of 31 bytes', 8, coseKey([[1, 1], [-1, 6], [-2, key.slice(1)]])], // prettier-ignore
  ['a key by its name', 8, new Map([[2, key]])],
  ['an empty name', -70_001, names('', '', DEPARTMENT)],
  ['a name with a bidi override', -70_001, names('Ali\u202eecilA', '', DEPARTMENT)],
  ['a title above the cap', -70_001, names('Alice', 'a'.repeat(MAX_TITLE_BYTES + 1), DEPARTMENT)],
  ['a title that ends in a blank', -70_001, names('Alice', 'Officer ', DEPARTMENT)],
  ['no department', -70_001, names('Alice', '', [])],
  ['a department of seven levels', -70_001, names('Alice', '', ['a', 'b', 'c', 'd', 'e', 'f', 'g'])],
  ['a department with a part of no name', -70_001, names('Alice', '', ['Finance Division', ''])],
  ['a department as a text', -70_001, names('Alice', '', 'Finance Division')],
  ['no names', -70_001, null],
  ['a name more', -70_001, ['Alice', '', DEPARTMENT, '']],
  ['a right to something else', -70_002, ['revoke', DEPARTMENT]],
  ['a right without a department', -70_002, ['issue']],
  ['a right for a part of no name', -70_002, ['issue', ['']]],
  ['a right that is null', -70_002, null],
  ['an Urdu department of fewer levels', -70_003, names('ایلس', '', ['فنانس ڈویژن'])],
  ['Urdu names that are null', -70_003, null],
  ['a grade above the cap', -70_004, 'a'.repeat(MAX_GRADE_BYTES + 1)],
  ['a grade that is null', -70_004, null],
  ['an empty post', -70_005, ''],
  ['a post that is null', -70_005, null],
  ['a post above the cap', -70_005, 'a'.repeat(MAX_TITLE_BYTES + 1)],
  ['its own holder as the key before', -70_006, key],
  ['a key before of 31 bytes', -70_006, key.slice(1)],
  ['a key before that is null', -70_006, null],
  ['an audience', 3, 'everybody'],
  ['a subject', 2, 'Alice'],
  ['a claim of the future', -70_007, 1],
];

describe('a badge', () => {
  it('reads back as it was made, and is made again with the same bytes', async () => {
    const optional = fc.record({
      urdu: fc.constantFrom(A_BADGE.urdu, null),
      grade: fc.constantFrom('', 'BS-17'),
      post: fc.constantFrom(null, 'SO Budget-II'),
      replaces: fc.constantFrom(null, A_BADGE.replaces),
      mayIssueFor: fc.constantFrom(null, [], ['Finance Division']),
      id: fc.uint8Array({ minLength: 8, maxLength: 8 }),
      untilS: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(optional, async (changes) => {
        const badge = await badgeWith(changes);
        const opened = openBadge(badge.bytes);
        assert.deepEqual(opened, badge);
        assert.deepEqual(trustedBadge(badge.bytes), badge);
        assert.deepEqual((await sealBadge(opened!, AUTHORITY.sign)).bytes, badge.bytes);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when cut anywhere, with a byte behind it, or with any one byte damaged', async () => {
    const { bytes } = await badgeWith();
    for (const damaged of allTruncations(bytes)) assert.equal(openBadge(damaged), null);
    for (const [index, damaged] of allFlips(bytes)) assert.equal(openBadge(damaged), null, `byte ${index}`);
  });

  it('is refused when it is no bytes', () => {
    for (const value of [null, undefined, 7, 'badge', [], {}]) assert.equal(openBadge(value), null);
  });

  it('is refused under another signature, or as any other type', async () => {
    const payload = payloadOf('badge', (await badgeWith()).bytes);
    assert.equal(openBadge(await sealSigned('badge', payload, anActor('mallory').signAsPerson)), null);
    for (const type of SIGNED_TYPES.filter((one) => one !== 'badge'))
      assert.equal(openBadge(await sealSigned(type, payload, AUTHORITY.sign)), null, type);
  });

  for (const [what, claim, value] of WRONG)
    it(`is refused with ${what}`, async () => {
      const bytes = await claiming((claims) => claims.set(claim, value));
      assert.equal(openBadge(bytes), null);
    });

  it('is refused without any one claim that it must have, and with a claim named by a text', async () => {
    for (const claim of [1, 4, 5, 6, 7, 8, -70_001, -70_004])
      assert.equal(openBadge(await claiming((claims) => claims.delete(claim))), null, String(claim));
    for (const claim of [-70_002, -70_003, -70_005, -70_006])
      assert.notEqual(openBadge(await claiming((claims) => claims.delete(claim))), null, String(claim));
    const named = await claiming((claims) => (claims as Map<unknown, Wire>).set('iss', 'x'));
    assert.equal(openBadge(named), null);
  });

  it('is refused with a hollow key as its holder', async () => {
    for (const hollow of HOLLOW_KEYS)
      assert.equal(openBadge((await badgeWith({ holder: idOfKey(hollow) })).bytes), null);
  });

  it('is refused with a hollow key as its issuer, whatever is signed with that', async () => {
    for (const hollow of HOLLOW_KEYS) {
      const { bytes } = await sealBadge({ ...A_BADGE, issuer: idOfKey(hollow) }, signHollow);
      assert.equal(openBadge(bytes), null);
    }
  });

  it('fits its cap with the longest of everything but departments, and is refused above it', async () => {
    const long = 'a'.repeat(128);
    const longest = { name: long, title: long, department: [long] };
    const badge = await badgeWith({ names: longest, urdu: longest, post: long, grade: 'a'.repeat(32) });
    assert.deepEqual(openBadge(badge.bytes), badge);
    const tooLong = { name: long, title: long, department: Array<string>(6).fill(long) };
    const above = await badgeWith({ names: tooLong, urdu: tooLong, mayIssueFor: tooLong.department });
    assert.ok(above.bytes.byteLength > MAX_BADGE_BYTES);
    assert.equal(openBadge(above.bytes), null);
  });
});

describe('an issuer of documents', () => {
  it('is the authority itself, or a registrar of it', async () => {
    const registrar = await theRegistrar();
    assert.deepEqual(issuedBy(AUTHORITY.key, null), { issuer: AUTHORITY.key, registrar: null });
    assert.deepEqual(issuedBy(AUTHORITY.key, registrar.bytes), { issuer: REGISTRAR.key, registrar });
    assert.equal(issuerOf(registrar), REGISTRAR.key);
  });

  it('is nobody with a badge of another authority, of no right, or of a registrar’s registrar', async () => {
    const registrar = await theRegistrar();
    assert.equal(issuedBy(OTHER_AUTHORITY.key, registrar.bytes), null);
    assert.equal(issuedBy(AUTHORITY.key, (await badgeWith()).bytes), null);
    const deputy = await badgeWith({ mayIssueFor: ['Finance Division'], issuedS: NOW_S }, REGISTRAR);
    assert.notEqual(openBadge(deputy.bytes), null);
    assert.equal(issuedBy(AUTHORITY.key, deputy.bytes), null);
    for (const none of [undefined, false, '', new Uint8Array()])
      assert.equal(issuedBy(AUTHORITY.key, none), null);
  });

  it('is nobody by a hollow key', () => {
    for (const hollow of HOLLOW_KEYS) assert.equal(issuedBy(idOfKey(hollow), null), null);
  });
});

describe('isWithin', () => {
  it('compares level by level', () => {
    assert.ok(isWithin(['a', 'b'], ['a', 'b']) && isWithin(['a', 'b'], ['a']) && isWithin(['a'], []));
    assert.ok(!isWithin(['a'], ['a', 'b']) && !isWithin(['b'], ['a']) && !isWithin([], ['a']));
    assert.ok(!isWithin(['ab'], ['a']) && !isWithin(['x', 'a'], ['a']));
  });
});
