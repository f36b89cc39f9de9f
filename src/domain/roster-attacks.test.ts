/** What admins and members may try, alone or with a second device, and what comes of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AdminHistory, TOWN, type Seat } from '../../test/support/admin-histories.js';
import type { EntryId } from '../protocol/ids.js';

const [AMNA, BILAL, CHAND, DANIA, EJAZ] = [0, 1, 2, 3, 4] as const;
const NAMES = ['amna', 'bilal', 'chand', 'dania', 'ejaz', 'fiza'];

const adminsOf = (history: AdminHistory): readonly string[] => {
  const roster = history.roster();
  return NAMES.filter((_, place) => roster.isAdmin(TOWN[place]!.person));
};
const isMember = (history: AdminHistory, place: number): boolean =>
  history.roster().members.has(TOWN[place]!.person);
const whyVoid = (history: AdminHistory, ...ids: EntryId[]) => ids.map((id) => history.roster().voids.get(id));

/** Amna created the group and made admins of Bilal, then Chand; Chand made one of Dania. Everybody has seen it. */
function aCourt() {
  const history = new AdminHistory();
  const [amna, bilal, chand, dania] = [0, 1, 2, 3].map((place) => history.seat(place)) as [Seat, Seat, Seat, Seat]; // prettier-ignore
  const bilalsGrant = history.add(amna, BILAL, 'admin');
  history.add(amna, CHAND, 'admin');
  history.meet(amna, chand);
  history.add(chand, DANIA, 'admin');
  history.seat(BILAL, 1);
  history.everybodyMeets();
  return { history, amna, bilal, chand, dania, bilalsGrant, bilalsPhone: history.seat(BILAL, 1) };
}

describe('an admin who was removed', () => {
  it('adds nobody afterwards, however early the entry says it is', () => {
    const { history, amna, bilal, bilalsGrant } = aCourt();
    history.write(bilal);
    history.meet(amna, bilal);
    history.remove(amna, BILAL);
    const backdated = history.add(bilal, EJAZ, 'admin', { knows: [bilalsGrant] });
    assert.deepEqual(adminsOf(history), ['amna', 'chand', 'dania']);
    assert.deepEqual(whyVoid(history, backdated), ['beyond-pin']);
    assert.ok(!isMember(history, EJAZ));
  });

  it('has no power left on a second device that the remover had never heard of', () => {
    const { history, amna, bilal, bilalsGrant, bilalsPhone } = aCourt();
    history.write(bilal);
    history.meet(amna, bilal);
    history.remove(amna, BILAL);
    const oneself = history.add(bilalsPhone, BILAL, 'admin', { knows: [bilalsGrant], grant: bilalsGrant });
    const with_ = history.add(bilalsPhone, EJAZ, 'admin', { knows: [oneself], grant: oneself });
    assert.deepEqual(adminsOf(history), ['amna', 'chand', 'dania']);
    assert.deepEqual(whyVoid(history, oneself, with_), ['beyond-pin', 'grant-void']);
  });

  it('has no use of a grant made to oneself in good time, seen or not', () => {
    const { history, amna, bilal } = aCourt();
    const seen = history.add(bilal, BILAL, 'admin');
    history.meet(amna, bilal);
    const unseen = history.add(bilal, BILAL, 'admin', { grant: seen });
    history.remove(amna, BILAL);
    const bySeen = history.add(bilal, EJAZ, 'member', { grant: seen });
    const byUnseen = history.add(bilal, EJAZ, 'member', { grant: unseen });
    assert.deepEqual(adminsOf(history), ['amna', 'chand', 'dania']);
    assert.deepEqual(whyVoid(history, unseen, bySeen, byUnseen), ['beyond-pin', 'beyond-pin', 'grant-void']);
    assert.ok(!isMember(history, EJAZ));
  });

  it('comes back through no friend whom the removal spared', () => {
    const { history, amna, bilal, chand } = aCourt();
    history.remove(amna, BILAL);
    const unknowing = history.add(chand, BILAL, 'admin');
    history.meet(amna, chand);
    const knowing = history.add(chand, BILAL, 'admin');
    assert.deepEqual(adminsOf(history), ['amna', 'chand', 'dania']);
    assert.deepEqual(whyVoid(history, unknowing, knowing), ['removal-wins', 'removal-wins']);
    assert.ok(!isMember(history, BILAL));
    assert.equal(history.roster().former.get(bilal.person)?.removedBy, amna.person);
  });

  it('gets new power from the creator, and the old one stays cut', () => {
    const { history, amna, bilal, bilalsGrant } = aCourt();
    history.remove(amna, BILAL);
    const again = history.add(amna, BILAL, 'admin');
    history.meet(amna, bilal);
    const old = history.add(bilal, EJAZ, 'member', { grant: bilalsGrant });
    assert.deepEqual(history.roster().members.get(bilal.person)?.grants, [again]);
    assert.deepEqual(whyVoid(history, old), ['beyond-pin']);
    history.add(bilal, EJAZ);
    assert.ok(isMember(history, EJAZ));
  });
});

describe('two admins who remove each other', () => {
  it('leave the senior one in', () => {
    const { history, bilal, chand } = aCourt();
    const down = history.remove(bilal, CHAND);
    const up = history.remove(chand, BILAL);
    assert.deepEqual(adminsOf(history), ['amna', 'bilal', 'dania']);
    assert.deepEqual(whyVoid(history, down, up), [undefined, 'beyond-pin']);
  });

  it('leave the senior one in when the junior was first and both knew', () => {
    const { history, bilal, chand } = aCourt();
    const up = history.remove(chand, BILAL);
    history.meet(bilal, chand);
    history.remove(bilal, CHAND);
    assert.deepEqual(adminsOf(history), ['amna', 'bilal', 'dania']);
    assert.deepEqual(whyVoid(history, up), ['not-senior']);
  });
});

describe('a junior admin', () => {
  it('removes no senior: not the creator, not an older admin, not a nearer one', () => {
    const { history, chand, dania } = aCourt();
    const tries = [
      history.remove(chand, AMNA),
      history.remove(chand, BILAL),
      history.remove(dania, BILAL),
      history.remove(dania, CHAND),
      history.remove(dania, DANIA),
    ];
    assert.deepEqual(adminsOf(history), ['amna', 'bilal', 'chand', 'dania']);
    assert.deepEqual(whyVoid(history, ...tries), tries.map(() => 'not-senior')); // prettier-ignore
  });

  it('ranks by whose grant it came from, before how early it came', () => {
    const { history, amna, bilal, chand } = aCourt();
    history.write(bilal);
    history.write(bilal);
    history.add(bilal, EJAZ, 'admin');
    history.add(chand, 5, 'admin');
    const [ejaz, fiza] = [history.seat(EJAZ), history.seat(5)];
    for (const seat of [bilal, chand, ejaz, fiza]) history.meet(amna, seat);
    history.meet(amna, ejaz);
    history.remove(fiza, EJAZ);
    history.remove(ejaz, 5);
    assert.ok(history.roster().isAdmin(ejaz.person) && !isMember(history, 5));
  });

  it('removes no senior who left meanwhile', () => {
    const { history, bilal, chand } = aCourt();
    history.leave(bilal);
    const removal = history.remove(chand, BILAL);
    assert.deepEqual(whyVoid(history, removal), ['not-senior']);
  });

  it('does remove a senior’s plain members, and a senior whom a greater one has made a plain member', () => {
    const { history, amna, chand } = aCourt();
    history.add(amna, EJAZ);
    history.remove(amna, BILAL);
    history.add(amna, BILAL);
    history.meet(amna, chand);
    history.remove(chand, EJAZ);
    const removal = history.remove(chand, BILAL);
    assert.ok(!isMember(history, EJAZ) && !isMember(history, BILAL));
    assert.deepEqual(whyVoid(history, removal), [undefined]);
  });

  it('cannot undo the removal by a senior, knowing it or not', () => {
    const { history, bilal, chand } = aCourt();
    history.remove(bilal, DANIA);
    history.add(chand, DANIA, 'admin');
    history.meet(bilal, chand);
    history.add(chand, DANIA);
    assert.ok(!isMember(history, DANIA));
  });

  it('falls alone: whom the junior’s grant came from stays, whom it went to stays up to the pins', () => {
    const { history, amna, chand, dania } = aCourt();
    const early = history.add(dania, EJAZ, 'admin');
    history.meet(amna, dania);
    history.remove(amna, CHAND);
    assert.deepEqual(adminsOf(history), ['amna', 'bilal', 'dania', 'ejaz']);
    assert.deepEqual(whyVoid(history, early), [undefined]);
    assert.ok(!isMember(history, CHAND));
    assert.ok(history.roster().former.has(chand.person));
  });
});

describe('a plain member', () => {
  it('is not saved from removal by seeming to be added in the same moment', () => {
    const { history, amna, chand } = aCourt();
    history.add(amna, EJAZ);
    history.everybodyMeets();
    history.remove(amna, EJAZ);
    const { knows } = history.roster(chand);
    history.add(chand, EJAZ, 'member', { knows });
    assert.ok(!isMember(history, EJAZ));
  });
});

describe('an admin who writes two logs', () => {
  /** Bilal added Ejaz in one memory of his device and Fiza in another; the first thing he said is in both. */
  function aForger() {
    const court = aCourt();
    court.history.write(court.bilal);
    const twin = court.history.rewind(court.bilal, 1);
    const [left, right] = [court.history.add(court.bilal, EJAZ), court.history.add(twin, 5)];
    return { ...court, twin, left, right };
  }

  it('has power below the fork only', () => {
    const { history, bilal, left, right } = aForger();
    assert.deepEqual(whyVoid(history, left, right), ['forked', 'forked']);
    assert.ok(history.roster().isAdmin(bilal.person));
    assert.ok(!isMember(history, EJAZ) && !isMember(history, 5));
  });

  it('is caught by the two entries themselves where nobody reports the fork', () => {
    const { history, left, right } = aForger();
    history.forks = () => [];
    assert.deepEqual(whyVoid(history, left, right), ['forked', 'forked']);
  });

  it('keeps what a senior’s pin names: that branch up to the pin, and nothing of the other', () => {
    const { history, amna, bilal, left, right } = aForger();
    const later = history.add(bilal, DANIA, 'admin');
    history.write(bilal);
    history.meet(amna, bilal);
    const beyond = history.policy(bilal, 'Too late');
    history.remove(amna, BILAL);
    assert.deepEqual(whyVoid(history, left, later, right, beyond), [
      undefined,
      undefined,
      'forked',
      'beyond-pin',
    ]);
    assert.ok(isMember(history, EJAZ) && !isMember(history, 5) && !isMember(history, BILAL));
  });

  it('keeps the branch of the most senior of two who pinned different ones', () => {
    const { history, amna, bilal, dania } = aCourt();
    history.write(dania);
    const twin = history.rewind(dania, 1);
    const [left, right] = [history.add(dania, EJAZ), history.add(twin, 5)];
    history.meet(amna, dania);
    history.meet(bilal, twin);
    const byBilal = history.remove(bilal, DANIA);
    assert.deepEqual(whyVoid(history, left, right), ['forked', undefined]);
    const byAmna = history.remove(amna, DANIA);
    assert.deepEqual(whyVoid(history, byBilal, byAmna), [undefined, undefined]);
    assert.deepEqual(whyVoid(history, left, right), [undefined, 'forked']);
  });

  it('does not take back an early addition by forking late, once a senior has pinned it', () => {
    const { history, amna, bilal } = aCourt();
    history.add(bilal, EJAZ);
    history.meet(amna, bilal);
    history.remove(amna, BILAL);
    history.policy(history.rewind(bilal, 0), 'Never was');
    assert.ok(isMember(history, EJAZ));
  });

  it('cannot unmake the group by forking under its creation', () => {
    const { history, amna } = aCourt();
    history.policy(history.rewind(amna, 0), 'Another beginning', null, { grant: history.created });
    assert.deepEqual(adminsOf(history), ['amna']);
    assert.equal(history.roster().name, 'Water board');
  });
});
