import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anEntry } from '../../test/contract/samples.js';
import { aLoneConversation } from '../../test/support/lone-conversation.js';
import type { EntryId } from '../protocol/ids.js';
import { MAX_HELD_ENTRIES } from './loaded-page.js';
import type { StoredEntry } from './ports.js';

/** A conversation in which we have said much, and the ids of it all in their order. Not signed one by one: nobody looks. */
async function aLongMonologue(length: number) {
  const { conversation, repo, identity } = await aLoneConversation();
  const sample = await anEntry({ conversation: conversation.id, author: 20, seq: 0 });
  const entries = Array.from({ length }, (_, seq): StoredEntry => {
    const id = seq.toString(16).padStart(64, '0') as EntryId;
    return { ...sample, entry: { ...sample.entry, author: identity.device, seq, id, orderMs: 1_000 + seq } };
  });
  await repo.commit({ entries });
  await conversation.open();
  return { conversation, ids: entries.map(({ entry }) => entry.id) };
}

describe('going back to a message', () => {
  it('loads as many pages as it takes, or none', async () => {
    const { conversation, ids } = await aLongMonologue(MAX_HELD_ENTRIES + 50);
    const shown = () => conversation.view.value.messages.map(({ id }) => id);
    const DONE = { ok: true, value: undefined };

    assert.deepEqual(await conversation.loadBackTo(ids.at(-5)!), DONE);
    assert.deepEqual(shown(), ids.slice(-100), 'it was there');
    const refusal = async (id: EntryId) => {
      const done = await conversation.loadBackTo(id);
      return done.ok ? null : done.error;
    };
    assert.equal(await refusal(ids[0]!), 'message-far');
    assert.equal(await refusal('f'.repeat(64) as EntryId), 'message-gone');
    assert.deepEqual(shown(), ids.slice(-100), 'nothing was loaded in vain');
    assert.deepEqual(await conversation.loadBackTo(ids.at(-250)!), DONE);
    assert.deepEqual(shown(), ids.slice(-300));
    assert.deepEqual(await conversation.loadBackTo(ids.at(-MAX_HELD_ENTRIES)!), DONE);
    assert.deepEqual(shown(), ids.slice(-MAX_HELD_ENTRIES));
  });
});
