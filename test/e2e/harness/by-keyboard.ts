import type { Locator } from 'playwright-core';
import type { Person } from './person.js';

/** What a person does without a pointer. The screen is English. */

const hasFocus = (what: Locator): Promise<boolean> =>
  what.evaluate((it) => (it.getRootNode() as Document | ShadowRoot).activeElement === it);

/** Presses `key` until something has the focus, at most `times`. */
async function pressUntilAt(what: Locator, key: string, times: number): Promise<void> {
  await what.waitFor();
  for (let pressed = 0; pressed < times; pressed++) {
    if (await hasFocus(what)) return;
    await what.page().keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${what}`);
}

/** Goes by Tab to what can be reached by it, as far away as it may be. */
export const tabTo = (what: Locator): Promise<void> => pressUntilAt(what, 'Tab', 60);

export async function press(what: Locator, key: string): Promise<void> {
  await tabTo(what);
  await what.page().keyboard.press(key);
}

/** Goes into the messages and up to one of them. */
export async function toMessage(person: Person, text: string): Promise<void> {
  await tabTo(person.page.getByRole('log', { name: 'Messages' }));
  await pressUntilAt(person.message(text), 'ArrowUp', 40);
}

/** Opens the menu of a message and chooses from it. */
export async function choose(person: Person, text: string, action: string): Promise<void> {
  await toMessage(person, text);
  await person.page.keyboard.press('Enter');
  await chooseFromMenu(person.page.getByRole('menuitem', { name: action, exact: true }));
}

/** Puts an emoji to a message. */
export async function reactWith(person: Person, text: string, emoji: string): Promise<void> {
  await toMessage(person, text);
  await person.page.keyboard.press('Enter');
  await chooseFromMenu(person.page.getByRole('menuitemcheckbox', { name: `React with ${emoji}` }));
}

/** Chooses what goes with the next message, or something else to send. */
export async function chooseMore(
  { page }: Person,
  role: 'menuitem' | 'menuitemcheckbox',
  name: string,
): Promise<void> {
  await press(page.getByRole('button', { name: 'More', exact: true }), 'Enter');
  await chooseFromMenu(page.getByRole(role, { name }));
}

async function chooseFromMenu(item: Locator): Promise<void> {
  await pressUntilAt(item, 'ArrowDown', 20);
  await item.page().keyboard.press('Enter');
}

/** Writes into the composer and sends. */
export async function write(person: Person, text: string): Promise<void> {
  const { page } = person;
  await tabTo(page.getByRole('textbox', { name: 'Message', exact: true }));
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}
