/** The search for inputs that break a parser: keeps whatever reaches new code, and breeds on from there. */
import { GCProfiler, getHeapStatistics } from 'node:v8';
import { breed } from './breed.js';
import type { Target } from './target.js';

/** No input may take more of the processor, in ms, best of three runs. Not by the clock: a busy machine is not a slow parser. */
export const MAX_RUN_MS = 100;

/**
 * No input may make a parser allocate more, garbage included: of CBOR each byte may be a value of its own, of 28 bytes, and what
 * reads it twice allocates twice. What allocates by a length that is only claimed allocates far more.
 */
export const MAX_ALLOCATED_BYTES = 4 * 1024 * 1024;
const MAX_ALLOCATED_PER_BYTE = 512;

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
    if (!isNew) return finding;
    corpus.push(input);
    return finding ?? (await tryMemory(target, input));
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
  const startedMs = performance.now();
  try {
    await target.run(input.slice());
    // By the clock it was quick, so it was by the processor; which to ask takes as long as many a parser.
    if (performance.now() - startedMs <= MAX_RUN_MS) return null;
    let bestMs = Infinity;
    for (let tries = 0; tries < 3 && bestMs > MAX_RUN_MS; tries++) {
      const before = process.cpuUsage();
      await target.run(input.slice());
      const { user, system } = process.cpuUsage(before); // µs
      bestMs = Math.min(bestMs, (user + system) / 1000);
    }
    return bestMs > MAX_RUN_MS ? { input, what: `took ${bestMs.toFixed(0)} ms` } : null;
  } catch (error) {
    return { input, what: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Runs one input that neither throws nor dawdles, and looks at what it allocates: the least of three runs, without what is compiled. */
export async function tryMemory(target: Target, input: Uint8Array): Promise<Finding | null> {
  const most = MAX_ALLOCATED_BYTES + MAX_ALLOCATED_PER_BYTE * input.byteLength;
  let least = Infinity;
  for (let tries = 0; tries < 3 && least > most; tries++) {
    least = Math.min(least, await allocatedBytes(target, input.slice()));
  }
  return least > most ? { input, what: `allocated ${Math.round(least / 1024)} KiB` } : null;
}

/** What is used afterwards and was not before, and what was collected meanwhile: a collection hides nothing. */
async function allocatedBytes(target: Target, input: Uint8Array): Promise<number> {
  const profiler = new GCProfiler();
  profiler.start();
  const before = usedBytes();
  await target.run(input);
  const after = usedBytes();
  const freed = profiler
    .stop()
    .statistics.map(
      ({ beforeGC, afterGC }) => inHeap(beforeGC.heapStatistics) - inHeap(afterGC.heapStatistics),
    );
  return after - before + freed.reduce((sum, bytes) => sum + bytes, 0);
}

function usedBytes(): number {
  const { used_heap_size: heap, external_memory: outside } = getHeapStatistics();
  return heap + outside;
}

const inHeap = ({ usedHeapSize, externalMemory }: { usedHeapSize: number; externalMemory: number }): number =>
  usedHeapSize + externalMemory;
