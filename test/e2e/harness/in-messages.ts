import type { Locator } from 'playwright-core';
import type { Person } from './person.js';
import { until } from './until.js';

/** What a person does with messages of the open conversation, and sees of them. The screen is English. */

/** What the menu of a message offers. */
type Action =
  | 'Reply'
  | 'Noted'
  | 'Forward…'
  | 'Star'
  | 'Take the star off'
  | 'Edit'
  | 'Earlier texts'
  | 'Who has it'
  | 'Export proof'
  | 'Who reacted'
  | 'Delete…';

/** Chooses from the menu of a message. */
export async function act(person: Person, text: string, action: Action): Promise<void> {
  await openMenu(person, text);
  await person.page.getByRole('menuitem', { name: action, exact: true }).click();
}

async function openMenu(person: Person, text: string): Promise<void> {
  const message = person.message(text);
  await message.hover();
  await message.getByRole('button', { name: 'Actions' }).click();
}

export async function react(person: Person, text: string, emoji: string): Promise<void> {
  await openMenu(person, text);
  await person.page.getByRole('menuitemcheckbox', { name: `React with ${emoji}` }).click();
}

/** Waits until an emoji stands at a message, put there by these people ("You" for oneself). */
export async function waitForReaction(
  person: Person,
  text: string,
  emoji: string,
  names: readonly string[],
): Promise<void> {
  await until(`${person.name} sees ${emoji} of ${names.join(', ')} at “${text}”`, async () => {
    const button = person.message(text).getByRole('button', { name: emoji });
    const label = (await button.getAttribute('aria-label', { timeout: 1_000 })) ?? '';
    return label.includes(`${names.length}:`) && names.every((name) => label.includes(name));
  });
}

/** Answers a message; waits until the answer is on this screen. */
export async function reply(person: Person, to: string, text: string): Promise<void> {
  await act(person, to, 'Reply');
  await person.page.getByRole('button', { name: 'Cancel the reply' }).waitFor();
  await person.say(text);
}

/** What a message says that it answers; null if it answers nothing. */
export async function quoteOf(person: Person, text: string): Promise<string | null> {
  const quote = person.message(text).locator('.quote .quoted');
  return (await quote.count()) === 0 ? null : (await quote.innerText()).trim();
}

export async function edit(person: Person, from: string, to: string): Promise<void> {
  await act(person, from, 'Edit');
  const save = person.page.getByRole('button', { name: 'Save the change' });
  await save.waitFor();
  await person.type(to);
  await save.click();
  await save.waitFor({ state: 'detached' });
  await person.waitForMessage(to);
}

/** Every text that a message has had, the newest first. */
export async function earlierTexts(person: Person, text: string): Promise<string[]> {
  await act(person, text, 'Earlier texts');
  return inWindow(person, 'Earlier texts', async () => {
    const texts = person.page.locator('beep-earlier-texts .text');
    await texts.first().waitFor();
    return texts.allInnerTexts();
  });
}

export async function deleteMessage(person: Person, text: string): Promise<void> {
  await act(person, text, 'Delete…');
  await person.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await person.message(text).waitFor({ state: 'detached' });
}

/** Who is how far with a message of theirs: the names below each heading. */
export async function whoHas(person: Person, text: string): Promise<Record<string, string[]>> {
  await act(person, text, 'Who has it');
  return inWindow(person, 'Who has it', async () => {
    const sections = person.page.locator('beep-people-dialog section');
    await sections.first().waitFor();
    const groups = await sections.evaluateAll((all) =>
      all.map((section) => {
        const words = [...section.querySelectorAll('bdi:not([aria-hidden] bdi)')].map((part) =>
          part.textContent.trim(),
        );
        return [words[0] ?? '', words.slice(1)] as const;
      }),
    );
    return Object.fromEntries(groups);
  });
}

/** Looks at a window and closes it. */
async function inWindow<T>({ page }: Person, name: string, look: () => Promise<T>): Promise<T> {
  const dialog = page.getByRole('dialog', { name });
  await dialog.waitFor();
  const seen = await look();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  return seen;
}

export interface NewPoll {
  readonly question: string;
  readonly answers: readonly string[];
  readonly isMultiple?: boolean;
}

/** Asks everybody. */
export async function ask(person: Person, { question, answers, isMultiple }: NewPoll): Promise<void> {
  const { page } = person;
  await fromComposer(person, 'menuitem', 'New poll…');
  await page.getByRole('textbox', { name: 'Question' }).fill(question);
  for (const [place, answer] of answers.entries()) {
    if (place >= 2) await page.getByRole('button', { name: 'Add an answer' }).click();
    await page.getByRole('textbox', { name: `Answer ${place + 1}` }).fill(answer);
  }
  if (isMultiple) await page.getByRole('radio', { name: 'Several answers' }).check();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await person.message(question).waitFor();
}

/** Chooses an answer, or takes it back where several may be chosen. */
export async function vote(person: Person, question: string, answer: string): Promise<void> {
  await option(person, question, answer).click();
}

const option = (person: Person, question: string, answer: string): Locator =>
  person.message(question).locator('label').filter({ hasText: answer }).locator('input');

/** How many chose each answer, in the order of the answers. */
export async function votes(person: Person, question: string): Promise<number[]> {
  const counts = person.message(question).locator('label [aria-hidden="true"]:not(progress)');
  return (await counts.allInnerTexts()).map(Number);
}

export async function waitForVotes(
  person: Person,
  question: string,
  counts: readonly number[],
): Promise<void> {
  await until(
    `${person.name} sees ${counts.join(', ')} votes`,
    async () => (await votes(person, question)).join() === counts.join(),
  );
}

/** Marks the message that is about to be written. */
export async function mark(
  person: Person,
  how: 'Mark as urgent' | 'Ask everybody to note it',
): Promise<void> {
  await fromComposer(person, 'menuitemcheckbox', how);
}

async function fromComposer(
  { page }: Person,
  role: 'menuitem' | 'menuitemcheckbox',
  name: string,
): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole(role, { name }).click();
}

/** Says that a message was noted, by the button in it. */
export async function note(person: Person, text: string): Promise<void> {
  await person.message(text).getByRole('button', { name: 'Noted', exact: true }).click();
  await person.message(text).getByText('You have noted this').waitFor();
}

/** Takes a message over into other conversations. */
export async function forward(person: Person, text: string, to: readonly string[]): Promise<void> {
  const { page } = person;
  await act(person, text, 'Forward…');
  const dialog = page.getByRole('dialog', { name: 'Forward' });
  await dialog.waitFor();
  for (const name of to) await page.getByRole('checkbox', { name, exact: true }).check();
  await page.getByRole('button', { name: 'Forward', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** The texts on the page of starred messages. Leaves the chat. */
export async function starredTexts(person: Person): Promise<string[]> {
  const { page } = person;
  await person.goTo('Chats');
  await page.getByRole('link', { name: 'Starred' }).click();
  await page.getByRole('heading', { name: 'Starred', exact: true }).waitFor();
  const list = page.getByRole('list', { name: 'Starred' });
  await list
    .or(page.getByRole('heading', { name: 'No starred messages' }))
    .first()
    .waitFor();
  return (await list.locator('bdi.text').allInnerTexts()).map((text) => text.trim());
}

/** Types a message and names somebody in it by the list that opens at the `@`. */
export async function sayTo(person: Person, name: string, text: string): Promise<void> {
  const { page } = person;
  const box = page.getByRole('textbox', { name: 'Message', exact: true });
  await box.fill('');
  await box.pressSequentially(`@${name.slice(0, 2)}`);
  await page.getByRole('option', { name }).waitFor();
  await box.press('Enter');
  await box.pressSequentially(text);
  await box.press('Enter');
  await person.waitForMessage(`@${name} ${text}`);
}
