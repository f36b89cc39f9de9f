import { html, nothing, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { MessageView } from '../../app/conversation-views.js';
import type { EntryId } from '../../protocol/ids.js';

/** More of a quoted text than this is not even put on the page; the style sheet shows two lines of it. */
const MAX_QUOTE_CHARS = 300;

export interface QuoteOptions {
  /** The quoted message is among those on the screen; else whoever wants it waits until it is loaded. */
  readonly isLoaded: boolean;
  readonly tabIndex: 0 | -1;
  readonly jump: (id: EntryId) => void;
}

/** What a message answers; it leads there, unless that is not here. */
export function messageQuote(
  { reply }: MessageView,
  { isLoaded, tabIndex, jump }: QuoteOptions,
): TemplateResult | typeof nothing {
  if (reply === null) return nothing;
  const { id, authorName, text } = reply;
  const words = html`
    <span class="sr">${msg('In reply to:')} </span>
    ${authorName === null ? nothing : html`<span class="author"><bdi>${authorName}</bdi></span>`}
    <span class="sr">: </span>
    ${
      text === null
        ? html`<span class="quoted absent">${msg('This message is not on this device.')}</span>`
        : html`<bdi class="quoted">${text.slice(0, MAX_QUOTE_CHARS)}</bdi>`
    }
  `;
  return isLoaded || text !== null
    ? html`<button class="quote" tabindex=${tabIndex} @click=${() => jump(id)}>${words}</button>`
    : html`<div class="quote">${words}</div>`;
}
