import { html, nothing, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { MessageView } from '../../app/conversation-views.js';
import { findMentions } from './mentions.js';
import { textLanguage } from './text-language.js';

/** What a message says, as text nodes and never as markup. Names after an `@` are set apart if the message means them. */
export function messageText({ text, mentions }: MessageView, folded: boolean): TemplateResult {
  const pieces: unknown[] = [];
  let at = 0;
  for (const { start, end, person } of findMentions(text, mentions)) {
    pieces.push(text.slice(at, start));
    pieces.push(html`<span class=${person.own ? 'mention us' : 'mention'}>${text.slice(start, end)}</span>`);
    at = end;
  }
  pieces.push(text.slice(at));
  // prettier-ignore
  return html`<p class=${folded ? 'text folded' : 'text'} dir="auto" lang=${textLanguage(text) ?? ''}>${pieces}</p>`;
}

/** What stands in place of a text that is gone or cannot be read; nothing for one that is there. */
export function absentWords({ kind }: MessageView): string | typeof nothing {
  if (kind === 'deleted') return msg('Deleted by its author');
  return kind === 'unreadable'
    ? msg('This message cannot be shown: it is not here yet, or needs a newer Beep.')
    : nothing;
}
