import { css, html, nothing, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { BadgeView } from '../../app/official-views.js';
import { formatDate } from '../../i18n/formats.js';
import { icon, type IconName } from '../parts/icon.js';
import { keyDigits } from '../parts/key-digits.js';
import { authorityName, badgeNames, departmentPath, lapsedWords } from '../parts/identity-words.js';

const PICTURE_OF: Partial<Record<BadgeCardStanding, IconName>> = {
  good: 'badge-check',
  revoked: 'ban',
  untrusted: 'badge-question-mark',
};
type BadgeCardStanding = BadgeView['standing']['kind'] | 'untrusted';

/** One badge with all that it says. One that is not good is grey, and says why; a revoked one is red. */
export const badgeCard = (badge: BadgeView): TemplateResult =>
  card(badge, badge.standing.kind, lapsedWords(badge), html`<bdi>${authorityName(badge.authority)}</bdi>`);

/** One of an authority that is not trusted here: what it is called, only its badges could say. */
export const untrustedBadgeCard = (badge: BadgeView): TemplateResult =>
  card(badge, 'untrusted', msg('Not trusted on this device'), keyDigits(badge.authority.key));

function card(
  badge: BadgeView,
  standing: BadgeCardStanding,
  lapsed: string | null,
  authority: TemplateResult,
): TemplateResult {
  const { grade, post, registrar, untilMs } = badge;
  const { name, title, department } = badgeNames(badge);
  return html`
    <article class=${`badge ${standing}`} data-standing=${standing}>
      <header>
        ${icon(PICTURE_OF[standing] ?? 'clock')}
        <div>
          <h3><bdi>${name}</bdi></h3>
          ${title === '' ? nothing : html`<p><bdi>${title}</bdi></p>`}
        </div>
      </header>
      ${lapsed === null ? nothing : html`<p class="lapsed">${lapsed}</p>`}
      <dl>
        ${row(msg('Department'), departmentPath(department))}
        ${grade === '' ? nothing : row(msg('Grade'), html`<bdi>${grade}</bdi>`)}
        ${post === null ? nothing : row(msg('Post'), html`<bdi>${post}</bdi>`)}
        ${row(msg('Authority'), authority)}
        ${registrar === null ? nothing : row(msg('Issued by'), html`<bdi>${registrar.name}</bdi>`)}
        ${row(msg('Valid until'), formatDate(untilMs))}
      </dl>
    </article>
  `;
}

const row = (term: string, value: unknown): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;

export const badgeCardStyles = css`
  .badge {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s2);
    padding: var(--s3);
    border: 1px solid var(--accent);
    border-inline-start-width: 4px;
    border-radius: var(--radius);
    background: var(--surface);
    overflow-wrap: anywhere;
  }

  .badge header {
    display: flex;
    gap: var(--s2);
  }

  .badge header > .icon {
    flex: none;
    color: var(--accent-text);
  }

  .badge h3 {
    font-size: var(--text-md);
  }

  .badge:not(.good) {
    border-color: var(--line-strong);
    background: var(--surface-2);
    color: var(--text-2);
  }

  .badge:not(.good) header > .icon {
    color: inherit;
  }

  .badge.revoked {
    border-color: var(--danger);
  }

  .badge.revoked :is(.lapsed, header > .icon) {
    color: var(--danger);
  }

  .lapsed {
    font-weight: 600;
  }

  .badge dl {
    display: grid;
    gap: var(--s1);
    font-size: var(--text-sm);
  }

  .badge dl > div {
    display: grid;
    grid-template-columns: minmax(6rem, 9rem) minmax(0, 1fr);
    gap: var(--s2);
  }

  .badge dt {
    color: var(--text-2);
  }
`;
