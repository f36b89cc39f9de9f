import * as Y from 'yjs';
import { inSpan } from './spans.js';

/** Elements in each other. What our editor writes takes at most 21: eight lists and their items, a table, and a line in it. */
const MAX_DEPTH = 32;
/** Elements and texts, and cells that an editor would add to make a table's rows equally long. */
const MAX_NODES = 50_000;

/**
 * Whether a fragment has more levels or more nodes than an editor can show, or holds what y-prosemirror throws at: things
 * that are neither elements nor texts, or texts outside every element. Whoever takes updates of others asks this before the
 * document is shown, read or changed any further, best of a document of its own that the updates are applied to first.
 *
 * Yjs itself takes in whatever is nested, 100,000 levels in 0.2 s. But `toString`, and every deletion of an element, call
 * themselves for each level below, and so does y-prosemirror. With the stack of V8 (984 KiB) `toString` ends in a
 * RangeError at some 1,200 levels, and a deletion, also one that `Y.applyUpdate` brings, at some 4,700: then half of it is
 * done. This here takes no stack, and time by the nodes up to the bounds.
 */
export function isTooDeep(fragment: Y.XmlFragment): boolean {
  const roots: readonly unknown[] = fragment.toArray();
  if (roots.some((node) => node instanceof Y.XmlText)) return true;
  let nodes = 0;
  let level = roots;
  for (let depth = 1; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const node of level) {
      if (node instanceof Y.XmlElement) {
        nodes += node.nodeName === 'table' ? cellsOf(node) : 1;
        for (const child of node.toArray() as readonly unknown[]) next.push(child);
      } else if (node instanceof Y.XmlText) nodes++;
      else return true;
      if (depth > MAX_DEPTH || nodes > MAX_NODES) return true;
    }
    level = next;
  }
  return false;
}

/** Cells that a table has once every row is as long as the longest. */
function cellsOf(table: Y.XmlElement): number {
  let widest = 0;
  for (const row of table.toArray()) {
    if (!(row instanceof Y.XmlElement)) continue;
    let width = 0;
    for (const cell of row.toArray())
      width += cell instanceof Y.XmlElement ? inSpan(cell.getAttribute('colspan')) : 1;
    widest = Math.max(widest, width);
  }
  return table.length * widest;
}
