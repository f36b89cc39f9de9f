import { css, html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { ProofView } from '../../app/proof-views.js';
import { formatMoment } from '../../i18n/formats.js';
import { icon } from '../parts/icon.js';
import { untrustedNote } from './badge-lines.js';
import { renderSigned } from './memo-signatures.js';

/** What a file proves of one message: who wrote it and to whom, what, and who has it. */
export const proofSheet = (proof: ProofView): TemplateResult => html`
  <section class=${`card signatures proof ${trust(proof)}`} aria-labelledby="proved">
    <h2 id="proved">${icon('shield-check')} ${msg('Every signature is good')}</h2>
    ${proof.isTrusted ? nothing : untrustedNote(proof.authorities, hasBadges(proof))}
    <ol class="signed">
      ${renderSigned('pencil', msg('Written by'), proof.author)}
      <li>
        ${icon('send-horizontal')}
        <p>${toWords(proof)}</p>
      </li>
    </ol>
  </section>
  ${proof.kind === 'memo' ? nothing : renderWords(proof)}
  <section class=${`card signatures ${trust(proof)}`} aria-labelledby="receipts">
    <h2 id="receipts">${icon('check-check')} ${msg('Receipts')}</h2>
    ${
      proof.receipts.length === 0
        ? html`<p class="small muted">
            ${msg('There are no receipts in this file. That says nothing of who has read it.')}
          </p>`
        : html`<ol class="signed">
            ${proof.receipts.map((one) =>
              renderSigned(
                one.isRead ? 'check-check' : 'check',
                one.isRead ? msg('Has it, and has shown it:') : msg('Has it:'),
                one,
                false,
              ),
            )}
          </ol>`
    }
  </section>
  <p class="small muted limits">
    ${msg('Not proved: that there was no later edit or deletion, that others have not read it, and any time but by the word of the devices.')}
    <bdi class="key" dir="ltr">${proof.id}</bdi>
  </p>
`;

const trust = ({ isTrusted }: ProofView): string => (isTrusted ? '' : 'untrusted');

const hasBadges = ({ author, receipts }: ProofView): boolean =>
  [author, ...receipts].some(({ badges }) => badges.length > 0);

function toWords({ to }: ProofView): TemplateResult | string {
  if (to === null) return msg('In a group. That its author was a member of it is not proved.');
  const name = to.own ? msg('you') : (to.knownAs ?? to.person.slice(0, KEY_DIGITS));
  return html`${msg('To')} <bdi class="who">${name}</bdi>`;
}

const KEY_DIGITS = 8;

function renderWords({ text, options, earlier, deletedMs }: ProofView): TemplateResult {
  return html`<section class="card said" aria-label=${msg('Message')}>
    ${
      deletedMs === null
        ? html`<p class="words" dir="auto">${text}</p>`
        : html`<p>${msg(str`Its author has deleted it: ${formatMoment(deletedMs)}`)}</p>`
    }
    ${
      options.length === 0
        ? nothing
        : html`<ul>
            ${options.map((option) => html`<li dir="auto">${option}</li>`)}
          </ul>`
    }
    ${
      earlier.length === 0
        ? nothing
        : html`<h3>${msg('Earlier texts')}</h3>
            ${earlier.map(
              (one) =>
                html`<p class="small muted">${formatMoment(one.sentAtMs)}</p>
                  <p class="words" dir="auto">${one.text}</p>`,
            )}`
    }
  </section>`;
}

export const proofStyles = css`
  .said .words {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .said h3 {
    font-size: var(--text-md);
  }

  @media print {
    .said {
      border-color: black;
      color: black;
    }

    .signatures.proof {
      order: 0;
    }

    .limits {
      order: 2;
      color: black;
    }
  }
`;
