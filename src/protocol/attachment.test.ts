import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  attachmentOf,
  cleanFileName,
  readAttachment,
  referTo,
  wireAttachment,
  type Attachment,
} from './attachment.js';
import { isText, utf8Bytes } from './codec.js';
import { MAX_FILE_NAME_BYTES } from './limits.js';

const HASH = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'; // of "abc": FIPS 180-2, appendix B.1
const A_FILE: Attachment = { kind: 'attachment', name: 'annex.pdf', size: 3, sha256: HASH };

async function* chunks(...pieces: readonly Uint8Array[]) {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

describe('a file that a memo names', () => {
  it('is known by all of its bytes, however they come', async () => {
    assert.deepEqual(await referTo('annex.pdf', chunks(utf8Bytes('abc'))), A_FILE);
    assert.deepEqual(await referTo('/home/a/annex.pdf', chunks(utf8Bytes('a'), utf8Bytes('bc'))), A_FILE);
    const large = new Uint8Array(300_000).map((_, i) => i);
    const parts = Array.from({ length: 100 }, (_, i) => large.subarray(i * 3_000, (i + 1) * 3_000));
    const read = await referTo('x', chunks(...parts));
    assert.deepEqual([read.size, read.sha256], [300_000, createHash('sha256').update(large).digest('hex')]);
    const none = await referTo('x', chunks());
    assert.deepEqual([none.size, none.sha256], [0, createHash('sha256').digest('hex')]);
  });

  it('cannot be named where it cannot be read', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(utf8Bytes('a'));
      throw new Error('gone');
    };
    await assert.rejects(referTo('x', broken()), /gone/);
  });

  it('comes back from the wire as it went, and from nothing else', () => {
    assert.deepEqual(readAttachment(wireAttachment(A_FILE)), A_FILE);
    const [name, size, hash] = wireAttachment(A_FILE);
    for (const wire of [
      [],
      [name, size],
      [name, size, hash, 0],
      ['', size, hash],
      ['a/b', size, hash],
      ['x'.repeat(MAX_FILE_NAME_BYTES + 1), size, hash],
      [name, -1, hash],
      [name, 1.5, hash],
      [name, size, new Uint8Array(31)],
      [name, size, HASH],
    ])
      assert.equal(readAttachment(wire), null);
  });

  it('is taken from what an editor says, with a name that is fit, if there is a hash', () => {
    assert.deepEqual(attachmentOf('C:\\papers\\annex.pdf', 3, HASH), A_FILE);
    for (const [name, size, sha256] of [
      [7, 3, HASH],
      ['annex.pdf', '3', HASH],
      ['annex.pdf', -3, HASH],
      ['annex.pdf', 3, HASH.toUpperCase()],
      ['annex.pdf', 3, HASH.slice(2)],
      ['annex.pdf', 3, undefined],
    ])
      assert.equal(attachmentOf(name, size, sha256), null);
  });
});

describe('the name of a file', () => {
  for (const [given, clean] of [
    ['annex.pdf', 'annex.pdf'],
    ['منسلکہ ۱.pdf', 'منسلکہ ۱.pdf'],
    ['می\u200cخواہم.txt', 'می\u200cخواہم.txt'], // a joiner that the word needs
    ['../../etc/passwd', 'passwd'],
    ['a\\b\\c.doc', 'c.doc'],
    ['pay\u202efdp.exe', 'payfdp.exe'],
    ['two\nlines.txt', 'twolines.txt'],
    ['e\u0301.txt', 'é.txt'],
    ['', 'file'],
    ['..', 'file'],
    ['folder/', 'file'],
    [' \u200e ', 'file'],
    [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(51)}…${'x'.repeat(5)}.tar.gz`],
  ] as const)
    it(`${JSON.stringify(given.slice(0, 30))} is shown as ${JSON.stringify(clean.slice(0, 30))}`, () => {
      assert.equal(cleanFileName(given), clean);
    });

  it('is fit once it was made so, whatever it was', () => {
    const odd = fc.constantFrom(
      '/',
      '\\',
      '.',
      ' ',
      '\u202e',
      '\u0301',
      '\ud800',
      '👍',
      'ک',
      '\u2029',
      '\0',
      '…',
    );
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.array(odd, { maxLength: 300 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(any, (name) => {
        const clean = cleanFileName(name);
        assert.equal(cleanFileName(clean), clean);
        assert.ok(clean !== '' && isText(clean, MAX_FILE_NAME_BYTES));
        assert.doesNotMatch(clean, /[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 5_000 },
    );
  });
});
