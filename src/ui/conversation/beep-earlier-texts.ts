import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { MessageView } from '../../app/conversation-views.js';
import { formatMoment } from '../../i18n/formats.js';
import { base } from '../styles/base.js';
import { textLanguage } from './text-language.js';
import '../parts/beep-dialog.js';

/** What a message said before it was edited, and when; the newest first. Fires `closed`. */
@customElement('beep-earlier-texts')
@localized()
export class BeepEarlierTexts extends LitElement {
  static override styles = [
    base,
    css`
      ol {
        display: grid;
        gap: var(--s3);
      }

      li {
        padding: var(--s2) var(--s3);
        border-radius: var(--radius);
        background: var(--surface-2);
      }

      .text {
        overflow: clip;
        white-space: pre-wrap;
        font-family: var(--font-reading);
        unicode-bidi: plaintext;
      }

      .text:lang(ur) {
        font-size: var(--text-urdu);
        line-height: var(--leading-urdu);
      }

      time {
        color: var(--text-2);
        font-size: var(--text-xs);
      }
    `,
  ];

  @property({ attribute: false }) message!: MessageView;

  protected override render(): TemplateResult {
    const { text, sentAtMs, editedAtMs, earlier } = this.message;
    const texts = [{ text, sentAtMs: editedAtMs ?? sentAtMs }, ...earlier.toReversed()];
    return html`
      <beep-dialog .heading=${msg('Earlier texts')} @closed=${this.#onClosed}>
        <ol>
          ${texts.map(
            // prettier-ignore
            ({ text, sentAtMs }) => html`
              <li>
                <p class="text" dir="auto" lang=${textLanguage(text) ?? ''}>${text}</p>
                <time datetime=${new Date(sentAtMs).toISOString()}>${formatMoment(sentAtMs)}</time>
              </li>
            `,
          )}
        </ol>
      </beep-dialog>
    `;
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-earlier-texts': BeepEarlierTexts;
  }
}
