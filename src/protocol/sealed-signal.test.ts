import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeArray, encode, type Wire } from './codec.js';
import { MAX_SIGNAL_BYTES } from './limits.js';
import {
  openAnswer,
  openBlob,
  sealAnswer,
  sealOffer,
  type OfferKey,
  type OfferSecrets,
} from './sealed-signal.js';
import { sealSignal } from './signal.js';
import { xwingPublicKey } from './xwing.js';
import { ALICE, BOB, bytesOf, EVE, NOW_MS, randomnessOf } from '../../test/vectors/cast.js';
import { allFlips, allTruncations, withItem } from '../../test/vectors/mutations.js';

const seed = bytesOf('prekey');
const kid = bytesOf('kid', 8);
const prekey = { kid, notAfterMs: NOW_MS, publicKey: xwingPublicKey(seed) };
const [intro, reunion] = [bytesOf('intro', 16), bytesOf('reunion')];
const secrets: OfferSecrets = {
  devices: [BOB.device],
  prekeys: [{ kid: bytesOf('old', 8), seed: bytesOf('old seed') }, { kid, seed }], // prettier-ignore
  intros: [bytesOf('other intro', 16), intro],
  reunions: [bytesOf('other reunion'), reunion],
};
const none: OfferSecrets = { devices: [BOB.device], prekeys: [], intros: [], reunions: [] };
const signal = bytesOf('signal', 700);
const sid = bytesOf('sid', 16);

const KEYS: readonly OfferKey[] = [
  { mode: 'prekey', to: BOB.device, prekey },
  { mode: 'intro', secret: intro },
  { mode: 'reunion', secret: reunion },
];

for (const key of KEYS) {
  describe(`an offer sealed by ${key.mode}`, () => {
    const sealed = async () => (await sealOffer(signal, key, randomnessOf(key.mode)))!;

    it('opens for whoever has the secret, and both get the key of the answer', async () => {
      const { blob, replyKey } = await sealed();
      const opened = await openBlob(blob, secrets);
      assert.ok(opened?.type === 'offer');
      assert.deepEqual(opened.signal, signal);
      assert.deepEqual(opened.replyKey, replyKey);
      assert.equal(opened.by.mode, key.mode);
      if (opened.by.mode !== 'prekey' && key.mode !== 'prekey')
        assert.deepEqual(opened.by.secret, key.secret);
    });

    it('opens again when it is replayed: attempts are told apart by their sid, above', async () => {
      const { blob } = await sealed();
      assert.deepEqual(await openBlob(blob, secrets), await openBlob(blob, secrets));
    });

    it('stays closed to everybody else', async () => {
      const { blob } = await sealed();
      assert.equal(await openBlob(blob, none), null);
      const others = {
        ...secrets,
        prekeys: [{ kid, seed: bytesOf('w') }],
        intros: [reunion],
        reunions: [intro],
      };
      assert.equal(await openBlob(blob, others), null);
    });

    it('is refused with any byte damaged', async () => {
      const { blob } = await sealed();
      const step = key.mode === 'prekey' ? 16 : 1; // a prekey offer costs milliseconds to try
      for (const [index, damaged] of allFlips(blob))
        if (index % step === 0 || index < 64)
          assert.equal(await openBlob(damaged, secrets), null, `byte ${index}`);
    });

    it('is refused when cut anywhere, or with a byte behind it', async () => {
      for (const damaged of allTruncations((await sealed()).blob))
        assert.equal(await openBlob(damaged, secrets), null);
    });

    it('comes in steps of 2 KiB, so that its length tells little', async () => {
      const sizes = new Set<number>();
      for (const length of [0, 1, 500, 1500, 2047])
        sizes.add((await sealOffer(new Uint8Array(length), key, randomnessOf('r')))!.blob.byteLength);
      assert.equal(sizes.size, 1);
      const [small] = sizes;
      const larger = (await sealOffer(new Uint8Array(2048), key, randomnessOf('r')))!.blob.byteLength;
      assert.equal(larger, small! + 2048);
    });

    it('looks different every time', async () => {
      const random = randomnessOf('twice');
      const [first, second] = [await sealOffer(signal, key, random), await sealOffer(signal, key, random)];
      assert.notDeepEqual(first?.blob, second?.blob);
    });

    it('has room for the largest signal', async () => {
      const largest = await sealSignal(
        {
          to: BOB.device,
          from: ALICE.device,
          sid,
          sentAtMs: NOW_MS,
          kind: 'offer',
          fromRendezvous: ALICE.rendezvous,
          detail: 'a'.repeat(5 * 1024),
        },
        ALICE.signAsDevice,
      );
      const { blob } = (await sealOffer(largest, key, randomnessOf('l')))!;
      assert.ok(blob.byteLength <= MAX_SIGNAL_BYTES, `${blob.byteLength} bytes`);
      const opened = await openBlob(blob, secrets);
      assert.deepEqual(opened?.type === 'offer' && opened.signal, largest);
    });
  });
}

describe('a prekey offer', () => {
  it('opens only as the device it was sealed to, whoever holds the key', async () => {
    const { blob } = (await sealOffer(signal, KEYS[0]!, randomnessOf('p')))!;
    assert.equal(await openBlob(blob, { ...secrets, devices: [EVE.device] }), null);
    assert.notEqual(await openBlob(blob, { ...secrets, devices: [EVE.device, BOB.device] }), null);
  });

  it('is not made for a key that is none', async () => {
    for (const publicKey of [new Uint8Array(1216).fill(0xff), new Uint8Array(1215), new Uint8Array(1216)]) {
      const bad: OfferKey = { mode: 'prekey', to: BOB.device, prekey: { ...prekey, publicKey } };
      assert.equal(await sealOffer(signal, bad, randomnessOf('p')), null);
    }
  });
});

describe('offers of different modes', () => {
  it('do not open as one another, though the secret be the same', async () => {
    const secret = bytesOf('shared', 16);
    const { blob } = (await sealOffer(signal, { mode: 'intro', secret }, randomnessOf('m')))!;
    assert.equal(await openBlob(blob, { ...none, reunions: [secret] }), null);
    assert.equal(
      await openBlob(withItem(blob, 1, 3), { ...none, reunions: [secret], intros: [secret] }),
      null,
    );
  });
});

describe('an answer', () => {
  const replyKey = bytesOf('reply');
  const blob = sealAnswer(signal, sid, replyKey, randomnessOf('answer'));
  const taken = async (bytes: Uint8Array) => {
    const opened = await openBlob(bytes, none);
    return opened?.type === 'answer' ? opened : null;
  };

  it('is taken apart without a secret and opened with the key of the offer', async () => {
    const answer = await taken(blob);
    assert.deepEqual(answer?.sid, sid);
    assert.deepEqual(openAnswer(answer!, replyKey), signal);
  });

  it('stays closed under any other key, and for any other attempt', async () => {
    const answer = (await taken(blob))!;
    assert.equal(openAnswer(answer, bytesOf('another')), null);
    assert.equal(openAnswer({ ...answer, sid: bytesOf('another', 16) }, replyKey), null);
  });

  it('is refused with any byte damaged, and when cut anywhere', async () => {
    for (const [index, damaged] of allFlips(blob)) {
      const answer = await taken(damaged);
      assert.ok(!answer || openAnswer(answer, replyKey) === null, `byte ${index}`);
    }
    for (const damaged of allTruncations(blob)) assert.equal(await openBlob(damaged, secrets), null);
  });

  it('comes in steps of 2 KiB', () => {
    const size = (length: number) =>
      sealAnswer(new Uint8Array(length), sid, replyKey, randomnessOf('a')).byteLength;
    assert.deepEqual([size(0), size(2047), size(2048) - 2048], [size(1), size(1), size(1)]);
  });
});

describe('a blob from the introducer', () => {
  const box = new Uint8Array(2064);
  for (const [what, items] of [
    ['version 0', [0, 2, bytesOf('n', 8), bytesOf('n', 12), box]],
    ['version 2', [2, 2, bytesOf('n', 8), bytesOf('n', 12), box]],
    ['mode 0', [1, 0, bytesOf('n', 8), bytesOf('n', 12), box]],
    ['mode 5', [1, 5, bytesOf('n', 8), bytesOf('n', 12), box]],
    ['a mode as text', [1, 'intro', bytesOf('n', 8), bytesOf('n', 12), box]],
    ['a name of 9 bytes', [1, 2, bytesOf('n', 9), bytesOf('n', 12), box]],
    ['a nonce of 13 bytes', [1, 4, sid, bytesOf('n', 13), box]],
    ['a sid of 8 bytes', [1, 4, bytesOf('n', 8), bytesOf('n', 12), box]],
    ['an encapsulated key of 1119 bytes', [1, 1, kid, new Uint8Array(1119), box]],
    ['an encapsulated key of zeros', [1, 1, kid, new Uint8Array(1120), box]],
    ['a box as text', [1, 2, bytesOf('n', 8), bytesOf('n', 12), 'box']],
    ['no box', [1, 2, bytesOf('n', 8), bytesOf('n', 12)]],
    ['a field more', [1, 4, sid, bytesOf('n', 12), box, null]],
  ] satisfies [string, Wire[]][]) {
    it(`is not for us with ${what}`, async () => assert.equal(await openBlob(encode(items), secrets), null));
  }

  it('is not looked at above the cap', async () => {
    const long = sealAnswer(new Uint8Array(MAX_SIGNAL_BYTES - 2048), sid, bytesOf('r'), randomnessOf('a'));
    assert.ok(long.byteLength > MAX_SIGNAL_BYTES && decodeArray(long));
    assert.equal(await openBlob(long, secrets), null);
  });

  it('opened to something unpadded is nothing', async () => {
    const { blob } = (await sealOffer(new Uint8Array(), KEYS[1]!, randomnessOf('u')))!;
    assert.equal((await openBlob(blob, secrets))?.type, 'offer');
    assert.equal(await openBlob(withItem(blob, 4, new Uint8Array(15)), secrets), null);
  });
});
