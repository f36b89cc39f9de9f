interface Event {
  readonly atMs: number;
  readonly order: number;
  /** Null once it is called off. */
  run: (() => unknown) | null;
}

/** What is to happen in a world with a time of its own, in order: of two things at one time, what was asked for first. */
export class EventQueue {
  nowMs = 0;
  #asked = 0;
  /** A binary heap. */
  readonly #heap: Event[] = [];

  get isEmpty(): boolean {
    return this.#heap.length === 0;
  }

  /** Calls `run` at `atMs`, or now if that is past. Returns the function that calls it off. */
  at(atMs: number, run: () => unknown): () => void {
    const event: Event = { atMs: Math.max(atMs, this.nowMs), order: this.#asked++, run };
    this.#push(event);
    return () => {
      event.run = null;
    };
  }

  /** Lets the next thing happen, with all that follows from it at once. False if there is nothing up to `untilMs`. */
  async next(untilMs = Infinity): Promise<boolean> {
    await new Promise(setImmediate); // whatever waits for promises only comes before what waits for time
    const [event] = this.#heap;
    if (!event || event.atMs > untilMs) return false;
    this.#pop();
    if (!event.run) return true; // called off
    this.nowMs = event.atMs;
    await event.run();
    return true;
  }

  /** Lets everything happen up to `untilMs`. */
  async runUntil(untilMs: number): Promise<void> {
    while (await this.next(untilMs));
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i]!, this.#heap[j]!];
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  #swap(i: number, j: number): void {
    [this.#heap[i], this.#heap[j]] = [this.#heap[j]!, this.#heap[i]!];
  }

  #push(event: Event): void {
    let at = this.#heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #pop(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.#heap.length && this.#isBefore(child, least)) least = child;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }
}
