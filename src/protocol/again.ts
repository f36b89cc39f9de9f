import type { Wire } from './codec.js';
import { idBytes, readEntryId, type EntryId } from './ids.js';
import { MAX_AGAIN } from './limits.js';

/** Something that may have been said before, in an entry that others may hold and others not. */
export interface SaidAgain {
  /**
   * The ids under which it was said before, the first one first and the last one last: 1 to MAX_AGAIN, distinct. Not there
   * where it is said for the first time. What it claims holds only among entries of one person: see `domain/copies.ts`.
   */
  readonly again?: readonly EntryId[];
}

/** Ids in wire form. */
export const wireAgain = (again: readonly EntryId[]): Wire => again.map(idBytes);

/** Former ids; null for anything else. Never throws. */
export function readAgain(wire: unknown): readonly EntryId[] | null {
  if (!Array.isArray(wire) || wire.length === 0 || wire.length > MAX_AGAIN) return null;
  const ids = wire.map(readEntryId);
  if (!ids.every((id) => id !== null)) return null;
  return new Set(ids).size === ids.length ? ids : null;
}

/**
 * The ids to name where what stands under `id`, and stood under `again` before, is said once more. Of too many the second
 * ones go: by the first one all that say the same know each other.
 */
export function againWith(again: readonly EntryId[], id: EntryId): readonly EntryId[] {
  const [first = id, ...others] = again;
  return again.length === 0 ? [id] : [first, ...[...others, id].slice(1 - MAX_AGAIN)];
}
