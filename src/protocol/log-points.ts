import type { Wire } from './codec.js';
import { isCount } from './codec.js';
import {
  idBytes,
  readDeviceId,
  readEntryId,
  readPersonId,
  type DeviceId,
  type EntryId,
  type Id,
  type PersonId,
} from './ids.js';

/** One entry of one log: a place up to which, or from which on, the log is meant. */
export interface LogPoint {
  readonly device: DeviceId;
  readonly seq: number;
  /** The entry at `seq`, so that of a forked log one branch is meant. */
  readonly id: EntryId;
}

/** Points in wire form; they must be sorted by device. */
export const wirePoints = (points: readonly LogPoint[]): Wire =>
  points.map(({ device, seq, id }) => [idBytes(device), seq, idBytes(id)]);

/** At most `max` points, sorted by device, no device twice; null for anything else. Never throws. */
export function readPoints(wire: unknown, max: number): readonly LogPoint[] | null {
  if (!Array.isArray(wire) || wire.length > max) return null;
  const points: LogPoint[] = [];
  for (const row of wire as unknown[]) {
    if (!Array.isArray(row) || row.length !== 3) return null;
    const device = readDeviceId(row[0]);
    const seq: unknown = row[1];
    const id = readEntryId(row[2]);
    const last = points.at(-1);
    if (!device || !isCount(seq) || !id || (last && last.device >= device)) return null;
    points.push({ device, seq, id });
  }
  return points;
}

/** At most `max` ids of entries, sorted and distinct, or the list would have a second encoding; null for anything else. */
export const readSortedIds = (wire: unknown, max: number): readonly EntryId[] | null =>
  readSorted(wire, max, readEntryId);

/** As `readSortedIds`, of people. */
export const readSortedPeople = (wire: unknown, max: number): readonly PersonId[] | null =>
  readSorted(wire, max, readPersonId);

function readSorted<T extends Id>(
  wire: unknown,
  max: number,
  read: (item: unknown) => T | null,
): readonly T[] | null {
  if (!Array.isArray(wire) || wire.length > max) return null;
  const ids: T[] = [];
  for (const item of wire) {
    const id = read(item);
    const last = ids.at(-1);
    if (!id || (last !== undefined && last >= id)) return null;
    ids.push(id);
  }
  return ids;
}
