import { html, type TemplateResult } from 'lit';
import { map } from 'lit/directives/map.js';
import { msg } from '@lit/localize';
import { LANGUAGES, type Language } from '../../i18n/language.js';

/** One choice per language, each written in itself, so that whoever cannot read the screen can still find theirs. */
export function languageChoice(now: Language, choose: (language: Language) => void): TemplateResult {
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
                .checked=${code === now}
                @change=${() => choose(code)}
              />
              ${ownName}
            </label>`;
          },
        )}
      </div>
    </fieldset>
  `;
}
