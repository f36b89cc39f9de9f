/**
 * Word copies an item of a list as a paragraph that says its level in its style, with the bullet or the number as text in
 * front (`mso-list`, `MsoListParagraph`: Microsoft Office HTML and XML Reference). Other programs only write the bullet.
 */

interface Marker {
  readonly kind: 'ul' | 'ol';
  readonly level: number;
  /** The number of the item, where there is one; else 1. */
  readonly number: number;
}

interface OpenList {
  readonly element: HTMLElement;
  readonly kind: Marker['kind'];
}

const BULLET = /^[\s\u00A0]*[•▪◦‣\uF0A7\uF0B7][\s\u00A0]+/u;
const WORD_BULLET = /^[\s\u00A0]*(?:[•▪◦‣·§o\uF0A7\uF0B7*–-]|\(?(?:\p{Nd}{1,3}|\p{L})[.)\u06D4])[\s\u00A0]+/u;
const NUMBER = /^\(?(?:[\p{L}\p{Nd}]{1,5}(?:\.\p{Nd}{1,3})*[.)\u06D4:-]|\p{Nd}{1,3}$)/u;

/** Makes lists of the paragraphs in `root` that are items of one. */
export function makeLists(root: HTMLElement): void {
  let open: OpenList[] = [];
  for (const paragraph of root.querySelectorAll('p')) {
    const isBehind = open.length > 0 && followsDirectly(paragraph, open[0]!.element);
    if (!isBehind) open = [];
    const marker = takeMarker(paragraph);
    if (marker) open = putItem(paragraph, marker, open);
    else if (isBehind && isOfWord(paragraph)) open.at(-1)!.element.lastElementChild!.append(paragraph);
  }
}

/** Whether nothing but blanks stands between. */
function followsDirectly(paragraph: Element, list: Element): boolean {
  let before = paragraph.previousSibling;
  while (before && !(before instanceof Element) && isBlank(before)) before = before.previousSibling;
  return before === list;
}

const isBlank = (node: Node): boolean =>
  node.nodeType === Node.COMMENT_NODE || (node.nodeValue ?? '').trim() === '';

const isOfWord = (paragraph: HTMLElement): boolean => /\bMsoListParagraph/.test(paragraph.className);

/** Takes the bullet or the number off the paragraph; null if it is no item. Its style is where `disarmed` has put it. */
function takeMarker(paragraph: HTMLElement): Marker | null {
  const level = /mso-list:\s*\S+\s+level(\d+)/i.exec(paragraph.dataset['style'] ?? '')?.[1];
  const written = [...paragraph.querySelectorAll<HTMLElement>('[data-style]')].find(({ dataset }) =>
    /mso-list:\s*ignore/i.test(dataset['style']!),
  );
  if (level && written) {
    written.remove();
    return markerOf(written.textContent, Number(level));
  }
  const pattern = level || isOfWord(paragraph) ? WORD_BULLET : BULLET;
  const found = pattern.exec(paragraph.textContent)?.[0];
  if (found === undefined) return level ? markerOf('', Number(level)) : null;
  takeText(paragraph, found.length);
  return markerOf(found, Number(level ?? 1));
}

function markerOf(text: string, level: number): Marker {
  const mark = text.replaceAll('\u00A0', ' ').trim();
  if (!NUMBER.test(mark)) return { kind: 'ul', level, number: 1 };
  const digits = /^\(?(\p{Nd}+)/u.exec(mark)?.[1] ?? '';
  return { kind: 'ol', level, number: Number([...digits].map(digitOf).join('')) || 1 };
}

/** Digits stand ten in a row in each script, of which those of Arabic and Urdu begin at 0660 and 06F0. */
const digitOf = (digit: string): number => (/[0-9]/.test(digit) ? Number(digit) : digit.codePointAt(0)! % 16);

/** Takes so many characters off the start. */
function takeText(from: Node, count: number): void {
  const walker = from.ownerDocument!.createTreeWalker(from, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && count > 0; node = walker.nextNode()) {
    const text = node.nodeValue!;
    node.nodeValue = text.slice(count);
    count -= Math.min(count, text.length);
  }
}

/** Moves the paragraph into its list, which it begins where there is none. Returns the lists that are open behind it. */
function putItem(
  paragraph: HTMLElement,
  { kind, level, number }: Marker,
  open: readonly OpenList[],
): OpenList[] {
  const lists = open.slice(0, level);
  if (lists.length === level && lists.at(-1)!.kind !== kind) lists.pop();
  if (lists.length < level) {
    // One deeper than what is open, however many levels are skipped.
    const element = paragraph.ownerDocument.createElement(kind);
    if (kind === 'ol' && number !== 1) element.setAttribute('start', String(number));
    const around = lists.at(-1)?.element.lastElementChild;
    if (around) around.append(element);
    else paragraph.before(element);
    lists.push({ element, kind });
  }
  const item = paragraph.ownerDocument.createElement('li');
  lists.at(-1)!.element.append(item);
  item.append(paragraph);
  return lists;
}
