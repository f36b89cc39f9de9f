import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aConversationId, anEntry, aSelf } from '../../test/contract/samples.js';
import { createMemoryDisk, createMemoryRepo } from '../../test/support/memory-repo.js';
import { AMNA, OWNERS, ThreePeople } from '../../test/support/three-people.js';
import { KIND } from '../protocol/body.js';
import type { EntryId } from '../protocol/ids.js';
import type { MessageBody } from '../protocol/message-body.js';
import { plainText } from '../protocol/text-body.js';
import { MessageViews } from './message-views.js';
import { latestOf } from './latest-message.js';
import { LoadedPage, PAGE_ENTRIES } from './loaded-page.js';
import type { Repo, StoredEntry } from './ports.js';
import { readAround } from './read-around.js';
import { repeatsIn } from './repeats.js';

const conversation = aConversationId(20);
const text = (words: string, again?: readonly EntryId[]): MessageBody => ({
  kind: KIND.text,
  ...plainText(words),
  ...(again && { again }),
});
const idOf = ({ entry }: StoredEntry): EntryId => entry.id;
const writes = (author: number, seq: number, says: MessageBody, orderMs: number) =>
  anEntry({ conversation, author, seq, says, orderMs });

/** Bilal says something, which is answered and noted; a page and a half later he says it again, and once more at the end. */
async function aLongTalk() {
  const first = await writes(2, 0, text('first'), 1_000);
  const noted = await writes(3, 0, { kind: KIND.note, target: idOf(first) }, 1_001);
  const between: StoredEntry[] = [];
  for (let seq = 1; seq <= 2.5 * PAGE_ENTRIES; seq++)
    between.push(await writes(3, seq, text(`${seq}`), 2_000 + seq));
  const once = await writes(4, 0, text('first', [idOf(first)]), 2_000.5 + 1.5 * PAGE_ENTRIES - 0.5);
  const thumb = { kind: KIND.react, target: idOf(once), emoji: '👍', isOn: true } as const;
  const liked = await writes(3, between.length + 1, thumb, 9_000);
  const twice = await writes(4, 1, text('first', [idOf(first), idOf(once)]), 9_001);
  const answer = await writes(1, 0, { ...text('answer'), reply: idOf(first) } as MessageBody, 9_002);
  return { first, noted, between, once, liked, twice, answer };
}

/** A repo that counts what it is asked. */
async function repoWith(entries: readonly StoredEntry[]) {
  const repo = createMemoryRepo(createMemoryDisk());
  await repo.open();
  await repo.commit({ self: aSelf(), entries });
  const asked = { about: 0, entry: 0 };
  const counting: Pick<Repo, 'page' | 'about' | 'entry'> = {
    page: (...of) => repo.page(...of),
    about: (...of) => (asked.about++, repo.about(...of)),
    entry: (...of) => (asked.entry++, repo.entry(...of)),
  };
  return { repo: counting, asked };
}

async function withOlder(
  page: LoadedPage,
  repo: Pick<Repo, 'page' | 'about' | 'entry'>,
): Promise<LoadedPage> {
  const older = await repo.page(conversation, page.before, PAGE_ENTRIES);
  const { about, named } = await readAround(repo, conversation, older);
  return page.withOlder(older, about, named);
}

const NOW = { receipts: [], devices: [...OWNERS.keys()], wallMs: 9_000, isLate: () => false };

describe('what was said again, page by page', () => {
  it('is there once, where it was said last, with all that was ever said about it', async () => {
    const { first, noted, between, once, liked, twice, answer } = await aLongTalk();
    const { repo } = await repoWith([first, noted, ...between, once, liked, twice, answer]);
    const people = new ThreePeople();
    const views = new MessageViews(people, AMNA);
    let page = LoadedPage.EMPTY;
    for (let pages = 1; pages <= 3; pages++) {
      page = await withOlder(page, repo);
      const shown = views.of(page, NOW);
      const same = shown.filter((message) => message.text === 'first');
      assert.deepEqual(
        same.map(({ id, noted: by, reactions }) => [id, by.length, reactions.length]),
        [[idOf(twice), 1, 1]],
      );
      assert.deepEqual(shown.at(-1)!.reply, { id: idOf(twice), authorName: 'Bilal', text: 'first' });
      assert.equal(latestOf(page, people, AMNA)?.text, 'answer');
      assert.equal(views.of(page, NOW).every((message, i) => message === shown[i]), true); // prettier-ignore
    }
    assert.equal(page.entries.length, between.length + 4);
    assert.equal(views.of(page, NOW).length, between.length + 2);
  });

  it('is there once too where it comes before what it was, or while it is on the screen', async () => {
    const { first, noted, once, liked, twice } = await aLongTalk();
    const views = new MessageViews(new ThreePeople(), AMNA);
    const all = [first, noted, once, liked, twice];
    for (const order of [all, all.toReversed(), [twice, first, liked, once, noted]]) {
      let page = LoadedPage.EMPTY;
      for (const [i, one] of order.entries()) {
        // As the app does: what came is there first, and what belongs to it is read after it.
        const { repo } = await repoWith(order.slice(0, i + 1));
        page = page.withBatch({ entries: [one] });
        const here = page.find(idOf(one));
        const { about, named } = await readAround(repo, conversation, here ? [here] : []);
        page = page.withNamed(named, about);
        assert.ok(views.of(page, NOW).length <= 1);
      }
      const [message] = views.of(page, NOW);
      assert.deepEqual([message!.id, message!.noted.length, message!.reactions.length], [idOf(twice), 1, 1]);
    }
  });

  it('costs one question where nothing was said again, and few where something was', async () => {
    const { first, noted, between, once, liked, twice, answer } = await aLongTalk();
    const plain = await repoWith([first, noted, ...between]);
    await withOlder(LoadedPage.EMPTY, plain.repo);
    assert.deepEqual(plain.asked, { about: 1, entry: 0 });
    const copied = await repoWith([first, noted, ...between, once, liked, twice, answer]);
    await withOlder(LoadedPage.EMPTY, copied.repo);
    assert.ok(copied.asked.about <= 2 && copied.asked.entry <= 2, JSON.stringify(copied.asked));
  });

  it('goes by an id that is not held only where a log of its author is known to fork', async () => {
    const { first, noted, once } = await aLongTalk();
    const { repo } = await repoWith([noted, once]);
    const people = new ThreePeople();
    const page = await withOlder(LoadedPage.EMPTY, repo);
    const notes = () => new MessageViews(people, AMNA).of(page, NOW).map((message) => message.noted.length);
    assert.deepEqual(notes(), [0]);
    people.forked.add(OWNERS.get(first.entry.author)!);
    assert.deepEqual(notes(), [1]);
  });

  it('is nothing new to read, whichever of the two comes first', async () => {
    const { first, once, twice, between } = await aLongTalk();
    const membership = new ThreePeople();
    const repeats = async (held: readonly StoredEntry[], came: readonly StoredEntry[]) => {
      const { repo } = await repoWith(held);
      return [...(await repeatsIn(came, { repo, conversation, membership, devices: OWNERS.keys() }))];
    };
    assert.deepEqual(await repeats([first], [once, between[0]!]), [idOf(once)]);
    assert.deepEqual(await repeats([twice], [first]), [idOf(first)]);
    assert.deepEqual(await repeats([once], [twice]), [idOf(twice)]);
    assert.deepEqual(await repeats([], [first, once, twice]), [idOf(once), idOf(twice)]);
    assert.deepEqual(await repeats([between[0]!], [first, between[1]!]), []);
  });
});
