import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Directory } from '../../src/app/directory.js';
import { byName } from '../../src/app/name-order.js';
import { searchWords } from '../../src/domain/search-words.js';
import { isWithin, type Department } from '../../src/protocol/department.js';
import { readPage, type DirectoryRow, type VerifiedDirectory } from '../../src/protocol/directory.js';
import {
  aDirectory,
  aPage,
  aRow,
  encoded,
  HeldDirectories,
  walkingClock,
} from '../support/held-directories.js';

// Few words, so that many people share them, and words begin with one another.
const ENGLISH = [
  'Ali',
  'Alina',
  'Al',
  'Ayesha',
  'Raza',
  'Razak',
  'José',
  'Noor-ul-Ain',
  'SO',
  'Budget',
  'II',
  'aم',
];
const URDU = [
  'علی',
  'عل\u064A',
  'علینہ',
  'آصف',
  'اصفہان',
  'رضا',
  'گل\u200Cبانو',
  'مُحَمَّد',
  'محمود',
  '۱۷',
  'ب\u06BEٹی',
];
const wordsOf = (words: readonly string[], minLength: number) =>
  fc
    .array(fc.constantFrom(...words), { minLength, maxLength: 3 })
    .map((some) => some.join(' ').normalize('NFC'));

const row = fc
  .record({
    seed: fc.nat(40),
    badge: fc.nat(12),
    untilS: fc.constantFrom(1, 1_800_000_000, 1_900_000_000),
    name: wordsOf([...ENGLISH, ...URDU], 1),
    title: wordsOf(ENGLISH, 0),
    urduName: wordsOf(URDU, 0),
    urduTitle: wordsOf(URDU, 0),
    post: fc.option(wordsOf(ENGLISH, 1)),
  })
  .map(({ seed, badge, ...fields }) => aRow(seed, { ...fields, badge: new Uint8Array(8).fill(badge) }));
const department = fc.array(fc.constantFrom('Finance', 'Budget', 'II', 'Ali'), {
  minLength: 1,
  maxLength: 3,
});
const page = fc
  .tuple(department, fc.array(row, { maxLength: 6 }), fc.boolean())
  .map(([path, rows, isUrdu]) => aPage(path, rows, isUrdu ? path.map((name) => `علی ${name}`) : null));
const office = fc.array(
  fc.record({
    pages: fc.array(page, { maxLength: 4 }),
    scope: fc.option(department),
    issuedMs: fc.constantFrom(1_000, 2_000),
  }),
  { maxLength: 3 },
);
type Office = typeof office extends fc.Arbitrary<infer T> ? T : never;
const query = fc
  .array(fc.tuple(fc.constantFrom(...ENGLISH, ...URDU, 'Finance', 'x'), fc.integer({ min: 1, max: 8 })), {
    maxLength: 3,
  })
  .map((parts) => parts.map(([word, length]) => word.slice(0, length)).join(' '));
const revoked = fc.uniqueArray(fc.nat(12), { maxLength: 4 });

async function held(source: HeldDirectories, from: Office): Promise<readonly VerifiedDirectory[]> {
  const directories = new Map<string, VerifiedDirectory>();
  for (const { pages, scope, issuedMs } of from) {
    const bytes = encoded(pages);
    source.keep(bytes);
    const directory = await aDirectory(bytes, { scope, issuedMs });
    directories.set(directory.issuer, directory); // an issuer has one
  }
  return [...directories.values()];
}

interface Known {
  readonly row: DirectoryRow;
  readonly department: Department;
  readonly place: string;
  readonly issuedMs: number;
  readonly isRevoked: boolean;
  readonly order: number;
}

/** Everybody who counts, by reading everything one after the other. */
async function everybody(source: HeldDirectories): Promise<readonly Known[]> {
  const known: Known[] = [];
  for (const directory of source.held()) {
    const pages = await source.pages(directory.pages);
    const seen = new Set<string>();
    for (const [i, bytes] of pages.entries()) {
      const name = directory.pages[i]!.join();
      const read = readPage(bytes);
      if (seen.has(name) || read?.kind !== 'people') continue;
      seen.add(name);
      if (!isWithin(read.department, directory.registrar?.mayIssueFor ?? [])) continue;
      for (const row of read.rows)
        known.push({
          row,
          department: read.department,
          place: [...read.department, ...(read.urduDepartment ?? [])].join(' '),
          issuedMs: directory.issuedMs,
          isRevoked: source.revoked.has(row.badge[0]!),
          order: known.length,
        });
    }
  }
  const isBetter = (a: Known, b: Known): boolean => {
    if (a.isRevoked !== b.isRevoked) return b.isRevoked;
    if (a.row.untilS !== b.row.untilS) return a.row.untilS > b.row.untilS;
    if (a.issuedMs !== b.issuedMs) return a.issuedMs > b.issuedMs;
    return a.order < b.order;
  };
  return known.filter(
    (one) => !known.some((other) => other.row.person === one.row.person && isBetter(other, one)),
  );
}

const split = (text: string): readonly string[] => searchWords(text).split(' ').filter(Boolean);

/** Search as one would write it down: word by word of each entry. */
function plainSearch(known: readonly Known[], text: string): readonly Known[] {
  const words = [...new Set(split(text))];
  if (words.length === 0) return [];
  const found: (Known & { sum: number })[] = [];
  for (const one of known) {
    const { name, urduName, title, urduTitle, post } = one.row;
    const fields = [`${name} ${urduName}`, `${title} ${urduTitle} ${post ?? ''}`, one.place].map(split);
    const fits = words.map((word) => {
      for (const [i, field] of fields.entries()) {
        if (field.includes(word)) return 2 * i;
        if (field.some((other) => other.startsWith(word))) return 2 * i + 1;
      }
      return null;
    });
    if (fits.some((fit) => fit === null)) continue;
    found.push({ ...one, sum: fits.reduce<number>((sum, fit) => sum + fit!, 0) });
  }
  return found.sort((a, b) => a.sum - b.sum || byName(a.row, b.row) || a.order - b.order);
}

async function opened(source: HeldDirectories): Promise<Directory> {
  const directory = new Directory(source, walkingClock(3));
  directory.open();
  await directory.changed();
  return directory;
}

const QUERIES = ['a', 'ali', 'raza', 'عل', 'finance', 'so b', 'م'];
/** Everything that can be seen of a directory. */
function allOf(directory: Directory): unknown {
  const departments: unknown[] = [];
  const walk = (path: Department): void => {
    departments.push(directory.peopleOf(path));
    for (const part of directory.departments(path)) {
      departments.push(part);
      walk(part.department);
    }
  };
  walk([]);
  return [directory.view.value, departments, QUERIES.map((text) => directory.search(text, 1_000))];
}
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

describe('a directory as it is searched', () => {
  it('finds whom a plain look at every entry finds, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(
        office,
        revoked,
        fc.array(query, { minLength: 1, maxLength: 6 }),
        async (from, gone, texts) => {
          const source = new HeldDirectories();
          for (const badge of gone) source.revoked.add(badge);
          source.directories = await held(source, from);
          const [directory, known] = [await opened(source), await everybody(source)];
          assert.equal(directory.view.value.count, known.length);
          for (const text of texts) {
            const expected = plainSearch(known, text).map(({ row, department }) => [
              row.person,
              row.untilS,
              department,
            ]);
            for (const limit of [1, 3, 1_000]) {
              const found = directory.search(text, limit);
              const told = found.map(({ person, untilMs, department }) => [
                person,
                untilMs / 1_000,
                department,
              ]);
              assert.ok(
                isSame(told, expected.slice(0, limit)),
                `“${text}”: ${told.length} of ${expected.length}`,
              );
            }
          }
        },
      ),
      { numRuns: 200, endOnFailure: true },
    );
  });

  it('is the same whether its pages come at once or one by one, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(office, fc.array(fc.nat(30), { maxLength: 12 }), async (from, turns) => {
        const [source, all] = [new HeldDirectories(), new HeldDirectories()];
        source.directories = all.directories = await held(all, from);
        const pages = from.flatMap(({ pages }) => encoded(pages));
        const directory = await opened(source);
        for (const turn of turns)
          if (pages.length > 0) {
            source.keep([pages[turn % pages.length]!]);
            await directory.changed();
          }
        source.keep(pages);
        await directory.changed();
        assert.ok(isSame(allOf(directory), allOf(await opened(all))));
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('is after a change what it were if it were built anew', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(office, revoked, fc.boolean()), { minLength: 1, maxLength: 5 }),
        async (steps) => {
          const source = new HeldDirectories();
          const directory = await opened(source);
          for (const [from, gone, isHurried] of steps) {
            source.directories = await held(source, from);
            source.revoked.clear();
            for (const badge of gone) source.revoked.add(badge);
            const taken = directory.changed();
            if (!isHurried) await taken;
          }
          await directory.changed();
          assert.ok(isSame(allOf(directory), allOf(await opened(source))));
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('throws at nothing that stands on a page, and finds what is sound', async () => {
    const good = encoded([aPage(['Finance'], [aRow(9_999)])]); // whom no other page names
    const spoilt = fc.tuple(page, fc.nat(), fc.nat(255), fc.nat()).map(([one, at, value, end]) => {
      const [bytes] = encoded([one]);
      bytes![at % bytes!.length] = value;
      return bytes!.slice(0, end % 4 === 0 ? end % bytes!.length : bytes!.length);
    });
    const hostile = fc.array(fc.oneof(fc.uint8Array({ maxLength: 60 }), spoilt), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(hostile, fc.string({ unit: 'binary' }), async (bad, text) => {
        const source = new HeldDirectories();
        source.keep([...bad, ...good]);
        source.directories = [await aDirectory([...bad, ...good])];
        const directory = await opened(source);
        directory.search(text, 10);
        directory.posts(text, 10);
        assert.equal(directory.view.value.state, 'ready');
        assert.ok(directory.search('ayesha finance', 10).length > 0);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });
});
