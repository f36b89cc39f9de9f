import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Ed25519 public key of a person, 64 lowercase hex digits. May be shown, never logged. */
export type PersonId = Branded<string, 'PersonId'>;
/** Ed25519 public key of one device, 64 lowercase hex digits. May be shown, never logged. */
export type DeviceId = Branded<string, 'DeviceId'>;
/** SHA-256 of the bytes an entry's signature covers, 64 lowercase hex digits. */
export type EntryId = Branded<string, 'EntryId'>;
/** Names a conversation, 64 lowercase hex digits. Direct ones: `directConversationId`. */
export type ConversationId = Branded<string, 'ConversationId'>;
/** Ed25519 public key of an authority or of a registrar it appointed, 64 lowercase hex digits. */
export type IssuerId = Branded<string, 'IssuerId'>;
/** Names a post of a department, 64 lowercase hex digits. See `postId`. */
export type PostId = Branded<string, 'PostId'>;
/** Names a draft on this device, 32 lowercase hex digits. */
export type DraftId = Branded<string, 'DraftId'>;
export type Id = PersonId | DeviceId | EntryId | ConversationId | IssuerId | PostId;

// The only casts to an id in the code base. On the wire ids are 32 bytes; everywhere else, text.
export const readPersonId = (wire: unknown) => readHex(wire) as PersonId | null;
export const readDeviceId = (wire: unknown) => readHex(wire) as DeviceId | null;
export const readEntryId = (wire: unknown) => readHex(wire) as EntryId | null;
export const readConversationId = (wire: unknown) => readHex(wire) as ConversationId | null;
export const readIssuerId = (wire: unknown) => readHex(wire) as IssuerId | null;
export const readPostId = (wire: unknown) => readHex(wire) as PostId | null;
/** 16 bytes as the name of a draft. */
export const readDraftId = (wire: unknown): DraftId | null =>
  wire instanceof Uint8Array && wire.byteLength === 16 ? (bytesToHex(wire) as DraftId) : null;
export const draftIdBytes = (id: DraftId): Uint8Array => hexToBytes(id);
export const idBytes = (id: Id): Uint8Array => hexToBytes(id);

/**
 * The same ids as pieces of one string, for whoever keeps tens of thousands. One that was just put together from its bytes may
 * be a tree of its digits inside the engine, of a kilobyte.
 */
export function flatIds<T extends Id>(ids: readonly T[]): readonly T[] {
  const all = ids.join('');
  let end = 0;
  return ids.map((id) => all.slice(end, (end += id.length)) as T);
}
/** Bytes as lowercase hex digits. */
export const hexText = (bytes: Uint8Array): string => bytesToHex(bytes);

const readHex = (wire: unknown) =>
  wire instanceof Uint8Array && wire.byteLength === 32 ? bytesToHex(wire) : null;
