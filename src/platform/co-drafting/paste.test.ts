import { assert } from '@open-wc/testing';
import * as Y from 'yjs';
import { frame, paste, press, type, withEditor } from '../../../test/support/editor-stage.js';
import { plainParagraph, plainRun } from '../../domain/draft-content.js';
import type { Block } from '../../protocol/memo-content.js';
import { FRAGMENT } from './content.js';
import { YjsDoc } from './yjs-doc.js';

type Written = number | string | object;

/** The blocks that come of pasting `html` into an empty draft. */
async function pasted(html: string): Promise<readonly Block[]> {
  let blocks: readonly Block[] = [];
  await withEditor(async ({ doc, host }) => {
    await press('ArrowDown');
    await paste(host, { 'text/html': html });
    ({ blocks } = doc.content());
  });
  return blocks;
}
const bullets = (...items: (readonly Block[])[]): Block => ({ kind: 'bullets', items });
const numbers = (start: number, ...items: (readonly Block[])[]): Block => ({ kind: 'numbers', start, items });
const textOf = (blocks: readonly Block[] | undefined): string =>
  (blocks ?? []).map((block) => (block.kind === 'paragraph' ? block.runs.map(({ text }) => text).join('') : '?')).join('|'); // prettier-ignore
const tableOf = (blocks: readonly Block[]): readonly (readonly string[])[] => {
  const table = blocks.find((block) => block.kind === 'table');
  return table?.kind === 'table' ? table.rows.map((row) => row.map(textOf)) : [];
};

/** As Word puts an item on the clipboard. */
const item = (level: number, marker: string, text: string, place = 'Middle', more = ''): string =>
  `<p class=MsoListParagraphCxSp${place} ${more} style='text-indent:-.25in;mso-list:l0 level${level} lfo1'><![if !supportLists]>` +
  `<span style='font-family:Symbol;mso-bidi-font-family:Symbol'><span style='mso-list:Ignore'>${marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;` +
  ` </span></span></span><![endif]>${text}<o:p></o:p></p>\n\n`;

describe('a list pasted from Word', () => {
  it('is a list, with its levels', async () => {
    const html =
      item(1, '·', 'one', 'First') +
      item(2, 'o', 'inner') +
      item(3, '§', 'deep') +
      item(1, '·', 'two', 'Last');
    assert.deepEqual(
      await pasted(
        `<html><body><!--StartFragment-->${html}<p class=MsoNormal>After</p><!--EndFragment--></body></html>`,
      ),
      [
        bullets(
          [plainParagraph('one'), bullets([plainParagraph('inner'), bullets([plainParagraph('deep')])])],
          [plainParagraph('two')],
        ),
        plainParagraph('After'),
      ],
    );
  });

  it('is numbered as it was, also in Urdu', async () => {
    assert.deepEqual(await pasted(item(1, '3.', 'three') + item(2, 'a)', 'inner') + item(1, '4.', 'four')), [
      numbers(3, [plainParagraph('three'), numbers(1, [plainParagraph('inner')])], [plainParagraph('four')]),
    ]);
    const urdu = await pasted(
      item(1, '۱۲۔', 'بارہ', 'First', 'dir=RTL') + item(1, '۱۳۔', 'تیرہ', 'Last', 'dir=RTL'),
    );
    const line = (text: string): Block => ({ kind: 'paragraph', direction: 'rtl', runs: [plainRun(text)] });
    assert.deepEqual(urdu, [numbers(12, [line('بارہ')], [line('تیرہ')])]);
  });

  it('is two lists where the kind changes, and goes no deeper than one level at a time', async () => {
    assert.deepEqual(await pasted(item(1, '·', 'one') + item(1, '1.', 'two') + item(4, '·', 'deep')), [
      bullets([plainParagraph('one')]),
      numbers(1, [plainParagraph('two'), bullets([plainParagraph('deep')])]),
    ]);
  });

  it('is a list where bullets are nothing but text, and holds the paragraphs that go on in an item', async () => {
    const word = (text: string): string => `<p class=MsoListParagraph>${text}</p>`;
    assert.deepEqual(await pasted(word('·&nbsp;&nbsp; one') + word('goes on') + word('<b>2.</b> two')), [
      bullets([plainParagraph('one'), plainParagraph('goes on')]),
      numbers(2, [plainParagraph('two')]),
    ]);
    assert.deepEqual(await pasted('<p>•\u00A0one</p><p>• two</p><p>1. A paragraph</p><p>o is a letter</p>'), [
      bullets([plainParagraph('one')], [plainParagraph('two')]),
      plainParagraph('1. A paragraph'),
      plainParagraph('o is a letter'),
    ]);
  });

  it('is no list where it was copied as plain text', () =>
    withEditor(async ({ doc, host }) => {
      await press('ArrowDown');
      await paste(host, { 'text/plain': '• one\n• two' });
      assert.deepEqual(doc.content().blocks, [plainParagraph('• one'), plainParagraph('• two')]);
    }));
});

describe('a pasted table', () => {
  it('has its empty cells behind and below those that went over several', async () => {
    assert.deepEqual(
      tableOf(await pasted('<table><tr><td colspan=2>head</td></tr><tr><td>a</td><td>b</td></tr></table>')),
      [['head', ''], ['a', 'b']], // prettier-ignore
    );
    assert.deepEqual(
      tableOf(
        await pasted(
          '<table><tr><td rowspan=2>side</td><td>b</td><td rowspan=3>end</td></tr><tr><td>c</td></tr><tr><td colspan=2>d</td></tr></table>',
        ),
      ),
      [['side', 'b', 'end'], ['', 'c', ''], ['d', '', '']], // prettier-ignore
    );
  });

  it('has no more cells than are bearable, whatever it says of itself', async () => {
    const rows = tableOf(
      await pasted('<table><tr><td colspan=1000 rowspan=60000>a</td></tr><tr><td>b</td></tr></table>'),
    );
    assert.deepEqual(
      rows.map((row) => row.length),
      [65, 65],
    );
    assert.equal(rows[1]![64], 'b');
  });
});

describe('the table of a document', () => {
  const hostile: readonly (readonly [string, Written, Written])[] = [
    ['huge', 1_000_000_000, 1_000_000_000],
    ['nothing', 0, -1],
    ['no numbers', 'many', { a: 1 }],
    ['broken', 1.5, Number.NaN],
  ];
  for (const [what, colspan, rowspan] of hostile)
    it(`is shown with spans that are ${what}`, () => {
      const doc = new YjsDoc([]);
      doc.setContent({
        subject: 's',
        blocks: [
          { kind: 'table', rows: [[[plainParagraph('a')], [plainParagraph('b')]]] },
          plainParagraph('end'),
        ],
      });
      return withEditor(async ({ host }) => {
        const others = new Y.Doc();
        Y.applyUpdate(others, doc.encode());
        const table = others.getXmlFragment(FRAGMENT).get(1) as Y.XmlElement;
        const cell = (table.get(0) as Y.XmlElement).get(0) as Y.XmlElement<Record<string, Written>>;
        cell.setAttribute('colspan', colspan);
        cell.setAttribute('rowspan', rowspan);
        cell.setAttribute('colwidth', 'wide');
        Y.applyUpdate(doc.doc, Y.encodeStateAsUpdate(others));
        await frame();
        await press('Control+End');
        await type('!');
        assert.include(JSON.stringify(doc.content().blocks), '!');
        assert.include(host.querySelector('table')!.textContent, 'ab');
        assert.isAtMost(host.querySelector('td')!.colSpan, 64);
        assert.isAtLeast(host.querySelectorAll('td').length, 2);
      }, doc);
    });
});
