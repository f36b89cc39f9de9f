/** What a view may do with a value that changes: look at it, and be told that it changed. */
export interface ReadonlyStore<T> {
  readonly value: T;
  /** Calls `listener` after each change. Returns the function that stops it. */
  subscribe(listener: () => void): () => void;
}

/** One value that changes over time. The whole of Beep's state management. */
export class Store<T> implements ReadonlyStore<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  get value(): T {
    return this.#value;
  }

  /** Replaces the value with `next(value)`, reading it at the moment of the call. */
  update(next: (value: T) => T): void {
    const value = next(this.#value);
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
