import { msg } from '@lit/localize';
import type { DeliveryView, MessageView } from '../../app/conversation-views.js';
import type { PeopleGroup } from './beep-people-dialog.js';

/** How far everybody is with a message of ours, the furthest first. */
export function deliveryGroups(deliveries: readonly DeliveryView[]): readonly PeopleGroup[] {
  const who = (isIn: (delivery: DeliveryView) => boolean) =>
    deliveries.filter(isIn).map(({ person }) => person);
  return [
    { words: msg('Noted it'), people: who(({ isNoted }) => isNoted) },
    {
      // Elsewhere the same words are on a button, and other ones in Urdu.
      words: msg('Read it', { id: 'people-who-read-it' }),
      people: who(({ state, isNoted }) => state === 'read' && !isNoted),
    },
    {
      words: msg('Has it on a device'),
      people: who(({ state, isNoted }) => state === 'delivered' && !isNoted),
    },
    { words: msg('Not reached yet'), people: who(({ state, isNoted }) => state === 'unreached' && !isNoted) },
  ];
}

/** Who chose each option of a poll. */
export const voterGroups = ({ poll }: MessageView): readonly PeopleGroup[] =>
  poll?.options.map(({ text, people }) => ({ words: text, people })) ?? [];

/** Who put each emoji. */
export const reactionGroups = ({ reactions }: MessageView): readonly PeopleGroup[] =>
  reactions.map(({ emoji, people }) => ({ words: emoji, people }));

export const notedGroups = ({ noted }: MessageView): readonly PeopleGroup[] => [
  { words: msg('Noted it'), people: noted },
];
