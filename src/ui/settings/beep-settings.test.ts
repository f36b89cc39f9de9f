import { assert, waitUntil } from '@open-wc/testing';
import { MAX_NAME_BYTES } from '../../protocol/limits.js';
import { fail } from '../../protocol/result.js';
import { deviceId, FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { FakeOfficial } from '../../../test/support/fake-official.js';
import { all, field, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import { chooseFace, chooseLanguage, chooseTheme } from '../app/preferences.js';
import './beep-about.js';
import './beep-settings.js';

async function mount(prepare: (facts: FakeFacts) => void = () => {}) {
  const [beep, facts] = [new FakeBeep(), new FakeFacts()];
  prepare(facts);
  return { beep, facts, page: await show('beep-settings', { beep, facts, self: FakeBeep.self() }) };
}
const root = document.documentElement;

describe('<beep-settings>', () => {
  afterEach(async () => {
    await chooseLanguage('en');
    chooseTheme('system');
    chooseFace('naskh');
  });

  it('renames, and says so', async () => {
    const { beep, page } = await mount();
    const save = named(page, 'Save name') as HTMLButtonElement;
    assert.isTrue(save.disabled, 'nothing to save yet');
    type(field(page, 'Your name'), 'Bilal Ahmed');
    await settled(page);
    save.click();
    await waitUntil(() => says(page).includes('Saved.'));
    assert.deepInclude(beep.phase.value, { self: FakeBeep.self({ name: 'Bilal Ahmed' }) });
  });

  it('says beside My badge when it ends, and when one lies ready', async () => {
    const { beep, page } = await mount();
    assert.equal(all(page, '[data-about=badge]').length, 0);
    const official = new FakeOfficial();
    beep.official.update(() => official);
    await settled(page);
    assert.equal(all(page, '[data-about=badge]').length, 0);
    official.enrolment.have({ note: { kind: 'ends', untilMs: Date.UTC(2026, 11, 4, 12) } });
    await settled(page);
    assert.include(says(one(page, '[data-about=badge]')), 'Your badge ends on 4 December 2026.');
    official.enrolment.have({ waiting: new Uint8Array([1]) });
    await settled(page);
    assert.include(says(one(page, '[data-about=badge]')), 'Your badge is here.');
  });

  it('keeps what was typed when a name is refused', async () => {
    const { page } = await mount();
    const long = 'x'.repeat(MAX_NAME_BYTES + 1);
    type(field(page, 'Your name'), long);
    await settled(page);
    named(page, 'Save name').click();
    await waitUntil(() => one(page, '[role=alert][data-kind=name-too-long]'));
    assert.equal(field(page, 'Your name').value, long);
  });

  it('switches the language live and loses no typing', async () => {
    const { page } = await mount();
    type(field(page, 'Your name'), 'half a na');
    field(page, 'اردو').click();
    await waitUntil(() => says(one(page, 'h1')) === 'ترتیبات');
    assert.equal(field(page, 'آپ کا نام').value, 'half a na');
    assert.deepEqual([root.lang, root.dir], ['ur', 'rtl']);
    field(page, 'English').click();
    await waitUntil(() => says(one(page, 'h1')) === 'Settings');
  });

  it('switches and remembers theme and face', async () => {
    const { page } = await mount();
    field(page, 'Dark').click();
    field(page, 'Nastaliq').click();
    assert.deepEqual([root.dataset['theme'], root.dataset['face']], ['dark', 'nastaliq']);
    assert.deepEqual(
      [localStorage.getItem('beep.theme'), localStorage.getItem('beep.face')],
      ['dark', 'nastaliq'],
    );
    const sample = getComputedStyle(one(page, '.sample')!);
    assert.include(sample.fontFamily.split(',')[0]!, 'Nastaliq');
    assert.isAtLeast(parseFloat(sample.lineHeight) / parseFloat(sample.fontSize), 1.9);
  });

  it('switches what others see, and shows what is kept', async () => {
    const { beep, page } = await mount();
    const label = 'Show when I am active and writing';
    assert.deepEqual([field(page, label).checked, field(page, label).getAttribute('role')], [true, 'switch']);
    field(page, label).click();
    await settled(page);
    assert.deepEqual(beep.preferences.value, { showsActivity: false });
    beep.setPreferences = async () => fail('storage-full');
    field(page, label).click();
    await waitUntil(() => one(page, '[role=alert][data-kind=storage-full]'));
    assert.isFalse(field(page, label).checked, 'it was not kept');
  });

  it('shows the device’s own facts', async () => {
    const { page } = await mount();
    assert.include(says(page), 'Beep uses 2.4 MB here, of 8 GB that the browser allows.');
    assert.include(says(page), 'The browser keeps Beep’s messages until you delete them.');
    assert.include(says(page), '0.1.0+test');
    assert.equal(says(one(page, 'code')).replaceAll(' ', ''), deviceId(0));
  });

  it('asks the browser to keep the messages, and says when it will not', async () => {
    const { facts, page } = await mount((facts) => facts.persisted.update(() => false));
    facts.grantsPersist = false;
    named(page, 'Ask the browser to keep them').click();
    await waitUntil(() => says(page).includes('The browser said no for now.'));
    facts.grantsPersist = true;
    named(page, 'Ask the browser to keep them').click();
    await waitUntil(() => says(page).includes('The browser keeps Beep’s messages'));
  });

  for (const [install, words] of [
    ['installed', 'Beep runs as an installed app.'],
    ['ios-manual', 'Tap the Share button of Safari.'],
    ['manual', 'Open the menu of your browser.'],
    ['none', 'This browser cannot install apps.'],
  ] as const) {
    it(`says how Beep is installed where that is ${install}`, async () => {
      const { page } = await mount((facts) => facts.install.update(() => install));
      assert.include(says(page), words);
      assert.isFalse(all(page, 'button').some((button) => says(button) === 'Install'));
    });
  }

  it('leads to the words', async () => {
    const { page } = await mount();
    assert.equal(named(page, 'Recovery words', 'a').getAttribute('href'), '#/settings/words');
  });

  it('installs where the browser offers it', async () => {
    const { facts, page } = await mount((facts) => facts.install.update(() => 'available'));
    named(page, 'Install').click();
    assert.equal(facts.prompts, 1);
  });

  it('is accessible, light and dark', async () => {
    const { page } = await mount((facts) => {
      facts.persisted.update(() => false);
      facts.install.update(() => 'available');
    });
    for (const theme of ['light', 'dark'] as const) {
      chooseTheme(theme);
      document.body.style.background = 'var(--bg)';
      await assert.isAccessible(page);
    }
  });
});

describe('<beep-about>', () => {
  it('says what Beep cannot do, in both languages', async () => {
    const page = await show('beep-about');
    assert.include(says(page), 'Messages arrive only while Beep is open');
    await assert.isAccessible(page);
    await chooseLanguage('ur');
    await settled(page);
    assert.notMatch(says(page), /[a-z]{4}/i, 'no English is left');
    await chooseLanguage('en');
  });
});
