/** P17 and C2: hollow, mixed and otherwise unsound keys at every door through which a key comes in. In browsers: `test/browser`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { badKeys } from '../support/hollow-keys.js';
import { aHolder, badHolder, isShut, KEY_DOORS } from '../support/key-doors.js';

describe('P17: a bad key', () => {
  for (const [name, door] of Object.entries(KEY_DOORS))
    it(`does not come in at ${name}, where a good one does`, async () => {
      assert.equal(await isShut(door, aHolder(5)), false, 'a good key');
      for (const key of badKeys())
        assert.ok(await isShut(door, badHolder(key)), Buffer.from(key).toString('hex'));
    });
});
