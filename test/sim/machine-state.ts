import type { Clock, Machine } from '../../src/app/ports.js';
import type { World } from './world.js';

/** True time at which a world begins: 2026-01-01T00:00:00Z in milliseconds. */
export const WORLD_BEGINS_MS = 1_767_225_600_000;

/** The computer under a device: its clocks, whether it sleeps, and what waits until it wakes. */
export class MachineState {
  readonly name: string;
  /** By how much its belief about the date is wrong, in milliseconds. */
  skewMs: number;
  readonly #world: World;
  #isAsleep = false;
  #sleptAtMs = 0;
  #sleptMs = 0;
  #stopsClock = false;
  #held: (() => void)[] = [];

  constructor(world: World, name: string, skewMs: number) {
    this.#world = world;
    this.name = name;
    this.skewMs = skewMs;
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }
  get wallMs(): number {
    return WORLD_BEGINS_MS + this.#world.nowMs + this.skewMs;
  }
  get monotonicMs(): number {
    const asleepMs = this.#isAsleep && this.#stopsClock ? this.#world.nowMs - this.#sleptAtMs : 0;
    return this.#world.nowMs - this.#sleptMs - asleepMs;
  }

  /** A lid that closes stops the monotonic clock; a frozen page does not. */
  sleep(stopsClock: boolean): void {
    if (this.#isAsleep) return;
    this.#isAsleep = true;
    this.#stopsClock = stopsClock;
    this.#sleptAtMs = this.#world.nowMs;
  }

  wake(): void {
    if (!this.#isAsleep) return;
    if (this.#stopsClock) this.#sleptMs += this.#world.nowMs - this.#sleptAtMs;
    this.#isAsleep = false;
    for (const run of this.#held.splice(0)) this.#world.after(0, `${this.name} resumes`, run);
  }

  /** Runs now, or as soon as the machine is awake. */
  whenAwake(run: () => void): void {
    if (this.#isAsleep) this.#held.push(run);
    else run();
  }
}

/** One run of the app on a machine, from its start to its end. What ends with it never calls back. */
export class AppProcess {
  readonly machine: MachineState;
  readonly #world: World;
  #isAlive = true;
  readonly wakeListeners: (() => void)[] = [];

  constructor(world: World, machine: MachineState) {
    this.#world = world;
    this.machine = machine;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }
  get name(): string {
    return this.machine.name;
  }
  end(): void {
    this.#isAlive = false;
  }

  /** Lets `run` happen in this process after `delayMs` of true time; after its machine has woken, if that is later. */
  after(delayMs: number, label: string, run: () => void): void {
    const guarded = (): void => {
      if (!this.#isAlive) return;
      this.machine.whenAwake(() => this.#isAlive && run());
    };
    this.#world.after(delayMs, `${this.name} ${label}`, guarded);
  }

  /** Resolves after `delayMs` as in `after`; never, if the process ends before. */
  pause(delayMs: number, label: string): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, label, resolve));
  }

  clock(): Clock {
    const { machine } = this;
    const after = (delayMs: number, run: () => void): (() => void) => {
      const dueMs = machine.monotonicMs + Math.max(0, delayMs);
      let isOff = false;
      const wait = (): void => {
        const leftMs = dueMs - machine.monotonicMs;
        this.after(leftMs, 'timer', () => {
          if (isOff) return;
          // A sleep in between has stopped the clock that the timer runs by.
          if (machine.monotonicMs < dueMs) wait();
          else run();
        });
      };
      wait();
      return () => (isOff = true);
    };
    return { wallMs: () => machine.wallMs, monotonicMs: () => machine.monotonicMs, after };
  }

  ports(): Machine {
    return {
      onWake: (woke) => void this.wakeListeners.push(woke),
      isVisible: () => true,
      onVisible: () => {},
    };
  }
}
