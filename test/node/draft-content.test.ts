import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as Y from 'yjs';
import fc from 'fast-check';
import type { Block, MemoContent, Run } from '../../src/protocol/memo-content.js';
import { FRAGMENT, readContent } from '../../src/platform/co-drafting/content.js';
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
