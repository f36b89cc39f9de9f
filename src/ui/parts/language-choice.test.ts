import { assert, fixture, html } from '@open-wc/testing';
import type { Language } from '../../i18n/language.js';
import { languageChoice } from './language-choice.js';

const mount = (missing: Language | null, choose: (language: Language) => void = () => {}) =>
  fixture(html`<div>${languageChoice({ language: 'en', missing }, choose)}</div>`);

describe('languageChoice', () => {
  it('offers each language by its own name, and marks the one in use', async () => {
    const chosen: Language[] = [];
    const page = await mount(null, (language) => chosen.push(language));
    const radios = [...page.querySelectorAll('input')];
    assert.deepEqual(
      radios.map(({ labels, checked }) => [labels![0]!.innerText.trim(), labels![0]!.lang, checked]),
      [
        ['English', 'en', true],
        ['اردو', 'ur', false],
      ],
    );
    radios[1]!.click();
    assert.deepEqual(chosen, ['ur']);
    assert.isNull(page.querySelector('[role=alert]'));
    await assert.isAccessible(page);
  });

  it('says so when the words of a language could not be fetched', async () => {
    const page = await mount('ur');
    assert.include(page.querySelector('[role=alert]')?.textContent, 'This language could not be loaded.');
    await assert.isAccessible(page);
  });
});
