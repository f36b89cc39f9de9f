import { assert } from '@open-wc/testing';
import * as Y from 'yjs';
import { frame, paste, press, type, withEditor } from '../../../test/support/editor-stage.js';
import { plainParagraph } from '../../domain/draft-content.js';
import type { Block } from '../../protocol/memo-content.js';
import { FRAGMENT } from './content.js';
import { YjsDoc } from './yjs-doc.js';

const bullets = (...items: (readonly Block[])[]): Block => ({ kind: 'bullets', items });
const numbers = (...items: (readonly Block[])[]): Block => ({ kind: 'numbers', start: 1, items });
const withBlocks = (...blocks: Block[]): YjsDoc => {
  const doc = new YjsDoc([]);
  doc.setContent({ subject: 's', blocks });
  return doc;
};

/** Lists and quotes in each other at the deepest place of what is edited; `content()` never says more than a memo can. */
const depthIn = (host: HTMLElement): number =>
  Array.from({ length: 20 }, (_, i) =>
    Array(i + 1)
      .fill(':is(ul, ol, blockquote)')
      .join(' '),
  ) // prettier-ignore
    .filter((selector) => host.querySelector(selector)).length;
const quotes = (depth: number, inner: Block): Block =>
  depth === 0 ? inner : { kind: 'quote', blocks: [quotes(depth - 1, inner)] };

describe('a list in the editor', () => {
  it('gets the other kind in one step, which is taken back in one', () =>
    withEditor(async ({ editor, doc }) => {
      await press('ArrowDown');
      await type('- one');
      await press('Enter');
      await type('two');
      const [one, two] = [[plainParagraph('one')], [plainParagraph('two')]];
      assert.deepEqual(doc.content().blocks, [bullets(one, two)]);
      editor.run({ do: 'surround', by: 'numbers' });
      assert.deepEqual(doc.content().blocks, [numbers(one, two)]);
      assert.deepEqual([...editor.view.value.within], ['numbers']);
      editor.run({ do: 'undo' });
      assert.deepEqual(doc.content().blocks, [bullets(one, two)]);
      editor.run({ do: 'redo' });
      editor.run({ do: 'surround', by: 'bullets' });
      assert.deepEqual(doc.content().blocks, [bullets(one, two)]);
    }));

  it('keeps what stands below the first line of an item, where others take that line out meanwhile', () =>
    withEditor(
      async ({ doc }) => {
        const other = new YjsDoc([doc.encode()]);
        const items = (of: YjsDoc) => (of.fragment.get(1) as Y.XmlElement).get(0) as Y.XmlElement;
        items(other).delete(0, 1);
        Y.applyUpdate(doc.doc, other.encode());
        await frame();
        await press('ArrowDown');
        await type('more ');
        assert.equal(
          items(doc)
            .toString()
            .replaceAll(/<[^>]*>/g, ''),
          'more below',
        );
      },
      withBlocks(bullets([plainParagraph('first'), bullets([plainParagraph('below')])])),
    ));

  it('has a paragraph at the beginning of an item, whatever is typed or chosen there', () =>
    withEditor(async ({ editor, doc }) => {
      await press('ArrowDown');
      await type('- one');
      await press('Enter');
      await type('- two');
      const both = [bullets([plainParagraph('one')], [plainParagraph('- two')])];
      assert.deepEqual(doc.content().blocks, both);
      for (const by of ['heading', 'quote'] as const) editor.run({ do: 'surround', by });
      assert.deepEqual(doc.content().blocks, both);
    }));

  it('goes deeper in its kind', () =>
    withEditor(async ({ doc }) => {
      await press('ArrowDown');
      await type('1. one');
      for (const text of ['inner', 'inner too']) {
        await press('Enter');
        await press('Tab');
        await type(text);
      }
      assert.deepEqual(doc.content().blocks, [
        numbers([
          plainParagraph('one'),
          numbers([plainParagraph('inner'), numbers([plainParagraph('inner too')])]),
        ]),
      ]);
    }));

  it('changes the innermost list that holds what is selected, and no other', () =>
    withEditor(async ({ editor, doc }) => {
      await press('ArrowDown');
      await type('- one');
      await press('Enter');
      await press('Tab');
      await type('inner');
      editor.run({ do: 'surround', by: 'numbers' });
      assert.deepEqual(doc.content().blocks, [
        bullets([plainParagraph('one'), numbers([plainParagraph('inner')])]),
      ]);
    }));

  it('joins what is typed to the list before it only if that is of its kind', () =>
    withEditor(async ({ doc }) => {
      await press('ArrowDown');
      await type('- one');
      for (const key of ['Enter', 'Enter']) await press(key);
      await type('1. two');
      for (const key of ['Enter', 'Enter']) await press(key);
      await type('2. three');
      assert.deepEqual(doc.content().blocks, [
        bullets([plainParagraph('one')]),
        numbers([plainParagraph('two')], [plainParagraph('three')]),
      ]);
    }));

  for (const first of ['bullets', 'numbers'] as const)
    it(`of ${first} keeps what somebody else types in it while it gets the other kind`, () => {
      const start = first === 'bullets' ? bullets : numbers;
      const doc = withBlocks(start([plainParagraph('one')], [plainParagraph('two')]));
      const theirs = new YjsDoc([doc.encode()]);
      return withEditor(
        ({ editor }) =>
          withEditor(async (other) => {
            await press('ArrowDown');
            await press('End');
            await type(' and more');
            editor.focus();
            await press('ArrowDown');
            editor.run({ do: 'surround', by: first === 'bullets' ? 'numbers' : 'bullets' });
            const [ours, typed] = [doc.encode(), other.doc.encode()];
            Y.applyUpdate(doc.doc, typed);
            Y.applyUpdate(other.doc.doc, ours);
            await frame();
            const expected = first === 'bullets' ? numbers : bullets;
            const said = [expected([plainParagraph('one and more')], [plainParagraph('two')])];
            assert.deepEqual(doc.content().blocks, said);
            assert.deepEqual(other.doc.content().blocks, said);
          }, theirs),
        doc,
      );
    });

  it('of an earlier draft is edited as it is, and nothing of it is taken out', () => {
    const doc = new YjsDoc([]);
    const texts = ['subject', 'one', 'two'].map((text) => new Y.XmlText(text));
    const put = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement => {
      const made = new Y.XmlElement(name);
      made.insert(0, children);
      return made;
    };
    doc.doc
      .getXmlFragment(FRAGMENT)
      .insert(0, [
        put('subject', texts[0]!),
        put('ordered_list', put('list_item', put('paragraph', texts[1]!))),
        put('bullet_list', put('list_item', put('paragraph', texts[2]!))),
      ]);
    return withEditor(async ({ editor, host }) => {
      assert.lengthOf(host.querySelectorAll('ol > li, ul > li'), 2);
      await press('ArrowDown');
      await press('End');
      await type('!');
      await press('Enter');
      await type('more');
      assert.deepEqual(doc.content().blocks, [
        numbers([plainParagraph('one!')], [plainParagraph('more')]),
        bullets([plainParagraph('two')]),
      ]);
      assert.deepEqual([...editor.view.value.within], ['numbers']);
      editor.run({ do: 'surround', by: 'bullets' });
      assert.equal(doc.content().blocks[0]?.kind, 'bullets');
    }, doc);
  });
});

describe('lists and quotes in each other', () => {
  it('come to eight, by key, by button and by what is typed', () =>
    withEditor(async ({ editor, doc, host }) => {
      await press('ArrowDown');
      for (let i = 0; i < 8; i++) {
        await type(`- ${i}`);
        await press('Enter');
        await press('Tab');
      }
      await type('- one');
      assert.equal(depthIn(host), 8);
      assert.include(JSON.stringify(doc.content().blocks), '- one');
      editor.run({ do: 'surround', by: 'quote' });
      assert.equal(depthIn(host), 8);
      await press('Enter');
      await press('Tab');
      await type('still here');
      assert.equal(depthIn(host), 8);
      assert.include(JSON.stringify(doc.content().blocks), 'still here');
    }));

  it('are lifted where a paste would bring more', () =>
    withEditor(
      async ({ doc, host }) => {
        await press('ArrowDown');
        await press('End');
        await press('Enter');
        const list = (depth: number): string =>
          depth === 0 ? '' : `<ul><li>level ${depth}${list(depth - 1)}</li></ul>`;
        await paste(host, { 'text/html': list(12) });
        const { blocks } = doc.content();
        assert.equal(depthIn(host), 8);
        for (let i = 1; i <= 12; i++) assert.include(JSON.stringify(blocks), `level ${i}"`);
        await type(' on');
        assert.include(JSON.stringify(doc.content().blocks), ' on');
      },
      withBlocks(quotes(5, plainParagraph('in'))),
    ));

  it('are left as others nested them', () => {
    const doc = withBlocks(plainParagraph('a'));
    return withEditor(async ({ host }) => {
      const others = new Y.Doc();
      Y.applyUpdate(others, doc.encode());
      let parent: Y.XmlFragment = others.getXmlFragment(FRAGMENT);
      for (let i = 0; i < 12; i++) {
        const quote = new Y.XmlElement('blockquote');
        parent.insert(parent === others.getXmlFragment(FRAGMENT) ? 1 : 0, [quote]);
        parent = quote;
      }
      parent.insert(0, [new Y.XmlElement('paragraph')]);
      Y.applyUpdate(doc.doc, Y.encodeStateAsUpdate(others));
      await frame();
      assert.lengthOf(host.querySelectorAll('blockquote'), 12);
      await type('x');
      assert.lengthOf(host.querySelectorAll('blockquote'), 12);
      assert.equal(depthIn(host), 12);
    }, doc);
  });
});
