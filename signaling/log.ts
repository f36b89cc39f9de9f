/**
 * The only things the introducer ever writes down: no address, no topic, no payload. Another field does not compile.
 */
export interface LogLine {
  readonly event: LogEvent;
  /** A WebSocket close code, an HTTP status, one of the codes below, or 0. */
  readonly code: number;
  readonly count: number;
}

export type LogEvent = 'start' | 'stop' | 'reject' | 'limit' | 'error' | 'proved' | 'refused';

/** The bus that joins the nodes was lost, or cannot be reached. */
export const CODE_BUS_LOST = 1;
/** The bus refused something: a name, a key, a permission. */
export const CODE_BUS_REFUSED = 2;

/** Times in the log and figures in the metrics are no finer than this, in ms. */
export const LOG_STEP_MS = 5 * 60_000;

/** One line of JSON, its time rounded down to five minutes. */
export function formatLogLine(line: LogLine, nowMs: number): string {
  const { event, code, count } = line;
  const t = new Date(Math.floor(nowMs / LOG_STEP_MS) * LOG_STEP_MS).toISOString();
  return JSON.stringify({ t, event, code, count });
}
