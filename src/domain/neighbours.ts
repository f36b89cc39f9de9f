import type { ConversationId, PersonId } from '../protocol/ids.js';
import { MAX_NEIGHBOURS } from '../protocol/limits.js';
import { ringPlace } from '../protocol/ring-place.js';

/** Each member has a neighbour on either side of each ring. */
const RINGS = MAX_NEIGHBOURS / 2;

/** The members of a group in the order of each ring, which closes on itself. */
export type Rings = readonly (readonly PersonId[])[];

/** Orders the members of a group on its rings. Costs four hashes for each member. */
export function ringsOf(group: ConversationId, members: Iterable<PersonId>): Rings {
  const people = [...new Set(members)];
  return Array.from({ length: RINGS }, (_, ring) => {
    const places = new Map(people.map((person) => [person, ringPlace(group, ring, person)]));
    return people.toSorted((a, b) => (places.get(a)! < places.get(b)! ? -1 : 1));
  });
}

/**
 * Those with whom `person` links on these rings: the members on both sides, at most MAX_NEIGHBOURS; everybody else while
 * the group is no larger than that and one more; nobody if `person` is not on them. If a names b, then b names a.
 *
 * One ring alone connects everybody; four make the way short and leave it open when many are away.
 */
export function neighboursOn(rings: Rings, person: PersonId): ReadonlySet<PersonId> {
  const everybody = rings[0] ?? [];
  if (!everybody.includes(person)) return new Set();
  const neighbours =
    everybody.length <= MAX_NEIGHBOURS + 1 ? everybody : rings.flatMap((ring) => besides(ring, person));
  return new Set(neighbours.filter((other) => other !== person));
}

/** Those with whom `person` links in a group of these members: see `neighboursOn`. */
export const neighboursOf = (
  group: ConversationId,
  members: Iterable<PersonId>,
  person: PersonId,
): ReadonlySet<PersonId> => neighboursOn(ringsOf(group, members), person);

function besides(ring: readonly PersonId[], person: PersonId): PersonId[] {
  const at = ring.indexOf(person);
  return [ring.at(at - 1)!, ring[(at + 1) % ring.length]!];
}
