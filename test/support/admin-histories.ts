/**
 * Histories of a group as they come about: devices that act on what they have seen, and see more when they meet. Ids are
 * hashes of what an entry says, as they are in earnest; signatures are left out, the roster never looks at one.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import type { AddBody, AdminBody, CreateBody, GroupType, HistoryRule, RemoveBody, Role } from '../../src/protocol/admin-body.js'; // prettier-ignore
import type { Introduction } from '../../src/protocol/introduction.js';
import { KIND } from '../../src/protocol/body.js';
import { groupConversationId } from '../../src/protocol/conversation-id.js';
import { utf8Bytes } from '../../src/protocol/codec.js';
import type { ConversationId, DeviceId, EntryId, PersonId, PostId } from '../../src/protocol/ids.js';
import type { LogPoint } from '../../src/protocol/log-points.js';
import type { AdminEntry } from '../../src/domain/admin-entry.js';
import type { Fork } from '../../src/domain/forks.js';
import { rosterOf, type Roster } from '../../src/domain/roster.js';
import { anActor, cardOf, manifestOf, NOW_MS } from '../vectors/cast.js';

/** A person with two devices. */
export interface Townsman extends Introduction {
  readonly person: PersonId;
  readonly devices: readonly [DeviceId, DeviceId];
}

async function townsman(name: string): Promise<Townsman> {
  const [desk, phone] = [anActor(name), anActor(`${name} phone`)];
  const devices = [desk, phone].map(({ device }) => ({ device, label: 'Desk', fromMs: NOW_MS }));
  return {
    person: desk.person,
    devices: [desk.device, phone.device],
    manifest: await manifestOf(desk, { devices }),
    card: await cardOf(desk),
  };
}

const NAMES = ['amna', 'bilal', 'chand', 'dania', 'ejaz', 'fiza'] as const;
/** Six people, always the same. The first one creates the groups. */
export const TOWN: readonly Townsman[] = await Promise.all(NAMES.map(townsman));

/** One device, what it holds of the group, and how its own log goes. */
export interface Seat {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly log: EntryId[];
  readonly held: Set<EntryId>;
  /** The last entry seen of each log. */
  readonly heads: Map<DeviceId, LogPoint>;
}

/** What an entry says against what its author's device would have said by itself. */
export interface Lies {
  readonly knows?: readonly EntryId[];
  readonly grant?: EntryId | null;
  readonly pins?: readonly LogPoint[];
}

/** A group from its creation by the first person's first device. */
export class AdminHistory {
  readonly entries: AdminEntry[] = [];
  readonly group: ConversationId;
  /** The entry that creates the group. */
  readonly created: EntryId;
  readonly #seats: Seat[] = [];
  #texts = 0;

  constructor(type: GroupType = 'group', history: HistoryRule = 'all', post: PostId | null = null) {
    const [founder] = TOWN as readonly [Townsman];
    const { manifest, card } = founder;
    const body: CreateBody = {
      kind: KIND.create,
      type,
      name: 'Water board',
      history,
      post,
      manifest,
      card,
      knows: [],
    };
    this.created = this.#append(this.seat(0), body, null);
    this.group = groupConversationId(this.created);
  }

  /** The device of a person by the person's place in TOWN. */
  seat(place: number, device: 0 | 1 = 0): Seat {
    const { person, devices } = TOWN[place]!;
    const id = devices[device];
    return this.#seats.find((seat) => seat.device === id) ?? this.#sit(person, id, [], new Set(), new Map());
  }

  /** A second memory of the same device, as it was before `seq`: whatever both write from there on is a fork. */
  rewind(seat: Seat, seq: number): Seat {
    const log = seat.log.slice(0, seq);
    const isOwnPast = (id: EntryId) => !seat.log.includes(id) || log.includes(id);
    return this.#sit(
      seat.person,
      seat.device,
      log,
      new Set([...seat.held].filter(isOwnPast)),
      new Map(seat.heads),
    );
  }

  /** A message: only its place in the log matters. */
  write(seat: Seat): EntryId {
    const id = hashId(['text', seat.device, seat.log.length, this.#texts++]);
    this.#extend(seat, id);
    return id;
  }

  add(
    by: Seat,
    whom: number,
    role: Role = 'member',
    lies: Lies & { history?: HistoryRule; anchors?: readonly LogPoint[] } = {},
  ): EntryId {
    const { person, manifest, card } = TOWN[whom]!;
    const history = lies.history ?? 'all';
    const anchors = lies.anchors ?? (history === 'all' ? [] : sorted([...by.heads.values()]));
    const body: AddBody = {
      kind: KIND.add,
      person,
      role,
      manifest,
      card,
      history,
      anchors,
      knows: this.#knows(by, lies),
    };
    return this.#append(by, body, this.#grant(by, lies));
  }

  remove(by: Seat, whom: number, lies: Lies = {}): EntryId {
    const { person, devices } = TOWN[whom]!;
    const seen = devices.flatMap((device) => by.heads.get(device) ?? []);
    const body: RemoveBody = {
      kind: KIND.remove,
      person,
      pins: sorted(lies.pins ?? seen),
      knows: this.#knows(by, lies),
    };
    return this.#append(by, body, this.#grant(by, lies));
  }

  leave(by: Seat, lies: Lies = {}): EntryId {
    return this.#append(by, { kind: KIND.leave, knows: this.#knows(by, lies) }, null);
  }

  policy(by: Seat, name: string | null, history: HistoryRule | null = null, lies: Lies = {}): EntryId {
    const body = { kind: KIND.policy, name, history, knows: this.#knows(by, lies) } as const;
    return this.#append(by, body, this.#grant(by, lies));
  }

  /** Two devices give each other what they hold. */
  meet(a: Seat, b: Seat): void {
    const bothWays = [[a, b], [b, a]] as const; // prettier-ignore
    for (const [from, to] of bothWays) {
      for (const id of from.held) to.held.add(id);
      for (const head of from.heads.values())
        if (head.seq > (to.heads.get(head.device)?.seq ?? -1)) to.heads.set(head.device, head);
    }
  }

  everybodyMeets(): void {
    for (const seat of this.#seats) this.meet(this.#seats[0]!, seat);
    for (const seat of this.#seats) this.meet(this.#seats[0]!, seat);
  }

  heldBy(seat: Seat): readonly AdminEntry[] {
    return this.entries.filter(({ id }) => seat.held.has(id));
  }

  /** The roster as a device sees it, or as whoever has seen everything. */
  roster(seat?: Seat): Roster {
    const roster = rosterOf(this.group, seat ? this.heldBy(seat) : this.entries, seat ? [] : this.forks());
    if (!roster) throw new Error('a device without the entry that creates the group');
    return roster;
  }

  /** The forks of all logs, as the entries themselves show them. */
  forks(): readonly Fork[] {
    return TOWN.flatMap(({ devices }) => devices).flatMap((device) => {
      const logs = this.#seats.filter((seat) => seat.device === device).map(({ log }) => log);
      const longest = Math.max(0, ...logs.map(({ length }) => length));
      const seq = Array.from({ length: longest }, (_, place) => place).find(
        (place) => new Set(logs.flatMap((log) => log[place] ?? [])).size > 1,
      );
      return seq === undefined ? [] : [{ device, seq, branches: logs.map((log) => log.slice(seq)) }];
    });
  }

  #sit(
    person: PersonId,
    device: DeviceId,
    log: EntryId[],
    held: Set<EntryId>,
    heads: Map<DeviceId, LogPoint>,
  ): Seat {
    const seat = { person, device, log, held, heads };
    this.#seats.push(seat);
    return seat;
  }

  #knows(by: Seat, { knows }: Lies): readonly EntryId[] {
    return knows?.toSorted() ?? rosterOf(this.group, this.heldBy(by))?.knows ?? [];
  }

  #grant(by: Seat, { grant }: Lies): EntryId | null {
    if (grant !== undefined) return grant;
    return rosterOf(this.group, this.heldBy(by))?.members.get(by.person)?.grants[0] ?? null;
  }

  #append(by: Seat, body: AdminBody, grant: EntryId | null): EntryId {
    const { person, device: author, log } = by;
    const said = { ...body, manifest: undefined, card: undefined };
    const id = hashId([author, log.length, log.at(-1), grant, said]);
    this.entries.push({ id, author, person, seq: log.length, grant, body });
    by.held.add(id);
    this.#extend(by, id);
    return id;
  }

  #extend({ device, log, heads }: Seat, id: EntryId): void {
    heads.set(device, { device, seq: log.length, id });
    log.push(id);
  }
}

const hashId = (value: unknown): EntryId => bytesToHex(sha256(utf8Bytes(JSON.stringify(value)))) as EntryId;

const sorted = (points: readonly LogPoint[]): readonly LogPoint[] =>
  points.toSorted((a, b) => (a.device < b.device ? -1 : 1));

/** One thing that happens; the numbers choose who, to whom and how, modulo what there is. */
const step = fc.tuple(
  fc.constantFrom(...(['add', 'add', 'admin', 'remove', 'remove', 'leave', 'policy', 'write', 'meet', 'meet', 'meet', 'lie', 'rewind', 'rewind'] as const)), // prettier-ignore
  fc.nat(17), // more than the devices there are at first: twins of forked ones come behind them
  fc.nat(11),
  fc.nat(999),
);

/**
 * A history of partitions: devices act on what they have seen, also those that must not, and meet by twos. Some of it is
 * lies: what an entry knows, cites and pins is then chosen among all there is.
 */
export const adminHistory: fc.Arbitrary<AdminHistory> = fc
  .tuple(fc.boolean(), fc.array(step, { minLength: 8, maxLength: 45 }))
  .map(([isChannel, steps]) => {
    const history = new AdminHistory(isChannel ? 'channel' : 'group');
    const founder = history.seat(0);
    history.add(founder, 1, 'admin');
    history.add(founder, 2, 'admin');
    history.add(founder, 3);
    // Admins come up more often than others: most of what those do is void.
    const places = [[0, 0], [0, 1], [1, 0], [1, 0], [1, 1], [2, 0], [2, 0], [2, 1], [3, 0], [3, 1], [4, 0], [5, 0]] as const; // prettier-ignore
    const seats = places.map(([place, device]) => history.seat(place, device));
    for (const seat of seats) history.meet(founder, seat);
    for (const [what, a, b, dice] of steps) happen(history, seats, what, seats[a % seats.length]!, b, dice);
    return history;
  });

function happen(
  history: AdminHistory,
  seats: Seat[],
  what: 'add' | 'admin' | 'remove' | 'leave' | 'policy' | 'write' | 'meet' | 'lie' | 'rewind',
  by: Seat,
  other: number,
  dice: number,
): void {
  const whom = other % TOWN.length;
  const anyId = (shift: number) => history.entries[(dice + shift) % history.entries.length]!.id;
  switch (what) {
    case 'add':
      return void history.add(by, whom, 'member', { history: dice % 2 ? 'all' : 'from-joining' });
    case 'admin':
      return void history.add(by, whom, 'admin');
    case 'remove':
      return void history.remove(by, whom);
    case 'leave':
      return void (dice % 4 === 0 && history.leave(by));
    case 'policy':
      return void history.policy(by, dice % 3 ? `Name ${dice}` : null, 'from-joining');
    case 'write':
      return void history.write(by);
    case 'meet':
      return history.meet(by, seats[(other + dice) % seats.length]!);
    case 'rewind':
      return void (
        dice % 2 === 0 && seats.push(history.rewind(by, Math.max(0, by.log.length - 1 - (dice % 4))))
      );
    case 'lie': {
      const lies = { knows: [...new Set([anyId(0), anyId(dice % 7)])], grant: anyId(dice % 5) };
      const log = seats[other]!.log;
      const pins = log.slice(0, 1 + (dice % 9)).slice(-1).map((id) => ({ device: seats[other]!.device, seq: log.indexOf(id), id })); // prettier-ignore
      return void (dice % 2
        ? history.add(by, whom, 'admin', lies)
        : history.remove(by, whom, { ...lies, pins }));
    }
  }
}

/** Everything a roster says, as plain data that can be compared. */
export function plainly(roster: Roster | null): unknown {
  if (!roster) return null;
  const { members, former, voids, isAdmin, mayAppend, mayPost, ...rest } = roster;
  const byKey = <V>(map: ReadonlyMap<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const answers = TOWN.map(({ person, devices }) => [
    isAdmin(person),
    mayPost(person),
    devices.map((device) => Array.from({ length: 12 }, (_, seq) => mayAppend(person, device, seq))),
  ]);
  return { ...rest, members: byKey(members), former: byKey(former), voids: byKey(voids), answers };
}

const anyId = fc.nat(13).map((number) => number.toString(16).padStart(64, '0') as EntryId);
const anyBody: fc.Arbitrary<AdminBody> = fc
  .record({
    kind: fc.constantFrom(KIND.create, KIND.add, KIND.add, KIND.add, KIND.remove, KIND.leave, KIND.policy),
    whom: fc.nat(TOWN.length - 1),
    isAdmin: fc.boolean(),
    knows: fc.uniqueArray(anyId, { maxLength: 3 }),
    pins: fc.uniqueArray(fc.record({ device: fc.constantFrom(...TOWN.flatMap(({ devices }) => devices)), seq: fc.nat(4), id: anyId }), { selector: ({ device }) => device, maxLength: 3 }), // prettier-ignore
  })
  .map(({ kind, whom, isAdmin, knows, pins }): AdminBody => {
    const { person, manifest, card } = TOWN[whom]!;
    switch (kind) {
      case KIND.create:
        return { kind, type: 'group', name: 'Any', history: 'all', post: null, manifest, card, knows };
      case KIND.add:
        return { kind, person, role: isAdmin ? 'admin' : 'member', manifest, card, history: 'from-joining', anchors: sorted(pins), knows }; // prettier-ignore
      case KIND.remove:
        return { kind, person, pins: sorted(pins), knows };
      case KIND.leave:
        return { kind, knows };
      case KIND.policy:
        return { kind, name: `Name ${whom}`, history: null, knows };
    }
  });

/** Entries that no hash holds together: circles, entries that know what comes later, anything in anybody's name. */
export const anyAdminEntries: fc.Arbitrary<readonly AdminEntry[]> = fc
  .uniqueArray(
    fc.record({
      id: anyId,
      author: fc.constantFrom(...TOWN.flatMap(({ devices }) => devices)),
      person: fc.constantFrom(...TOWN.slice(0, 3).map(({ person }) => person)),
      seq: fc.nat(4),
      grant: fc.option(anyId),
      body: anyBody,
      isWild: fc.nat(7).map((number) => number === 0),
    }),
    { selector: ({ id }) => id, minLength: 3, maxLength: 14 },
  )
  .map((rows) => {
    const [first] = rows.sort((a, b) => (a.id < b.id ? -1 : 1)) as [(typeof rows)[0]];
    const { person, devices, manifest, card } = TOWN[0]!;
    const body: AdminBody = {
      kind: KIND.create,
      type: 'group',
      name: 'Any',
      history: 'all',
      post: null,
      manifest,
      card,
      knows: [],
    };
    const root: AdminEntry = { id: first.id, author: devices[0], person, seq: 0, grant: null, body };
    const held = new Set(rows.map(({ id }) => id));
    const others = rows.slice(1).map(({ isWild, ...entry }): AdminEntry => {
      if (isWild) return entry;
      const isBefore = (id: EntryId) => id < entry.id && held.has(id);
      const grant = entry.grant && isBefore(entry.grant) ? entry.grant : root.id;
      return {
        ...entry,
        grant,
        body: { ...entry.body, knows: entry.body.knows.filter(isBefore) } as AdminBody,
      };
    });
    return [root, ...others];
  });
