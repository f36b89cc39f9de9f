import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { localized, msg } from '@lit/localize';
import { pageHref } from '../app/routes.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';

/** The honest page: what Beep does, what it does not, and who can see what. Each line is true of this version. */
@customElement('beep-about')
@localized()
export class BeepAbout extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .card li {
        display: flex;
        gap: var(--s3);
      }

      .card ul {
        display: grid;
        gap: var(--s3);
      }

      .can .icon {
        margin-block-start: 0.1em;
        color: var(--accent-text);
      }

      .cannot .icon {
        margin-block-start: 0.1em;
        color: var(--warn);
      }

      dl {
        display: grid;
        gap: var(--s3);
      }

      dt {
        font-weight: 600;
      }
    `,
  ];

  @query('h1') private heading!: HTMLElement;

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="page">
        <p>
          <a class="button quiet" href=${pageHref('settings')}>${icon('arrow-left')} ${msg('Settings')}</a>
        </p>
        <h1 tabindex="-1">${msg('What Beep can and cannot do')}</h1>
        <section class="card can" aria-labelledby="can">
          <h2 id="can">${msg('What it does')}</h2>
          <ul>
            ${map(
              abilities(),
              (words) =>
                html`<li>
                  ${icon('check')}
                  <p>${words}</p>
                </li>`,
            )}
          </ul>
        </section>
        <section class="card cannot" aria-labelledby="cannot">
          <h2 id="cannot">${msg('What it cannot do')}</h2>
          <ul>
            ${map(
              limits(),
              (words) =>
                html`<li>
                  ${icon('triangle-alert')}
                  <p>${words}</p>
                </li>`,
            )}
          </ul>
        </section>
        <section class="card" aria-labelledby="who">
          <h2 id="who">${msg('Who can see what')}</h2>
          <dl>
            ${map(
              seers(),
              ([who, what]) => html`
                <div>
                  <dt>${who}</dt>
                  <dd>${what}</dd>
                </div>
              `,
            )}
          </dl>
        </section>
      </div>
    `;
  }
}

const abilities = (): readonly string[] => [
  msg(
    'Sends messages straight from device to device, encrypted so that only the two of you can read them, now and against future quantum computers.',
  ),
  msg(
    'Keeps all messages and drafts on this device, encrypted. What the screen shows as “On this device” survives a crash of the browser.',
  ),
  msg(
    'Works without the internet, inside the office network. Open chats go on even while the Beep server is down.',
  ),
  msg('Says “Delivered” and “Read” only when the other device has confirmed it with its signature.'),
];

const limits = (): readonly string[] => [
  msg(
    'Messages arrive only while Beep is open, and both of you have to be online at the same time. There is no push service, because that would need the internet and a foreign company.',
  ),
  msg(
    'It does not store messages on a server. If this device is lost or its browser data are cleared, what was only here is gone.',
  ),
  msg('It cannot delete what another person’s device has already received.'),
  msg(
    'It cannot protect against spyware on a device, or against somebody who holds your unlocked device: they see what you see.',
  ),
  msg(
    'It cannot protect you from whoever controls the server’s files: they could hand out a changed Beep. Compare the version with your IT office.',
  ),
];

const seers = (): readonly (readonly [string, string])[] => [
  [msg('You and the other person'), msg('Everything in the conversation.')],
  [
    msg('The Beep server'),
    msg(
      'Which network addresses are connected and when, and sealed notes it cannot open. No messages, names, keys or contacts.',
    ),
  ],
  [
    msg('Somebody listening on the network'),
    msg('That two devices exchange data, roughly how much, and when. Not what.'),
  ],
  [
    msg('A thief of this device'),
    msg(
      'If the device is unlocked, everything. Protect it with its own screen lock and disk encryption; a passphrase for Beep itself is not there yet.',
    ),
  ],
  [msg('Anybody else'), msg('Nothing. Beep contacts no other host and collects nothing.')],
];

declare global {
  interface HTMLElementTagNameMap {
    'beep-about': BeepAbout;
  }
}
