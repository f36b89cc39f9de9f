import { assert } from '@open-wc/testing';
import { FAULTS, type FaultCode } from '../domain/fault.js';
import { switchLanguage } from '../i18n/language.js';
import { faultWords } from './fault-words.js';

const CODES = Object.keys(FAULTS) as FaultCode[];

describe('faultWords', () => {
  afterEach(() => switchLanguage('en'));

  it('says what happened and what to do, for every fault, in every language', async () => {
    const english = new Map(CODES.map((code) => [code, faultWords(code, 'Ayesha')]));
    await switchLanguage('ur');
    for (const [code, words] of english) {
      const urdu = faultWords(code, 'Ayesha');
      for (const key of ['say', 'act'] as const) {
        assert.match(words[key], /^\S.*[.!?]$/s, `${code} ${key} is no sentence`);
        assert.match(urdu[key], /\p{Script=Arabic}.*۔$/su, `${code} ${key} is no Urdu sentence`);
      }
    }
  });

  it('names whom it concerns, kept apart from the direction of the words', async () => {
    assert.include(faultWords('peer-mismatch', 'عائشہ').say, '\u2068عائشہ\u2069');
    await switchLanguage('ur');
    assert.include(faultWords('peer-mismatch', 'Ayesha').say, '\u2068Ayesha\u2069');
  });

  it('does without a name', () => {
    assert.notInclude(faultWords('peer-mismatch').say, '\u2068');
  });
});
