import type { Dice } from './dice.js';

/**
 * One thing that somebody does to a message, at a true time in milliseconds. `pick` chooses among those that they have on
 * their screen by then and that it can be done to: 0 the oldest, 1 the newest.
 */
export type TalkAction = { readonly atMs: number; readonly who: string; readonly pick: number } & (
  | { readonly do: 'answer' | 'edit' | 'delete' | 'note' }
  | { readonly do: 'ask'; readonly isMultiple: boolean }
  | { readonly do: 'vote'; readonly choices: readonly number[] }
  | { readonly do: 'feel'; readonly emoji: string; readonly isOn: boolean }
  | { readonly do: 'star'; readonly isStarred: boolean }
  /** To a message of somebody else: edits or deletes it, past what the app refuses. */
  | { readonly do: 'meddle'; readonly deletes: boolean }
);

export const OPTIONS = ['one', 'two', 'three'] as const;
const EMOJI = ['👍', '🙏'] as const;

/** What is done to messages in a group, between `firstMs` and `lastMs`. In three of ten schedules, nothing. */
export function talkAbout(
  dice: Dice,
  names: readonly string[],
  firstMs: number,
  lastMs: number,
): readonly TalkAction[] {
  if (dice.chance(0.3)) return [];
  const actions: TalkAction[] = [];
  const base = () => ({
    atMs: dice.between(firstMs, lastMs),
    who: dice.pick(names),
    pick: dice.chance(0.5) ? 1 : dice.share(),
  });
  if (dice.chance(0.6)) {
    const isMultiple = dice.chance(0.5);
    actions.push({ ...base(), atMs: firstMs, do: 'ask', isMultiple });
    for (let i = dice.between(1, 5); i > 0; i--) actions.push({ ...base(), do: 'vote', choices: choices(dice, isMultiple) }); // prettier-ignore
  }
  for (let i = dice.between(3, 10); i > 0; i--) actions.push(act(dice, base()));
  return actions;
}

const choices = (dice: Dice, isMultiple: boolean): readonly number[] =>
  isMultiple ? OPTIONS.flatMap((_, i) => (dice.chance(0.5) ? [i] : [])) : [dice.between(0, 2)];

function act(dice: Dice, base: Pick<TalkAction, 'atMs' | 'who' | 'pick'>): TalkAction {
  const share = dice.share();
  if (share < 0.25) return { ...base, do: 'edit' };
  if (share < 0.35) return { ...base, do: 'delete' };
  if (share < 0.65) return { ...base, do: 'feel', emoji: dice.pick(EMOJI), isOn: dice.chance(0.7) };
  if (share < 0.75) return { ...base, do: 'note' };
  if (share < 0.85) return { ...base, do: 'answer' };
  if (share < 0.93) return { ...base, do: 'star', isStarred: dice.chance(0.7) };
  return { ...base, do: 'meddle', deletes: dice.chance(0.5) };
}
