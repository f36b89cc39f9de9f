/** Which machine's packets reach which other, one way at a time. Names as in `MachineState`; `introducer` is one too. */
export class Paths {
  readonly #blocked = new Set<string>();
  readonly #listeners: (() => void)[] = [];

  isOpen(from: string, to: string): boolean {
    return !this.#blocked.has(`${from}>${to}`);
  }

  block(from: string, to: string): void {
    this.#blocked.add(`${from}>${to}`);
    this.changed();
  }

  unblock(from: string, to: string): void {
    this.#blocked.delete(`${from}>${to}`);
    this.changed();
  }

  unblockAll(): void {
    this.#blocked.clear();
    this.changed();
  }

  /** Calls `listener` whenever who can reach whom may have changed; machines that sleep or end count too. */
  onChanged(listener: () => void): void {
    this.#listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
