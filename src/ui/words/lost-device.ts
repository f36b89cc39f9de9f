import { css, html, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import { pageHref } from '../app/routes.js';
import { icon } from '../parts/icon.js';

/** What to do about a device that is lost, where one looks after one's own identity. It needs `page` and `controls`. */
export const lostDevice = (): TemplateResult => html`
  <details class="card lost">
    <summary>${msg('A device of mine is lost')}</summary>
    <p>
      ${msg('With your 24 words: open Beep on the device that is to take its place, and choose “I have 24 words” on its first screen. That ends all other devices of yours, the lost one among them.')}
    </p>
    <p>
      ${msg('Without them: tell your registrar, who ends the key of the lost device and gives you a badge for a new one.')}
    </p>
    <p>
      ${msg('If somebody may have been able to open the lost device, tell your registrar in any case: whoever opens Beep there can read the words too.')}
    </p>
    <p>
      <a class="button" href=${pageHref('settings/words')}>${icon('key-round')} ${msg('Recovery words')}</a>
    </p>
  </details>
`;

export const lostDeviceStyles = css`
  .lost > summary {
    min-block-size: var(--target);
    align-content: center;
    font-weight: 550;
    cursor: pointer;
  }

  .lost:not([open]) {
    padding-block: var(--s1);
  }

  .lost[open] > :not(summary) {
    margin-block-end: var(--s3);
  }
`;
