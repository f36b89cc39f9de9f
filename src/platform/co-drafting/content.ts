import * as Y from 'yjs';
import { paragraphsOf } from '../../domain/draft-content.js';
import type { Block, Direction, Heading, MemoContent, Paragraph, Run } from '../../protocol/memo-content.js';

/** Name of the document's one fragment, which the editor binds to. */
export const FRAGMENT = 'draft';
/** Lists and quotes in each other; what is deeper is read as the text that it holds. */
const MAX_DEPTH = 8;

type Node = Y.XmlElement | Y.XmlText;

/**
 * What a fragment says. It is as y-prosemirror keeps a document of `schema.ts`; what is of another shape is read as the
 * text in it. Never throws.
 */
export function readContent(fragment: Y.XmlFragment): MemoContent {
  const nodes = nodesOf(fragment);
  const [first] = nodes;
  const subject = first instanceof Y.XmlElement && first.nodeName === 'subject' ? first : null;
  return {
    subject: subject ? textOf(subject).replaceAll(/\s+/g, ' ').trim() : '',
    blocks: (subject ? nodes.slice(1) : nodes).flatMap((node) => readBlock(node, 0)),
  };
}

const nodesOf = (parent: Y.XmlFragment): readonly Node[] =>
  parent.toArray().filter((node): node is Node => node instanceof Y.XmlElement || node instanceof Y.XmlText);

function readBlock(node: Node, depth: number): readonly Block[] {
  if (node instanceof Y.XmlText || depth > MAX_DEPTH)
    return [paragraphOf('paragraph', 'auto', runsOf([node]))];
  const inner = nodesOf(node);
  const blocksIn = (parent: Node): readonly Block[] =>
    (parent instanceof Y.XmlElement ? nodesOf(parent) : [parent]).flatMap((child) =>
      readBlock(child, depth + 1),
    );
  switch (node.nodeName) {
    case 'heading':
    case 'paragraph':
      return [paragraphOf(node.nodeName, directionOf(node), runsOf(inner))];
    case 'bullet_list':
      return [{ kind: 'bullets', items: inner.map(blocksIn) }];
    case 'ordered_list':
      return [{ kind: 'numbers', start: startOf(node), items: inner.map(blocksIn) }];
    case 'blockquote':
      return [{ kind: 'quote', blocks: inner.flatMap((child) => readBlock(child, depth + 1)) }];
    case 'table':
      return [
        { kind: 'table', rows: inner.map((row) => cellsOf(row).map((cell) => paragraphsOf(blocksIn(cell)))) },
      ];
    default:
      return inner.flatMap((child) => readBlock(child, depth + 1));
  }
}

const cellsOf = (row: Node): readonly Node[] => (row instanceof Y.XmlElement ? nodesOf(row) : [row]);

const paragraphOf = (
  kind: (Paragraph | Heading)['kind'],
  direction: Direction,
  runs: readonly Run[],
): Paragraph | Heading => ({
  kind,
  direction,
  runs,
});

function directionOf(node: Y.XmlElement): Direction {
  const dir: unknown = node.getAttribute('dir');
  return dir === 'rtl' || dir === 'ltr' ? dir : 'auto';
}

function startOf(node: Y.XmlElement): number {
  const order = Number(node.getAttribute('order') ?? 1);
  return Number.isSafeInteger(order) && order >= 0 ? order : 1;
}

function runsOf(nodes: readonly Node[]): readonly Run[] {
  const runs: Run[] = [];
  const put = (run: Run): void => {
    const last = runs.at(-1);
    if (run.text === '') return;
    if (last && sameLook(last, run)) runs[runs.length - 1] = { ...last, text: last.text + run.text };
    else runs.push(run);
  };
  for (const node of nodes) {
    if (node instanceof Y.XmlText)
      for (const { insert, attributes } of deltaOf(node)) put(runOf(insert, attributes));
    else if (node.nodeName === 'hard_break') put(runOf('\n', {}));
    else for (const run of runsOf(nodesOf(node))) put(run);
  }
  return runs;
}

interface Piece {
  readonly insert: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
}
const deltaOf = (text: Y.XmlText): readonly Piece[] => text.toDelta() as readonly Piece[];

const runOf = (insert: unknown, attributes: Piece['attributes'] = {}): Run => ({
  text: typeof insert === 'string' ? insert : '',
  isStrong: Boolean(attributes['strong']),
  isEmphasized: Boolean(attributes['em']),
  isUnderlined: Boolean(attributes['underline']),
});

const sameLook = (a: Run, b: Run): boolean =>
  a.isStrong === b.isStrong && a.isEmphasized === b.isEmphasized && a.isUnderlined === b.isUnderlined;

const textOf = (node: Node): string =>
  node instanceof Y.XmlText
    ? deltaOf(node)
        .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
        .join('')
    : nodesOf(node).map(textOf).join('');

/** Puts `content` in the place of all that is in the fragment. */
export function writeContent(fragment: Y.XmlFragment, { subject, blocks }: MemoContent): void {
  fragment.delete(0, fragment.length);
  const body = blocks.length > 0 ? blocks : [paragraphOf('paragraph', 'auto', [])];
  fragment.insert(0, [
    element('subject', subject === '' ? [] : [new Y.XmlText(subject)]),
    ...body.map(writeBlock),
  ]);
}

function writeBlock(block: Block): Y.XmlElement {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return element(
        block.kind,
        writeRuns(block.runs),
        block.direction === 'auto' ? {} : { dir: block.direction },
      );
    case 'bullets':
      return element('bullet_list', block.items.map(writeItem));
    case 'numbers':
      return element('ordered_list', block.items.map(writeItem), { order: block.start });
    case 'quote':
      return element('blockquote', block.blocks.map(writeBlock));
    case 'table':
      return element(
        'table',
        block.rows.map((row) =>
          element(
            'table_row',
            row.map((cell) => element('table_cell', cell.map(writeBlock))),
          ),
        ),
      );
  }
}

const writeItem = (blocks: readonly Block[]): Y.XmlElement => element('list_item', blocks.map(writeBlock));

function writeRuns(runs: readonly Run[]): Node[] {
  const nodes: Node[] = [];
  let text: Y.XmlText | null = null;
  let at = 0;
  for (const run of runs) {
    for (const [i, line] of run.text.split('\n').entries()) {
      if (i > 0) {
        nodes.push(element('hard_break', []));
        text = null;
      }
      if (line === '') continue;
      if (!text) {
        text = new Y.XmlText();
        nodes.push(text);
        at = 0;
      }
      text.insert(at, line, marksOf(run));
      at += line.length;
    }
  }
  return nodes;
}

const marksOf = ({ isStrong, isEmphasized, isUnderlined }: Run): object => ({
  ...(isStrong && { strong: {} }),
  ...(isEmphasized && { em: {} }),
  ...(isUnderlined && { underline: {} }),
});

function element(
  name: string,
  children: readonly Node[],
  attributes: Readonly<Record<string, string | number>> = {},
): Y.XmlElement {
  const made = new Y.XmlElement<Record<string, string | number>>(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.insert(0, [...children]);
  return made as unknown as Y.XmlElement;
}
