import { html, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { RequestView } from '../../app/official-views.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { icon } from '../parts/icon.js';

/** A button that saves a request as the file which the registrar's tool takes. */
export const saveRequest = (facts: PlatformFacts, { bytes }: RequestView): TemplateResult => html`
  <button @click=${() => facts.saveFile('request.beep-request', bytes)}>
    ${icon('download')} ${msg('Save as file')}
  </button>
`;
