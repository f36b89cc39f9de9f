import { msg } from '@lit/localize';
import type { MessageView } from '../../app/conversation-views.js';
import type { IconName } from '../parts/icon.js';

export type Action =
  | 'reply'
  | 'note'
  | 'copy'
  | 'forward'
  | 'star'
  | 'unstar'
  | 'edit'
  | 'earlier'
  | 'deliveries'
  | 'prove'
  | 'reactions'
  | 'delete';

/** What we may do in a conversation. */
export interface Rights {
  readonly mayPost: boolean;
  readonly mayReact: boolean;
}

/** What can be done with a message, in the order of the menu; nothing where there is no reason to open one. */
export function actionsOf(message: MessageView, { mayPost, mayReact }: Rights): readonly Action[] {
  const { own, kind, isStarred, asksForNote, noted, earlier, reactions } = message;
  const isHere = kind === 'text' || kind === 'poll';
  const isSaid = isHere || kind === 'memo' || kind === 'submission';
  const actions: [Action, boolean][] = [
    ['reply', isSaid && mayPost],
    ['note', isHere && asksForNote && !own && mayReact && !noted.some((person) => person.own)],
    ['copy', isHere],
    ['forward', isHere],
    ['star', isSaid && !isStarred],
    ['unstar', isStarred],
    ['edit', own && kind === 'text' && mayPost],
    ['earlier', isHere && earlier.length > 0],
    ['deliveries', own && isSaid],
    ['prove', isHere || kind === 'memo'],
    ['reactions', isSaid && reactions.length > 0],
    ['delete', own && isHere && (mayPost || mayReact)],
  ];
  return actions.filter(([, isPossible]) => isPossible).map(([action]) => action);
}

export const mayReactTo = ({ kind }: MessageView, { mayReact }: Rights): boolean =>
  mayReact && kind !== 'deleted' && kind !== 'unreadable';

/** How the menu shows an action. */
export function actionMark(action: Action): { readonly icon: IconName; readonly words: string } {
  switch (action) {
    case 'reply':
      return { icon: 'reply', words: msg('Reply') };
    case 'note':
      return { icon: 'clipboard-check', words: msg('Noted') };
    case 'copy':
      return { icon: 'copy', words: msg('Copy text') };
    case 'forward':
      return { icon: 'forward', words: msg('Forward…') };
    case 'star':
      return { icon: 'star', words: msg('Star') };
    case 'unstar':
      return { icon: 'star-off', words: msg('Take the star off') };
    case 'edit':
      return { icon: 'pencil', words: msg('Edit') };
    case 'earlier':
      return { icon: 'history', words: msg('Earlier texts') };
    case 'deliveries':
      return { icon: 'check-check', words: msg('Who has it') };
    case 'prove':
      return { icon: 'shield-check', words: msg('Export proof') };
    case 'reactions':
      return { icon: 'smile-plus', words: msg('Who reacted') };
    case 'delete':
      return { icon: 'trash-2', words: msg('Delete…') };
  }
}
