import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seal, unseal } from '../aead.js';
import { MAX_FRAME_BYTES, MAX_RECORD_BYTES } from '../limits.js';
import { MAX_RECORDS_PER_KEY, Opener, Sealer } from './ciphers.js';
import { conversationTag, reunionSecret } from './bindings.js';
import { bytesOf, idOf } from '../../../test/vectors/cast.js';
import { allFlips, allTruncations } from '../../../test/vectors/mutations.js';

const keys = (label: string) => ({ key: bytesOf(`${label} key`), iv: bytesOf(`${label} iv`, 12) });
const pair = (label = 'link') => [new Sealer(keys(label)), new Opener(keys(label))] as const;
const content = (length: number) => bytesOf('content', Math.max(length, 1)).slice(0, length);

describe('the records of one direction', () => {
  it('open in order, whatever their sizes', () => {
    const [sealer, opener] = pair();
    for (const length of [0, 1, 200, 239, 240, 1000, 4000, 8000])
      assert.deepEqual(opener.open(sealer.seal(content(length))), content(length));
  });

  it('are padded to few sizes, never beyond one frame', () => {
    const [sealer] = pair();
    const size = (length: number) => sealer.seal(new Uint8Array(length)).byteLength - 16;
    for (const [length, padded] of [
      [0, 240],
      [1, 240],
      [239, 240],
      [240, 256],
      [255, 256],
      [256, 272],
      [1023, 1024],
      [1024, 1088],
      [5000, 5120],
      [15_871, 15_872],
      [15_872, MAX_RECORD_BYTES],
      [MAX_RECORD_BYTES - 1, MAX_RECORD_BYTES],
    ] as const)
      assert.equal(size(length), padded, `${length} bytes`);
    assert.equal(sealer.seal(new Uint8Array(MAX_RECORD_BYTES - 1)).byteLength, MAX_FRAME_BYTES);
  });

  it('cost at most 12 % above 256 bytes', () => {
    const [sealer] = pair();
    fc.assert(
      fc.property(fc.integer({ min: 256, max: MAX_RECORD_BYTES - 1 }), (length) => {
        assert.ok((sealer.seal(new Uint8Array(length)).byteLength - 16) / (length + 1) <= 1.12);
      }),
      { numRuns: 500 },
    );
  });

  it('are not made above the cap, and the one after is still the next', () => {
    const [sealer, opener] = pair();
    for (const length of [MAX_RECORD_BYTES, MAX_RECORD_BYTES + 1])
      assert.throws(() => sealer.seal(new Uint8Array(length)), RangeError);
    assert.deepEqual(opener.open(sealer.seal(content(9))), content(9));
  });

  it('are the same, whoever seals and opens them', async () => {
    const [sealer, opener] = pair();
    const [other, otherOpener] = pair();
    const by = (...of: Parameters<typeof seal>) => Promise.resolve(seal(...of));
    const openedBy = (...of: Parameters<typeof unseal>) => Promise.resolve(unseal(...of));
    for (const length of [10, 8000, 20, 7000]) {
      const frame = length > 100 ? await sealer.sealBy(by, content(length)) : sealer.seal(content(length));
      assert.deepEqual(other.seal(content(length)), frame);
      assert.deepEqual(await opener.openBy(openedBy, frame), content(length));
      assert.deepEqual(otherOpener.open(frame), content(length));
    }
    const [tooLarge, next] = [new Uint8Array(MAX_FRAME_BYTES + 1), sealer.seal(content(1))];
    assert.equal(await opener.openBy(openedBy, tooLarge), null);
    assert.deepEqual(opener.open(next), content(1));
    assert.throws(() => sealer.sealBy(by, new Uint8Array(MAX_RECORD_BYTES)), RangeError);
  });

  it('do not open out of order', () => {
    const [sealer, opener] = pair();
    const [, second] = [sealer.seal(content(1)), sealer.seal(content(2))];
    assert.equal(opener.open(second), null);
  });

  it('do not open after one was dropped', () => {
    const [sealer, opener] = pair();
    assert.ok(opener.open(sealer.seal(content(1))));
    sealer.seal(content(2));
    assert.equal(opener.open(sealer.seal(content(3))), null);
  });

  it('do not open twice', () => {
    const [sealer, opener] = pair();
    const frame = sealer.seal(content(1));
    assert.ok(opener.open(frame));
    assert.equal(opener.open(frame), null);
  });

  it('do not open in the other direction, or on another link', () => {
    const [sealer] = pair('there');
    const frame = sealer.seal(content(1));
    assert.equal(new Opener(keys('back')).open(frame), null);
    assert.equal(new Opener({ key: keys('there').key, iv: keys('back').iv }).open(frame), null);
    assert.equal(new Opener({ key: keys('back').key, iv: keys('there').iv }).open(frame), null);
  });

  it('do not open with any byte damaged, or cut anywhere', () => {
    const frame = pair()[0].seal(content(40));
    for (const [index, damaged] of allFlips(frame))
      assert.equal(pair()[1].open(damaged), null, `byte ${index}`);
    for (const damaged of allTruncations(frame)) assert.equal(pair()[1].open(damaged), null);
  });

  it('do not open above one frame, though they be sealed rightly', () => {
    const { key, iv } = keys('link');
    const padded = new Uint8Array(MAX_RECORD_BYTES + 1);
    padded[0] = 0x80;
    assert.equal(pair()[1].open(seal(key, iv, padded)), null);
    assert.deepEqual(pair()[1].open(seal(key, iv, padded.slice(1).fill(0x80, 0, 1))), new Uint8Array());
  });

  it('that were never padded are none', () => {
    const { key, iv } = keys('link');
    assert.equal(pair()[1].open(seal(key, iv, new Uint8Array(256))), null);
    assert.equal(pair()[1].open(seal(key, iv, new Uint8Array())), null);
  });

  it('are none of 10 000 frames of garbage', () => {
    const [, opener] = pair();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (garbage) => assert.equal(opener.open(garbage), null)),
      { numRuns: 10_000 },
    );
  });

  it('never share a nonce under one key', () => {
    const [sealer] = pair();
    const frames = new Set<string>();
    for (let i = 0; i < 2000; i++) frames.add(Buffer.from(sealer.seal(content(1))).toString('base64'));
    assert.equal(frames.size, 2000);
  });
});

describe('a change of keys', () => {
  it('by both ends goes on, from the first nonce', () => {
    const [sealer, opener] = pair();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 5; i++) assert.deepEqual(opener.open(sealer.seal(content(i))), content(i));
      assert.deepEqual([sealer.count, opener.count], [5, 5]);
      sealer.rekey();
      opener.rekey();
      assert.deepEqual([sealer.count, opener.count], [0, 0]);
    }
  });

  it('that one end forgets ends the link', () => {
    for (const forgetful of ['sealer', 'opener'] as const) {
      const [sealer, opener] = pair();
      (forgetful === 'sealer' ? opener : sealer).rekey();
      assert.equal(opener.open(sealer.seal(content(1))), null);
    }
  });

  it('leaves nothing that opens what was sealed before', () => {
    const [sealer, opener] = pair();
    const frame = sealer.seal(content(1));
    sealer.rekey();
    opener.rekey();
    assert.equal(opener.open(frame), null);
  });

  it('wipes the old key where it lay', () => {
    const mine = keys('link');
    const sealer = new Sealer(mine);
    sealer.rekey();
    assert.deepEqual(mine.key, new Uint8Array(32));
  });

  it('is overdue at twice the records of a key: an opener then opens no more', () => {
    const [, opener] = pair();
    const frame = new Uint8Array(15); // too short to be worth a decryption, but each counts
    for (let i = 0; i < MAX_RECORDS_PER_KEY * 2; i++) opener.open(frame);
    assert.equal(opener.count, MAX_RECORDS_PER_KEY * 2);
    const { key, iv } = keys('link');
    const nonce = iv.slice();
    new DataView(nonce.buffer).setUint32(
      8,
      new DataView(iv.buffer, iv.byteOffset).getUint32(8) ^ opener.count,
    );
    assert.equal(opener.open(seal(key, nonce, Uint8Array.of(0x80))), null);
    opener.rekey();
    assert.equal(opener.count, 0);
  });
});

describe('what is bound to a link', () => {
  const exporter = bytesOf('exporter');

  it('names a conversation in 16 bytes that mean nothing on another link', () => {
    const tag = conversationTag(exporter, idOf('talk'));
    assert.equal(tag.byteLength, 16);
    assert.deepEqual(conversationTag(exporter, idOf('talk')), tag);
    assert.notDeepEqual(conversationTag(exporter, idOf('other')), tag);
    assert.notDeepEqual(conversationTag(bytesOf('another'), idOf('talk')), tag);
  });

  it('is a secret of 32 bytes to meet again by, which is not the exporter', () => {
    assert.equal(reunionSecret(exporter).byteLength, 32);
    assert.notDeepEqual(reunionSecret(exporter), exporter);
    assert.notDeepEqual(reunionSecret(exporter), reunionSecret(bytesOf('another')));
  });
});
