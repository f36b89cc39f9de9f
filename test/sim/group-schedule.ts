import { Dice } from './dice.js';
import { fault, skew, type Action } from './schedule.js';
import { talkAbout, type TalkAction } from './talk-schedule.js';

/** One thing that somebody does in the group, at a true time in milliseconds. */
export type GroupAction = { readonly atMs: number; readonly who: string } & (
  | { readonly do: 'say' | 'react' | 'leave' | 'rename-group' }
  | { readonly do: 'add'; readonly whom: string; readonly isAdmin: boolean; readonly fromJoining: boolean }
  | { readonly do: 'remove' | 'promote'; readonly whom: string }
);

export interface GroupSchedule {
  readonly seed: number;
  /** The first one makes the group and has met all the others; they have not met each other. */
  readonly devices: readonly { readonly name: string; readonly skewMs: number }[];
  /** Who is in it from the beginning, beside the first. */
  readonly members: readonly string[];
  readonly isChannel: boolean;
  readonly said: readonly GroupAction[];
  readonly talk: readonly TalkAction[];
  readonly faults: readonly Action[];
  readonly endMs: number;
}

const FIRST_MS = 1_000;
/** What changes who is in it, and as what. */
const MOVES: ReadonlySet<GroupAction['do']> = new Set(['add', 'remove', 'promote', 'leave']);

/** The group schedule of a seed. */
export function makeGroupSchedule(seed: number): GroupSchedule {
  const dice = new Dice(seed);
  const names = ['A', 'B', 'C', 'D', 'E'].slice(0, dice.between(3, 5));
  const devices = names.map((name) => ({ name, skewMs: skew(dice) }));
  const lengthMs = dice.between(15_000, 90_000);
  const members = names.slice(1).filter((_, i) => i < 2 || dice.chance(0.6));
  const said: GroupAction[] = [];
  const at = (): number => FIRST_MS + dice.between(0, lengthMs);
  for (let i = dice.between(4, 14); i > 0; i--) said.push({ atMs: at(), who: dice.pick(names), do: 'say' });
  for (let i = dice.between(0, 4); i > 0; i--) said.push({ atMs: at(), who: dice.pick(names), do: 'react' });
  for (let i = dice.between(0, 6); i > 0; i--) said.push(change(dice, names, at()));
  const faults: Action[] = [];
  for (let i = dice.between(0, 5); i > 0; i--) fault(dice, names, null, lengthMs, faults);
  forget(new Dice(seed + 0x5eed), names, lengthMs, faults);
  // Whom somebody has added, and nobody else who is left knows of, is in it for nobody but themselves.
  const isSteady = forgetTogether(new Dice(seed + 0xf0e7), names, lengthMs, faults);
  const endMs = FIRST_MS + lengthMs;
  const talk = talkAbout(new Dice(seed + 0x7a1c), names, FIRST_MS + lengthMs / 5, endMs);
  const inTime = <T extends { readonly atMs: number }>(actions: readonly T[]): readonly T[] =>
    actions.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
  return {
    seed,
    devices,
    members,
    isChannel: dice.chance(0.2),
    said: inTime(isSteady ? said.filter((action) => !MOVES.has(action.do)) : said),
    talk: inTime(talk),
    faults: inTime(faults),
    endMs,
  };
}

/** Now and then an older copy of a disk comes back, and its device notices or does not. */
function forget(dice: Dice, names: readonly string[], lengthMs: number, faults: Action[]): void {
  if (!dice.chance(0.15)) return;
  const who = dice.pick(names);
  const atMs = FIRST_MS + dice.between(5_000, lengthMs);
  faults.push(
    { atMs, do: 'kill', who },
    { atMs: atMs + 1, do: 'roll-back', who, isNoticed: dice.chance(0.4), share: dice.share() },
    { atMs: atMs + dice.between(100, 5_000), do: 'start', who },
  );
}

/**
 * Now and then two disks forget, one soon after the other: all of it or part, and whoever made the group as well. True if
 * they do. None forgets twice: who goes back behind the end of their own key, and does not notice, is let in by nobody.
 */
function forgetTogether(dice: Dice, names: readonly string[], lengthMs: number, faults: Action[]): boolean {
  if (!dice.chance(0.15)) return false;
  const has = new Set(faults.flatMap((fault) => (fault.do === 'roll-back' ? [fault.who] : [])));
  const first = dice.pick(names.filter((name) => !has.has(name)));
  const second = dice.pick(names.filter((name) => !has.has(name) && name !== first));
  const atMs = FIRST_MS + dice.between(5_000, lengthMs);
  for (const [who, killedMs] of [
    [first, atMs],
    [second, atMs + dice.between(0, 4_000)],
  ] as const) {
    const forgets: Action = dice.chance(0.3)
      ? { atMs: killedMs + 1, do: 'forget-all', who }
      : { atMs: killedMs + 1, do: 'roll-back', who, isNoticed: dice.chance(0.4), share: dice.share() };
    const startMs = killedMs + dice.between(100, 8_000);
    faults.push({ atMs: killedMs, do: 'kill', who }, forgets, { atMs: startMs, do: 'start', who });
  }
  return true;
}

function change(dice: Dice, names: readonly string[], atMs: number): GroupAction {
  // The maker may do most; others try as well, and are refused or not.
  const who = dice.chance(0.6) ? 'A' : dice.pick(names);
  const whom = dice.pick(names.filter((name) => name !== who));
  const share = dice.share();
  if (share < 0.35)
    return { atMs, who, do: 'add', whom, isAdmin: dice.chance(0.2), fromJoining: dice.chance(0.3) };
  if (share < 0.6) return { atMs, who, do: 'remove', whom };
  if (share < 0.8) return { atMs, who, do: 'promote', whom };
  if (share < 0.9) return { atMs, who, do: 'rename-group' };
  return { atMs, who: who === 'A' && dice.chance(0.7) ? whom : who, do: 'leave' };
}
