import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anActor } from '../../test/vectors/cast.js';
import type { EntryId } from '../protocol/ids.js';
import { deviceChanges, placeChanges, StableEvents } from './device-events.js';

const [ayesha, second, third] = [anActor('Ayesha Khan'), anActor('second'), anActor('third')];
const { person } = ayesha;
const device = (actor: typeof ayesha, fromMs: number) => ({ device: actor.device, label: '', fromMs });

describe('deviceChanges', () => {
  const kinds = (manifest: Omit<Parameters<typeof deviceChanges>[0], 'person'>, sinceMs = 100) =>
    deviceChanges({ person, ...manifest }, sinceMs).map(({ kind, device, atMs }) => [kind, device, atMs]);

  it('tells what was added and ended since, in the order in which it was', () => {
    assert.deepEqual(
      kinds({
        devices: [device(ayesha, 50), device(second, 300)],
        revoked: [{ device: third.device, revokedMs: 200 }],
      }),
      [
        ['device-ended', third.device, 200],
        ['device-added', second.device, 300],
      ],
    );
  });

  it('tells nothing of what was so before', () => {
    const devices = [device(ayesha, 50), device(second, 100)];
    assert.deepEqual(kinds({ devices, revoked: [{ device: third.device, revokedMs: 90 }] }), []);
  });

  it('takes the first device for no news where its clock ran ahead of ours', () => {
    assert.deepEqual(kinds({ devices: [device(ayesha, 500)], revoked: [] }), []);
    assert.equal(kinds({ devices: [device(ayesha, 500), device(second, 600)], revoked: [] }).length, 1);
  });

  it('tells of the only device there is, where it took the place of one that ended', () => {
    const found = kinds({
      devices: [device(second, 500)],
      revoked: [{ device: ayesha.device, revokedMs: 500 }],
    });
    assert.deepEqual(
      found.map(([kind]) => kind),
      ['device-added', 'device-ended'],
    );
  });
});

describe('placeChanges', () => {
  const messages = [
    { id: 'a' as EntryId, sentAtMs: 100 },
    { id: 'b' as EntryId, sentAtMs: 200 },
  ];
  const change = (atMs: number) => ({ person, device: second.device, kind: 'device-added' as const, atMs });
  const around = {
    messages,
    hasOlder: false,
    person: (one: typeof person) => ({ person: one, name: 'Ayesha', own: false }),
  };
  const after = (atMs: number, hasOlder = false) =>
    placeChanges([change(atMs)], { ...around, hasOlder }).map((event) => event.after);

  it('puts each after the last message sent before it', () => {
    assert.deepEqual([after(150), after(200), after(9_000), after(50)], [['a'], ['b'], ['b'], [null]]);
  });

  it('leaves out what belongs among messages that are not shown', () => {
    assert.deepEqual(after(50, true), []);
  });

  it('gives the very same events until one changes', () => {
    const events = new StableEvents();
    const first = events.of(placeChanges([change(150)], around));
    assert.ok(events.of(placeChanges([change(150)], around)) === first);
    assert.ok(events.of(placeChanges([change(250)], around)) !== first);
  });
});
