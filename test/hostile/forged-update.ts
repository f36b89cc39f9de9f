/** Yjs updates with anything in them, as Yjs itself would write it. */
import * as Y from 'yjs';

/** What stands in an update beside what it takes out. */
export type Struct = (client: number, clock: number) => Y.Item | Y.GC | Y.Skip;

export interface Block {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly Struct[];
}
export type Ranges = readonly (readonly [client: number, clock: number, length: number])[];

export interface Place {
  readonly origin?: Y.ID;
  readonly rightOrigin?: Y.ID;
  /** The name of a root, or the item of an element. */
  readonly parent?: Y.ID | string;
  readonly key?: string;
}

export const id = (client: number, clock: number): Y.ID => Y.createID(client, clock);

/** An item with any content in any place. */
export const item =
  (content: Y.Item['content'], { origin, rightOrigin, parent, key }: Place = {}): Struct =>
  (client, clock) => {
    const made = new Y.Item(id(client, clock), null, origin ?? null, null, rightOrigin ?? null, null, key ?? null, content); // prettier-ignore
    // Yjs writes a name or an id just as well; its types know them in updates that were read only.
    Object.assign(made, { parent: origin || rightOrigin ? null : (parent ?? 'draft') });
    return made;
  };

export const gone =
  (length: number): Struct =>
  (client, clock) =>
    new Y.GC(id(client, clock), length);

export const skipped =
  (length: number): Struct =>
  (client, clock) =>
    new Y.Skip(id(client, clock), length);

export const text = (said: string): Y.ContentString => new Y.ContentString(said);
export const element = (name = 'paragraph'): Y.ContentType => new Y.ContentType(new Y.XmlElement(name));
export const textNode = (): Y.ContentType => new Y.ContentType(new Y.XmlText());

/** The bytes of an update. */
export function forge(blocks: readonly Block[], deleted: Ranges = []): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  encoder.writeLen(blocks.length);
  for (const { client, clock, structs } of blocks) {
    encoder.writeLen(structs.length);
    encoder.writeClient(client);
    encoder.writeLen(clock);
    let at = clock;
    for (const make of structs) {
      const struct = make(client, at);
      struct.write(encoder, 0);
      at += struct.length;
    }
  }
  const clients = [...new Set(deleted.map(([client]) => client))];
  encoder.writeLen(clients.length);
  for (const client of clients) {
    const ranges = deleted.filter(([of]) => of === client);
    encoder.writeLen(client);
    encoder.writeLen(ranges.length);
    for (const [, clock, length] of ranges) {
      encoder.writeLen(clock);
      encoder.writeLen(length);
    }
  }
  return encoder.toUint8Array();
}
