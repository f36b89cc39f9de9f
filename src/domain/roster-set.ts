import { KIND } from '../protocol/body.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import type { Introduction } from '../protocol/introduction.js';
import {
  itemId,
  itemsDigest,
  type EntryItem,
  type ForkItem,
  type ItemId,
  type RosterItem,
} from '../protocol/roster-item.js';
import type { AdminEntry } from './admin-entry.js';
import { causalityOf } from './causality.js';
import type { Fork } from './forks.js';
import { rosterOf, type Roster } from './roster.js';

/** What a set of roster items comes to. Equal sets come to equal ones, in whatever order they are given. */
export interface RosterSet {
  readonly items: ReadonlyMap<ItemId, RosterItem>;
  /** Null before the entry that creates the group is there. */
  readonly roster: Roster | null;
  /** By id: the admin entries, each with whose it is. Of a device that nobody introduced, none is here. */
  readonly entries: ReadonlyMap<EntryId, AdminEntry>;
  /** Whose a device is: the device signed for the person, and the person for the device. */
  readonly personOf: (device: DeviceId) => PersonId | null;
  /** The newest introduction of a person. */
  readonly introductionOf: (person: PersonId) => Introduction | null;
  /** The logs that fork, by device: where each does, and the proof. */
  readonly forks: ReadonlyMap<DeviceId, ForkItem>;
  /** Everybody whom an entry that counts made an admin, whatever became of them. */
  readonly admins: ReadonlySet<PersonId>;
  /** Every person whose device is known. */
  readonly people: readonly PersonId[];
  /**
   * What members give each other, in an order in which each item makes sense once those before it are held: whatever
   * counts and what that rests on, who the people are, and the forks of their logs.
   */
  readonly shared: ReadonlyMap<ItemId, RosterItem>;
  /** 16 bytes that stand for the ids of `shared`. */
  readonly digest: Uint8Array;
}

/** Never throws. Signatures in `items` are checked already. */
export function rosterSetOf(group: ConversationId, items: ReadonlyMap<ItemId, RosterItem>): RosterSet {
  const introductions = introductionsIn(items.values());
  const entries = new Map<EntryId, AdminEntry>();
  const bodies = new Map<EntryId, EntryItem>();
  for (const item of items.values()) {
    if (item.kind !== 'entry') continue;
    const { entry, read } = item;
    const person =
      read.kind === KIND.create ? read.manifest.person : introductions.byDevice.get(entry.author);
    if (!person) continue;
    const { id, author, seq, grant } = entry;
    entries.set(id, { id, author, person, seq, grant, body: read });
    bodies.set(id, item);
  }
  const forks = forksIn(items.values(), introductions.byDevice);
  const roster = rosterOf(group, [...entries.values()], [...forks.values()].map(forkFrom(bodies)));
  const shared = roster
    ? sharedOf(roster, entries, bodies, introductions, forks)
    : new Map<ItemId, RosterItem>();
  return {
    items,
    roster,
    entries,
    personOf: (device) => introductions.byDevice.get(device) ?? null,
    introductionOf: (person) => introductions.newest.get(person) ?? null,
    forks,
    admins: adminsIn(roster, entries.values()),
    people: [...introductions.newest.keys()],
    shared,
    digest: itemsDigest(shared.keys()),
  };
}

function adminsIn(roster: Roster | null, entries: Iterable<AdminEntry>): ReadonlySet<PersonId> {
  const admins = new Set<PersonId>();
  for (const { id, person, body } of entries) {
    if (roster?.voids.has(id)) continue;
    if (body.kind === KIND.create) admins.add(person);
    if (body.kind === KIND.add && body.role === 'admin') admins.add(body.person);
  }
  return admins;
}

/** What somebody who was removed is still shown: the entry that says so, and what it rests on. */
export function shownToFormer(set: RosterSet, person: PersonId): ReadonlyMap<ItemId, RosterItem> {
  const former = set.roster?.former.get(person);
  if (!former) return new Map();
  const below = closureOf([former.removal], set.entries);
  const shown = new Map<ItemId, RosterItem>();
  for (const [id, item] of set.shared) {
    const isPart =
      item.kind === 'entry'
        ? below.has(item.entry.id)
        : item.kind === 'introduction' && isNeeded(item, below, set);
    if (isPart) shown.set(id, item);
  }
  return shown;
}

/** Whether one of the entries was signed by the device that an item introduces. */
const isNeeded = ({ card }: Introduction, below: ReadonlySet<EntryId>, { entries }: RosterSet): boolean =>
  [...below].some((id) => entries.get(id)?.author === card.device);

// ——— Who is who ———

interface Introductions {
  readonly byDevice: ReadonlyMap<DeviceId, PersonId>;
  readonly newest: ReadonlyMap<PersonId, Introduction>;
  /** Per device the one item with its newest manifest: the others say nothing that it does not. */
  readonly current: ReadonlyMap<DeviceId, Introduction>;
}

/**
 * A device belongs to whom it signed a card for and who signed a manifest with it: neither can claim the other alone. A
 * device that signed for two people, which no honest one does, belongs to the smaller id.
 */
function introductionsIn(items: Iterable<RosterItem>): Introductions {
  const byDevice = new Map<DeviceId, PersonId>();
  const newest = new Map<PersonId, Introduction>();
  const current = new Map<DeviceId, Introduction>();
  for (const item of items) {
    const introduction = item.kind === 'introduction' ? item : introducedBy(item);
    if (!introduction) continue;
    const { person } = introduction.manifest;
    const { device } = introduction.card;
    const claimed = byDevice.get(device);
    if (!claimed || person < claimed) byDevice.set(device, person);
    if (isNewer(introduction, newest.get(person))) newest.set(person, introduction);
    const held = current.get(device);
    if (!held || person < held.manifest.person) current.set(device, introduction);
    else if (person === held.manifest.person && isNewer(introduction, held))
      current.set(device, introduction);
  }
  return { byDevice, newest, current };
}

const introducedBy = (item: RosterItem): Introduction | null =>
  item.kind === 'entry' && 'manifest' in item.read ? item.read : null;

/** By the manifest's number; of one number, which only a person who forks has, by the bytes: the same for everybody. */
function isNewer(a: Introduction, b: Introduction | undefined): boolean {
  if (!b || a.manifest.number !== b.manifest.number) return !b || a.manifest.number > b.manifest.number;
  return bytesText(a) < bytesText(b);
}

const bytesText = ({ manifest, card }: Introduction): string =>
  String.fromCharCode(...manifest.bytes) + String.fromCharCode(...card.bytes);

// ——— Forks ———

/** Of each known device the fork that comes first in its log. */
function forksIn(
  items: Iterable<RosterItem>,
  byDevice: ReadonlyMap<DeviceId, PersonId>,
): ReadonlyMap<DeviceId, ForkItem> {
  const forks = new Map<DeviceId, ForkItem>();
  for (const item of items) {
    if (item.kind !== 'fork') continue;
    const { author, seq } = item.entries[0];
    if (!byDevice.has(author)) continue;
    const held = forks.get(author);
    const heldSeq = held?.entries[0].seq ?? Infinity;
    if (seq < heldSeq || (seq === heldSeq && itemId(item) < itemId(held!))) forks.set(author, item);
  }
  return forks;
}

/** The fork with its branches, as far as admin entries tell how they go on. */
const forkFrom =
  (bodies: ReadonlyMap<EntryId, EntryItem>) =>
  ({ entries: [a, b] }: ForkItem): Fork => {
    const after = new Map<EntryId, EntryId>();
    for (const { entry } of bodies.values())
      if (entry.author === a.author && entry.prev) after.set(entry.prev, entry.id);
    const branchFrom = (id: EntryId): readonly EntryId[] => {
      const branch: EntryId[] = [];
      for (let next: EntryId | undefined = id; next !== undefined; next = after.get(next)) branch.push(next);
      return branch;
    };
    return { device: a.author, seq: a.seq, branches: [branchFrom(a.id), branchFrom(b.id)] };
  };

// ——— What is shared ———

function sharedOf(
  roster: Roster,
  entries: ReadonlyMap<EntryId, AdminEntry>,
  bodies: ReadonlyMap<EntryId, EntryItem>,
  { current, byDevice }: Introductions,
  forks: ReadonlyMap<DeviceId, ForkItem>,
): ReadonlyMap<ItemId, RosterItem> {
  const counting = [...entries.keys()].filter((id) => !roster.voids.has(id));
  const wanted = closureOf(counting, entries);
  const { depthOf } = causalityOf(
    [...wanted].map((id) => {
      const { grant, body } = entries.get(id)!;
      return { id, knows: grant ? [...body.knows, grant] : body.knows };
    }),
  );
  const ordered = [...wanted].sort((a, b) => (depthOf(a) ?? 0) - (depthOf(b) ?? 0) || (a < b ? -1 : 1));
  const isPerson = (person: PersonId | undefined): boolean =>
    person !== undefined && (roster.members.has(person) || roster.former.has(person));
  const shared = new Map<ItemId, RosterItem>();
  const introduced = new Set<DeviceId>();
  const carried = new Set(
    ordered.flatMap((id) => {
      const { body } = entries.get(id)!;
      return 'card' in body ? [bytesText(body)] : [];
    }),
  );
  const put = (item: RosterItem): void => void shared.set(itemId(item), item);
  const introduce = (device: DeviceId): void => {
    const introduction = current.get(device);
    if (!introduction || introduced.has(device) || !isPerson(introduction.manifest.person)) return;
    introduced.add(device);
    // What a shared entry introduces needs no item of its own.
    if (!carried.has(bytesText(introduction))) {
      const { manifest, card } = introduction;
      put({ kind: 'introduction', manifest, card });
    }
  };
  for (const id of ordered) {
    const item = bodies.get(id)!;
    introduce(item.entry.author);
    put(item);
  }
  for (const device of [...current.keys()].sort()) introduce(device);
  for (const device of [...forks.keys()].sort()) if (isPerson(byDevice.get(device))) put(forks.get(device)!);
  return shared;
}

/** The entries and everything they rest on. */
function closureOf(ids: readonly EntryId[], entries: ReadonlyMap<EntryId, AdminEntry>): ReadonlySet<EntryId> {
  const found = new Set<EntryId>();
  const next = [...ids];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    const entry = entries.get(id);
    if (!entry || found.has(id)) continue;
    found.add(id);
    next.push(...entry.body.knows);
    if (entry.grant) next.push(entry.grant);
  }
  return found;
}
