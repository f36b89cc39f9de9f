import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aLoneOffice } from '../../test/support/lone-office.js';
import { createMemoryDrafts, type MemoryDrafts } from '../../test/support/memory-drafts.js';
import { createMemoryClock, createMemoryRandom } from '../../test/support/memory-ports.js';
import { plainParagraph } from '../domain/draft-content.js';
import { EMPTY_MEMO, type MemoContent } from '../protocol/memo-content.js';
import type { DraftId } from '../protocol/ids.js';
import { Drafts } from './drafts.js';
import { MAX_DRAFT_BYTES } from './open-draft.js';
import { Store } from './store.js';

const content = (subject: string, ...lines: string[]): MemoContent => ({
  subject,
  blocks: lines.map((line) => plainParagraph(line)),
});

const clock = createMemoryClock();
let starts = 0;
/** Beep begins anew on what is on disk. */
async function start(disk: MemoryDrafts) {
  const random = createMemoryRandom(`start ${starts++}`);
  const { office, ports } = await aLoneOffice(disk, { clock, random });
  const drafts = await Drafts.load(ports, office, new Store([]));
  const open = async (id: DraftId) => {
    const opened = await drafts.open(id);
    if (!opened.ok) throw new Error(opened.error);
    return opened.value;
  };
  const create = async (made: MemoContent = EMPTY_MEMO) => {
    const created = await drafts.create(made, null);
    if (!created.ok) throw new Error(created.error);
    return created.value;
  };
  return { drafts, open, create };
}
/** Everything that was begun has come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await settled();
}

describe('a draft', () => {
  it('is on disk 50 ms after a keystroke, whatever becomes of the app', async () => {
    const disk = createMemoryDrafts();
    const first = await start(disk);
    const id = await first.create();
    const draft = await first.open(id);
    draft.doc.setContent(content('Leave', 'From Monday.'));
    assert.equal(draft.keeping.value.isKept, false);
    await pass(50);
    assert.deepEqual(draft.keeping.value, { isKept: true, fault: null });
    const again = await (await start(disk)).open(id); // the first app was killed
    assert.deepEqual(again.doc.content(), content('Leave', 'From Monday.'));
  });

  it('gathers what is written in quick succession into one write', async () => {
    const disk = createMemoryDrafts();
    const { open, create } = await start(disk);
    const id = await create();
    const draft = await open(id);
    for (let i = 0; i < 20; i++) draft.doc.setContent(content(`Subject ${i}`));
    await pass(50);
    await draft.settled();
    assert.equal(disk.updates.get(id)!.length, 1);
    assert.equal((await (await start(disk)).open(id)).doc.content().subject, 'Subject 19');
  });

  it('is listed by its subject and its first line, the one changed last first', async () => {
    const disk = createMemoryDrafts();
    const { drafts, open, create } = await start(disk);
    const older = await create(content('Older', 'one'));
    await pass(10);
    const newer = await create(content('', '', '  two\nthree'));
    const shown = () => drafts.list.value.map(({ id, subject, firstLine }) => [id, subject, firstLine]);
    assert.deepEqual(shown(), [
      [newer, '', 'two'],
      [older, 'Older', 'one'],
    ]);
    const draft = await open(older);
    await pass(10);
    draft.doc.setContent(content('Changed', 'four'));
    await pass(50);
    await pass(1_000);
    assert.deepEqual(shown()[0], [older, 'Changed', 'four']);
    const again = await start(disk);
    assert.deepEqual(
      again.drafts.list.value.map(({ subject }) => subject),
      ['Changed', ''],
    );
  });

  it('leaves nothing where nothing was written', async () => {
    const disk = createMemoryDrafts();
    const { drafts, open, create } = await start(disk);
    await (await open(await create())).close();
    assert.deepEqual([disk.records.size, drafts.list.value], [0, []]);
  });

  it('says so when the disk is full, loses nothing, and tries again by itself', async () => {
    const disk = createMemoryDrafts();
    const { open, create } = await start(disk);
    const id = await create();
    const draft = await open(id);
    disk.full = true;
    draft.doc.setContent(content('Kept in the end'));
    await pass(50);
    assert.deepEqual(draft.keeping.value, { isKept: false, fault: 'storage-full' });
    disk.full = false;
    await pass(5_000);
    assert.deepEqual(draft.keeping.value, { isKept: true, fault: null });
    assert.equal((await (await start(disk)).open(id)).doc.content().subject, 'Kept in the end');
  });

  it('is one update on disk after it was closed, if there were many', async () => {
    const disk = createMemoryDrafts();
    const { open, create } = await start(disk);
    const id = await create();
    const draft = await open(id);
    for (let i = 0; i < 70; i++) {
      draft.doc.setContent(content(`Subject ${i}`));
      await pass(50);
    }
    assert.equal(disk.updates.get(id)!.length, 70);
    await draft.close();
    assert.equal(disk.updates.get(id)!.length, 1);
    const again = await open(id);
    assert.equal(again.doc.content().subject, 'Subject 69');
    assert.notEqual(again, draft);
  });

  it('that is very large says so, and is kept', async () => {
    const disk = createMemoryDrafts();
    const { open, create } = await start(disk);
    const id = await create();
    const draft = await open(id);
    draft.doc.setContent(content('Large', 'x'.repeat(MAX_DRAFT_BYTES + 1)));
    await pass(50);
    assert.deepEqual(draft.keeping.value, { isKept: true, fault: 'draft-too-large' });
    draft.doc.setContent(content('Small again'));
    await pass(50);
    assert.deepEqual(draft.keeping.value, { isKept: true, fault: null });
  });

  it('that was discarded can be taken back for 30 days', async () => {
    const disk = createMemoryDrafts();
    const { drafts, open, create } = await start(disk);
    const id = await create(content('Thrown away'));
    await open(id);
    assert.ok((await drafts.discard(id)).ok);
    assert.deepEqual(await drafts.open(id), { ok: false, error: 'draft-gone' });
    await pass(29 * 86_400_000);
    const later = await start(disk);
    assert.ok((await later.drafts.restore(id)).ok);
    assert.equal((await later.open(id)).doc.content().subject, 'Thrown away');
    assert.ok((await later.drafts.discard(id)).ok);
    await pass(30 * 86_400_000 + 1);
    assert.deepEqual((await start(disk)).drafts.list.value, []);
    assert.equal(disk.updates.size, 0);
  });
});
