import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { hkdfExpand, hkdfExtract, mac, sameMac } from './kdf.js';
import { utf8Bytes } from './codec.js';
import { bytesOf } from '../../test/vectors/cast.js';
import { allFlips } from '../../test/vectors/mutations.js';

describe('the key derivation', () => {
  it('extracts as RFC 5869 test case 1 does, and expands as case 3 does, whose info is empty', () => {
    const ikm = new Uint8Array(22).fill(0x0b);
    const prk = hkdfExtract(hexToBytes('000102030405060708090a0b0c'), ikm);
    assert.equal(bytesToHex(prk), '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
    const third = hkdfExpand(hkdfExtract('', ikm), '', 42);
    assert.equal(
      bytesToHex(third),
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    );
  });

  it('takes a text salt as its UTF-8 bytes', () => {
    assert.deepEqual(hkdfExtract('بیپ', bytesOf('s')), hkdfExtract(utf8Bytes('بیپ'), bytesOf('s')));
  });

  it('gives 32 bytes unless told otherwise, other ones for every info', () => {
    assert.equal(hkdfExpand(bytesOf('k'), 'a').byteLength, 32);
    assert.notDeepEqual(hkdfExpand(bytesOf('k'), 'a'), hkdfExpand(bytesOf('k'), 'b'));
  });

  it('authenticates as RFC 4231 test case 2 does', () => {
    assert.equal(
      bytesToHex(mac(utf8Bytes('Jefe'), utf8Bytes('what do ya want for nothing?'))),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

describe('sameMac', () => {
  it('is true of equal MACs only', () => {
    const tag = bytesOf('tag');
    assert.ok(sameMac(tag, tag.slice()));
    for (const [, damaged] of allFlips(tag)) assert.ok(!sameMac(tag, damaged));
    assert.ok(!sameMac(tag, tag.slice(1)) && !sameMac(tag.slice(1), tag) && !sameMac(new Uint8Array(), tag));
  });
});
