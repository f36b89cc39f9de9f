import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { NOTE } from '../../../test/gallery/draft-scenes.js';
import { aMemo, FakeDrafts } from '../../../test/support/fake-drafts.js';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { all, focused, one, says, settled, show } from '../../../test/support/screen.js';
import { fail, ok } from '../../protocol/result.js';
import './beep-check-memo.js';

async function mount() {
  const [beep, drafts] = [new FakeBeep(), new FakeDrafts()];
  drafts.found = ok(aMemo(NOTE));
  beep.draftsAre = drafts;
  const page = await show('beep-check-memo', { beep });
  const files = (...given: File[]): DataTransfer => {
    const transfer = new DataTransfer();
    for (const file of given) transfer.items.add(file);
    return transfer;
  };
  /** As a person does who picks it. */
  const choose = async (file: File) => {
    const input = one(page, 'input[type=file]') as HTMLInputElement;
    input.files = files(file).files;
    input.dispatchEvent(new Event('change'));
    await until('an answer', () => one(page, '.sheet, [role=alert]') !== null);
    await settled(page);
  };
  return { drafts, page, files, choose };
}
const file = (name = 'a.memo', bytes: BlobPart = Uint8Array.of(1, 2)): File => new File([bytes], name);

describe('<beep-check-memo>', () => {
  it('shows a good memo, who stands behind it first, and says so to whoever does not see it', async () => {
    const { drafts, page, choose } = await mount();
    await choose(file('office.memo'));
    assert.deepEqual(drafts.asked, [['checkMemo', Uint8Array.of(1, 2)]]);
    assert.deepEqual(
      all(page, '.signatures, .sheet').map(({ className }) => className.split(' ').at(-1)),
      ['signatures', 'sheet'],
    );
    assert.equal(says(one(page, '[role=status]')), 'office.memo : Every signature is good');
    await assert.isAccessible(page);
  });

  it('shows the fault, and nothing of a memo that was there before', async () => {
    const { drafts, page, choose } = await mount();
    await choose(file());
    drafts.found = fail('memo-altered');
    await choose(file('b.memo'));
    await until('the fault', () => one(page, '[role=alert]') !== null);
    assert.isTrue(one(page, '[data-kind="memo-altered"]') !== null);
    assert.isTrue(one(page, '.sheet, .signatures') === null);
    assert.notInclude(says(page), 'Every signature is good');
    await assert.isAccessible(page);
  });

  it('takes a file that is dropped, and shows where', async () => {
    const { page, files } = await mount();
    const drop = one(page, '.drop')!;
    const send = (kind: string) => {
      const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files(file()) });
      drop.dispatchEvent(event);
      return event.defaultPrevented;
    };
    assert.isTrue(send('dragover'), 'or the browser would open it');
    await settled(page);
    assert.isTrue(drop.matches('.over'));
    assert.isTrue(send('drop'));
    await until('the memo', () => one(page, '.sheet') !== null);
    assert.isFalse(drop.matches('.over'));
  });

  it('reads no more than a memo can be', async () => {
    const { drafts, page, choose } = await mount();
    await choose(file('big.memo', new Uint8Array(1024 * 1024 + 1)));
    assert.isTrue(one(page, '[data-kind="memo-unreadable"]') !== null);
    assert.deepEqual(drafts.asked, [['checkMemo', new Uint8Array()]]);
  });

  it('shows what was chosen last, even if what was chosen before is ready later', async () => {
    const { drafts, page, choose } = await mount();
    let late: (found: typeof drafts.found) => void = () => {};
    const check = drafts.checkMemo.bind(drafts);
    drafts.checkMemo = () => new Promise((resolve) => (late = resolve));
    const first = page.check(file('slow.memo'));
    await until('it to be read', () => late.length > 0);
    drafts.checkMemo = check;
    await choose(file('quick.memo'));
    late(fail('memo-forged'));
    await first;
    await settled(page);
    assert.isTrue(one(page, '[role=alert]') === null);
    assert.include(says(one(page, '[role=status]')), 'quick.memo');
  });

  it('is worked by the keyboard: the field has the focus, though its button is drawn by us', async () => {
    const { page } = await mount();
    one(page, 'input[type=file]')!.focus();
    assert.isTrue(focused() === one(page, 'input[type=file]'));
    assert.notEqual(getComputedStyle(one(page, 'label')!).outlineStyle, 'none');
    assert.equal(one(page, 'label')!.getAttribute('for'), focused()!.id);
  });
});
