import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anOffice, FINANCE } from '../../test/support/an-office.js';
import { createMemoryRandom } from '../../test/support/memory-ports.js';
import { hexText, readPersonId } from '../protocol/ids.js';
import type { RegistryKind } from '../protocol/registry-records.js';
import { RegistryDocs } from './registry-docs.js';

const NOW_MS = 1_767_225_600_000;
const holder = (n: number) => readPersonId(new Uint8Array(32).fill(n))!;

const stateOf = (docs: RegistryDocs) => ({
  rows: docs
    .rows()
    .map(({ kind, key, number }) => `${kind} ${hexText(key)} ${number}`)
    .sort(),
  holders: [...docs.histories.values()].map(({ post, holder }) => `${post} ${holder}`).sort(),
});

describe('documents of an authority', () => {
  it('come to the same in whatever order they come, a registrar’s who was one no more among them', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const post = { department: FINANCE, name: 'SO Budget-II', urduName: null, handover: null };
    const [first, second] = [office.someKey(1), office.someKey(2)];
    const all: readonly (readonly [RegistryKind, Uint8Array])[] = [
      ['revocations', (await office.revoke({ people: [{ person: holder(9), fromMs: NOW_MS }] })).bytes],
      ['revocations', (await office.revoke({})).bytes],
      ['directory', (await office.list([])).bytes],
      [
        'charge',
        (await office.charge({ ...post, number: 1, holder: first, sinceMs: NOW_MS - 7_200_000 })).bytes,
      ],
      ['charge', (await office.charge({ ...post, number: 2, holder: second, sinceMs: NOW_MS })).bytes],
      // The registrar has been none for the last hour.
      ['revocations', (await office.revokeRegistrar(NOW_MS - 3_600_000)).bytes],
    ];
    const states = new Set<string>();
    fc.assert(
      fc.property(fc.shuffledSubarray([...all], { minLength: all.length }), (order) => {
        const docs = new RegistryDocs();
        docs.trustAuthority(office.authorityDoc);
        for (const [kind, bytes] of order) docs.take(kind, bytes);
        states.add(JSON.stringify(stateOf(docs)));
        assert.equal(states.size, 1);
      }),
      { numRuns: 300 },
    );
    const [state] = states;
    const { rows, holders } = JSON.parse(state!) as ReturnType<typeof stateOf>;
    assert.deepEqual(
      rows.map((row) => row.split(' ')[0]),
      ['charge', 'revocations'],
      'the charge from before, and the authority’s own list',
    );
    assert.ok(holders[0]?.endsWith(first));
  });

  it('are nobody’s whom one does not trust', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const docs = new RegistryDocs();
    assert.equal(docs.take('revocations', (await office.revoke({})).bytes), 'refused');
    assert.equal(docs.take('authority', office.authorityDoc.bytes), 'refused');
  });

  it('of one number and other words are a conflict, and the first stays', async () => {
    const random = createMemoryRandom('an office');
    const office = await anOffice(random, NOW_MS);
    const docs = new RegistryDocs();
    docs.trustAuthority(office.authorityDoc);
    const [one, other] = [
      await office.revoke({}, 5),
      await office.revoke({ people: [{ person: holder(9), fromMs: NOW_MS }] }, 5),
    ];
    assert.equal(docs.take('revocations', one.bytes), 'kept');
    assert.equal(docs.take('revocations', other.bytes), 'conflict');
    assert.equal(docs.take('revocations', one.bytes), 'held');
    assert.equal(docs.equivocal.size, 1);
    assert.equal(docs.trust.revocations[0]?.people.length, 0);
  });
});
