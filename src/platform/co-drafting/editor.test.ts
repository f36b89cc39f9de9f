import { assert } from '@open-wc/testing';
import { frame, paste, press, type, WORDS, withEditor } from '../../../test/support/editor-stage.js';
import * as Y from 'yjs';
import type { EditorCommand } from '../../app/draft-editor.js';
import { plainHeading, plainParagraph, plainRun } from '../../domain/draft-content.js';
import { Fault } from '../../domain/fault.js';
import { linesOf, type Block } from '../../protocol/memo-content.js';
import { loadEditor } from './load-editor.js';
import { YjsDoc } from './yjs-doc.js';

const mark = (name: 'strong' | 'em'): EditorCommand => ({ do: 'mark', mark: name });
const surround = (by: 'bullets' | 'numbers' | 'quote' | 'heading' | 'table'): EditorCommand => ({
  do: 'surround',
  by,
});

const A_FILE = { kind: 'attachment', name: 'annex.pdf', size: 3, sha256: 'ab'.repeat(32) } as const;
const ANOTHER = { ...A_FILE, name: 'منسلکہ.pdf' } as const;

describe('the editor of drafts', () => {
  it('takes a subject, goes on below it, and says both', () =>
    withEditor(async ({ doc, host }) => {
      assert.deepEqual(
        [...host.querySelectorAll<HTMLElement>('.empty')].map(({ dataset }) => dataset['words']),
        ['Subject', 'Write here'],
      );
      await type('Leave');
      await press('Enter');
      await type('From Monday.');
      assert.deepEqual(doc.content(), { subject: 'Leave', blocks: [plainParagraph('From Monday.')] });
      assert.lengthOf(host.querySelectorAll('.empty'), 0);
    }));

  it('is not put on a document that would hang it', async () => {
    const doc = new YjsDoc([]);
    let inner: Y.XmlFragment = doc.fragment;
    for (let level = 0; level < 40; level++) {
      const next = new Y.XmlElement('blockquote');
      inner.insert(0, [next]);
      inner = next;
    }
    const makeEditor = await loadEditor();
    const host = document.createElement('div');
    assert.throws(() => makeEditor(host, doc, WORDS), Fault);
    assert.lengthOf(host.children, 0);
    doc.close();
  });

  it('is a text box with a name', () =>
    withEditor(async ({ editor, host }) => {
      const attributes = () =>
        ['role', 'aria-multiline', 'aria-label'].map((name) => host.getAttribute(name));
      assert.deepEqual(attributes(), ['textbox', 'true', 'Draft']);
      editor.name({ ...WORDS, label: 'مسودہ' });
      await frame();
      assert.equal(attributes()[2], 'مسودہ');
    }));

  it('sets words in bold and italics, by button and by key', () =>
    withEditor(async ({ editor, doc }) => {
      await press('ArrowDown');
      editor.run(mark('strong'));
      assert.isTrue(editor.view.value.marks.has('strong'));
      await type('now ');
      editor.run(mark('strong'));
      await press('Control+i');
      await type('then');
      const [block] = doc.content().blocks;
      assert.deepEqual(block, {
        kind: 'paragraph',
        direction: 'auto',
        runs: [
          { ...plainRun('now '), isStrong: true },
          { ...plainRun('then'), isEmphasized: true },
        ],
      } satisfies Block);
    }));

  it('makes lists by what is typed, and Tab goes deeper', () =>
    withEditor(async ({ editor, doc }) => {
      await press('ArrowDown');
      await type('3. one');
      await press('Enter');
      await press('Tab');
      await type('inner');
      assert.isTrue(editor.view.value.within.has('numbers'));
      await press('Enter');
      await press('Shift+Tab');
      await type('two');
      const inner: Block = { kind: 'numbers', start: 1, items: [[plainParagraph('inner')]] };
      const [list] = doc.content().blocks;
      assert.equal(list?.kind, 'numbers');
      if (list?.kind !== 'numbers') return;
      assert.equal(list.start, 3);
      assert.deepEqual(
        list.items.map((item) => item.map((block) => block.kind)),
        [['paragraph', 'numbers'], ['paragraph']],
      );
      assert.deepEqual((list.items[0]![1] as typeof inner).items, inner.items);
    }));

  for (const by of ['bullets', 'quote', 'heading'] as const) {
    it(`puts ${by} around a paragraph, and takes it off again`, () =>
      withEditor(async ({ editor, doc }) => {
        await press('ArrowDown');
        await type('words');
        editor.run(surround(by));
        assert.equal(doc.content().blocks[0]!.kind, by);
        assert.isTrue(editor.view.value.within.has(by));
        editor.run(surround(by));
        assert.deepEqual(doc.content().blocks[0], plainParagraph('words'));
      }));
  }

  it('inserts a table, whose rows and columns come and go, and Tab goes from cell to cell', () =>
    withEditor(async ({ editor, doc }) => {
      await press('ArrowDown');
      editor.run(surround('table'));
      const size = () => {
        const table = doc.content().blocks.find(({ kind }) => kind === 'table');
        return table?.kind === 'table' ? table.rows.map((row) => row.length) : null;
      };
      assert.deepEqual(size(), [2, 2]);
      await press('ArrowDown');
      assert.isTrue(editor.view.value.within.has('table'));
      await type('a');
      await press('Tab');
      await type('b');
      editor.run({ do: 'add-row' });
      editor.run({ do: 'add-column' });
      assert.deepEqual(size(), [3, 3, 3]);
      editor.run({ do: 'delete-row' });
      editor.run({ do: 'delete-column' });
      assert.deepEqual(size(), [2, 2]);
      editor.run({ do: 'delete-table' });
      assert.isNull(size());
    }));

  it('names a file below the caret, and one goes on behind it', () =>
    withEditor(async ({ editor, doc, host }) => {
      await type('Leave');
      editor.run({ do: 'attach', attachment: A_FILE });
      await type('As annexed.');
      assert.deepEqual(doc.content(), {
        subject: 'Leave',
        blocks: [A_FILE, plainParagraph('As annexed.')],
      });
      editor.run({ do: 'attach', attachment: ANOTHER });
      assert.deepEqual(doc.content().blocks, [
        A_FILE,
        plainParagraph('As annexed.'),
        ANOTHER,
        plainParagraph(''),
      ]);
      const shown = [...host.querySelectorAll('beep-attachment')];
      assert.deepEqual(
        shown.map((one) => ['name', 'size', 'sha256'].map((name) => one.getAttribute(name))),
        [A_FILE, ANOTHER].map(({ name, size, sha256 }) => [name, String(size), sha256]),
      );
      editor.run({ do: 'undo' });
      assert.deepEqual(doc.content().blocks, [A_FILE, plainParagraph('As annexed.')]);
    }));

  it('takes a file that was copied from a draft, and none that is made up', () =>
    withEditor(async ({ doc, host }) => {
      await press('ArrowDown');
      const { name, size, sha256 } = A_FILE;
      const copied = `<beep-attachment name="${name}" size="${size}" sha256="${sha256}" terse></beep-attachment>`;
      const made = `<beep-attachment name="x" size="1" sha256="abc"><p>inside</p></beep-attachment>`;
      await paste(host, { 'text/html': `${copied}${made}<p>behind</p>` });
      const { blocks } = doc.content();
      assert.deepEqual(
        blocks.filter(({ kind }) => kind === 'attachment'),
        [A_FILE],
      );
      assert.include(linesOf(blocks).join(' '), 'behind');
    }));

  it('lets each paragraph run as its first letter does, unless it is told', () =>
    withEditor(async ({ editor, doc, host }) => {
      await press('ArrowDown');
      await type('یہ اردو ہے');
      await press('Enter');
      await type('This is English');
      editor.run({ do: 'direction', direction: 'rtl' });
      assert.deepEqual(
        doc.content().blocks.map((block) => (block.kind === 'paragraph' ? block.direction : null)),
        ['auto', 'rtl'],
      );
      assert.equal(editor.view.value.direction, 'rtl');
      assert.deepEqual(
        [...host.querySelectorAll('p')].map((p) => p.getAttribute('dir')),
        [null, 'rtl'],
      );
    }));

  it('takes from a paste what a draft may hold, and nothing else', () =>
    withEditor(async ({ doc, host }) => {
      await press('ArrowDown');
      await paste(host, {
        'text/html':
          '<meta><style>p{color:red}</style><b style="font-weight:normal"><h1 onclick="x()">Head</h1>' +
          '<p style="color:red" class="MsoNormal">one <span style="font-weight:700">two</span> <a href="https://x">three</a>' +
          '<img src="https://x/y.png" onerror="x()"></p><ul><li>item</li></ul><script>x()</script></b>',
      });
      assert.deepEqual(doc.content().blocks, [
        plainHeading('Head'),
        {
          kind: 'paragraph',
          direction: 'auto',
          runs: [plainRun('one '), { ...plainRun('two'), isStrong: true }, plainRun(' three')],
        },
        { kind: 'bullets', items: [[plainParagraph('item')]] },
      ]);
      assert.lengthOf(host.querySelectorAll('a, img:not(.ProseMirror-separator), script, style, [style]'), 0);
    }));

  it('makes paragraphs of the lines of a plain paste', () =>
    withEditor(async ({ doc, host }) => {
      await press('ArrowDown');
      await paste(host, { 'text/plain': 'ایک\r\ndو\n\nthree' });
      assert.deepEqual(
        doc.content().blocks.map((block) => (block.kind === 'paragraph' ? block.runs[0]?.text : null)),
        ['ایک', 'dو', 'three'],
      );
    }));

  it('takes back only what was done here', () =>
    withEditor(async ({ editor, doc }) => {
      const other = new Y.Doc();
      Y.applyUpdate(other, doc.encode());
      await type('mine');
      Y.applyUpdate(other, doc.encode());
      const subject = other.getXmlFragment('draft').get(0) as Y.XmlElement;
      (subject.get(0) as Y.XmlText).insert(4, ' and theirs');
      Y.applyUpdate(doc.doc, Y.encodeStateAsUpdate(other), 'elsewhere');
      assert.equal(doc.content().subject, 'mine and theirs');
      assert.isTrue(editor.view.value.canUndo);
      editor.run({ do: 'undo' });
      assert.equal(doc.content().subject, 'and theirs');
      assert.deepEqual([editor.view.value.canUndo, editor.view.value.canRedo], [false, true]);
      editor.run({ do: 'redo' });
      assert.equal(doc.content().subject, 'mine and theirs');
    }));

  it('finds words, whatever their case, and goes round', () =>
    withEditor(async ({ editor, host }) => {
      await type('Budget');
      await press('Enter');
      await type('The budget, the BUDGET and بجٹ');
      editor.find('budget');
      assert.deepEqual(editor.view.value.found.count, 3);
      assert.lengthOf(host.querySelectorAll('.found'), 3);
      assert.lengthOf(host.querySelectorAll('.found.at'), 1);
      const { at } = editor.view.value.found;
      for (let i = 0; i < 3; i++) editor.step(1);
      assert.equal(editor.view.value.found.at, at);
      editor.step(-1);
      assert.notEqual(editor.view.value.found.at, at);
      editor.find('بجٹ');
      assert.deepEqual(editor.view.value.found, { count: 1, at: 1 });
      editor.find('');
      assert.lengthOf(host.querySelectorAll('.found'), 0);
    }));

  it('finds Urdu words however they were typed, and selects them with their vowel signs', () =>
    withEditor(async ({ editor, host }) => {
      await press('ArrowDown');
      await paste(host, {
        'text/plain': 'حکومتِ پاکستان\nحكومت \u067E\u0627\u0643\u0633\u062A\u0627\u0646 کا حُکم',
      });
      editor.find('پاکستان');
      assert.equal(editor.view.value.found.count, 2);
      editor.find('حکومت');
      assert.deepEqual(
        [...host.querySelectorAll('.found')].map(({ textContent }) => textContent),
        ['حکومتِ', '\u062D\u0643\u0648\u0645\u062A'],
      );
      editor.find('حکم');
      assert.equal(host.querySelector('.found')?.textContent, 'حُکم');
      assert.equal(editor.view.value.found.count, 1);
    }));

  it('counts words by the rules of each language', () =>
    withEditor(async ({ editor }) => {
      await type('Two words');
      await press('Enter');
      await type('یہ چار الفاظ ہیں');
      await new Promise((resolve) => setTimeout(resolve, 600));
      assert.equal(editor.view.value.words, 6);
    }));
});
