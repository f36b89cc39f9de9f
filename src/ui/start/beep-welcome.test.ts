import { assert, waitUntil } from '@open-wc/testing';
import { MAX_NAME_BYTES } from '../../protocol/limits.js';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, field, focused, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import { chooseLanguage } from '../app/preferences.js';
import './beep-welcome.js';

async function mount(prepare: (facts: FakeFacts) => void = () => {}) {
  const [beep, facts] = [new FakeBeep({ kind: 'welcome' }), new FakeFacts()];
  prepare(facts);
  return { beep, facts, page: await show('beep-welcome', { beep, facts }, { width: 390, height: 844 }) };
}

describe('<beep-welcome>', () => {
  afterEach(() => chooseLanguage('en'));

  it('asks for a name and nothing else, and starts', async () => {
    const { beep, page } = await mount();
    assert.lengthOf(all(page, 'input:not([type=radio]), textarea, select'), 1);
    type(field(page, 'Your name'), '  Bilal ');
    named(page, 'Get started').click();
    await waitUntil(() => beep.phase.value.kind === 'ready');
    assert.deepInclude(beep.phase.value, { self: FakeBeep.self({ name: 'Bilal' }) });
  });

  for (const [what, name, kind] of [
    ['no name', ' ', 'name-empty'],
    ['a name that is too long', 'ن'.repeat(MAX_NAME_BYTES / 2 + 1), 'name-too-long'],
  ] as const) {
    it(`says so of ${what}, keeps it, and puts the focus back on it`, async () => {
      const { beep, page } = await mount();
      type(field(page, 'Your name'), name);
      named(page, 'Get started').click();
      await waitUntil(() => one(page, `[role=alert][data-kind=${kind}]`));
      assert.equal(field(page, 'Your name').value, name);
      assert.equal(focused(), field(page, 'Your name'));
      assert.equal(beep.phase.value.kind, 'welcome');
    });
  }

  it('makes one person however often the button is pressed', async () => {
    const { beep, page } = await mount();
    let calls = 0;
    const start = beep.getStarted.bind(beep);
    beep.getStarted = (name) => {
      calls++;
      return start(name);
    };
    type(field(page, 'Your name'), 'Bilal');
    named(page, 'Get started').click();
    one(page, 'form')!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
    await waitUntil(() => beep.phase.value.kind === 'ready');
    assert.equal(calls, 1);
  });

  it('changes the language at the top and loses nothing', async () => {
    const { page } = await mount();
    type(field(page, 'Your name'), 'Bilal');
    field(page, 'اردو').click();
    await waitUntil(() => says(one(page, 'h1')) === 'بیپ میں خوش آمدید');
    assert.equal(document.documentElement.dir, 'rtl');
    assert.equal(field(page, 'آپ کا نام').value, 'Bilal');
    assert.isTrue(field(page, 'اردو').checked);
    assert.equal(localStorage.getItem('beep.language'), 'ur');
  });

  it('has iOS install first, with a way past it', async () => {
    const { page } = await mount((facts) => facts.install.update(() => 'ios-manual'));
    assert.equal(says(one(page, 'h1')), 'Install Beep first');
    assert.lengthOf(all(page, '.steps li'), 3);
    assert.isEmpty(all(page, 'input:not([type=radio])'));
    await assert.isAccessible(page);
    named(page, 'Use Beep in this tab all the same').click();
    await settled(page);
    field(page, 'Your name');
  });

  it('is accessible, in both languages', async () => {
    const { page } = await mount();
    await assert.isAccessible(page);
    await chooseLanguage('ur');
    await settled(page);
    await assert.isAccessible(page);
  });
});
