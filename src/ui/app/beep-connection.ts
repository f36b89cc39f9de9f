import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { BeepVerbs, ConnectionView } from '../../app/views.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import { whole } from '../controllers/store-controller.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';

/** Whether new links can be made, and to how many people one is up. */
@customElement('beep-connection')
@localized()
export class BeepConnection extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }

      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: var(--s1) var(--s2);
        padding: var(--s1) var(--s2);
        color: var(--text-2);
        font-size: var(--text-xs);
        line-height: var(--leading-tight);
        text-align: center;
      }

      [data-up='true'] .icon {
        color: var(--accent-text);
      }

      [data-up='false'] {
        color: var(--warn);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;

  readonly #connection = whole(this, () => this.beep.connection);

  protected override render(): TemplateResult {
    const connection = this.#connection.value;
    const up = connection.introducer === 'connected' && !connection.nonsense;
    return html`
      <div role="status" aria-label=${msg('Connection')} data-up=${up} data-peers=${connection.peers}>
        ${icon(up ? 'wifi' : 'wifi-off')}
        <span>${introducerWords(connection)}</span>
        ${connection.peers === 0 ? nothing : html`<span>${peerWords(connection.peers)}</span>`}
      </div>
    `;
  }
}

function introducerWords({ introducer, nonsense, peers, door }: ConnectionView): string {
  if (introducer === 'offline' && (door === 'no-badge' || door === 'refused')) return msg('Badge needed');
  if (nonsense) return msg('Server not understood');
  // Links need no introducer; only those who are not linked yet do.
  if (introducer !== 'connected' && peers > 0) return msg('No new connections');
  switch (introducer) {
    case 'connected':
      return msg('Connected');
    case 'connecting':
      return msg('Connecting…');
    case 'offline':
      return msg('Offline');
  }
}

function peerWords(count: number): string {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`${n} person linked`),
    () => msg(str`${n} people linked`),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-connection': BeepConnection;
  }
}
