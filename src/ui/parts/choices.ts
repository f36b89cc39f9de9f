import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { map } from 'lit/directives/map.js';

/** One of a few: radio buttons under a legend. `name` tells them from the others of the same element. */
export function choices<T extends string>(
  legend: string,
  name: string,
  now: T,
  options: readonly (readonly [T, string])[],
  choose: (value: T) => void,
): TemplateResult {
  return html`
    <fieldset>
      <legend>${legend}</legend>
      <div class="choices">
        ${map(
          options,
          ([value, words]) => html`
            <label class="choice">
              <input
                type="radio"
                name=${name}
                .value=${String(value)}
                .checked=${live(value === now)}
                @change=${() => choose(value)}
              />
              ${words}
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}
