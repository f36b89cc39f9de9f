import { Dice } from './dice.js';
import type { IntroducerMood } from './sim-introducer.js';

/** One thing that happens in a world, at a true time in milliseconds. Devices go by their names, "A" first. */
export type Action = { readonly atMs: number } & (
  | { readonly do: 'type' | 'clear' | 'send' | 'show' | 'hide'; readonly who: string; readonly to: string }
  | { readonly do: 'kill' | 'cut-power' | 'start' | 'forget-all' | 'tell' | 'rename'; readonly who: string }
  | { readonly do: 'sleep'; readonly who: string; readonly stopsClock: boolean }
  | { readonly do: 'wake'; readonly who: string; readonly isTold: boolean }
  /** `share` picks among the copies of the store that there are by then: 0 the oldest, 1 the newest. */
  | { readonly do: 'roll-back'; readonly who: string; readonly isNoticed: boolean; readonly share: number }
  | { readonly do: 'fill-disk' | 'free-disk'; readonly who: string }
  | { readonly do: 'set-clock'; readonly who: string; readonly byMs: number }
  | { readonly do: 'block' | 'unblock'; readonly from: string; readonly to: string }
  | { readonly do: 'introducer'; readonly mood: IntroducerMood; readonly dayShift: number }
  | { readonly do: 'bad-introducer'; readonly loss: number; readonly double: number; readonly slowMs: number }
  | { readonly do: 'mutter' }
);

export interface Schedule {
  readonly seed: number;
  readonly devices: readonly { readonly name: string; readonly skewMs: number }[];
  /** In order of time. */
  readonly actions: readonly Action[];
  /** When faults end for good and everything is given the chance to heal. */
  readonly endMs: number;
}

const YEAR_MS = 31_557_600_000;
const FIRST_MS = 1_000;

/** The schedule of a seed: who talks, what is said, and everything that goes wrong meanwhile. */
export function makeSchedule(seed: number): Schedule {
  const dice = new Dice(seed);
  const names = dice.chance(0.12) ? ['A', 'B', 'C'] : ['A', 'B'];
  const devices = names.map((name) => ({ name, skewMs: skew(dice) }));
  const lengthMs = dice.between(15_000, 120_000);
  const actions: Action[] = [];
  talk(dice, names, lengthMs, actions);
  const faults = dice.between(0, 5);
  // One disk at most loses what it knew, and once: of two that forget the same entry, nobody could tell.
  const forgetful = dice.pick(names);
  for (let i = 0; i < faults; i++) fault(dice, names, forgetful, lengthMs, actions);
  const endMs = FIRST_MS + lengthMs;
  const inTime = actions.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
  return { seed, devices, actions: inTime, endMs };
}

/** By how much a clock is wrong, in milliseconds. */
export function skew(dice: Dice): number {
  if (dice.chance(0.5)) return 0;
  return dice.chance(0.5) ? dice.between(-120_000, 120_000) : dice.between(-10 * YEAR_MS, 10 * YEAR_MS);
}

function talk(dice: Dice, names: readonly string[], lengthMs: number, actions: Action[]): void {
  const messages = dice.between(3, 12);
  for (let i = 0; i < messages; i++) {
    const [who, to] = pair(dice, names);
    let atMs = FIRST_MS + dice.between(0, lengthMs);
    for (let edits = dice.between(1, 2); edits > 0; edits--) {
      actions.push({ atMs, do: 'type', who, to });
      atMs += dice.between(0, dice.chance(0.5) ? 30 : 2_000);
    }
    if (dice.chance(0.05)) actions.push({ atMs, do: 'clear', who, to });
    else if (dice.chance(0.95)) actions.push({ atMs, do: 'send', who, to });
    if (dice.chance(0.1)) actions.push({ atMs: atMs + dice.between(0, 20), do: 'send', who, to });
    if (dice.chance(0.2)) actions.push({ atMs: atMs + dice.between(0, 40), do: 'type', who, to });
  }
  for (let looks = dice.between(0, 4); looks > 0; looks--) {
    const [who, to] = pair(dice, names);
    const atMs = FIRST_MS + dice.between(0, lengthMs);
    actions.push({ atMs, do: 'show', who, to });
    if (dice.chance(0.7)) actions.push({ atMs: atMs + dice.between(50, 20_000), do: 'hide', who, to });
  }
}

/** "A" talks to everybody, everybody else to "A". */
function pair(dice: Dice, names: readonly string[]): readonly [string, string] {
  const other = dice.pick(names.slice(1));
  return dice.chance(0.5) ? ['A', other] : [other, 'A'];
}

/** Something that goes wrong for a while. `forgetful`: whose disk may lose what it knew; null for nobody's. */
export function fault(
  dice: Dice,
  names: readonly string[],
  forgetful: string | null,
  lengthMs: number,
  actions: Action[],
): void {
  const atMs = FIRST_MS + dice.between(0, lengthMs);
  const untilMs = atMs + dice.between(100, dice.chance(0.5) ? 5_000 : 40_000);
  const who = dice.pick(names);
  const kinds = {
    crash: 5,
    sleep: 3,
    partition: 4,
    introducer: 3,
    'bad introducer': 2,
    mutter: 2,
    'full disk': 2,
    clock: 1,
    amnesia: 3,
    rename: 1,
    told: 1,
  };
  switch (weighted(dice, kinds)) {
    case 'crash':
      actions.push(
        { atMs, do: dice.chance(0.5) ? 'kill' : 'cut-power', who },
        { atMs: untilMs, do: 'start', who },
      );
      return;
    case 'sleep':
      actions.push(
        { atMs, do: 'sleep', who, stopsClock: dice.chance(0.5) },
        { atMs: untilMs, do: 'wake', who, isTold: dice.chance(0.5) },
      );
      return;
    case 'partition': {
      const to = dice.pick([...names, 'introducer'].filter((name) => name !== who));
      const directions = dice.chance(0.3)
        ? [dice.chance(0.5) ? [who, to] : [to, who]]
        : [
            [who, to],
            [to, who],
          ];
      for (const [from, into] of directions) {
        actions.push(
          { atMs, do: 'block', from: from!, to: into! },
          { atMs: untilMs, do: 'unblock', from: from!, to: into! },
        );
      }
      return;
    }
    case 'introducer': {
      const mood = dice.pick(['dead', 'dead', 'hung', 'nonsense'] as const);
      const dayShift = dice.chance(0.2) ? dice.between(-400, 400) : 0;
      actions.push(
        { atMs, do: 'introducer', mood, dayShift },
        { atMs: untilMs, do: 'introducer', mood: 'well', dayShift },
      );
      return;
    }
    case 'bad introducer': {
      const [loss, double] = [dice.share() * 0.6, dice.share() * 0.5];
      const slowMs = dice.between(0, 2_000);
      actions.push(
        { atMs, do: 'bad-introducer', loss, double, slowMs },
        { atMs: untilMs, do: 'bad-introducer', loss: 0, double: 0, slowMs: 0 },
      );
      return;
    }
    case 'mutter':
      for (let i = 0; i < 10; i++) actions.push({ atMs: atMs + dice.between(0, 10_000), do: 'mutter' });
      return;
    case 'full disk':
      actions.push({ atMs, do: 'fill-disk', who }, { atMs: untilMs, do: 'free-disk', who });
      return;
    case 'clock':
      actions.push({ atMs, do: 'set-clock', who, byMs: skew(dice) });
      return;
    case 'amnesia':
      if (forgetful === null) return;
      if (actions.some((action) => action.do === 'forget-all' || action.do === 'roll-back')) return;
      actions.push({ atMs, do: 'kill', who: forgetful });
      if (dice.chance(0.15)) actions.push({ atMs: atMs + 1, do: 'forget-all', who: forgetful });
      else {
        const isNoticed = dice.chance(0.4);
        actions.push({ atMs: atMs + 1, do: 'roll-back', who: forgetful, isNoticed, share: dice.share() });
      }
      actions.push({ atMs: untilMs, do: 'start', who: forgetful });
      return;
    case 'rename':
      actions.push({ atMs, do: 'rename', who });
      return;
    case 'told':
      actions.push({ atMs, do: 'tell', who });
      return;
  }
}

function weighted<K extends string>(dice: Dice, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries<number>(weights) as [K, number][];
  let left = dice.share() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of entries) {
    left -= weight;
    if (left < 0) return kind;
  }
  return entries.at(-1)![0];
}
