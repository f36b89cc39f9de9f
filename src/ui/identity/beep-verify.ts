import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { IdentityView, OfficialVerbs } from '../../app/official-views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import type { CodeWords } from '../people/beep-shown-code.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { digitStyles, safetyDigits } from './safety-digits.js';
import '../parts/beep-dialog.js';
import '../people/beep-read-code.js';
import '../people/beep-shown-code.js';

/** What came of a code that was read. */
type Outcome = 'none' | 'same' | 'other' | 'no-code';

/**
 * The window in which two people compare keys: each reads the code that the other shows, or both read sixty digits aloud.
 * Fires `closed`.
 */
@customElement('beep-verify')
@localized()
export class BeepVerify extends LitElement {
  static override styles = [
    base,
    controls,
    digitStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .or {
        padding-block-start: var(--s3);
        border-block-start: 1px solid var(--line);
      }

      beep-shown-code {
        --qr-size: 14rem;
      }
    `,
  ];

  @property({ attribute: false }) official!: OfficialVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) identity!: IdentityView;

  /** What was pasted or scanned. */
  @state() private theirs = '';
  @state() private outcome: Outcome = 'none';
  @state() private fault: FaultCode | null = null;

  protected override render(): TemplateResult {
    const name = isolated(personName(this.identity.person));
    return html`
      <beep-dialog .heading=${msg(str`Verify ${name}`)} careful @closed=${this.#onClosed}>
        ${this.#renderOutcome()} ${faultNote(this.fault)}
        ${this.outcome === 'same' ? nothing : this.#renderWays(name)}
      </beep-dialog>
    `;
  }

  #renderOutcome(): TemplateResult {
    return html`<div role="alert">${this.#outcomeNote()}</div>`;
  }

  #outcomeNote(): TemplateResult | typeof nothing {
    switch (this.outcome) {
      case 'none':
        return nothing;
      case 'same':
        return html`<p class="note good" data-outcome="same">
          ${icon('shield-check')}
          ${msg('The keys are the same. From now on Beep says here that you have verified them in person.')}
        </p>`;
      case 'other':
        return html`<p class="note bad" data-outcome="other">
          ${icon('triangle-alert')}
          ${msg('The keys are not the same. Either this is the code of somebody else, or somebody stands between the two of you. Write nothing confidential here until you know which, and tell an administrator.')}
        </p>`;
      case 'no-code':
        return html`<p class="note bad" data-outcome="no-code">
          ${icon('triangle-alert')}
          ${msg('This is not the code that their Beep shows under “Verify”, or not all of it. Nothing was changed.')}
        </p>`;
    }
  }

  #renderWays(name: string): TemplateResult {
    const { safetyNumber, verifyText } = this.identity;
    return html`
      <section>
        <p>
          ${msg('Meet, or call and recognise the voice. Each of you opens this window for the other; then one reads the code of the other.')}
        </p>
        <beep-read-code
          data-first
          .facts=${this.facts}
          .label=${msg('Their code')}
          .action=${msg('Compare')}
          .value=${this.theirs}
          .faulty=${this.outcome === 'no-code' || this.outcome === 'other'}
          @changed=${this.#onChanged}
          @read=${this.#onRead}
        ></beep-read-code>
        <h2>${msg(str`Let ${name} read this`)}</h2>
        <beep-shown-code
          .facts=${this.facts}
          .text=${verifyText ?? ''}
          .words=${codeWords()}
        ></beep-shown-code>
      </section>
      <section class="or">
        <h2>${msg('Or read the digits to each other')}</h2>
        ${safetyDigits(safetyNumber ?? '')}
        <div class="row">
          <button @click=${this.#onSame}>${icon('check')} ${msg('The digits are the same')}</button>
        </div>
      </section>
    `;
  }

  #onChanged({ detail }: CustomEvent<string>): void {
    this.theirs = detail;
    this.outcome = 'none';
    this.fault = null;
  }

  #onRead(): void {
    const checked = this.official.checkVerifyText(this.identity.person.person, this.theirs);
    if (!checked.ok) this.outcome = 'no-code';
    else if (checked.value) void this.#verify();
    else this.outcome = 'other';
  }

  #onSame(): void {
    void this.#verify();
  }

  async #verify(): Promise<void> {
    const kept = await this.official.setVerified(this.identity.person.person, true);
    this.fault = kept.ok ? null : kept.error;
    if (kept.ok) this.outcome = 'same';
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

const codeWords = (): CodeWords => ({
  label: msg('My code'),
  picture: msg('QR code for comparing keys'),
  copy: msg('Copy code'),
  copied: msg('Copied.'),
  refused: msg('The browser did not let Beep copy it. Select the text and copy it yourself.'),
  limits: msg(
    'It says which key is yours and which you take for theirs: nothing secret. It works as long as neither key changes.',
  ),
});

declare global {
  interface HTMLElementTagNameMap {
    'beep-verify': BeepVerify;
  }
}
