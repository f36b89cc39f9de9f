/** The built app as a bench drives it in its own page: by the same verbs and snapshots that its screens use. */
import type { ConversationVerbs } from '../../src/app/conversation-views.js';
import type { BeepVerbs } from '../../src/app/views.js';
import type { ReadonlyStore } from '../../src/app/store.js';

/** The verbs of the running app, which its root element shows to the page. */
export function beep(): BeepVerbs {
  const root = document.querySelector('beep-app') as (Element & { readonly beep: BeepVerbs }) | null;
  if (!root) throw new Error('The app is not on this page.');
  return root.beep;
}

/** Resolves with the first value of `store` from now on for which `isTrue` holds. */
export function when<T>(store: ReadonlyStore<T>, isTrue: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      if (!isTrue(store.value)) return false;
      stop();
      resolve(store.value);
      return true;
    };
    let stop = (): void => undefined;
    if (!look()) stop = store.subscribe(look);
  });
}

/** The conversation with whoever has this name. */
export function conversationWith(name: string): ConversationVerbs {
  const id = beep().conversations.value.find((summary) => summary.name === name)?.id;
  const conversation = id && beep().conversation(id);
  if (!conversation) throw new Error(`There is no conversation with ${name}.`);
  return conversation;
}

/** Resolves once what is rendered now has been painted. */
export const painted = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  });

/** The elements that match, in open shadow roots too. */
export function deepQueryAll(selector: string, root: ParentNode = document): Element[] {
  const found = [...root.querySelectorAll(selector)];
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    if (shadowRoot) found.push(...deepQueryAll(selector, shadowRoot));
  }
  return found;
}

/** The links of the list of conversations, in its order. */
export const listedConversations = (): HTMLElement[] =>
  deepQueryAll('beep-conversation-list').flatMap(({ shadowRoot }) => [
    ...(shadowRoot?.querySelectorAll<HTMLElement>('a') ?? []),
  ]);
