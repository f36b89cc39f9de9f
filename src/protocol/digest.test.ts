import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logsDigest } from './digest.js';
import type { DeviceId, EntryId } from './ids.js';
import { idOf } from '../../test/vectors/cast.js';

const head = (seq: number, id: string) => ({ seq, id: idOf<EntryId>(id) });
const [a, b] = [idOf<DeviceId>('a'), idOf<DeviceId>('b')];

describe('the digest of logs', () => {
  it('is the same for the same logs, in whatever order they were learnt', () => {
    const one = logsDigest(new Map([[a, head(3, 'x')], [b, head(0, 'y')]])); // prettier-ignore
    assert.equal(one, logsDigest(new Map([[b, head(0, 'y')], [a, head(3, 'x')]]))); // prettier-ignore
    assert.match(one, /^[0-9a-f]{32}$/);
  });

  it('is another for any other last entry, length, author or set of logs', () => {
    const sets = [
      [],
      [[a, head(3, 'x')]],
      [[a, head(4, 'x')]],
      [[a, head(3, 'z')]],
      [[b, head(3, 'x')]],
      [[a, head(3, 'x')], [b, head(3, 'x')]], // prettier-ignore
    ] as const;
    assert.equal(new Set(sets.map((set) => logsDigest(new Map(set)))).size, sets.length);
  });
});
