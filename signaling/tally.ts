import type { BusState } from './bus.js';
import { LOG_STEP_MS, formatLogLine, type LogEvent, type LogLine } from './log.js';

/** What the introducer holds and has done, for the whole server: there is no figure of one device. */
export interface Figures {
  connections: number;
  topics: number;
  frames: number;
  deliveries: number;
  stunAnswers: number;
  /** What came from other nodes, for somebody here or not. */
  busFrames: number;
  bus: BusState;
}

/** Counts below this are not shown: a count of one is a person. */
const SMALLEST_SHOWN = 5;

/** Counts events, writes them to the log once in five minutes, and shows the figures of the last full five minutes. */
export class Tally {
  readonly #write: (line: string) => void;
  readonly #read: () => Figures;
  readonly #pending = new Map<string, LogLine>();
  readonly #events = new Map<LogEvent, number>();
  #step: number;
  #shown = '';

  constructor(write: (line: string) => void, read: () => Figures, nowMs: number) {
    this.#write = write;
    this.#read = read;
    this.#step = stepOf(nowMs);
  }

  /** Counts one event; it is written with the others of its kind when the five minutes are over. */
  add(event: LogEvent, code: number): void {
    this.#events.set(event, (this.#events.get(event) ?? 0) + 1);
    const key = `${event} ${code}`;
    this.#pending.set(key, { event, code, count: (this.#pending.get(key)?.count ?? 0) + 1 });
  }

  /** Called once a second: does nothing until the next five minutes begin. */
  sweep(nowMs: number): void {
    if (stepOf(nowMs) === this.#step) return;
    this.flush(this.#step * LOG_STEP_MS);
    this.#step = stepOf(nowMs);
    this.#shown = this.#render();
  }

  /** Writes what is pending. */
  flush(nowMs: number): void {
    for (const line of this.#pending.values()) this.#write(formatLogLine(line, nowMs));
    this.#pending.clear();
  }

  /** The figures as of the last full five minutes, and whether the bus is up now, in the Prometheus text format 0.0.4. */
  get metrics(): string {
    const { bus } = this.#read();
    if (bus === 'none') return this.#shown;
    return `${this.#shown}# TYPE beep_bus_up gauge\nbeep_bus_up ${bus === 'up' ? 1 : 0}\n`;
  }

  #render(): string {
    const { connections, topics, frames, deliveries, stunAnswers, busFrames } = this.#read();
    const rows: [name: string, type: 'gauge' | 'counter', value: number][] = [
      ['beep_connections', 'gauge', connections],
      ['beep_topics', 'gauge', topics],
      ['beep_frames_total', 'counter', frames],
      ['beep_deliveries_total', 'counter', deliveries],
      ['beep_stun_answers_total', 'counter', stunAnswers],
      ['beep_bus_frames_total', 'counter', busFrames],
    ];
    const lines = rows
      .filter(([, , value]) => value >= SMALLEST_SHOWN)
      .map(([name, type, value]) => `# TYPE ${name} ${type}\n${name} ${value}\n`);
    const events = [...this.#events].filter(([, count]) => count >= SMALLEST_SHOWN);
    if (events.length > 0) lines.push('# TYPE beep_events_total counter\n');
    for (const [event, count] of events) lines.push(`beep_events_total{event="${event}"} ${count}\n`);
    return lines.join('');
  }
}

const stepOf = (nowMs: number): number => Math.floor(nowMs / LOG_STEP_MS);
