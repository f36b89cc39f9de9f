import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aDirectory, aRow, someone } from '../../test/support/held-directories.js';
import type { IssuerId } from '../protocol/ids.js';
import type { Revocations } from '../protocol/revocations.js';
import { ListedBadges, type ListedBadge } from './listed-badges.js';

const NOW_MS = 1_774_242_000_000;
const FINANCE = ['Finance', 'Budget'];

const directory = await aDirectory([], { scope: ['Finance'], issuedMs: NOW_MS });
const listed = (fields: Partial<ListedBadge> = {}): ListedBadge => ({
  ...aRow(1),
  department: FINANCE,
  directory,
  ...fields,
});
const list = (fields: Partial<Revocations>): Revocations => ({
  authority: directory.authority,
  issuer: directory.authority,
  registrar: null,
  number: 1,
  issuedMs: NOW_MS,
  nextUpdateMs: NOW_MS + 1_000,
  badges: [],
  people: [],
  devices: [],
  ...fields,
});
const standing = (revocations: readonly Revocations[], badge = listed(), nowMs = NOW_MS) =>
  new ListedBadges({ authorities: new Set([directory.authority]), revocations }).standingOf(badge, nowMs);

describe('what a badge in a directory is worth', () => {
  it('is good until it ends, where nothing else is known', () => {
    assert.deepEqual(standing([]), { kind: 'good' });
    const endsMs = listed().untilS * 1_000;
    assert.deepEqual(standing([], listed(), endsMs - 1), { kind: 'good' });
    assert.deepEqual(standing([], listed(), endsMs), { kind: 'expired' });
  });

  it('is revoked by its own name or that of its holder, from the earliest day', () => {
    const badges = [{ id: aRow(1).badge, fromMs: 20 }];
    const people = [{ person: someone(1), fromMs: 10 }];
    assert.deepEqual(standing([list({ badges })]), { kind: 'revoked', fromMs: 20 });
    assert.deepEqual(standing([list({ badges, people })]), { kind: 'revoked', fromMs: 10 });
    assert.deepEqual(standing([list({ badges, people })], listed(aRow(2))), { kind: 'good' });
  });

  it('is not revoked by another authority, nor by a registrar of another department', () => {
    const badges = [{ id: aRow(1).badge, fromMs: 20 }];
    const other = 'f'.repeat(64) as IssuerId;
    assert.equal(standing([list({ badges, authority: other, issuer: other })]).kind, 'good');
    const { issuer, registrar } = directory;
    assert.equal(standing([list({ badges, issuer, registrar })]).kind, 'revoked');
    const elsewhere = listed({ department: ['Interior'] });
    assert.equal(standing([list({ badges, issuer, registrar })], elsewhere).kind, 'good');
  });

  it('is unchecked once a list is overdue, or where the registrar was revoked before', () => {
    assert.deepEqual(standing([list({ nextUpdateMs: NOW_MS })]), { kind: 'unchecked', sinceMs: NOW_MS });
    const of = (fromMs: number) => list({ badges: [{ id: directory.registrar!.id, fromMs }] });
    assert.deepEqual(standing([of(NOW_MS)]), { kind: 'unchecked', sinceMs: NOW_MS });
    assert.deepEqual(standing([of(NOW_MS + 1)]), { kind: 'good' });
    const keyEnds = list({ people: [{ person: directory.registrar!.holder, fromMs: NOW_MS }] });
    assert.deepEqual(standing([keyEnds]), { kind: 'unchecked', sinceMs: NOW_MS });
  });
});
