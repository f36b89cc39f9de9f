import { css, html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { AuthorityView, BadgeView } from '../../app/official-views.js';
import { formatMoment } from '../../i18n/formats.js';
import { language } from '../../i18n/language.js';
import { icon } from '../parts/icon.js';

/** Who somebody is by their badges, each as it stood when they signed. */
export const badgeLines = (badges: readonly BadgeView[]): TemplateResult | typeof nothing =>
  badges.length === 0
    ? nothing
    : html`<ul class="badges">
        ${badges.map(badgeLine)}
      </ul>`;

function badgeLine({ names, urdu, grade, authority, registrar, standing }: BadgeView): TemplateResult {
  const { name, title, department } = (language() === 'ur' && urdu) || names;
  const isGood = standing.kind === 'good';
  const place = [...department].reverse().join(msg(', '));
  return html`<li class=${isGood ? 'good' : 'doubt'}>
    ${icon(isGood ? 'shield-check' : 'triangle-alert')}
    <span>
      <bdi class="name">${name}</bdi
      >${title === '' ? nothing : html` · <bdi>${title}</bdi>`}${grade === '' ? nothing : html` · <bdi dir="ltr">${grade}</bdi>`}
      <span class="small muted">
        <bdi>${place}</bdi> ·
        <bdi>${nameOfAuthority(authority)}</bdi
        >${registrar ? html` · ${msg('issued by')} <bdi>${registrar.name}</bdi>` : nothing}
      </span>
      <span class="small standing">${standingWords(standing)}</span>
    </span>
  </li>`;
}

export const nameOfAuthority = ({ name, urduName }: AuthorityView): string =>
  language() === 'ur' ? (urduName ?? name) : name;

function standingWords(standing: BadgeView['standing']): string {
  switch (standing.kind) {
    case 'good':
      return msg('The badge was good then.');
    case 'early':
      return msg('The badge was not valid yet then.');
    case 'expired':
      return msg('The badge had expired by then.');
    case 'unchecked':
      return msg('Whether the badge had been revoked by then is not known here.');
    case 'revoked':
      return msg(str`The badge was revoked from ${formatMoment(standing.fromMs)} on.`);
  }
}

/** What is to be said where no authority is trusted: the badges are shown by the word of the file. */
export const untrustedNote = (
  authorities: readonly AuthorityView[],
  hasBadges: boolean,
): TemplateResult | typeof nothing =>
  hasBadges
    ? html`<div class="note info">
        ${icon('info')}
        <div>
          <p>
            ${msg('No authority is trusted on this device, so that the badges stand here by their own word. Compare the key of the authority with the one it publishes.')}
          </p>
          ${authorities.map(
            (authority) =>
              html`<p class="small">
                <bdi>${nameOfAuthority(authority)}</bdi><br /><bdi class="key" dir="ltr"
                  >${authority.key}</bdi
                >
              </p>`,
          )}
        </div>
      </div>`
    : nothing;

export const badgeStyles = css`
  .badges {
    display: grid;
    gap: var(--s1);
    margin: var(--s1) 0 0;
    padding: 0;
    list-style: none;
  }

  .badges li {
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--s2);
    overflow-wrap: anywhere;
  }

  .badges .name {
    font-weight: 600;
  }

  .badges .small {
    display: block;
  }

  .badges .good .icon {
    color: var(--accent-text);
  }

  /* What stands by the word of the file alone is not to look like what an office vouches for. */
  .untrusted .badges .icon,
  .badges .doubt :is(.icon, .standing) {
    color: var(--warn);
  }

  .key {
    overflow-wrap: anywhere;
    font-family: var(--font-mono, monospace);
  }
`;
