import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aConversationId, aLog, anEntry } from '../../test/contract/samples.js';
import type { EntryId } from '../protocol/ids.js';
import { KIND } from '../protocol/body.js';
import { LoadedPage, MAX_HELD_ENTRIES, MAX_SHOWN_ENTRIES, PAGE_ENTRIES } from './loaded-page.js';
import { MAX_ANNOTATIONS, type StoredEntry } from './ports.js';

const conversation = aConversationId(20);
const sample = await anEntry({ conversation, author: 2, seq: 0 });
const { author } = sample.entry;

/** Entries of one log, as far as a page looks at them. */
const log = (fromSeq: number, count: number): StoredEntry[] =>
  Array.from({ length: count }, (_, i) => {
    const seq = fromSeq + i;
    const id = seq.toString(16).padStart(64, '0') as EntryId;
    return { ...sample, entry: { ...sample.entry, seq, id, orderMs: 1_000 + seq } };
  });
const seqs = ({ entries }: LoadedPage) => entries.map(({ entry }) => entry.seq);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('a loaded page', () => {
  it('grows at both ends, and knows from a short page that there is nothing before it', () => {
    const newest = LoadedPage.EMPTY.withOlder(log(30, PAGE_ENTRIES), []);
    assert.deepEqual([newest.before?.orderMs, newest.hasOlder], [1_030, true]);
    const all = newest.withOlder(log(0, 30), []).withBatch({ entries: log(130, 2) });
    assert.deepEqual([seqs(all), all.hasOlder], [range(0, 132), false]);
  });

  it('leaves to the older page what sorts before it', () => {
    const page = LoadedPage.EMPTY.withOlder(log(30, PAGE_ENTRIES), []);
    assert.deepEqual(seqs(page.withBatch({ entries: log(29, 1) })), range(30, 130));
    const whole = LoadedPage.EMPTY.withOlder(log(30, 2), []);
    assert.deepEqual(seqs(whole.withBatch({ entries: log(29, 1) })), [29, 30, 31]);
  });

  it('gives up the end of a log that is dropped, and puts the other branch in its place', () => {
    const page = LoadedPage.EMPTY.withOlder(log(0, 5), []);
    const drop = [{ conversation, author, fromSeq: 3 }];
    assert.deepEqual(seqs(page.withBatch({ drop })), [0, 1, 2]);
    assert.deepEqual(seqs(page.withBatch({ drop, entries: log(3, 1) })), [0, 1, 2, 3]);
  });

  it('lets go of what was loaded first, sooner while its end is on the screen', () => {
    for (const [shown, most] of [
      [true, MAX_SHOWN_ENTRIES],
      [false, MAX_HELD_ENTRIES],
    ] as const) {
      const full = LoadedPage.EMPTY.withOlder(log(0, most), []);
      assert.equal(full.bounded(shown), full);
      const over = full.withBatch({ entries: log(most, 1) }).bounded(shown);
      assert.deepEqual([seqs(over), over.hasOlder], [range(most + 1 - PAGE_ENTRIES, most + 1), true]);
      const again = over.withOlder(log(most + 1 - 2 * PAGE_ENTRIES, PAGE_ENTRIES), []);
      assert.deepEqual(seqs(again), range(most + 1 - 2 * PAGE_ENTRIES, most + 1));
    }
  });

  it('gives a run only from an entry that is here', () => {
    const page = LoadedPage.EMPTY.withOlder(log(30, PAGE_ENTRIES), []);
    assert.deepEqual(page.runOf(author, 31, 2), log(31, 2));
    assert.equal(page.runOf(author, 29, 2), null);
    assert.equal(page.runOf(author, 130, 2), null);
  });
});

const [other] = (await aLog(conversation, 3, 1)).map(({ entry }) => entry.author);

describe('what is said about the entries of a loaded page', () => {
  /** Annotations of entry `of`, by another author, from `fromSeq` of their log on. */
  const notes = async (of: number, fromSeq: number, count: number): Promise<StoredEntry[]> => {
    const target = of.toString(16).padStart(64, '0') as EntryId;
    const note = await anEntry({ conversation, author: 3, seq: 0, says: { kind: KIND.note, target } });
    return Array.from({ length: count }, (_, i) => {
      const seq = fromSeq + i;
      const id = `f${of.toString(16).padStart(31, '0')}${seq.toString(16).padStart(32, '0')}` as EntryId;
      return { ...note, entry: { ...note.entry, seq, id, orderMs: 5_000 + seq } };
    });
  };
  const idOf = (of: number) => of.toString(16).padStart(64, '0') as EntryId;
  const said = (page: LoadedPage, of: number) => page.annotationsOf(idOf(of)).map(({ entry }) => entry.seq);

  it('comes with an older page or a batch, once, and takes no place among them', async () => {
    const [early, late] = [await notes(31, 0, 1), await notes(31, 1, 1)];
    const page = LoadedPage.EMPTY.withOlder(log(30, 3), early);
    const after = page.withBatch({ entries: [...late, ...early] });
    assert.deepEqual(
      [seqs(after), said(after, 31)],
      [
        [30, 31, 32],
        [0, 1],
      ],
    );
    assert.equal(after.entries, page.entries, 'the entries are the very same');
    assert.equal(after.withAnnotations(late), after, 'what is known is no change');
  });

  it('leaves the lists of other entries the very same', async () => {
    const page = LoadedPage.EMPTY.withOlder(log(30, 3), [
      ...(await notes(30, 0, 1)),
      ...(await notes(31, 1, 1)),
    ]);
    const after = page.withBatch({ entries: await notes(31, 2, 1) });
    assert.equal(after.annotationsOf(idOf(30)), page.annotationsOf(idOf(30)));
    assert.deepEqual(said(after, 31), [1, 2]);
  });

  it('is nothing where that entry is not here', async () => {
    const page = LoadedPage.EMPTY.withOlder(log(30, PAGE_ENTRIES), []);
    const after = page.withBatch({ entries: await notes(29, 0, 1) });
    assert.deepEqual([said(after, 29), after.find(idOf(29))], [[], undefined]);
  });

  it('is kept of an entry that is answered there, and of one that comes after it was missed', async () => {
    const page = LoadedPage.EMPTY.withOlder(log(30, PAGE_ENTRIES), []);
    const quoted = new Map([[idOf(3), log(3, 1)[0]!], [idOf(200), null]]); // prettier-ignore
    const after = page.withNamed(quoted, await notes(3, 0, 1)).withBatch({ entries: await notes(3, 1, 1) });
    assert.deepEqual([said(after, 3), after.find(idOf(200))], [[0, 1], null]);
    assert.equal(after.withBatch({ entries: log(200, 1) }).find(idOf(200))?.entry.seq, 200);
  });

  it('goes with the end of its log, and with the entry', async () => {
    const page = LoadedPage.EMPTY.withOlder(log(0, 5), await notes(1, 0, 3));
    const dropped = page.withBatch({ drop: [{ conversation, author: other!, fromSeq: 1 }] });
    assert.deepEqual([seqs(dropped), said(dropped, 1)], [[0, 1, 2, 3, 4], [0]]);
    const full = LoadedPage.EMPTY.withOlder(log(0, MAX_SHOWN_ENTRIES + 1), await notes(1, 0, 3)).bounded(
      true,
    );
    assert.deepEqual(said(full, 1), []);
  });

  it('is no more than anybody may fill our memory with: the newest stay', async () => {
    const edit = await anEntry({
      conversation,
      author: 2,
      seq: 0,
      says: { kind: KIND.edit, target: idOf(0), text: 'better', mentions: [] },
    });
    const page = LoadedPage.EMPTY.withOlder(log(0, 1), [edit]);
    const after = page.withBatch({ entries: await notes(0, 1, 2 * MAX_ANNOTATIONS) });
    const kept = after.annotationsOf(idOf(0));
    assert.equal(kept.length, MAX_ANNOTATIONS + 1);
    assert.equal(kept.includes(edit), true, 'what others have said stays');
    assert.equal(kept.at(-1)!.entry.seq, 2 * MAX_ANNOTATIONS);
  });

  it('is part of a run of its log, up to what is not here', async () => {
    const page = LoadedPage.EMPTY.withOlder(log(30, 3), [
      ...(await notes(31, 4, 2)),
      ...(await notes(32, 7, 1)),
    ]);
    const run = (fromSeq: number, limit = 10) =>
      page.runOf(other!, fromSeq, limit)?.map(({ entry }) => entry.seq);
    assert.deepEqual([run(4), run(4, 1), run(6), run(7)], [[4, 5], [4], undefined, [7]]);
  });
});
