import { randomInt } from 'node:crypto';

/** Slots of the table. */
const SLOTS = 1 << 16;

/**
 * Counts how often each of any number of names came within the second, in one small table that is emptied each second: a
 * flood of forged names costs no memory. Two names may share a slot, and then share what is allowed; which do, nobody
 * outside can tell.
 */
export class SlotCounter {
  readonly #seen = new Uint16Array(SLOTS);
  readonly #seed = randomInt(2 ** 32);
  #second = -1;

  /** Counts `name` once more, and says whether it has come at most `most` times (below 65 536) in this second. */
  countUpTo(most: number, name: string, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#seen.fill(0);
    }
    let slot = this.#seed;
    for (let i = 0; i < name.length; i++) slot = Math.imul(slot ^ name.charCodeAt(i), 0x0100_0193);
    slot = (slot ^ (slot >>> 16)) & (SLOTS - 1);
    const count = this.#seen[slot] ?? 0;
    if (count >= most) return false;
    this.#seen[slot] = count + 1;
    return true;
  }
}
