import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { icon, type IconName } from './icon.js';

/** One thing to choose: it goes to a place, or does something. */
export interface MenuItem {
  readonly words: string;
  readonly icon: IconName;
  readonly href?: string;
  readonly run?: () => void;
  readonly isDanger?: boolean;
}

/**
 * A button that opens a few more things to choose from. The browser closes them at Escape, at a click beside them and
 * when the focus is put back; they stand in the top layer, so nothing cuts them off.
 */
@customElement('beep-menu')
export class BeepMenu extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        flex: none;
        inline-size: fit-content;
      }

      .sheet {
        position: fixed;
        inset: auto;
        min-inline-size: 12rem;
        max-inline-size: calc(100vw - 2 * var(--s2));
        margin: 0;
        padding: var(--s1);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--text);
        box-shadow: var(--shadow-high);
      }

      .sheet :is(button, .button) {
        justify-content: flex-start;
        inline-size: 100%;
        padding-inline: var(--s3);
        border-radius: var(--radius-s);
        text-align: start;
      }

      .sheet .danger {
        color: var(--danger);
      }

      .sheet :focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  /** The name of the button. */
  @property({ attribute: false }) label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  @query('button') private button!: HTMLButtonElement;
  @query('.sheet') private sheet!: HTMLElement;

  override focus(): void {
    this.button.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <button class="quiet only-icon">
        ${icon('ellipsis-vertical')}<span class="sr">${this.label}</span>
      </button>
      <ul class="sheet" .popover=${'auto'} @toggle=${this.#onToggle} @keydown=${this.#onKeydown}>
        ${map(this.items, (item) => html`<li>${this.#renderItem(item)}</li>`)}
      </ul>
    `;
  }

  protected override firstUpdated(): void {
    this.button.popoverTargetElement = this.sheet;
  }

  #renderItem({ words, icon: picture, href, run, isDanger }: MenuItem): TemplateResult {
    const look = `quiet${isDanger === true ? ' danger' : ''}`;
    const inside = html`${icon(picture)} ${words}`;
    const choose = () => {
      this.sheet.hidePopover();
      this.button.focus(); // a click does not give it the focus in every browser, so nor does closing
      run?.();
    };
    return href === undefined
      ? html`<button class=${look} @click=${choose}>${inside}</button>`
      : html`<a class=${`button ${look}`} href=${href ?? nothing} @click=${choose}>${inside}</a>`;
  }

  /** Below its button and flush with the button's end, or above it where the window ends. */
  #onToggle(event: ToggleEvent): void {
    if (event.newState !== 'open') return;
    const { style, offsetHeight, offsetWidth } = this.sheet;
    const at = this.button.getBoundingClientRect();
    const isRtl = getComputedStyle(this).direction === 'rtl';
    const left = isRtl ? at.left : at.right - offsetWidth;
    const fitsBelow = at.bottom + offsetHeight <= innerHeight;
    style.left = `${Math.max(0, Math.min(left, innerWidth - offsetWidth))}px`;
    style.top = `${Math.max(0, fitsBelow ? at.bottom : at.top - offsetHeight)}px`;
    this.#choices()[0]?.focus();
  }

  /** The arrow keys go from one thing to the next, as does Tab. */
  #onKeydown(event: KeyboardEvent): void {
    const choices = this.#choices();
    const at = choices.findIndex((choice) => choice === this.shadowRoot?.activeElement);
    const next = {
      ArrowDown: (at + 1) % choices.length,
      ArrowUp: (at - 1 + choices.length) % choices.length,
      Home: 0,
      End: choices.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choices[next]?.focus();
  }

  #choices(): HTMLElement[] {
    return [...this.sheet.querySelectorAll<HTMLElement>('button, a')];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-menu': BeepMenu;
  }
}
