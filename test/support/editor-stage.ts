import { sendKeys } from '@web/test-runner-commands';
import { ProseMirrorEditor } from '../../src/platform/co-drafting/editor.js';
import { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';

export const WORDS = { label: 'Draft', subject: 'Subject', text: 'Write here' };

/** An editor on the page, inside a shadow root as in the app; gone after `story`. */
export async function withEditor(
  story: (at: { editor: ProseMirrorEditor; doc: YjsDoc; host: HTMLElement }) => Promise<void>,
  doc = new YjsDoc([]),
): Promise<void> {
  const box = document.createElement('div');
  document.body.append(box);
  const host = document.createElement('div');
  host.style.whiteSpace = 'pre-wrap';
  box.attachShadow({ mode: 'open' }).append(host);
  const editor = new ProseMirrorEditor(host, doc, WORDS);
  try {
    editor.focus();
    await frame();
    await story({ editor, doc, host });
  } finally {
    editor.destroy();
    doc.close();
    box.remove();
  }
}
export const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
export const type = (text: string) => sendKeys({ type: text });
export const press = (key: string) => sendKeys({ press: key });

/** What a person would copy. */
export async function paste(host: HTMLElement, data: Readonly<Record<string, string>>): Promise<void> {
  const clipboardData = new DataTransfer();
  for (const [kind, text] of Object.entries(data)) clipboardData.setData(kind, text);
  host.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  await frame();
}
