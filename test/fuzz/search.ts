/** The search for inputs that break a parser: keeps whatever reaches new code, and breeds on from there. */
import { breed } from './breed.js';
import type { Target } from './targets.js';

/** No input may take more of the processor, in ms, best of three runs. Not by the clock: a busy machine is not a slow parser. */
export const MAX_RUN_MS = 100;

export interface Finding {
  readonly input: Uint8Array;
  readonly what: string;
}

export interface Report {
  readonly runs: number;
  /** Inputs kept because each reached code that none before had. */
  readonly kept: number;
  /** Branches reached. */
  readonly reached: number;
  readonly finding: Finding | null;
}

/** Tries `runs` inputs on `target`, which leaves its traces in `hits`. Ends at the first finding. */
export async function search(
  target: Target,
  hits: Uint8Array,
  runs: number,
  chance: (below: number) => number,
): Promise<Report> {
  const seen = new Uint8Array(hits.length);
  const corpus: Uint8Array[] = [];
  let reached = 0;

  const attempt = async (input: Uint8Array, isSeed: boolean): Promise<Finding | null> => {
    hits.fill(0);
    const finding = await tryInput(target, input);
    let isNew = isSeed;
    for (let i = 0; i < hits.length; i++) {
      if (hits[i] === 0 || seen[i] === 1) continue;
      seen[i] = 1;
      reached++;
      isNew = true;
    }
    if (isNew) corpus.push(input);
    return finding;
  };

  const seeds = [new Uint8Array(), ...target.seeds];
  for (let run = 0; run < runs; run++) {
    const input = seeds[run] ?? breed(corpus[chance(corpus.length)]!, corpus[chance(corpus.length)]!, chance);
    const finding = await attempt(input, run < seeds.length);
    if (finding) return { runs: run + 1, kept: corpus.length, reached, finding };
  }
  return { runs, kept: corpus.length, reached, finding: null };
}

/** Runs one input; null if all is well. */
export async function tryInput(target: Target, input: Uint8Array): Promise<Finding | null> {
  let bestMs = Infinity;
  for (let tries = 0; tries < 3 && bestMs > MAX_RUN_MS; tries++) {
    const before = process.cpuUsage();
    try {
      await target.run(input.slice());
    } catch (error) {
      return { input, what: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    const { user, system } = process.cpuUsage(before); // µs
    bestMs = Math.min(bestMs, (user + system) / 1000);
  }
  return bestMs > MAX_RUN_MS ? { input, what: `took ${bestMs.toFixed(0)} ms` } : null;
}
