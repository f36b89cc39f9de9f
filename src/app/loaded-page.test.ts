import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aConversationId, anEntry } from '../../test/contract/samples.js';
import type { EntryId } from '../protocol/ids.js';
import { LoadedPage, MAX_HELD_ENTRIES, MAX_SHOWN_ENTRIES, PAGE_ENTRIES } from './loaded-page.js';
import type { StoredEntry } from './ports.js';

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
    const newest = LoadedPage.EMPTY.withOlder(log(30, PAGE_ENTRIES));
    assert.deepEqual([newest.before?.orderMs, newest.hasOlder], [1_030, true]);
    const all = newest.withOlder(log(0, 30)).withBatch({ entries: log(130, 2) });
    assert.deepEqual([seqs(all), all.hasOlder], [range(0, 132), false]);
  });

  it('leaves to the older page what sorts before it', () => {
    const page = LoadedPage.EMPTY.withOlder(log(30, PAGE_ENTRIES));
    assert.deepEqual(seqs(page.withBatch({ entries: log(29, 1) })), range(30, 130));
    const whole = LoadedPage.EMPTY.withOlder(log(30, 2));
    assert.deepEqual(seqs(whole.withBatch({ entries: log(29, 1) })), [29, 30, 31]);
  });

  it('gives up the end of a log that is dropped, and puts the other branch in its place', () => {
    const page = LoadedPage.EMPTY.withOlder(log(0, 5));
    const drop = [{ conversation, author, fromSeq: 3 }];
    assert.deepEqual(seqs(page.withBatch({ drop })), [0, 1, 2]);
    assert.deepEqual(seqs(page.withBatch({ drop, entries: log(3, 1) })), [0, 1, 2, 3]);
  });

  it('lets go of what was loaded first, sooner while its end is on the screen', () => {
    for (const [shown, most] of [
      [true, MAX_SHOWN_ENTRIES],
      [false, MAX_HELD_ENTRIES],
    ] as const) {
      const full = LoadedPage.EMPTY.withOlder(log(0, most));
      assert.equal(full.bounded(shown), full);
      const over = full.withBatch({ entries: log(most, 1) }).bounded(shown);
      assert.deepEqual([seqs(over), over.hasOlder], [range(most + 1 - PAGE_ENTRIES, most + 1), true]);
      const again = over.withOlder(log(most + 1 - 2 * PAGE_ENTRIES, PAGE_ENTRIES));
      assert.deepEqual(seqs(again), range(most + 1 - 2 * PAGE_ENTRIES, most + 1));
    }
  });

  it('gives a run only from an entry that is here', () => {
    const page = LoadedPage.EMPTY.withOlder(log(30, PAGE_ENTRIES));
    assert.deepEqual(page.runOf(author, 31, 2), log(31, 2));
    assert.equal(page.runOf(author, 29, 2), null);
    assert.equal(page.runOf(author, 130, 2), null);
  });
});
