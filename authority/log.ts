import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { ToolFault } from './fault.js';

/** What an office has done. Bytes are base64, keys hex, times ms since the Unix epoch. */
export type LogEntry =
  | {
      readonly what: 'badge';
      readonly person: string;
      readonly id: string;
      readonly badge: string;
      readonly pass: string;
      /** The request it answers, from which it can be renewed. */
      readonly request: string;
      /** Whoever asked not to be found in the directory is left out. */
      readonly isListed: boolean;
    }
  | {
      readonly what: 'registrar';
      readonly key: string;
      readonly id: string;
      readonly badge: string;
      readonly pass: string;
    }
  | {
      readonly what: 'revoke';
      readonly kind: 'badge' | 'person' | 'device';
      /** The id of the badge, or the key. */
      readonly target: string;
      readonly fromMs: number;
      readonly reason: string;
    }
  | { readonly what: 'charge'; readonly charge: string }
  | {
      readonly what: 'publish';
      readonly directory: number;
      readonly revocations: number;
    }
  | { readonly what: 'invite'; readonly invitation: string; readonly row: Readonly<Record<string, string>> };

export type Logged = LogEntry & { readonly n: number; readonly atMs: number };

/**
 * The append-only log of an office: a line of JSON for each thing done, each with the SHA-256 of the line before, so that a line
 * which was changed or taken out is noticed. Everything that the office knows is read from it.
 */
export class Log {
  readonly #path: string;
  readonly entries: readonly Logged[];
  #last: string;
  #count: number;
  readonly #added: Logged[] = [];

  private constructor(path: string, entries: readonly Logged[], last: string) {
    this.#path = path;
    this.entries = entries;
    this.#last = last;
    this.#count = entries.length;
  }

  /** Reads a log, from the beginning. @throws ToolFault where it is not whole */
  static open(path: string): Log {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    // A line without its end was being written when the machine stopped: nobody was told that it was done.
    if (rest !== '') truncateSync(path, Buffer.byteLength(text) - Buffer.byteLength(rest));
    const entries: Logged[] = [];
    let last = FIRST;
    for (const [i, line] of lines.entries()) {
      const entry = readLine(line);
      if (!entry || entry.n !== i + 1 || entry.prev !== last)
        throw new ToolFault(
          `Line ${i + 1} of ${path} was changed, or one before it is missing. Put back the copy of this folder that you kept, and compare.`,
        );
      const { prev: _prev, ...logged } = entry;
      entries.push(logged);
      last = hashOf(line);
    }
    return new Log(path, entries, last);
  }

  /** Everything, with what was added since it was opened. */
  get all(): readonly Logged[] {
    return [...this.entries, ...this.#added];
  }

  /** Adds a line; it is on disk when this returns. */
  append(entry: LogEntry, atMs: number): void {
    this.appendAll([entry], atMs);
  }

  /** Adds lines, all of them in one write. */
  appendAll(entries: readonly LogEntry[], atMs: number): void {
    let text = '';
    for (const entry of entries) {
      const logged = { n: ++this.#count, atMs, ...entry };
      const line = JSON.stringify({ ...logged, prev: this.#last });
      this.#last = hashOf(line);
      this.#added.push(logged);
      text += `${line}\n`;
    }
    const file = openSync(this.#path, 'a', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

/** What the first line is chained to. */
const FIRST = '0'.repeat(64);

const hashOf = (line: string): string => createHash('sha256').update(line).digest('hex');

function readLine(line: string): (Logged & { readonly prev: string }) | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('prev' in value) || !('what' in value)) return null;
    return value as Logged & { readonly prev: string };
  } catch {
    return null; // no JSON
  }
}
