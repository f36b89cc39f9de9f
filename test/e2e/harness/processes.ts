import { readFileSync, readdirSync } from 'node:fs';

/** One process of this machine, as /proc shows it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * The browser that uses a profile folder, and every process below it. Linux only.
 * Ends nothing by name: what is not found through the folder is not ours.
 */
export function processesOfProfile(folder: string): Process[] {
  const all = listProcesses();
  const found = new Map(
    all
      .filter(({ command }) => command.includes(`--user-data-dir=${folder}`))
      .map((each) => [each.pid, each]),
  );
  for (let grew = true; grew;) {
    grew = false;
    for (const each of all) {
      if (found.has(each.pid) || !found.has(each.parent)) continue;
      found.set(each.pid, each);
      grew = true;
    }
  }
  return [...found.values()];
}

/** Sends a signal to each; one that has ended meanwhile is passed over. */
export function signalAll(processes: readonly Process[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function listProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        // The name in brackets may hold anything, brackets included; the parent is the second field after the last one.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // it ended while we looked
      }
    });
}
