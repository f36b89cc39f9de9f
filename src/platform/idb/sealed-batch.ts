import type { Batch, StoredEntry } from '../../app/ports.js';
import { idBytes, type ConversationId, type DeviceId } from '../../protocol/ids.js';
import type { Wire } from '../../protocol/codec.js';
import type { Vault } from '../crypto/vault.js';
import { webBytes } from '../crypto/web-bytes.js';
import type { EntryKey, EntryRow, Tag } from './database.js';
import { encodeContact, encodeConversation, encodeDraft, encodeEntry, encodeSelf } from './record-codec.js';

/** A batch as it goes to disk. All of WebCrypto is behind us: nothing but requests may be awaited in a transaction. */
export interface SealedBatch {
  readonly self: Uint8Array | null;
  readonly contacts: readonly [Tag, Uint8Array][];
  readonly conversations: readonly [Tag, Uint8Array][];
  readonly drop: readonly IDBKeyRange[];
  readonly entries: readonly [EntryKey, EntryRow][];
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
  const [self, contacts, conversations, drop, entries, drafts] = await Promise.all([
    batch.self ? vault.seal(SELF_PLACE, encodeSelf(batch.self)) : null,
    all(batch.contacts, async (contact) =>
      seal('contacts', await vault.tag(contact.person), encodeContact(contact)),
    ),
    all(batch.conversations, async (conversation) =>
      seal('conversations', await vault.tag(conversation.id), encodeConversation(conversation)),
    ),
    all(batch.drop, ({ conversation, author, fromSeq }) => logRange(vault, conversation, author, fromSeq)),
    all(batch.entries, (stored) => sealEntryRow(vault, stored)),
    all(batch.drafts, (draft) => sealDraft(vault, draft.conversation, draft.text)),
  ]);
  return { self, contacts, conversations, drop, entries, drafts };
}

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
  const { entry, body } = stored;
  const [conversationTag, authorTag] = await Promise.all([
    vault.tag(entry.conversation),
    vault.tag(entry.author),
  ]);
  const key: EntryKey = [conversationTag, authorTag, entry.seq];
  const record = await vault.seal(entryPlace(key), encodeEntry(stored));
  return [
    key,
    { place: [conversationTag, entry.orderMs, webBytes(idBytes(entry.id))], complete: body !== null, record },
  ];
}

/** Where an entry's record lies, whether its key was just made or read back as ArrayBuffers. */
export const entryPlace = ([conversation, author, seq]: EntryKey): { store: string; key: Wire } => ({
  store: 'entries',
  key: [new Uint8Array(conversation), new Uint8Array(author), seq],
});

const all = <T, R>(items: readonly T[] | undefined, make: (item: T) => Promise<R>): Promise<R[]> =>
  Promise.all((items ?? []).map(make));
