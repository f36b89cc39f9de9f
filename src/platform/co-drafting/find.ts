import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import type { Node } from 'prosemirror-model';
import { foldLetters, placesIn, type Folded } from './fold-letters.js';

interface Place {
  readonly from: number;
  readonly to: number;
}
interface Found {
  readonly words: string;
  readonly places: readonly Place[];
  /** Of `places`, the one that is shown; -1 for none. */
  readonly at: number;
}
type Change = { readonly words: string } | { readonly at: number };

const NOTHING: Found = { words: '', places: [], at: -1 };
const key = new PluginKey<Found>('find');

/** Places that are marked; of more only the number is known. */
const MAX_MARKED = 1_000;

/** Marks what is looked for, as it is written. */
export const findPlugin = (): Plugin<Found> =>
  new Plugin<Found>({
    key,
    state: {
      init: () => NOTHING,
      apply(tr, before) {
        const change = tr.getMeta(key) as Change | undefined;
        if (change && 'words' in change) {
          const places = placesOf(tr.doc, change.words);
          const next = places.findIndex(({ from }) => from >= tr.selection.from);
          return { words: change.words, places, at: places.length === 0 ? -1 : Math.max(0, next) };
        }
        if (change) return { ...before, at: change.at };
        if (!tr.docChanged || before.words === '') return before;
        const places = placesOf(tr.doc, before.words);
        return { ...before, places, at: Math.min(before.at, places.length - 1) };
      },
    },
    props: {
      decorations(state) {
        const { places, at } = foundIn(state);
        return DecorationSet.create(
          state.doc,
          places
            .slice(0, MAX_MARKED)
            .map(({ from, to }, i) =>
              Decoration.inline(from, to, { class: i === at ? 'found at' : 'found' }),
            ),
        );
      },
    },
  });

export const foundIn = (state: EditorState): Found => key.getState(state) ?? NOTHING;

/** Looks for these words from the caret on. */
export const find = (state: EditorState, words: string): Transaction => state.tr.setMeta(key, { words });

/** Goes to the next place, or to the one before; round the end. Null where there is none. */
export function step(state: EditorState, by: 1 | -1): Transaction | null {
  const { places, at } = foundIn(state);
  if (places.length === 0) return null;
  const next = (at + by + places.length) % places.length;
  return select(state, places[next]!).setMeta(key, { at: next });
}

/** Selects the place that is shown. Null where there is none. */
export function show(state: EditorState): Transaction | null {
  const { places, at } = foundIn(state);
  return at < 0 ? null : select(state, places[at]!);
}

const select = (state: EditorState, { from, to }: Place): Transaction =>
  state.tr.setSelection(TextSelection.create(state.doc, from, to)).scrollIntoView();

/** Nodes never change, so each is folded once. */
const foldedLines = new WeakMap<Node, Folded>();

function foldedLine(line: Node): Folded {
  let folded = foldedLines.get(line);
  if (!folded) {
    // A break and what else is no text count one place each, as they do in the document.
    folded = foldLetters(line.textBetween(0, line.content.size, undefined, '\n'));
    foldedLines.set(line, folded);
  }
  return folded;
}

/** Line by line, by what `foldLetters` takes for the same: what stands in two paragraphs is not found. */
function placesOf(doc: Node, words: string): readonly Place[] {
  const wanted = foldLetters(words).text;
  if (wanted === '') return [];
  const places: Place[] = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    for (const [from, to] of placesIn(foldedLine(node), wanted))
      places.push({ from: pos + 1 + from, to: pos + 1 + to });
    return false;
  });
  return places;
}
