import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatLogLine, LOG_STEP_MS } from './log.js';
import { Tally, type Figures } from './tally.js';

const START_MS = Date.parse('2026-11-24T09:13:37.123Z');
const none: Figures = {
  connections: 0,
  topics: 0,
  frames: 0,
  deliveries: 0,
  stunAnswers: 0,
  busFrames: 0,
  bus: 'none',
};

describe('the log', () => {
  it('rounds the time to five minutes and writes four fields', () => {
    const line = formatLogLine({ event: 'limit', code: 4429, count: 3 }, START_MS);
    assert.equal(line, '{"t":"2026-11-24T09:10:00.000Z","event":"limit","code":4429,"count":3}');
  });

  it('leaves out what somebody adds past the compiler', () => {
    const extra = { event: 'error', code: 0, count: 1, address: '10.0.0.1' } as const;
    assert.doesNotMatch(formatLogLine(extra, START_MS), /10\.0\.0\.1/);
  });
});

describe('the tally', () => {
  it('writes each kind of event once in five minutes, with its count', () => {
    const lines: string[] = [];
    const tally = new Tally(
      (line) => lines.push(line),
      () => none,
      START_MS,
    );
    for (let i = 0; i < 7; i++) tally.add('limit', 4429);
    tally.add('reject', 4400);
    tally.sweep(START_MS + 1_000);
    assert.deepEqual(lines, []);
    tally.sweep(START_MS + LOG_STEP_MS);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        { t: '2026-11-24T09:10:00.000Z', event: 'limit', code: 4429, count: 7 },
        { t: '2026-11-24T09:10:00.000Z', event: 'reject', code: 4400, count: 1 },
      ],
    );
    tally.sweep(START_MS + 2 * LOG_STEP_MS);
    assert.equal(lines.length, 2);
  });

  it('shows figures of five and more, as of the last five minutes', () => {
    let figures: Figures = { ...none, connections: 4, topics: 5, frames: 1_000, stunAnswers: 4 };
    const tally = new Tally(
      () => undefined,
      () => figures,
      START_MS,
    );
    for (let i = 0; i < 5; i++) tally.add('limit', 4429);
    for (let i = 0; i < 4; i++) tally.add('error', 500);
    assert.equal(tally.metrics, '');
    tally.sweep(START_MS + LOG_STEP_MS);
    figures = { ...figures, topics: 500 };
    assert.equal(
      tally.metrics,
      '# TYPE beep_topics gauge\nbeep_topics 5\n# TYPE beep_frames_total counter\nbeep_frames_total 1000\n' +
        '# TYPE beep_events_total counter\nbeep_events_total{event="limit"} 5\n',
    );
  });

  it('shows at once whether the bus is up, where there is one', () => {
    let bus: Figures['bus'] = 'none';
    const tally = new Tally(
      () => undefined,
      () => ({ ...none, bus }),
      START_MS,
    );
    assert.equal(tally.metrics, '');
    bus = 'up';
    assert.equal(tally.metrics, '# TYPE beep_bus_up gauge\nbeep_bus_up 1\n');
    bus = 'down';
    assert.equal(tally.metrics, '# TYPE beep_bus_up gauge\nbeep_bus_up 0\n');
  });
});
