import { KIND } from '../protocol/body.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import type { EntryItem } from '../protocol/roster-item.js';
import type { AdminEntry } from '../domain/admin-entry.js';
import { compareOrder, type Sortable } from '../domain/order.js';
import type { Roster } from '../domain/roster.js';
import type { Contacts } from './contacts.js';
import type { Group } from './group.js';
import type { GroupActs } from './group-acts.js';
import type { EventView, GroupView, MemberView, PersonView } from './views.js';

/** What the screen of a group needs to know beside the roster. */
export interface GroupSight {
  readonly group: Group;
  readonly acts: GroupActs;
  readonly contacts: Contacts;
  readonly self: PersonId;
  readonly linked: ReadonlySet<PersonId>;
  /** The members who are known to hold an entry. */
  readonly holdersOf: (entry: AdminEntry) => ReadonlySet<PersonId>;
  /** The messages shown, in reading order. */
  readonly shown: readonly Sortable[];
  /** There are more before them. */
  readonly hasOlder: boolean;
}

/** A group as its members see it; null before its roster is known. */
export function groupViewOf(sight: GroupSight): GroupView | null {
  const { group, contacts, self } = sight;
  const { roster } = group;
  if (!roster) return null;
  const personView = (person: PersonId): PersonView => ({
    person,
    name: group.nameOf(person),
    own: person === self,
  });
  const members = [...roster.members].map(([person, member]): MemberView => ({
    ...personView(person),
    role: member.role,
    addedBy: personView(member.addedBy),
    history: member.history,
    online: person === self || sight.linked.has(person),
    isContact: contacts.all.value.get(person)?.tie === 'contact',
    isRemovable: sight.acts.mayRemove(person),
  }));
  members.sort(
    (a, b) => Number(b.role === 'admin') - Number(a.role === 'admin') || a.name.localeCompare(b.name),
  );
  return {
    type: roster.type,
    name: roster.name,
    members,
    history: roster.history,
    own: standingOf(roster, self),
    events: eventsOf(sight, roster, personView),
    candidates: [...contacts.all.value.values()]
      .filter(
        ({ person, tie }) => tie === 'contact' && !group.isMember(person) && contacts.introductionOf(person),
      )
      .map(({ person }) => personView(person))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}

function standingOf(roster: Roster, self: PersonId): GroupView['own'] {
  const member = roster.members.get(self);
  if (member) return member.role;
  return roster.former.get(self)?.removedBy === self ? 'left' : 'removed';
}

type Placed = EventView & Sortable;

/** What counts of the admin entries, where it stands among the messages shown. */
function eventsOf(
  sight: GroupSight,
  roster: Roster,
  personView: (person: PersonId) => PersonView,
): readonly EventView[] {
  const { set } = sight.group;
  const [first] = sight.shown;
  const placed: Placed[] = [];
  const ordered = [...set.entries.values()]
    .filter(({ id }) => !roster.voids.has(id))
    .map((entry) => ({ entry, header: (set.items.get(entry.id as never) as EntryItem).entry }))
    .sort((a, b) => compareOrder(a.header, b.header));
  const inside = new Set<PersonId>();
  for (const { entry, header } of ordered) {
    const what = whatOf(entry, sight, roster, inside, personView);
    const isShown = !sight.hasOlder || (first !== undefined && compareOrder(first, header) < 0);
    if (!what || !isShown) continue;
    const { id, orderMs, sentAtMs } = header;
    placed.push({ id, orderMs, sentAtMs, after: null, by: personView(entry.person), what });
  }
  for (const item of set.shared.values()) {
    if (item.kind !== 'fork') continue;
    const [{ id, orderMs, sentAtMs, author }] = item.entries;
    const person = sight.group.personOf(author);
    if (person)
      placed.push({ id, orderMs, sentAtMs, after: null, by: personView(person), what: { kind: 'forked' } });
  }
  return placed.sort(compareOrder).map(({ orderMs, ...event }) => ({
    ...event,
    after: lastBefore(sight.shown, { orderMs, id: event.id }),
  }));
}

/** `inside`: who is in it so far, by the order of reading. */
function whatOf(
  entry: AdminEntry,
  sight: GroupSight,
  roster: Roster,
  inside: Set<PersonId>,
  personView: (person: PersonId) => PersonView,
): EventView['what'] | null {
  const { body } = entry;
  switch (body.kind) {
    case KIND.create:
      inside.add(entry.person);
      return { kind: 'created', name: body.name };
    case KIND.add: {
      const person = personView(body.person);
      if (inside.has(body.person)) return body.role === 'admin' ? { kind: 'promoted', person } : null;
      inside.add(body.person);
      return { kind: 'added', person, role: body.role };
    }
    case KIND.remove: {
      inside.delete(body.person);
      const holders = sight.holdersOf(entry);
      // Whoever is out hears no more of who knows it.
      const members = roster.members.has(sight.self) ? [...roster.members.keys()] : [];
      const knownTo = members.filter((person) => holders.has(person)).length;
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

/** The last of the messages that comes before a place; null if none does. */
function lastBefore(shown: readonly Sortable[], place: Sortable): EntryId | null {
  return shown.findLast((message) => compareOrder(message, place) < 0)?.id ?? null;
}
