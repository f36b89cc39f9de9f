import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from '../styles/base.js';

/** Room that is kept to the edges of the window, in pixels. */
const EDGE_PX = 8;

/**
 * A menu over the page, by the platform's popover. Its items are whatever has a role of `menuitem…` in its slot: the
 * arrow keys, Home and End go from one to the next, Escape and Tab close it, and so does a click on any of them. The
 * focus then goes back to where it came from. On a narrow window it stands at the bottom edge, within reach of a thumb.
 */
@customElement('beep-action-menu')
export class BeepActionMenu extends LitElement {
  static override styles = [
    base,
    css`
      [popover] {
        position: fixed;
        inset: auto;
        inline-size: max-content;
        max-inline-size: min(20rem, 100vw - 1rem);
        max-block-size: calc(100dvh - 1rem);
        margin: 0;
        padding: var(--s1);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow-y: auto;
        overscroll-behavior: contain;
        background: var(--surface);
        color: var(--text);
        box-shadow: var(--shadow-high);
      }

      @media (max-width: 40rem) {
        [popover] {
          inset: auto 0 0 !important;
          inline-size: 100%;
          max-inline-size: none;
          max-block-size: 85dvh;
          padding-block-end: max(var(--s2), env(safe-area-inset-bottom));
          border-radius: var(--radius-l) var(--radius-l) 0 0;
        }

        [popover]::backdrop {
          background: rgb(8 16 22 / 35%);
        }
      }
    `,
  ];

  /** The accessible name. */
  @property() label = '';
  @query('[popover]') private panel!: HTMLElement;

  #anchor: HTMLElement | null = null;
  #returnTo: HTMLElement | null = null;

  get isOpen(): boolean {
    return this.hasUpdated && this.panel.matches(':popover-open');
  }

  protected override render(): TemplateResult {
    return html`
      <div
        .popover=${'auto'}
        role="menu"
        aria-label=${this.label}
        @keydown=${this.#onKeydown}
        @click=${this.#onClick}
        @toggle=${this.#onToggle}
      >
        <slot></slot>
      </div>
    `;
  }

  /** Opens beside `anchor`, with the focus on the first item. `returnTo` has it afterwards; the anchor if not said. */
  open(anchor: HTMLElement, returnTo: HTMLElement = anchor): void {
    this.#anchor = anchor;
    this.#returnTo = returnTo;
    anchor.setAttribute('aria-expanded', 'true');
    this.panel.showPopover();
    this.#place(anchor);
    this.#items()[0]?.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    const hadFocus = this.#items().some((item) => item.matches(':focus'));
    this.panel.hidePopover();
    if (hadFocus) this.#returnTo?.focus({ preventScroll: true });
  }

  /** Below the anchor if there is room, else above it; never beyond the window. */
  #place(anchor: HTMLElement): void {
    const at = anchor.getBoundingClientRect();
    const { width, height } = this.panel.getBoundingClientRect();
    const fitsBelow = at.bottom + height + EDGE_PX <= innerHeight;
    const top = fitsBelow ? at.bottom : Math.max(EDGE_PX, at.top - height);
    const isRight = at.left + at.width / 2 > innerWidth / 2;
    const left = isRight ? at.right - width : at.left;
    this.panel.style.top = `${Math.min(top, Math.max(EDGE_PX, innerHeight - height - EDGE_PX))}px`;
    this.panel.style.left = `${Math.max(EDGE_PX, Math.min(left, innerWidth - width - EDGE_PX))}px`;
  }

  #items(): readonly HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)')];
  }

  #onToggle(event: ToggleEvent): void {
    if (event.newState === 'closed') this.#anchor?.removeAttribute('aria-expanded');
  }

  #onClick(event: Event): void {
    if (event.target !== this.panel) this.close();
  }

  #onKeydown(event: KeyboardEvent): void {
    event.stopPropagation(); // what is pressed here is not meant for the page behind
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      this.close();
      return;
    }
    const items = this.#items();
    const at = items.findIndex((item) => item.matches(':focus'));
    const isRtl = getComputedStyle(this).direction === 'rtl';
    const next = {
      ArrowDown: at + 1,
      [isRtl ? 'ArrowLeft' : 'ArrowRight']: at + 1,
      ArrowUp: at - 1,
      [isRtl ? 'ArrowRight' : 'ArrowLeft']: at - 1,
      Home: 0,
      End: -1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    items.at(next % items.length)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-action-menu': BeepActionMenu;
  }
}
