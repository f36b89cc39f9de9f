import { assert, fixture, html } from '@open-wc/testing';
import { MEMO } from '../../../test/gallery/draft-scenes.js';
import { all, one, says } from '../../../test/support/screen.js';
import { plainParagraph, plainRun } from '../../domain/draft-content.js';
import type { Block, Run } from '../../protocol/memo-content.js';
import { memoFileName } from './memo-file-name.js';
import { memoSheet } from './memo-sheet.js';

const draw = (blocks: readonly Block[], subject = ''): Promise<HTMLElement> =>
  fixture<HTMLElement>(html`<div>${memoSheet({ subject, blocks })}</div>`);
const run = (text: string, look: Partial<Run>): Run => ({ ...plainRun(text), ...look });

describe('the sheet of a memo', () => {
  it('shows every kind of block', async () => {
    const sheet = await draw(MEMO.blocks, MEMO.subject);
    assert.equal(says(one(sheet, 'h1')), MEMO.subject);
    assert.deepEqual(all(sheet, 'h2').map(says), ['What is needed']);
    assert.deepEqual(all(sheet, 'ul > li').map(says), ['salaries', 'contingencies']);
    assert.deepEqual(
      all(sheet, 'tr').map((row) => all(row, 'td').length),
      [3, 3],
    );
    assert.include(says(one(sheet, 'blockquote')), 'Rule 12');
    assert.deepEqual(all(sheet, 'strong').map(says), ['4 December']);
  });

  it('lets each block run its own way, and numbers go on where they were', async () => {
    const sheet = await draw([
      { ...plainParagraph('Hello'), direction: 'rtl' },
      { ...plainParagraph('سلام'), kind: 'heading', direction: 'ltr' },
      plainParagraph('auto'),
      { kind: 'numbers', start: 7, items: [[plainParagraph('seventh')]] },
    ]);
    assert.deepEqual(
      all(sheet, 'p, h2').map((block) => block.dir),
      ['rtl', 'ltr', '', ''],
    );
    assert.equal((one(sheet, 'ol') as HTMLOListElement).start, 7);
    const list = await draw([{ kind: 'bullets', items: [[plainParagraph('پہلا نکتہ')]] }]);
    assert.equal(getComputedStyle(one(list, 'ul')!).direction, 'rtl', 'its marker stands where it begins');
    assert.isTrue(one(sheet, 'h1') === null, 'no empty heading where there is no subject');
  });

  it('shows looks, one in another, and breaks inside a block', async () => {
    const all3 = { isStrong: true, isEmphasized: true, isUnderlined: true };
    const sheet = await draw([
      {
        kind: 'paragraph',
        direction: 'auto',
        runs: [plainRun('a\nb '), run('c', all3), run('d', { isUnderlined: true })],
      },
    ]);
    assert.equal(one(sheet, 'p')!.textContent, 'a\nb cd');
    assert.equal(one(sheet, 'strong > em > u')!.textContent, 'c');
    assert.equal(one(sheet, 'p > u')!.textContent, 'd');
  });

  it('is text, whatever it looks like', async () => {
    const evil = '<img src=x onerror=alert(1)><b>bold</b>';
    const sheet = await draw([plainParagraph(evil)], evil);
    assert.deepEqual(
      all(sheet, 'h1, p').map((block) => block.textContent),
      [evil, evil],
    );
    assert.isTrue(one(sheet, 'img, b') === null);
  });
});

describe('the name of the file of a memo', () => {
  for (const [subject, name] of [
    ['Office hours گشتی مراسلہ', 'Office hours گشتی مراسلہ.memo'],
    ['../../etc/passwd', 'etc passwd.memo'],
    ['A\u202Egnp.exe', 'A gnp exe.memo'],
    ['', 'memo.memo'],
    ['…'.repeat(200), `${'…'.repeat(60)}.memo`],
  ] as const)
    it(`of “${subject.slice(0, 20)}” is harmless`, () =>
      assert.equal(memoFileName({ subject, blocks: [] }), name));
});
