/** Columns, or rows, that one cell of a table may go over. */
export const MAX_SPAN = 64;

/** How far a cell goes, whatever is written there: a whole number from 1 to `MAX_SPAN`. */
export function inSpan(written: unknown): number {
  const span = typeof written === 'number' || typeof written === 'string' ? Math.trunc(Number(written)) : 1;
  return span >= 1 ? Math.min(span, MAX_SPAN) : 1;
}
