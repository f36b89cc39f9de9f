import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import { formatBytes } from '../../i18n/formats.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { referToFile } from './read-file.js';

/** Hexadecimal digits of the hash that the screen shows; paper has all of them. */
const SHOWN_DIGITS = 16;

/**
 * A file that a memo or a draft names, and whether one that the reader has is that one. The editor puts it into drafts by
 * its attributes, see `schema.ts` there, and as `terse`: what is being edited has no buttons in it.
 */
@customElement('beep-attachment')
@localized()
export class BeepAttachment extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        padding: var(--s2) var(--s3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        font-family: var(--font);
        white-space: normal;
        break-inside: avoid;
      }

      :host(.ProseMirror-selectednode) {
        border-color: var(--accent);
        background: var(--accent-soft);
      }

      .file {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s1) var(--s2);
      }

      .name {
        flex: 1 1 12rem;
        min-inline-size: 0;
        font-weight: 600;
        overflow-wrap: anywhere;
      }

      .facts {
        color: var(--text-2);
        font-size: var(--text-sm);
      }

      .facts code {
        overflow-wrap: anywhere;
      }

      .paper {
        display: none;
      }

      .same {
        color: var(--accent-text);
      }

      .other {
        color: var(--danger);
      }

      @media print {
        :host {
          border-color: black;
        }

        .facts {
          color: black;
        }

        .paper {
          display: inline;
        }

        :is(.screen, button, [role='status']) {
          display: none;
        }
      }
    `,
  ];

  @property() name = '';
  /** Bytes. */
  @property({ type: Number }) size = 0;
  /** See `Attachment`. */
  @property() sha256 = '';
  @property({ type: Boolean }) terse = false;
  @state() private found: 'reading' | 'same' | 'other' | 'unreadable' | null = null;
  @query('input') private field!: HTMLInputElement;

  protected override render(): TemplateResult {
    const { name, size, sha256 } = this;
    return html`
      <div class="file">
        ${icon('paperclip')}<span class="sr">${msg('Attachment:')}</span>
        <bdi class="name">${name}</bdi>
        <span class="facts" dir="ltr">
          ${formatBytes(size)} · SHA-256
          <code class="screen" title=${sha256}>${sha256.slice(0, SHOWN_DIGITS)}…</code>
          <code class="paper">${sha256}</code>
        </span>
        ${this.terse ? nothing : this.#renderCheck()}
      </div>
    `;
  }

  #renderCheck(): TemplateResult {
    return html`
      <input type="file" hidden @change=${this.#onChosen} />
      <button
        class="quiet"
        aria-label=${msg(str`Compare a file with ${this.name}`)}
        ?disabled=${this.found === 'reading'}
        @click=${() => this.field.click()}
      >
        ${msg('Compare a file')}
      </button>
      <span role="status" class=${this.found ?? ''}>${this.#verdict()}</span>
    `;
  }

  #verdict(): string | typeof nothing {
    switch (this.found) {
      case 'reading':
        return msg('Reading the file…');
      case 'same':
        return msg('This is the file: not a byte of it differs.');
      case 'other':
        return msg('This is another file, or it was changed.');
      case 'unreadable':
        return msg('That file could not be read.');
      case null:
        return nothing;
    }
  }

  async #onChosen(): Promise<void> {
    const file = this.field.files?.[0];
    if (!file) return;
    this.found = 'reading';
    const read = await referToFile(file).catch(() => null);
    this.field.value = ''; // so that the same file can be chosen again
    if (!read) this.found = 'unreadable';
    else this.found = read.sha256 === this.sha256 && read.size === this.size ? 'same' : 'other';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-attachment': BeepAttachment;
  }
}
