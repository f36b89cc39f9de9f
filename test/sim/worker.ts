/** Plays the schedules it is told to, in a process of its own. Bundled by `bundle.ts`; speaks over the IPC channel. */
import { makeGroupSchedule } from './group-schedule.js';
import { runGroupSchedule } from './run-group.js';
import { makeSchedule } from './schedule.js';
import { runSchedule, type Outcome, type RunOptions } from './run-schedule.js';

export interface Order extends RunOptions {
  readonly seeds: readonly number[];
  readonly play: Play;
}
export type Report = { readonly seed: number } & Outcome;

/** What is played: conversations of two, or a group. */
export type Play = 'pairs' | 'groups';

const PLAYS: Readonly<Record<Play, (seed: number, options: RunOptions) => Promise<Outcome>>> = {
  pairs: (seed, options) => runSchedule(makeSchedule(seed), options),
  groups: (seed, options) => runGroupSchedule(makeGroupSchedule(seed), options),
};

process.on('message', (order: Order) => {
  void (async () => {
    for (const seed of order.seeds) {
      const outcome = await PLAYS[order.play](seed, order);
      process.send!({ seed, ...outcome } satisfies Report);
    }
    process.send!('done');
  })();
});
