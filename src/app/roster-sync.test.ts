import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf, idOf } from '../../test/vectors/cast.js';
import type { PersonId } from '../protocol/ids.js';
import type { LinkRecord } from '../protocol/record.js';
import { encodeItem, type ItemId, type RosterItem } from '../protocol/roster-item.js';
import { RosterSync } from './roster-sync.js';

const TAG = bytesOf('tag', 16);
/** Two of them fit a record. */
const ITEM_BYTES = 7_000;

function itemsOf(count: number): ReadonlyMap<ItemId, RosterItem> {
  const bytes = (label: string, length: number) => ({ bytes: bytesOf(label, length) });
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const item = { kind: 'introduction', manifest: bytes(`manifest ${i}`, ITEM_BYTES), card: bytes(`card ${i}`, 200) }; // prettier-ignore
      return [idOf<ItemId>(`item ${i}`), item as unknown as RosterItem];
    }),
  );
}

/** Two sides of a link; each looks at one record after another, and keeps of what it is given what `keeps` lets it. */
function twoSides(items: ReadonlyMap<ItemId, RosterItem>, keeps: (id: ItemId) => boolean = () => true) {
  const person = idOf<PersonId>('somebody');
  const ids = new Map([...items].map(([id, item]) => [String(encodeItem(item)), id]));
  const held = new Map<ItemId, RosterItem>();
  const toB: LinkRecord[] = [];
  const toA: LinkRecord[] = [];
  let [gives, mostWaiting] = [0, 0];
  const say = (to: LinkRecord[]) => (record: LinkRecord) => {
    to.push(record);
    if (record.type === 'roster-give') gives++;
    mostWaiting = Math.max(mostWaiting, toB.length);
    return Promise.resolve();
  };
  const a = new RosterSync(TAG, person, say(toB), { shownTo: () => items });
  const b = new RosterSync(TAG, person, say(toA), { shownTo: () => held });
  const hear = async (side: RosterSync, record: LinkRecord): Promise<void> => {
    if (record.type === 'roster-sum' || record.type === 'roster-names') return side.receive(record);
    if (record.type !== 'roster-give') throw new Error(`said ${record.type}`);
    const given = record.items.map((bytes) => ids.get(String(bytes))!);
    for (const id of given) if (keeps(id)) held.set(id, items.get(id)!);
    side.onGiven(given);
  };
  const settle = async (): Promise<void> => {
    for (let said = 0; toA.length + toB.length > 0; said++) {
      if (said > 1_000) throw new Error('They talk without end.');
      if (toA.length > 0) await hear(a, toA.shift()!);
      if (toB.length > 0) await hear(b, toB.shift()!);
    }
  };
  return {
    held,
    count: () => ({ gives, mostWaiting }),
    async meet() {
      a.begin();
      b.begin();
      await settle();
    },
  };
}

describe('a roster that takes hundreds of records', () => {
  it('is given in parts, each once what came before was dealt with, and comes whole', async () => {
    const { held, meet, count } = twoSides(itemsOf(300));
    await meet();
    assert.equal(held.size, 300);
    const { gives, mostWaiting } = count();
    assert.equal(gives, 150);
    assert.ok(mostWaiting <= 40, `${mostWaiting} records wait at once`);
  });

  it('is given once, even to somebody who does not keep it', async () => {
    const { held, meet, count } = twoSides(itemsOf(300), () => false);
    await meet();
    assert.deepEqual([held.size, count().gives], [0, 150]);
  });
});
