import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aDevice, aPerson } from '../../test/contract/samples.js';
import { AUTHORITY, badgeOf, listOf, OTHER_AUTHORITY } from '../../test/support/proof-files.js';
import { ALICE, NOW_MS } from '../../test/vectors/cast.js';
import { openBadge } from '../protocol/badge.js';
import { openRevocations, type Revocations } from '../protocol/revocations.js';
import { badgesOf } from './badges.js';
import { revokedFromOf, revokedMarkOf, type RevokedFrom } from './revoked-mark.js';

const DAY_MS = 86_400_000;
const BADGE: RevokedFrom = { what: 'badge', fromMs: NOW_MS };
const at = (orderMs: number, lagMs = 0) => ({ orderMs, sentAtMs: orderMs - lagMs });

describe('what was signed by somebody whose badge was revoked', () => {
  it('is marked from that very moment on, and not before', () => {
    assert.equal(revokedMarkOf(at(NOW_MS - 1), BADGE), null);
    assert.deepEqual(revokedMarkOf(at(NOW_MS), BADGE), { ...BADGE, isSure: true });
    assert.equal(revokedMarkOf(at(NOW_MS), null), null);
  });

  it('is judged by its place where the clock of its device is behind, up to a day', () => {
    assert.equal(revokedMarkOf(at(NOW_MS + 10, 20), BADGE)?.isSure, true);
    assert.equal(revokedMarkOf(at(NOW_MS + 10, DAY_MS), BADGE)?.isSure, true);
  });

  it('is called uncertain where only a place that was pushed ahead says so', () => {
    assert.equal(revokedMarkOf(at(NOW_MS + 10, DAY_MS + 1), BADGE)?.isSure, false);
    assert.equal(revokedMarkOf(at(NOW_MS + 9 * DAY_MS, DAY_MS + 1), BADGE)?.isSure, true);
  });
});

describe('from when on nobody stands behind what somebody signs', () => {
  const listed = async (by: typeof AUTHORITY, rows: Partial<Omit<Revocations, 'registrar'>>) =>
    openRevocations(await listOf(by, rows))!;
  const issued = async (...by: readonly (typeof AUTHORITY)[]) => {
    const badges = await Promise.all(by.map(async (one) => openBadge(await badgeOf(ALICE.person, one))!));
    return badgesOf(ALICE.person, badges, new Set([AUTHORITY.key, OTHER_AUTHORITY.key]));
  };
  const person = (fromMs: number) => ({ people: [{ person: ALICE.person, fromMs }] });

  it('is when their badge was revoked, or the device before that', async () => {
    const badges = await issued(AUTHORITY);
    const own = await listed(AUTHORITY, person(NOW_MS));
    assert.deepEqual(revokedFromOf(ALICE.device, badges, [own]), { what: 'badge', fromMs: NOW_MS });
    const both = await listed(AUTHORITY, { ...person(NOW_MS), devices: [{ device: ALICE.device, fromMs: 5 }] }); // prettier-ignore
    assert.deepEqual(revokedFromOf(ALICE.device, badges, [both]), { what: 'device', fromMs: 5 });
    assert.deepEqual(revokedFromOf(aDevice(1), badges, [both]), { what: 'badge', fromMs: NOW_MS });
  });

  it('is when the last of their badges was revoked, and never while one is left', async () => {
    const badges = await issued(AUTHORITY, OTHER_AUTHORITY);
    const [one, other] = [await listed(AUTHORITY, person(1)), await listed(OTHER_AUTHORITY, person(2))];
    assert.equal(revokedFromOf(ALICE.device, badges, [one]), null);
    assert.deepEqual(revokedFromOf(ALICE.device, badges, [one, other]), { what: 'badge', fromMs: 2 });
  });

  it('is never said of whoever has no badge, nor by whoever vouches for nobody', async () => {
    const list = await listed(OTHER_AUTHORITY, { ...person(1), devices: [{ device: ALICE.device, fromMs: 1 }] }); // prettier-ignore
    assert.equal(revokedFromOf(ALICE.device, [], [list]), null);
    assert.equal(revokedFromOf(ALICE.device, await issued(AUTHORITY), [list]), null);
    assert.equal(revokedFromOf(aDevice(2), badgesOf(aPerson(2), [], new Set()), [list]), null);
  });
});
