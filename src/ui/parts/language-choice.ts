import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { map } from 'lit/directives/map.js';
import { msg } from '@lit/localize';
import type { Preferences } from '../app/preferences.js';
import { icon } from './icon.js';
import { LANGUAGES, type Language } from '../../i18n/language.js';

/** One choice per language, each written in itself, so that whoever cannot read the screen can still find theirs. */
export function languageChoice(
  { language, missing }: Pick<Preferences, 'language' | 'missing'>,
  choose: (language: Language) => void,
): TemplateResult {
  return html`
    <fieldset>
      <legend class="sr">${msg('Language')}</legend>
      <div class="choices">
        ${map(
          Object.entries(LANGUAGES) as [Language, (typeof LANGUAGES)[Language]][],
          ([code, { ownName, dir }]) => {
            return html`<label class="choice" lang=${code} dir=${dir}>
              <input
                type="radio"
                name="language"
                .value=${code}
                .checked=${live(code === language)}
                @change=${() => choose(code)}
              />
              ${ownName}
            </label>`;
          },
        )}
      </div>
    </fieldset>
    ${
      missing === null
        ? nothing
        : html`<p class="note warn" role="alert">
            ${icon('triangle-alert')}
            ${msg('This language could not be loaded. Connect to the office network once, and choose it again.')}
          </p>`
    }
  `;
}
