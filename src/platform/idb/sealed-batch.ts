import { isNoDraft } from '../../app/draft.js';
import type { Batch, LogPlace } from '../../app/ports.js';
import { itemId, itemIdBytes } from '../../protocol/roster-item.js';
import type { Wire } from '../../protocol/codec.js';
import type { Vault } from '../crypto/vault.js';
import { webBytes } from '../crypto/web-bytes.js';
import type { Tag } from './database.js';
import { byLog, logKeysFrom, sealRows, type LogPart, type SealedRow } from './entry-rows.js';
import type { MergedRows } from './merge-rows.js';
import {
  encodeContact,
  encodeConversation,
  encodeDraft,
  encodeRosterItem,
  encodeSelf,
  type DraftRow,
  type RosterRow,
} from './record-codec.js';

/** A batch as it goes to disk. All of WebCrypto is behind us: nothing but requests may be awaited in a transaction. */
export interface SealedBatch {
  readonly self: Uint8Array | null;
  readonly contacts: readonly [Tag, Uint8Array][];
  readonly conversations: readonly [Tag, Uint8Array][];
  /** What goes on from the ends of logs. */
  readonly appended: readonly AppendedRows[];
  /** In place of `appended`: what changes rows that are there. */
  readonly merged: MergedRows | null;
  readonly roster: readonly [[Tag, Uint8Array<ArrayBuffer>], Uint8Array][];
  readonly stars: readonly SealedStar[];
  /** Null takes the draft away. */
  readonly drafts: readonly [Tag, Uint8Array | null][];
}

/** Rows that come after everything that is there of one log. */
export interface AppendedRows {
  /** Where, for that to be true, nothing may be yet. */
  readonly mustBeFree: IDBKeyRange;
  readonly rows: readonly SealedRow[];
}

/** An entry that is to be starred, or not. */
export interface SealedStar {
  readonly conversation: Tag;
  readonly author: Tag;
  readonly seq: number;
  readonly isStarred: boolean;
}

/** Seals everything in `batch`; of its entries, what `merged` says, or if that is null, new rows at the ends of their logs. */
export async function sealBatch(
  vault: Vault,
  batch: Batch,
  merged: MergedRows | null = null,
): Promise<SealedBatch> {
  const seal = async (
    store: string,
    key: Uint8Array<ArrayBuffer>,
    plaintext: Uint8Array,
  ): Promise<[Tag, Uint8Array]> => [key, await vault.seal({ store, key }, plaintext)];
  const [self, contacts, conversations, appended, stars, drafts, roster] = await Promise.all([
    batch.self ? vault.seal(SELF_PLACE, encodeSelf(batch.self)) : null,
    all(batch.contacts, async (contact) =>
      seal('contacts', await vault.tag(contact.person), encodeContact(contact)),
    ),
    all(batch.conversations, async (conversation) =>
      seal('conversations', await vault.tag(conversation.id), encodeConversation(conversation)),
    ),
    all(merged ? [] : byLog(batch.entries ?? []), (part) => appendRows(vault, part)),
    all(batch.stars, ({ entry, isStarred }) => sealStar(vault, entry, isStarred)),
    all(batch.drafts, (row) => sealDraft(vault, row)),
    all(batch.roster, (row) => sealRosterItem(vault, row)),
  ]);
  return { self, contacts, conversations, appended, merged, stars, drafts, roster };
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

/** A draft's row; where there is nothing to keep, there is none. */
export async function sealDraft(vault: Vault, row: DraftRow): Promise<[Tag, Uint8Array | null]> {
  const key = await vault.tag(row.conversation);
  return [key, isNoDraft(row.draft) ? null : await vault.seal({ store: 'drafts', key }, encodeDraft(row))];
}

async function appendRows(vault: Vault, { conversation, author, entries }: LogPart): Promise<AppendedRows> {
  const [conversationTag, authorTag] = await Promise.all([vault.tag(conversation), vault.tag(author)]);
  return {
    mustBeFree: logKeysFrom(conversationTag, authorTag, entries[0]!.entry.seq),
    rows: await sealRows(vault, conversationTag, authorTag, entries),
  };
}

async function sealStar(
  vault: Vault,
  { conversation, author, seq }: LogPlace,
  isStarred: boolean,
): Promise<SealedStar> {
  const [conversationTag, authorTag] = await Promise.all([vault.tag(conversation), vault.tag(author)]);
  return { conversation: conversationTag, author: authorTag, seq, isStarred };
}

const all = <T, R>(items: readonly T[] | undefined, make: (item: T) => Promise<R>): Promise<R[]> =>
  Promise.all((items ?? []).map(make));
