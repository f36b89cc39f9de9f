import type { Conversation } from '../../src/app/conversation.js';
import type { MessageView } from '../../src/app/conversation-views.js';
import { KIND } from '../../src/protocol/body.js';
import type { TalkWitness } from './talk-witness.js';
import { OPTIONS, type TalkAction } from './talk-schedule.js';

type Answer = Promise<{ readonly ok: boolean; readonly error?: string }>;

/** Does to a message what an action says; null where there is none that it can be done to. */
export function performTalk(
  action: TalkAction,
  conversation: Conversation,
  witness: TalkWitness,
  newText: () => string,
): Answer | null {
  const { mayPost, mayReact, messages } = conversation.view.value;
  const pick = (fits: (message: MessageView) => boolean): MessageView | null => {
    const fit = messages.filter((message) => message.kind !== 'deleted' && fits(message));
    return fit[Math.min(Math.floor(action.pick * fit.length), fit.length - 1)] ?? null;
  };
  const to = (
    fits: (message: MessageView) => boolean,
    act: (message: MessageView) => Answer,
  ): Answer | null => {
    const message = mayReact ? pick(fits) : null;
    return message && act(message);
  };
  const any = (): boolean => true;
  switch (action.do) {
    case 'ask':
      return mayPost ? conversation.ask(newText(), OPTIONS, action.isMultiple) : null;
    case 'answer': {
      const message = mayPost ? pick(any) : null;
      if (!message) return null;
      void conversation.setDraft(newText());
      void conversation.setMarks({ reply: message.id });
      return conversation.send();
    }
    case 'edit':
      return to(
        ({ own, kind }) => own && kind === 'text',
        ({ id }) => conversation.edit(id, newText()),
      );
    case 'delete':
      return to(
        ({ own }) => own,
        ({ id }) => conversation.delete(id),
      );
    case 'vote':
      return to(
        ({ poll }) => poll !== null && (poll.isMultiple || action.choices.length <= 1),
        ({ id }) => conversation.vote(id, action.choices),
      );
    case 'feel':
      return to(any, ({ id }) => conversation.react(id, action.emoji, action.isOn));
    case 'note':
      return to(any, ({ id }) => conversation.note(id));
    case 'star':
      return to(any, ({ id }) => witness.starring(conversation.star(id, action.isStarred), id, action));
    case 'meddle':
      return to(
        ({ own, kind }) => !own && kind === 'text',
        ({ id }) => meddle(conversation, id, action, newText(), witness),
      );
  }
}

/** Edits or deletes what somebody else said: first as the app would, which refuses; then in earnest, signed. */
async function meddle(
  conversation: Conversation,
  target: MessageView['id'],
  { who, deletes }: TalkAction & { readonly do: 'meddle' },
  text: string,
  witness: TalkWitness,
): Answer {
  const refused = await (deletes ? conversation.delete(target) : conversation.edit(target, text));
  if (refused.ok) witness.onLet(who, deletes ? 'delete' : 'edit');
  const body = deletes
    ? { kind: KIND.delete, target }
    : { kind: KIND.edit, target, text, mentions: [] as const };
  return conversation.post(body as never); // no verb says it: only whoever changes the app can
}
