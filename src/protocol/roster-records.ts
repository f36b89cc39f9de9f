import { isBytes, type Wire } from './codec.js';
import { idBytes, readConversationId, type ConversationId } from './ids.js';
import { MAX_ITEMS_PER_GIVE, MAX_NAMES_PER_RECORD } from './limits.js';
import type { Tag } from './record.js';

/** First 16 bytes of the id of a roster item. */
export type ItemName = Uint8Array;

/** What two members say of the roster of a group they share. See `roster-item.ts`. */
export type RosterRecord =
  /** "My set of items has this digest", 16 bytes. */
  | { readonly type: 'roster-sum'; readonly tag: Tag; readonly digest: Uint8Array }
  /** "These are the names of my items", and whether no more of them follow. */
  | {
      readonly type: 'roster-names';
      readonly tag: Tag;
      readonly names: readonly ItemName[];
      readonly isLast: boolean;
    }
  /** Items that the other side lacks, encoded and unchecked. */
  | { readonly type: 'roster-give'; readonly tag: Tag; readonly items: readonly Uint8Array[] }
  /** "I know no conversation by this tag." */
  | { readonly type: 'unknown'; readonly tag: Tag }
  /** "It is this group's, and you are in it." */
  | { readonly type: 'invite'; readonly tag: Tag; readonly conversation: ConversationId };

export const ROSTER_TYPE = {
  'roster-sum': 16,
  'roster-names': 17,
  'roster-give': 18,
  unknown: 19,
  invite: 20,
} as const;

/** A record in wire form. */
export function wireRosterRecord(record: RosterRecord): Wire {
  const head = [ROSTER_TYPE[record.type], record.tag] as const;
  switch (record.type) {
    case 'roster-sum':
      return [...head, record.digest];
    case 'roster-names':
      return [...head, record.names, record.isLast];
    case 'roster-give':
      return [...head, record.items];
    case 'unknown':
      return [...head];
    case 'invite':
      return [...head, idBytes(record.conversation)];
  }
}

/** Reads a record of one of these types; null if it is none. Never throws. */
export function readRosterRecord(wire: readonly unknown[]): RosterRecord | null {
  const [type, tag, first, second] = wire;
  if (!isBytes(tag, 16)) return null;
  switch (type) {
    case ROSTER_TYPE['roster-sum']:
      return wire.length === 3 && isBytes(first, 16) ? { type: 'roster-sum', tag, digest: first } : null;
    case ROSTER_TYPE['roster-names']:
      if (wire.length !== 4 || !isNames(first) || typeof second !== 'boolean') return null;
      return { type: 'roster-names', tag, names: first, isLast: second };
    case ROSTER_TYPE['roster-give']:
      return wire.length === 3 && isItems(first) ? { type: 'roster-give', tag, items: first } : null;
    case ROSTER_TYPE.unknown:
      return wire.length === 2 ? { type: 'unknown', tag } : null;
    case ROSTER_TYPE.invite: {
      const conversation = readConversationId(first);
      return wire.length === 3 && conversation ? { type: 'invite', tag, conversation } : null;
    }
    default:
      return null;
  }
}

const isNames = (wire: unknown): wire is readonly ItemName[] =>
  Array.isArray(wire) && wire.length <= MAX_NAMES_PER_RECORD && wire.every((name) => isBytes(name, 16));

const isItems = (wire: unknown): wire is readonly Uint8Array[] =>
  Array.isArray(wire) &&
  wire.length > 0 &&
  wire.length <= MAX_ITEMS_PER_GIVE &&
  wire.every((item) => isBytes(item));
