import { assert } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { until } from '../../../test/contract/harness.js';
import { draftId, withDrafts } from '../../../test/gallery/draft-scenes.js';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, focused, named, one, says, settled, show } from '../../../test/support/screen.js';
import { sticksOut } from '../../../test/support/sticks-out.js';
import { Fault } from '../../domain/fault.js';
import { chooseTheme } from '../app/preferences.js';
import type { BeepAttachment } from '../memo/beep-attachment.js';
import './beep-draft.js';

async function open(seed = 1, facts = new FakeFacts(), size?: { width: number; height: number }) {
  const beep = withDrafts(new FakeBeep());
  const page = await show('beep-draft', { beep, facts, draft: draftId(seed) }, size);
  await until('what there is to see', () => one(page, '[role=toolbar], [role=alert]') !== null);
  await settled(page);
  return { beep, page };
}

describe('<beep-draft>', () => {
  afterEach(() => setViewport({ width: 800, height: 600 }));

  it('shows the draft, puts the caret into it, and says that it is kept', async () => {
    const { page } = await open();
    const text = one(page, '[role=textbox]')!;
    assert.equal(text.getAttribute('aria-label'), 'Draft');
    assert.include(says(text), 'Closing of accounts');
    assert.isTrue(focused() === text);
    assert.equal(says(one(page, '[role=status].kept')), 'Kept on this device');
  });

  it('keeps what is typed, and says so', async () => {
    const { beep, page } = await open(2);
    let letGo = (): void => undefined;
    beep.draftDisk.held = new Promise((resolve) => (letGo = resolve));
    await sendKeys({ type: 'Urgent: ' });
    await settled(page);
    assert.equal(says(one(page, '.kept')), 'Being kept…');
    letGo();
    await until('it to be kept', () => says(one(page, '.kept')) === 'Kept on this device');
    assert.isAbove(beep.draftDisk.updates.get(draftId(2))!.length, 1);
    beep.draftDisk.full = true;
    await sendKeys({ type: 'more' });
    await until('the fault', () => one(page, '[data-kind="storage-full"]') !== null);
    assert.equal(says(one(page, '.kept')), 'Not kept yet');
    beep.draftDisk.full = false;
  });

  it('has one tab stop for its tools, which the arrow keys go along', async () => {
    const { page } = await open();
    const tools = all(page, '[role=toolbar] button') as HTMLButtonElement[];
    assert.lengthOf(
      tools.filter(({ tabIndex }) => tabIndex === 0),
      1,
    );
    await sendKeys({ press: 'Alt+F10' });
    await sendKeys({ press: 'ArrowRight' });
    const first = focused();
    assert.isTrue(tools.includes(first as HTMLButtonElement));
    await sendKeys({ press: 'ArrowRight' });
    assert.isTrue(focused() !== first);
    await sendKeys({ press: 'Escape' });
    assert.isTrue(focused() === one(page, '[role=textbox]'));
  });

  it('has tools that a finger hits, in two rows on the smallest screen', async () => {
    const smallest = { width: 320, height: 640 };
    await setViewport(smallest);
    const { page } = await open(1, new FakeFacts(), smallest);
    const boxes = all(page, '[role=toolbar] button').map((tool) => tool.getBoundingClientRect());
    assert.isAtLeast(Math.min(...boxes.flatMap(({ width, height }) => [width, height])), 44);
    assert.lengthOf(new Set(boxes.map(({ top }) => top)), 2);
    assert.deepEqual(sticksOut(page), []);
  });

  it('names files that are chosen, and says that they do not travel; none where one cannot be read', async () => {
    const { page } = await open(2);
    const field = one(page, 'input[type=file]') as HTMLInputElement;
    const choose = (...files: readonly File[]): void => {
      const chosen = new DataTransfer();
      for (const file of files) chosen.items.add(file);
      field.files = chosen.files;
      field.dispatchEvent(new Event('change'));
    };
    const said = () => says(one(page, '.attached [role=status]'));
    choose(new File(['abc'], 'annex.pdf'), new File([], 'empty.txt'));
    await until('the files to be named', () => said().includes('does not travel'));
    const named = () => all(page, '[role=textbox] beep-attachment') as BeepAttachment[];
    assert.deepEqual(
      named().map(({ name, size, sha256 }) => [name, size, sha256.slice(0, 8)]),
      [
        ['annex.pdf', 3, 'ba7816bf'],
        ['empty.txt', 0, 'e3b0c442'],
      ],
    );
    assert.isTrue(one(named()[0]!, 'button') === null, 'what is edited has no buttons in it');
    const broken = new File(['abc'], 'gone.pdf');
    broken.stream = () => {
      throw new DOMException('gone', 'NotReadableError');
    };
    Object.defineProperty(field, 'files', {
      value: [new File(['abc'], 'other.pdf'), broken],
      configurable: true,
    });
    field.dispatchEvent(new Event('change'));
    await until('the fault', () => said().includes('Nothing was added'));
    assert.lengthOf(named(), 2);
    (one(page, '.attached button') as HTMLButtonElement).click();
    await settled(page);
    assert.isTrue(one(page, '.attached') === null);
  });

  it('says which tools are on where the caret is', async () => {
    const { page } = await open(2);
    assert.isTrue((named(page, 'Bold') as HTMLButtonElement).disabled, 'a subject has no looks');
    await sendKeys({ press: 'ArrowDown' });
    await settled(page);
    named(page, 'Bold').click();
    await settled(page);
    assert.equal(named(page, 'Bold').getAttribute('aria-pressed'), 'true');
    named(page, 'Right to left').click();
    await settled(page);
    assert.equal(named(page, 'Right to left').getAttribute('aria-pressed'), 'true');
  });

  it('finds, counts, goes on at Enter, and closes at Escape', async () => {
    const { page } = await open();
    await sendKeys({ press: 'Control+f' });
    await until('the field', () => focused() instanceof HTMLInputElement);
    await sendKeys({ type: 'the' });
    await settled(page);
    assert.match(says(one(page, '.find [role=status]')), /^\d of \d$/);
    const at = says(one(page, '.find [role=status]'));
    await sendKeys({ press: 'Enter' });
    await settled(page);
    assert.notEqual(says(one(page, '.find [role=status]')), at);
    await sendKeys({ press: 'Escape' });
    await settled(page);
    assert.isTrue(one(page, '.find') === null);
    assert.isTrue(focused() === one(page, '[role=textbox]'));
  });

  it('discards once that was asked, and leads back to the list', async () => {
    const { beep, page } = await open();
    named(page, 'Discard').click();
    await settled(page);
    const answer = (value: string) => (one(page, `button[value=${value}]`) as HTMLElement).click();
    answer('no');
    await until('the question to be gone', () => one(page, 'beep-confirm') === null);
    assert.isNull(beep.draftDisk.records.get(draftId(1))!.discardedMs);
    named(page, 'Discard').click();
    await settled(page);
    answer('yes');
    await until('the list', () => location.hash === '#/drafts');
    assert.isNotNull(beep.draftDisk.records.get(draftId(1))!.discardedMs);
    location.hash = '';
  });

  it('is read where no editor can bear it, and says so', async () => {
    const facts = Object.assign(new FakeFacts(), {
      loadEditor: () =>
        Promise.resolve(() => {
          throw new Fault('draft-too-large');
        }),
    });
    const { page } = await open(1, facts);
    assert.isTrue(one(page, '[data-kind="draft-too-large"]') !== null);
    assert.include(says(one(page, '.paper')), 'Closing of accounts');
  });

  it('says so where there is no such draft, or no editor to be had', async () => {
    const { page } = await open(9);
    assert.isTrue(one(page, '[data-kind="draft-gone"]') !== null);
    const facts = Object.assign(new FakeFacts(), {
      loadEditor: () => Promise.reject(new TypeError('offline')),
    });
    const { page: other } = await open(1, facts);
    assert.include(says(one(other, '[role=alert]')), 'The editor could not be loaded. The draft is safe.');
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`is accessible, ${theme}`, async () => {
      chooseTheme(theme);
      const { page } = await open();
      await assert.isAccessible(page);
      chooseTheme('system');
    });
  }
});
