/* eslint-disable lit-a11y/role-has-required-aria-attrs -- a native checkbox says itself whether it is on */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { msg } from '@lit/localize';

/** The switch by which a person shows others what they do now, and sees it of them. */
export function activityChoice(showsActivity: boolean, choose: (isOn: boolean) => void): TemplateResult {
  return html`
    <label class="choice">
      <input
        type="checkbox"
        role="switch"
        aria-describedby="activity"
        .checked=${live(showsActivity)}
        @change=${(event: Event) => choose((event.target as HTMLInputElement).checked)}
      />
      ${msg('Show when I am active and writing')}
    </label>
    <p id="activity" class="muted small">
      ${msg('Others see when you write to them. Those you chat with alone also see when you have Beep on your screen. You see the same of them, and it is kept nowhere. If you switch it off, neither side sees it.')}
    </p>
  `;
}
