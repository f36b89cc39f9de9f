import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anOffice, FINANCE } from '../../test/support/an-office.js';
import { createMemoryRandom } from '../../test/support/memory-ports.js';
import { hexText, readPersonId } from '../protocol/ids.js';
import type { VerifiedAuthority } from '../protocol/authority.js';
import type { RegistryKind } from '../protocol/registry-records.js';
import type { RegistryDoc } from './ports.js';
import { RegistryDocs } from './registry-docs.js';

const NOW_MS = 1_767_225_600_000;
const holder = (n: number) => readPersonId(new Uint8Array(32).fill(n))!;

const HOUR_MS = 3_600_000;

/** What outlives a restart, as a `RegistryStore` would keep it. */
class Disk {
  readonly #docs = new Map<string, RegistryDoc>();

  save(docs: RegistryDocs): void {
    const { put, drop } = docs.takeUnstored();
    for (const { kind, key } of drop) this.#docs.delete(`${kind} ${hexText(key)}`);
    for (const doc of put) this.#docs.set(`${doc.kind} ${hexText(doc.key)}`, doc);
  }

  get size(): number {
    return this.#docs.size;
  }

  restart(authority: VerifiedAuthority): RegistryDocs {
    const docs = new RegistryDocs();
    docs.trustAuthority(authority);
    docs.load([...this.#docs.values()]);
    return docs;
  }
}

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

  it('let nobody back in whom a registrar had revoked, when the registrar’s own key is ended', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const [first, second] = [office.someKey(1), office.someKey(2)];
    const ended = (...people: readonly (typeof first)[]) => ({
      people: people.map((person) => ({ person, fromMs: NOW_MS - 20 * HOUR_MS })),
    });
    for (const by of ['badge', 'key'] as const) {
      const all = [
        await office.revoke({ ...ended(first), issuedMs: NOW_MS - 12 * HOUR_MS }),
        await office.revoke({ ...ended(first, second), issuedMs: NOW_MS - 10 * HOUR_MS }),
        // Whoever has stolen the key takes all of it back, and ends somebody else; again, and again.
        await office.revoke({ issuedMs: NOW_MS - 2 * HOUR_MS }),
        await office.revoke({ ...ended(office.someKey(3)), issuedMs: NOW_MS - HOUR_MS }),
        await office.revokeRegistrar(NOW_MS - 3 * HOUR_MS, by),
      ].map(({ bytes }) => bytes);
      fc.assert(
        fc.property(
          fc.shuffledSubarray(all, { minLength: all.length }),
          fc.nat({ max: all.length }),
          (order, restartsAfter) => {
            const disk = new Disk();
            let docs = new RegistryDocs();
            docs.trustAuthority(office.authorityDoc);
            for (const [i, bytes] of order.entries()) {
              if (i === restartsAfter) docs = disk.restart(office.authorityDoc);
              docs.take('revocations', bytes);
              disk.save(docs);
            }
            for (const seen of [docs, disk.restart(office.authorityDoc)]) {
              const people = seen.revocations
                .filter(({ registrar }) => registrar)
                .flatMap((list) => list.people.map(({ person }) => person));
              assert.deepEqual(people, [first, second]);
            }
          },
        ),
        { numRuns: 300 },
      );
    }
  });

  it('take a bounded place on disk, however many a registrar signs', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const [disk, docs] = [new Disk(), new RegistryDocs()];
    docs.trustAuthority(office.authorityDoc);
    for (let hours = 23; hours >= 0; hours--)
      docs.take('revocations', (await office.revoke({ issuedMs: NOW_MS - hours * HOUR_MS })).bytes);
    disk.save(docs);
    assert.ok(disk.size <= 9, `${disk.size} lists`);
    docs.take('revocations', (await office.revokeRegistrar(NOW_MS - 24 * HOUR_MS)).bytes);
    disk.save(docs);
    assert.equal(disk.size, 1, 'the authority’s own');
  });

  it('tell the time only by what the authority itself has signed', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const docs = new RegistryDocs();
    docs.trustAuthority(office.authorityDoc);
    docs.take('revocations', (await office.revoke({ issuedMs: NOW_MS + 4_000 * HOUR_MS })).bytes);
    assert.equal(docs.revocations.length, 1);
    assert.ok(docs.newestMs <= NOW_MS, 'a registrar whose clock is ahead ends nobody’s badge');
    docs.take('revocations', (await office.revokeRegistrar(NOW_MS)).bytes);
    assert.equal(docs.newestMs, NOW_MS);
  });

  it('are nobody’s whom one does not trust', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const docs = new RegistryDocs();
    assert.equal(docs.take('revocations', (await office.revoke({})).bytes), 'uncounted');
    assert.equal(docs.take('authority', office.authorityDoc.bytes), 'uncounted');
    assert.equal(docs.take('authority', office.authorityDoc.bytes.slice(1)), 'refused');
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
