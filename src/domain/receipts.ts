import type { DeviceId } from '../protocol/ids.js';

/** How far one device says, signed, that it holds and has shown another device's log. -1 for nothing. */
export interface ReceiptRow {
  readonly by: DeviceId;
  readonly author: DeviceId;
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

/** `rows` with `row` taken in; the same array if it says nothing new. Receipts never go backwards. */
export function withReceipt(rows: readonly ReceiptRow[], row: ReceiptRow): readonly ReceiptRow[] {
  const held = rows.find((candidate) => candidate.by === row.by && candidate.author === row.author);
  if (!held) return [...rows, row];
  const deliveredSeq = Math.max(held.deliveredSeq, row.deliveredSeq);
  const readSeq = Math.max(held.readSeq, row.readSeq);
  if (deliveredSeq === held.deliveredSeq && readSeq === held.readSeq) return rows;
  return rows.map((candidate) => (candidate === held ? { ...held, deliveredSeq, readSeq } : candidate));
}

/** What others' receipts say of one entry of ours. */
export function stateOf(
  rows: readonly ReceiptRow[],
  entry: { readonly author: DeviceId; readonly seq: number },
  isOther: (device: DeviceId) => boolean,
): 'saved' | 'delivered' | 'read' {
  let state: 'saved' | 'delivered' | 'read' = 'saved';
  for (const row of rows) {
    if (row.author !== entry.author || !isOther(row.by)) continue;
    if (row.readSeq >= entry.seq) return 'read';
    if (row.deliveredSeq >= entry.seq) state = 'delivered';
  }
  return state;
}
