import { html, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';

/** How to bring Beep to the home screen by hand. */
export function installSteps(how: 'ios-manual' | 'manual'): TemplateResult {
  return how === 'ios-manual'
    ? html`
        <ol class="steps">
          <li>${msg('Tap the Share button of Safari.')}</li>
          <li>${msg('Choose “Add to Home Screen”, then “Add”.')}</li>
          <li>${msg('Open Beep from the home screen and begin there.')}</li>
        </ol>
      `
    : html`
        <ol class="steps">
          <li>${msg('Open the menu of your browser.')}</li>
          <li>${msg('Choose “Install”, “Add to Home Screen” or “Add to Dock”.')}</li>
          <li>${msg('Open Beep from there.')}</li>
        </ol>
      `;
}
