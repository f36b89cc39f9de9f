import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { anActor } from '../../test/vectors/cast.js';
import { encode } from './codec.js';
import { idBytes } from './ids.js';
import { encodeVerifyCode, MAX_VERIFY_BYTES, readVerifyCode, safetyNumber } from './safety-number.js';

const [ayesha, bilal, chand] = ['Ayesha', 'Bilal', 'Chand'].map((name) => anActor(name).person) as [
  ReturnType<typeof anActor>['person'],
  ReturnType<typeof anActor>['person'],
  ReturnType<typeof anActor>['person'],
];

describe('safetyNumber', () => {
  it('is the same sixty digits for both, and others for anybody else', () => {
    const number = safetyNumber(ayesha, bilal);
    assert.match(number, /^\d{60}$/);
    assert.equal(safetyNumber(bilal, ayesha), number);
    assert.notEqual(safetyNumber(ayesha, chand), number);
    assert.notEqual(safetyNumber(chand, bilal), number);
  });

  it('is the beginning of the decimal digits of a hash over both keys, the lesser first', () => {
    const keys = [ayesha, bilal].map((person) => idBytes(person)).sort(Buffer.compare);
    const hash = createHash('sha256')
      .update(encode(['beep/1 safety', keys]))
      .digest('hex');
    const digits = BigInt(`0x${hash}`).toString().padStart(78, '0');
    assert.equal(safetyNumber(ayesha, bilal), digits.slice(0, 60));
  });
});

describe('readVerifyCode', () => {
  it('reads what was written', () => {
    assert.deepEqual(readVerifyCode(encodeVerifyCode({ own: ayesha, other: bilal })), {
      own: ayesha,
      other: bilal,
    });
  });

  for (const [what, bytes] of [
    ['nothing', new Uint8Array()],
    ['another version', encode([2, idBytes(ayesha), idBytes(bilal)])],
    ['a field too many', encode([1, idBytes(ayesha), idBytes(bilal), 0])],
    ['a key too short', encode([1, idBytes(ayesha).slice(1), idBytes(bilal)])],
    ['what is too long', new Uint8Array(MAX_VERIFY_BYTES + 1)],
    ['bytes behind it', new Uint8Array([...encodeVerifyCode({ own: ayesha, other: bilal }), 0])],
  ] as const)
    it(`refuses ${what}`, () => {
      assert.equal(readVerifyCode(bytes), null);
    });
});
