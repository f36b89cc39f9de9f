import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anActor, NOW_MS, type Actor } from '../../test/vectors/cast.js';
import { badgesOf, type IssuedBadge } from '../domain/badges.js';
import { sealBadge, type Badge } from '../protocol/badge.js';
import { idBytes, readIssuerId, type PersonId } from '../protocol/ids.js';
import {
  checkVerifyText,
  identityView,
  KnownNames,
  replacements,
  verifiedNow,
  verifyTextOf,
  type IdentitySources,
} from './identity-view.js';

const [authority, elsewhere, ayesha, anew, bilal] = [
  anActor('authority'),
  anActor('elsewhere'),
  anActor('Ayesha Khan'),
  anActor('Ayesha anew', 'Ayesha Khan'),
  anActor('Bilal'),
];
const issuerOf = (actor: Actor) => readIssuerId(idBytes(actor.person))!;
const DAY_S = 86_400;
const NOW_S = NOW_MS / 1000;

const issuedBadge = (holder: Actor, fields: Partial<Badge> = {}, by = authority) =>
  sealBadge(
    {
      issuer: issuerOf(by),
      holder: holder.person,
      id: new Uint8Array(8).fill(1),
      issuedS: NOW_S - DAY_S,
      fromS: NOW_S - DAY_S,
      untilS: NOW_S + DAY_S,
      names: { name: 'Ayesha Siddiqui', title: 'Section Officer', department: ['Finance Division'] },
      urdu: null,
      grade: 'BS-17',
      post: null,
      replaces: null,
      mayIssueFor: null,
      ...fields,
    },
    by.signAsPerson,
  );

async function issuedTo(holder: Actor, fields: Partial<Badge> = {}, by = authority): Promise<IssuedBadge> {
  const badge = await issuedBadge(holder, fields, by);
  const [issued] = badgesOf(holder.person, [badge], new Set([issuerOf(by)]));
  assert.ok(issued);
  return issued;
}

const viewOf = (person: PersonId, name: string, own = false) => ({ person, name, own });
const judging = {
  trust: { authorities: new Set([issuerOf(authority), issuerOf(elsewhere)]), revocations: [] },
  nowMs: NOW_MS,
  authorityOf: (key: ReturnType<typeof issuerOf>) => ({
    key,
    name: 'Establishment Division',
    urduName: null,
  }),
};
const sourcesOf = (fields: Partial<IdentitySources> = {}): IdentitySources => ({
  ...judging,
  person: viewOf(ayesha.person, 'Ayesha'),
  self: bilal.person,
  issued: [],
  verified: null,
  manifest: null,
  lookalikes: [],
  posts: [],
  former: null,
  successor: null,
  ...fields,
});
const aDevice = (actor: Actor) => ({ device: actor.device, label: '', fromMs: 0 });

describe('identityView', () => {
  it('is sure of a person by what was compared, else by a badge that is good now, else of nothing', async () => {
    const good = await issuedTo(ayesha);
    const over = await issuedTo(ayesha, { untilS: NOW_S - 1 });
    const verified = verifiedNow(null, NOW_MS);
    const assurance = (fields: Partial<IdentitySources>) => identityView(sourcesOf(fields)).assurance;
    assert.equal(assurance({}), 'unverified');
    assert.equal(assurance({ issued: [over] }), 'unverified');
    assert.equal(assurance({ issued: [over, good] }), 'vouched');
    assert.equal(assurance({ issued: [good], verified }), 'verified');
    assert.equal(assurance({ issued: [over], verified }), 'verified');
  });

  it('shows the badges that are good first, then the newest', async () => {
    const newer = await issuedTo(ayesha, { fromS: NOW_S + 10, grade: 'BS-18' });
    const older = await issuedTo(ayesha, { fromS: NOW_S - 2 * DAY_S, untilS: NOW_S - 1, grade: 'BS-16' });
    const good = await issuedTo(ayesha);
    const { badges } = identityView(sourcesOf({ issued: [older, newer, good] }));
    assert.deepEqual(
      badges.map(({ grade, standing }) => [grade, standing.kind]),
      [
        ['BS-17', 'good'],
        ['BS-18', 'early'],
        ['BS-16', 'expired'],
      ],
    );
    assert.equal(badges[0]?.authority.name, 'Establishment Division');
    assert.equal(badges[0]?.untilMs, NOW_MS + DAY_S * 1000);
  });

  it('counts the devices that somebody has added since their key was compared', () => {
    const verified = verifiedNow({ devices: [aDevice(ayesha)] }, NOW_MS - 1);
    const shown = (devices: readonly Actor[]) =>
      identityView(sourcesOf({ verified, manifest: { devices: devices.map(aDevice) } })).verified;
    assert.deepEqual(shown([ayesha]), { atMs: NOW_MS - 1, newDevices: 0 });
    assert.deepEqual(shown([ayesha, bilal, anew])?.newDevices, 2);
    assert.deepEqual(shown([bilal])?.newDevices, 1);
    assert.equal(identityView(sourcesOf({ verified })).verified?.newDevices, 0);
  });

  it('has one safety number for both, and none of ourselves', () => {
    const ours = identityView(sourcesOf());
    const theirs = identityView(sourcesOf({ person: viewOf(bilal.person, 'Bilal'), self: ayesha.person }));
    assert.match(ours.safetyNumber ?? '', /^\d{60}$/);
    assert.equal(ours.safetyNumber, theirs.safetyNumber);
    const own = identityView(sourcesOf({ person: viewOf(bilal.person, 'Bilal', true) }));
    assert.deepEqual([own.safetyNumber, own.verifyText], [null, null]);
  });
});

describe('checkVerifyText', () => {
  it('is true where each takes the other’s key for theirs, and false where one of the two does not', () => {
    const shownBy = (own: Actor, other: Actor) =>
      checkVerifyText(bilal.person, ayesha.person, verifyTextOf(own.person, other.person));
    assert.deepEqual(shownBy(ayesha, bilal), { ok: true, value: true });
    assert.deepEqual(shownBy(anew, bilal), { ok: true, value: false });
    assert.deepEqual(shownBy(ayesha, anew), { ok: true, value: false });
    assert.deepEqual(shownBy(bilal, ayesha), { ok: true, value: false });
  });

  it('says what is wrong with anything else', () => {
    const check = (text: string) => checkVerifyText(bilal.person, ayesha.person, text);
    assert.deepEqual(check('hello'), { ok: false, error: 'hand-not-beep' });
    assert.deepEqual(check('BEEP-OFFER-1:AAAA'), { ok: false, error: 'hand-not-beep' });
    assert.deepEqual(check('BEEP-VERIFY-1:AAAA'), { ok: false, error: 'hand-damaged' });
    assert.deepEqual(check('BEEP-VERIFY-2:AAAA'), { ok: false, error: 'hand-version' });
    assert.deepEqual(check(verifyTextOf(ayesha.person, bilal.person).slice(0, -8)), {
      ok: false,
      error: 'hand-damaged',
    });
  });
});

describe('KnownNames', () => {
  const known = async () => {
    const { badges } = identityView(sourcesOf({ issued: [await issuedTo(ayesha)] }));
    return new KnownNames([
      { person: viewOf(ayesha.person, 'Ayesha'), badges },
      { person: viewOf(anew.person, 'Аyesha Siddiqui'), badges: [] }, // its first letter is Cyrillic
      { person: viewOf(bilal.person, 'Bilal'), badges: [] },
    ]);
  };

  it('finds whoever calls themselves what another’s badge says, with that badge', async () => {
    const names = await known();
    const [found, ...more] = names.lookalikesOf(anew.person);
    assert.equal(found?.person.person, ayesha.person);
    assert.equal(found?.badge?.names.name, 'Ayesha Siddiqui');
    assert.equal(more.length, 0);
    assert.deepEqual(names.lookalikesOf(ayesha.person), [
      { person: viewOf(anew.person, 'Аyesha Siddiqui'), badge: null },
    ]);
    assert.deepEqual(names.lookalikesOf(bilal.person), []);
  });

  it('warns of nobody whose place they have taken', async () => {
    const names = await known();
    assert.deepEqual(
      names.lookalikesOf(anew.person, (other) => other === ayesha.person),
      [],
    );
  });
});

describe('replacements', () => {
  const placed = async (fields: Partial<Badge>, by = authority) =>
    replacements(
      new Map([
        [ayesha.person, [await issuedTo(ayesha, { untilS: NOW_S - 1 })]],
        [anew.person, [await issuedTo(anew, { replaces: ayesha.person, ...fields }, by)]],
      ]),
      judging,
    );

  it('says whose key is followed by whose, by a badge that is good', async () => {
    const { former, successor } = await placed({});
    assert.deepEqual([...former], [[anew.person, ayesha.person]]);
    assert.deepEqual([...successor], [[ayesha.person, anew.person]]);
  });

  it('believes a registrar of its own department only', async () => {
    const registrar = anActor('registrar');
    const byRegistrar = async (mayIssueFor: readonly string[]) => {
      const [department, before] = [mayIssueFor, ['Finance Division']];
      const names = { name: 'Ayesha Siddiqui', title: '', department };
      const lets = await issuedBadge(registrar, {
        mayIssueFor,
        issuedS: NOW_S - 2 * DAY_S,
        fromS: NOW_S - 2 * DAY_S,
      });
      const badge = await issuedBadge(anew, { names, replaces: ayesha.person }, registrar);
      const issued = badgesOf(anew.person, [badge, lets], judging.trust.authorities);
      assert.equal(issued.length, 1);
      const held = await issuedTo(ayesha, {
        names: { name: 'Ayesha Siddiqui', title: '', department: before },
      });
      return replacements(new Map([[ayesha.person, [held]], [anew.person, issued]]), judging).former.size; // prettier-ignore
    };
    assert.equal(await byRegistrar(['Finance Division']), 1);
    assert.equal(await byRegistrar(['Interior Division']), 0);
  });

  it('believes no badge that is not good, nor one of another authority', async () => {
    assert.equal((await placed({ untilS: NOW_S - 1 })).former.size, 0);
    assert.equal((await placed({}, elsewhere)).former.size, 0);
  });
});
