import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { A_MEMO, anyLooseMemo, anyMemo, aParagraph, aRun } from '../../test/support/memo-contents.js';
import { allTruncations } from '../../test/vectors/mutations.js';
import { encode, utf8Bytes, type Wire } from './codec.js';
import { MAX_LIST_NUMBER, MAX_MEMO_BYTES, MAX_MEMO_DEPTH, MAX_SUBJECT_BYTES } from './limits.js';
import {
  canonicalMemo,
  EMPTY_MEMO,
  encodeMemoContent,
  linesOf,
  readMemoContent,
  type Block,
  type MemoContent,
} from './memo-content.js';

const RUNS = { numRuns: 2_000 };
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const memo = (...blocks: Block[]): MemoContent => ({ subject: '', blocks });
const wireOf = (...nodes: Wire[]): Uint8Array => encode([1, '', nodes]);
const isTaken = (...nodes: Wire[]) => readMemoContent(wireOf(...nodes)) !== null;

/** `depth` quotes in each other around `inner`. */
const quoted = (depth: number, inner: Block): Block =>
  depth === 0 ? inner : { kind: 'quote', blocks: [quoted(depth - 1, inner)] };

describe('the content of a memo', () => {
  it('comes back as it went, and has one encoding', () => {
    for (const content of [A_MEMO, EMPTY_MEMO, { subject: '', blocks: [] }])
      assert.deepEqual(readMemoContent(encodeMemoContent(content)), content);
    fc.assert(
      fc.property(anyMemo, (content) => {
        const bytes = encodeMemoContent(content);
        assert.deepEqual(readMemoContent(bytes), content);
      }),
      RUNS,
    );
  });

  it('is taken in its canonical form, which is one, and in no other', () => {
    let changed = 0;
    fc.assert(
      fc.property(anyLooseMemo, (loose) => {
        const content = canonicalMemo(loose);
        assert.deepEqual(canonicalMemo(content), content);
        const bytes = encodeMemoContent(loose);
        const isCanonical = same(bytes, encodeMemoContent(content));
        assert.equal(readMemoContent(bytes) !== null, isCanonical);
        if (!isCanonical) changed++;
      }),
      RUNS,
    );
    assert.ok(changed > 100, 'what is drawn is not always canonical');
  });

  it('says the same in its canonical form: no line is lost or comes to another place', () => {
    const plain = ({ subject, blocks }: MemoContent) =>
      [subject, ...linesOf(blocks)].join('').toWellFormed().normalize('NFC');
    const noControls = anyLooseMemo.map((content) => ({ ...content, subject: 'one' }));
    fc.assert(
      fc.property(noControls, (loose) => assert.equal(plain(canonicalMemo(loose)), plain(loose))),
      RUNS,
    );
  });

  it('is nothing when a byte is missing or one too many, and never throws when one is another', () => {
    const bytes = encodeMemoContent(A_MEMO);
    for (const part of allTruncations(bytes)) assert.equal(readMemoContent(part), null);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = bytes.slice();
        damaged[at] = value;
        const read = readMemoContent(damaged);
        assert.ok(read === null || same(encodeMemoContent(read), damaged));
      }),
      RUNS,
    );
    for (const nonsense of [null, undefined, 'memo', 7, [], {}])
      assert.equal(readMemoContent(nonsense), null);
  });

  it('is of version 1, with a subject of one line that is not too long', () => {
    const withSubject = (subject: Wire) => readMemoContent(encode([1, subject, []]));
    assert.deepEqual(withSubject('x'.repeat(MAX_SUBJECT_BYTES))?.blocks, []);
    for (const subject of ['x'.repeat(MAX_SUBJECT_BYTES + 1), 'a\nb', 'a\u2028b', 'a\tb', 'e\u0301', null, 7])
      assert.equal(withSubject(subject), null);
    assert.equal(readMemoContent(encode([2, '', []])), null);
    assert.equal(readMemoContent(encode([1, '', [], 0])), null);
    assert.equal(readMemoContent(encode([1, '', null])), null);
  });

  it('cuts a subject that is too long between characters, and makes one line of several', () => {
    for (const [text, expected] of [
      ['a\r\nb\u2029c', 'a b c'],
      ['ا'.repeat(400), 'ا'.repeat(256)],
      [`${'x'.repeat(511)}👍`, 'x'.repeat(511)],
      ['👍'.repeat(200), '👍'.repeat(128)],
    ] as const)
      assert.equal(canonicalMemo({ subject: text, blocks: [] }).subject, expected);
  });

  it('refuses runs that are not canonical', () => {
    assert.ok(isTaken([1, 0], [1, 2, 'a', ['b', 1], 'c', ['d', 7]]));
    assert.ok(isTaken([1, 0, '\na'], [2, 1, '\n', ['a', 2]]));
    for (const runs of [
      [''],
      [['', 1]],
      [['a', 0]],
      [['a', 8]],
      [['a', 1, 1]],
      ['a', 'b'],
      [
        ['a', 3],
        ['b', 3],
      ],
      ['a', ['\nb', 1]],
      [['\n', 1]],
      ['e\u0301'],
      [null],
      [7],
    ] as Wire[][])
      assert.ok(!isTaken([1, 0, ...runs]), JSON.stringify(runs));
    for (const direction of [3, -1, null, 'rtl']) assert.ok(!isTaken([1, direction]));
  });

  it('refuses trees whose counts, kinds or numbers are not right', () => {
    const [line, item] = [
      [1, 0],
      [7, 1],
    ];
    assert.ok(isTaken([3, 1], item, line));
    assert.ok(isTaken([4, 1, 0], item, line) && isTaken([4, 1, MAX_LIST_NUMBER], item, line));
    assert.ok(isTaken([5, 1], [2, 0]));
    assert.ok(isTaken([6, 1], [7, 2], item, line, item, line));
    for (const nodes of [
      [[3, 0]],
      [[3, 1]],
      [[3, 1], line],
      [[3, 1], item],
      [[3, 2], item, line],
      [[3, 1], item, [2, 0]], // an item that begins with a heading
      [[3, 1, 1], item, line],
      [[4, 1], item, line],
      [[4, 1, MAX_LIST_NUMBER + 1], item, line],
      [[4, 1, -1], item, line],
      [[5, 0]],
      [[5, 1]],
      [[6, 1], item, line],
      [[6, 1], [7, 1], item, [2, 0]], // a heading in a cell
      [
        [6, 1],
        [7, 0],
      ],
      [item, line],
      [[0, 0]],
      [[8, 1]],
      [7],
      [[]],
    ] as Wire[][])
      assert.ok(!isTaken(...nodes), JSON.stringify(nodes));
  });

  it('has lists and quotes in each other as deep as there may be, and what is deeper moves up', () => {
    const deepest = memo(quoted(MAX_MEMO_DEPTH, aParagraph('deep')));
    assert.deepEqual(readMemoContent(encodeMemoContent(deepest)), deepest);
    const list: Block = { kind: 'bullets', items: [[aParagraph('deep')]] };
    for (const inner of [quoted(1, aParagraph('deep')), list]) {
      const tooDeep = memo(quoted(MAX_MEMO_DEPTH, inner));
      assert.equal(readMemoContent(encodeMemoContent(tooDeep)), null);
      assert.deepEqual(canonicalMemo(tooDeep), deepest);
    }
  });

  it('is taken up to its greatest size, longer than anything else, and not a byte beyond', () => {
    const filled = (length: number) => memo(aParagraph('x'.repeat(length)));
    const overhead = encodeMemoContent(filled(200_000)).byteLength - 200_000;
    const [fits, isOver] = [0, 1].map((more) => encodeMemoContent(filled(MAX_MEMO_BYTES - overhead + more)));
    assert.equal(fits!.byteLength, MAX_MEMO_BYTES);
    assert.ok(readMemoContent(fits));
    assert.equal(readMemoContent(isOver), null);
  });

  it('gives its lines in the order they are read', () => {
    assert.deepEqual(linesOf(A_MEMO.blocks), [
      'بخدمت جناب',
      'By order of the Secretary',
      'at once.',
      'Third',
      'a',
      'b',
      '',
      'فہرست annex 1.pdf',
      'So it was said.',
      'اور لکھا گیا',
      'Name',
      'Days',
      'Amina',
      'Yusuf',
    ]);
    assert.ok(utf8Bytes(A_MEMO.subject).byteLength < MAX_SUBJECT_BYTES);
    assert.deepEqual(linesOf([{ ...aParagraph(''), runs: [aRun('a\n', 's'), aRun('b')] }]), ['a', 'b']);
  });
});
