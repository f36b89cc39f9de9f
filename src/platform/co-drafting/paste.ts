import { DOMParser, type ParseOptions, type Slice } from 'prosemirror-model';
import { schema } from './schema.js';
import { inSpan } from './spans.js';
import { makeLists } from './word-lists.js';

/** Reads what is pasted, once what other programs say in ways of their own is said as HTML does, or as a draft can hold it. */
class PasteParser extends DOMParser {
  override parseSlice(dom: Node, options: ParseOptions = {}): Slice {
    if (dom instanceof HTMLElement) {
      // White space is kept of plain text, and of what was copied from a draft: a bullet in those was typed.
      if (!options.preserveWhitespace) makeLists(dom);
      for (const table of dom.querySelectorAll('table')) spreadSpans(table);
    }
    return super.parseSlice(dom, options);
  }
}

export const pasteParser = new PasteParser(schema, DOMParser.fromSchema(schema).rules);

/** Puts empty cells behind and below a cell that goes over several: a memo has none that do. */
function spreadSpans(table: HTMLTableElement): void {
  /** For each column, how many more rows a cell from above goes over. */
  const covered: number[] = [];
  const isCovered = (column: number): boolean => (covered[column] ?? 0) > 0;
  for (const row of table.rows) {
    const emptyCell = () => row.ownerDocument.createElement('td');
    let column = 0;
    for (const cell of [...row.cells]) {
      for (; isCovered(column); column++) {
        covered[column]!--;
        cell.before(emptyCell());
      }
      const [columns, rows] = [inSpan(cell.getAttribute('colspan')), inSpan(cell.getAttribute('rowspan'))];
      for (let i = 0; i < columns; i++) covered[column++] = rows - 1;
      for (let i = 1; i < columns; i++) cell.after(emptyCell());
    }
    const end = covered.findLastIndex((rows) => rows > 0) + 1;
    for (; column < end; column++) {
      if (isCovered(column)) covered[column]!--;
      row.append(emptyCell());
    }
  }
}
