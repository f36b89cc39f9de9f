import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Places, type Placed } from './places.js';

test('a group holds whom a set would, whoever comes and goes in whatever order', () => {
  const steps = fc.array(fc.record({ who: fc.nat(7), comes: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (all) => {
      const people: Placed[] = Array.from({ length: 8 }, () => ({ place: 0 }));
      const places = new Places<Placed>();
      const set = new Set<Placed>();
      for (const { who, comes } of all) {
        const person = people[who];
        assert.ok(person);
        if (!comes) assert.equal(places.delete(person), set.delete(person));
        else if (!set.has(person)) {
          places.add(person);
          set.add(person);
        }
        assert.deepEqual(new Set(places), set);
        assert.equal([...places].length, set.size);
      }
    }),
    { numRuns: 500 },
  );
});

test('all who were in are looked at, though each goes when it is', () => {
  const places = new Places<Placed>();
  for (let i = 0; i < 5; i++) places.add({ place: 0 });
  let seen = 0;
  for (const member of places) {
    assert.ok(places.delete(member));
    seen++;
  }
  assert.equal(seen, 5);
  assert.deepEqual([...places], []);
});
