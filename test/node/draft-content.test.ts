import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as Y from 'yjs';
import fc from 'fast-check';
import { plainHeading, plainParagraph } from '../../src/domain/draft-content.js';
import type { Block, MemoContent, Run } from '../../src/protocol/memo-content.js';
import { FRAGMENT, readContent } from '../../src/platform/co-drafting/content.js';
import { isTooDeep } from '../../src/platform/co-drafting/too-deep.js';
import { mergeUpdates, YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';

const plainly = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(fields, { noNullPrototype: true });
const word = fc.stringMatching(/^[a-zء-ی ]{1,12}$/u);
const run: fc.Arbitrary<Run> = plainly({
  text: fc.oneof(
    word,
    fc.tuple(word, word).map(([a, b]) => `${a}\n${b}`),
  ),
  isStrong: fc.boolean(),
  isEmphasized: fc.boolean(),
  isUnderlined: fc.boolean(),
});
const sameLook = (a: Run, b: Run) =>
  a.isStrong === b.isStrong && a.isEmphasized === b.isEmphasized && a.isUnderlined === b.isUnderlined;
/** Line breaks carry no look of their own, so that runs around them are told apart by their words. */
const runs = fc
  .array(run, { maxLength: 4 })
  .map((all) => all.filter((one, i) => i === 0 || !sameLook(one, all[i - 1]!)))
  .map((all) => all.map((one) => ({ ...one, text: one.text.replaceAll('\n', ' ') })));
const line = <K extends 'paragraph' | 'heading'>(kind: K) =>
  plainly({
    kind: fc.constant(kind),
    direction: fc.constantFrom('auto' as const, 'ltr' as const, 'rtl' as const),
    runs,
  });
const paragraph = line('paragraph');
const { block } = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    paragraph,
    line('heading'),
    plainly({ kind: fc.constant('bullets' as const), items: fc.array(fc.array(tie('block'), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }) }), // prettier-ignore
    plainly({ kind: fc.constant('numbers' as const), start: fc.nat(9), items: fc.array(fc.array(tie('block'), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }) }), // prettier-ignore
    plainly({ kind: fc.constant('quote' as const), blocks: fc.array(tie('block'), { minLength: 1, maxLength: 2 }) }), // prettier-ignore
    plainly({ kind: fc.constant('table' as const), rows: fc.array(fc.array(fc.array(paragraph, { minLength: 1, maxLength: 1 }), { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 2 }) }), // prettier-ignore
  ),
}));
const content: fc.Arbitrary<MemoContent> = plainly({
  subject: word.map((text) => text.replaceAll(/\s+/g, ' ').trim()),
  blocks: fc.array(block, { minLength: 1, maxLength: 5 }),
});

describe('the document of a draft', () => {
  it('says what was put into it, here and wherever its updates are taken', () => {
    fc.assert(
      fc.property(content, (said) => {
        const doc = new YjsDoc([]);
        doc.setContent(said);
        assert.deepEqual(doc.content(), said);
        assert.deepEqual(new YjsDoc([doc.encode()]).content(), said);
      }),
      { numRuns: 300 },
    );
  });

  it('reads a line break as part of its paragraph', () => {
    const doc = new YjsDoc([]);
    const look = { isStrong: false, isEmphasized: false, isUnderlined: false };
    const blocks: Block[] = [{ kind: 'paragraph', direction: 'auto', runs: [{ ...look, text: 'one\ntwo' }] }];
    doc.setContent({ subject: 's', blocks });
    assert.deepEqual(doc.content(), { subject: 's', blocks });
  });

  it('comes to the same in whatever order and however often updates are taken', () => {
    fc.assert(
      fc.property(
        fc.array(content, { minLength: 2, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        (said, dice) => {
          const docs = said.map(() => new YjsDoc([]));
          const updates: Uint8Array[] = [];
          for (const [i, doc] of docs.entries()) {
            doc.onChange((update) => updates.push(update));
            doc.setContent(said[i]!);
          }
          const shuffled = [...updates, ...updates].sort(() => (dice.next().value as number) % 2 || -1);
          const expected = new YjsDoc(updates).content();
          assert.deepEqual(new YjsDoc(shuffled).content(), expected);
          assert.deepEqual(new YjsDoc([mergeUpdates(updates)]).content(), expected);
          assert.deepEqual(new YjsDoc([mergeUpdates([mergeUpdates(updates.slice(0, 1)), ...updates.slice(1)])]).content(), expected); // prettier-ignore
        },
      ),
      { numRuns: 100 },
    );
  });

  it('passes over what is no update', () => {
    const doc = new YjsDoc([]);
    doc.setContent({ subject: 'still here', blocks: [] });
    const again = new YjsDoc([Uint8Array.of(1, 2, 3), doc.encode(), new Uint8Array(40).fill(255)]);
    assert.equal(again.content().subject, 'still here');
  });

  it('is read whatever shape it has: what is unknown or too deep is the text in it', () => {
    const doc = new Y.Doc();
    const fragment = doc.getXmlFragment(FRAGMENT);
    let inner: Y.XmlElement = new Y.XmlElement('blockquote');
    const outer = inner;
    for (let i = 0; i < 30; i++) {
      const next = new Y.XmlElement(i % 2 ? 'marquee' : 'blockquote');
      inner.insert(0, [next]);
      inner = next;
    }
    inner.insert(0, [new Y.XmlText('deep')]);
    fragment.insert(0, [outer, new Y.XmlText('loose'), new Y.XmlElement('table')]);
    const { subject, blocks } = readContent(fragment);
    assert.equal(subject, '');
    assert.ok(JSON.stringify(blocks).includes('deep') && JSON.stringify(blocks).includes('loose'));
  });
});

describe('what others may bring into a draft', () => {
  /** A chain of elements, `names` in turns, around a text. */
  function nested(levels: number, names: readonly string[], text = 'deep'): Y.XmlFragment {
    const doc = new Y.Doc();
    const fragment = doc.getXmlFragment(FRAGMENT);
    doc.transact(() => {
      let inner: Y.XmlFragment = fragment;
      for (let i = 0; i < levels; i++) {
        const next = new Y.XmlElement(names[i % names.length]!);
        inner.insert(0, [next]);
        inner = next;
      }
      inner.insert(0, [new Y.XmlText(text)]);
    });
    return fragment;
  }

  for (const names of [
    ['blockquote'],
    ['list', 'list_item'],
    ['paragraph'],
    ['marquee'],
    ['table'],
    ['subject'],
  ])
    it(`is read, and known to be too deep, with 100,000 levels of ${names.join(' and ')}`, () => {
      const fragment = nested(100_000, names);
      const { subject, blocks } = readContent(fragment);
      assert.ok(JSON.stringify([subject, blocks]).includes('deep'));
      assert.ok(isTooDeep(fragment));
    });

  it('is read as far as a memo goes: what lies deeper is moved up, line by line', () => {
    const fragment = nested(9, ['blockquote'], '');
    let inner = fragment.get(0) as Y.XmlElement;
    for (let i = 0; i < 8; i++) inner = inner.get(0) as Y.XmlElement;
    const heading = new Y.XmlElement('heading');
    heading.insert(0, [new Y.XmlText('head')]);
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.setAttribute('dir', 'rtl');
    paragraph.insert(0, [new Y.XmlText('line')]);
    inner.delete(0, 1);
    inner.insert(0, [heading, paragraph]);
    let { blocks } = readContent(fragment);
    for (let i = 0; i < 8; i++) blocks = blocks[0]?.kind === 'quote' ? blocks[0].blocks : [];
    assert.deepEqual(blocks, [plainHeading('head'), { ...plainParagraph('line'), direction: 'rtl' }]);
  });

  it('keeps a table in the innermost list that a memo can say', () => {
    let block: Block = { kind: 'table', rows: [[[plainParagraph('a')], [plainParagraph('b')]]] };
    for (let i = 0; i < 8; i++) block = { kind: 'quote', blocks: [block] };
    const doc = new YjsDoc([]);
    doc.setContent({ subject: 's', blocks: [block] });
    assert.deepEqual(doc.content().blocks, [block]);
    doc.setContent({ subject: 's', blocks: [{ kind: 'quote', blocks: [block] }] });
    assert.deepEqual(doc.content().blocks, [block]);
  });

  it('is not too deep while an editor could have written it', () => {
    const lists = Array.from({ length: 16 }, (_, i) => (i % 2 ? 'list_item' : 'list'));
    assert.ok(!isTooDeep(nested(20, [...lists, 'table', 'table_row', 'table_cell', 'paragraph'])));
    assert.ok(!isTooDeep(nested(31, ['blockquote'])));
    assert.ok(isTooDeep(nested(32, ['blockquote'])));
  });

  const withRoots = (...nodes: (Y.XmlElement | Y.XmlText)[]): Y.XmlFragment => {
    const fragment = new Y.Doc().getXmlFragment(FRAGMENT);
    fragment.insert(0, nodes);
    return fragment;
  };

  it('is bounded in nodes', () => {
    const paragraphs = (count: number) => Array.from({ length: count }, () => new Y.XmlElement('paragraph'));
    assert.ok(!isTooDeep(withRoots(...paragraphs(50_000))));
    assert.ok(isTooDeep(withRoots(...paragraphs(50_001))));
  });

  it('is bounded in the cells that a table takes once its rows are made equally long', () => {
    const table = (rows: number, cells: number, colspan: string): Y.XmlElement => {
      const row = (count: number) => {
        const made = new Y.XmlElement('table_row');
        made.insert(0, Array.from({ length: count }, () => { const cell = new Y.XmlElement('table_cell'); cell.setAttribute('colspan', colspan); return cell; })); // prettier-ignore
        return made;
      };
      const made = new Y.XmlElement('table');
      made.insert(0, [row(cells), ...Array.from({ length: rows - 1 }, () => row(1))]);
      return made;
    };
    assert.ok(!isTooDeep(withRoots(table(200, 200, '1'))));
    assert.ok(isTooDeep(withRoots(table(300, 300, '1'))));
    assert.ok(isTooDeep(withRoots(table(300, 5, '1000000000'))));
  });

  it('is refused where it is of a kind that an editor throws at', () => {
    assert.ok(isTooDeep(withRoots(new Y.XmlText('loose'))));
    const element = new Y.XmlElement('paragraph');
    const fragment = withRoots(element);
    element.insert(0, [new Y.XmlHook('hook') as unknown as Y.XmlText]);
    assert.ok(isTooDeep(fragment));
  });
});

describe('a draft of the time when each kind of list had a name of its own', () => {
  it('is read as it was', () => {
    const fragment = new Y.Doc().getXmlFragment(FRAGMENT);
    const list = (name: string, text: string): Y.XmlElement => {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(text)]);
      const item = new Y.XmlElement('list_item');
      item.insert(0, [paragraph]);
      const made = new Y.XmlElement(name);
      made.insert(0, [item]);
      return made;
    };
    const numbers = list('ordered_list', 'two');
    numbers.setAttribute('order', 2 as unknown as string);
    fragment.insert(0, [list('bullet_list', 'one'), numbers]);
    assert.deepEqual(readContent(fragment).blocks, [
      { kind: 'bullets', items: [[plainParagraph('one')]] },
      { kind: 'numbers', start: 2, items: [[plainParagraph('two')]] },
    ]);
  });
});
