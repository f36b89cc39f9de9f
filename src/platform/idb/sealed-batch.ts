import type { Batch, LogPlace, StoredEntry } from '../../app/ports.js';
import { conversationOf } from '../../protocol/conversation-id.js';
import { idBytes, type ConversationId, type DeviceId, type EntryId } from '../../protocol/ids.js';
import { aboutOf, isAnnotation } from '../../protocol/message-body.js';
import { itemId, itemIdBytes } from '../../protocol/roster-item.js';
import type { Wire } from '../../protocol/codec.js';
import type { Vault } from '../crypto/vault.js';
import { webBytes } from '../crypto/web-bytes.js';
import type { AboutKey, EntryKey, EntryRow, PlaceKey, Tag } from './database.js';
import {
  encodeContact,
  encodeConversation,
  encodeDraft,
  encodeEntry,
  encodeRosterItem,
  encodeSelf,
  type RosterRow,
} from './record-codec.js';

/** A batch as it goes to disk. All of WebCrypto is behind us: nothing but requests may be awaited in a transaction. */
export interface SealedBatch {
  readonly self: Uint8Array | null;
  readonly contacts: readonly [Tag, Uint8Array][];
  readonly conversations: readonly [Tag, Uint8Array][];
  readonly drop: readonly IDBKeyRange[];
  readonly entries: readonly [EntryKey, EntryRow][];
  readonly roster: readonly [[Tag, Uint8Array<ArrayBuffer>], Uint8Array][];
  readonly stars: readonly (readonly [EntryKey, boolean])[];
  /** Null takes the draft away. */
  readonly drafts: readonly [Tag, Uint8Array | null][];
}

/** Every key of a log from `fromSeq` on, up to and including `toSeq`. */
export async function logRange(
  vault: Vault,
  conversation: ConversationId,
  author: DeviceId,
  fromSeq: number,
  toSeq = Number.MAX_SAFE_INTEGER,
): Promise<IDBKeyRange> {
  const [conversationTag, authorTag] = await Promise.all([vault.tag(conversation), vault.tag(author)]);
  return IDBKeyRange.bound([conversationTag, authorTag, fromSeq], [conversationTag, authorTag, toSeq]);
}

/** Seals everything in `batch`. */
export async function sealBatch(vault: Vault, batch: Batch): Promise<SealedBatch> {
  const seal = async (
    store: string,
    key: Uint8Array<ArrayBuffer>,
    plaintext: Uint8Array,
  ): Promise<[Tag, Uint8Array]> => [key, await vault.seal({ store, key }, plaintext)];
  const [self, contacts, conversations, drop, entries, stars, drafts, roster] = await Promise.all([
    batch.self ? vault.seal(SELF_PLACE, encodeSelf(batch.self)) : null,
    all(batch.contacts, async (contact) =>
      seal('contacts', await vault.tag(contact.person), encodeContact(contact)),
    ),
    all(batch.conversations, async (conversation) =>
      seal('conversations', await vault.tag(conversation.id), encodeConversation(conversation)),
    ),
    all(batch.drop, ({ conversation, author, fromSeq }) => logRange(vault, conversation, author, fromSeq)),
    all(batch.entries, (stored) => sealEntryRow(vault, stored)),
    all(batch.stars, async ({ entry, isStarred }) => [await entryKey(vault, entry), isStarred] as const),
    all(batch.drafts, (draft) => sealDraft(vault, draft.conversation, draft.text)),
    all(batch.roster, (row) => sealRosterItem(vault, row)),
  ]);
  return { self, contacts, conversations, drop, entries, stars, drafts, roster };
}

async function sealRosterItem(vault: Vault, row: RosterRow): Promise<SealedBatch['roster'][number]> {
  const key: [Tag, Uint8Array<ArrayBuffer>] = [
    await vault.tag(row.conversation),
    webBytes(itemIdBytes(itemId(row.item))),
  ];
  return [key, await vault.seal(rosterPlace(key), encodeRosterItem(row))];
}

/** Where a roster item's record lies, whether its key was just made or read back as ArrayBuffers. */
export const rosterPlace = ([group, item]: readonly [Tag, Tag]): { store: string; key: Wire } => ({
  store: 'roster',
  key: [new Uint8Array(group), new Uint8Array(item)],
});

export const SELF_PLACE = { store: 'self', key: 'self' } as const;

/** A draft's row; an empty text has none. */
export async function sealDraft(
  vault: Vault,
  conversation: ConversationId,
  text: string,
): Promise<[Tag, Uint8Array | null]> {
  const key = await vault.tag(conversation);
  return [
    key,
    text === '' ? null : await vault.seal({ store: 'drafts', key }, encodeDraft({ conversation, text })),
  ];
}

async function sealEntryRow(vault: Vault, stored: StoredEntry): Promise<[EntryKey, EntryRow]> {
  const { author, seq } = stored.entry;
  const key = await entryKey(vault, { conversation: conversationOf(stored.entry), author, seq });
  const record = await vault.seal(entryPlace(key), encodeEntry(stored));
  return [key, { ...indexedFields(key[0], stored), complete: stored.body !== null, record }];
}

async function entryKey(vault: Vault, { conversation, author, seq }: LogPlace): Promise<EntryKey> {
  const [conversationTag, authorTag] = await Promise.all([vault.tag(conversation), vault.tag(author)]);
  return [conversationTag, authorTag, seq];
}

/** By what an entry is found: what stands by itself by its place, what is about another entry by that one. */
function indexedFields(conversation: Tag, { entry, body, isStarred }: StoredEntry) {
  const id = webBytes(idBytes(entry.id));
  const starred = isStarred && { starred: 1 as const };
  if (!isAnnotation(entry.kind)) {
    const place: PlaceKey = [conversation, entry.orderMs, id];
    return { id, place, ...starred };
  }
  const target = body && aboutOf(entry.kind, body);
  return target ? { id, about: aboutKey(conversation, target), ...starred } : { id, ...starred };
}

export const aboutKey = (conversation: Tag, target: EntryId): AboutKey => [
  conversation,
  webBytes(idBytes(target)),
];

/** Where an entry's record lies, whether its key was just made or read back as ArrayBuffers. */
export const entryPlace = ([conversation, author, seq]: EntryKey): { store: string; key: Wire } => ({
  store: 'entries',
  key: [new Uint8Array(conversation), new Uint8Array(author), seq],
});

const all = <T, R>(items: readonly T[] | undefined, make: (item: T) => Promise<R>): Promise<R[]> =>
  Promise.all((items ?? []).map(make));
