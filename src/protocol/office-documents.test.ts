/** What an authority and its registrars sign beside badges: authority, pass, revocations, index of a directory, charge. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AUTHORITY, OTHER_AUTHORITY, REGISTRAR } from '../../test/support/proof-files.js';
import { ALICE, BOB, bytesOf, EVE, manifestOf, NOW_MS } from '../../test/vectors/cast.js';
import { allTruncations, withItem } from '../../test/vectors/mutations.js';
import {
  A_BADGE,
  A_LIST,
  A_POST,
  badgeWith,
  byRegistrar,
  chargeWith,
  directoryWith,
  handoverWith,
  HOLLOW_KEYS,
  idOfKey,
  listWith,
  passWith,
  signHollow,
  theAuthority,
} from '../../test/vectors/office-cast.js';
import { itIsSigned, resigned } from '../../test/vectors/signed-suite.js';
import { openAuthority, sealAuthority } from './authority.js';
import { openCharge, openHandover, sealCharge } from './charge.js';
import { decodeArray, encode, type Wire } from './codec.js';
import { openDirectory, sealDirectory } from './directory.js';
import { idBytes } from './ids.js';
import { MAX_NAME_BYTES, MAX_PAGES, MAX_REVOCATIONS, MAX_TIME_MS, MAX_TITLE_BYTES } from './limits.js';
import { openPass, sealPass } from './pass.js';
import { postId } from './post.js';
import { openRevocations, sealRevocations } from './revocations.js';
import { sealSigned, takeApart } from './sign1.js';

type Row = readonly [what: string, index: number, item: Wire];
const AFTER_ALL_TIME_MS = MAX_TIME_MS + 1;
const AFTER_ALL_TIME_S = Math.floor(MAX_TIME_MS / 1000) + 1;

/** Each row's item in its place, signed again by who signed the good one, is refused. */
function itRefuses(
  kind: Parameters<typeof resigned>[0],
  good: () => Promise<Uint8Array>,
  rows: readonly Row[],
) {
  for (const [what, index, item] of rows)
    it(`is refused with ${what}`, async () =>
      assert.equal(await kind.open(await resigned(kind, await good(), index, item)), null));
}

describe('what an authority says of itself', () => {
  const kind = { type: 'authority', open: openAuthority, sign: AUTHORITY.sign, optional: [3] } as const;
  const good = async () => (await theAuthority()).bytes;
  itIsSigned(kind, good);

  it('reads back as it was made, with an Urdu name and without', async () => {
    for (const urduName of ['حکومت', null]) {
      const made = await sealAuthority({ ...(await theAuthority()), urduName }, AUTHORITY.sign);
      assert.deepEqual(openAuthority(made.bytes), made);
    }
  });

  itRefuses(kind, good, [
    ['another key than who signed', 1, idBytes(OTHER_AUTHORITY.key)],
    ['a key of 31 bytes', 1, new Uint8Array(31)],
    ['an empty name', 2, ''],
    ['a name above the cap', 2, 'a'.repeat(MAX_NAME_BYTES + 1)],
    ['an empty Urdu name', 3, ''],
    ['an Urdu name with a bidi override', 3, 'حکومت\u202e'],
    ['a time after all time', 4, AFTER_ALL_TIME_MS],
  ]);

  it('is refused of a hollow key', async () => {
    for (const hollow of HOLLOW_KEYS) {
      const { bytes } = await sealAuthority({ ...(await theAuthority()), key: idOfKey(hollow) }, signHollow);
      assert.equal(openAuthority(bytes), null);
    }
  });
});

describe('a pass', () => {
  const kind = { type: 'pass', open: openPass, sign: AUTHORITY.sign } as const;
  const good = async () => (await passWith(A_BADGE)).bytes;
  itIsSigned(kind, good);

  it('reads back as it was made', async () => {
    const pass = await passWith(A_BADGE);
    assert.deepEqual(openPass(pass.bytes), pass);
  });

  itRefuses(kind, good, [
    ['another issuer than who signed', 1, idBytes(OTHER_AUTHORITY.key)],
    ['a holder of 33 bytes', 2, new Uint8Array(33)],
    ['an id of 7 bytes', 3, new Uint8Array(7)],
    ['an id of 9 bytes', 3, new Uint8Array(9)],
    ['a beginning after all time', 4, AFTER_ALL_TIME_S],
    ['an end after all time', 5, AFTER_ALL_TIME_S],
  ]);

  it('is refused with a hollow key as its holder or its issuer', async () => {
    for (const hollow of HOLLOW_KEYS) {
      assert.equal(openPass((await passWith(A_BADGE, AUTHORITY, { holder: idOfKey(hollow) })).bytes), null);
      const { bytes } = await sealPass({ ...A_BADGE, issuer: idOfKey(hollow) }, signHollow);
      assert.equal(openPass(bytes), null);
    }
  });
});

/** What is refused of every document that names its authority in field 1 and its registrar in field 2. */
function itNamesItsIssuer(
  kind: Parameters<typeof resigned>[0],
  good: () => Promise<Uint8Array>,
  byTheRegistrar: () => Promise<{ readonly bytes: Uint8Array }>,
) {
  itRefuses(kind, good, [
    ['another authority than who signed', 1, idBytes(OTHER_AUTHORITY.key)],
    ['an authority of 31 bytes', 1, new Uint8Array(31)],
    ['a registrar that is no badge', 2, new Uint8Array(300)],
  ]);

  it('is refused with the badge of somebody who may not issue', async () => {
    const ordinary = await badgeWith({ holder: REGISTRAR.person });
    const bytes = await resigned({ ...kind, sign: REGISTRAR.sign }, await good(), 2, ordinary.bytes);
    assert.equal(await kind.open(bytes), null);
  });

  it('of a registrar reads back, and is refused under the signature of the authority or by another’s badge', async () => {
    const { bytes } = await byTheRegistrar();
    assert.notEqual(await kind.open(bytes), null);
    assert.equal(await kind.open(await resigned(kind, bytes, 0, 1)), null);
    const foreign = await badgeWith({ holder: REGISTRAR.person, mayIssueFor: [] }, OTHER_AUTHORITY);
    assert.equal(
      await kind.open(await resigned({ ...kind, sign: REGISTRAR.sign }, bytes, 2, foreign.bytes)),
      null,
    );
  });

  it('is refused of an authority with a hollow key', async () => {
    for (const hollow of HOLLOW_KEYS)
      assert.equal(
        await kind.open(await resigned({ ...kind, sign: signHollow }, await good(), 1, hollow)),
        null,
      );
  });
}

describe('a list of revocations', () => {
  const kind = { type: 'revocations', open: openRevocations, sign: AUTHORITY.sign } as const;
  const good = async () => (await listWith()).bytes;
  itIsSigned(kind, good);
  itNamesItsIssuer(kind, good, async () => listWith(await byRegistrar(), REGISTRAR));

  it('reads back as it was made', async () => {
    const time = fc.maxSafeNat().map((ms) => ms % (MAX_TIME_MS + 1));
    const rows = <K extends string, V>(field: K, what: fc.Arbitrary<V>) =>
      fc.array(
        fc
          .tuple(what, time)
          .map(([value, fromMs]) => ({ [field]: value, fromMs }) as Record<K, V> & { fromMs: number }),
      );
    const lists = fc.record({
      number: fc.maxSafeNat(),
      issuedMs: time,
      nextUpdateMs: time,
      badges: rows('id', fc.uint8Array({ minLength: 8, maxLength: 8 })),
      people: rows('person', fc.constantFrom(ALICE.person, EVE.person)),
      devices: rows('device', fc.constantFrom(ALICE.device, EVE.device)),
    });
    await fc.assert(
      fc.asyncProperty(lists, fc.boolean(), async (changes, isRegistrars) => {
        const by = isRegistrars ? REGISTRAR : AUTHORITY;
        const list = await listWith({ ...changes, ...(isRegistrars ? await byRegistrar() : {}) }, by);
        const opened = openRevocations(list.bytes);
        assert.deepEqual(opened, list);
        assert.deepEqual((await sealRevocations(opened!, by.sign)).bytes, list.bytes);
      }),
      { numRuns: 60 },
    );
  });

  itRefuses(kind, good, [
    ['a negative number', 3, -1],
    ['an issue after all time', 4, AFTER_ALL_TIME_MS],
    ['a next issue after all time', 5, AFTER_ALL_TIME_MS],
    ['a badge of 7 bytes', 6, [[new Uint8Array(7), 0]]],
    ['a badge without a day', 6, [[new Uint8Array(8)]]],
    ['a badge with a field more', 6, [[new Uint8Array(8), 0, 0]]],
    ['a badge revoked after all time', 6, [[new Uint8Array(8), AFTER_ALL_TIME_MS]]],
    ['a row that is no array', 6, [new Uint8Array(8)]],
    ['a person of 31 bytes', 7, [[new Uint8Array(31), 0]]],
    ['a person revoked before all time', 7, [[idBytes(EVE.person), -1]]],
    ['a device of 33 bytes', 8, [[new Uint8Array(33), 0]]],
    ['a device that is null', 8, [[null, 0]]],
  ]);

  it('has at most MAX_REVOCATIONS rows of all kinds together', async () => {
    const people = Array(MAX_REVOCATIONS - 1).fill({ person: EVE.person, fromMs: NOW_MS });
    const full = await listWith({ people, devices: [] });
    assert.deepEqual(openRevocations(full.bytes), full);
    const above = await listWith({ people, devices: A_LIST.devices });
    assert.equal(openRevocations(above.bytes), null);
  });
});

describe('the index of a directory', () => {
  const kind = { type: 'directory', open: openDirectory, sign: AUTHORITY.sign } as const;
  const good = async () => (await directoryWith()).bytes;
  itIsSigned(kind, good);
  itNamesItsIssuer(kind, good, async () => directoryWith(await byRegistrar(), REGISTRAR));

  it('reads back as it was made, with no page and with as many as there may be, not one more', async () => {
    for (const count of [0, 1, MAX_PAGES]) {
      const pages = Array.from({ length: count }, (_, i) => bytesOf(`page ${i % 9}`));
      const index = await directoryWith({ pages });
      assert.deepEqual(openDirectory(index.bytes), index);
      assert.deepEqual((await sealDirectory(openDirectory(index.bytes)!, AUTHORITY.sign)).bytes, index.bytes);
    }
    const above = await directoryWith({ pages: Array(MAX_PAGES + 1).fill(bytesOf('page')) });
    assert.equal(openDirectory(above.bytes), null);
  });

  itRefuses(kind, good, [
    ['a negative number', 3, -1],
    ['an issue after all time', 4, AFTER_ALL_TIME_MS],
    ['a next issue after all time', 5, AFTER_ALL_TIME_MS],
    ['a page of 31 bytes', 6, [new Uint8Array(31)]],
    ['a page that is null', 6, [null]],
  ]);
});

describe('a charge', () => {
  const kind = { type: 'charge', open: openCharge, sign: AUTHORITY.sign, optional: [5] } as const;
  const good = async () => (await chargeWith({ handover: null })).bytes;
  itIsSigned(kind, good);
  itNamesItsIssuer(kind, good, async () => chargeWith(await byRegistrar(), REGISTRAR));

  it('reads back as it was made: held, vacant, handed over, the first', async () => {
    for (const changes of [
      {},
      { handover: null },
      { urduName: null },
      { holder: null, handover: null },
      { holder: null, handover: await handoverWith({ to: null }) },
      { number: 1, handover: null },
      { department: ['a', 'b', 'c', 'd', 'e', 'f'], handover: null },
    ]) {
      const charge = await chargeWith(changes);
      const opened = openCharge(charge.bytes);
      assert.deepEqual(opened, charge);
      assert.deepEqual((await sealCharge(opened!, AUTHORITY.sign)).bytes, charge.bytes);
    }
  });

  itRefuses(kind, good, [
    ['no department', 3, []],
    ['a department of seven levels', 3, ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
    ['an empty name', 4, ''],
    ['a name above the cap', 4, 'a'.repeat(MAX_TITLE_BYTES + 1)],
    ['an empty Urdu name', 5, ''],
    ['number 0', 6, 0],
    ['a holder of 31 bytes', 7, new Uint8Array(31)],
    ['a time after all time', 8, AFTER_ALL_TIME_MS],
    ['a handover of no bytes', 9, new Uint8Array()],
  ]);

  it('is refused with a hollow key as its holder', async () => {
    for (const hollow of HOLLOW_KEYS)
      assert.equal(await kind.open(await resigned(kind, await good(), 7, hollow)), null);
  });

  it('is refused with a handover of another post, of another number, or to somebody else', async () => {
    const charge = await chargeWith();
    for (const changes of [
      { post: postId({ ...A_POST, name: 'SO Budget-III' }) },
      { post: postId({ ...A_POST, department: ['Finance Division'] }) },
      { post: postId({ ...A_POST, authority: OTHER_AUTHORITY.key }) },
      { number: 2 },
      { number: 0 },
      { to: EVE.person },
    ]) {
      const { bytes } = await handoverWith(changes);
      assert.equal(openCharge(await resigned(kind, charge.bytes, 9, bytes)), null, JSON.stringify(changes));
    }
    const toAnybody = await handoverWith({ to: null });
    assert.notEqual(openCharge(await resigned(kind, charge.bytes, 9, toAnybody.bytes)), null);
  });

  it('that leaves a post to nobody is refused with a handover to somebody', async () => {
    const charge = await chargeWith();
    assert.equal(openCharge(await resigned(kind, charge.bytes, 7, null)), null);
  });
});

describe('a handover', () => {
  const signedOf = async () => {
    const { bytes, manifest } = await handoverWith();
    return { bytes, manifest };
  };
  const withField = async (index: number, item: Wire) => {
    const { bytes, manifest } = await signedOf();
    const [signed] = decodeArray(bytes) as [Uint8Array];
    const kind = { type: 'handover', open: openHandover, sign: ALICE.signAsDevice } as const;
    return openHandover(encode([await resigned(kind, signed, index, item), manifest.bytes]));
  };

  it('reads back as it was made', async () => {
    for (const changes of [{}, { to: null }, { number: 0 }]) {
      const handover = await handoverWith(changes);
      assert.deepEqual(openHandover(handover.bytes), handover);
    }
  });

  it('is refused when cut anywhere, or with another’s manifest, or with a part more', async () => {
    const { bytes } = await signedOf();
    for (const damaged of allTruncations(bytes)) assert.equal(openHandover(damaged), null);
    assert.equal(openHandover(withItem(bytes, 1, (await manifestOf(BOB)).bytes)), null);
    assert.equal(openHandover(withItem(bytes, 2, null)), null);
    for (const value of [null, undefined, 7, []]) assert.equal(openHandover(value), null);
  });

  it('counts when its device was the holder’s and is so no more', async () => {
    const manifest = await manifestOf(ALICE, {
      number: 2,
      devices: [{ device: EVE.device, label: 'New', fromMs: NOW_MS }],
      revoked: [{ device: ALICE.device, revokedMs: NOW_MS }],
    });
    const { bytes } = await signedOf();
    assert.notEqual(openHandover(withItem(bytes, 1, manifest.bytes)), null);
  });

  for (const [what, index, item] of [
    ['another version', 0, 2],
    ['a post of 31 bytes', 1, new Uint8Array(31)],
    ['a negative number', 2, -1],
    ['another person', 3, idBytes(BOB.person)],
    ['another device', 4, idBytes(BOB.device)],
    ['a next holder of 31 bytes', 5, new Uint8Array(31)],
    ['a next holder with a hollow key', 5, HOLLOW_KEYS[0]!],
    ['a time after all time', 6, AFTER_ALL_TIME_MS],
    ['a field more', 7, null],
  ] satisfies [string, number, Wire][])
    it(`is refused with ${what}`, async () => assert.equal(await withField(index, item), null));

  it('is refused under the signature of another device', async () => {
    const { bytes, manifest } = await signedOf();
    const { payload } = takeApart('handover', decodeArray(bytes)![0])!;
    const forged = await sealSigned('handover', payload, EVE.signAsDevice);
    assert.equal(openHandover(encode([forged, manifest.bytes])), null);
  });
});
