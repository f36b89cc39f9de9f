import { beep, conversationWith, deepQueryAll, painted, when } from './app.js';

/** One message of ours, in ms from `send()`. */
export interface Sent {
  /** Until the strict commit here. */
  readonly savedMs: number;
  /** Until the other's receipt for its own strict commit was checked, stored and shown. */
  readonly deliveredMs: number;
}

/** Sends one message after another to `name`, each when the one before was delivered. */
export async function sendInTurn(name: string, texts: readonly string[]): Promise<Sent[]> {
  const conversation = conversationWith(name);
  const all: Sent[] = [];
  for (const text of texts) {
    await conversation.setDraft(text);
    const startMs = performance.now();
    const sent = await conversation.send();
    if (!sent.ok) throw new Error(sent.error);
    const savedMs = performance.now() - startMs;
    await when(conversation.view, ({ messages }) => {
      const message = messages.findLast(({ id }) => id === sent.value);
      return message?.state === 'delivered' || message?.state === 'read';
    });
    all.push({ savedMs, deliveredMs: performance.now() - startMs });
  }
  return all;
}

/** Appends messages as fast as each is saved, whether anybody takes them or not. Returns the ms that each took. */
export async function append(name: string, texts: readonly string[]): Promise<number[]> {
  const conversation = conversationWith(name);
  const all: number[] = [];
  for (const text of texts) {
    const startMs = performance.now();
    void conversation.setDraft(text);
    const sent = await conversation.send();
    if (!sent.ok) throw new Error(sent.error);
    all.push(performance.now() - startMs);
  }
  return all;
}

export const digestWith = (name: string): string => conversationWith(name).view.value.digest;

/** Resolves, with the wall time in ms, once the screen shows `text` as the latest of somebody in the list. */
export async function whenListed(text: string): Promise<number> {
  await when(beep().conversations, (all) => all.some(({ latest }) => latest?.text === text));
  await painted();
  const nowMs = Date.now();
  const list = deepQueryAll('beep-conversation-list').map(({ shadowRoot }) => shadowRoot?.textContent ?? '');
  if (!list.some((words) => words.includes(text))) throw new Error(`The list does not show “${text}”.`);
  return nowMs;
}

/** Resolves, with the wall time in ms, once a message with `text` has come from `name`. */
export async function whenReceived(name: string, text: string): Promise<number> {
  await when(conversationWith(name).view, ({ messages }) => messages.at(-1)?.text === text);
  return Date.now();
}

/**
 * Writes `text` to the next contact that is added on this page, as soon as the conversation is there, and resolves with
 * the wall time, in ms, at which the button that added them was pressed.
 */
export async function greetNextContact(text: string): Promise<number> {
  let pressedMs = NaN;
  document.addEventListener('click', () => (pressedMs = Date.now()), { capture: true });
  const before = beep().conversations.value.length;
  const all = await when(beep().conversations, ({ length }) => length > before);
  const conversation = beep().conversation(all[0]!.id)!;
  void conversation.setDraft(text);
  const sent = await conversation.send();
  if (!sent.ok) throw new Error(sent.error);
  return pressedMs;
}

/** Resolves when this device has a link, with the time since the page was opened, in ms. */
export async function whenLinked(): Promise<number> {
  await when(beep().connection, ({ peers }) => peers > 0);
  return performance.now();
}

/** Resolves when `count` messages wait to be read, with the time since the page was opened, in ms. */
export async function whenUnread(count: number): Promise<number> {
  await when(beep().conversations, (all) => all.some(({ unread }) => unread >= count));
  return performance.now();
}

/** Resolves when the conversation holds just what `digest` stands for, with the time since the page was opened, in ms. */
export async function whenEqual(name: string, digest: string): Promise<number> {
  await when(conversationWith(name).view, (view) => view.digest === digest);
  return performance.now();
}
