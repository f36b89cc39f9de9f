import { assert } from '@open-wc/testing';
import { chooseFace, chooseLanguage, chooseTheme, preferences, startPreferences } from './preferences.js';

const root = document.documentElement;

describe('preferences', () => {
  afterEach(async () => {
    localStorage.clear();
    await startPreferences();
    await chooseLanguage('en');
  });

  it('come back at the next start', async () => {
    localStorage.setItem('beep.language', 'ur');
    localStorage.setItem('beep.theme', 'dark');
    localStorage.setItem('beep.face', 'nastaliq');
    await startPreferences();
    assert.deepEqual(preferences.value, { language: 'ur', theme: 'dark', face: 'nastaliq', missing: null });
    assert.deepEqual(
      [root.lang, root.dir, root.dataset['theme'], root.dataset['face']],
      ['ur', 'rtl', 'dark', 'nastaliq'],
    );
  });

  it('are the browser’s where nothing sensible was remembered', async () => {
    for (const key of ['language', 'theme', 'face']) localStorage.setItem(`beep.${key}`, 'toString');
    await startPreferences();
    assert.deepEqual(preferences.value, { language: 'en', theme: 'system', face: 'naskh', missing: null });
    assert.equal(root.dataset['theme'], 'system');
  });

  it('hold for the tab where nothing can be stored', async () => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    try {
      chooseTheme('dark');
      chooseFace('nastaliq');
      await chooseLanguage('ur');
      assert.deepEqual(preferences.value, { language: 'ur', theme: 'dark', face: 'nastaliq', missing: null });
    } finally {
      Storage.prototype.setItem = setItem;
    }
  });
});
