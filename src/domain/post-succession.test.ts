import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AdminHistory, TOWN, type Seat } from '../../test/support/admin-histories.js';
import { aCharge, OFFICES, POST_ID } from '../../test/support/post-charges.js';
import { anActor, NOW_MS } from '../../test/vectors/cast.js';
import { sealHandover, type VerifiedCharge } from '../protocol/charge.js';
import { formerHoldersIn, handedOverBy, successionOf } from './post-succession.js';
import { postHistories } from './posts.js';

const NAMES = ['amna', 'bilal', 'chand', 'dania', 'ejaz', 'fiza'] as const;
/** Whoever wrote to the post. */
const WRITER = 0;

/** "I hand it over", by somebody of TOWN who has it by charge `number`. */
const handover = (place: number, number: number, to: number | null = null) => {
  const actor = anActor(NAMES[place]!);
  const { person, manifest } = TOWN[place]!;
  return sealHandover(
    {
      post: POST_ID,
      number,
      from: person,
      device: actor.device,
      to: to === null ? null : TOWN[to]!.person,
      signedMs: NOW_MS,
    },
    manifest,
    actor.signAsDevice,
  );
};

/** Signed once: charge `number` that gives the post to `to`, with the word of `from` if it is not null. */
const issued = new Map<string, Promise<VerifiedCharge>>();
const charge = (number: number, to: number | null, from: number | null = null): Promise<VerifiedCharge> => {
  const key = [number, to, from].join();
  const made =
    issued.get(key) ??
    (async () =>
      aCharge(number, to === null ? null : TOWN[to]!.person, undefined, from === null ? null : await handover(from, number - 1)))(); // prettier-ignore
  issued.set(key, made);
  return made;
};

const historyOf = (charges: readonly VerifiedCharge[]) => postHistories(charges, OFFICES).get(POST_ID)!;
const placeOf = (person: string) => TOWN.findIndex((one) => one.person === person);
const stepOf = (history: AdminHistory, seat: Seat, charges: readonly VerifiedCharge[]) =>
  successionOf(history.roster(seat), history.heldBy(seat), historyOf(charges), seat.person);

/** What the app does at one device once it has seen something. True if it wrote anything. */
function act(history: AdminHistory, seat: Seat, charges: readonly VerifiedCharge[]): boolean {
  if (charges.length === 0 || !history.roster(seat).members.has(seat.person)) return false;
  const { add, remove, leave } = stepOf(history, seat, charges);
  if (add) history.add(seat, placeOf(add), 'admin');
  for (const person of remove) history.remove(seat, placeOf(person));
  if (leave) history.leave(seat);
  return Boolean(add) || remove.length > 0 || leave;
}

const membersOf = (history: AdminHistory) =>
  [...history.roster().members].map(([person, { role }]) => `${placeOf(person)}${role === 'admin' ? '*' : ''}`).sort(); // prettier-ignore

describe('a conversation with a post', () => {
  const begun = async () => {
    const history = new AdminHistory('post', 'all', POST_ID);
    const writer = history.seat(WRITER);
    const charges = [await charge(1, 1)];
    act(history, writer, charges);
    return { history, writer, charges };
  };

  it('begins with whoever holds the post as an admin', async () => {
    const { history } = await begun();
    assert.deepEqual(membersOf(history), ['0*', '1*']);
  });

  it('goes to the next holder by the hand of whoever wrote, while the one before is away', async () => {
    const { history, writer, charges } = await begun();
    charges.push(await charge(2, 2));
    assert.ok(act(history, writer, charges));
    assert.deepEqual(membersOf(history), ['0*', '2*']);
    assert.ok(!act(history, writer, charges), 'and that is all');
  });

  it('goes to the next holder by the hand of who handed it over, while whoever wrote is away', async () => {
    const { history, writer, charges } = await begun();
    const outgoing = history.seat(1);
    history.meet(writer, outgoing);
    charges.push(await charge(2, 2, 1));
    assert.ok(act(history, outgoing, charges));
    assert.deepEqual(membersOf(history), ['0*', '2*']);
    assert.equal(history.roster().former.get(TOWN[1]!.person)?.removedBy, TOWN[1]!.person, 'left by themselves');
  }); // prettier-ignore

  it('is not left by a holder in whose name nobody signed a handover', async () => {
    const { history, writer, charges } = await begun();
    const outgoing = history.seat(1);
    history.meet(writer, outgoing);
    assert.ok(!act(history, outgoing, [...charges, await charge(2, 2)]));
    // What somebody else signed says nothing of the holder.
    const forged = await charge(2, 2, 3);
    assert.equal(handedOverBy(historyOf([...charges, forged]), forged), null);
    assert.ok(!act(history, outgoing, [...charges, forged]));
  });

  it('comes to one roster when both see to it at once', async () => {
    const { history, writer, charges } = await begun();
    const outgoing = history.seat(1);
    history.meet(writer, outgoing);
    charges.push(await charge(2, 2, 1));
    act(history, writer, charges);
    act(history, outgoing, charges);
    history.everybodyMeets();
    assert.deepEqual(membersOf(history), ['0*', '2*']);
    history.meet(writer, history.seat(2));
    assert.ok(!act(history, writer, charges) && !act(history, history.seat(2), charges));
  });

  it('ends at the right holder for a device that was away while the post changed hands twice', async () => {
    const { history, writer, charges } = await begun();
    charges.push(await charge(2, 2, 1), await charge(3, 3, 2));
    act(history, writer, charges);
    assert.deepEqual(membersOf(history), ['0*', '3*']);
    assert.equal(
      history.roster().former.has(TOWN[2]!.person),
      false,
      'never brought in who holds it no more',
    );
  });

  it('loses its holder when the post is vacant, and gets the next one', async () => {
    const { history, writer, charges } = await begun();
    charges.push(await charge(2, null));
    act(history, writer, charges);
    assert.deepEqual(membersOf(history), ['0*']);
    charges.push(await charge(3, 1));
    act(history, writer, charges);
    assert.deepEqual(membersOf(history), ['0*', '1*'], 'the same one, who came back');
  });

  it('stays as it is while two registrars name different holders, until the authority settles it', async () => {
    const { history, writer, charges } = await begun();
    charges.push(await charge(2, 2), await charge(2, 3));
    assert.equal(historyOf(charges).disputed.length, 2);
    assert.ok(!act(history, writer, charges));
    charges.push(await charge(3, 3));
    act(history, writer, charges);
    assert.deepEqual(membersOf(history), ['0*', '3*']);
  });

  it('gives the post back to whom it was taken by a charge that turned out to be in dispute', async () => {
    const { history, writer, charges } = await begun();
    charges.push(await charge(2, 2));
    act(history, writer, charges);
    charges.push(await charge(2, 3));
    assert.ok(!act(history, writer, charges));
    charges.push(await charge(3, 1));
    act(history, writer, charges);
    assert.deepEqual(membersOf(history), ['0*', '1*']);
  });

  it('shows a former holder who goes on adding others, and ends it', async () => {
    const { history, writer, charges } = await begun();
    const old = history.seat(1);
    history.meet(writer, old);
    charges.push(await charge(2, 2));
    history.add(old, 4, 'admin');
    history.meet(writer, old);
    assert.deepEqual(formerHoldersIn(history.roster(writer), historyOf(charges)), [TOWN[1]!.person]);
    act(history, writer, charges);
    history.add(old, 5, 'admin');
    history.remove(old, 2);
    history.everybodyMeets();
    act(history, writer, charges);
    // Whom they added while they could is an addition like any other; what they write afterwards is void.
    assert.deepEqual(membersOf(history), ['0*', '2*', '4*']);
  });

  it('gets its holder back whom the one before removed at once', async () => {
    const { history, writer, charges } = await begun();
    const old = history.seat(1);
    history.meet(writer, old);
    charges.push(await charge(2, 2, 1));
    history.add(old, 2, 'admin');
    history.remove(old, 2);
    act(history, writer, charges);
    history.everybodyMeets();
    while (act(history, writer, charges)) history.everybodyMeets();
    assert.deepEqual(membersOf(history), ['0*', '2*']);
  });

  it('gets its holder back who, away, left for the charge before', async () => {
    const { history, writer, charges } = await begun();
    const holder = history.seat(1);
    history.meet(writer, holder);
    const vacant = [...charges, await charge(2, null, 1)];
    act(history, writer, vacant);
    act(history, holder, vacant);
    const again = [...vacant, await charge(3, 1)];
    act(history, writer, again);
    history.everybodyMeets();
    while (act(history, writer, again)) history.everybodyMeets();
    assert.deepEqual(membersOf(history), ['0*', '1*']);
  });

  it('keeps a holder who is brought in again before they have heard why', async () => {
    const { history, writer, charges } = await begun();
    const holder = history.seat(1);
    const vacant = [...charges, await charge(2, null, 1)];
    const again = [...vacant, await charge(3, 1)];
    act(history, writer, vacant);
    act(history, writer, again);
    history.meet(writer, holder);
    assert.ok(!act(history, holder, vacant), 'whoever wrote knows of a charge that is not here yet');
    assert.deepEqual(membersOf(history), ['0*', '1*']);
    const next = [...again, await charge(4, 2, 1)];
    assert.ok(act(history, holder, next));
    history.everybodyMeets();
    assert.deepEqual(membersOf(history), ['0*', '2*']);
  });

  it('never removes whoever wrote, though they have held the post', async () => {
    const { history, writer, charges } = await begun();
    charges.push(await charge(2, WRITER, 1));
    act(history, writer, charges);
    assert.deepEqual(membersOf(history), ['0*']);
    charges.push(await charge(3, 2, WRITER));
    act(history, writer, charges);
    assert.deepEqual(membersOf(history), ['0*', '2*']);
  });
});

/** A way in which a post changes hands while devices are apart: charge by charge, and what happens between. */
const story = fc.record({
  holders: fc.array(fc.option(fc.integer({ min: 1, max: 4 }), { freq: 5 }), { minLength: 2, maxLength: 4 }),
  isHandedOver: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  steps: fc.array(
    fc.record({
      what: fc.constantFrom('meet', 'meet', 'learn', 'act', 'act'),
      a: fc.nat(4),
      b: fc.nat(4),
    }),
    { minLength: 20, maxLength: 60 },
  ),
});

describe('whatever the order in which charges and entries come', () => {
  it('all devices end with the same people, and these are the writer and the holder', async () => {
    let wrote = 0;
    await fc.assert(
      fc.asyncProperty(story, async ({ holders, isHandedOver, steps }) => {
        const all: VerifiedCharge[] = [];
        for (const [i, holder] of holders.entries()) {
          const before = holders[i - 1] ?? null;
          all.push(await charge(i + 1, holder, isHandedOver[i] && before !== null && before !== holder ? before : null)); // prettier-ignore
        }
        const history = new AdminHistory('post', 'all', POST_ID);
        const seats = [0, 1, 2, 3, 4].map((place) => history.seat(place));
        for (const seat of seats) history.meet(seats[0]!, seat);
        const known = seats.map(() => 0);
        known[0] = 1;
        act(history, seats[0]!, all.slice(0, 1));
        for (const { what, a, b } of steps) {
          if (what === 'meet') history.meet(seats[a]!, seats[b]!);
          else if (what === 'learn') known[a] = Math.min(all.length, known[a]! + 1);
          else if (act(history, seats[a]!, all.slice(0, known[a]))) wrote++;
        }
        // Everybody hears everything, and goes on until nobody has anything more to write.
        let rounds = 0;
        for (let isActing = true; isActing;) {
          assert.ok(++rounds < 12, 'it comes to an end');
          history.everybodyMeets();
          isActing = seats.map((seat) => act(history, seat, all)).some(Boolean);
        }
        const holder = holders.at(-1) ?? null;
        assert.deepEqual(membersOf(history), ['0*', ...(holder === null ? [] : [`${holder}*`])].sort());
        for (const seat of seats)
          assert.deepEqual([...history.roster(seat).members.keys()].sort(), [...history.roster().members.keys()].sort()); // prettier-ignore
      }),
      { numRuns: 400 },
    );
    assert.ok(wrote > 100, `${wrote}`);
  });

  it('the same charges make the same history', async () => {
    const charges = await Promise.all([charge(1, 1), charge(2, 2, 1), charge(2, 3), charge(3, 4), charge(3, null), charge(4, 2)]); // prettier-ignore
    const plain = (some: readonly VerifiedCharge[]) => {
      const { holder, disputed, charges: settled } = historyOf(some);
      return { holder, disputed: disputed.map(({ id }) => id.join()), settled: settled.map(({ id }) => id.join()) };
    }; // prettier-ignore
    fc.assert(
      fc.property(
        fc.shuffledSubarray(charges, { minLength: 1 }),
        fc.array(fc.nat(99), { minLength: 6, maxLength: 6 }),
        (some, keys) => {
          const other = some.toSorted((a, b) => keys[charges.indexOf(a)]! - keys[charges.indexOf(b)]!);
          assert.deepEqual(plain(other), plain(some));
        },
      ),
    );
  });
});
