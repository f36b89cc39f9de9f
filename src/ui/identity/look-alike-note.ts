import { css, html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { BadgeView, IdentityView } from '../../app/official-views.js';
import { isolated } from '../fault-words.js';
import { icon } from '../parts/icon.js';
import { authorityName, badgeNames, lapsedWords, shortWords } from '../parts/identity-words.js';
import { personName } from '../parts/person-name.js';

/** That somebody is called like others we know, with what vouches for each, side by side. It stops nobody. */
export function lookAlikeNote({ person, badges, lookalikes }: IdentityView): TemplateResult | typeof nothing {
  if (lookalikes.length === 0) return nothing;
  return html`
    <div class="note warn alike" role="note" data-kind="look-alike">
      ${icon('shield-alert')}
      <div>
        <p>
          <strong>${msg('The name looks like that of somebody else you know.')}</strong>
          ${msg('Make sure which of them writes to you before you trust it.')}
        </p>
        <ul class="sides">
          ${side(msg('This one'), personName(person), badges[0] ?? null)}
          ${lookalikes.map((other) => side(msg('Whom you know'), personName(other.person), other.badge))}
        </ul>
      </div>
    </div>
  `;
}

const side = (label: string, name: string, badge: BadgeView | null): TemplateResult => html`
  <li>
    <p class="small muted">${label}</p>
    <p class="name"><bdi>${name}</bdi></p>
    ${badge === null ? html`<p class="small">${msg('No badge')}</p>` : besideWords(badge)}
  </li>
`;

function besideWords(badge: BadgeView): TemplateResult {
  const lapsed = lapsedWords(badge);
  const by = isolated(authorityName(badge.authority));
  return html`
    <p class="small"><bdi>${badgeNames(badge).name}</bdi></p>
    <p class="small">${shortWords(badge)}</p>
    <p class="small">${lapsed ?? msg(str`Vouched by ${by}`)}</p>
  `;
}

export const lookAlikeStyles = css`
  .alike > div {
    display: grid;
    flex: 1;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s2);
    min-inline-size: 0;
  }

  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr));
    gap: var(--s2);
  }

  .sides li {
    padding: var(--s2);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    overflow-wrap: anywhere;
  }

  .sides .name {
    font-weight: 600;
  }
`;
