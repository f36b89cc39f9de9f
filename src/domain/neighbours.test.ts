import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ConversationId, PersonId } from '../protocol/ids.js';
import { MAX_NEIGHBOURS } from '../protocol/limits.js';
import { idOf } from '../../test/vectors/cast.js';
import { neighboursOf, neighboursOn, ringsOf } from './neighbours.js';

const GROUP = idOf<ConversationId>('group');
const people = (count: number): PersonId[] =>
  Array.from({ length: count }, (_, i) => idOf<PersonId>(`member ${i}`));

/** Everybody who is reached from the first by neighbours of neighbours, without those who are away. */
function reached(members: readonly PersonId[], isAway: (person: PersonId) => boolean = () => false): number {
  const rings = ringsOf(GROUP, members);
  const first = members.find((person) => !isAway(person))!;
  const seen = new Set([first]);
  for (const person of seen)
    for (const next of neighboursOn(rings, person)) if (!isAway(next)) seen.add(next);
  return seen.size;
}

describe('the neighbours of a member', () => {
  for (const count of [1, 2, 3, 8, 9])
    it(`are everybody else in a group of ${count}`, () => {
      const members = people(count);
      for (const person of members)
        assert.deepEqual(
          [...neighboursOf(GROUP, members, person)].sort(),
          members.filter((other) => other !== person).sort(),
        );
    });

  for (const count of [10, 11, 50, 200, 800])
    it(`are at most ${MAX_NEIGHBOURS} in a group of ${count}, and each names the other`, () => {
      const members = people(count);
      const rings = ringsOf(GROUP, members);
      const of = new Map(members.map((person) => [person, neighboursOn(rings, person)]));
      for (const [person, neighbours] of of) {
        assert.ok(neighbours.size >= 2 && neighbours.size <= MAX_NEIGHBOURS);
        assert.ok(!neighbours.has(person));
        for (const other of neighbours) assert.ok(of.get(other)!.has(person));
      }
      assert.equal(reached(members), count);
    });

  it('are nobody for somebody who is no member', () => {
    assert.equal(neighboursOf(GROUP, people(20), idOf<PersonId>('a stranger')).size, 0);
    assert.equal(neighboursOf(GROUP, [], idOf<PersonId>('a stranger')).size, 0);
  });

  it('do not depend on the order in which members are known, or on how often they are named', () => {
    const members = people(30);
    fc.assert(
      fc.property(fc.shuffledSubarray(members, { minLength: 30 }), fc.nat(29), (shuffled, i) => {
        const person = members[i]!;
        assert.deepEqual(
          [...neighboursOf(GROUP, [...shuffled, ...shuffled.slice(0, 7)], person)].sort(),
          [...neighboursOf(GROUP, members, person)].sort(),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('are others in another group', () => {
    const members = people(200);
    const here = neighboursOf(GROUP, members, members[0]!);
    const there = neighboursOf(idOf<ConversationId>('other group'), members, members[0]!);
    assert.ok([...here].filter((person) => there.has(person)).length < 4);
  });

  it('change for few when one member comes', () => {
    const members = people(101);
    const [before, after] = [ringsOf(GROUP, members.slice(1)), ringsOf(GROUP, members)];
    const changed = members.slice(1).filter((person) => {
      const old = neighboursOn(before, person);
      return [...neighboursOn(after, person)].some((other) => !old.has(other));
    });
    assert.ok(changed.length <= MAX_NEIGHBOURS, `${changed.length} of 100`);
  });

  it('connect those who are there when a fifth is away', () => {
    const members = people(400);
    const away = new Set(members.filter((_, i) => i % 5 === 2));
    assert.equal(
      reached(members, (person) => away.has(person)),
      320,
    );
  });
});
