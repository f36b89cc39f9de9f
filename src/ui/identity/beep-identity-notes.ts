import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { IdentityView } from '../../app/official-views.js';
import type { PersonView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatDate, formatNumber, plural } from '../../i18n/formats.js';
import type { PersonId } from '../../protocol/ids.js';
import { detailsHref, go } from '../app/routes.js';
import { Identities } from '../controllers/identities.js';
import { isolated } from '../fault-words.js';
import { icon, type IconName } from '../parts/icon.js';
import { authorityName } from '../parts/identity-words.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';

/** In a large group more of them would push the messages off the screen. */
const MAX_NOTES = 3;

interface Note {
  readonly kind: 'replaced' | 'replaces' | 'revoked' | 'ended' | 'new-devices' | 'look-alike';
  readonly looks: 'bad' | 'warn' | 'plain';
  readonly picture: IconName;
  readonly words: string;
  /** Whom the button leads to, and what it says. */
  readonly to: PersonView;
  readonly action: string;
}

/**
 * What has changed about who the people in a conversation are, above its messages. It follows from what is kept of them, so
 * it is there again after a reload, and goes when it is dealt with.
 */
@customElement('beep-identity-notes')
@localized()
export class BeepIdentityNotes extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
      }

      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s1);
        padding: var(--s2) var(--s4) 0;
      }

      .note {
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        padding-block: 0;
      }

      .note.plain {
        border-inline-start-color: var(--accent);
      }

      .words {
        flex: 1 1 13rem;
        min-inline-size: 0;
        padding-block: var(--s2);
        overflow-wrap: anywhere;
      }

      .icon {
        flex: none;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  /** Everybody in it but ourselves. */
  @property({ attribute: false }) people: readonly PersonId[] = [];

  readonly #identities = new Identities(this, () => this.beep);

  protected override render(): TemplateResult | typeof nothing {
    if (this.#identities.official === null) return nothing;
    const notes = this.people
      .map((person) => this.#identities.of(person))
      .flatMap((identity) => (identity === null ? [] : notesOf(identity)))
      .sort((a, b) => WEIGHT.indexOf(a.looks) - WEIGHT.indexOf(b.looks));
    if (notes.length === 0) return nothing;
    const more = formatNumber(notes.length - MAX_NOTES);
    return html`
      <ul aria-label=${msg('About the people here')}>
        ${notes.slice(0, MAX_NOTES).map((note) => this.#renderNote(note))}
        ${notes.length > MAX_NOTES ? html`<li class="small muted">${msg(str`${more} more: see the details.`)}</li>` : nothing}
      </ul>
    `;
  }

  #renderNote({ kind, looks, picture, words, to, action }: Note): TemplateResult {
    return html`<li class=${`note ${looks}`} data-kind=${kind}>
      ${icon(picture)}
      <span class="words">${words}</span>
      <button class="quiet" @click=${() => go(detailsHref(this.beep.chatWith(to.person)))}>${action}</button>
    </li>`;
  }
}

const WEIGHT: readonly Note['looks'][] = ['bad', 'warn', 'plain'];

function notesOf({ person, badges, verified, successor, former, lookalikes }: IdentityView): readonly Note[] {
  if (person.own) return [];
  const who = isolated(personName(person));
  const [best] = badges;
  const by = best ? isolated(authorityName(best.authority)) : '';
  const toThem = { to: person, action: msg('Show') };
  const notes: Note[] = [];
  if (successor !== null)
    notes.push({
      kind: 'replaced',
      looks: 'bad',
      picture: 'ban',
      words: msg(
        str`The key of ${who} was replaced by another one. What comes by this one may be from somebody else.`,
      ),
      to: successor,
      action: msg('Show the new one'),
    });
  else if (best?.standing.kind === 'revoked') {
    const day = formatDate(best.standing.fromMs);
    notes.push({
      kind: 'revoked',
      looks: 'bad',
      picture: 'ban',
      words: msg(
        str`The badge of ${who} was revoked on ${day}. What was signed from then on is not their official word.`,
      ),
      ...toThem,
    });
  } else if (best?.standing.kind === 'expired') {
    const day = formatDate(best.untilMs);
    notes.push({
      kind: 'ended',
      looks: 'plain',
      picture: 'clock',
      words: msg(str`The badge of ${who} ended on ${day}.`),
      ...toThem,
    });
  }
  if (lookalikes.length > 0)
    notes.push({
      kind: 'look-alike',
      looks: 'warn',
      picture: 'shield-alert',
      words: msg(str`The name of ${who} looks like that of somebody else you know.`),
      to: person,
      action: msg('Compare them'),
    });
  if (verified !== null && verified.newDevices > 0) {
    const n = formatNumber(verified.newDevices);
    notes.push({
      kind: 'new-devices',
      looks: 'warn',
      picture: 'shield-alert',
      words: plural(
        verified.newDevices,
        () => msg(str`${who} uses a new device since you compared keys.`),
        () => msg(str`${who} uses ${n} new devices since you compared keys.`),
      ),
      ...toThem,
    });
  }
  if (former !== null)
    notes.push({
      kind: 'replaces',
      looks: 'plain',
      picture: 'info',
      words: msg(str`${who} has a new key, in place of the one before; vouched by ${by}.`),
      to: former,
      action: msg('Show the earlier one'),
    });
  return notes;
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-identity-notes': BeepIdentityNotes;
  }
}
