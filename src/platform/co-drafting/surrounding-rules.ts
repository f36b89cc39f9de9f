import { InputRule } from 'prosemirror-inputrules';
import type { Attrs, Node, NodeType } from 'prosemirror-model';
import { canJoin, findWrapping } from 'prosemirror-transform';
import { nestsTooDeep } from './bounds.js';
import { isBeginningOfItem, listKind, type ListKind } from './lists.js';
import { schema } from './schema.js';

const list: NodeType = schema.nodes['list']!;

/** What is typed in front of a paragraph puts a node around it. `joins`: the node before it, if it goes on there. */
function wrappingRule(
  typed: RegExp,
  type: NodeType,
  attrsOf: (match: RegExpMatchArray) => Attrs | null,
  joins: (before: Node, attrs: Attrs | null) => boolean,
): InputRule {
  return new InputRule(typed, (state, match, start, end) => {
    if (isBeginningOfItem(state.doc.resolve(start))) return null;
    const tr = state.tr.delete(start, end);
    const $start = tr.doc.resolve(start);
    const attrs = attrsOf(match);
    const range = $start.blockRange();
    const wrapping = range && findWrapping(range, type, attrs);
    if (!wrapping) return null;
    tr.wrap(range, wrapping);
    if (nestsTooDeep(state.doc, tr.doc)) return null;
    const { nodeBefore } = tr.doc.resolve(start - 1);
    if (nodeBefore && joins(nodeBefore, attrs) && canJoin(tr.doc, start - 1)) tr.join(start - 1);
    return tr;
  });
}

const isListOf = (kind: ListKind, before: Node): boolean => before.type === list && listKind(before) === kind;

/** `- ` or `* `, `1. ` or `1) `, and `> ` at the start of a paragraph. */
export const surroundingRules = (): InputRule[] => [
  wrappingRule(
    /^\s*[-*]\s$/,
    list,
    () => ({ kind: 'bullets' }),
    (before) => isListOf('bullets', before),
  ),
  wrappingRule(
    /^(\d{1,6})[.)]\s$/,
    list,
    ([, order]) => ({ kind: 'numbers', order: Number(order) }),
    (before, attrs) =>
      isListOf('numbers', before) &&
      before.childCount + (before.attrs['order'] as number) === attrs?.['order'],
  ),
  wrappingRule(
    /^\s*>\s$/,
    schema.nodes['blockquote']!,
    () => null,
    (before) => before.type.name === 'blockquote',
  ),
];
