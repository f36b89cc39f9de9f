import type { ClaimedEntry, VerifiedEntry } from '../protocol/entry.js';

/** Runs looked at before a search is given up: what somebody gives may be made up, and leads nowhere then. */
const MAX_LOOKS = 256;

/** What a look at a run of theirs comes to: the place where the two logs part, or from where on to ask for more. */
export type Looked =
  | { readonly kind: 'found'; readonly ours: VerifiedEntry; readonly theirs: ClaimedEntry }
  | { readonly kind: 'ask'; readonly fromSeq: number }
  | { readonly kind: 'lost' };

/**
 * Looks, in what somebody gives of a log, for the first entry that differs from the one held here: both follow the same
 * entry, or begin the log. It is not far from the end as a rule, so the steps back double; within a step it goes forward.
 * Nothing given is believed: signatures are checked of what is found.
 */
export class ForkSearch {
  /** The last place of which both are known to be the same. */
  #sameSeq: number;
  /** The first place of which they are known not to be. */
  #otherSeq: number;
  #stepBack = 1;
  #looks = 0;

  /** `firstSeq`: the first entry held. `otherSeq`: a place from which on the two logs are not the same. */
  constructor(firstSeq: number, otherSeq: number) {
    this.#sameSeq = firstSeq - 1;
    this.#otherSeq = otherSeq;
  }

  /** Whether a run that begins at `seq` may have been given because we asked for it. */
  isAbout(seq: number): boolean {
    return seq > this.#sameSeq && seq <= this.#otherSeq;
  }

  /** Where to begin. */
  get fromSeq(): number {
    return Math.max(this.#sameSeq + 1, this.#otherSeq - this.#stepBack);
  }

  /** Looks at a run of theirs; `held`: what is here, by place. */
  look(run: readonly ClaimedEntry[], held: ReadonlyMap<number, VerifiedEntry>): Looked {
    if (++this.#looks > MAX_LOOKS) return { kind: 'lost' };
    const sameBefore = this.#sameSeq;
    for (const theirs of run) {
      const ours = held.get(theirs.seq);
      if (!ours) break;
      if (ours.id === theirs.id) {
        this.#sameSeq = Math.max(this.#sameSeq, theirs.seq);
        continue;
      }
      if (ours.prev === theirs.prev) return { kind: 'found', ours, theirs };
      this.#otherSeq = Math.min(this.#otherSeq, theirs.seq);
      break;
    }
    if (this.#sameSeq + 1 >= this.#otherSeq) return { kind: 'lost' };
    if (this.#sameSeq > sameBefore) return { kind: 'ask', fromSeq: this.#sameSeq + 1 };
    this.#stepBack *= 2;
    return { kind: 'ask', fromSeq: this.fromSeq };
  }
}
