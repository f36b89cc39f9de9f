import { fork, type ChildProcess } from 'node:child_process';
import type { RunOptions } from './run-schedule.js';
import type { Order, Play, Report } from './worker.js';

export interface CrewOptions extends RunOptions {
  /** Path of a bundle made by `bundleWorker`. */
  readonly worker: string;
  readonly play: Play;
  readonly seeds: readonly number[];
  readonly processes: number;
  readonly onReport: (report: Report) => 'go on' | 'stop';
}

/** Seeds given to a process at once: few enough that all end at about the same time. */
const SHARE = 20;

/** Plays seeds in several processes at once, in order within each. Rejects if one ends by itself. */
export async function runCrew(options: CrewOptions): Promise<void> {
  const { worker, play, seeds, processes, onReport, ...runOptions } = options;
  let next = 0;
  let isStopped = false;
  const crew: ChildProcess[] = [];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(worker, { execArgv: ['--enable-source-maps'] });
      crew.push(child);
      const orderMore = (): void => {
        const share = isStopped ? [] : seeds.slice(next, (next += SHARE));
        if (share.length > 0) child.send({ seeds: share, play, ...runOptions } satisfies Order);
        else child.disconnect();
      };
      child.on('message', (message: Report | 'done') => {
        if (message === 'done') return orderMore();
        if (isStopped) return;
        if (onReport(message) === 'stop') {
          isStopped = true;
          // All of them: what the others have still to play of their share is of no interest any more.
          for (const each of crew) each.kill();
        }
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0 || isStopped) resolve();
        else reject(new Error(`a simulator process ended with ${code}`));
      });
      orderMore();
    });
  await Promise.all(Array.from({ length: processes }, work));
}
