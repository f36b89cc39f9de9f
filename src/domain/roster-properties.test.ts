/** What holds of every roster, over histories of partitions with lies and forks in them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { adminHistory, anyAdminEntries, plainly, TOWN, type AdminHistory, type Townsman } from '../../test/support/admin-histories.js'; // prettier-ignore
import { KIND } from '../protocol/body.js';
import { groupConversationId } from '../protocol/conversation-id.js';
import type { EntryId } from '../protocol/ids.js';
import type { AdminEntry } from './admin-entry.js';
import { causalityOf } from './causality.js';
import { rosterOf } from './roster.js';

const plainRoster = (history: AdminHistory, entries: readonly AdminEntry[]) =>
  plainly(rosterOf(history.group, entries, history.forks()));

const hasLeft = (history: AdminHistory, { person }: Townsman): boolean =>
  history.entries.some((entry) => entry.person === person && entry.body.kind === KIND.leave);

const withKnown = ({ id, grant, body }: AdminEntry) => ({
  id,
  knows: grant ? [...body.knows, grant] : body.knows,
});

const shuffled = <T>(items: readonly T[], keys: readonly number[]): readonly T[] =>
  items
    .map((item, place) => ({ item, key: (keys[place % keys.length]! * (place + 1)) % 7919 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

const orders = fc.array(fc.array(fc.nat(7918), { minLength: 60, maxLength: 60 }), {
  minLength: 8,
  maxLength: 8,
});

describe('whatever happened in a group', () => {
  it('its roster is the same in any order of the entries and forks, and however often each is given', () => {
    let [ended, voided, counted, forked] = [0, 0, 0, 0];
    fc.assert(
      fc.property(adminHistory, orders, (history, keys) => {
        const expected = plainRoster(history, history.entries);
        const roster = history.roster();
        ended += roster.former.size;
        voided += roster.voids.size;
        counted += history.entries.length - roster.voids.size;
        forked += history.forks().length;
        for (const order of keys) {
          const entries = shuffled(history.entries, order);
          const forks = shuffled(history.forks(), order);
          assert.deepEqual(plainly(rosterOf(history.group, entries, forks)), expected);
        }
        const twice = [...history.entries, ...history.entries.toReversed()];
        assert.deepEqual(plainRoster(history, twice), expected);
      }),
      { numRuns: 1500 },
    );
    // The histories do hold what the rules are about.
    assert.ok(
      ended > 500 && voided > 3000 && counted > 6000 && forked > 150,
      `${ended} ended, ${voided} void, ${counted} count, ${forked} forks`,
    );
  });

  it('void entries that none of the others knows could as well not be there', () => {
    fc.assert(
      fc.property(adminHistory, (history) => {
        const { voids, ...roster } = history.roster();
        const needed = new Set<string>();
        for (const { id, grant, body } of history.entries.toReversed())
          if (!voids.has(id) || needed.has(id))
            for (const below of [...body.knows, grant ?? '']) needed.add(below);
        const kept = history.entries.filter(({ id }) => !voids.has(id) || needed.has(id));
        const less = rosterOf(history.group, kept, history.forks())!;
        const bare = (value: typeof roster) => plainly({ ...value, voids: new Map() });
        assert.deepEqual(bare(less), bare(roster));
      }),
      { numRuns: 500 },
    );
  });

  it('what the creator removes or decides stays so, and whom the creator removed nobody else brings back', () => {
    let removed = 0;
    fc.assert(
      fc.property(adminHistory, (history) => {
        const [creator] = TOWN as [Townsman];
        fc.pre(!hasLeft(history, creator) && !history.forks().some(({ device }) => creator.devices.includes(device))); // prettier-ignore
        const { members, voids } = history.roster();
        const byCreator = history.entries.filter(({ person }) => person === creator.person);
        const { among } = causalityOf(history.entries.map(withKnown));
        const follows = among(history.entries.map(({ id }) => id));
        for (const { id, grant, body } of byCreator) {
          if (grant !== history.created || voids.get(id) === 'unknown-past' || body.kind === KIND.add)
            continue;
          const isSelf = body.kind === KIND.remove && body.person === creator.person;
          assert.equal(voids.get(id), isSelf ? 'not-senior' : undefined);
          if (body.kind !== KIND.remove || isSelf) continue;
          const readds = (other: AdminEntry) =>
            other.body.kind === KIND.add && other.body.person === body.person;
          if (byCreator.some((other) => readds(other) && follows(other.id, id))) continue;
          removed++;
          assert.ok(!members.has(body.person));
        }
      }),
      { numRuns: 500 },
    );
    assert.ok(removed > 100, String(removed));
  });

  it('the creator is a member for good unless the creator leaves', () => {
    fc.assert(
      fc.property(adminHistory, (history) => {
        const [{ person: creator }] = TOWN as [(typeof TOWN)[0]];
        const left = history.entries.some(
          (entry) => entry.person === creator && entry.body.kind === KIND.leave,
        );
        assert.ok(left || history.roster().isAdmin(creator));
      }),
      { numRuns: 300 },
    );
  });

  it('every admin holds a grant, every member may append, and nobody is both in and out', () => {
    fc.assert(
      fc.property(adminHistory, (history) => {
        const roster = history.roster();
        for (const [person, member] of roster.members) {
          assert.equal(member.role === 'admin', member.grants.length > 0);
          assert.ok(!roster.former.has(person));
          for (const id of [member.since, ...member.grants]) assert.ok(!roster.voids.has(id));
          assert.ok(roster.mayAppend(person, TOWN[0]!.devices[0], 10_000));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a roster of anything at all', () => {
  it('comes out, whatever the entries say, and again in any order', () => {
    let [counted, voided] = [0, 0];
    fc.assert(
      fc.property(anyAdminEntries, orders, (entries, [order]) => {
        const group = groupConversationId(entries[0]!.id);
        assert.deepEqual(
          plainly(rosterOf(group, shuffled(entries, order!))),
          plainly(rosterOf(group, entries)),
        );
        const roster = rosterOf(group, entries);
        [counted, voided] = [counted + entries.length - (roster?.voids.size ?? 0), voided + (roster?.voids.size ?? 0)]; // prettier-ignore
      }),
      { numRuns: 3000 },
    );
    assert.ok(counted > 6000 && voided > 9000, `${counted} count, ${voided} are void`);
  });
});

describe('the causal order', () => {
  it('has as tips what no other one that counts follows, be it through one that does not', () => {
    const [a, b, c] = TOWN.map(({ card }) => card.device as string as EntryId) as [EntryId, EntryId, EntryId];
    const { tips } = causalityOf([{ id: c, knows: [b] }, { id: a, knows: [] }, { id: b, knows: [a] }]); // prettier-ignore
    assert.deepEqual(tips((id) => id !== b), [c]); // prettier-ignore
    assert.deepEqual(tips((id) => id !== c), [b]); // prettier-ignore
  });

  /** Whether `later` knows `earlier`, looked up step by step. */
  const walk = (entries: readonly AdminEntry[], later: string, earlier: string): boolean => {
    const seen = new Set<string>();
    const queue = [later];
    for (const id of queue) {
      const entry = entries.find((candidate) => candidate.id === id);
      for (const below of [...(entry?.body.knows ?? [])]) {
        if (!seen.has(below)) queue.push(below);
        seen.add(below);
      }
    }
    return seen.has(earlier);
  };

  it('is what a walk from entry to entry finds', () => {
    fc.assert(
      fc.property(adminHistory, (history) => {
        const causality = causalityOf(history.entries.map(({ id, body }) => ({ id, knows: body.knows })));
        const ids = history.entries.map(({ id }) => id);
        const follows = causality.among(ids);
        for (const later of ids)
          for (const earlier of ids) {
            assert.equal(follows(later, earlier), walk(history.entries, later, earlier));
            if (follows(later, earlier)) assert.ok(causality.depthOf(later)! > causality.depthOf(earlier)!);
          }
      }),
      { numRuns: 60 },
    );
  });
});
