import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import './beep-attachment.js';
import type { Block, Direction, Heading, MemoContent, Paragraph, Run } from '../../protocol/memo-content.js';

/**
 * What a memo or a draft says, to be read: text nodes and elements of ours, never markup of others. It stands in
 * `editorStyles`, as what is being written does.
 */
export const memoSheet = ({ subject, blocks }: MemoContent): TemplateResult => html`
  <div class="text read">
    ${subject === '' ? nothing : html`<h1 class="subject">${subject}</h1>`} ${blocks.map(renderBlock)}
  </div>
`;

function renderBlock(block: Block): TemplateResult {
  switch (block.kind) {
    case 'paragraph':
      return html`<p dir=${ifDefined(ownWay(block))}>${block.runs.map(renderRun)}</p>`;
    case 'heading':
      return html`<h2 dir=${ifDefined(ownWay(block))}>${block.runs.map(renderRun)}</h2>`;
    case 'bullets':
      return html`<ul dir="auto">
        ${block.items.map(renderItem)}
      </ul>`;
    case 'numbers':
      return html`<ol dir="auto" start=${block.start}>
        ${block.items.map(renderItem)}
      </ol>`;
    case 'attachment':
      return html`<beep-attachment
        .name=${block.name}
        .size=${block.size}
        .sha256=${block.sha256}
      ></beep-attachment>`;
    case 'quote':
      return html`<blockquote dir="auto">${block.blocks.map(renderBlock)}</blockquote>`;
    case 'table':
      return html`<table dir="auto">
        <tbody>
          ${block.rows.map(
            (cells) =>
              html`<tr>
                ${cells.map((cell) => html`<td>${cell.map(renderBlock)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>`;
  }
}

/**
 * Where markers, bars and columns stand follows the first letter inside. A block with a `dir` of its own would not count for
 * that, so it has one only if its author chose it; by its letters it runs through `editorStyles`. The editor does the same.
 */
const ownWay = ({ direction }: Paragraph | Heading): Direction | undefined =>
  direction === 'auto' ? undefined : direction;

const renderItem = (item: readonly Block[]): TemplateResult => html`<li>${item.map(renderBlock)}</li>`;

/** White space is kept as it stands, so that a line break needs no element. */
function renderRun({ text, isStrong, isEmphasized, isUnderlined }: Run): TemplateResult {
  let shown = html`${text}`;
  if (isUnderlined) shown = html`<u>${shown}</u>`;
  if (isEmphasized) shown = html`<em>${shown}</em>`;
  if (isStrong) shown = html`<strong>${shown}</strong>`;
  return shown;
}
