/** The roots of the editors that are in the page. */
const roots = new Map<ShadowRoot, number>();

/**
 * ProseMirror asks the document which letter lies under the pointer. Of what lies in a shadow root the document names no more
 * than its host, unless it is told which roots may be looked into (CSSOM View, caretPositionFromPoint). Returns what ends it.
 */
export function letCaretsBeFoundIn(root: Node): () => void {
  if (!(root instanceof ShadowRoot) || typeof document.caretPositionFromPoint !== 'function')
    return () => undefined;
  if (roots.size === 0) {
    const find = Document.prototype.caretPositionFromPoint.bind(document);
    document.caretPositionFromPoint = (x, y, options) =>
      find(x, y, options ?? { shadowRoots: [...roots.keys()] });
  }
  roots.set(root, (roots.get(root) ?? 0) + 1);
  return () => {
    const left = (roots.get(root) ?? 1) - 1;
    if (left > 0) roots.set(root, left);
    else roots.delete(root);
    if (roots.size === 0) Reflect.deleteProperty(document, 'caretPositionFromPoint');
  };
}
