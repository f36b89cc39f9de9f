import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { encode } from './codec.js';
import { idBytes, type DeviceId, type EntryId } from './ids.js';

type Heads = ReadonlyMap<DeviceId, { readonly seq: number; readonly id: EntryId }>;

/** Stands for a set of gapless logs by their last entries: equal on devices that hold the same entries. 16 bytes. */
export function logsDigestBytes(heads: Heads): Uint8Array {
  const rows = [...heads].sort(([a], [b]) => (a < b ? -1 : 1));
  const bytes = encode(rows.map(([author, { seq, id }]) => [idBytes(author), seq, idBytes(id)]));
  return sha256(bytes).slice(0, 16);
}

/** `logsDigestBytes` as 32 hex digits. */
export const logsDigest = (heads: Heads): string => bytesToHex(logsDigestBytes(heads));
