import type { Node, NodeType, ResolvedPos } from 'prosemirror-model';
import { liftListItem, sinkListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, EditorState, Transaction } from 'prosemirror-state';
import { schema } from './schema.js';

export type ListKind = 'bullets' | 'numbers';

const list: NodeType = schema.nodes['list']!;
const listItem: NodeType = schema.nodes['list_item']!;

/** What kind of list a node is, whichever name it goes by; null for what is none. */
export function listKind(node: Node): ListKind | null {
  switch (node.type.name) {
    case 'list':
      return node.attrs['kind'] === 'numbers' ? 'numbers' : 'bullets';
    case 'bullet_list':
      return 'bullets';
    case 'ordered_list':
      return 'numbers';
    default:
      return null;
  }
}

/**
 * Whether a position is in what an item begins with. That is a paragraph and stays one, whatever is asked for: only where somebody
 * else has taken it out does an item begin with anything else.
 */
export const isBeginningOfItem = ($pos: ResolvedPos): boolean =>
  $pos.depth > 1 && $pos.node(-1).type === listItem && $pos.index(-1) === 0;

interface FoundList {
  readonly node: Node;
  readonly kind: ListKind;
  readonly pos: number;
}

/** The innermost list around `$pos`, at `depth` or above it. */
export function listAround($pos: ResolvedPos, depth = $pos.depth): FoundList | null {
  for (; depth > 0; depth--) {
    const node = $pos.node(depth);
    const kind = listKind(node);
    if (kind) return { node, kind, pos: $pos.before(depth) };
  }
  return null;
}

/** The innermost list that holds all that is selected. */
const selectedList = ({ selection: { $from, to } }: EditorState): FoundList | null =>
  listAround($from, $from.sharedDepth(to));

/** Puts a list of that kind around what is selected; makes a list of the other kind one of this; takes one of this off. */
export const toggleList =
  (kind: ListKind): Command =>
  (state, dispatch, view) => {
    const there = selectedList(state);
    if (!there) return wrapInList(list, { kind })(state, dispatch, view);
    if (there.kind === kind) return liftListItem(listItem)(state, dispatch, view);
    dispatch?.(state.tr.setNodeMarkup(there.pos, list, { kind, order: 1 }));
    return true;
  };

/** Puts the items one deeper, into a list of the kind that they are in now. */
export const sinkItem: Command = (state, dispatch, view) =>
  sinkListItem(listItem)(state, dispatch && ((tr) => dispatch(likeOuter(state, tr))), view);

/** Where `tr` has made a list for items of another, makes it one of the same kind. */
function likeOuter({ selection: { $from, $to } }: EditorState, tr: Transaction): Transaction {
  const items = $from.blockRange($to, ({ firstChild }) => firstChild?.type === listItem);
  if (items?.parent.type !== list) return tr;
  const $start = tr.doc.resolve(tr.mapping.map(items.start));
  const isNew = $start.parent.type === list && $start.parent.childCount === items.endIndex - items.startIndex;
  return isNew ? tr.setNodeAttribute($start.before(), 'kind', items.parent.attrs['kind']) : tr;
}

export const liftItem: Command = liftListItem(listItem);
