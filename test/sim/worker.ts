/** Plays the schedules it is told to, in a process of its own. Bundled by `bundle.ts`; speaks over the IPC channel. */
import { makeSchedule } from './schedule.js';
import { runSchedule, type Outcome, type RunOptions } from './run-schedule.js';

export interface Order extends RunOptions {
  readonly seeds: readonly number[];
}
export type Report = { readonly seed: number } & Outcome;

process.on('message', (order: Order) => {
  void (async () => {
    for (const seed of order.seeds) {
      const outcome = await runSchedule(makeSchedule(seed), order);
      process.send!({ seed, ...outcome } satisfies Report);
    }
    process.send!('done');
  })();
});
