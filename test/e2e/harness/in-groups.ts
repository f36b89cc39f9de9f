import type { Locator } from 'playwright-core';
import { press, tabTo } from './by-keyboard.js';
import { exactly, type Person } from './person.js';
import { until } from './until.js';

/** What a person does about groups, and sees of them, by the names that the screen promises. The screen is English. */

export type GroupType = 'group' | 'channel';
export type HistoryRule = 'all' | 'from-joining';

export interface NewGroup {
  readonly name: string;
  readonly members: readonly string[];
  readonly type?: GroupType;
  readonly history?: HistoryRule;
}

/** Makes a group or a channel of contacts by clicks, and has its chat open. */
export async function newGroup(person: Person, { type = 'group', ...group }: NewGroup): Promise<void> {
  const { page } = person;
  await person.goTo('Chats');
  await page.getByRole('button', { name: 'New chat' }).click();
  await page.getByRole('link', { name: `New ${type}` }).click();
  await page.getByRole('textbox', { name: `Name of the ${type}` }).fill(group.name);
  if (group.history === 'from-joining')
    await page.getByRole('radio', { name: 'Newcomers see what is written from when they join' }).check();
  for (const name of group.members) await page.getByRole('checkbox', { name, exact: true }).check();
  await page.getByRole('button', { name: `Create ${type}` }).click();
  await chatOf(person, group.name);
}

/** As `newGroup`, without a pointer. */
export async function newGroupByKeyboard(person: Person, group: NewGroup): Promise<void> {
  const { page } = person;
  await person.goTo('Chats');
  await press(page.getByRole('button', { name: 'New chat' }), 'Enter');
  await press(page.getByRole('link', { name: 'New group' }), 'Enter');
  await tabTo(page.getByRole('textbox', { name: 'Name of the group' }));
  await page.keyboard.type(group.name);
  for (const name of group.members) await press(page.getByRole('checkbox', { name, exact: true }), 'Space');
  await press(page.getByRole('button', { name: 'Create group' }), 'Enter');
  await chatOf(person, group.name);
}

async function chatOf({ page }: Person, name: string): Promise<void> {
  await page.locator('[data-digest]').waitFor();
  await page.getByRole('heading', { level: 1, name: exactly(name) }).waitFor();
}

/** From an open chat to the page about it. */
export async function openDetails({ page }: Person): Promise<void> {
  await page.getByRole('heading', { level: 1 }).getByRole('link').click();
  await page.getByRole('link', { name: 'Back to the chat' }).waitFor();
}

export async function backToChat({ page }: Person): Promise<void> {
  await page.getByRole('link', { name: 'Back to the chat' }).click();
  await page.getByRole('log').waitFor();
}

/** Runs on the page about the open chat, and comes back from it. */
async function inDetails(person: Person, work: () => Promise<void>): Promise<void> {
  await openDetails(person);
  await work();
  await backToChat(person);
}

/** The rows of the page about a group, one for each member. */
const memberRows = ({ page }: Person): Locator =>
  page.getByRole('list', { name: 'Members' }).locator('[data-person]');

/** A name, and not the picture that is made of its first letter. */
export const NAME = 'bdi:not([aria-hidden="true"] bdi)';

const memberRow = (person: Person, name: string): Locator =>
  memberRows(person).filter({
    has: person.page.locator(`p:first-child > ${NAME}`, { hasText: exactly(name) }),
  });

/** What the details of the open chat say of each member, as one line each: name, role, on whose word, and how near. */
export async function members(person: Person): Promise<string[]> {
  let lines: string[] = [];
  await inDetails(person, async () => {
    await memberRows(person).first().waitFor();
    lines = await memberRows(person).evaluateAll((rows) =>
      rows.map((row) =>
        [...row.querySelectorAll('p')]
          .map((line) => line.textContent.replaceAll(/\s+/g, ' ').trim())
          .join(' | '),
      ),
    );
  });
  return lines;
}

/** Waits until the details of the open chat name exactly these members, in any order. */
export async function waitForMembers(person: Person, names: readonly string[]): Promise<void> {
  await inDetails(person, async () => {
    const shown = memberRows(person).locator(`p:first-child > ${NAME}`);
    await until(
      `${person.name} sees the members ${names.join(', ')}`,
      async () => (await shown.allInnerTexts()).toSorted().join() === names.toSorted().join(),
    );
  });
}

export interface Addition {
  readonly role?: 'Member' | 'Admin';
  readonly history?: HistoryRule;
}

/** Adds contacts to the open group. */
export async function addPeople(
  person: Person,
  names: readonly string[],
  { role = 'Member', history }: Addition = {},
): Promise<void> {
  const { page } = person;
  await inDetails(person, async () => {
    await page.getByRole('button', { name: 'Add people' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add people' });
    for (const name of names) await dialog.getByRole('checkbox', { name, exact: true }).check();
    await dialog.getByRole('radio', { name: role, exact: true }).check();
    const words = { all: 'Everything', 'from-joining': 'Only what is written from now on' };
    if (history) await dialog.getByRole('radio', { name: words[history] }).check();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  });
}

/** Chooses from the menu beside a member's name, on the page about the group. */
async function fromMemberMenu(person: Person, name: string, choice: string): Promise<void> {
  const row = memberRow(person, name);
  await row.getByRole('button', { name: /^\s*What to do with/ }).click();
  await row.getByRole('button', { name: choice, exact: true }).click();
}

/** Removes somebody from the open group, once they are sure. */
export async function removeMember(person: Person, name: string): Promise<void> {
  await inDetails(person, async () => {
    await fromMemberMenu(person, name, 'Remove');
    await answer(person, 'Remove');
    await memberRow(person, name).waitFor({ state: 'detached' });
  });
}

export async function makeAdmin(person: Person, name: string): Promise<void> {
  await inDetails(person, async () => {
    await fromMemberMenu(person, name, 'Make admin');
    await memberRow(person, name).getByText('Admin', { exact: true }).waitFor();
  });
}

/** Opens, from the details of the open group, the chat with one member alone. */
export async function writeToMember(person: Person, name: string): Promise<void> {
  await openDetails(person);
  await fromMemberMenu(person, name, 'Write to them');
  await chatOf(person, name);
}

export async function renameGroup(person: Person, name: string): Promise<void> {
  const { page } = person;
  await inDetails(person, async () => {
    await page.getByRole('textbox', { name: /^Name of the/ }).fill(name);
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.getByText('Saved.').waitFor();
  });
}

/** Leaves the open group, once they are sure. */
export async function leaveGroup(person: Person): Promise<void> {
  await openDetails(person);
  await person.page.getByRole('button', { name: /^\s*Leave the/ }).click();
  await answer(person, /^Leave/);
  await person.page.getByRole('log').waitFor();
}

/** The words that stand where one would write, in a chat that is closed; waits for them. */
export async function closedWords({ page }: Person): Promise<string> {
  return (await page.getByRole('region', { name: 'Closed' }).innerText()).trim();
}

/** Opens the request of somebody from the list of them. */
export async function openRequest({ page }: Person, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Chats' }).click();
  await page.getByRole('link', { name: /^\s*Requests/ }).click();
  await page.getByRole('list', { name: 'Requests' }).getByRole('link', { name }).click();
  await page.getByRole('region', { name: 'Request' }).waitFor();
}

export async function answerRequest({ page }: Person, how: 'Accept' | 'Block'): Promise<void> {
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByRole('button', { name: how }).click();
  await request.waitFor({ state: 'detached' });
}

async function answer({ page }: Person, name: string | RegExp): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name, exact: typeof name === 'string' }).click();
}
