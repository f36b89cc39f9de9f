/** Vectors of roster items, and of what sets of them make members give each other. */
import { rosterSetOf, shownToFormer } from '../../src/domain/roster-set.js';
import { groupConversationId } from '../../src/protocol/conversation-id.js';
import { encode } from '../../src/protocol/codec.js';
import { groupSecret } from '../../src/protocol/link/bindings.js';
import {
  encodeItem,
  forkItem,
  itemId,
  itemOfEntry,
  itemsDigest,
  type ItemId,
  type RosterItem,
} from '../../src/protocol/roster-item.js';
import { ALICE, anActor, BOB, cardOf, EVE, manifestOf } from './cast.js';
import type { Vectors } from './json.js';
import { aBook, CAROL } from './make-roster.js';

/** Items 0 to 12 are the entries of `roster.json`; then who has another device, and a log that forks. */
export async function someItems(): Promise<readonly RosterItem[]> {
  const book = await aBook();
  const entries = book.rows.map(({ entry, body }) => itemOfEntry(entry, body)!);
  const phone = { ...anActor('carol phone'), person: CAROL.person, signAsPerson: CAROL.signAsPerson };
  const devices = [CAROL.device, phone.device].map((device) => ({ device, label: '', fromMs: 0 }));
  const manifest = await manifestOf(CAROL, { number: 2, devices });
  const card = await cardOf({ ...CAROL, device: phone.device, signAsDevice: phone.signAsDevice });
  const forked = forkItem(book.rows[6]!.entry, book.rows[8]!.entry)!;
  return [...entries, { kind: 'introduction', manifest, card }, forked];
}

const SETS: readonly (readonly [what: string, items: readonly number[]])[] = [
  ['nothing', []],
  ['everything that counts is shared, each after what it rests on', [3, 2, 1, 0, 4]],
  ['what is void is kept and not shared', [0, 1, 2, 3, 4, 5, 6]],
  ['a device that no entry introduces', [0, 1, 2, 3, 13]],
  ['an introduction of somebody who is no member', [0, 1, 13]],
  ['a fork', [0, 1, 2, 3, 4, 6, 14]],
];

export async function makeRosterItems(): Promise<Vectors> {
  const items = await someItems();
  const first = items[0]!;
  if (first.kind !== 'entry') throw new Error('the group is created first');
  const group = groupConversationId(first.entry.id);
  const numberOf = (id: ItemId) => items.findIndex((item) => itemId(item) === id);
  const setOf = (numbers: readonly number[]) =>
    rosterSetOf(group, new Map(numbers.map((number) => [itemId(items[number]!), items[number]!])));
  return {
    about:
      'Items of one roster and what sets of them make members give each other (docs/protocol.md §11.6). The first items ' +
      'are the entries of roster.json.',
    group,
    items: items.map((item) => ({ kind: item.kind, bytes: encodeItem(item), id: itemId(item) })),
    sets: SETS.map(([what, numbers]) => {
      const set = setOf(numbers);
      return { what, items: numbers, shared: [...set.shared.keys()].map(numberOf), digest: set.digest };
    }),
    former: { items: [0, 1, 2, 3, 4, 5], person: BOB.person, shown: [...shownToFormer(setOf([0, 1, 2, 3, 4, 5]), BOB.person).keys()].map(numberOf) }, // prettier-ignore
    emptyDigest: itemsDigest([]),
    secret: { people: [ALICE.person, EVE.person], secret: groupSecret(group, ALICE.person, EVE.person) },
    refuse: [
      { why: 'no array', bytes: encode(null) },
      { why: 'an entry without its body', bytes: encode([1, first.entry.bytes]) },
      { why: 'the body of another entry', bytes: encode([1, first.entry.bytes, bodyOf(items[1]!)]) },
      { why: 'a card of somebody else', bytes: encode([2, (await manifestOf(BOB)).bytes, (await cardOf(EVE)).bytes]) }, // prettier-ignore
      { why: 'a fork of two logs', bytes: encode([3, bytesOfEntry(items[6]!), bytesOfEntry(items[7]!)]) },
      { why: 'a fork the wrong way round', bytes: encode([3, ...swapped(items[14]!)]) },
      { why: 'a kind of item that is none', bytes: encode([4, first.entry.bytes, first.body]) },
    ],
  };
}

const bodyOf = (item: RosterItem): Uint8Array => (item.kind === 'entry' ? item.body : new Uint8Array());
const bytesOfEntry = (item: RosterItem): Uint8Array =>
  item.kind === 'entry' ? item.entry.bytes : new Uint8Array();
const swapped = (item: RosterItem): readonly Uint8Array[] =>
  item.kind === 'fork' ? [item.entries[1].bytes, item.entries[0].bytes] : [];
