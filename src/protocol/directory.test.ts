import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ALICE, BOB } from '../../test/vectors/cast.js';
import { allTruncations, withItem } from '../../test/vectors/mutations.js';
import { A_PAGE, A_ROW, chargeWith, HOLLOW_KEYS, idOfKey } from '../../test/vectors/office-cast.js';
import { decodeArray, encode, type Wire } from './codec.js';
import { encodePage, isSoundRow, pageHash, readPage, type DirectoryPage } from './directory.js';
import { MAX_GRADE_BYTES, MAX_NAME_BYTES, MAX_PAGE_BYTES, MAX_PAGE_ROWS, MAX_TIME_MS, MAX_TITLE_BYTES } from './limits.js'; // prettier-ignore

const PAGE = encodePage(A_PAGE);
/** The page with field `index` of its row replaced. */
const withField = (index: number, item: Wire): Uint8Array => {
  const row = [...((decodeArray(PAGE) as Wire[][])[4]![0] as unknown as Wire[])];
  row[index] = item;
  return withItem(PAGE, 4, [row]);
};

describe('a page of a directory', () => {
  it('reads back as it was made, and has one form', () => {
    const rows = fc.array(
      fc.record(
        {
          person: fc.constantFrom(ALICE.person, BOB.person),
          device: fc.constantFrom(ALICE.device, BOB.device),
          rendezvous: fc.uint8Array({ minLength: 16, maxLength: 16 }),
          badge: fc.uint8Array({ minLength: 8, maxLength: 8 }),
          untilS: fc.nat(),
          name: fc.constantFrom('Alice', 'بابر علی'),
          title: fc.constantFrom('', 'Officer'),
          grade: fc.constantFrom('', 'BS-17'),
          urduName: fc.constantFrom('', 'ایلس'),
          urduTitle: fc.constantFrom('', 'آفیسر'),
          post: fc.constantFrom(null, 'SO Budget-II'),
        },
        { noNullPrototype: true },
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(rows, fc.boolean(), (some, isUrdu) => {
        const page: DirectoryPage = {
          ...A_PAGE,
          urduDepartment: isUrdu ? A_PAGE.urduDepartment : null,
          rows: some,
        };
        assert.deepEqual(readPage(encodePage(page)), page);
      }),
    );
  });

  it('of charges reads back as it was made', async () => {
    const page: DirectoryPage = { kind: 'charges', charges: [(await chargeWith()).bytes] };
    assert.deepEqual(readPage(encodePage(page)), page);
    assert.equal(readPage(withItem(encodePage(page), 2, [null])), null);
    assert.equal(readPage(withItem(encodePage(page), 3, null)), null);
  });

  it('is refused when cut anywhere, with a byte behind it, or when it is no bytes', () => {
    for (const damaged of allTruncations(PAGE)) assert.equal(readPage(damaged), null);
    for (const value of [null, undefined, 7, 'page', []]) assert.equal(readPage(value), null);
  });

  for (const [what, index, item] of [
    ['another version', 0, 2],
    ['another kind', 1, 3],
    ['no department', 2, []],
    ['an Urdu department of fewer levels', 3, ['فنانس ڈویژن']],
    ['an empty Urdu department', 3, []],
    ['rows that are no array', 4, null],
    ['a row that is no array', 4, [null]],
    ['a field more', 5, null],
  ] satisfies [string, number, Wire][])
    it(`is refused with ${what}`, () => assert.equal(readPage(withItem(PAGE, index, item)), null));

  for (const [what, index, item] of [
    ['a person of 31 bytes', 0, new Uint8Array(31)],
    ['a device of 33 bytes', 1, new Uint8Array(33)],
    ['a rendezvous of 15 bytes', 2, new Uint8Array(15)],
    ['a badge of 7 bytes', 3, new Uint8Array(7)],
    ['an end after all time', 4, Math.floor(MAX_TIME_MS / 1000) + 1],
    ['an empty name', 5, ''],
    ['a name above the cap', 5, 'a'.repeat(MAX_NAME_BYTES + 1)],
    ['a name with a bidi override', 5, 'Ali\u202eecilA'],
    ['a title above the cap', 6, 'a'.repeat(MAX_TITLE_BYTES + 1)],
    ['a grade above the cap', 7, 'a'.repeat(MAX_GRADE_BYTES + 1)],
    ['an Urdu name that is null', 8, null],
    ['an Urdu title of blanks', 9, ' '],
    ['an empty post', 10, ''],
    ['a field more', 11, null],
  ] satisfies [string, number, Wire][])
    it(`is refused with a row with ${what}`, () => assert.equal(readPage(withField(index, item)), null));

  it('has at most MAX_PAGE_ROWS rows and MAX_PAGE_BYTES', () => {
    const charges = (count: number) => encode([1, 2, Array(count).fill(new Uint8Array(1))]);
    assert.notEqual(readPage(charges(MAX_PAGE_ROWS)), null);
    assert.equal(readPage(charges(MAX_PAGE_ROWS + 1)), null);
    const sized = (bytes: number) => encode([1, 2, [new Uint8Array(bytes - 7)]]);
    assert.equal(sized(MAX_PAGE_BYTES).byteLength, MAX_PAGE_BYTES);
    assert.notEqual(readPage(sized(MAX_PAGE_BYTES)), null);
    assert.equal(readPage(sized(MAX_PAGE_BYTES + 1)), null);
  });

  it('is named by what is in it', () => assert.notDeepEqual(pageHash(PAGE), pageHash(withField(7, 'BS-18'))));

  it('may name a hollow key, which nobody dials', () => {
    assert.ok(isSoundRow(A_ROW));
    for (const hollow of HOLLOW_KEYS) {
      assert.ok(!isSoundRow({ ...A_ROW, person: idOfKey(hollow) }));
      assert.ok(!isSoundRow({ ...A_ROW, device: idOfKey(hollow) }));
    }
  });
});
