import { css, html, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';

const GROUP_DIGITS = 5;

/** Sixty digits in twelve groups, the same figures in every language; read out digit by digit. */
export const safetyDigits = (digits: string): TemplateResult => html`
  <ol class="digits" dir="ltr" aria-label=${msg('Safety number')}>
    ${groupsOf(digits).map(
      (group) =>
        html`<li>
          <span aria-hidden="true">${group}</span><span class="sr">${[...group].join(' ')}</span>
        </li>`,
    )}
  </ol>
`;

export const groupsOf = (digits: string): readonly string[] =>
  digits.match(new RegExp(`.{1,${GROUP_DIGITS}}`, 'gu')) ?? [];

export const digitStyles = css`
  .digits {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(4.5rem, 1fr));
    gap: var(--s1) var(--s3);
    max-inline-size: 22rem;
    font-family: ui-monospace, monospace;
    font-size: var(--text-md);
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.05em;
  }
`;
