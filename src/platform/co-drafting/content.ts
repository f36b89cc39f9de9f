import * as Y from 'yjs';
import { paragraphsOf } from '../../domain/draft-content.js';
import { MAX_MEMO_DEPTH } from '../../protocol/limits.js';
import { attachmentOf } from '../../protocol/attachment.js';
import type { Block, Direction, Heading, MemoContent, Paragraph, Run } from '../../protocol/memo-content.js';

/** Name of the document's one fragment, which the editor binds to. */
export const FRAGMENT = 'draft';

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

/** `depth`: lists, quotes and what is unknown around the node. What lies deeper than a memo can say is moved up. */
function readBlock(node: Node, depth: number): readonly Block[] {
  if (node instanceof Y.XmlText) return [paragraphOf('paragraph', 'auto', runsOf([node]))];
  if (isLine(node)) return [paragraphOf(node.nodeName, directionOf(node), runsOf(nodesOf(node)))];
  if (node.nodeName === 'table') return [tableOf(node)];
  if (node.nodeName === 'attachment') return readAttachment(node);
  if (depth === MAX_MEMO_DEPTH) return blocksWithin(node, tableOf);
  const inner = nodesOf(node);
  const blocksIn = (parent: Node): readonly Block[] =>
    (parent instanceof Y.XmlElement ? nodesOf(parent) : [parent]).flatMap((child) =>
      readBlock(child, depth + 1),
    );
  switch (node.nodeName) {
    case 'list':
      return [listOf(node.getAttribute('kind'), node, inner.map(blocksIn))];
    case 'bullet_list':
      return [listOf('bullets', node, inner.map(blocksIn))];
    case 'ordered_list':
      return [listOf('numbers', node, inner.map(blocksIn))];
    case 'blockquote':
      return [{ kind: 'quote', blocks: inner.flatMap((child) => readBlock(child, depth + 1)) }];
    default:
      return inner.flatMap((child) => readBlock(child, depth + 1));
  }
}

function readAttachment(node: Y.XmlElement): readonly Block[] {
  const attributes: Readonly<Record<string, unknown>> = node.getAttributes();
  const attachment = attachmentOf(attributes['name'], attributes['size'], attributes['sha256']);
  return attachment ? [attachment] : [];
}

type Line = Y.XmlElement & { readonly nodeName: 'paragraph' | 'heading' };
const isLine = (node: Y.XmlElement): node is Line =>
  node.nodeName === 'paragraph' || node.nodeName === 'heading';

const listOf = (kind: unknown, node: Y.XmlElement, items: readonly (readonly Block[])[]): Block =>
  kind === 'numbers' ? { kind, start: startOf(node), items } : { kind: 'bullets', items };

const tableOf = (table: Y.XmlElement): Block => ({
  kind: 'table',
  rows: nodesOf(table).map((row) => cellsOf(row).map((cell) => paragraphsOf(blocksWithin(cell)))),
});

/** The lines in a node, and the tables if there is a use for them, however deep they lie: it is walked without recursion. */
function blocksWithin(node: Node, readTable?: (table: Y.XmlElement) => Block): readonly Block[] {
  const isTable = (element: Y.XmlElement): boolean => element.nodeName === 'table' && readTable !== undefined;
  const blocks: Block[] = [];
  for (const inner of walk([node], (element) => !isLine(element) && !isTable(element))) {
    if (inner instanceof Y.XmlText || isLine(inner)) blocks.push(...readBlock(inner, 0));
    else if (inner.nodeName === 'attachment') blocks.push(...readAttachment(inner));
    else if (isTable(inner)) blocks.push(readTable!(inner));
  }
  return blocks;
}

/** The nodes, and what lies in those that `opens` says, in the order they are read. */
function* walk(nodes: readonly Node[], opens: (element: Y.XmlElement) => boolean): Generator<Node> {
  const waiting = nodes.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    if (node instanceof Y.XmlElement && opens(node))
      for (const inner of nodesOf(node).toReversed()) waiting.push(inner);
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
  for (const node of walk(nodes, () => true)) {
    if (node instanceof Y.XmlText)
      for (const { insert, attributes } of deltaOf(node)) put(runOf(insert, attributes));
    else if (node.nodeName === 'hard_break') put(runOf('\n', {}));
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

const textOf = (node: Y.XmlElement): string =>
  runsOf([node])
    .map(({ text }) => text)
    .join('');

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
      return element('list', block.items.map(writeItem), { kind: 'bullets', order: 1 });
    case 'numbers':
      return element('list', block.items.map(writeItem), { kind: 'numbers', order: block.start });
    case 'attachment': {
      const { name, size, sha256 } = block;
      return element('attachment', [], { name, size, sha256 });
    }
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
