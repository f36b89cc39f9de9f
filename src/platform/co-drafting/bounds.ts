import type { Fragment, Node } from 'prosemirror-model';
import { Plugin, type Command, type Transaction } from 'prosemirror-state';
import { ySyncPluginKey } from 'y-prosemirror';
import { MAX_MEMO_DEPTH } from '../../protocol/limits.js';
import { listKind } from './lists.js';
import { inSpan } from './spans.js';

const isNesting = (node: Node): boolean => node.type.name === 'blockquote' || listKind(node) !== null;

/** Nodes never change, so each is measured once. */
const depths = new WeakMap<Node, number>();

/** How many lists and quotes lie in each other, at most, in a node; itself counts. */
export function nestingIn(node: Node): number {
  let depth = depths.get(node);
  if (depth === undefined) {
    depth = nestingOf(node.content) + (isNesting(node) ? 1 : 0);
    depths.set(node, depth);
  }
  return depth;
}

function nestingOf(content: Fragment): number {
  let depth = 0;
  content.forEach((child) => (depth = Math.max(depth, nestingIn(child))));
  return depth;
}

/** Whether it makes lists and quotes lie deeper in each other than a memo can say. */
export const nestsTooDeep = (before: Node, after: Node): boolean =>
  nestingIn(after) > Math.max(MAX_MEMO_DEPTH, nestingIn(before));

/** `command`, but nothing happens where it would nest lists and quotes too deep: the key or button is used up. */
export const unlessTooDeep =
  (command: Command): Command =>
  (state, dispatch, view) =>
    command(state, dispatch && ((tr) => void (nestsTooDeep(state.doc, tr.doc) || dispatch(tr))), view);

/**
 * Keeps a document within what a memo can say. Whatever came in, by paste, by dropping or by joining, that lies too deep
 * in lists and quotes is lifted out of the innermost of them. Of what others wrote only spans are made fit, which would
 * otherwise be taken for room in memory: those who write meanwhile would all lift at once, and the text be there twice.
 */
export const boundsPlugin = (): Plugin =>
  new Plugin({
    appendTransaction(transactions, before, { doc, tr }) {
      if (!transactions.some(({ docChanged }) => docChanged)) return null;
      if (transactions.some(isOurs) && nestsTooDeep(before.doc, doc)) liftTooDeep(tr);
      fitSpans(tr);
      return tr.docChanged ? tr : null;
    },
  });

/** y-prosemirror says so of what comes from the document, which is by others, or by taking back what was done. */
const isOurs = (tr: Transaction): boolean => {
  const meta = tr.getMeta(ySyncPluginKey) as { readonly isChangeOrigin?: boolean } | undefined;
  return tr.docChanged && !meta?.isChangeOrigin;
};

function liftTooDeep(tr: Transaction): void {
  const lift = (parent: Node, start: number, depth: number): void => {
    parent.forEach((child, offset) => {
      if (nestingIn(child) + depth <= MAX_MEMO_DEPTH) return;
      const pos = start + offset;
      if (!isNesting(child)) lift(child, pos + 1, depth);
      else if (depth < MAX_MEMO_DEPTH) lift(child, pos + 1, depth + 1);
      else tr.replaceWith(tr.mapping.map(pos), tr.mapping.map(pos + child.nodeSize, -1), blocksIn(child));
    });
  };
  lift(tr.doc, 0, 0);
}

/** What stands in lists and quotes, without those. */
const blocksIn = (node: Node): readonly Node[] =>
  isNesting(node) || node.type.name === 'list_item' ? node.children.flatMap(blocksIn) : [node];

/** Nodes in which every span is known to be fit. */
const fit = new WeakSet<Node>();

function fitSpans(tr: Transaction): void {
  const look = (node: Node, pos: number): boolean => {
    if (fit.has(node) || node.inlineContent) return true;
    let isFit = node.type.name !== 'table_cell' || fitCell(tr, node, pos);
    node.forEach((child, offset) => (isFit = look(child, pos + 1 + offset) && isFit));
    if (isFit) fit.add(node);
    return isFit;
  };
  look(tr.doc, -1);
}

/** Whether the cell was fit as it was. */
function fitCell(tr: Transaction, { attrs }: Node, pos: number): boolean {
  const [colspan, rowspan] = [inSpan(attrs['colspan']), inSpan(attrs['rowspan'])];
  if (colspan === attrs['colspan'] && rowspan === attrs['rowspan'] && attrs['colwidth'] === null) return true;
  tr.setNodeMarkup(pos, null, { colspan, rowspan, colwidth: null });
  return false;
}
