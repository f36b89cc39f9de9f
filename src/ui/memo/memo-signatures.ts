import { css, html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { AuthorityView } from '../../app/official-views.js';
import type { MemoView, SignatoryView } from '../../app/draft-views.js';
import { formatMoment } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { icon, type IconName } from '../parts/icon.js';
import { signatureMarkWords } from '../parts/revoked-words.js';
import { badgeLines, untrustedNote } from './badge-lines.js';

/** Digits of a key that tell it from most others. */
const KEY_DIGITS = 8;

/** Who stands behind a memo whose every signature is good, and how they are known here. */
export const memoSignatures = ({
  submitted,
  approved,
  posted,
  hash,
  isTrusted,
}: MemoView): TemplateResult => html`
  <section class=${isTrusted ? 'card signatures' : 'card signatures untrusted'} aria-labelledby="signed">
    <h2 id="signed">${icon('shield-check')} ${msg('Every signature is good')}</h2>
    ${approved.length === 0 ? html`<p class="note info">${icon('info')} ${msg('Nobody was asked to approve it.')}</p>` : nothing}
    ${[submitted, ...approved, posted].some((one) => one?.revoked) ? html`<p class="note bad">${icon('ban')} ${msg('Not all of it is official: see who signed after a badge or device was revoked.')}</p>` : nothing}
    ${isTrusted ? nothing : untrusted([submitted, ...approved, posted])}
    <ol class="signed">
      ${submitted ? renderSigned('pencil', msg('Put up by'), submitted) : nothing}
      ${approved.map((one) => renderSigned('check', msg('Approved by'), one))}
      ${posted ? renderSigned('send-horizontal', msg('Sent by'), posted) : nothing}
    </ol>
    <details>
      <summary>${msg('Compare')}</summary>
      <p class="small muted">
        ${msg('Two people who see the same digits have the same words before them. Read them to each other if you have reason to doubt.')}
      </p>
      <p class="hash"><bdi dir="ltr">${(hash.match(/.{4}/g) ?? []).join(' ')}</bdi></p>
    </details>
  </section>
`;

function untrusted(people: readonly (SignatoryView | null)[]): TemplateResult | typeof nothing {
  const all = people.flatMap((one) => one?.badges.map(({ authority }) => authority) ?? []);
  const each = new Map<string, AuthorityView>(all.map((authority) => [authority.key, authority]));
  return untrustedNote([...each.values()], each.size > 0);
}

/** One who has signed. `hasTime`: when, by their own word. */
export function renderSigned(
  picture: IconName,
  what: string,
  one: SignatoryView,
  hasTime = true,
): TemplateResult {
  return html`<li>
    ${icon(picture)}
    <div>
      <p>${what} <bdi class="who">${nameOf(one)}</bdi></p>
      <p class="small muted">
        ${standingOf(one)}${hasTime ? html` · ${formatMoment(one.sentAtMs)}` : nothing}
      </p>
      ${one.revoked ? html`<p class="small revoked">${icon('ban')} <span>${signatureMarkWords(one.revoked)}</span></p>` : nothing}
      ${badgeLines(one.badges)}
      ${one.isRetired ? html`<p class="small warn">${msg('The device they signed with is no more in use.')}</p>` : nothing}
      ${one.remarks === '' ? nothing : html`<blockquote dir="auto">${one.remarks}</blockquote>`}
    </div>
  </li>`;
}

const nameOf = ({ name, knownAs, own }: SignatoryView): string => (own ? msg('you') : (knownAs ?? name));

/** How a key is known, in words that claim no more than that. */
function standingOf({ person, name, knownAs, own }: SignatoryView): string {
  const key = person.slice(0, KEY_DIGITS);
  if (own) return msg('your own key');
  if (knownAs === null) return msg(str`not among the people you know; key ${key}`);
  return knownAs === name
    ? msg('a person you know')
    : msg(str`a person you know, who signed as ${isolated(name)}`);
}

/** It needs `styles/page.ts`. */
export const signatureStyles = css`
  .signatures h2 {
    display: flex;
    align-items: center;
    gap: var(--s2);
    color: var(--accent-text);
    font-size: var(--text-md);
  }

  .signed {
    display: grid;
    gap: var(--s3);
    padding: 0;
    list-style: none;
  }

  .signed li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--s3);
  }

  .signed .icon {
    margin-block-start: 0.2em;
    color: var(--text-2);
  }

  .signed .who {
    font-weight: 600;
  }

  .signed .warn {
    color: var(--warn);
  }

  .signed .revoked {
    display: flex;
    gap: var(--s1);
    color: var(--danger);
    font-weight: 600;
  }

  .signed .revoked .icon {
    flex: none;
    color: inherit;
  }

  .signed blockquote {
    margin: var(--s1) 0 0;
    padding-inline-start: var(--s3);
    border-inline-start: 3px solid var(--line-strong);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  summary {
    min-block-size: var(--target);
    align-content: center;
    color: var(--text-2);
    cursor: pointer;
  }

  .hash {
    font-family: var(--font-mono, monospace);
    overflow-wrap: anywhere;
  }

  @media print {
    .signatures {
      order: 1;
      border-color: black;
      color: black;
      break-inside: avoid;
      font-size: 9pt;
    }

    .signatures details {
      display: none;
    }
  }
`;
