import { html, nothing, type TemplateResult } from 'lit';
import type { FaultCode } from '../../domain/fault.js';
import { faultWords } from '../fault-words.js';
import { icon } from './icon.js';

/** Says what went wrong, right where it did. Read out as it appears. `data-kind` is the code, in every language. */
export function faultNote(
  fault: FaultCode | null,
  name: string | null = null,
): TemplateResult | typeof nothing {
  if (fault === null) return nothing;
  const { say, act } = faultWords(fault, name);
  return html`
    <div class="note bad" role="alert" data-kind=${fault}>
      ${icon('triangle-alert')}
      <p><bdi>${say}</bdi> <bdi>${act}</bdi></p>
    </div>
  `;
}
