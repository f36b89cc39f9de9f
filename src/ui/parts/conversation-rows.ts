import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationSummary } from '../../app/conversation-views.js';
import { chatHref } from '../app/routes.js';
import { rowStyles } from '../styles/rows.js';
import { avatarStyles, conversationAvatar } from './avatar.js';
import { icon } from './icon.js';

/** What the rows of a page of conversations need beside `styles/page.ts`. */
export const conversationRowStyles = [avatarStyles, rowStyles];

/** What stands in a row beside picture and name. */
export interface RowParts {
  /** Under the name. */
  readonly below?: TemplateResult;
  /** At the end of the link. */
  readonly end?: TemplateResult | typeof nothing;
  /** After the link, which then has no arrow of its own. */
  readonly after?: TemplateResult;
}

/** A list of conversations, each a wide link into it. */
export const conversationRows = (
  label: string,
  rows: readonly ConversationSummary[],
  partsOf: (row: ConversationSummary) => RowParts,
): TemplateResult => html`
  <ul class="rows" aria-label=${label}>
    ${repeat(
      rows,
      ({ id }) => id,
      (row) => renderRow(row, partsOf(row)),
    )}
  </ul>
`;

function renderRow(row: ConversationSummary, { below, end = nothing, after }: RowParts): TemplateResult {
  return html`
    <li>
      <a href=${chatHref(row.id)}>
        ${conversationAvatar(row)}
        <span class="what">
          <span class="name"><bdi class="clip">${row.name}</bdi></span>
          ${below === undefined ? nothing : html`<span class="sr">: </span>${below}`}
        </span>
        ${end} ${after === undefined ? icon('chevron-right') : nothing}
      </a>
      ${after ?? nothing}
    </li>
  `;
}
