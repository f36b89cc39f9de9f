import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { encode } from './codec.js';
import { idBytes, type DeviceId, type EntryId } from './ids.js';

/**
 * Stands for a set of gapless logs by their last entries: equal on devices that hold the same entries. 32 hex digits.
 */
export function logsDigest(
  heads: ReadonlyMap<DeviceId, { readonly seq: number; readonly id: EntryId }>,
): string {
  const rows = [...heads].sort(([a], [b]) => (a < b ? -1 : 1));
  const bytes = encode(rows.map(([author, { seq, id }]) => [idBytes(author), seq, idBytes(id)]));
  return bytesToHex(sha256(bytes).slice(0, 16));
}
