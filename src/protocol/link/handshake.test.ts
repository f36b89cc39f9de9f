import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeArray, encode, type Wire } from '../codec.js';
import { encodeCredential, type Credential } from '../credential.js';
import { ed25519PublicKey } from '../ed25519.js';
import { readDeviceId } from '../ids.js';
import { MAX_FRAME_BYTES } from '../limits.js';
import { initiate, respond, type HandshakeConfig } from './handshake.js';
import { handshakeKeys, transcript1 } from './key-schedule.js';
import { openProof, sealProof } from './proof.js';
import { xwingDecapsulate } from '../xwing.js';
import {
  ALICE,
  anActor,
  BOB,
  bytesOf,
  cardOf,
  credentialOf,
  EVE,
  manifestOf,
  NOW_MS,
  randomnessOf,
  signerOf,
} from '../../../test/vectors/cast.js';
import { allFlips, allTruncations, withItem } from '../../../test/vectors/mutations.js';
import { aliceAndBob, BINDING_A, BINDING_B, configOf, shakeHands } from '../../../test/vectors/two-ends.js';

const [alice, bob] = await aliceAndBob();
/** With the same randomness again, so that the same messages come out. */
const again = (config: HandshakeConfig, name: string): HandshakeConfig => ({
  ...config,
  randomBytes: randomnessOf(`${name} handshake`),
});
const aliceAgain = () => again(alice, ALICE.name);
const bobAgain = () => again(bob, BOB.name);

/** The three messages of the undisturbed handshake. */
const first = initiate(aliceAgain());
const answer = await respond(first.m1, bobAgain());
assert.ok(answer.ok);
const last = await first.finish(answer.value.m2);
assert.ok(last.ok);
const [m1, m2, m3] = [first.m1, answer.value.m2, last.value.m3];

describe('a handshake', () => {
  it('leaves both ends with the other’s credential and the same keys', async () => {
    const { initiator, responder, established } = await shakeHands(aliceAgain(), bobAgain());
    assert.deepEqual([initiator, responder], ['established', 'established']);
    const [a, b] = established;
    assert.deepEqual(a!.peer, bob.credential);
    assert.deepEqual(b!.peer, alice.credential);
    assert.deepEqual(a!.keys, b!.keys);
    const { toResponder, toInitiator, exporter } = a!.keys;
    const all = [toResponder.key, toInitiator.key, toResponder.iv, toInitiator.iv, exporter];
    assert.equal(new Set(all.map((bytes) => Buffer.from(bytes).toString('hex'))).size, 5);
  });

  it('takes three messages of about 1.3, 1.7 and 0.5 KB, all within one frame', () => {
    assert.equal(m1.byteLength, 1265);
    assert.ok(m2.byteLength > 1600 && m2.byteLength < 1800, `${m2.byteLength} bytes`);
    assert.ok(m3.byteLength > 500 && m3.byteLength < 600, `${m3.byteLength} bytes`);
    for (const message of [m1, m2, m3]) assert.ok(message.byteLength <= MAX_FRAME_BYTES);
  });

  it('has other keys every time', async () => {
    const fresh = (label: string) => ({ randomBytes: randomnessOf(label) });
    const one = await shakeHands({ ...alice, ...fresh('1a') }, { ...bob, ...fresh('1b') });
    const two = await shakeHands({ ...alice, ...fresh('2a') }, { ...bob, ...fresh('2b') });
    assert.notDeepEqual(one.established[0]?.keys, two.established[0]?.keys);
  });

  it('fits a frame with the largest manifest', async () => {
    const devices = Array.from({ length: 64 }, (_, i) => {
      const device = i === 0 ? BOB.device : readDeviceId(ed25519PublicKey(bytesOf(`d${i}`)))!;
      return { device, label: 'l'.repeat(64), fromMs: NOW_MS };
    });
    const credential = await credentialOf(BOB, { manifest: await manifestOf(BOB, { devices }) });
    const large = await respond(m1, { ...bobAgain(), credential });
    assert.ok(large.ok && large.value.m2.byteLength <= MAX_FRAME_BYTES);
    const finished = await initiate(aliceAgain()).finish(large.value.m2);
    assert.ok(finished.ok);
  });
});

describe('whoever changes a byte of a handshake', () => {
  it('in m1 is noticed: by the responder in its form, else by the initiator in the proof that comes back', async () => {
    const noticedBy = { responder: 0, initiator: 0 };
    for (const [index, damaged] of allFlips(m1)) {
      const outcome = await shakeHands(aliceAgain(), bobAgain(), { m1: () => damaged });
      assert.equal(outcome.established.length, 0, `byte ${index}`);
      if (outcome.responder === 'malformed') noticedBy.responder++;
      else {
        assert.deepEqual([outcome.initiator, outcome.responder], ['refused', 'waiting'], `byte ${index}`);
        noticedBy.initiator++;
      }
    }
    // The label, the version, the shape, and numbers of the key that are no longer reduced.
    assert.ok(noticedBy.responder >= 20 && noticedBy.initiator >= 1000, JSON.stringify(noticedBy));
  });

  it('in m2 is noticed by the initiator, who has not shown itself', async () => {
    for (const [index, damaged] of allFlips(m2)) {
      const finished = await initiate(aliceAgain()).finish(damaged);
      assert.ok(!finished.ok && ['malformed', 'refused'].includes(finished.error), `byte ${index}`);
      assert.ok(!('m3' in finished));
    }
  });

  it('in m3 is noticed by the responder', () => {
    for (const [index, damaged] of allFlips(m3)) {
      const finished = answer.value.finish(damaged);
      assert.ok(!finished.ok && ['malformed', 'refused'].includes(finished.error), `byte ${index}`);
    }
    assert.ok(answer.value.finish(m3).ok); // … and the real one still counts
  });

  it('by cutting it anywhere is noticed', async () => {
    for (const damaged of allTruncations(m1))
      assert.deepEqual(await respond(damaged, bobAgain()), { ok: false, error: 'malformed' });
    const waiting = initiate(aliceAgain()); // refuses before it uses up its key
    for (const damaged of allTruncations(m2))
      assert.deepEqual(await waiting.finish(damaged), { ok: false, error: 'malformed' });
    for (const damaged of allTruncations(m3))
      assert.deepEqual(answer.value.finish(damaged), { ok: false, error: 'malformed' });
  });
});

describe('a man in the middle', () => {
  const swapped = { localBinding: BINDING_B, remoteBinding: BINDING_A };

  for (const [what, changes] of [
    [
      'that carries the messages between two channels of its own',
      { remoteBinding: bytesOf('his certificate') },
    ],
    ['that replaces one certificate', { localBinding: bytesOf('his certificate') }],
    ['that swaps the certificates', swapped],
  ] as const) {
    it(`${what} is noticed by the initiator`, async () => {
      const outcome = await shakeHands({ ...aliceAgain(), ...changes }, bobAgain());
      assert.deepEqual(outcome, { initiator: 'refused', responder: 'waiting', established: [] });
    });
  }

  it('with a certificate of its own on either side, relaying all three messages, gets neither end', async () => {
    const [toAlice, toBob] = [bytesOf('certificate towards alice'), bytesOf('certificate towards bob')];
    const a = { ...aliceAgain(), remoteBinding: toAlice };
    const b = { ...bobAgain(), remoteBinding: toBob };
    assert.deepEqual(await shakeHands(a, b), { initiator: 'refused', responder: 'waiting', established: [] });
    // Even an initiator that did not look at m2 would be refused in m3.
    const r = await respond(initiate({ ...aliceAgain(), remoteBinding: toAlice }).m1, b);
    assert.ok(r.ok);
    assert.deepEqual(r.value.finish(m3), { ok: false, error: 'refused' });
  });

  it('that ends both handshakes itself is seen as whom it is', async () => {
    const eveToAlice = await configOf(EVE, BINDING_B, BINDING_A);
    const eveToBob = await configOf(EVE, BINDING_A, BINDING_B);
    const left = await shakeHands(aliceAgain(), eveToAlice);
    const right = await shakeHands(eveToBob, bobAgain());
    assert.deepEqual([left.initiator, left.established.length], ['unwelcome', 0]);
    assert.deepEqual([right.responder, right.established.length], ['unwelcome', 1]); // Eve alone thinks she has a link
  });

  it('that answers for Bob without his key is refused, whatever she shows', async () => {
    for (const credential of [bob.credential, { ...bob.credential, device: EVE.device }]) {
      const eve = await configOf(EVE, BINDING_B, BINDING_A, { credential });
      assert.deepEqual((await shakeHands(aliceAgain(), eve)).initiator, 'refused');
    }
  });

  it('that calls as Alice without her key is refused, whatever she shows', async () => {
    for (const credential of [alice.credential, { ...alice.credential, device: EVE.device }]) {
      const eve = await configOf(EVE, BINDING_A, BINDING_B, { credential });
      assert.deepEqual((await shakeHands(eve, bobAgain())).responder, 'refused');
    }
  });
});

describe('a handshake is not', () => {
  it('with oneself, reflected', async () => {
    const mirror = await configOf(ALICE, BINDING_B, BINDING_A);
    const outcome = await shakeHands({ ...aliceAgain(), isWelcome: () => true }, mirror);
    assert.deepEqual(outcome, { initiator: 'refused', responder: 'waiting', established: [] });
  });

  it('with m1 or m2 sent back to whom they came from', async () => {
    assert.deepEqual(await initiate(aliceAgain()).finish(m1), { ok: false, error: 'malformed' });
    assert.deepEqual(answer.value.finish(m2), { ok: false, error: 'malformed' });
    // The responder's own sealed part as if it were the initiator's.
    const sealedR = decodeArray(m2)![2] as Wire;
    assert.deepEqual(answer.value.finish(encode([sealedR])), { ok: false, error: 'refused' });
  });

  it('taken up again from a recording: neither m1 nor m3 of another session counts', async () => {
    const later = { ...bob, randomBytes: randomnessOf('bob, later') };
    const responder = await respond(m1, later);
    assert.ok(responder.ok);
    assert.notDeepEqual(responder.value.m2, m2);
    assert.deepEqual(responder.value.finish(m3), { ok: false, error: 'refused' });
    const fresh = initiate({ ...alice, randomBytes: randomnessOf('alice, later') });
    assert.deepEqual(await fresh.finish(m2), { ok: false, error: 'refused' });
  });

  it('finished with the m2 of another responder to the same m1', async () => {
    const other = await respond(m1, await configOf(EVE, BINDING_B, BINDING_A));
    assert.ok(other.ok);
    assert.deepEqual(await initiate(aliceAgain()).finish(other.value.m2), { ok: false, error: 'unwelcome' });
    const mixed = withItem(m2, 2, decodeArray(other.value.m2)![2] as Wire);
    assert.deepEqual(await initiate(aliceAgain()).finish(mixed), { ok: false, error: 'refused' });
  });

  it('with anyone unwelcome: the initiator then says nothing of itself', async () => {
    const asked: Credential[] = [];
    const shy = { ...aliceAgain(), isWelcome: (peer: Credential) => (asked.push(peer), false) };
    const finished = await initiate(shy).finish(m2);
    assert.deepEqual(finished, { ok: false, error: 'unwelcome' });
    assert.deepEqual(asked, [bob.credential]);
    const picky = await shakeHands(aliceAgain(), { ...bobAgain(), isWelcome: () => false });
    assert.deepEqual([picky.initiator, picky.responder], ['established', 'unwelcome']);
  });

  it('asked about whoever has not proved who it is', async () => {
    let asked = 0;
    const counting = { isWelcome: () => (asked++, true) };
    await shakeHands(
      { ...aliceAgain(), ...counting, remoteBinding: bytesOf('x') },
      { ...bobAgain(), ...counting },
    );
    assert.equal(asked, 0);
  });

  for (const [what, items] of [
    ['version 0', ['beep-link', 0]],
    ['version 2', ['beep-link', 2]],
    ['a version as text', ['beep-link', '1']],
    ['another label', ['beep-lynk', 1]],
    ['no label', [null, 1]],
  ] satisfies [string, Wire[]][]) {
    it(`begun with ${what}`, async () => {
      const [label, version] = items;
      const [, , nonce, key] = decodeArray(m1) as Wire[];
      const other = encode([label!, version!, nonce!, key!]);
      assert.deepEqual(await respond(other, bobAgain()), { ok: false, error: 'malformed' });
    });
  }

  for (const [what, message] of [
    ['a nonce of 31 bytes', withItem(m1, 2, new Uint8Array(31))],
    ['a key of 1215 bytes', withItem(m1, 3, new Uint8Array(1215))],
    ['a key of zeros', withItem(m1, 3, new Uint8Array(1216))],
    ['a field more', withItem(m1, 4, null)],
  ] as const) {
    it(`begun with ${what}`, async () => {
      assert.deepEqual(await respond(message, bobAgain()), { ok: false, error: 'malformed' });
    });
  }

  for (const [what, message] of [
    ['a nonce of 33 bytes', withItem(m2, 0, new Uint8Array(33))],
    ['a ciphertext of 1119 bytes', withItem(m2, 1, new Uint8Array(1119))],
    ['a ciphertext of zeros', withItem(m2, 1, new Uint8Array(1120))],
    ['a sealed part as text', withItem(m2, 2, 'sealed')],
    ['a field more', withItem(m2, 3, null)],
  ] as const) {
    it(`answered with ${what}`, async () => {
      assert.deepEqual(await initiate(aliceAgain()).finish(message), { ok: false, error: 'malformed' });
    });
  }
});

describe('in a handshake nobody passes', () => {
  const refused = async (credential: Credential, actor = BOB) => {
    const config = await configOf(actor, BINDING_B, BINDING_A, { credential });
    const outcome = await shakeHands({ ...aliceAgain(), isWelcome: () => true }, config);
    assert.deepEqual(outcome, { initiator: 'refused', responder: 'waiting', established: [] });
  };

  it('with the manifest of another person', async () =>
    refused(await credentialOf(BOB, { manifest: await manifestOf(EVE) })));
  it('with a revoked device', async () => {
    const revoked = [{ device: BOB.device, revokedMs: NOW_MS }];
    await refused(await credentialOf(BOB, { manifest: await manifestOf(BOB, { devices: [], revoked }) }));
  });
  it('with the card of another device', async () =>
    refused(await credentialOf(BOB, { card: await cardOf(EVE) })));
  it('with a device that the manifest does not list', async () =>
    refused(await credentialOf(BOB, { device: anActor('spare').device })));
});

describe('a proof', () => {
  const th1 = transcript1(m1, encode((decodeArray(m2) as Wire[]).slice(0, 2)), BINDING_A, BINDING_B);
  const seed = randomnessOf(`${ALICE.name} handshake`)(32);
  const keys = handshakeKeys(th1, xwingDecapsulate(decodeArray(m2)![1] as Uint8Array, seed)!);
  const sealKeys = { seal: keys.sealResponder, finish: keys.finishResponder };
  const credential = encodeCredential(bob.credential);
  const made = (sign = BOB.signAsDevice, bytes = credential) =>
    sealProof('responder', th1, bytes, sealKeys, sign);

  it('holds for its role, transcript and keys only', async () => {
    const sealed = await made();
    assert.deepEqual(openProof('responder', th1, sealed, sealKeys), bob.credential);
    assert.equal(openProof('initiator', th1, sealed, sealKeys), null);
    assert.equal(openProof('responder', bytesOf('another'), sealed, sealKeys), null);
    assert.equal(openProof('responder', th1, sealed, { ...sealKeys, finish: keys.finishInitiator }), null);
    assert.equal(openProof('responder', th1, sealed, { ...sealKeys, seal: keys.sealInitiator }), null);
  });

  it('does not hold with the signature of another key, or over something else', async () => {
    assert.equal(openProof('responder', th1, await made(EVE.signAsDevice), sealKeys), null);
    const overOther = signerOf(BOB.deviceSeed);
    const sealed = await made(async (bytes) => overOther(bytes.slice(1)));
    assert.equal(openProof('responder', th1, sealed, sealKeys), null);
    assert.equal(openProof('responder', th1, await made(async () => new Uint8Array(63)), sealKeys), null);
  });

  it('does not hold for what is no credential', async () => {
    assert.equal(openProof('responder', th1, await made(BOB.signAsDevice, encode([1])), sealKeys), null);
  });
});
