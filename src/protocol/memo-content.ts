import { readAttachment, wireAttachment, attachmentOf, type Attachment } from './attachment.js';
import { decodeArray, encode, isCount, isText, type Wire } from './codec.js';
import { MAX_LIST_NUMBER, MAX_MEMO_BYTES, MAX_MEMO_DEPTH, MAX_SUBJECT_BYTES } from './limits.js';
import { asOneLine, isSubject } from './memo-subject.js';

/** Which way a line runs. `auto`: as its first letter with a direction says (UAX #9, rules P2 and P3). */
export type Direction = 'auto' | 'ltr' | 'rtl';

/**
 * Text of one look. `\n` is a line break inside a block; it looks like what stands before it, and unmarked where
 * nothing does.
 */
export interface Run {
  readonly text: string;
  readonly isStrong: boolean;
  readonly isEmphasized: boolean;
  readonly isUnderlined: boolean;
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly direction: Direction;
  readonly runs: readonly Run[];
}
export interface Heading {
  readonly kind: 'heading';
  readonly direction: Direction;
  readonly runs: readonly Run[];
}
export interface BulletList {
  readonly kind: 'bullets';
  /** One or more, each beginning with a paragraph. */
  readonly items: readonly (readonly Block[])[];
}
export interface NumberedList {
  readonly kind: 'numbers';
  /** Number of the first item, 0 to MAX_LIST_NUMBER. */
  readonly start: number;
  /** As in a `BulletList`. */
  readonly items: readonly (readonly Block[])[];
}
export interface Quote {
  readonly kind: 'quote';
  /** One or more. */
  readonly blocks: readonly Block[];
}
export interface Table {
  readonly kind: 'table';
  /** One or more rows of one or more cells of one or more paragraphs. Rows need not be of one length. */
  readonly rows: readonly (readonly (readonly Paragraph[])[])[];
}
export type Block = Paragraph | Heading | BulletList | NumberedList | Quote | Table | Attachment;

/** What a memo says, apart from how it is edited: what is listed, shown, printed, frozen and signed. */
export interface MemoContent {
  /** One line. */
  readonly subject: string;
  readonly blocks: readonly Block[];
}

const VERSION = 1;

// A memo is written as its nodes in the order they are read, each with the number of nodes right under it. So it has one
// encoding, and the arrays of CBOR do not lie in each other as deep as lists do.
const NODE = {
  paragraph: 1,
  heading: 2,
  bullets: 3,
  numbers: 4,
  quote: 5,
  table: 6,
  group: 7,
  attachment: 8,
} as const;
const DIRECTIONS: readonly Direction[] = ['auto', 'ltr', 'rtl'];
const STRONG = 1;
const EMPHASIZED = 2;
const UNDERLINED = 4;
const ALL_MARKS = STRONG | EMPHASIZED | UNDERLINED;

/**
 * The bytes of `content`. What is not as `canonicalMemo` makes it, or comes to more than MAX_MEMO_BYTES, no reader takes.
 */
export const encodeMemoContent = ({ subject, blocks }: MemoContent): Uint8Array =>
  encode([VERSION, subject, blocks.flatMap(wireBlock)]);

/** Nodes of a block, itself first. */
function wireBlock(block: Block): readonly Wire[] {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return [[NODE[block.kind], DIRECTIONS.indexOf(block.direction), ...block.runs.map(wireRun)]];
    case 'bullets':
      return [[NODE.bullets, block.items.length], ...block.items.flatMap(wireGroup)];
    case 'numbers':
      return [[NODE.numbers, block.items.length, block.start], ...block.items.flatMap(wireGroup)];
    case 'attachment':
      return [[NODE.attachment, ...wireAttachment(block)]];
    case 'quote':
      return [[NODE.quote, block.blocks.length], ...block.blocks.flatMap(wireBlock)];
    case 'table':
      return [
        [NODE.table, block.rows.length],
        ...block.rows.flatMap((cells) => [[NODE.group, cells.length], ...cells.flatMap(wireGroup)]),
      ];
  }
}

/** An item of a list, or a cell of a table. */
const wireGroup = (blocks: readonly Block[]): readonly Wire[] => [
  [NODE.group, blocks.length],
  ...blocks.flatMap(wireBlock),
];

function wireRun(run: Run): Wire {
  const marks = marksOf(run);
  return marks === 0 ? run.text : [run.text, marks];
}

const marksOf = ({ isStrong, isEmphasized, isUnderlined }: Run): number =>
  (isStrong ? STRONG : 0) | (isEmphasized ? EMPHASIZED : 0) | (isUnderlined ? UNDERLINED : 0);

/** Reads what `encodeMemoContent` wrote; null for anything else, a memo in any other form included. Never throws. */
export function readMemoContent(bytes: unknown): MemoContent | null {
  const wire = decodeArray(bytes, MAX_MEMO_BYTES);
  if (wire?.length !== 3) return null;
  const [version, subject, nodes] = wire;
  if (version !== VERSION || !isSubject(subject) || !Array.isArray(nodes)) return null;
  const blocks = new Nodes(nodes).all();
  return blocks && { subject, blocks };
}

/** Reads nodes in their order. Each method takes the next ones; null means that they are not what it reads. */
class Nodes {
  readonly #nodes: readonly unknown[];
  #at = 0;

  constructor(nodes: readonly unknown[]) {
    this.#nodes = nodes;
  }

  /** Every block there is. */
  all(): readonly Block[] | null {
    const blocks: Block[] = [];
    while (this.#at < this.#nodes.length) {
      const block = this.#block(0);
      if (!block) return null;
      blocks.push(block);
    }
    return blocks;
  }

  #block(depth: number): Block | null {
    const node: unknown = this.#nodes[this.#at++];
    if (!Array.isArray(node)) return null;
    switch (node[0]) {
      case NODE.paragraph:
        return readLine('paragraph', node);
      case NODE.heading:
        return readLine('heading', node);
      case NODE.bullets: {
        const items = node.length === 2 ? this.#many(node[1], () => this.#item(depth + 1)) : null;
        return items && { kind: 'bullets', items };
      }
      case NODE.numbers: {
        const [, count, start] = node as readonly unknown[];
        if (node.length !== 3 || !isCount(start, MAX_LIST_NUMBER)) return null;
        const items = this.#many(count, () => this.#item(depth + 1));
        return items && { kind: 'numbers', start, items };
      }
      case NODE.quote: {
        const blocks = node.length === 2 ? this.#deeper(node[1], depth + 1) : null;
        return blocks && { kind: 'quote', blocks };
      }
      case NODE.table: {
        const rows = node.length === 2 ? this.#many(node[1], () => this.#row()) : null;
        return rows && { kind: 'table', rows };
      }
      case NODE.attachment:
        return readAttachment(node.slice(1));
      default:
        return null;
    }
  }

  #item(depth: number): readonly Block[] | null {
    const blocks = this.#deeper(this.#group(), depth);
    return blocks?.[0]?.kind === 'paragraph' ? blocks : null;
  }

  #deeper(count: unknown, depth: number): readonly Block[] | null {
    return depth > MAX_MEMO_DEPTH ? null : this.#many(count, () => this.#block(depth));
  }

  #row(): Table['rows'][number] | null {
    return this.#many(this.#group(), () => this.#many(this.#group(), () => this.#paragraph()));
  }

  #paragraph(): Paragraph | null {
    const node: unknown = this.#nodes[this.#at++];
    return Array.isArray(node) && node[0] === NODE.paragraph ? readLine('paragraph', node) : null;
  }

  /** How many nodes a group says to have. */
  #group(): unknown {
    const node: unknown = this.#nodes[this.#at++];
    return Array.isArray(node) && node.length === 2 && node[0] === NODE.group ? node[1] : null;
  }

  #many<T>(count: unknown, read: () => T | null): readonly T[] | null {
    if (!isCount(count, this.#nodes.length - this.#at) || count === 0) return null;
    const items: T[] = [];
    while (items.length < count) {
      const item = read();
      if (item === null) return null;
      items.push(item);
    }
    return items;
  }
}

function readLine<K extends 'paragraph' | 'heading'>(kind: K, node: readonly unknown[]) {
  const direction = isCount(node[1], DIRECTIONS.length - 1) ? DIRECTIONS[node[1]] : undefined;
  if (!direction) return null;
  const runs: Run[] = [];
  for (const wire of node.slice(2)) {
    const run = readRun(wire);
    if (!run || !mayFollow(run, runs.at(-1))) return null;
    runs.push(run);
  }
  return { kind, direction, runs };
}

function readRun(wire: unknown): Run | null {
  if (!Array.isArray(wire)) return isRunText(wire) ? runOf(wire, 0) : null;
  const [text, marks] = wire as readonly unknown[];
  if (wire.length !== 2 || !isRunText(text) || !isCount(marks, ALL_MARKS) || marks === 0) return null;
  return runOf(text, marks);
}

const isRunText = (wire: unknown): wire is string => isText(wire, MAX_MEMO_BYTES) && wire !== '';

const runOf = (text: string, marks: number): Run => ({
  text,
  isStrong: (marks & STRONG) !== 0,
  isEmphasized: (marks & EMPHASIZED) !== 0,
  isUnderlined: (marks & UNDERLINED) !== 0,
});

/** Whether `run` can stand behind `before`, or at the start: not if they are one run, or a line break is marked by itself. */
function mayFollow(run: Run, before: Run | undefined): boolean {
  if (before) return marksOf(run) !== marksOf(before) && !run.text.startsWith('\n');
  return marksOf(run) === 0 || !run.text.startsWith('\n');
}

/**
 * `content` in the one form that readers take, as near to it as may be: text is in Normalization Form C, runs of one
 * look are one, the subject is one line, the names of files are fit to be shown, what lies deeper than MAX_MEMO_DEPTH is moved up to it, and what would be empty
 * is left out or gets an empty paragraph. It may still be too large: see `encodeMemoContent`.
 */
export const canonicalMemo = ({ subject, blocks }: MemoContent): MemoContent => ({
  subject: cutSubject(asOneLine(subject.toWellFormed().normalize('NFC'))),
  blocks: canonicalBlocks(blocks, 0),
});

function cutSubject(text: string): string {
  if (isText(text, MAX_SUBJECT_BYTES)) return text;
  const characters = [...text];
  // No character takes more than four bytes, so this many are sure to fit, and few more do.
  let cut = characters.slice(0, MAX_SUBJECT_BYTES / 4).join('');
  for (const character of characters.slice(MAX_SUBJECT_BYTES / 4)) {
    if (!isText(cut + character, MAX_SUBJECT_BYTES)) break;
    cut += character;
  }
  return cut;
}

const canonicalBlocks = (blocks: readonly Block[], depth: number): readonly Block[] =>
  blocks.flatMap((block) => canonicalBlock(block, depth));

function canonicalBlock(block: Block, depth: number): readonly Block[] {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return [canonicalLine(block)];
    case 'attachment': {
      const attachment = attachmentOf(block.name, block.size, block.sha256);
      return attachment ? [attachment] : [];
    }
    case 'bullets':
    case 'numbers': {
      if (depth === MAX_MEMO_DEPTH) return block.items.flatMap((item) => canonicalBlocks(item, depth));
      const items = block.items.map((item) => beginningWithLine(canonicalBlocks(item, depth + 1)));
      if (items.length === 0) return [];
      if (block.kind === 'bullets') return [{ kind: 'bullets', items }];
      const start = isCount(block.start, MAX_LIST_NUMBER) ? block.start : 1;
      return [{ kind: 'numbers', start, items }];
    }
    case 'quote': {
      if (depth === MAX_MEMO_DEPTH) return canonicalBlocks(block.blocks, depth);
      const blocks = canonicalBlocks(block.blocks, depth + 1);
      return blocks.length === 0 ? [] : [{ kind: 'quote', blocks }];
    }
    case 'table': {
      const rows = block.rows
        .filter((cells) => cells.length > 0)
        .map((cells) => cells.map((cell) => (cell.length > 0 ? cell.map(canonicalLine) : [EMPTY_PARAGRAPH])));
      return rows.length === 0 ? [] : [{ kind: 'table', rows }];
    }
  }
}

/** A paragraph in which nothing stands. */
export const EMPTY_PARAGRAPH: Paragraph = { kind: 'paragraph', direction: 'auto', runs: [] };

/** A memo in which nothing stands yet. */
export const EMPTY_MEMO: MemoContent = { subject: '', blocks: [EMPTY_PARAGRAPH] };

const beginningWithLine = (blocks: readonly Block[]): readonly Block[] =>
  blocks[0]?.kind === 'paragraph' ? blocks : [EMPTY_PARAGRAPH, ...blocks];

function canonicalLine<T extends Paragraph | Heading>(line: T): T {
  return { ...line, runs: canonicalRuns(line.runs) };
}

function canonicalRuns(runs: readonly Run[]): readonly Run[] {
  const joined: { text: string; marks: number }[] = [];
  const add = (text: string, marks: number): void => {
    const last = joined.at(-1);
    if (text === '') return;
    if (last?.marks === marks) last.text += text;
    else joined.push({ text, marks });
  };
  for (const run of runs) {
    // Line breaks at the beginning look like what stands before them.
    const breaks = /^\n*/u.exec(run.text)![0];
    add(breaks, joined.at(-1)?.marks ?? 0);
    add(run.text.slice(breaks.length), marksOf(run));
  }
  return joined.map(({ text, marks }) => runOf(text.toWellFormed().normalize('NFC'), marks));
}

/** Everything that stands in the blocks, in the order it is read: a line each, and what `\n` parts is two. */
export function linesOf(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block): readonly string[] => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return block.runs
          .map(({ text }) => text)
          .join('')
          .split('\n');
      case 'bullets':
      case 'numbers':
        return block.items.flatMap(linesOf);
      case 'quote':
        return linesOf(block.blocks);
      case 'attachment':
        return [block.name];
      case 'table':
        return block.rows.flatMap((cells) => cells.flatMap(linesOf));
    }
  });
}
