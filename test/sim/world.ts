import { createHash } from 'node:crypto';
import { Dice } from './dice.js';

interface TimedEvent {
  readonly atMs: number;
  readonly order: number;
  readonly label: string;
  readonly run: () => void;
}

const isBefore = (a: TimedEvent, b: TimedEvent): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** Lets every promise that can settle without another event settle. All cryptography is synchronous, so one turn does. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Virtual time and everything that will happen in it. One event runs at a time, to its end, so the same seed gives the
 * same run; `digest` tells whether it did.
 */
export class World {
  readonly dice: Dice;
  /** What went wrong, in the order it was noticed. */
  readonly failures: string[] = [];
  readonly #heap: TimedEvent[] = [];
  readonly #trace = createHash('sha256');
  readonly #log: string[] | null;
  #nowMs = 0;
  #order = 0;

  constructor(seed: number, keepLog = false) {
    this.dice = new Dice(seed);
    this.#log = keepLog ? [] : null;
  }

  /** Milliseconds of true time since the world began. */
  get nowMs(): number {
    return this.#nowMs;
  }
  get eventCount(): number {
    return this.#order;
  }
  get log(): readonly string[] {
    return this.#log ?? [];
  }

  /** Lets `run` happen `delayMs` from now. */
  after(delayMs: number, label: string, run: () => void): void {
    this.#push({ atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, label, run });
  }

  /** Adds a line to what the digest covers, and to the log if one is kept. */
  note(line: string): void {
    const text = `${this.#nowMs.toFixed(0)} ${line}`;
    this.#trace.update(text);
    this.#log?.push(text);
  }

  fail(what: string): void {
    this.failures.push(`${(this.#nowMs / 1000).toFixed(3)} s: ${what}`);
    this.note(`FAILED ${what}`);
  }

  /** Lets time pass up to `endMs`, or until `isDone` holds after an event. True if it did. */
  async run(endMs: number, isDone: () => boolean = () => false): Promise<boolean> {
    await settle();
    for (;;) {
      if (isDone()) return true;
      const next = this.#heap[0];
      if (!next || next.atMs > endMs) {
        this.#nowMs = Math.max(this.#nowMs, endMs);
        return false;
      }
      this.#pop();
      this.#nowMs = next.atMs;
      this.note(next.label);
      try {
        next.run();
      } catch (error) {
        this.fail(`an exception reached the top: ${error instanceof Error ? error.stack : String(error)}`);
      }
      await settle();
    }
  }

  /** SHA-256 over every event so far. */
  digest(): string {
    return this.#trace.copy().digest('hex');
  }

  #push(event: TimedEvent): void {
    const heap = this.#heap;
    heap.push(event);
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!isBefore(heap[at]!, heap[parent]!)) break;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }
}
