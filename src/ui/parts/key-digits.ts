import { css, html, type TemplateResult } from 'lit';

/** As much of a key as people compare, in groups of five: the registrar's tool shows the same. */
export const keyDigits = (key: string): TemplateResult =>
  html`<p class="key-digits"><bdi dir="ltr">${key.slice(0, 40).match(/.{5}/gu)!.join(' ')}</bdi></p>`;

export const keyDigitsStyles = css`
  .key-digits {
    font-family: monospace;
    overflow-wrap: anywhere;
  }
`;
