import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { sealBadge, type Badge, type VerifiedBadge } from '../protocol/badge.js';
import { ed25519PublicKey, ed25519Sign } from '../protocol/ed25519.js';
import { readDeviceId, readIssuerId, readPersonId } from '../protocol/ids.js';
import type { Revocations } from '../protocol/revocations.js';
import {
  badgesOf,
  deviceRevokedFromMs,
  personRevokedFromMs,
  revokedFromMs,
  standingOf,
  type IssuedBadge,
} from './badges.js';

const DAY_S = 86_400;
const NOW_S = 1_774_242_000;
const NOW_MS = NOW_S * 1000;
const FINANCE = ['Finance'];
const BUDGET = ['Finance', 'Budget'];

const seedOf = (fill: number) => new Uint8Array(32).fill(fill);
const person = (fill: number) => readPersonId(ed25519PublicKey(seedOf(fill)))!;
const issuer = (fill: number) => readIssuerId(ed25519PublicKey(seedOf(fill)))!;
const DEVICE = readDeviceId(ed25519PublicKey(seedOf(90)))!;

/** By whose seed a badge is signed. */
const [AUTHORITY, REGISTRAR, OTHER_REGISTRAR, FOREIGN, HOLDER] = [1, 2, 3, 4, 5];
const trusted = new Set([issuer(AUTHORITY)]);

const badgeBy = (by: number, fields: Partial<Badge>): Promise<VerifiedBadge> =>
  sealBadge(
    {
      issuer: issuer(by),
      holder: person(HOLDER),
      id: new Uint8Array(8).fill(by),
      issuedS: NOW_S,
      fromS: NOW_S,
      untilS: NOW_S + 100 * DAY_S,
      names: { name: 'Ayesha Khan', title: 'Section Officer', department: BUDGET },
      urdu: null,
      grade: '',
      post: null,
      replaces: null,
      mayIssueFor: null,
      ...fields,
    },
    (bytes) => Promise.resolve(ed25519Sign(seedOf(by), bytes)),
  );
const registrarOf = (fill: number, fields: Partial<Badge> = {}): Promise<VerifiedBadge> =>
  badgeBy(AUTHORITY, {
    holder: person(fill),
    id: new Uint8Array(8).fill(100 + fill),
    issuedS: NOW_S - DAY_S,
    fromS: NOW_S - DAY_S,
    mayIssueFor: FINANCE,
    names: { name: 'Registrar', title: '', department: FINANCE },
    ...fields,
  });

const listBy = (registrar: VerifiedBadge | null, fields: Partial<Revocations> = {}): Revocations => ({
  authority: issuer(AUTHORITY),
  issuer: registrar ? readIssuerId(Buffer.from(registrar.holder, 'hex'))! : issuer(AUTHORITY),
  registrar,
  number: 1,
  issuedMs: NOW_MS,
  nextUpdateMs: NOW_MS + 30 * DAY_S * 1000,
  badges: [],
  people: [],
  devices: [],
  ...fields,
});

let registrar: VerifiedBadge;
let other: VerifiedBadge;
let badge: VerifiedBadge;
let issued: IssuedBadge;
before(async () => {
  registrar = await registrarOf(REGISTRAR);
  other = await registrarOf(OTHER_REGISTRAR, { mayIssueFor: ['Interior'] });
  badge = await badgeBy(REGISTRAR, {});
  [issued] = badgesOf(person(HOLDER), [badge, registrar], trusted) as [IssuedBadge];
});

describe('the badges of somebody', () => {
  it('are those that an authority has issued which is trusted, itself or by a registrar', async () => {
    const own = await badgeBy(AUTHORITY, {});
    const counted = badgesOf(person(HOLDER), [registrar, own, badge], trusted);
    assert.deepEqual(
      counted.map(({ badge: { issuer: by }, registrar: via }) => [by, via?.holder ?? null]),
      [
        [issuer(AUTHORITY), null],
        [issuer(REGISTRAR), person(REGISTRAR)],
      ],
    );
    assert.ok(counted.every(({ authority }) => authority === issuer(AUTHORITY)));
  });

  it('are nobody else’s, of nobody else, and not what lets a registrar issue', async () => {
    const none = async (shown: readonly VerifiedBadge[], holder = HOLDER) =>
      assert.equal(badgesOf(person(holder), shown, trusted).length, 0);
    await none([badge, registrar], 6);
    await none([await badgeBy(FOREIGN, {})]);
    await none([badge]);
    await none([badge, other]);
    await none([registrar], REGISTRAR);
    assert.equal(badgesOf(person(HOLDER), [badge, registrar], new Set()).length, 0);
  });

  const wrong: readonly (readonly [string, Partial<Badge>, Partial<Badge>])[] = [
    ['for another department', {}, { names: { name: 'A', title: '', department: ['Interior'] } }],
    ['for what only begins like its department', {}, { names: { name: 'A', title: '', department: ['Finance2'] } }], // prettier-ignore
    ['for all of what it has only a part of', { mayIssueFor: BUDGET }, { names: { name: 'A', title: '', department: FINANCE } }], // prettier-ignore
    ['before it was one', {}, { issuedS: NOW_S - 2 * DAY_S }],
    ['from when it is one no more', { untilS: NOW_S }, {}],
  ];
  for (const [what, of, fields] of wrong)
    it(`are not what a registrar has issued ${what}`, async () => {
      const shown = [await badgeBy(REGISTRAR, fields), await registrarOf(REGISTRAR, of)];
      assert.equal(badgesOf(person(HOLDER), shown, trusted).length, 0);
    });

  it('are not what somebody has issued whom only a registrar made one', async () => {
    const made = await badgeBy(REGISTRAR, { holder: person(6), mayIssueFor: BUDGET, issuedS: NOW_S - 60 });
    assert.equal(badgesOf(person(HOLDER), [await badgeBy(6, {}), made, registrar], trusted).length, 0);
  });
});

describe('what a badge is worth', () => {
  const standing = (revocations: readonly Revocations[], nowMs = NOW_MS) =>
    standingOf(issued, { authorities: trusted, revocations }, nowMs);

  it('is nothing before it begins and from when it ends', () => {
    assert.deepEqual(standing([], NOW_MS - 1), { kind: 'early', fromMs: badge.fromS * 1000 });
    assert.equal(standing([]).kind, 'good');
    assert.equal(standing([], badge.untilS * 1000 - 1).kind, 'good');
    assert.equal(standing([], badge.untilS * 1000).kind, 'expired');
  });

  it('is unchecked once the list of whoever issued it, or of the authority behind, is overdue', () => {
    const overdue = { nextUpdateMs: NOW_MS };
    assert.deepEqual(standing([listBy(registrar, overdue)]), { kind: 'unchecked', sinceMs: NOW_MS });
    assert.deepEqual(standing([listBy(null, overdue)]), { kind: 'unchecked', sinceMs: NOW_MS });
    assert.equal(standing([listBy(other, overdue)]).kind, 'good');
  });

  it('is over by its own id, and by its holder', () => {
    const fromMs = NOW_MS + 1;
    for (const by of [null, registrar]) {
      assert.deepEqual(standing([listBy(by, { badges: [{ id: badge.id, fromMs }] })]), { kind: 'revoked', fromMs }); // prettier-ignore
      assert.deepEqual(standing([listBy(by, { people: [{ person: badge.holder, fromMs }] })]), { kind: 'revoked', fromMs }); // prettier-ignore
    }
  });

  it('is not touched by another authority, or a registrar of another department', () => {
    const rows = {
      badges: [{ id: badge.id, fromMs: 1 }],
      people: [{ person: badge.holder, fromMs: 1 }],
      devices: [{ device: DEVICE, fromMs: 1 }],
    };
    const lists = [listBy(other, rows), listBy(null, { ...rows, authority: issuer(FOREIGN), issuer: issuer(FOREIGN) })]; // prettier-ignore
    assert.equal(revokedFromMs(issued, lists), null);
    assert.equal(personRevokedFromMs(badge.holder, [issued], lists), null);
    assert.equal(deviceRevokedFromMs(DEVICE, [issued], lists), null);
    assert.equal(revokedFromMs(issued, [listBy(registrar, rows)]), 1);
    assert.equal(personRevokedFromMs(badge.holder, [issued], [listBy(registrar, rows)]), 1);
    assert.equal(deviceRevokedFromMs(DEVICE, [issued], [listBy(registrar, rows)]), 1);
  });

  it('ends with its registrar, by the badge or by the key, if it was issued from then on', () => {
    const ended = (fromMs: number) => [
      listBy(null, { badges: [{ id: registrar.id, fromMs }] }),
      listBy(null, { people: [{ person: registrar.holder, fromMs }] }),
    ];
    for (const list of ended(NOW_MS)) assert.equal(revokedFromMs(issued, [list]), NOW_MS);
    for (const list of ended(NOW_MS - 1)) assert.equal(revokedFromMs(issued, [list]), NOW_MS);
    for (const list of ended(NOW_MS + 1)) assert.equal(revokedFromMs(issued, [list]), null);
  });

  it('does not end with its registrar by the word of a registrar', () => {
    const rows = {
      badges: [{ id: registrar.id, fromMs: 1 }],
      people: [{ person: registrar.holder, fromMs: 1 }],
    };
    assert.equal(revokedFromMs(issued, [listBy(registrar, rows), listBy(other, rows)]), null);
  });
});

/** P13: somebody whose badge is revoked from a day on says to have written at some time. */
describe('P13: the verdict on what was signed', () => {
  const someMs = fc.integer({ min: -5, max: 5 }).map((days) => NOW_MS + days * DAY_S * 1000);
  const rows = fc.record({
    by: fc.constantFrom('authority', 'registrar', 'other'),
    badges: fc.array(fc.record({ whose: fc.constantFrom('holder', 'registrar', 'stranger'), fromMs: someMs }), { maxLength: 3 }), // prettier-ignore
    people: fc.array(fc.record({ whose: fc.constantFrom('holder', 'registrar', 'stranger'), fromMs: someMs }), { maxLength: 3 }), // prettier-ignore
  });
  const listOf = ({ by, badges, people }: typeof rows extends fc.Arbitrary<infer R> ? R : never) =>
    listBy({ authority: null, registrar, other }[by], {
      badges: badges.map(({ whose, fromMs }) => ({ id: idOf(whose), fromMs })),
      people: people.map(({ whose, fromMs }) => ({ person: keyOf(whose), fromMs })),
    });
  type Whose = 'holder' | 'registrar' | 'stranger';
  const idOf = (whose: Whose) =>
    ({ holder: badge.id, registrar: registrar.id, stranger: new Uint8Array(8).fill(9) })[whose];
  const keyOf = (whose: Whose) =>
    ({ holder: badge.holder, registrar: registrar.holder, stranger: person(7) })[whose];

  it('is the same in whatever order lists and badges came', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(rows, { selector: ({ by }) => by, maxLength: 3 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray(all, { minLength: all.length }),
              fc.constantFrom(true, false),
              someMs,
            ),
          ),
        ([all, shuffled, isBadgeFirst, nowMs]) => {
          const shown = isBadgeFirst ? [badge, registrar] : [registrar, badge];
          const [one] = badgesOf(badge.holder, shown, trusted);
          const verdict = (lists: readonly Revocations[]) => [
            revokedFromMs(one!, lists),
            standingOf(one!, { authorities: trusted, revocations: lists }, nowMs),
          ];
          assert.deepEqual(verdict(shuffled.map(listOf)), verdict(all.map(listOf)));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('only grows worse by what one learns, and is the earliest day that anybody gives who may', () => {
    fc.assert(
      fc.property(fc.uniqueArray(rows, { selector: ({ by }) => by, maxLength: 3 }), rows, (all, more) => {
        const lists = all.filter(({ by }) => by !== more.by).map(listOf);
        const withheld = revokedFromMs(issued, lists);
        const heard = revokedFromMs(issued, [...lists, listOf(more)]);
        assert.ok(withheld === null || (heard !== null && heard <= withheld));
        const own = [...lists, listOf(more)]
          .filter(({ issuer: by }) => by !== issuer(OTHER_REGISTRAR))
          .flatMap(({ badges, people }) => [
            ...badges.filter(({ id }) => id === badge.id),
            ...people.filter(({ person: whose }) => whose === badge.holder),
          ])
          .map(({ fromMs }) => fromMs);
        assert.ok(own.length === 0 || (heard !== null && heard <= Math.min(...own)));
      }),
      { numRuns: 1_000 },
    );
  });
});
