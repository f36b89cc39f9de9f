import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ed25519PublicKey } from '../protocol/ed25519.js';
import { encodePage, type DirectoryRow } from '../protocol/directory.js';
import { readDeviceId, readPersonId } from '../protocol/ids.js';
import { Fault } from '../domain/fault.js';
import {
  aDirectory,
  aPage,
  aRow,
  encoded,
  HeldDirectories,
  peopleIn,
  someone,
  walkingClock,
} from '../../test/support/held-directories.js';
import { NOW_MS } from '../../test/vectors/cast.js';
import { Directory } from './directory.js';

const BUDGET = ['Finance Division', 'Budget Wing'];

/** A directory of what is given as one page of one department each. */
async function opened(...departments: readonly (readonly [readonly string[], readonly DirectoryRow[]])[]) {
  const source = new HeldDirectories();
  const pages = encoded(departments.map(([department, rows]) => aPage(department, rows)));
  source.keep(pages);
  source.directories = [await aDirectory(pages)];
  const directory = new Directory(source, walkingClock(0));
  directory.open();
  await ready(directory);
  return { source, directory };
}

/** `open` says by the view when it is done. */
const ready = (directory: Directory): Promise<void> => directory.changed();

const names = (directory: Directory, text: string): readonly string[] =>
  directory.search(text, 10).map(({ name }) => name);

describe('who is found in a directory', () => {
  it('is whoever has every word, each from its beginning, in any order and in both languages', async () => {
    const { directory } = await opened([
      BUDGET,
      [
        aRow(1, { name: 'Ayesha Siddiqui', urduName: 'عائشہ صدیقی', title: 'Section Officer' }),
        aRow(2, { name: 'Ali Raza', urduName: 'علی رضا', post: 'SO (Budget-II)' }),
      ],
    ]);
    for (const text of ['aye', 'SIDD', 'sid aye', 'عائشہ', 'صد عا', 'ayesha officer', 'budget ayesha'])
      assert.deepEqual(names(directory, text), ['Ayesha Siddiqui'], text);
    for (const text of ['so budget-ii', 'budget ii', 'عل\u064A', 'ali finance'])
      assert.deepEqual(names(directory, text), ['Ali Raza'], text);
    for (const text of ['yesha', 'ayesha raza', 'ayesha x', '', ' - '])
      assert.deepEqual(names(directory, text), []);
    assert.equal(directory.search('budget', 1).length, 1);
    assert.equal(directory.search('budget', 0).length, 0);
  });

  it('comes by name before title before department, whole words before beginnings, then by name', async () => {
    const { directory } = await opened(
      [
        ['Finance'],
        [
          aRow(1, { name: 'Zubair', title: 'Bilal' }),
          aRow(2, { name: 'Yasmin', title: 'Bilalabad' }),
          aRow(3, { name: 'Bilalzai' }),
          aRow(4, { name: 'Zain Bilal' }),
          aRow(5, { name: 'Ahmed Bilal' }),
        ],
      ],
      [['Bilal'], [aRow(6, { name: 'Omar' })]],
      [['Bilalpur'], [aRow(7, { name: 'Asma' })]],
    );
    assert.deepEqual(names(directory, 'bilal'), [
      'Ahmed Bilal',
      'Zain Bilal',
      'Bilalzai',
      'Zubair',
      'Yasmin',
      'Omar',
      'Asma',
    ]);
  });

  it('has everything on the entry that the row says', async () => {
    const row = aRow(1, {
      name: 'Ayesha Siddiqui',
      urduName: 'عائشہ صدیقی',
      title: 'Section Officer',
      urduTitle: 'سیکشن افسر',
      grade: 'BS-17',
      post: 'SO Budget-II',
    });
    const { directory } = await opened([BUDGET, [row, aRow(2, { untilS: 5 })]]);
    const [entry] = directory.search('ayesha section', 9);
    assert.deepEqual(entry, {
      person: someone(1),
      name: 'Ayesha Siddiqui',
      title: 'Section Officer',
      grade: 'BS-17',
      urduName: 'عائشہ صدیقی',
      urduTitle: 'سیکشن افسر',
      department: BUDGET,
      urduDepartment: null,
      post: 'SO Budget-II',
      untilMs: 1_800_000_000_000,
      standing: { kind: 'good' },
    });
    assert.deepEqual(directory.peopleOf(BUDGET)[1]?.standing, { kind: 'expired' });
    assert.equal(directory.nameOf(someone(1)), 'Ayesha Siddiqui');
    assert.equal(directory.nameOf(someone(3)), '');
  });

  it('is within the department of whoever signed the index, and in no other', async () => {
    const source = new HeldDirectories();
    const pages = encoded([
      aPage(['Finance', 'Budget'], [aRow(1)]),
      aPage(['Finance'], [aRow(2)]),
      aPage(['Interior'], [aRow(3)]),
    ]);
    source.keep(pages);
    source.directories = [await aDirectory(pages, { scope: ['Finance', 'Budget'] })];
    const directory = new Directory(source, walkingClock(0));
    directory.open();
    await ready(directory);
    assert.deepEqual(peopleIn(directory.search('ayesha', 9)), [someone(1)]);
    source.directories = [await aDirectory(pages, { scope: ['Interior'] })];
    await directory.changed();
    assert.deepEqual(peopleIn(directory.search('ayesha', 9)), [someone(3)]);
  });

  it('stands there once, by the badge that ends last and is not revoked', async () => {
    const [old, recent] = [aRow(1, { badge: new Uint8Array(8).fill(1), untilS: 1_800_000_000 }), aRow(1, { badge: new Uint8Array(8).fill(2), untilS: 1_900_000_000 })]; // prettier-ignore
    for (const order of [
      [old, recent],
      [recent, old],
    ]) {
      const { directory, source } = await opened(
        [['Finance'], [order[0]!]],
        [['Interior'], [order[1]!, order[1]!]],
      );
      assert.deepEqual(directory.search('ayesha', 9).map(({ untilMs }) => untilMs), [1_900_000_000_000]); // prettier-ignore
      assert.equal(directory.view.value.count, 1);
      assert.deepEqual(
        directory.departments([]).map(({ count }) => count),
        [1],
      );
      source.revoked.add(2);
      await directory.changed();
      assert.deepEqual(directory.search('ayesha', 9).map(({ untilMs }) => untilMs), [1_800_000_000_000]); // prettier-ignore
    }
  });
});

describe('the tree of departments', () => {
  it('counts people with those in the parts, and names each in both languages', async () => {
    const source = new HeldDirectories();
    const pages = encoded([
      aPage(['Finance', 'Budget', 'Budget-II'], [aRow(1), aRow(2)], ['فنانس', 'بجٹ', 'بجٹ دوم']),
      aPage(['Finance', 'Audit'], [aRow(3)]),
      aPage(['Finance'], [aRow(4, { name: 'Zubair' }), aRow(5, { name: 'Asma' })], ['مالیات']),
      aPage(['Cabinet'], [aRow(6)]),
    ]);
    source.keep(pages);
    source.directories = [await aDirectory(pages)];
    const directory = new Directory(source, walkingClock(0));
    assert.deepEqual(directory.view.value, {
      state: 'loading',
      count: 0,
      asOfMs: NOW_MS,
      nextUpdateMs: NOW_MS + 86_400_000,
    });
    directory.open();
    await ready(directory);
    assert.equal(directory.view.value.count, 6);
    assert.deepEqual(directory.departments([]), [
      { department: ['Cabinet'], name: 'Cabinet', urduName: null, count: 1, hasParts: false },
      { department: ['Finance'], name: 'Finance', urduName: 'فنانس', count: 5, hasParts: true },
    ]);
    assert.deepEqual(
      directory.departments(['Finance']).map(({ name, count }) => [name, count]),
      [
        ['Audit', 1],
        ['Budget', 2],
      ],
    );
    assert.deepEqual(directory.departments(['Finance', 'Nothing', 'At all']), []);
    assert.deepEqual(
      directory.peopleOf(['Finance']).map(({ name }) => name),
      ['Asma', 'Zubair'],
    );
    assert.deepEqual(directory.peopleOf([]), []);
  });

  it('is none where no directory is held', async () => {
    const source = new HeldDirectories();
    const directory = new Directory(source, walkingClock(0));
    assert.equal(directory.view.value.state, 'none');
    directory.open();
    assert.equal(directory.view.value.state, 'none');
    source.directories = [await aDirectory([])];
    await directory.changed();
    assert.equal(directory.view.value.state, 'ready');
  });
});

describe('reading pages', () => {
  const PEOPLE = 600;
  const many = () => encoded(Array.from({ length: PEOPLE }, (_, i) => aPage([`Section ${i}`], [aRow(i)])));

  it('goes on in slices of at most 8 ms, counts along, and reads each page once', async () => {
    const source = new HeldDirectories();
    const pages = many();
    source.keep(pages);
    source.directories = [await aDirectory(pages)];
    const clock = walkingClock(0.5);
    source.beforePages = () => new Promise((resolve) => void clock.after(0, resolve)); // as a disk does
    const directory = new Directory(source, clock);
    const counts: number[] = [];
    directory.view.subscribe(() => counts.push(directory.view.value.count));
    directory.open();
    directory.open();
    await ready(directory);
    assert.ok(clock.tasks.length > PEOPLE / 16, String(clock.tasks.length));
    assert.ok(Math.max(...clock.tasks) <= 8, String(Math.max(...clock.tasks)));
    assert.ok(counts.length > 2 && counts.length < 50, String(counts.length));
    assert.deepEqual(counts, [...counts].sort((a, b) => a - b)); // prettier-ignore
    assert.equal(source.reads, PEOPLE);
    await directory.changed();
    assert.equal(source.reads, PEOPLE);
  });

  it('takes what comes later, and finds meanwhile what is there', async () => {
    const source = new HeldDirectories();
    const pages = many();
    source.keep(pages.slice(0, 10));
    source.directories = [await aDirectory(pages)];
    const directory = new Directory(source, walkingClock(0));
    directory.open();
    await ready(directory);
    assert.equal(directory.view.value.count, 10);
    source.keep(pages);
    await directory.changed();
    assert.equal(directory.view.value.count, PEOPLE);
    source.directories = [];
    await directory.changed();
    assert.deepEqual(directory.view.value, { state: 'none', count: 0, asOfMs: 0, nextUpdateMs: 0 });
    assert.deepEqual(directory.search('ayesha', 9), []);
  });

  it('tells of a disk that fails, and finds what it has', async () => {
    const { source, directory } = await opened([['Finance'], [aRow(1)]]);
    const page = encodePage(aPage(['Interior'], [aRow(2)]));
    source.directories = [...source.directories, await aDirectory([page], { scope: ['Interior'] })];
    source.beforePages = () => Promise.reject(new Fault('storage-failed'));
    await directory.changed();
    assert.deepEqual(source.faults, ['storage-failed']);
    assert.equal(directory.view.value.state, 'ready');
    assert.equal(directory.search('ayesha', 9).length, 1);
    assert.deepEqual(await directory.write(someone(1)), { ok: false, error: 'storage-failed' });
  });
});

describe('writing to somebody who was found', () => {
  const key = (seed: number) => ed25519PublicKey(new Uint8Array(32).fill(seed));
  const sound = (seed: number, fields: Partial<DirectoryRow> = {}) =>
    aRow(seed, { person: readPersonId(key(seed))!, device: readDeviceId(key(seed + 100))!, ...fields });

  it('takes the keys from the page, and only sound ones', async () => {
    const [good, hollow] = [sound(1), sound(2, { device: readDeviceId(new Uint8Array(32))! })];
    const { source, directory } = await opened([BUDGET, [good, hollow]]);
    assert.ok((await directory.write(good.person)).ok);
    assert.deepEqual(source.written, [good]);
    assert.deepEqual(await directory.write(hollow.person), { ok: false, error: 'not-in-directory' });
    assert.deepEqual(await directory.write(sound(3).person), { ok: false, error: 'not-in-directory' });
  });

  it('is not done where the badge is revoked, or the page has gone', async () => {
    const { source, directory } = await opened([BUDGET, [sound(1), sound(2)]]);
    source.revoked.add(1);
    assert.deepEqual(await directory.write(sound(1).person), { ok: false, error: 'not-in-directory' });
    source.lose(encoded([aPage(BUDGET, [sound(1), sound(2)])]));
    assert.deepEqual(await directory.write(sound(2).person), { ok: false, error: 'not-in-directory' });
    assert.deepEqual(source.written, []);
  });
});
