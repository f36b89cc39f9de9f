import * as Y from 'yjs';
import { FRAGMENT } from './content.js';
import { rangesOf, without, type ClockRange } from './ranges.js';
import { writeUpdate } from './write-update.js';

/**
 * What was written in `from` under the clients `ours`, the earlier one first, and is not in `onto`, as an update under
 * `client`. Each thing stands between the same neighbours, as far as those are in `onto`; of what others wrote, only the
 * elements in which something of ours stands come along. `from` is of no use afterwards.
 * @returns null for nothing
 */
export function carried(
  from: Y.Doc,
  onto: Y.Doc,
  { client, ours }: { readonly client: number; readonly ours: readonly number[] },
): Uint8Array | null {
  const deleted = without(deletedIn(from, onto), deletedIn(onto, onto));
  // In one transaction: at its end, Yjs puts together again what was split in it.
  return from.transact((transaction) => {
    const items = new Carrier(from, onto, client).carry(ours, transaction);
    return items.length === 0 && deleted.length === 0 ? null : writeUpdate(items, deleted);
  });
}

/** What is taken out in a document, of what `known` has. */
function deletedIn({ store }: Y.Doc, known: Y.Doc): readonly ClockRange[] {
  return rangesOf(Y.createDeleteSetFromStructStore(store)).flatMap(({ client, clock, end }) => {
    const most = Math.min(end, Y.getState(known.store, client));
    return clock < most ? [{ client, clock, end: most }] : [];
  });
}

class Carrier {
  readonly #from: Y.Doc;
  readonly #onto: Y.Doc;
  readonly #client: number;
  readonly #items: Y.Item[] = [];
  /** Under which clock each of them is written anew. */
  readonly #clocks = new Map<Y.Item, number>();
  #clock: number;

  constructor(from: Y.Doc, onto: Y.Doc, client: number) {
    this.#from = from;
    this.#onto = onto;
    this.#client = client;
    this.#clock = Y.getState(onto.store, client);
  }

  carry(ours: readonly number[], transaction: Y.Transaction): readonly Y.Item[] {
    this.#splitAtEnds(transaction);
    for (const client of ours)
      for (const struct of this.#from.store.clients.get(client) ?? [])
        if (struct instanceof Y.Item && !struct.deleted && !this.#isThere(struct)) this.#put(struct);
    return this.#items;
  }

  /** So that each item is in `onto` whole or not at all. */
  #splitAtEnds(transaction: Y.Transaction): void {
    for (const client of [...this.#from.store.clients.keys()]) {
      const end = Y.getState(this.#onto.store, client);
      if (end > 0 && end < Y.getState(this.#from.store, client))
        Y.getItemCleanStart(transaction, Y.createID(client, end));
    }
  }

  #isThere({ id }: Y.Item): boolean {
    return id.clock < Y.getState(this.#onto.store, id.client);
  }

  #put(item: Y.Item): void {
    if (this.#clocks.has(item)) return;
    const { parent, parentSub, content } = item;
    const above = parent instanceof Y.AbstractType ? parent._item : null;
    if (above && !this.#isThere(above)) this.#put(above);
    const before = this.#nearest(item, 'left');
    const after = this.#nearest(item, 'right');
    const subject = above || before ? null : this.#subject();
    const origin = subject?.id ?? (before && this.#idOf(before, before.length - 1));
    const rightOrigin = subject ? null : after && this.#idOf(after, 0);
    const id = Y.createID(this.#client, this.#clock);
    const made = new Y.Item(id, null, origin, null, rightOrigin, null, parentSub, content);
    // Yjs writes a name or an id just as well; its types know them in updates that were read only.
    if (!origin && !rightOrigin) Object.assign(made, { parent: above ? this.#idOf(above, 0) : FRAGMENT });
    this.#items.push(made);
    this.#clocks.set(item, this.#clock);
    this.#clock += item.length;
  }

  /** Nothing stands before the subject, whatever somebody has done to what stood between. */
  #subject(): Y.Item | null {
    const first = this.#onto.getXmlFragment(FRAGMENT).get(0) as unknown;
    return first instanceof Y.XmlElement && first.nodeName === 'subject' ? first._item : null;
  }

  /** The next one to a side that those who take it will have. */
  #nearest(item: Y.Item, side: 'left' | 'right'): Y.Item | null {
    let next = item[side];
    while (next && !this.#isThere(next) && !this.#clocks.has(next)) next = next[side];
    return next;
  }

  #idOf(item: Y.Item, at: number): Y.ID {
    const clock = this.#clocks.get(item);
    return clock === undefined
      ? Y.createID(item.id.client, item.id.clock + at)
      : Y.createID(this.#client, clock + at);
  }
}
