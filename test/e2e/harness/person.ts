import type { Locator, Page } from 'playwright-core';
import { until } from './until.js';

/** A message as the screen shows it. */
export interface ShownMessage {
  readonly id: string;
  readonly author: string;
  readonly state: string;
  readonly flag: string | null;
  readonly text: string;
}

/** An event of a group as the screen tells it. */
export interface ShownEvent {
  readonly kind: string;
  readonly words: string;
  /** What stands below it, e.g. how many know of a removal; null if nothing does. */
  readonly hint: string | null;
}

export type Language = 'en' | 'ur';

/**
 * What a person does in Beep and sees of it, by the names and data that the screen promises (design, section 5) and
 * by nothing else. Names are English: `switchLanguage` apart, the screen has to be.
 */
export class Person {
  readonly name: string;
  #page: Page;

  constructor(name: string, page: Page) {
    this.name = name;
    this.#page = page;
  }

  get page(): Page {
    return this.#page;
  }

  /** Goes on in another page: of the same browser opened again, or another tab. */
  moveTo(page: Page): void {
    this.#page = page;
  }

  /** Opens the app and waits until it shows one of its screens. */
  async visit(url: string): Promise<void> {
    await this.#page.goto(url);
    await this.#page
      .getByRole('navigation')
      .or(this.#page.getByRole('textbox', { name: 'Your name' }))
      .or(this.#page.getByRole('alert'))
      .first()
      .waitFor();
  }

  /** Waits until the app is kept for offline: from here on it opens without its server. */
  async waitForOffline(): Promise<void> {
    await this.#page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }

  /** The first run: a name, and the button. */
  async getStarted(): Promise<void> {
    await this.#page.getByRole('textbox', { name: 'Your name' }).fill(this.name);
    await this.#page.getByRole('button', { name: 'Get started' }).click();
    await this.#page.getByRole('navigation', { name: 'Main' }).waitFor();
  }

  async goTo(place: 'Chats' | 'Drafts' | 'Contacts' | 'Settings'): Promise<void> {
    await this.#page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click();
  }

  /** A fresh contact link, read from the dialog "New chat". */
  async myLink(): Promise<string> {
    const dialog = await this.#newChat();
    const field = dialog.getByRole('textbox', { name: 'My link' });
    await field.waitFor();
    const link = await until('my link', () => field.inputValue());
    await this.#page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    return link;
  }

  /** Pastes somebody's link into the dialog "New chat". Does not wait for what comes of it. */
  async addContact(link: string): Promise<void> {
    const dialog = await this.#newChat();
    await dialog.getByRole('textbox', { name: 'Their link' }).fill(link);
    await dialog.getByRole('button', { name: 'Add contact' }).click();
  }

  /** Opens a contact link as the browser does when it is clicked elsewhere, and confirms. */
  async followLink(link: string): Promise<void> {
    await this.#page.goto(link);
    await this.#page.getByRole('button', { name: 'Add contact' }).click();
  }

  /** Opens the conversation with `name` from the list. */
  async open(name: string): Promise<void> {
    await this.goTo('Chats');
    await this.#conversation(name).click();
    await this.#page.getByRole('heading', { name }).first().waitFor();
    await this.#log().waitFor();
  }

  /** Whether the list shows a conversation with `name` now. */
  async knows(name: string): Promise<boolean> {
    return (await this.#conversation(name).count()) > 0;
  }

  /** Puts text into the open conversation's box, in place of what is there. */
  async type(text: string): Promise<void> {
    await this.#composer().fill(text);
  }

  /** What stands in the open conversation's box. */
  draft(): Promise<string> {
    return this.#composer().inputValue();
  }

  async send(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** Writes, sends, and waits until the message is on this screen with a state that is true of it. */
  async say(text: string): Promise<ShownMessage> {
    await this.type(text);
    await this.send();
    return this.waitForMessage(text);
  }

  /** The messages of the open conversation that the screen holds now, oldest first. */
  messages(): Promise<ShownMessage[]> {
    return this.#log()
      .getByRole('article')
      .evaluateAll((articles) =>
        articles.map((article) => ({
          id: article.getAttribute('data-id') ?? '',
          author: article.getAttribute('data-author') ?? '',
          state: article.getAttribute('data-state') ?? '',
          flag: article.getAttribute('data-flag'),
          // The words of a message come first in it.
          text: article.querySelector('[dir="auto"]')?.textContent ?? '',
        })),
      );
  }

  /** The message with exactly this text, or poll with this question, in the open conversation. */
  message(text: string): Locator {
    const words = this.#page.locator('[dir="auto"]', { hasText: exactly(text) });
    return this.#log().getByRole('article').filter({ has: words });
  }

  /** What the open group tells of itself between its messages, oldest first: the kind of each event, and its words. */
  events(): Promise<ShownEvent[]> {
    return this.#log()
      .locator('[data-event]')
      .evaluateAll((events) =>
        events.map((event) => {
          const lines = [...event.querySelectorAll('p')].map((line) => {
            const words = line.cloneNode(true) as HTMLElement;
            words.querySelector('time')?.remove();
            return words.textContent.replaceAll(/\s+/g, ' ').trim();
          });
          return { kind: event.getAttribute('data-event') ?? '', words: lines[0]!, hint: lines[1] ?? null };
        }),
      );
  }

  /** Waits until the open group tells an event with exactly these words. */
  waitForEvent(words: string, limitMs?: number): Promise<ShownEvent> {
    return until(
      `${this.name} is told “${words}”`,
      async () => (await this.events()).find((event) => event.words === words),
      limitMs,
    );
  }

  /** Waits until the open conversation shows a message with exactly this text. */
  waitForMessage(text: string, limitMs?: number): Promise<ShownMessage> {
    return until(
      `${this.name} sees “${text}”`,
      async () => (await this.messages()).find((message) => message.text === text),
      limitMs,
    );
  }

  /** Waits until the message with this text has one of these states. */
  waitForState(text: string, states: string | readonly string[], limitMs?: number): Promise<ShownMessage> {
    const wanted = [states].flat();
    return until(
      `“${text}” of ${this.name} is ${wanted.join(' or ')}`,
      async () =>
        (await this.messages()).find((message) => message.text === text && wanted.includes(message.state)),
      limitMs,
    );
  }

  /** The status "Connection": whether the introducer is reached, and the words. */
  async connection(): Promise<{ readonly up: boolean; readonly words: string }> {
    const status = this.#page.getByRole('status', { name: 'Connection' });
    return { up: (await status.getAttribute('data-up')) === 'true', words: await status.innerText() };
  }

  async waitForConnection(up: boolean, limitMs?: number): Promise<void> {
    await until(
      `${this.name} is ${up ? 'connected' : 'offline'}`,
      async () => (await this.connection()).up === up,
      limitMs,
    );
  }

  /** Kinds of the alerts on the screen now, e.g. `other-tab`. */
  alerts(): Promise<string[]> {
    return this.#page
      .locator('[role="alert"][data-kind], [data-kind]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-kind') ?? ''));
  }

  waitForAlert(kind: string, limitMs?: number): Promise<boolean> {
    return until(`${this.name} is told “${kind}”`, async () => (await this.alerts()).includes(kind), limitMs);
  }

  /** Equal on devices that hold the same messages of this conversation. */
  async digest(): Promise<string> {
    return until('the digest of the conversation', () =>
      this.#page.locator('[data-digest]').first().getAttribute('data-digest'),
    );
  }

  /** Waits until the open conversation says this of the other's nearness: `linked`, `away`, `refused-used`, … */
  async waitForStanding(standing: string, limitMs = 30_000): Promise<void> {
    await this.#page.locator(`[data-standing="${standing}"]`).waitFor({ timeout: limitMs });
  }

  /** Waits until this device holds what the other's does, and says so. */
  async waitForDigest(digest: string | (() => Promise<string>), limitMs?: number): Promise<void> {
    await until(
      `the digest of ${this.name} is the other’s`,
      async () => (await this.digest()) === (typeof digest === 'string' ? digest : await digest()),
      limitMs,
    );
  }

  /** Texts of the open conversation as the screen holds them, oldest first. */
  async texts(): Promise<string[]> {
    return (await this.messages()).map(({ text }) => text);
  }

  /** Switches by Settings, or on the first screen; works from either language. */
  async switchLanguage(to: Language): Promise<void> {
    const choice = this.#page.getByRole('radio', { name: to === 'ur' ? 'اردو' : 'English' });
    if ((await choice.count()) === 0) await this.#page.goto(`${new URL(this.#page.url()).origin}/#/settings`);
    await choice.check();
    await this.#page.locator(`html[lang="${to}"]`).waitFor();
  }

  async #newChat(): Promise<Locator> {
    const dialog = this.#page.getByRole('dialog');
    if (!(await dialog.isVisible())) {
      await this.goTo('Chats');
      await this.#page.getByRole('button', { name: 'New chat' }).click();
      await dialog.waitFor();
    }
    return dialog;
  }

  #conversation(name: string): Locator {
    const start = new RegExp(`^\\s*${escaped(name)}`);
    return this.#page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: start });
  }

  #log(): Locator {
    return this.#page.getByRole('log'); // the only one, so that what is in it can be read in either language
  }

  #composer(): Locator {
    return this.#page.getByRole('textbox', { name: 'Message', exact: true });
  }
}

/** Matches this text alone, spaces around it apart. */
export const exactly = (text: string): RegExp => new RegExp(`^\\s*${escaped(text)}\\s*$`);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
