/** What is kept, apart from entries. Plain data: every field survives structured clone and canonical CBOR alike. */
import type { ReceiptRow } from '../domain/receipts.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';

/** A secret that lets one stranger reach us once: it travels in a contact link. */
export interface IntroRecord {
  /** 16 random bytes. */
  readonly secret: Uint8Array;
  readonly expiresMs: number;
  /** The first person to complete a handshake with it; nobody else may use it from then on. */
  readonly usedBy: PersonId | null;
}

/** One of our own daily X-Wing keys that others seal signals to. */
export interface PrekeyRecord {
  /** 8 random bytes that name it. */
  readonly kid: Uint8Array;
  /** 32-byte seed of the private key. */
  readonly seed: Uint8Array;
  readonly createdMs: number;
}

/** This device and the person it belongs to. */
export interface SelfRecord {
  readonly name: string;
  readonly person: PersonId;
  readonly device: DeviceId;
  /** As `Keys.generate` sealed them. */
  readonly personKey: Uint8Array;
  readonly deviceKey: Uint8Array;
  /** The newest signed manifest. */
  readonly manifest: Uint8Array;
  /** 16 random bytes from which our rendezvous addresses are derived. */
  readonly rendezvous: Uint8Array;
  readonly prekeys: readonly PrekeyRecord[];
  /** Counter of the last published prekey list. */
  readonly prekeyNumber: number;
  readonly intros: readonly IntroRecord[];
  /** Others may see when we write and when we look at Beep. */
  readonly showsActivity: boolean;
  /** Signed badges of ours that we show, each followed by that of the registrar who issued it. */
  readonly badges: readonly Uint8Array[];
  /** Signed passes that go with them, for introducers that serve badge holders only. */
  readonly passes: readonly Uint8Array[];
  readonly words: WordsRecord;
  /** The signed manifest by which another device of this person has ended this one; null while it is in use. */
  readonly endedBy: Uint8Array | null;
  /** When our person last asked for a badge; null if they never did, or one has come since. */
  readonly askedMs: number | null;
}

/**
 * What became of the words from which the person key can be made again: never shown yet, put off until `remindMs`, or
 * written down, as its person said or as it turned out: this device was made from them at `atMs`.
 */
export type WordsRecord =
  | { readonly kind: 'unseen' | 'kept' }
  | { readonly kind: 'later'; readonly remindMs: number }
  | { readonly kind: 'used'; readonly atMs: number };

/** Somebody this device knows. */
export interface ContactRecord {
  readonly person: PersonId;
  readonly name: string;
  /** The device to dial: the one in the card at first, the one of the newest manifest later. */
  readonly device: DeviceId;
  /** Newest signed manifest seen; null until the first link. */
  readonly manifest: Uint8Array | null;
  /** Newest signed card seen, without an intro secret; null until the first link. It introduces them to others. */
  readonly card: Uint8Array | null;
  /**
   * How we know them: by a link of theirs or of ours, or because our person chose to write to them, so that they are one
   * of our contacts; only from a group that both are in; or only by the badge they showed.
   */
  readonly tie: 'contact' | 'group' | 'badge';
  /** 16 bytes, from the card: where the contact listens. */
  readonly rendezvous: Uint8Array;
  /** Newest signed prekey list seen; null until the first link. */
  readonly prekeys: Uint8Array | null;
  /** The intro secret of the contact's link, until they have shown on a link that they know us. */
  readonly intro: Uint8Array | null;
  /** Secrets both sides took from their last links, newest first: they reach each other by it when prekeys have run out. */
  readonly reunion: readonly Uint8Array[];
  /** Why the contact turned our introduction down; null if they did not. */
  readonly refused: 'intro-used' | 'intro-expired' | null;
  readonly addedMs: number;
  /** Signed badges as they last showed them, with those of the registrars. */
  readonly badges: readonly Uint8Array[];
  /** When our person made sure of their key face to face, and of which devices it spoke then; null if never. */
  readonly verified: { readonly atMs: number; readonly devices: readonly DeviceId[] } | null;
}

/** What is being written in a conversation and was not sent yet. */
export interface DraftRecord {
  readonly text: string;
  /** The message it answers. */
  readonly reply: EntryId | null;
  readonly isUrgent: boolean;
  readonly asksForNote: boolean;
  /** A message of ours that is being changed, and its text as it stands by now; what else is here waits meanwhile. */
  readonly edit: { readonly message: EntryId; readonly text: string } | null;
}

/** The last entry of one log. */
export interface LogHead {
  readonly author: DeviceId;
  readonly seq: number;
  readonly id: EntryId;
  readonly orderMs: number;
  /** The first `seq` held: whoever joined a group without its past does not hold what came before. */
  readonly fromSeq: number;
  /** Bytes of the signed entries and bodies that are held of it. What record version 2 kept is not counted. */
  readonly heldBytes: number;
}

/** The last message of a conversation that was not deleted; a deleted one if there is no other within sight. */
export interface LatestRecord {
  /** Null where it was kept by record version 1. */
  readonly id: EntryId | null;
  readonly kind: 'text' | 'poll' | 'memo' | 'submission' | 'deleted';
  /** First characters of the text, or of the question. */
  readonly text: string;
  readonly sentAtMs: number;
  readonly orderMs: number;
  readonly own: boolean;
  /** Who wrote it. Null where it was kept by record version 1. */
  readonly person: PersonId | null;
}

/** A receipt as its device signed it. */
export interface SignedReceipt {
  readonly by: DeviceId;
  readonly bytes: Uint8Array;
}

/** One conversation, apart from its entries. */
export interface ConversationRecord {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group';
  /** The other person; null in a group. */
  readonly peer: PersonId | null;
  /** Where it belongs: what strangers began is a request until it is taken. */
  readonly shelf: 'chats' | 'requests' | 'blocked';
  /** When it came to be here, by this device's clock. */
  readonly addedMs: number;
  readonly heads: readonly LogHead[];
  readonly receipts: readonly ReceiptRow[];
  /** Receipts about our own logs as others signed them, the newest of each device, for proofs. See `withSigned`. */
  readonly signedReceipts: readonly SignedReceipt[];
  /** Messages from others that were never on this screen. */
  readonly unread: number;
  /** One of these names us. */
  readonly isMentioned: boolean;
  /** What the list shows under the name; null before the first message. */
  readonly latest: LatestRecord | null;
  /** Of whom more than one share of this device's room is taken, by how many: somebody here said so. See `Shares`. */
  readonly moreShares: readonly { readonly person: PersonId; readonly count: number }[];
}
