/** The same vectors with the same verdicts in a real browser: its text decoder, its WebCrypto, no Buffer under it. */
import { assert } from '@open-wc/testing';
import { decodeCanonical, encode } from '../../src/protocol/codec.js';
import { ed25519PublicKey, ed25519Sign, isSoundPublicKey } from '../../src/protocol/ed25519.js';
import { cleanName, isName } from '../../src/protocol/names.js';
import { badKeys } from '../support/hollow-keys.js';
import { aHolder, badHolder, isShut, KEY_DOORS } from '../support/key-doors.js';
import { CHECKS } from '../vectors/check.js';

async function read(file: string): Promise<unknown> {
  const response = await fetch(`/docs/vectors/${file}`);
  assert.isTrue(response.ok, file);
  return response.json();
}

describe('the vectors, in a browser', () => {
  for (const [file, check] of Object.entries(CHECKS)) {
    it(`of ${file} hold`, async () => check(await read(file)));
  }

  it('fail when a byte of them is another', async () => {
    const card = (await read('card.json')) as { accept: { bytes: string }[] };
    card.accept[0]!.bytes = card.accept[0]!.bytes.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    let noticed = false;
    try {
      await CHECKS['card.json']!(card);
    } catch {
      noticed = true;
    }
    assert.isTrue(noticed);
  });
});

describe('the protocol, in a browser', () => {
  it('keeps a byte order mark and refuses what is no UTF-8', () => {
    assert.equal(decodeCanonical(encode('\ufeffhello')), '\ufeffhello');
    assert.isUndefined(decodeCanonical(Uint8Array.of(0x61, 0xff)));
    assert.isUndefined(decodeCanonical(Uint8Array.of(0x63, 0xed, 0xa0, 0x80)));
  });

  it('cleans names as elsewhere', () => {
    assert.isTrue(isName('می‌خواہم'));
    assert.isFalse(isName('\u200c'));
    assert.equal(cleanName('e\u200b\u0301\u202e \n Khan'), 'é Khan');
  });

  it('signs as the browser’s own Ed25519 does, where it has one', async function () {
    const seed = new Uint8Array(32).fill(7);
    const message = new TextEncoder().encode('stand by');
    const prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    const pkcs8 = Uint8Array.of(...prefix, ...seed);
    let key: CryptoKey;
    try {
      key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
    } catch (cause) {
      console.warn(`skipped: this browser has no Ed25519 of its own: ${String(cause)}`);
      return this.skip();
    }
    const own = new Uint8Array(await crypto.subtle.sign('Ed25519', key, message));
    assert.deepEqual([...ed25519Sign(seed, message)], [...own]);
    assert.isTrue(isSoundPublicKey(ed25519PublicKey(seed)));
  });

  it('refuses the key that fits every message, which the browser itself may take', () => {
    assert.isFalse(isSoundPublicKey(Uint8Array.of(1, ...new Uint8Array(31))));
  });
});

describe('C2: a bad key, in a browser', () => {
  for (const [name, door] of Object.entries(KEY_DOORS)) {
    it(`does not come in at ${name}, where a good one does`, async () => {
      assert.isFalse(await isShut(door, aHolder(5)), 'a good key');
      for (const key of badKeys()) assert.isTrue(await isShut(door, badHolder(key)), key.join());
    });
  }
});
