import { median } from '../spread.js';

const WARM_UP_MS = 150;
const ROUND_MS = 80;
const ROUNDS = 5;

/** Something that can be done again and again. */
export type Operation = () => unknown;

/**
 * CPU time per run of each operation, in us, as the median of rounds in which they take turns: wall time would measure
 * the neighbours of this machine. The time of other threads counts, since WebCrypto works on them.
 */
export async function cpuUsEach<K extends string>(
  operations: Record<K, Operation>,
): Promise<Record<K, number>> {
  const names = Object.keys(operations) as K[];
  const costs = new Map<K, number[]>(names.map((name) => [name, []]));
  for (const name of names) await round(operations[name], WARM_UP_MS);
  for (let i = 0; i < ROUNDS; i++) {
    for (const name of names) costs.get(name)!.push(await round(operations[name], ROUND_MS));
  }
  return Object.fromEntries(names.map((name) => [name, median(costs.get(name)!)])) as Record<K, number>;
}

/** CPU time per item, in us, of something that may be done once with each of them. */
export function cpuUsOnceEach<T>(items: readonly T[], run: (item: T) => unknown): number {
  const before = process.cpuUsage();
  for (const item of items) run(item);
  return spentUs(before) / items.length;
}

async function round(run: Operation, forMs: number): Promise<number> {
  const endMs = performance.now() + forMs;
  const before = process.cpuUsage();
  let runs = 0;
  do {
    const result = run();
    if (result instanceof Promise) await result;
    runs++;
  } while (performance.now() < endMs);
  return spentUs(before) / runs;
}

function spentUs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
