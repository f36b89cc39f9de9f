import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALICE, BOB, bytesOf, cardOf, idOf, manifestOf, type Actor } from '../../test/vectors/cast.js';
import { encodeAdminBody, type AdminBody } from '../protocol/admin-body.js';
import { encodeTextBody, hashBody, KIND } from '../protocol/body.js';
import { conversationOf, groupConversationId, NO_CONVERSATION } from '../protocol/conversation-id.js';
import { sealEntry, type EntryHeader } from '../protocol/entry.js';
import type { ConversationId, EntryId } from '../protocol/ids.js';
import { adminEntryOf } from './admin-entry.js';

const group = idOf<ConversationId>('a group');
const other = idOf<EntryId>('another entry');
const introduction = { manifest: await manifestOf(ALICE), card: await cardOf(ALICE) };
const CREATE: AdminBody = { kind: KIND.create, type: 'group', name: 'Board', history: 'all', post: null, ...introduction, knows: [] }; // prettier-ignore
const LEAVE: AdminBody = { kind: KIND.leave, knows: [] };

async function signed(said: AdminBody, changes: Partial<EntryHeader> = {}, author: Actor = ALICE) {
  const body = encodeAdminBody(bytesOf('salt', 16), said);
  const header: EntryHeader = {
    conversation: said.kind === KIND.create ? NO_CONVERSATION : group,
    author: author.device,
    seq: 0,
    prev: null,
    after: [],
    sentAtMs: 1_000,
    orderMs: 1_000,
    kind: said.kind,
    bodyHash: hashBody(body),
    bodyLength: body.byteLength,
    grant: null,
    ...changes,
  };
  return { entry: await sealEntry(header, author.signAsDevice), body };
}

const read = ({ entry, body }: Awaited<ReturnType<typeof signed>>) =>
  adminEntryOf(entry, body, (device) => (device === BOB.device ? BOB.person : null));

describe('an admin entry', () => {
  it('that creates a group names the group, and its author by itself', async () => {
    const row = await signed(CREATE);
    const { id, author } = row.entry;
    assert.deepEqual(read(row), { id, author, person: ALICE.person, seq: 0, grant: null, body: CREATE });
    assert.equal(conversationOf(row.entry), groupConversationId(id));
  });

  it('that creates a group is nobody else’s, and the first of all', async () => {
    assert.equal(read(await signed(CREATE, {}, BOB)), null);
    for (const changes of [
      { conversation: group },
      { seq: 1, prev: other },
      { after: [other] },
      { grant: other },
    ] satisfies Partial<EntryHeader>[])
      assert.equal(read(await signed(CREATE, changes)), null);
  });

  it('of any other kind is its device’s person’s, and of a conversation', async () => {
    assert.equal(read(await signed(LEAVE, {}, BOB))?.person, BOB.person);
    assert.equal(read(await signed(LEAVE)), null);
    const nowhere = await signed(LEAVE, { conversation: NO_CONVERSATION }, BOB);
    assert.equal(read(nowhere), null);
    assert.equal(conversationOf(nowhere.entry), NO_CONVERSATION);
    assert.equal(conversationOf((await signed(LEAVE)).entry), group);
  });

  it('is none with the body of another, or of another kind', async () => {
    const { entry, body } = await signed(LEAVE, {}, BOB);
    const text = encodeTextBody(bytesOf('salt', 16), 'goodbye');
    assert.equal(read({ entry, body: text }), null);
    assert.equal(read({ entry, body: (await signed(CREATE)).body }), null);
    for (const kind of [KIND.text, KIND.remove, 64])
      assert.equal(read(await signed(LEAVE, { kind }, BOB)), null);
    assert.notEqual(read({ entry, body }), null);
  });
});
