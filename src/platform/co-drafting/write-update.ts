import * as Y from 'yjs';
import type { ClockRange } from './ranges.js';

/** An update of what is at hand: of each client, its structs one behind the other. */
export function writeUpdate(
  structs: readonly (Y.Item | Y.GC | Y.Skip)[],
  deleted: readonly ClockRange[],
): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const blocks = byClient(structs, ({ id }) => id.client);
  encoder.writeLen(blocks.size);
  for (const [client, block] of blocks) {
    encoder.writeLen(block.length);
    encoder.writeClient(client);
    encoder.writeLen(block[0]!.id.clock);
    for (const struct of block) struct.write(encoder, 0);
  }
  const ranges = byClient(deleted, ({ client }) => client);
  encoder.writeLen(ranges.size);
  for (const [client, some] of ranges) {
    encoder.writeLen(client);
    encoder.writeLen(some.length);
    for (const { clock, end } of some) {
      encoder.writeLen(clock);
      encoder.writeLen(end - clock);
    }
  }
  return encoder.toUint8Array();
}

function byClient<T>(all: readonly T[], clientOf: (one: T) => number): ReadonlyMap<number, readonly T[]> {
  const found = new Map<number, T[]>();
  for (const one of all) {
    const list = found.get(clientOf(one));
    if (list) list.push(one);
    else found.set(clientOf(one), [one]);
  }
  return found;
}
