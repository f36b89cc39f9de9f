import { assert, waitUntil } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import type { RecoveryVerbs } from '../../app/recovery-views.js';
import { fail } from '../../protocol/result.js';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { all, field, focused, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import { sticksOut } from '../../../test/support/sticks-out.js';
import { chooseLanguage } from '../app/preferences.js';
import './beep-words.js';

async function mount(properties: { shownForMs?: number } = {}, width = 800) {
  const beep = new FakeBeep();
  const page = await show('beep-words', { beep, self: FakeBeep.self(), ...properties }, { width });
  return { beep, recovery: beep.recovery as RecoveryVerbs & typeof beep.recovery, page };
}
type Mounted = Awaited<ReturnType<typeof mount>>;

const wordsOn = (page: Element) => all(page, 'ol li').map((item) => says(item));

async function reveal({ page }: Mounted) {
  named(page, 'Show the words').click();
  await waitUntil(() => wordsOn(page).length > 0, 'no words are shown');
}

async function toGiveBack(mounted: Mounted) {
  await reveal(mounted);
  named(mounted.page, 'I have written them down').click();
  await waitUntil(() => one(mounted.page, 'beep-give-back'));
  await settled(mounted.page);
}

/** The fields that ask, each with the word that belongs there. */
const asked = ({ page, recovery }: Mounted) =>
  (all(page, 'input') as HTMLInputElement[]).map((input) => {
    const at = Number(/^Word (\d+)$/.exec(says(input.labels![0]!))![1]);
    return { input, at, word: recovery.words[at - 1]! };
  });

/** As when another tab or app comes before this page, or this page comes back. */
function turn(visibilityState: 'hidden' | 'visible') {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('<beep-words>', () => {
  afterEach(async () => {
    delete (document as { visibilityState?: unknown }).visibilityState;
    await emulateMedia({ media: 'screen' });
    await chooseLanguage('en');
  });

  it('says what the words are for and who must not see them, and shows none of them unasked', async () => {
    const { page, recovery } = await mount();
    assert.include(says(page), 'not to your registrar, not to IT');
    assert.isEmpty(wordsOn(page));
    // One or two of them may stand in its sentences: they are everyday words.
    const there = says(page).split(/\W+/);
    assert.isAtMost(recovery.words.filter((word) => there.includes(word)).length, 2);
    await assert.isAccessible(page);
  });

  for (const language of ['en', 'ur'] as const) {
    it(`shows them as a numbered list from left to right: ${language}`, async () => {
      const mounted = await mount();
      const { page, recovery } = mounted;
      await reveal(mounted);
      await chooseLanguage(language);
      await settled(page);
      assert.deepEqual(wordsOn(page), [...recovery.words]);
      const list = one(page, 'ol')!;
      assert.equal(getComputedStyle(list).direction, 'ltr');
      assert.equal(getComputedStyle(list.children[0]!).listStyleType, 'decimal');
      assert.deepEqual([list.lang, list.translate], ['en', false]);
      const [first, second] = [...list.children].map((item) => item.getBoundingClientRect().left);
      assert.isBelow(first!, second!);
      await assert.isAccessible(page);
    });
  }

  it('puts the focus on the words, and offers nothing that copies them', async () => {
    const mounted = await mount();
    named(mounted.page, 'Show the words').focus();
    await reveal(mounted);
    await waitUntil(() => says(focused()) === 'Your 24 words');
    assert.deepEqual(
      all(mounted.page, 'button').map((button) => says(button)),
      ['I have written them down', 'Print', 'Later'],
    );
  });

  it('takes the words away when the page is hidden, and brings them back only when asked', async () => {
    const mounted = await mount();
    await reveal(mounted);
    turn('hidden');
    await settled(mounted.page);
    assert.isEmpty(wordsOn(mounted.page));
    turn('visible');
    await settled(mounted.page);
    assert.isEmpty(wordsOn(mounted.page));
    assert.equal(says(one(mounted.page, '[role=status]')), 'The words are hidden again.');
  });

  it('shows none to a page that was hidden while they were fetched', async () => {
    const { page, recovery } = await mount();
    let revealed: (() => void) | undefined;
    const reveal = recovery.reveal.bind(recovery);
    recovery.reveal = () => new Promise((resolve) => (revealed = () => resolve(reveal())));
    named(page, 'Show the words').click();
    await waitUntil(() => revealed);
    turn('hidden');
    revealed!();
    turn('visible');
    await waitUntil(() => !(named(page, 'Show the words') as HTMLButtonElement).disabled);
    assert.isEmpty(wordsOn(page));
  });

  it('takes them away when the page is left, from what was left too', async () => {
    const mounted = await mount();
    await reveal(mounted);
    mounted.page.remove();
    await mounted.page.updateComplete;
    assert.isEmpty(wordsOn(mounted.page));
  });

  it('takes them away after a while', async () => {
    const mounted = await mount({ shownForMs: 60 });
    await reveal(mounted);
    await waitUntil(() => wordsOn(mounted.page).length === 0);
    assert.equal(says(one(mounted.page, '[role=status]')), 'The words are hidden again.');
  });

  it('prints the words, whose they are, the day and where to keep them, and nothing else', async () => {
    const mounted = await mount();
    const { page, recovery } = mounted;
    await reveal(mounted);
    await emulateMedia({ media: 'print' });
    const printed = all(page, '*').filter(
      (element) => element.checkVisibility() && element.childElementCount === 0 && says(element) !== '',
    );
    const lines = printed.map((element) => says(element).replace(/[\u2068\u2069]/g, ''));
    assert.deepEqual(lines.slice(2, -1), [...recovery.words]);
    assert.equal(lines[0], 'Your 24 words');
    assert.match(lines[1]!, /^The words of Bilal for Beep, printed on \d+ \p{L}+ \d{4}\.$/u);
    assert.include(lines.at(-1), 'Keep it where you keep your service card.');
  });

  it('keeps the words while the printer’s window hides the page, and no longer', async () => {
    const mounted = await mount();
    await reveal(mounted);
    dispatchEvent(new Event('beforeprint'));
    turn('hidden');
    await settled(mounted.page);
    assert.isNotEmpty(wordsOn(mounted.page));
    dispatchEvent(new Event('afterprint'));
    await settled(mounted.page);
    assert.isEmpty(wordsOn(mounted.page));
  });

  it('asks three back, and keeps that they are written down once all are right', async () => {
    const mounted = await mount();
    const { page, recovery } = mounted;
    await toGiveBack(mounted);
    assert.isEmpty(wordsOn(page));
    const fields = asked(mounted);
    assert.lengthOf(new Set(fields.map(({ at }) => at)) as unknown as { length: number }, 3);
    for (const { input, word } of fields) {
      assert.deepEqual(
        [input.autocomplete, input.spellcheck, input.autocapitalize, input.dir],
        ['off', false, 'none', 'ltr'],
      );
      type(input, ` ${word[0]!.toUpperCase()}${word.slice(1)} `);
    }
    await assert.isAccessible(page);
    named(page, 'Compare').click();
    await waitUntil(() => recovery.view.value.kind === 'kept');
    await settled(page);
    assert.include(says(page), 'You have written them down.');
    assert.isFalse(all(page, 'button').some((button) => says(button) === 'Later'));
  });

  it('says which of them is wrong, goes there, and shows the words again', async () => {
    const mounted = await mount();
    const { page, recovery } = mounted;
    await toGiveBack(mounted);
    const [first, wrong, last] = asked(mounted);
    type(first!.input, first!.word);
    type(wrong!.input, 'zebra');
    type(last!.input, last!.word);
    named(page, 'Compare').click();
    await waitUntil(() => focused() === wrong!.input);
    assert.deepEqual(
      all(page, 'input').map((input) => input.getAttribute('aria-invalid')),
      ['false', 'true', 'false'],
    );
    const said = wrong!.input.getAttribute('aria-describedby')!;
    assert.match(says(one(page, `#${said}`)), new RegExp(`^Word ${wrong!.at} is another one`));
    assert.equal(recovery.view.value.kind, 'unseen');
    named(page, 'Show the words again').click();
    await waitUntil(() => wordsOn(page).length === 24);
  });

  it('forgets what was typed when the page is hidden meanwhile', async () => {
    const mounted = await mount();
    await toGiveBack(mounted);
    type(asked(mounted)[0]!.input, asked(mounted)[0]!.word);
    turn('hidden');
    await settled(mounted.page);
    assert.deepEqual(
      asked(mounted).map(({ input }) => input.value),
      ['', '', ''],
    );
  });

  it('puts them off, and says for how long', async () => {
    const { page, recovery } = await mount();
    named(page, 'Later').click();
    await waitUntil(() => recovery.view.value.kind === 'later');
    await waitUntil(() => says(one(page, '[role=status]')) === 'Beep reminds you in a week.');
  });

  for (const [what, verb, button] of [
    ['shown', 'reveal', 'Show the words'],
    ['put off', 'putOff', 'Later'],
  ] as const) {
    it(`says so where they cannot be ${what}`, async () => {
      const { page, recovery } = await mount();
      recovery[verb] = async () => fail('storage-failed');
      named(page, button).click();
      await waitUntil(() => one(page, '[role=alert][data-kind=storage-failed]'));
      assert.isEmpty(wordsOn(page));
      assert.equal(says(one(page, '[role=status]')), '');
    });
  }

  it('says so where it cannot be kept that they are written down', async () => {
    const mounted = await mount();
    await toGiveBack(mounted);
    mounted.recovery.keep = async () => fail('storage-full');
    for (const { input, word } of asked(mounted)) type(input, word);
    named(mounted.page, 'Compare').click();
    await waitUntil(() => one(mounted.page, '[role=alert][data-kind=storage-full]'));
    assert.isNotNull(field(mounted.page, `Word ${asked(mounted)[0]!.at}`));
  });

  it('fits 320 pixels', async () => {
    const mounted = await mount({}, 320);
    await reveal(mounted);
    assert.deepEqual(sticksOut(mounted.page), []);
  });
});
