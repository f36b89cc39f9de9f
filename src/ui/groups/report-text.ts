import { msg, str } from '@lit/localize';
import type { ConversationView, MessageView } from '../../app/conversation-views.js';
import type { SelfView } from '../../app/views.js';
import { formatMoment } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';

/** Messages that a report shows: enough to see what it is about. */
export const REPORTED_MESSAGES = 20;

/**
 * What an administrator needs to know of a conversation, as plain text: who, by name and person id, when, and the last
 * messages of the others and of us. `nowMs`: milliseconds since the Unix epoch.
 */
export function reportText(view: ConversationView, self: SelfView, nowMs: number): string {
  const [made, conversation] = [formatMoment(nowMs), view.id];
  const messages = view.messages.slice(-REPORTED_MESSAGES);
  const lines = [
    msg('Report from Beep'),
    msg(str`Made: ${made}`),
    msg(str`By: ${personLine(self.name, self.person)}`),
    ...aboutLines(view),
    msg(str`Conversation id: ${conversation}`),
    '',
    messages.length === 0
      ? msg('There are no messages on this device.')
      : msg('The last messages on this device:'),
    ...messages.map(messageLine),
  ];
  return lines.join('\n');
}

function aboutLines({ name, person, group }: ConversationView): string[] {
  if (person !== null) return [msg(str`About: ${personLine(name, person)}`)];
  const about = isolated(name);
  const who = group?.members ?? [];
  return [
    msg(str`About: ${about}`),
    msg('Members:'),
    ...who.map((member) => `- ${personLine(member.name, member.person)}`),
  ];
}

const personLine = (name: string, person: string): string => `${isolated(name)} (${isolated(person)})`;

function messageLine({ sentAtMs, authorName, person, kind, text }: MessageView): string {
  return `${formatMoment(sentAtMs)} · ${personLine(authorName, person)}: ${isolated(textWords(kind, text))}`;
}

function textWords(kind: MessageView['kind'], text: string): string {
  if (kind === 'deleted') return msg('Message deleted');
  const subject = text === '' ? msg('Without a subject') : text;
  if (kind === 'memo') return `${msg('Memo:')} ${subject}`;
  if (kind === 'submission') return `${msg('Put up for approval')}: ${subject}`;
  return kind === 'unreadable' ? msg('A message that this device cannot show') : text;
}
