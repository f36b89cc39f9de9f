import { fixture, html, waitUntil } from '@open-wc/testing';
import type { LitElement } from 'lit';
import { adoptTokens } from '../../src/ui/styles/tokens.js';

/** Puts an element on the page, with its properties, in a box of the given size in pixels; gone after the test. */
export async function show<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  { width = 1000, height = 700 } = {},
): Promise<HTMLElementTagNameMap[Tag]> {
  adoptTokens();
  const box = document.createElement('div');
  box.style.inlineSize = `${width}px`;
  box.style.blockSize = `${height}px`;
  const element = Object.assign(document.createElement(tag), properties);
  return fixture<HTMLElementTagNameMap[Tag]>(html`${element}`, { parentNode: box });
}

/** What is shown inside a node: its shadow root if it has one, what was put into a slot, else its children. */
function inside(node: Node): readonly Node[] {
  if (node instanceof HTMLSlotElement) return node.assignedNodes();
  return [...((node instanceof Element ? node.shadowRoot : null) ?? node).childNodes];
}

/** Every element that matches, through open shadow roots and slots, in the order of the screen. */
export function all(root: Element | ShadowRoot, selector: string): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (const child of inside(root)) {
    if (!(child instanceof Element)) continue;
    if (child.matches(selector)) found.push(child as HTMLElement);
    found.push(...all(child, selector));
  }
  return found;
}

export const one = (root: Element, selector: string): HTMLElement | null => all(root, selector)[0] ?? null;

/** What an element says: its own text and that of the shadow roots below, with single spaces. */
export function says(root: Element | null): string {
  if (root === null) return '';
  const parts: string[] = [];
  const walk = (node: Node): void => {
    if (node instanceof HTMLStyleElement) return;
    if (node.nodeType === Node.TEXT_NODE) parts.push(node.textContent ?? '');
    inside(node).forEach(walk);
  };
  walk(root);
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}

/** A button or link by its name. */
export function named(root: Element, name: string, selector = 'button, a'): HTMLElement {
  const names = all(root, selector).map((element) => [element, says(element)] as const);
  const found =
    names.find(([, words]) => words === name) ?? names.find(([, words]) => words.startsWith(name));
  if (found === undefined)
    throw new Error(`no “${name}” among ${names.map(([, words]) => `“${words}”`).join(', ')}`);
  return found[0];
}

/** A text field or radio button by its label. */
export function field(root: Element, label: string): HTMLInputElement {
  const fields = all(root, 'input, textarea') as HTMLInputElement[];
  const found = fields.find(
    (input) => (input.getAttribute('aria-label') ?? says(input.labels?.[0] ?? null)) === label,
  );
  if (found === undefined) throw new Error(`no field “${label}”`);
  return found;
}

/** Types into a field as a person does: the value changes, then the field says so. */
export function type(
  input: HTMLInputElement | HTMLTextAreaElement,
  text: string,
  inputType = 'insertText',
): void {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType }));
}

/** Presses a key on an element. Returns false if something took it and stopped what the browser would have done. */
export const press = (element: Element, key: string, more: KeyboardEventInit = {}): boolean =>
  element.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }),
  );

/** Waits until an element and everything that Lit renders below it, fetched later or not, has settled. */
export async function settled(root: Element): Promise<void> {
  await waitUntil(() => one(root, '.loading[role=status]') === null, 'still loading');
  for (let rounds = 0; rounds < 5; rounds++) {
    const elements = [root, ...all(root, '*')].filter(
      (element) => 'updateComplete' in element,
    ) as LitElement[];
    await Promise.all(elements.map((element) => element.updateComplete));
  }
}

/** The element that has the focus, through shadow roots. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
