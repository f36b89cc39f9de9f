import { KIND } from '../protocol/body.js';
import type { Role } from '../protocol/admin-body.js';
import type { VerifiedCharge } from '../protocol/charge.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { EntryItem } from '../protocol/roster-item.js';
import type { AdminEntry } from '../domain/admin-entry.js';
import { compareOrder, type Sortable } from '../domain/order.js';
import type { RosterSet } from '../domain/roster-set.js';
import { receiptPaceMs } from '../domain/receipts.js';
import type { Roster } from '../domain/roster.js';
import type { Contacts } from './contacts.js';
import type { Group } from './group.js';
import type { GroupActs } from './group-acts.js';
import { byName } from './name-order.js';
import type { PostBook } from './post-book.js';
import { chargeBehind, chargeViewOf, postTalkOf } from './post-talk.js';
import type { EventView, GroupView, MemberView, Path, PersonView } from './conversation-views.js';

/** What the screen of a group needs to know beside the roster. */
export interface GroupSight {
  readonly group: Group;
  readonly acts: GroupActs;
  readonly contacts: Contacts;
  readonly self: PersonId;
  readonly linked: ReadonlySet<PersonId>;
  readonly pathTo: (person: PersonId) => Path;
  /** The members who are known to hold an entry. */
  readonly holdersOf: (entry: AdminEntry) => ReadonlySet<PersonId>;
  /** The messages shown, in reading order. */
  readonly shown: readonly Sortable[];
  /** There are more before them. */
  readonly hasOlder: boolean;
  /** What is known of posts; null before it is loaded. */
  readonly posts: PostBook | null;
}

/** A group as its members see it; null before its roster is known. */
export function groupViewOf(sight: GroupSight): GroupView | null {
  const { group, contacts, self } = sight;
  const { roster } = group;
  if (!roster) return null;
  const personView = (person: PersonId): PersonView => ({
    person,
    name: group.nameOf(person) || (roster.post ? (sight.posts?.nameOf(person) ?? '') : ''),
    own: person === self,
  });
  const post = roster.post && postTalkOf(roster.post, roster, sight.posts, personView);
  const { members, candidates } = sortedBy(sight, roster, personView);
  return {
    type: roster.type,
    name: post?.post?.name ?? roster.name,
    post,
    members: members.flatMap((person): MemberView[] => {
      const member = roster.members.get(person);
      if (!member) return [];
      return [
        {
          ...personView(person),
          role: member.role,
          addedBy: personView(member.addedBy),
          history: member.history,
          online: person === self || sight.linked.has(person),
          path: person !== self && sight.linked.has(person) ? sight.pathTo(person) : null,
          isContact: contacts.isOurs(person),
          isRemovable: sight.acts.mayRemove(person),
        },
      ];
    }),
    history: roster.history,
    own: standingOf(roster, self),
    events: eventsOf(sight, roster, personView),
    candidates,
  };
}

/** People of a group in the order in which they are listed. */
interface Sorted {
  /** What the order rests on beside the roster: what people are called. */
  readonly contacts: unknown;
  readonly ownName: string;
  readonly members: readonly PersonId[];
  readonly candidates: readonly PersonView[];
}

// A group is shown anew with each message, and who is in it changes hardly ever.
const sorted = new WeakMap<RosterSet, Sorted>();
const ordered = new WeakMap<RosterSet, readonly Happening[]>();

function sortedBy(
  { group, contacts, self }: GroupSight,
  roster: Roster,
  personView: (person: PersonId) => PersonView,
): Sorted {
  const [known, ownName] = [contacts.all.value, group.nameOf(self)];
  const before = sorted.get(group.set);
  if (before?.contacts === known && before.ownName === ownName) return before;
  const members = [...roster.members].map(([person, { role }]) => ({ ...personView(person), role }));
  members.sort((a, b) => Number(b.role === 'admin') - Number(a.role === 'admin') || byName(a, b));
  const candidates = [...known.values()]
    .filter(
      ({ person }) => contacts.isOurs(person) && !group.isMember(person) && contacts.introductionOf(person),
    )
    .map(({ person }) => personView(person))
    .sort(byName);
  const now = { contacts: known, ownName, members: members.map(({ person }) => person), candidates };
  sorted.set(group.set, now);
  return now;
}

function standingOf(roster: Roster, self: PersonId): GroupView['own'] {
  const member = roster.members.get(self);
  if (member) return member.role;
  return roster.former.get(self)?.removedBy === self ? 'left' : 'removed';
}

/** An admin entry that counts, or the proof of a fork, where it stands. */
type Happening = Sortable & { readonly sentAtMs: number } & (
    { readonly entry: AdminEntry } | { readonly forkOf: DeviceId }
  );

/** What has happened to a group, in reading order. */
function happeningsOf(set: RosterSet, roster: Roster): readonly Happening[] {
  const before = ordered.get(set);
  if (before) return before;
  const entries = [...set.entries.values()]
    .filter(({ id }) => !roster.voids.has(id))
    .map((entry): Happening => {
      const { id, orderMs, sentAtMs } = (set.items.get(entry.id as never) as EntryItem).entry;
      return { id, orderMs, sentAtMs, entry };
    });
  const forks = [...set.shared.values()].flatMap((item): Happening[] => {
    if (item.kind !== 'fork') return [];
    const [{ id, orderMs, sentAtMs, author }] = item.entries;
    return [{ id, orderMs, sentAtMs, forkOf: author }];
  });
  const now = [...entries, ...forks].sort(compareOrder);
  ordered.set(set, now);
  return now;
}

/** What is told of it among the messages shown. */
function eventsOf(
  sight: GroupSight,
  roster: Roster,
  personView: (person: PersonId) => PersonView,
): readonly EventView[] {
  const { group, shown } = sight;
  const [first] = shown;
  const events: EventView[] = [];
  const inside = new Map<PersonId, Role>();
  const story = storyOf(sight, roster, personView);
  let at = 0;
  for (const happening of happeningsOf(group.set, roster)) {
    const isFork = 'forkOf' in happening;
    const by = isFork ? group.personOf(happening.forkOf) : happening.entry.person;
    const what = isFork
      ? ({ kind: 'forked' } as const)
      : whatOf(happening, sight, roster, inside, personView, story);
    const isShown = isFork || !sight.hasOlder || (first !== undefined && compareOrder(first, happening) < 0);
    if (!by || !what || !isShown) continue;
    while (at < shown.length && compareOrder(shown[at]!, happening) < 0) at++;
    const { id, sentAtMs } = happening;
    events.push({ id, sentAtMs, after: shown[at - 1]?.id ?? null, by: personView(by), what });
  }
  return events;
}

/** What is told of somebody who comes into a conversation with a post as an admin; null if no charge is behind it. */
type Story = (person: PersonId, sentAtMs: number) => Extract<EventView['what'], { kind: 'charge' }> | null;

/** Tells charge after charge, each once: by the charges themselves, not by what whoever adds somebody claims. */
function storyOf({ posts }: GroupSight, roster: Roster, personView: (person: PersonId) => PersonView): Story {
  const history = (roster.post && posts?.historyOf(roster.post)) ?? null;
  if (!history || !posts) return () => null;
  let told: VerifiedCharge | null = null;
  return (person, sentAtMs) => {
    const charge = chargeBehind(person, sentAtMs, history, told?.number ?? 0);
    if (!charge) return null;
    const from = told?.holder ?? null;
    told = charge;
    return {
      kind: 'charge',
      post: charge.name,
      charge: chargeViewOf(charge, history, posts, personView),
      from: from && from !== person ? personView(from) : null,
    };
  };
}

/** `inside`: who is in it so far, by the order of reading. */
function whatOf(
  { entry, sentAtMs }: { readonly entry: AdminEntry; readonly sentAtMs: number },
  sight: GroupSight,
  roster: Roster,
  inside: Map<PersonId, Role>,
  personView: (person: PersonId) => PersonView,
  story: Story,
): EventView['what'] | null {
  const { body } = entry;
  switch (body.kind) {
    case KIND.create:
      inside.set(entry.person, 'admin');
      return { kind: 'created', name: body.name };
    case KIND.add: {
      const person = personView(body.person);
      const before = inside.get(body.person);
      if (before === body.role || before === 'admin') return null; // the rest of what adds them
      inside.set(body.person, body.role);
      const charge = body.role === 'admin' ? story(body.person, sentAtMs) : null;
      if (charge) return charge;
      if (before) return { kind: 'promoted', person };
      return { kind: 'added', person, role: body.role };
    }
    case KIND.remove: {
      inside.delete(body.person);
      const holders = sight.holdersOf(entry);
      // Whoever is out hears no more of who knows it.
      const members = roster.members.has(sight.self) ? [...roster.members.keys()] : [];
      // In a large group who holds a log is said to its author only.
      const isHeard = receiptPaceMs(members.length) === 0 || entry.person === sight.self;
      const knownTo = isHeard ? members.filter((person) => holders.has(person)).length : null;
      return { kind: 'removed', person: personView(body.person), knownTo, of: members.length };
    }
    case KIND.leave:
      inside.delete(entry.person);
      return { kind: 'left' };
    case KIND.policy:
      if (body.name !== null) return { kind: 'renamed', name: body.name };
      return body.history === null ? null : { kind: 'history', rule: body.history };
  }
}
