/** Vectors of offers and answers that people carry to each other. */
import {
  compactDescription,
  compactWire,
  sdpOf,
  type CompactDescription,
} from '../../src/protocol/compact-description.js';
import { encode } from '../../src/protocol/codec.js';
import { carriedText } from '../../src/protocol/carried-text.js';
import { sealHandAnswer, sealHandOffer } from '../../src/protocol/hand-signal.js';
import { hkdfExtract } from '../../src/protocol/kdf.js';
import { sealSigned, takeApart } from '../../src/protocol/sign1.js';
import { ALICE, BOB, bytesOf, NOW_MS, randomnessOf } from './cast.js';
import type { Vectors } from './json.js';
import { flipped, withItem } from './mutations.js';

const described = (label: string): CompactDescription => ({
  ufrag: 'Tf0z',
  password: 'qmuZhFwwrQJcTszrKSWBtASo',
  fingerprint: bytesOf(`certificate of ${label}`),
  candidates: [
    { kind: 'host', address: Uint8Array.of(10, 0, 0, 7), port: 40164 },
    { kind: 'name', address: bytesOf(`mdns of ${label}`, 16), port: 40165 },
    { kind: 'host', address: Uint8Array.of(0xfd, ...new Uint8Array(14), 7), port: 40166 },
    { kind: 'reflexive', address: Uint8Array.of(192, 0, 2, 4), port: 40167 },
  ],
});

const row = (compact: CompactDescription, kind: 'offer' | 'answer') => {
  const sdp = sdpOf(compact, kind);
  if (!compactDescription(sdp)) throw new Error('it does not come back');
  return { wire: encode(compactWire(compact)), sdp };
};

export async function makeHandSignals(): Promise<Vectors> {
  const secret = bytesOf('hand secret', 16);
  const expiresMs = NOW_MS + 600_000;
  const offer = await sealHandOffer(
    {
      person: ALICE.person,
      device: ALICE.device,
      name: 'Alice',
      secret,
      expiresMs,
      description: described('Alice'),
    },
    ALICE.signAsDevice,
  );
  const answered = { person: BOB.person, device: BOB.device, description: described('Bob') };
  const answer = await sealHandAnswer(answered, offer, BOB.signAsDevice, randomnessOf('hand'));
  const { payload } = takeApart('hand-offer', offer.bytes)!;
  const resigned = (index: number, item: Parameters<typeof withItem>[2]) =>
    sealSigned('hand-offer', withItem(payload, index, item), ALICE.signAsDevice);
  return {
    about: 'An offer of Alice, and the answer of Bob to it (docs/protocol.md §5.5).',
    seeds: { alice: ALICE.deviceSeed, bob: BOB.deviceSeed },
    offer: {
      person: ALICE.person,
      device: ALICE.device,
      name: offer.name,
      secret,
      expiresMs,
      description: row(offer.description, 'offer'),
      id: offer.id,
      bytes: offer.bytes,
      text: carriedText({ kind: 'offer', bytes: offer.bytes }),
    },
    answer: {
      person: BOB.person,
      device: BOB.device,
      description: row(answered.description, 'answer'),
      prk: hkdfExtract('beep/1 hand', secret),
      nonce: randomnessOf('hand')(12),
      bytes: answer,
      text: carriedText({ kind: 'answer', bytes: answer }),
    },
    refuseOffers: [
      { why: 'version 2', bytes: await resigned(0, 2) },
      { why: 'a device that did not sign', bytes: await resigned(2, bytesOf('other')) },
      { why: 'a short secret', bytes: await resigned(4, new Uint8Array(15)) },
      {
        why: 'no candidate',
        bytes: await resigned(6, compactWire({ ...offer.description, candidates: [] })),
      },
      { why: 'a field more', bytes: await resigned(7, null) },
      { why: 'the last byte damaged', bytes: flipped(offer.bytes, offer.bytes.length - 1) },
    ],
    refuseAnswers: [
      { why: 'the name of another offer', bytes: withItem(answer, 1, bytesOf('other', 8)) },
      { why: 'version 2', bytes: withItem(answer, 0, 2) },
      { why: 'the last byte damaged', bytes: flipped(answer, answer.length - 1) },
    ],
  };
}
