/** The value below which `share` (0 … 1) of all lie: nearest rank. NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The k of the power n^k that comes nearest to these points [n, value]: a line through their logarithms. */
export function exponent(points: readonly (readonly [n: number, value: number])[]): number {
  const logs = points.map(([n, value]) => [Math.log(n), Math.log(value)] as const);
  const mean = (of: (log: readonly [number, number]) => number): number =>
    logs.reduce((sum, log) => sum + of(log), 0) / logs.length;
  const [x, y] = [mean(([n]) => n), mean(([, value]) => value)];
  return mean(([n, value]) => (n - x) * (value - y)) / mean(([n]) => (n - x) ** 2);
}
