import { spawn } from 'node:child_process';

/** How long a command may take to clean up after itself once it is asked to stop, in ms. */
const STOP_LIMIT_MS = 3_000;

/** Runs commands one by one; `patience` multiplies each limit. */
export function createRunner({ patience = 1 } = {}) {
  const running = new Set();

  /** Runs a command to its end, or to its limit, and says whether it ended well. Takes all it started with it. */
  function run(name, [program, ...args], env, limitMinutes) {
    return new Promise((resolve) => {
      // A process group of its own, so that one signal reaches all of it.
      const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env, detached: true });
      const stop = () => {
        signalGroup(child, 'SIGTERM');
        setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_LIMIT_MS).unref();
      };
      const limit = setTimeout(
        () => {
          console.error(`${name} took longer than ${limitMinutes * patience} minutes and was stopped.`);
          stop();
        },
        limitMinutes * patience * 60_000,
      );
      running.add(stop);
      const end = (ok) => {
        clearTimeout(limit);
        running.delete(stop);
        signalGroup(child, 'SIGKILL'); // whatever the command left behind
        resolve(ok);
      };
      child.on('error', (error) => {
        console.error(`${name} could not be started: ${error.message}`);
        end(false);
      });
      child.on('exit', (code) => end(code === 0));
    });
  }

  return { run, stopAll: () => running.forEach((stop) => stop()) };
}

function signalGroup({ pid }, signal) {
  if (pid === undefined) return; // it never started
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // the group is gone already
  }
}
