import { CsvError, parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { ToolFault } from './fault.js';

/** A row of a table of people, by the names of its columns; `number` counts lines of people from 1. */
export interface CsvRow {
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface RefusedRow {
  readonly number: number;
  readonly reason: string;
}

export const COLUMNS = [
  'name',
  'title',
  'department',
  'grade',
  'days',
  'urdu_name',
  'urdu_title',
  'urdu_department',
  'post',
  'request',
  'invitation',
] as const;
const NEEDED = ['name', 'department'] as const;
const MAX_BYTES = 32 * 1024 * 1024;

export interface CsvTable {
  readonly rows: readonly CsvRow[];
  readonly refused: readonly RefusedRow[];
}

/** Reads a table from a file. @throws ToolFault as `tableOf` */
export const readCsv = (path: string): CsvTable => tableOf(readBytes(path), path);

/**
 * Reads a table; `path` is what it is called. Rows that are no rows are refused one by one. @throws ToolFault where it is no table
 * at all
 */
export function tableOf(bytes: Uint8Array, path: string): CsvTable {
  const text = new TextDecoder('utf-8', { fatal: false }).decode(bytes);
  const [head, ...lines] = linesOf(text, path);
  const names = head?.map((name) => name.toLowerCase().replaceAll(/[\s-]+/gu, '_')) ?? [];
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new ToolFault(`${path} has no column ${missing.join(', ')}. It may have ${COLUMNS.join(', ')}.`, 2);
  const unknown = names.filter((name) => !(COLUMNS as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new ToolFault(`${path} has columns that mean nothing here: ${unknown.join(', ')}.`, 2);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length > 0) throw new ToolFault(`${path} has more than one column ${twice.join(', ')}.`, 2);
  const rows: CsvRow[] = [];
  const refused: RefusedRow[] = [];
  for (const [i, line] of lines.entries()) {
    const number = i + 1;
    const cells = Object.fromEntries(names.map((name, at) => [name, line[at] ?? '']));
    const reason = reasonAgainst(line, names.length);
    if (reason) refused.push({ number, reason });
    else rows.push({ number, cells });
  }
  return { rows, refused };
}

function linesOf(text: string, path: string): readonly (readonly string[])[] {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ToolFault(`${path} is no table: ${error.message}. Nothing was done.`, 2);
  }
}

function reasonAgainst(line: readonly string[], columns: number): string | null {
  if (line.length !== columns) return `it has ${line.length} cells, and the head ${columns}`;
  if (line.some((cell) => cell.includes('\ufffd'))) return 'it is not UTF-8';
  // A spreadsheet would run it; nobody is called so.
  if (line.some((cell) => /^[=+@\t\r]/u.test(cell))) return 'a cell is a formula';
  return null;
}

/** Refused rows as a table of their own. */
export const refusedCsv = (refused: readonly RefusedRow[]): string =>
  ['row,reason', ...refused.map(({ number, reason }) => `${number},${quoted(reason)}`)].join('\n') + '\n';

/** A reason may begin with the name of a file that somebody sent: what a spreadsheet would run stands behind an apostrophe. */
const quoted = (reason: string): string =>
  `"${reason.replace(/^\s*(?=[=+@\t\r-])/u, "'").replaceAll('"', '""')}"`;

function readBytes(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new ToolFault(`${path} cannot be read.`, 2);
  }
  if (bytes.byteLength > MAX_BYTES) throw new ToolFault(`${path} is larger than 32 MiB.`, 2);
  return bytes;
}
