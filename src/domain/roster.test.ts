import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AdminHistory, TOWN, type Seat } from '../../test/support/admin-histories.js';
import type { EntryId } from '../protocol/ids.js';
import { idOf } from '../../test/vectors/cast.js';
import { MAX_ANCHORS, MAX_KNOWS } from '../protocol/limits.js';
import type { LogPoint } from '../protocol/log-points.js';
import { rosterOf, type Roster } from './roster.js';

const [AMNA, BILAL, CHAND, DANIA, EJAZ] = [0, 1, 2, 3, 4] as const;
const person = (place: number) => TOWN[place]!.person;
const phoneOf = (place: number) => TOWN[place]!.devices[1];

const rolesIn = (roster: Roster): Record<string, string> =>
  Object.fromEntries(
    ['amna', 'bilal', 'chand', 'dania', 'ejaz'].flatMap((name, place) => {
      const member = roster.members.get(person(place));
      return member ? [[name, member.role]] : [];
    }),
  );

/** A group of Amna's in which Bilal, then Chand are admins and Dania is a member; everybody has seen it so. */
function aGroup(...type: ConstructorParameters<typeof AdminHistory>) {
  const history = new AdminHistory(...type);
  const [amna, bilal, chand, dania, ejaz] = [0, 1, 2, 3, 4].map((place) => history.seat(place)) as [Seat, Seat, Seat, Seat, Seat]; // prettier-ignore
  const grants = {
    bilal: history.add(amna, BILAL, 'admin'),
    chand: history.add(amna, CHAND, 'admin'),
  };
  const daniaIn = history.add(amna, DANIA);
  history.everybodyMeets();
  return { history, amna, bilal, chand, dania, ejaz, grants, daniaIn };
}

const EVERYBODY = { amna: 'admin', bilal: 'admin', chand: 'admin', dania: 'member' };
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(EVERYBODY).filter(([name]) => !names.includes(name)));

describe('a roster', () => {
  it('begins with who created the group, as an admin', () => {
    const history = new AdminHistory('channel', 'from-joining');
    const roster = history.roster();
    assert.deepEqual([roster.name, roster.type, roster.history], ['Water board', 'channel', 'from-joining']);
    assert.deepEqual(rolesIn(roster), { amna: 'admin' });
    assert.deepEqual(roster.members.get(person(AMNA)), {
      role: 'admin',
      since: history.created,
      rank: 0,
      addedBy: person(AMNA),
      history: 'all',
      anchors: [],
      hasMoreAnchors: false,
      grants: [history.created],
    });
  });

  it('is none without the entry that creates the group', () => {
    const { history } = aGroup();
    assert.equal(rosterOf(history.group, history.entries.slice(1)), null);
    assert.equal(rosterOf(new AdminHistory('channel').group, history.entries), null);
    assert.equal(rosterOf(history.group, []), null);
  });

  it('takes in whom admins add, in the role they say', () => {
    const { history, amna, daniaIn } = aGroup();
    assert.deepEqual(rolesIn(history.roster()), EVERYBODY);
    const { since, addedBy, grants } = history.roster().members.get(person(DANIA))!;
    assert.deepEqual([since, addedBy, grants], [daniaIn, amna.person, []]);
    assert.ok(history.roster().isAdmin(person(BILAL)) && !history.roster().isAdmin(person(DANIA)));
  });

  it('says from where on a new member gets the logs', () => {
    const { history, bilal } = aGroup();
    const text = history.write(bilal);
    history.add(bilal, EJAZ, 'member', { history: 'from-joining' });
    const { history: rule, anchors } = history.roster().members.get(person(EJAZ))!;
    assert.equal(rule, 'from-joining');
    assert.deepEqual(anchors.find(({ device }) => device === bilal.device), { device: bilal.device, seq: 0, id: text }); // prettier-ignore
  });

  it('takes the anchors of a newcomer from several entries, where there are more logs than one may name', () => {
    const points = Array.from({ length: MAX_ANCHORS + 2 }, (_, i): LogPoint => ({ device: idOf(`device ${i}`), seq: i, id: idOf(`head ${i}`) })); // prettier-ignore
    const { history, amna, chand } = aGroup();
    const anchorsOf = () => {
      const { anchors, hasMoreAnchors } = history.roster().members.get(person(EJAZ))!;
      return [anchors, hasMoreAnchors];
    };
    const added = (by: Seat, anchors: readonly LogPoint[]) =>
      history.add(by, EJAZ, 'member', { history: 'from-joining', anchors });
    const full = points.slice(0, MAX_ANCHORS);
    added(amna, full);
    assert.deepEqual(anchorsOf(), [full, true]);
    history.everybodyMeets();
    added(chand, [{ ...points.at(-1)!, seq: 99 }]); // somebody else’s word is none of it
    assert.deepEqual(anchorsOf(), [full, true]);
    added(amna, points.slice(MAX_ANCHORS));
    assert.deepEqual(anchorsOf(), [points, false]);
    added(amna, [{ ...points[0]!, device: idOf('another'), seq: 99 }]);
    assert.deepEqual(anchorsOf(), [points, false], 'what is whole is not gone on with');
  });

  it('lets an admin be made of a member, and a member of an admin who was removed', () => {
    const { history, amna, bilal } = aGroup();
    const promotion = history.add(bilal, DANIA, 'admin');
    assert.deepEqual(rolesIn(history.roster()), { ...EVERYBODY, dania: 'admin' });
    assert.deepEqual(history.roster().members.get(person(DANIA))!.grants, [promotion]);
    history.meet(amna, bilal);
    history.remove(amna, DANIA);
    history.add(amna, DANIA);
    assert.deepEqual(rolesIn(history.roster()), EVERYBODY);
  });

  it('takes the last policy; of concurrent ones of equal standing the senior’s', () => {
    const { history, amna, bilal, chand } = aGroup();
    history.policy(chand, 'By Chand', 'from-joining');
    history.policy(bilal, 'By Bilal');
    assert.deepEqual([history.roster().name, history.roster().history], ['By Bilal', 'from-joining']);
    history.meet(chand, bilal);
    history.policy(chand, 'By Chand, who knew');
    history.policy(amna, 'By Amna, who did not');
    assert.equal(history.roster().name, 'By Chand, who knew');
  });

  it('has no ear for those who are no admins', () => {
    const { history, dania, ejaz, grants } = aGroup();
    const added = history.add(dania, EJAZ);
    const borrowed = history.remove(dania, BILAL, { grant: grants.chand });
    const outside = history.policy(ejaz, 'Mine', null, { grant: history.created });
    const invented = history.add(dania, EJAZ, 'admin', { grant: added });
    const onMessage = history.add(dania, EJAZ, 'admin', { grant: history.remove(dania, BILAL) });
    const goodbye = history.leave(history.seat(5));
    const { voids } = history.roster();
    assert.deepEqual(rolesIn(history.roster()), EVERYBODY);
    assert.deepEqual(
      [added, borrowed, outside, invented, onMessage, goodbye].map((id) => voids.get(id)),
      ['no-grant', 'not-the-holder', 'not-the-holder', 'no-grant', 'no-grant', 'never-member'],
    );
  });

  it('waits with an entry until what its author knew is there', () => {
    const { history, bilal } = aGroup();
    const first = history.add(bilal, EJAZ);
    const second = history.policy(bilal, 'Later');
    const gap = history.entries.filter(({ id }) => id !== first);
    const roster = rosterOf(history.group, gap)!;
    assert.deepEqual([roster.name, roster.voids.get(second)], ['Water board', 'unknown-past']);
    assert.ok(!roster.knows.includes(second));
    assert.equal(history.roster().name, 'Later');
  });

  it('is not held up by an entry that claims to know what there never was', () => {
    const { history, amna, bilal } = aGroup();
    const bogus = history.policy(bilal, 'Never', null, { knows: ['f'.repeat(64) as EntryId] });
    history.meet(amna, bilal);
    history.policy(amna, 'Still');
    assert.deepEqual([history.roster().name, history.roster().voids.get(bogus)], ['Still', 'unknown-past']);
  });

  it('names what the next entry has to know: the tips, as many as fit, and nothing void', () => {
    const { history, bilal, dania, daniaIn } = aGroup();
    assert.deepEqual(history.roster().knows, [daniaIn]);
    const policy = history.policy(bilal, 'Name');
    history.policy(dania, 'Noise');
    assert.deepEqual(history.roster().knows, [policy]);
    for (let i = 0; i < 20; i++) history.policy(bilal, `Name ${i}`, null, { knows: [daniaIn] });
    const { knows } = history.roster();
    assert.equal(knows.length, MAX_KNOWS);
    assert.deepEqual(knows, knows.toSorted());
  });
});

describe('a removal', () => {
  it('lets the logs count up to its pins', () => {
    const { history, bilal, dania } = aGroup();
    const said = history.write(dania);
    history.meet(bilal, dania);
    const removal = history.remove(bilal, DANIA);
    const roster = history.roster();
    assert.deepEqual(rolesIn(roster), without('dania'));
    const pins = [{ device: dania.device, seq: 0, id: said }];
    assert.deepEqual(roster.former.get(person(DANIA)), { removal, removedBy: bilal.person, pins });
    const may = (device = dania.device, seq = 0) => roster.mayAppend(person(DANIA), device, seq);
    assert.deepEqual([may(), may(dania.device, 1), may(phoneOf(DANIA))], [true, false, false]);
    assert.ok(roster.mayAppend(bilal.person, bilal.device, 99));
    assert.ok(!roster.mayAppend(person(EJAZ), TOWN[EJAZ]!.devices[0], 0));
  });

  it('of an admin leaves standing what the admin had done', () => {
    const { history, amna, bilal } = aGroup();
    history.add(bilal, EJAZ);
    history.meet(amna, bilal);
    history.remove(amna, BILAL);
    assert.deepEqual(rolesIn(history.roster()), { ...without('bilal'), ejaz: 'member' });
  });

  it('wins over an addition that its author had not seen', () => {
    const { history, amna, bilal } = aGroup();
    const added = history.add(bilal, DANIA, 'admin');
    history.remove(amna, DANIA);
    assert.deepEqual(rolesIn(history.roster()), without('dania'));
    assert.equal(history.roster().voids.get(added), 'removal-wins');
  });

  it('is undone by the remover or a senior who knew of it, and by nobody else', () => {
    for (const [who, undoes] of [
      ['amna', true],
      ['bilal', true],
      ['chand', false],
    ] as const) {
      const group = aGroup();
      group.history.remove(group.bilal, DANIA);
      group.history.everybodyMeets();
      const again = group.history.add(group[who], DANIA);
      assert.deepEqual(rolesIn(group.history.roster()), undoes ? EVERYBODY : without('dania'), who);
      assert.equal(group.history.roster().voids.get(again), undoes ? undefined : 'removal-wins');
    }
  });

  it('is not undone before it is known', () => {
    const { history, amna, bilal } = aGroup();
    history.remove(bilal, DANIA);
    history.add(amna, DANIA);
    assert.deepEqual(rolesIn(history.roster()), without('dania'));
  });

  it('may come again, and the last pins hold', () => {
    const { history, bilal, dania } = aGroup();
    history.write(dania);
    history.meet(bilal, dania);
    history.remove(bilal, DANIA);
    history.add(bilal, DANIA);
    history.meet(bilal, dania);
    history.write(dania);
    history.meet(bilal, dania);
    history.remove(bilal, DANIA);
    const roster = history.roster();
    assert.ok(
      roster.mayAppend(dania.person, dania.device, 1) && !roster.mayAppend(dania.person, dania.device, 2),
    );
    assert.equal(roster.former.get(dania.person)!.pins[0]!.seq, 1);
  });

  it('by two counts no more than both let', () => {
    const { history, amna, bilal, dania } = aGroup();
    history.write(dania);
    history.meet(amna, dania);
    history.write(dania);
    history.meet(bilal, dania);
    history.remove(bilal, DANIA);
    history.remove(amna, DANIA);
    const roster = history.roster();
    assert.ok(
      roster.mayAppend(dania.person, dania.device, 0) && !roster.mayAppend(dania.person, dania.device, 1),
    );
    assert.deepEqual(roster.former.get(dania.person)!.pins.map(({ seq }) => seq), [0]); // prettier-ignore
  });
});

describe('a leave', () => {
  it('is always good for oneself, and any admin may add the person again', () => {
    const { history, amna, chand, dania } = aGroup();
    const left = history.leave(dania);
    const roster = history.roster();
    assert.deepEqual(rolesIn(roster), without('dania'));
    assert.deepEqual(roster.former.get(dania.person), {
      removal: left,
      removedBy: dania.person,
      pins: [{ device: dania.device, seq: 0, id: left }],
    });
    assert.ok(
      roster.mayAppend(dania.person, dania.device, 0) && !roster.mayAppend(dania.person, dania.device, 1),
    );
    assert.ok(roster.mayAppend(dania.person, phoneOf(DANIA), 7));
    history.meet(chand, dania);
    history.add(chand, DANIA);
    assert.deepEqual(rolesIn(history.roster()), EVERYBODY);
    history.leave(amna);
    assert.deepEqual(rolesIn(history.roster()), without('amna'));
  });

  it('wins over an addition that the leaver had not seen', () => {
    const { history, amna, dania } = aGroup();
    history.leave(dania);
    history.add(amna, DANIA, 'admin');
    assert.deepEqual(rolesIn(history.roster()), without('dania'));
  });

  it('takes back nothing that the leaver had done, on whichever device', () => {
    const { history, amna, daniaIn } = aGroup();
    const phone = history.seat(AMNA, 1);
    history.leave(phone, { knows: [] });
    assert.deepEqual(rolesIn(history.roster()), without('amna'));
    assert.ok(!history.roster().voids.has(daniaIn));
    assert.ok(history.roster().mayAppend(amna.person, amna.device, 3));
  });

  it('ends the power of the device that wrote it', () => {
    const { history, bilal } = aGroup();
    history.leave(bilal);
    const late = history.add(bilal, EJAZ, 'member', { grant: history.entries[1]!.id });
    assert.equal(history.roster().voids.get(late), 'beyond-pin');
  });
});

describe('a channel', () => {
  it('takes messages from admins only; a group from every member', () => {
    for (const [type, expected] of [
      ['channel', [true, false, false]],
      ['group', [true, true, false]],
    ] as const) {
      const roster = aGroup(type).history.roster();
      assert.deepEqual([BILAL, DANIA, EJAZ].map((place) => roster.mayPost(person(place))), expected); // prettier-ignore
    }
  });
});
