import * as Y from 'yjs';
import { MAX_NESTING } from './gate.js';

/** How many columns and rows a cell takes: the editor knows no other, and lays out as many as are said. */
const SPANS: ReadonlySet<string> = new Set(['colspan', 'rowspan']);

/**
 * From now on takes out of a document whatever comes into it in a place where no editor of ours puts it, in the very
 * transaction: text beside paragraphs, which the editor does not open; elements in each other until the stack is full when they
 * are taken out. Where a thing stands never changes, so everybody who takes it takes it out.
 */
export function takeOutMisplaced(doc: Y.Doc): void {
  doc.on('beforeObserverCalls', (transaction) => {
    for (const [client, end] of transaction.afterState) {
      const from = transaction.beforeState.get(client) ?? 0;
      if (end === from) continue;
      const structs = doc.store.clients.get(client)!;
      // The last first: what stands in a thing is written after it.
      for (let i = structs.length - 1; i >= 0 && structs[i]!.id.clock >= from; i--) {
        const struct = structs[i];
        if (struct instanceof Y.Item && !struct.deleted && isMisplaced(struct)) struct.delete(transaction);
      }
    }
  });
}

function isMisplaced({ parent, parentSub, content }: Y.Item): boolean {
  if (!(parent instanceof Y.AbstractType) || isDeeperThan(parent, MAX_NESTING)) return true;
  if (parentSub !== null)
    return (
      !(parent instanceof Y.XmlElement && content instanceof Y.ContentAny) ||
      (SPANS.has(parentSub) && content.arr[0] !== 1)
    );
  if (parent instanceof Y.XmlText)
    return !(content instanceof Y.ContentString || content instanceof Y.ContentFormat);
  return !(content instanceof Y.ContentType);
}

function isDeeperThan(type: Y.AbstractType<unknown>, depth: number): boolean {
  let above: unknown = type;
  for (let left = depth; left >= 0; left--) {
    const item = above instanceof Y.AbstractType ? above._item : null;
    if (!item) return false;
    above = item.parent;
  }
  return true;
}
