import { assert, waitUntil } from '@open-wc/testing';
import { wordsOfSeed } from '../../protocol/recovery-words.js';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { field, focused, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import { chooseLanguage } from '../app/preferences.js';
import './beep-welcome.js';

const WORDS = wordsOfSeed(Uint8Array.from({ length: 32 }, (_, i) => i));

/** The first screen, after a click on “I have 24 words”. */
async function mount(name = '') {
  const beep = new FakeBeep({ kind: 'welcome' });
  const page = await show('beep-welcome', { beep, facts: new FakeFacts() }, { width: 390, height: 844 });
  type(field(page, 'Your name'), name);
  await settled(page);
  named(page, 'I have 24 words').click();
  await waitUntil(() => one(page, 'beep-with-words'));
  await settled(page);
  return { beep, page, reads: () => says(one(page, '#reading')).replace(/[\u2068\u2069]/g, '') };
}

describe('<beep-with-words>', () => {
  afterEach(() => chooseLanguage('en'));

  it('begins as whoever the words are of, and not before it was said what that ends', async () => {
    const { beep, page } = await mount('Bilal');
    assert.equal(says(focused()), 'Begin with your 24 words');
    assert.equal(field(page, 'Your name').value, 'Bilal', 'typed before');
    const button = named(page, 'Begin with these words');
    assert.include(
      says(one(page, `#${button.getAttribute('aria-describedby')!}`)),
      'All other devices of yours will be ended.',
    );
    type(field(page, 'Your 24 words'), WORDS.join(' '));
    button.click();
    await waitUntil(() => beep.phase.value.kind === 'ready');
    assert.equal(beep.words, WORDS.join(' '));
    assert.deepInclude(beep.phase.value, { self: FakeBeep.self({ name: 'Bilal' }) });
    await waitUntil(() => field(page, 'Your 24 words').value === '', 'something is left of them');
  });

  it('lets nothing else have a hand in what is typed, and runs from left to right', async () => {
    const { page } = await mount();
    await chooseLanguage('ur');
    await settled(page);
    const area = one(page, 'textarea') as HTMLTextAreaElement;
    assert.deepEqual(
      [area.autocomplete, area.spellcheck, area.autocapitalize, area.translate],
      ['off', false, 'none', false],
    );
    assert.equal(getComputedStyle(area).direction, 'ltr');
  });

  for (const [text, words, isInvalid] of [
    ['abandon ability able about above absent absorb ', '7 of 24', false],
    ['abandon abandn ', 'Word 2, “abandn”, is not one of the words.', true],
    ['abandon '.repeat(24), 'These are 24 of the words, but one of them is wrong, or their order is.', true],
    ['abandon '.repeat(25), 'These are more than 24 words.', true],
    [WORDS.join('\n'), 'All 24, and they go together.', false],
  ] as const) {
    it(`says while they are typed: ${words}`, async () => {
      const { page, reads } = await mount();
      type(field(page, 'Your 24 words'), text);
      await waitUntil(() => reads() === words, `it says “${reads()}”`);
      assert.equal(field(page, 'Your 24 words').getAttribute('aria-invalid'), String(isInvalid));
      await assert.isAccessible(page);
    });
  }

  it('says what belongs to what stands there now, whichever answer comes first', async () => {
    const { beep, page, reads } = await mount();
    const answers: (() => void)[] = [];
    const read = beep.readWords.bind(beep);
    beep.readWords = (text) => new Promise((resolve) => answers.push(() => resolve(read(text))));
    type(field(page, 'Your 24 words'), 'abandn ');
    type(field(page, 'Your 24 words'), 'abandon ');
    for (const answer of answers.reverse()) answer();
    await waitUntil(() => reads() === '1 of 24');
    await settled(page);
    assert.equal(reads(), '1 of 24');
  });

  it('says so where the list of words cannot be loaded, and reads the next letter all the same', async () => {
    const { beep, page, reads } = await mount();
    const read = beep.readWords.bind(beep);
    beep.readWords = () => Promise.reject(new TypeError('Failed to fetch'));
    type(field(page, 'Your 24 words'), 'abandon');
    await waitUntil(() => reads().startsWith('This part of Beep could not be loaded.'));
    beep.readWords = read;
    type(field(page, 'Your 24 words'), 'abandon ability');
    await waitUntil(() => reads() === '2 of 24');
  });

  for (const [what, name, words, kind, label] of [
    ['words that do not go together', 'Bilal', 'abandon '.repeat(24), 'words-wrong', 'Your 24 words'],
    ['no name', ' ', WORDS.join(' '), 'name-empty', 'Your name'],
  ] as const) {
    it(`says so of ${what}, keeps everything, and puts the focus there`, async () => {
      const { beep, page } = await mount();
      type(field(page, 'Your 24 words'), words);
      type(field(page, 'Your name'), name);
      named(page, 'Begin with these words').click();
      await waitUntil(() => one(page, `[role=alert][data-kind=${kind}]`));
      await waitUntil(() => focused() === field(page, label));
      assert.deepEqual([field(page, 'Your name').value, field(page, 'Your 24 words').value], [name, words]);
      assert.equal(beep.phase.value.kind, 'welcome');
    });
  }

  it('begins once however often the button is pressed, and says meanwhile what it does', async () => {
    const { beep, page } = await mount('Bilal');
    let calls = 0;
    let go: (() => void) | undefined;
    const start = beep.getStarted.bind(beep);
    beep.getStarted = (...given) => {
      calls++;
      return new Promise((resolve) => (go = () => resolve(start(...given))));
    };
    type(field(page, 'Your 24 words'), WORDS.join(' '));
    named(page, 'Begin with these words').click();
    await settled(page);
    assert.isTrue((named(page, 'Making this device yours…') as HTMLButtonElement).disabled);
    one(page, 'form')!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
    go!();
    await waitUntil(() => beep.phase.value.kind === 'ready');
    assert.equal(calls, 1);
  });

  it('goes back to the first screen, which has what was typed there', async () => {
    const { page } = await mount('Bilal');
    named(page, 'Go back').click();
    await waitUntil(() => says(focused()) === 'I have 24 words');
    assert.equal(field(page, 'Your name').value, 'Bilal');
    assert.isNull(one(page, 'textarea'));
  });
});
