import { css, html, type TemplateResult } from 'lit';
import { map } from 'lit/directives/map.js';
import { msg, str } from '@lit/localize';
import { formatDate } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { printedPage } from '../styles/printed-page.js';

/**
 * The words, numbered, as they stand on the screen and on paper. `nowMs`: the day that the paper names. They are English in
 * every language, and no browser is to send them away to be translated.
 */
export function wordsSheet(words: readonly string[], name: string, nowMs: number): TemplateResult {
  const [who, day] = [isolated(name), formatDate(nowMs)];
  return html`
    <div class="sheet">
      <h2 tabindex="-1">${msg('Your 24 words')}</h2>
      <p class="paper">${msg(str`The words of ${who} for Beep, printed on ${day}.`)}</p>
      <ol dir="ltr" lang="en" translate="no">
        ${map(words, (word) => html`<li>${word}</li>`)}
      </ol>
      <p class="paper">${msg('Keep it where you keep your service card. Show it to nobody.')}</p>
    </div>
  `;
}

/** It needs `page`. Of the page that it stands on, what is to be printed is the sheet alone. */
export const sheetStyles = [
  printedPage,
  css`
    .sheet {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--s3);
    }

    .sheet ol {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
      gap: var(--s2);
    }

    .sheet li {
      padding: var(--s2) var(--s3);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--surface-2);
      font-family: var(--font-mono, monospace);
      font-weight: 600;
      list-style: decimal inside;
    }

    .sheet li::marker {
      color: var(--text-2);
      font-weight: 400;
      font-variant-numeric: tabular-nums;
    }

    .paper {
      display: none;
    }

    @media print {
      .page:has(.sheet) :not(.sheet, .sheet *, :has(.sheet)) {
        display: none;
      }

      .page:has(.sheet) :has(.sheet) {
        border: 0;
        padding: 0;
      }

      .paper {
        display: block;
      }

      .sheet,
      .sheet li {
        background: white;
        color: black;
      }

      .sheet li::marker {
        color: black;
      }

      .sheet li {
        border-color: black;
        break-inside: avoid;
      }
    }
  `,
];
