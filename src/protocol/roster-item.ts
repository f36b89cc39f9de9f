import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { readAdminBody, trustedAdminBody, type AdminBody } from './admin-body.js';
import { decodeArray, encode, isBytes, type Wire } from './codec.js';
import { conversationOf } from './conversation-id.js';
import {
  isBodyOf,
  readEntry,
  trustedEntry,
  verifyEntry,
  type ClaimedEntry,
  type EntryHeader,
  type VerifiedEntry,
} from './entry.js';
import { idBytes, type ConversationId, type EntryId } from './ids.js';
import { openIntroduction, trustedIntroduction, type Introduction } from './introduction.js';
import type { Verify } from './sign1.js';

declare const brand: unique symbol;
/** Names a roster item, 64 lowercase hex digits. */
export type ItemId = string & { readonly [brand]: 'ItemId' };

/** An admin entry with its body. */
export interface EntryItem {
  readonly kind: 'entry';
  readonly entry: VerifiedEntry;
  readonly body: Uint8Array;
  readonly read: AdminBody;
}
/** A device of a person who is or was a member. */
export interface IntroductionItem extends Introduction {
  readonly kind: 'introduction';
}
/** Two entries that the device of a member signed for one place of its log of the group. The smaller id comes first. */
export interface ForkItem {
  readonly kind: 'fork';
  readonly entries: readonly [VerifiedEntry, VerifiedEntry];
}
/** One of the things of which a roster is made. They reach everybody as a set, whatever became of the logs. */
export type RosterItem = EntryItem | IntroductionItem | ForkItem;

const CODE = { entry: 1, introduction: 2, fork: 3 } as const;

/** An item as it travels and as it is kept. */
export const wireItem = (item: RosterItem): Wire => {
  switch (item.kind) {
    case 'entry':
      return [CODE.entry, item.entry.bytes, item.body];
    case 'introduction':
      return [CODE.introduction, item.manifest.bytes, item.card.bytes];
    case 'fork':
      return [CODE.fork, item.entries[0].bytes, item.entries[1].bytes];
  }
};

/** How many bytes of signed objects and bodies an item holds. */
export const itemBytes = (item: RosterItem): number =>
  (wireItem(item) as readonly Wire[])
    .slice(1)
    .reduce<number>((sum, part) => sum + (part as Uint8Array).byteLength, 0);

/** Canonical bytes of an item. */
export const encodeItem = (item: RosterItem): Uint8Array => encode(wireItem(item));

/**
 * Names an item by what was signed, so that a second signature makes no second item. Of an entry it is the entry's id.
 */
export function itemId(item: RosterItem): ItemId {
  switch (item.kind) {
    case 'entry':
      return item.entry.id as string as ItemId;
    case 'introduction':
      return hashed(['beep/1 introduction', item.manifest.bytes, item.card.bytes]);
    case 'fork':
      return hashed(['beep/1 fork', ...item.entries.map(({ id }) => idBytes(id))]);
  }
}

/** An id as it travels, 32 bytes. */
export const itemIdBytes = (id: ItemId): Uint8Array => hexToBytes(id);

/** Stands for a set of items: equal on devices that hold the same ones. 16 bytes. */
export const itemsDigest = (ids: Iterable<ItemId>): Uint8Array =>
  sha256(encode([...ids].sort().map(itemIdBytes))).slice(0, 16);

const hashed = (wire: Wire): ItemId => bytesToHex(sha256(encode(wire))) as ItemId;

/** An item that a peer gave, in the form it should have. Its signatures are unchecked. */
export interface ClaimedItem {
  readonly check: (verify: Verify) => Promise<RosterItem | null>;
}

/** Reads an item of `group`; null if it is none. Never throws. */
export function readItem(bytes: unknown, group: ConversationId): ClaimedItem | null {
  const wire = decodeArray(bytes);
  if (!wire || wire.length !== 3 || !isBytes(wire[1]) || !isBytes(wire[2])) return null;
  const [code, first, second] = wire;
  if (code === CODE.introduction) {
    return { check: () => Promise.resolve(introductionOf(openIntroduction(first, second))) };
  }
  const entry = readEntry(first);
  if (!entry || conversationOf(entry) !== group) return null;
  if (code === CODE.entry) return { check: (verify) => checkEntry(entry, second, verify) };
  const other = readEntry(second);
  if (code !== CODE.fork || !other || conversationOf(other) !== group) return null;
  if (!isFork(entry, other) || entry.id >= other.id) return null;
  return { check: (verify) => checkFork(entry, other, verify) };
}

/** Reads back an item that was checked before it was stored under the vault key; null if it is none. */
export function trustedItem(bytes: Uint8Array): RosterItem | null {
  const wire = decodeArray(bytes);
  if (!wire || wire.length !== 3 || !isBytes(wire[1]) || !isBytes(wire[2])) return null;
  const [code, first, second] = wire;
  if (code === CODE.introduction) return introductionOf(trustedIntroduction(first, second));
  const entry = trustedEntry(first);
  if (!entry) return null;
  if (code === CODE.entry) {
    const read = trustedAdminBody(entry.kind, second);
    return read && { kind: 'entry', entry, body: second, read };
  }
  const other = code === CODE.fork ? trustedEntry(second) : null;
  return other && { kind: 'fork', entries: [entry, other] };
}

/** An entry of the group's own logs as an item; null if it is no admin entry, or its body says nothing. Never throws. */
export function itemOfEntry(entry: VerifiedEntry, body: Uint8Array | null): EntryItem | null {
  const read = body && isBodyOf(entry, body) ? readAdminBody(entry.kind, body) : null;
  return body && read && { kind: 'entry', entry, body, read };
}

/**
 * Two entries of one place of one log that follow the same entry, or begin it. Of two that follow different ones the log
 * had forked before, and to which entry everybody holds it would depend on whom one asks.
 */
const isFork = (a: EntryHeader & { id: EntryId }, b: EntryHeader & { id: EntryId }): boolean =>
  a.author === b.author && a.seq === b.seq && a.prev === b.prev && a.id !== b.id;

/** Two verified entries as the proof that a log forks where they stand; null if it does not fork there. */
export function forkItem(a: VerifiedEntry, b: VerifiedEntry): ForkItem | null {
  if (!isFork(a, b)) return null;
  return { kind: 'fork', entries: a.id < b.id ? [a, b] : [b, a] };
}

const introductionOf = (introduction: Introduction | null): IntroductionItem | null =>
  introduction && { kind: 'introduction', ...introduction };

async function checkEntry(
  claimed: ClaimedEntry,
  body: Uint8Array,
  verify: Verify,
): Promise<EntryItem | null> {
  if (!isBodyOf(claimed, body)) return null;
  const entry = await verifyEntry(claimed, verify);
  return entry && itemOfEntry(entry, body);
}

async function checkFork(a: ClaimedEntry, b: ClaimedEntry, verify: Verify): Promise<ForkItem | null> {
  const [first, second] = await Promise.all([verifyEntry(a, verify), verifyEntry(b, verify)]);
  return first && second && forkItem(first, second);
}
