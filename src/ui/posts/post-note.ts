import { css, html, nothing, type TemplateResult } from 'lit';
import { map } from 'lit/directives/map.js';
import type { ConversationView } from '../../app/conversation-views.js';
import { icon } from '../parts/icon.js';
import { postWarnings } from './post-words.js';

/** Above where one writes to a post: what becomes of what one writes, where that is not plain. */
export function postNote({ group }: Pick<ConversationView, 'group'>): TemplateResult | typeof nothing {
  const words = group?.post ? postWarnings(group.post) : [];
  if (words.length === 0) return nothing;
  return html`<div class="post-note" role="status">
    ${map(words, (one) => html`<p>${icon('triangle-alert')} <span>${one}</span></p>`)}
  </div>`;
}

export const postNoteStyles = css`
  .post-note {
    display: grid;
    gap: var(--s2);
    padding: var(--s2) var(--s4);
    background: var(--warn-soft);
    color: var(--text);
    font-size: var(--text-sm);
  }

  .post-note p {
    display: flex;
    gap: var(--s2);
    align-items: start;
  }

  .post-note span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
`;
