import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_NAME_BYTES } from './limits.js';
import { cleanName, isName } from './names.js';

const code = (text: string) =>
  [...text].map((char) => `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(' ');

const invisible = [
  ...'\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c', // bidi controls
  ...'\u200b\u2060\ufeff\u00ad\u034f\u2061\u2063\u180e\u180f\u3164\u115f\u1160\uffa0', // without width
  ...'\ufe00\ufe0f\u{e0100}', // variation selectors
  ...'\u{e0001}\u{e0041}\u{e007f}', // tags
  ...'\u0000\u0007\u001b\u007f\u0085\u009f', // controls
  ...'\ufff9\ufffa\ufffb\u{1d173}\u{1d17a}\u{1bca0}', // annotation, music, shorthand
];

describe('a name', () => {
  for (const name of [
    'Alice Khan',
    'محمد علی جناح',
    'گُلزار', // with a vowel mark
    'می‌خواہم', // ZWNJ between letters
    'क्‍ष', // ZWJ after a virama
    'آفتابِ اقبال',
    '۱۲۳ ۴۵۶', // U+06F0…: Urdu digits
    '٠١٢', // U+0660…: Arabic digits
    "O'Neill-Ångström",
    'الله',
    'A\u0600', // the Arabic number sign, visible
    '🇵🇰 👍🏽',
  ]) {
    it(`may be ${name}`, () => {
      assert.equal(cleanName(name), name);
      assert.ok(isName(name));
    });
  }

  // Pairs that keyboards of different languages give for what looks the same: they stay apart, and as they were.
  for (const pair of ['\u06cc\u064a', '\u06a9\u0643', '\u06be\u0647', '\u06f4\u0664']) {
    it(`keeps ${code(pair)} apart`, () => {
      const [urdu, arabic] = [...pair] as [string, string];
      assert.deepEqual([cleanName(`${urdu}ا`), cleanName(`${arabic}ا`)], [`${urdu}ا`, `${arabic}ا`]);
    });
  }

  for (const char of invisible) {
    it(`never holds ${code(char)}`, () => {
      for (const name of [`a${char}b`, `${char}ab`, `ab${char}`, `ا${char}ب`]) {
        assert.equal(isName(name), false);
        assert.equal(cleanName(name), name.replace(char, ''));
      }
    });
  }

  it('never holds a character that is ignored when it is shown, but a joiner between letters', () => {
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const char = String.fromCodePoint(point);
      if (!/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]/u.test(char)) continue;
      assert.ok(!isName(`a${char}b`), code(char));
    }
  });

  for (const [what, name] of [
    ['nothing', ''],
    ['blanks', '   '],
    ['a joiner alone', '\u200c'],
    ['joiners alone', '\u200d\u200c'],
    ['a joiner at its start', '\u200cعلی'],
    ['a joiner at its end', 'علی\u200c'],
    ['two joiners in a row', 'می\u200c\u200cخواہم'],
    ['a joiner where it shows nothing', 'Ali\u200cKhan'],
    ['a joiner beside a blank', 'علی \u200cخان'],
    ['a blank in front', ' Alice'],
    ['two blanks in a row', 'Alice  Khan'],
    ['a no-break space', 'Alice\u00a0Khan'],
    ['a line break', 'Alice\nKhan'],
    ['decomposed letters', 'e\u0301'],
    ['a lone surrogate', 'a\ud800'],
    ['too many bytes', 'ا'.repeat(MAX_NAME_BYTES / 2 + 1)],
  ] as const) {
    it(`is not ${what}`, () => assert.ok(!isName(name)));
  }

  it('may be as long as the cap', () => {
    assert.ok(isName('ا'.repeat(MAX_NAME_BYTES / 2)));
  });

  for (const value of [undefined, null, 7, [], {}, new Uint8Array(3)]) {
    it(`is not a ${Object.prototype.toString.call(value)}`, () => assert.ok(!isName(value)));
  }
});

describe('cleanName', () => {
  it('turns every kind of blank, line breaks included, into one space', () => {
    assert.equal(cleanName(' Alice\r\n\t\u00a0\u3000Khan\u2029'), 'Alice Khan');
    assert.equal(cleanName('Alice \u200b Khan'), 'Alice Khan');
  });

  it('composes letters that an invisible character kept apart', () => {
    assert.equal(cleanName('e\u200b\u0301'), 'é');
  });

  it('leaves nothing of a name that shows nothing', () => {
    assert.equal(cleanName('\u200b\u202e \u2066\u200c\u{e0041}'), '');
  });

  it('gives a name that needs no more cleaning, whatever it is given', () => {
    const nasty = fc.constantFrom(
      ...invisible,
      '\u200c',
      '\u200d',
      ' ',
      '\n',
      '\u0301',
      'e',
      'ا',
      'ی',
      'क',
      '\u094d',
      '\ud800',
    );
    const text = fc.oneof(
      fc.string({ unit: nasty, maxLength: 20 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const clean = cleanName(raw);
        assert.equal(cleanName(clean), clean);
        assert.equal(isName(clean), clean !== '' && Buffer.byteLength(clean) <= MAX_NAME_BYTES);
      }),
      { numRuns: 10_000 },
    );
  });

  it('takes no longer than its text is long', () => {
    const before = process.cpuUsage(); // not the clock: the machine may be busy
    for (const unit of ['\u200c', ' ', 'e\u0301', '\u0301', '\u200b ', 'ی\u200c'])
      cleanName(unit.repeat(50_000));
    assert.ok(process.cpuUsage(before).user < 5_000_000);
  });
});
