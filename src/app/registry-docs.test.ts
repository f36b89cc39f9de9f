import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anOffice, FINANCE } from '../../test/support/an-office.js';
import { createMemoryRandom } from '../../test/support/memory-ports.js';
import { sealHandover } from '../protocol/charge.js';
import { hexText, readPersonId, type PersonId, type PostId } from '../protocol/ids.js';
import { ALICE, BOB, EVE, manifestOf } from '../../test/vectors/cast.js';
import type { VerifiedAuthority } from '../protocol/authority.js';
import type { DocName, RegistryKind } from '../protocol/registry-records.js';
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
    this.forget(drop);
    for (const doc of put) this.#docs.set(`${doc.kind} ${hexText(doc.key)}`, doc);
  }

  forget(names: readonly DocName[]): void {
    for (const { kind, key } of names) this.#docs.delete(`${kind} ${hexText(key)}`);
  }

  get size(): number {
    return this.#docs.size;
  }

  restart(authority: VerifiedAuthority, docs = new RegistryDocs()): RegistryDocs {
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

describe('charges of posts, against registrars who cheat', () => {
  /** Whoever it is hands the post over that they have by charge 1: Alice, or Eve who never had it. */
  const aHandover = async (post: PostId, eve: PersonId | null) => {
    const actor = eve ? EVE : ALICE;
    const said = { post, number: 1, from: actor.person, device: actor.device, to: null, signedMs: NOW_MS };
    return sealHandover(said, await manifestOf(actor), actor.signAsDevice);
  };

  const POST = { department: FINANCE, name: 'SO Budget-II', urduName: null, handover: null };

  /** An office whose post Ayesha holds by the authority's own charge, on a device where it is in use. */
  async function aPostInUse() {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const [ayesha, mallory] = [ALICE.person, EVE.person];
    const first = await office.charge({ ...POST, number: 1, holder: ayesha, sinceMs: NOW_MS - 20 * HOUR_MS }, office.root); // prettier-ignore
    const inUse = new Set<string>([first.post]);
    const begin = (): RegistryDocs => {
      const docs = new RegistryDocs((post) => inUse.has(post));
      docs.trustAuthority(office.authorityDoc);
      docs.take('charge', first.bytes);
      return docs;
    };
    const historyOf = (docs: RegistryDocs) => docs.histories.get(first.post)!;
    return { office, ayesha, mallory, first, inUse, begin, historyOf };
  }

  it('settle no dispute from another department, and none is kept', async () => {
    const { office, ayesha, mallory, begin, historyOf } = await aPostInUse();
    const docs = begin();
    const [one, other] = [await office.appoint('Farooq'), await office.appoint('Gul')];
    const second = { ...POST, number: 2, sinceMs: NOW_MS };
    docs.take('charge', (await office.charge({ ...second, holder: office.someKey(2) }, one)).bytes);
    docs.take('charge', (await office.charge({ ...second, holder: office.someKey(3) }, other)).bytes);
    assert.equal(historyOf(docs).disputed.length, 2);
    const rows = docs.rows().length;
    const third = { ...POST, number: 3, sinceMs: NOW_MS };
    for (const department of [['Health Division'], ['Finance Division', 'Budget Wing'], ['Finance']]) {
      const stranger = await office.appoint('A stranger', department);
      const charge = await office.charge({ ...third, holder: mallory }, stranger);
      assert.equal(docs.take('charge', charge.bytes), 'uncounted', department.join());
    }
    assert.deepEqual([docs.rows().length, historyOf(docs).disputed.length], [rows, 2]);
    assert.equal(historyOf(docs).holder, ayesha);
    assert.ok(!historyOf(docs).named.has(mallory), 'nobody goes because of it either');
    // Whose department the post is in may: of the whole office, of the division.
    for (const [number, department] of [
      [3, []],
      [4, FINANCE],
    ] as const) {
      const by = await office.appoint('Somebody in charge', department);
      const charge = await office.charge({ ...third, number, holder: office.someKey(number) }, by);
      assert.equal(docs.take('charge', charge.bytes), 'kept');
      assert.deepEqual(
        [historyOf(docs).disputed.length, historyOf(docs).holder],
        [0, office.someKey(number)],
      );
    }
  });

  it('crowd out nobody but themselves, in whatever order they come, and over a restart', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const [farooq, gul] = [await office.appoint('Farooq'), await office.appoint('Gul')];
    const charge = (n: number, number: number, by: typeof farooq) => {
      const post = { ...POST, name: `SO ${n}`, number };
      return office.charge({ ...post, holder: office.someKey(1), sinceMs: NOW_MS + number }, by);
    };
    const own = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => charge(n, 1, farooq)));
    const roots = [await charge(7, 1, office.root)];
    // Three posts, ever again, and days and numbers without end.
    const flood = await Promise.all(Array.from({ length: 45 }, (_, i) => charge(100 + (i % 3), 1 + i, gul)));
    const all = [...own, ...roots, ...flood];
    const states = new Set<string>();
    fc.assert(
      fc.property(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.nat({ max: all.length }),
        (order, restartsAfter) => {
          const disk = new Disk();
          const begin = () => new RegistryDocs(undefined, 20);
          let docs = begin();
          docs.trustAuthority(office.authorityDoc);
          for (const [i, { bytes }] of order.entries()) {
            if (i === restartsAfter) docs = disk.restart(office.authorityDoc, begin());
            docs.take('charge', bytes);
            disk.save(docs);
          }
          for (const { id } of [...own, ...roots]) assert.ok(docs.get({ kind: 'charge', key: id }));
          assert.deepEqual([docs.rows().length, disk.size], [20, 20]);
          states.add(JSON.stringify(stateOf(docs)));
          assert.equal(states.size, 1);
          for (const { post, number } of flood.slice(-3))
            assert.equal(docs.histories.get(post)?.charges.at(-1)?.number, number, 'the newest of each post');
          const told = docs.chargesToTell(9).map(({ key }) => hexText(key));
          assert.equal(told.length, 9);
          assert.ok(
            roots.every(({ id }) => told.includes(hexText(id))),
            'the flood does not drown it',
          );
          assert.equal(own.filter(({ id }) => told.includes(hexText(id))).length, 4);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('who were ended move no post in use by a day in the past, but with the word of who holds it', async () => {
    const { office, mallory, first, begin, historyOf } = await aPostInUse();
    const thief = await office.appoint('Farooq');
    const ended = await office.revokeByRoot({ badges: [{ id: thief.registrar!.id, fromMs: NOW_MS - 2 * HOUR_MS }] }); // prettier-ignore
    const docs = begin();
    docs.take('revocations', ended.bytes);
    const before = JSON.stringify(stateOf(docs));
    const byMallory = await aHandover(first.post, mallory);
    for (const number of [1, 2, 3, 99])
      for (const hours of [3, 12, 23])
        for (const handover of number === 2 ? [null, byMallory] : [null]) {
          const sinceMs = NOW_MS - hours * HOUR_MS;
          const charge = await office.charge({ ...POST, number, holder: mallory, sinceMs, handover }, thief);
          assert.equal(docs.take('charge', charge.bytes), 'uncounted');
          assert.equal(docs.get({ kind: 'charge', key: charge.id }), null);
        }
    assert.equal(JSON.stringify(stateOf(docs)), before);
    assert.deepEqual([historyOf(docs).holder, historyOf(docs).disputed.length], [ALICE.person, 0]);
    assert.ok(!historyOf(docs).named.has(mallory));
    // What she has signed herself is more than the day of somebody who is none any more.
    const handover = await aHandover(first.post, null);
    const sinceMs = NOW_MS - 3 * HOUR_MS;
    const charge = await office.charge({ ...POST, number: 2, holder: BOB.person, sinceMs, handover }, thief);
    assert.equal(docs.take('charge', charge.bytes), 'kept');
    assert.equal(historyOf(docs).holder, BOB.person);
  });

  it('who were ended are heard of posts that nobody here relies on, as far as their days say', async () => {
    const { office, inUse, begin, historyOf } = await aPostInUse();
    inUse.clear();
    const [bilal, former] = [office.someKey(2), await office.appoint('Farooq')];
    const docs = begin();
    const over = await office.revokeByRoot({
      badges: [{ id: former.registrar!.id, fromMs: NOW_MS - HOUR_MS }],
    });
    docs.take('revocations', over.bytes);
    const charge = (number: number, sinceMs: number) => office.charge({ ...POST, number, holder: bilal, sinceMs }, former); // prettier-ignore
    assert.equal(docs.take('charge', (await charge(2, NOW_MS - 2 * HOUR_MS)).bytes), 'kept');
    assert.equal(docs.take('charge', (await charge(3, NOW_MS)).bytes), 'uncounted');
    assert.equal(historyOf(docs).holder, bilal);
  });

  it('that have fallen give the post back, and who was named by them is remembered', async () => {
    const { office, ayesha, mallory, begin, historyOf } = await aPostInUse();
    const thief = await office.appoint('Farooq');
    const disk = new Disk();
    const docs = begin();
    const sinceMs = NOW_MS - 3 * HOUR_MS;
    const charge = await office.charge({ ...POST, number: 2, holder: mallory, sinceMs }, thief);
    assert.equal(docs.take('charge', charge.bytes), 'kept', 'nobody knows yet');
    assert.equal(historyOf(docs).holder, mallory);
    // The authority finds out, and says from when on.
    docs.take('revocations', (await office.revokeByRoot({ badges: [{ id: thief.registrar!.id, fromMs: sinceMs }] })).bytes); // prettier-ignore
    disk.save(docs);
    for (const seen of [docs, disk.restart(office.authorityDoc)]) {
      assert.deepEqual([historyOf(seen).holder, historyOf(seen).charges.length], [ayesha, 1]);
      assert.ok(historyOf(seen).named.has(mallory));
      assert.equal(
        seen.rows().filter(({ kind }) => kind === 'charge').length,
        1,
        'others are not told of it',
      );
      assert.equal(
        seen.wants({ kind: 'charge', key: charge.id, authority: office.authority, number: 2 }),
        false,
      );
      assert.equal(seen.take('charge', charge.bytes), 'uncounted');
      assert.equal(historyOf(seen).holder, ayesha);
    }
    // Who trusts the authority no more keeps nothing of it, of what has fallen neither.
    disk.forget(docs.namesOf(office.authority));
    docs.distrustAuthority(office.authority);
    assert.deepEqual([disk.size, docs.histories.size], [0, 0]);
    docs.trustAuthority(office.authorityDoc);
    assert.equal(docs.histories.size, 0);
  });
});
