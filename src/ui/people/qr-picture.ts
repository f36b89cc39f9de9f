import { css, html, svg, type TemplateResult } from 'lit';
import { generate } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';

/** White modules around the code that scanners need (ISO/IEC 18004 says four). */
const QUIET_MODULES = 4;

/** A QR code: black on white in every theme. Its size is the host's: `inline-size` of `.qr`. */
export const qrStyles = css`
  .qr {
    display: block;
    inline-size: min(100%, var(--qr-size, 15rem));
    aspect-ratio: 1;
    margin-inline: auto;
    border-radius: var(--radius);
    background: #fff;
    fill: #000;
    forced-color-adjust: none;
  }
`;

/** The QR code of a text; `label` is what it is to those who do not see it. */
export function qrPicture(text: string, label: string): TemplateResult {
  const code = generate(text);
  const size = code.size + 2 * QUIET_MODULES;
  const origin = -QUIET_MODULES;
  return html`
    <svg class="qr" role="img" aria-label=${label} viewBox=${`${origin} ${origin} ${size} ${size}`}>
      ${svg`<path d=${toSvgPath(code)} shape-rendering="crispEdges"></path>`}
    </svg>
  `;
}
