import { assert } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { NOTE } from '../../../test/gallery/draft-scenes.js';
import { aMemo, aSignatory, FakeDrafts } from '../../../test/support/fake-drafts.js';
import { conversationId, entryId, FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, focused, named, one, says, settled, show } from '../../../test/support/screen.js';
import type { MemoView } from '../../app/draft-views.js';
import { fail, ok } from '../../protocol/result.js';
import { chooseLanguage, chooseTheme } from '../app/preferences.js';
import './beep-memo.js';

async function mount(found: Partial<MemoView> | null = {}) {
  const [beep, drafts, facts] = [new FakeBeep(), new FakeDrafts(), new FakeFacts()];
  drafts.found = found === null ? fail('memo-forged') : ok(aMemo(NOTE, found));
  beep.draftsAre = drafts;
  const page = await show('beep-memo', { beep, facts, conversation: conversationId(1), entry: entryId(5) });
  await settled(page);
  return { drafts, facts, page };
}
const bare = (words: string): string => words.replace(/[\u2068\u2069]/g, '');

describe('<beep-memo>', () => {
  afterEach(async () => {
    await chooseLanguage('en');
    chooseTheme('system');
    await emulateMedia({ media: 'screen' });
  });

  it('says who put it up, who approved it in order, and who sent it, before what it says', async () => {
    const { drafts, page } = await mount({
      submitted: aSignatory(9, 'Bilal', { own: true, remarks: 'Please approve.' }),
      approved: [aSignatory(1, 'Ayesha Khan'), aSignatory(2, 'Danish Raza', { remarks: 'مناسب ہے۔' })],
      posted: aSignatory(3, 'Farah'),
    });
    assert.deepEqual(drafts.asked[0], ['memo', conversationId(1), entryId(5)]);
    assert.deepEqual(
      all(page, '.signed li').map((row) => says(one(row, 'p'))),
      ['Put up by you', 'Approved by Ayesha Khan', 'Approved by Danish Raza', 'Sent by Farah'],
    );
    assert.deepEqual(all(page, '.signed blockquote').map(says), ['Please approve.', 'مناسب ہے۔']);
    const [signatures, sheet] = all(page, '.signatures, .sheet');
    assert.isTrue(signatures!.matches('.signatures') && sheet!.matches('.sheet'));
    assert.include(says(sheet!), NOTE.subject);
    assert.equal(says(one(page, '.signatures h2')), 'Every signature is good');
    assert.notInclude(says(page), 'Nobody was asked to approve it');
  });

  it('says how each key is known, and claims no more', async () => {
    const key = aSignatory(4, 'Director General', { knownAs: null });
    const { page } = await mount({
      approved: [
        aSignatory(1, 'Ayesha Khan'),
        aSignatory(2, 'Secretary', { knownAs: 'Danish Raza', isRetired: true }),
        key,
      ],
      posted: aSignatory(9, 'Bilal', { own: true }),
    });
    const rows = all(page, '.signed li').map((row) => bare(says(row)));
    assert.include(rows[0]!, 'a person you know ·');
    assert.include(rows[1]!, 'Approved by Danish Raza a person you know, who signed as Secretary');
    assert.include(rows[1]!, 'The device they signed with is no more in use.');
    assert.include(
      rows[2]!,
      `Approved by Director General not among the people you know; key ${key.person.slice(0, 8)} ·`,
    );
    assert.include(rows[3]!, 'your own key');
  });

  it('says who signed after their badge or device was revoked, and that not all of it is official', async () => {
    const mark = { what: 'badge', fromMs: Date.UTC(2026, 4, 3, 12), isSure: true } as const;
    const { page } = await mount({
      approved: [aSignatory(1, 'Ayesha Khan'), aSignatory(2, 'Danish Raza', { revoked: mark })],
      posted: aSignatory(3, 'Farah', { revoked: { ...mark, what: 'device', isSure: false } }),
    });
    const rows = all(page, '.signed li').map(says);
    assert.notInclude(rows[0]!, 'revoked');
    assert.include(rows[1]!, 'Signed after this badge was revoked (on ');
    assert.include(rows[2]!, 'Perhaps after this device was revoked (on ');
    assert.include(says(one(page, '.signatures .note.bad')), 'Not all of it is official');
    const { page: plain } = await mount({ approved: [aSignatory(1, 'Ayesha Khan')] });
    assert.isEmpty(all(plain, '.note.bad'));
  });

  it('says that nobody was asked to approve it, and shows what two can compare', async () => {
    const { page } = await mount();
    assert.include(says(page), 'Nobody was asked to approve it.');
    one(page, 'summary')!.click();
    assert.equal(says(one(page, '.hash')), '0123 4567 89ab cdef '.repeat(4).trim());
    assert.equal(one(page, '.hash bdi')!.dir, 'ltr');
  });

  it('is saved as a file of that name', async () => {
    const { drafts, facts, page } = await mount();
    named(page, 'Save as file').click();
    await settled(page);
    assert.deepEqual(
      facts.saved.map(({ name, bytes }) => [name, [...bytes]]),
      [['بلاک سی کا نیٹ ورک.memo', [1, 2, 3]]],
    );
    drafts.askFault = 'memo-missing';
    named(page, 'Save as file').click();
    await settled(page);
    assert.isTrue(one(page, '[data-kind="memo-missing"]') !== null);
    assert.lengthOf(facts.saved, 1);
  });

  it('shows nothing of it but the fault where it proves nothing', async () => {
    const { page } = await mount(null);
    assert.isTrue(one(page, '[role=alert][data-kind="memo-forged"]') !== null);
    assert.isTrue(one(page, '.sheet, .signatures') === null);
    assert.notInclude(says(page), 'Checking');
  });

  it('says that it is being checked, and takes the focus by its heading', async () => {
    const [beep, drafts] = [new FakeBeep(), new FakeDrafts()];
    let answer: (found: typeof drafts.found) => void = () => {};
    drafts.memo = () => new Promise((resolve) => (answer = resolve));
    beep.draftsAre = drafts;
    const page = await show('beep-memo', {
      beep,
      facts: new FakeFacts(),
      conversation: conversationId(1),
      entry: entryId(5),
    });
    assert.equal(says(one(page, '[role=status]')), 'Checking the signatures…');
    page.focus();
    assert.equal(says(focused()), 'Memo');
    assert.equal(
      named(page, 'Back to the chat').getAttribute('href'),
      `#/chat/${conversationId(1)}/message/${entryId(5)}`,
    );
    answer(ok(aMemo(NOTE)));
    await settled(page);
    assert.isTrue(one(page, '[role=status]') === null);
  });

  it('speaks Urdu', async () => {
    await chooseLanguage('ur');
    const { page } = await mount();
    assert.equal(says(one(page, '.signatures h2')), 'ہر دستخط درست ہے');
    assert.match(says(one(page, '.signed li')), /^ارسال کردہ: Ayesha Khan ایک شخص جسے آپ جانتے ہیں ·/);
  });

  it('is printed as a letter: what it says first, who stands behind it below, and nothing to press', async () => {
    const { page } = await mount();
    await emulateMedia({ media: 'print' });
    const top = (selector: string) => one(page, selector)!.getBoundingClientRect().top;
    assert.isBelow(top('.sheet'), top('.signatures'));
    for (const selector of ['.head', '.row', 'details'])
      assert.equal(getComputedStyle(one(page, selector)!).display, 'none', selector);
    assert.equal(
      getComputedStyle(page).overflowY,
      'visible',
      'or only what is on the screen would be printed',
    );
  });

  for (const theme of ['light', 'dark'] as const)
    it(`is accessible, ${theme}`, async () => {
      chooseTheme(theme);
      const { page } = await mount({ approved: [aSignatory(2, 'X', { isRetired: true, remarks: 'Yes.' })] });
      one(page, 'summary')!.click();
      await assert.isAccessible(page);
    });
});
