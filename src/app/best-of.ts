/** The best few of many, by `compare`: below 0 if the first is better. Keeps little more than it gives back. */
export class BestOf<T> {
  readonly #limit: number;
  readonly #compare: (a: T, b: T) => number;
  #kept: T[] = [];
  /** Whatever is not better than this is none of them. */
  #bar: T | null = null;

  constructor(limit: number, compare: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#compare = compare;
  }

  add(one: T): void {
    if (this.#bar !== null && this.#compare(one, this.#bar) >= 0) return;
    this.#kept.push(one);
    if (this.#kept.length >= 2 * this.#limit) this.#cut();
  }

  /** The best first. */
  get sorted(): readonly T[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.sort(this.#compare).slice(0, this.#limit);
    if (this.#kept.length === this.#limit) this.#bar = this.#kept.at(-1) ?? null;
  }
}
