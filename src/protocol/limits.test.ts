import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as limits from './limits.js';

const document = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');

describe('the limits', () => {
  for (const [name, value] of Object.entries(limits)) {
    it(`are quoted rightly in docs/protocol.md: ${name}`, () => {
      const row = new RegExp(`^\\| \`${name}\` \\| (\\d+) \\|`, 'm').exec(document);
      assert.equal(Number(row?.[1]), value);
    });
  }

  it('leave room for one another', () => {
    assert.equal(limits.MAX_RECORD_BYTES, limits.MAX_FRAME_BYTES - 16);
    assert.ok(limits.MAX_GIVE_BYTES < limits.MAX_RECORD_BYTES);
    assert.ok(limits.MAX_TEXT_BYTES + 512 < limits.MAX_GIVE_BYTES);
    assert.ok((limits.MAX_SIGNAL_BYTES * 4) / 3 + 256 < limits.MAX_INTRODUCER_FRAME_CHARS);
    assert.equal(limits.MAX_TIME_MS, Date.UTC(9999, 11, 31, 23, 59, 59, 999));
  });
});
