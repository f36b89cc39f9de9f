import {
  baseKeymap,
  chainCommands,
  exitCode,
  lift,
  setBlockType,
  toggleMark,
  wrapIn,
} from 'prosemirror-commands';
import { inputRules } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import type { MarkType, Node, NodeType } from 'prosemirror-model';
import { splitListItem } from 'prosemirror-schema-list';
import { EditorState, Plugin, TextSelection, type Command, type Transaction } from 'prosemirror-state';
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  tableEditing,
} from 'prosemirror-tables';
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view';
import { redo, undo, ySyncPlugin, yUndoPlugin, yUndoPluginKey } from 'y-prosemirror';
import type { Attachment } from '../../protocol/attachment.js';
import type { Direction } from '../../protocol/memo-content.js';
import type {
  DraftEditor,
  EditorCommand,
  EditorShown,
  EditorWords,
  Surrounding,
} from '../../app/draft-editor.js';
import { Store } from '../../app/store.js';
import { boundsPlugin, unlessTooDeep } from './bounds.js';
import { othersCarets } from './carets.js';
import { find, findPlugin, foundIn, show, step } from './find.js';
import { isBeginningOfItem, liftItem, listAround, sinkItem, toggleList } from './lists.js';
import { pasteParser } from './paste.js';
import { disarmed, schema } from './schema.js';
import { letCaretsBeFoundIn } from './shadow-caret.js';
import { surroundingRules } from './surrounding-rules.js';
import type { YjsDoc } from './yjs-doc.js';

const { nodes, marks } = schema as unknown as {
  readonly nodes: Readonly<Record<string, NodeType>>;
  readonly marks: Readonly<Record<string, MarkType>>;
};
const node = (name: string): NodeType => nodes[name]!;

/** How long after a change the words are counted again, in milliseconds. */
const COUNT_AFTER_MS = 400;

/** But for lists, which tell their kinds apart by themselves. */
const NODE_OF: Readonly<Record<Exclude<Surrounding, 'bullets' | 'numbers'>, NodeType>> = {
  heading: node('heading'),
  quote: node('blockquote'),
  table: node('table'),
};

/** ProseMirror on a draft. */
export class ProseMirrorEditor implements DraftEditor {
  readonly view = new Store<EditorShown>({
    marks: new Set(),
    within: new Set(),
    isInSubject: true,
    direction: 'auto',
    canUndo: false,
    canRedo: false,
    words: 0,
    found: { count: 0, at: 0 },
  });
  readonly #editor: EditorView;
  #words: EditorWords;
  readonly #stopFinding: () => void;
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, doc: YjsDoc, words: EditorWords) {
    this.#words = words;
    actAsDocument(host.getRootNode());
    this.#stopFinding = letCaretsBeFoundIn(host.getRootNode());
    let isMounted = false;
    const onChanged = (isDocChanged: boolean): void => {
      if (!isMounted) return;
      if (isDocChanged) this.#countLater();
      this.#refresh();
    };
    this.#editor = new EditorView(
      { mount: host },
      {
        state: EditorState.create({ schema, plugins: this.#plugins(doc) }),
        attributes: () => ({
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': this.#words.label,
          spellcheck: 'true',
        }),
        transformPastedHTML: disarmed,
        clipboardParser: pasteParser,
        // The first ones come before the view is ours to name.
        dispatchTransaction(this: EditorView, tr: Transaction) {
          this.updateState(this.state.apply(tr));
          onChanged(tr.docChanged);
        },
      },
    );
    isMounted = true;
    // What can be taken back, or done again, is known only after the change that is looked at.
    const manager = yUndoPluginKey.getState(this.#editor.state)?.undoManager;
    for (const event of ['stack-item-added', 'stack-item-popped'] as const)
      manager?.on(event, () => this.#refresh());
    this.#refresh();
    this.#count();
  }

  run(asked: EditorCommand): void {
    // What a button did is a step by itself to take back, not one with what was typed around it.
    const manager = yUndoPluginKey.getState(this.#editor.state)?.undoManager;
    manager?.stopCapturing();
    this.#do(commandOf(asked));
    manager?.stopCapturing();
    this.#editor.focus();
  }

  find(words: string): void {
    this.#editor.dispatch(find(this.#editor.state, words));
    const shown = show(this.#editor.state);
    if (shown) this.#editor.dispatch(shown);
  }

  step(by: 1 | -1): void {
    const next = step(this.#editor.state, by);
    if (next) this.#editor.dispatch(next);
  }

  focus(): void {
    this.#editor.focus();
  }

  name(words: EditorWords): void {
    this.#words = words;
    this.#editor.setProps({}); // asks for the attributes and decorations again
  }

  destroy(): void {
    clearTimeout(this.#counting);
    this.#stopFinding();
    this.#editor.destroy();
  }

  #plugins(doc: YjsDoc): Plugin[] {
    return [
      ySyncPlugin(doc.fragment),
      ...(doc.isShared ? [othersCarets(doc)] : []),
      // Whoever takes back that they made a paragraph leaves it there while it holds what others wrote.
      yUndoPlugin({ protectedNodes: new Set(Object.keys(nodes)) }),
      findPlugin(),
      placeholders(() => this.#words),
      inputRules({ rules: surroundingRules() }),
      keymap({
        'Mod-z': undo,
        'Mod-y': redo,
        'Shift-Mod-z': redo,
        'Mod-b': toggleMark(marks['strong']!),
        'Mod-i': toggleMark(marks['em']!),
        'Mod-u': toggleMark(marks['underline']!),
        Enter: chainCommands(leaveSubject, splitListItem(node('list_item'))),
        'Shift-Enter': chainCommands(exitCode, breakLine),
        Tab: chainCommands(goToNextCell(1), unlessTooDeep(sinkItem)),
        'Shift-Tab': chainCommands(goToNextCell(-1), liftItem),
      }),
      keymap(baseKeymap),
      boundsPlugin(), // before the tables, which make room for what spans say
      tableEditing(),
    ];
  }

  #do(command: Command): void {
    command(this.#editor.state, this.#editor.dispatch.bind(this.#editor), this.#editor);
  }

  #refresh(): void {
    const { state } = this.#editor;
    const { $from, empty, from, to } = state.selection;
    const within = new Set<Surrounding>();
    for (let depth = $from.depth; depth > 0; depth--)
      for (const [name, type] of Object.entries(NODE_OF))
        if ($from.node(depth).type === type) within.add(name as Surrounding);
    const list = listAround($from);
    if (list) within.add(list.kind);
    const active = (['strong', 'em', 'underline'] as const).filter((name) => {
      const type = marks[name]!;
      if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
      return state.doc.rangeHasMark(from, to, type);
    });
    const manager = yUndoPluginKey.getState(state)?.undoManager;
    const { places, at } = foundIn(state);
    const dir: unknown = $from.parent.attrs['dir'];
    this.view.update((before) => ({
      ...before,
      marks: new Set(active),
      within,
      isInSubject: $from.parent.type === node('subject'),
      direction: dir === 'rtl' || dir === 'ltr' ? dir : 'auto',
      canUndo: (manager?.undoStack.length ?? 0) > 0,
      canRedo: (manager?.redoStack.length ?? 0) > 0,
      found: { count: places.length, at: at + 1 },
    }));
  }

  #countLater(): void {
    clearTimeout(this.#counting);
    this.#counting = setTimeout(() => this.#count(), COUNT_AFTER_MS);
  }

  #count(): void {
    const { doc } = this.#editor.state;
    const text = doc.textBetween(0, doc.content.size, '\n', ' ');
    let words = 0;
    for (const { isWordLike } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text))
      if (isWordLike) words++;
    this.view.update((before) => ({ ...before, words }));
  }
}

function commandOf(asked: EditorCommand): Command {
  switch (asked.do) {
    case 'mark':
      return toggleMark(marks[asked.mark]!);
    case 'surround':
      return surround(asked.by);
    case 'attach':
      return attach(asked.attachment);
    case 'direction':
      return setDirection(asked.direction);
    case 'undo':
      return undo;
    case 'redo':
      return redo;
    case 'add-row':
      return addRowAfter;
    case 'add-column':
      return addColumnAfter;
    case 'delete-row':
      return deleteRow;
    case 'delete-column':
      return deleteColumn;
    case 'delete-table':
      return deleteTable;
  }
}

function surround(by: Surrounding): Command {
  if (by === 'bullets' || by === 'numbers') return unlessTooDeep(toggleList(by));
  const type = NODE_OF[by];
  const isIn: (state: EditorState) => boolean = ({ selection: { $from } }) => {
    for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type === type) return true;
    return false;
  };
  return (state, dispatch) => {
    const isThere = isIn(state);
    const { $from, $to } = state.selection;
    const range = $from.blockRange($to);
    // Lists that are surrounded whole are surrounded from outside.
    const isInItem = range !== null && range.depth >= $from.depth - 1 && isBeginningOfItem($from);
    if (
      !isThere &&
      by !== 'table' &&
      (isInItem || (by === 'heading' && [$from, $to].some(isBeginningOfItem)))
    )
      return false;
    switch (by) {
      case 'heading':
        return setBlockType(isThere ? node('paragraph') : type)(state, dispatch);
      case 'quote':
        return (isThere ? lift : unlessTooDeep(wrapIn(type)))(state, dispatch);
      case 'table':
        return !isThere && insertTable(state, dispatch);
    }
  };
}

/** Two rows of two cells, below the paragraph with the caret, and a paragraph behind them where one can go on. */
const insertTable: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const cell = (): Node => node('table_cell').createAndFill()!;
  const row = (): Node => node('table_row').create(null, [cell(), cell()]);
  const at = $from.parent.type === node('subject') ? $from.after(1) : $from.after($from.depth);
  const table = node('table').create(null, [row(), row()]);
  if (!state.doc.resolve(at).parent.canReplaceWith(0, 0, node('table')) && $from.depth > 1) return false;
  dispatch?.(state.tr.insert(at, [table, node('paragraph').create()]).scrollIntoView());
  return true;
};

/** Below the block with the caret, and a paragraph behind it where one can go on. */
const attach =
  ({ name, size, sha256 }: Attachment): Command =>
  ({ doc, selection: { $to }, tr }, dispatch) => {
    const file = node('attachment').create({ name, size, sha256 });
    for (let depth = $to.depth; depth >= 0; depth--) {
      const index = $to.indexAfter(depth);
      if (!$to.node(depth).canReplaceWith(index, index, file.type)) continue;
      const at = depth === $to.depth ? $to.pos : $to.after(depth + 1);
      const isLast = at === doc.content.size;
      tr.insert(at, isLast ? [file, node('paragraph').create()] : file);
      dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(at + file.nodeSize))).scrollIntoView());
      return true;
    }
    return false;
  };

/** From the end of the subject to a text that is not begun yet. */
const leaveSubject: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const isAtEnd =
    empty && $from.parent.type === node('subject') && $from.parentOffset === $from.parent.content.size;
  const next = isAtEnd ? state.doc.maybeChild($from.index(0) + 1) : null;
  if (next?.type !== node('paragraph') || next.content.size > 0) return false;
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, $from.after(1) + 1)).scrollIntoView());
  return true;
};

const breakLine: Command = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type === node('subject'))
    return false;
  dispatch?.(state.tr.replaceSelectionWith(node('hard_break').create()).scrollIntoView());
  return true;
};

const setDirection =
  (direction: Direction): Command =>
  (state, dispatch) => {
    const { from, to } = state.selection;
    const tr = state.tr;
    state.doc.nodesBetween(from, to, (one, pos) => {
      if (one.isTextblock) tr.setNodeMarkup(pos, undefined, { ...one.attrs, dir: direction });
    });
    dispatch?.(tr);
    return true;
  };

/**
 * y-prosemirror asks the root of an editor for its selection and for a range, whenever somebody else has changed the text.
 * A shadow root has no ranges, and in Firefox no selection: it answers with those of the document.
 */
function actAsDocument(root: ReturnType<HTMLElement['getRootNode']>): void {
  if (!(root instanceof ShadowRoot)) return;
  const lacking = root as ShadowRoot & Partial<Pick<Document, 'createRange' | 'getSelection'>>;
  lacking.createRange ??= () => document.createRange();
  lacking.getSelection ??= () => document.getSelection();
}

/** Words in place of a subject and a text that are not there yet. */
const placeholders = (words: () => EditorWords): Plugin =>
  new Plugin({
    props: {
      decorations({ doc }) {
        const shown: Decoration[] = [];
        const put = (of: Node, at: number, text: string): void => {
          if (of.content.size > 0) return;
          shown.push(Decoration.node(at, at + of.nodeSize, { class: 'empty', 'data-words': text }));
        };
        const subject = doc.firstChild;
        const first = doc.childCount === 2 ? doc.child(1) : null;
        if (subject?.type === node('subject')) put(subject, 0, words().subject);
        if (subject && first?.type === node('paragraph')) put(first, subject.nodeSize, words().text);
        return DecorationSet.create(doc, shown);
      },
    },
  });
