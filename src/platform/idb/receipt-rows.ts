import { Fault } from '../../domain/fault.js';
import type { ReceiptRow } from '../../domain/receipts.js';
import type { Wire } from '../../protocol/codec.js';
import { idBytes, readDeviceId, type DeviceId } from '../../protocol/ids.js';
import type { Fields } from './record-fields.js';

// A receipt names two devices in 64 bytes and says two numbers. In the record each device is written once, and named by
// its place: first those whose logs the record has, then the others.

/** As `[[other device…], [[by, author, deliveredSeq, readSeq]…]]`, where devices are places. */
export function wireReceipts(rows: readonly ReceiptRow[], authors: readonly DeviceId[]): Wire {
  const places = new Map(authors.map((author, i) => [author, i]));
  const others: Uint8Array[] = [];
  const placeOf = (device: DeviceId): number => {
    const known = places.get(device);
    if (known !== undefined) return known;
    const place = places.size;
    places.set(device, place);
    others.push(idBytes(device));
    return place;
  };
  const wired = rows.map(({ by, author, deliveredSeq, readSeq }): Wire => [
    placeOf(by),
    placeOf(author),
    deliveredSeq,
    readSeq,
  ]);
  return [others, wired];
}

/** `authors`: whose logs the record has, in its order. @throws Fault 'vault-damaged' */
export function readReceipts(next: Fields, authors: readonly DeviceId[]): readonly ReceiptRow[] {
  const devices = [...authors, ...next.list((other) => other.value(readDeviceId))];
  const device = (row: Fields): DeviceId => {
    const found = devices[row.number()];
    if (found === undefined) throw new Fault('vault-damaged');
    return found;
  };
  return next.rows((row) => ({
    by: device(row),
    author: device(row),
    deliveredSeq: row.number(),
    readSeq: row.number(),
  }));
}
