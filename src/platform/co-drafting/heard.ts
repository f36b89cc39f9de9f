import * as Y from 'yjs';
import type { SoundUpdate } from './gate.js';
import { without, type ClockRange } from './ranges.js';
import { writeUpdate } from './write-update.js';

/** What somebody said live. */
export interface HeardUpdate {
  /** The client of whoever said it. */
  readonly by: number;
  readonly update: Uint8Array;
}

interface One extends HeardUpdate {
  /** Up to where it goes by their clock. */
  readonly end: number;
  /** What it takes out that no log has taken out yet. */
  deleted: readonly ClockRange[];
}

/** What was heard live and stands in no log yet. It is shown, and nothing that is to last may rest on it. */
export class Heard {
  #all: One[] = [];

  add(by: number, update: Uint8Array, { client, end, deleted }: SoundUpdate): void {
    this.#all.push({ by, update, end: client === null ? 0 : end, deleted });
  }

  /** A log has been taken on, up to `loggedClock`, and has taken out `deleted`. */
  onLogged(deleted: readonly ClockRange[], loggedClock: (client: number) => number): void {
    if (this.#all.length === 0) return;
    for (const one of this.#all) one.deleted = without(one.deleted, deleted);
    this.#all = this.#all.filter(({ by, end, deleted: left }) => end > loggedClock(by) || left.length > 0);
  }

  get all(): readonly HeardUpdate[] {
    return [...this.#all];
  }
}

/** What an update adds, without what it takes out. */
export const additionsOf = (update: Uint8Array): Uint8Array =>
  writeUpdate(Y.decodeUpdate(update).structs, []);
