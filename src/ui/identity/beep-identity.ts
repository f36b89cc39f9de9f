import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { IdentityView, OfficialVerbs } from '../../app/official-views.js';
import type { PersonView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatDate, formatNumber, plural } from '../../i18n/formats.js';
import type { PersonId } from '../../protocol/ids.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { detailsHref, go } from '../app/routes.js';
import { Copying } from '../controllers/copying.js';
import { Identities } from '../controllers/identities.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { assuranceWords, authorityName } from '../parts/identity-words.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { badgeCard, badgeCardStyles } from './badge-card.js';
import { lookAlikeNote, lookAlikeStyles } from './look-alike-note.js';
import { digitStyles, groupsOf, safetyDigits } from './safety-digits.js';
import './beep-verify.js';

/** Who somebody is, on whose word, and how to make sure of it. Without badges at hand, the key alone. */
@customElement('beep-identity')
@localized()
export class BeepIdentity extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    badgeCardStyles,
    lookAlikeStyles,
    digitStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
        block-size: auto;
        overflow: visible;
      }

      .assurance {
        display: flex;
        align-items: center;
        gap: var(--s2);
        font-weight: 600;
      }

      .assurance:is(.verified, .vouched) {
        color: var(--accent-text);
      }

      .badges {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      code {
        font-family: ui-monospace, monospace;
        font-size: var(--text-sm);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) person!: PersonId;

  @state() private isVerifying = false;
  @state() private fault: FaultCode | null = null;
  @query('#safety') private safetyHeading!: HTMLElement;

  readonly #identities = new Identities(this, () => this.beep);
  readonly #copying = new Copying(this);

  protected override render(): TemplateResult {
    const identity = this.#identities.of(this.person);
    const { official } = this.#identities;
    return html`
      <section class="card" aria-label=${msg('Person')}>
        ${identity === null ? nothing : this.#renderIdentity(identity)}
        ${renderKey(this.person, identity === null)}
      </section>
      ${identity === null || official === null ? nothing : this.#renderSafety(identity)}
      ${
        this.isVerifying && identity !== null && official !== null
          ? html`<beep-verify
              .official=${official}
              .facts=${this.facts}
              .identity=${identity}
              @closed=${this.#onVerified}
            ></beep-verify>`
          : nothing
      }
    `;
  }

  #renderIdentity(identity: IdentityView): TemplateResult {
    const { assurance, badges, person } = identity;
    return html`
      <p class=${`assurance ${assurance}`} data-assurance=${assurance}>
        ${icon(assurance === 'verified' ? 'shield-check' : assurance === 'vouched' ? 'badge-check' : 'badge-question-mark')}
        <span>${assuranceWords(identity)}</span>
      </p>
      <p class="small muted">${assuranceMeans(identity)}</p>
      ${this.#renderReplaced(identity)} ${lookAlikeNote(identity)}
      ${
        badges.length === 0
          ? html`<p>${msg('No badge: no office that you trust has said who this is.')}</p>`
          : html`<div class="badges">${badges.map(badgeCard)}</div>`
      }
      ${renderOwnName(person, identity)}
    `;
  }

  #renderReplaced({ former, successor, badges }: IdentityView): TemplateResult | typeof nothing {
    if (successor !== null)
      return html`<p class="note bad" data-kind="replaced">
        ${icon('triangle-alert')}
        <span
          >${msg('This key is over: their office vouches for another one now. Whoever still writes with this one may be somebody else.')}
          <button class="quiet" @click=${() => this.#goTo(successor)}>
            ${msg('Show who has their place')}
          </button></span
        >
      </p>`;
    if (former === null) return nothing;
    const by = isolated(badges[0] ? authorityName(badges[0].authority) : '');
    return html`<p class="note" data-kind="replaces">
      ${icon('info')}
      <span
        >${msg(str`This key took the place of another one; vouched by ${by}. Whoever had verified the old one compares again.`)}
        <button class="quiet" @click=${() => this.#goTo(former)}>${msg('Show the earlier one')}</button></span
      >
    </p>`;
  }

  #renderSafety(identity: IdentityView): TemplateResult | typeof nothing {
    const { safetyNumber, verified } = identity;
    if (safetyNumber === null) return nothing;
    return html`
      <section class="card" aria-labelledby="safety">
        <h2 id="safety" tabindex="-1">${msg('Safety number')}</h2>
        ${verified === null ? nothing : this.#renderVerified(verified)} ${faultNote(this.fault)}
        ${safetyDigits(safetyNumber)}
        <p class="small muted">
          ${msg('Both of you see the same digits if nobody stands between you. Compare them when you meet, or on a call in which you know the voice.')}
        </p>
        <div class="row">
          <button class=${verified === null ? 'primary' : ''} @click=${this.#onVerify}>
            ${icon('shield-check')} ${msg('Verify')}
          </button>
          <button @click=${() => void this.#copying.copy(groupsOf(safetyNumber).join(' '))}>
            ${icon(this.#copying.icon)} ${msg('Copy digits')}
          </button>
          ${
            verified === null
              ? nothing
              : html`<button class="quiet" @click=${() => void this.#setVerified(false)}>
                  ${icon('x')} ${msg('Remove verification')}
                </button>`
          }
        </div>
        <p class="small" role="status">
          ${this.#copying.words(
            msg('Copied.'),
            msg('The browser did not let Beep copy it. Select the text and copy it yourself.'),
          )}
        </p>
      </section>
    `;
  }

  #renderVerified({ atMs, newDevices }: NonNullable<IdentityView['verified']>): TemplateResult {
    const day = formatDate(atMs);
    const n = formatNumber(newDevices);
    return html`
      <p>${msg(str`You compared the keys on ${day}.`)}</p>
      ${
        newDevices === 0
          ? nothing
          : html`<div class="note warn" data-kind="new-devices">
              ${icon('shield-alert')}
              <div>
                <p>
                  ${plural(
                    newDevices,
                    () =>
                      msg(
                        str`They have added ${n} device since. Ask them whether it is theirs, and compare again.`,
                      ),
                    () =>
                      msg(
                        str`They have added ${n} devices since. Ask them whether they are theirs, and compare again.`,
                      ),
                  )}
                </p>
                <button @click=${() => void this.#setVerified(true)}>
                  ${icon('check')} ${msg('I have asked them')}
                </button>
              </div>
            </div>`
      }
    `;
  }

  #goTo({ person }: PersonView): void {
    go(detailsHref(this.beep.chatWith(person)));
  }

  #onVerify(): void {
    this.isVerifying = true;
  }

  #onVerified(): void {
    this.isVerifying = false;
  }

  async #setVerified(isVerified: boolean): Promise<void> {
    const official: OfficialVerbs | null = this.#identities.official;
    const kept = await official?.setVerified(this.person, isVerified);
    this.fault = kept === undefined || kept.ok ? null : kept.error;
    this.safetyHeading.focus(); // the button that had it goes
  }
}

/** What the word above is worth, and what it is not. */
function assuranceMeans({ assurance, verified }: IdentityView): string {
  switch (assurance) {
    case 'verified':
      return verified !== null && verified.newDevices > 0
        ? msg('You compared their key yourself. They use more devices now than they did then.')
        : msg(
            'You compared their key yourself: nobody stands between you. Whether they hold their office, their badge says.',
          );
    case 'vouched':
      return msg('An office that you trust says whose key this is. You have not compared it yourself.');
    case 'unverified':
      return msg('Nobody has made sure whose key this is. The name is what they say of themselves.');
  }
}

/** What they call themselves, where it is not what their badge says. */
function renderOwnName(person: PersonView, { badges }: IdentityView): TemplateResult | typeof nothing {
  const isSaid = badges.some(({ names, urdu }) => [names.name, urdu?.name].includes(person.name));
  if (isSaid) return nothing;
  return html`<p class="small">${msg('Calls themselves')} <bdi>${personName(person)}</bdi></p>`;
}

const renderKey = (person: PersonId, isAll: boolean): TemplateResult => html`
  <details ?open=${isAll}>
    <summary>${msg('Person id')}</summary>
    <p><code dir="ltr">${person}</code></p>
    <p class="small muted">
      ${msg('The name is what they say of themselves. The person id is theirs alone: compare it by another way if in doubt.')}
    </p>
  </details>
`;

declare global {
  interface HTMLElementTagNameMap {
    'beep-identity': BeepIdentity;
  }
}
