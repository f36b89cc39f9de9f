import { assert } from '@open-wc/testing';
import { textLanguage } from './text-language.js';

describe('textLanguage', () => {
  for (const [what, text, language] of [
    ['Urdu', 'فائل بھیج دی گئی ہے', 'ur'],
    ['English', 'The file is on its way', 'en'],
    ['Urdu after a number', '12: اجلاس', 'ur'],
    ['Urdu with an English word in it', 'یہ PDF ہے', 'ur'],
    ['English with an Urdu word in it', 'The word ہے', 'en'],
    ['no letter at all', '12:30 👍', null],
    ['nothing', '', null],
  ] as const) {
    it(`takes ${what} for ${language}`, () => assert.equal(textLanguage(text), language));
  }

  it('looks at a bounded part of the text', () => {
    assert.isNull(textLanguage('!'.repeat(600) + 'a'));
  });
});
