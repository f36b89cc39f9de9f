import type { Plugin } from 'prosemirror-state';
import { yCursorPlugin } from 'y-prosemirror';
import type { YjsDoc } from './yjs-doc.js';

/** Colours that style sheets know: see `editorStyles`. */
const HUES = 8;

/**
 * The carets and selections of the others who have the draft open, each with the name that their link says is theirs. Of whom
 * no link says who they are, nothing is shown.
 */
export const othersCarets = (doc: YjsDoc): Plugin =>
  yCursorPlugin(doc.awareness, {
    awarenessStateFilter: (own, client) => client !== own && doc.nameOf(client) !== null,
    cursorBuilder: (_claimed, client) => caretOf(doc.nameOf(client) ?? '', client),
    selectionBuilder: (_claimed, client) => ({ class: `others-selection hue-${client % HUES}` }),
  });

function caretOf(name: string, client: number): HTMLElement {
  const caret = document.createElement('span');
  caret.className = `others-caret hue-${client % HUES}`;
  const label = document.createElement('bdi');
  label.textContent = name;
  caret.append('\u2060', label, '\u2060'); // so that the caret stands where the letters do, and breaks no line
  return caret;
}
