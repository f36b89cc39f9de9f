/** Vectors of the handshake, the record layer, sealed signals and addresses. */
import { hkdfExtract } from '../../src/protocol/kdf.js';
import { decodeArray, encode, type Wire } from '../../src/protocol/codec.js';
import { directConversationId } from '../../src/protocol/conversation-id.js';
import { encodeCredential } from '../../src/protocol/credential.js';
import { unseal } from '../../src/protocol/aead.js';
import { conversationTag, reunionSecret } from '../../src/protocol/link/bindings.js';
import { Sealer } from '../../src/protocol/link/ciphers.js';
import { initiate, respond } from '../../src/protocol/link/handshake.js';
import { handshakeKeys, transcript1, transcript3 } from '../../src/protocol/link/key-schedule.js';
import { encodeRecord, type LinkRecord } from '../../src/protocol/record.js';
import { ringPlace } from '../../src/protocol/ring-place.js';
import { ed25519PublicKey } from '../../src/protocol/ed25519.js';
import { wordsOfSeed } from '../../src/protocol/recovery-words.js';
import { rendezvousOfSeed, rendezvousTopic } from '../../src/protocol/rendezvous.js';
import { sealAnswer, sealOffer, type OfferKey } from '../../src/protocol/sealed-signal.js';
import { sealSignal } from '../../src/protocol/signal.js';
import { xwingDecapsulate, xwingPublicKey } from '../../src/protocol/xwing.js';
import { neighboursOf } from '../../src/domain/neighbours.js';
import { idBytes, readIssuerId, type ConversationId, type PersonId } from '../../src/protocol/ids.js';
import { ALICE, BOB, bytesOf, idOf, NOW_MS, randomnessOf } from './cast.js';
import type { Vectors } from './json.js';
import { flipped, withItem } from './mutations.js';
import { aliceAndBob, BINDING_A, BINDING_B } from './two-ends.js';

const ISSUER = readIssuerId(bytesOf('an issuer'))!;
const NO_NONCE = new Uint8Array(12);

async function shaken() {
  const [alice, bob] = await aliceAndBob();
  const initiator = initiate(alice);
  const responder = await respond(initiator.m1, bob);
  if (!responder.ok) throw new Error(responder.error);
  const finished = await initiator.finish(responder.value.m2);
  if (!finished.ok) throw new Error(finished.error);
  return {
    m1: initiator.m1,
    m2: responder.value.m2,
    m3: finished.value.m3,
    keys: finished.value.keys,
    alice,
    bob,
  };
}

export async function makeHandshake(): Promise<Vectors> {
  const { m1, m2, m3, keys, alice, bob } = await shaken();
  const random = {
    initiator: randomnessOf(`${ALICE.name} handshake`),
    responder: randomnessOf(`${BOB.name} handshake`),
  };
  const [seed, nonceI] = [random.initiator(32), random.initiator(32)];
  const [encapsulation, nonceR] = [random.responder(64), random.responder(32)];
  const [, ciphertext, sealedR] = decodeArray(m2) as [Uint8Array, Uint8Array, Uint8Array];
  const [sealedI] = decodeArray(m3) as [Uint8Array];
  const m2a = encode([nonceR, ciphertext]);
  const th1 = transcript1(m1, m2a, BINDING_A, BINDING_B);
  const sharedSecret = xwingDecapsulate(ciphertext, seed)!;
  const hs = handshakeKeys(th1, sharedSecret);
  const th3 = transcript3(th1, sealedR, sealedI);
  const proof = (sealed: Uint8Array, key: Uint8Array) => {
    const plaintext = unseal(key, NO_NONCE, sealed, th1)!;
    const [credential, signature, mac] = decodeArray(plaintext) as [Uint8Array, Uint8Array, Uint8Array];
    return { credential, signature, mac, plaintext, sealed };
  };
  const conversation = directConversationId(ALICE.person, BOB.person);
  return {
    about: 'One handshake with everything in between (docs/protocol.md §6). Alice begins.',
    initiator: {
      deviceSeed: ALICE.deviceSeed,
      certificateHash: BINDING_A,
      xwingSeed: seed,
      xwingPublicKey: xwingPublicKey(seed),
      nonce: nonceI,
      credential: encodeCredential(alice.credential),
    },
    responder: {
      deviceSeed: BOB.deviceSeed,
      certificateHash: BINDING_B,
      encapsulationRandomness: encapsulation,
      nonce: nonceR,
      credential: encodeCredential(bob.credential),
    },
    m1,
    m2a,
    sharedSecret,
    th1,
    prk: hkdfExtract(th1, sharedSecret),
    handshakeKeys: hs,
    proofOfResponder: proof(sealedR, hs.sealResponder),
    m2,
    proofOfInitiator: proof(sealedI, hs.sealInitiator),
    m3,
    th3,
    master: hkdfExtract(th3, hs.derived),
    linkKeys: keys,
    conversation,
    conversationTag: conversationTag(keys.exporter, conversation),
    reunionSecret: reunionSecret(keys.exporter),
    refuseM1: [
      { why: 'version 2', bytes: withItem(m1, 1, 2) },
      { why: 'a key of zeros', bytes: withItem(m1, 3, new Uint8Array(1216)) },
      { why: 'a field more', bytes: withItem(m1, 4, null) },
    ],
    refuseM2: [
      { why: 'the nonce damaged', bytes: flipped(m2, 5) },
      { why: 'the last byte damaged', bytes: flipped(m2, m2.length - 1) },
      { why: 'the sealed part of m3', bytes: withItem(m2, 2, sealedI as Wire) },
    ],
    refuseM3: [
      { why: 'the last byte damaged', bytes: flipped(m3, m3.length - 1) },
      { why: 'the sealed part of m2', bytes: encode([sealedR]) },
    ],
  };
}

export async function makeRecords(): Promise<Vectors> {
  const direction = { key: bytesOf('record key'), iv: bytesOf('record iv', 12) };
  const start = { key: direction.key.slice(), iv: direction.iv };
  const sealer = new Sealer(direction);
  const tag = bytesOf('tag', 16);
  const records: readonly LinkRecord[] = [
    { type: 'live', answer: true },
    { type: 'have', tag, rows: [{ author: ALICE.device, seq: 3, idPrefix: bytesOf('prefix', 16) }] },
    { type: 'give', tag, entries: [[bytesOf('an entry', 250), bytesOf('a body', 60)], [bytesOf('another', 250), null]] }, // prettier-ignore
    { type: 'ack', tag, took: true, count: 1 },
    { type: 'sum', tag, logs: bytesOf('a digest', 16), said: bytesOf('said', 16), heard: bytesOf('heard', 16), roster: bytesOf('a roster', 16) }, // prettier-ignore
    { type: 'sum', tag, logs: [{ author: ALICE.device, seq: 3, idPrefix: bytesOf('prefix', 16) }], said: bytesOf('said', 16), heard: bytesOf('heard', 16), roster: null }, // prettier-ignore
    {
      type: 'have-part',
      tag,
      rows: [{ author: BOB.device, seq: 0, idPrefix: bytesOf('prefix of bob', 16) }],
    },
    { type: 'news', tag, rows: [{ author: ALICE.device, seq: 4, idPrefix: bytesOf('prefix', 16) }, { author: BOB.device, seq: 24, idPrefix: bytesOf('prefix of bob', 16) }] }, // prettier-ignore
    { type: 'prune', tag },
    { type: 'graft', tag, rows: [{ author: BOB.device, seq: 23 }] },
    { type: 'graft', tag, rows: [] },
    { type: 'rekey' },
    { type: 'receipt', tag, bytes: bytesOf('a receipt', 180) },
    { type: 'doc', kind: 'card', bytes: bytesOf('a card', 200) },
    { type: 'rekey' },
    { type: 'roster-sum', tag, digest: bytesOf('digest', 16) },
    { type: 'roster-names', tag, names: [bytesOf('a name', 16), bytesOf('b name', 16)], isLast: true },
    { type: 'roster-give', tag, items: [bytesOf('an item', 300), bytesOf('another item', 500)] },
    { type: 'unknown', tag },
    { type: 'invite', tag, conversation: idOf<ConversationId>('group') },
    { type: 'typing', tag, isOn: true },
    { type: 'presence', isActive: false },
    {
      type: 'docs-have',
      rows: [{ kind: 'revocations', key: idBytes(ISSUER), authority: ISSUER, number: 7 }],
    },
    { type: 'docs-want', name: { kind: 'charge', key: idBytes(ISSUER) } },
    { type: 'docs-part', left: 1, bytes: Uint8Array.of(1, 2, 3) },
    { type: 'pages-want', hashes: [idBytes(ISSUER)] },
    { type: 'page', bytes: null },
    { type: 'doc', kind: 'badges', bytes: encode([]) },
    { type: 'draft-signal', tag, session: bytesOf('session', 16), signal: 'hello' },
    { type: 'bye' },
  ];
  const frames = records.map((record) => {
    const plaintext = encodeRecord(record);
    const row = { type: record.type, plaintext, frame: sealer.seal(plaintext) };
    if (record.type === 'rekey') sealer.rekey(); // what follows is under the next key
    return row;
  });
  return {
    about:
      'The records of one direction of a link, in order (docs/protocol.md §7). A rekey record changes the key.',
    ...start,
    frames,
    refuseFirst: [
      { why: 'damaged', bytes: flipped(frames[0]!.frame, 3) },
      { why: 'the second in place of the first', bytes: frames[1]!.frame },
      { why: 'cut', bytes: frames[0]!.frame.slice(0, -1) },
    ],
    refuseRecords: [
      { bytes: encode([14, tag]), error: 'unknown-type' },
      { bytes: encode([9, tag, tag.slice(1)]), error: 'malformed' },
      { bytes: encode([10, tag, []]), error: 'malformed' },
      { bytes: encode([12, tag]), error: 'malformed' },
      { bytes: encode([127, 'later']), error: 'ignorable-type' },
      { bytes: encode([64, tag, 1]), error: 'malformed' },
      { bytes: encode([2, tag, []]), error: 'malformed' },
      { bytes: encode([6, true, null]), error: 'malformed' },
      { bytes: Uint8Array.of(0x98, 0x02, 0x06, 0xf5), error: 'malformed' },
    ],
  };
}

export async function makeSealedSignals(): Promise<Vectors> {
  const offer = await sealSignal(
    {
      to: BOB.device,
      from: ALICE.device,
      sid: bytesOf('sid', 16),
      sentAtMs: NOW_MS,
      kind: 'offer',
      fromRendezvous: ALICE.rendezvous,
      detail: 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n',
    },
    ALICE.signAsDevice,
  );
  const seed = bytesOf('prekey seed');
  const prekey = { kid: bytesOf('kid', 8), notAfterMs: NOW_MS, publicKey: xwingPublicKey(seed) };
  const keys: readonly OfferKey[] = [
    { mode: 'prekey', to: BOB.device, prekey },
    { mode: 'intro', secret: bytesOf('intro', 16) },
    { mode: 'reunion', secret: bytesOf('reunion') },
  ];
  const offers = await Promise.all(
    keys.map(async (key) => {
      const label = `${key.mode} offer`;
      const sealed = (await sealOffer(offer, key, randomnessOf(label)))!;
      const secret = key.mode === 'prekey' ? { kid: prekey.kid, xwingSeed: seed } : { secret: key.secret };
      const randomness = randomnessOf(label)(key.mode === 'prekey' ? 64 : 12);
      return { mode: key.mode, ...secret, randomness, ...sealed };
    }),
  );
  const { replyKey } = offers[0]!;
  const sid = bytesOf('sid', 16);
  const answer = await sealSignal(
    {
      to: ALICE.device,
      from: BOB.device,
      sid,
      sentAtMs: NOW_MS,
      kind: 'answer',
      fromRendezvous: BOB.rendezvous,
      detail: 'v=0\r\no=- 3 4 IN IP4 127.0.0.1\r\n',
    },
    BOB.signAsDevice,
  );
  const blob = sealAnswer(answer, sid, replyKey, randomnessOf('answer'));
  return {
    about: 'Sealed signals (docs/protocol.md §5). The answer belongs to the first offer.',
    to: BOB.device,
    offer,
    offers,
    answer: { signal: answer, sid, replyKey, randomness: randomnessOf('answer')(12), blob },
    refuse: [
      ...offers.map((row) => ({
        why: `${row.mode}: damaged`,
        bytes: flipped(row.blob, row.blob.length - 1),
      })),
      { why: 'version 2', bytes: withItem(offers[1]!.blob, 0, 2) },
      { why: 'an intro called a reunion', bytes: withItem(offers[1]!.blob, 1, 3) },
      { why: 'mode 5', bytes: withItem(offers[1]!.blob, 1, 5) },
    ],
  };
}

/** Persons made from seeds. */
export async function makeRecovery(): Promise<Vectors> {
  const seeds = [0, 7, 255].map((n) => new Uint8Array(32).fill(n));
  return {
    about: 'The words of a person key, and where its person listens (docs/protocol.md §12.13).',
    people: seeds.map((seed) => ({
      seed,
      words: wordsOfSeed(seed).join(' '),
      person: ed25519PublicKey(seed),
      rendezvous: rendezvousOfSeed(seed),
    })),
    refused: [
      { words: 'abandon '.repeat(24).trim(), why: 'mismatch' },
      { words: 'abandon '.repeat(23).trim(), why: 'short' },
      { words: `${'abandon '.repeat(23)}arte `, why: 'unknown' },
      { words: `${'abandon '.repeat(24)}art`, why: 'long' },
    ],
  };
}

export async function makeAddresses(): Promise<Vectors> {
  const { rendezvous } = BOB;
  const group = idOf<ConversationId>('a group');
  const members = Array.from({ length: 12 }, (_, i) => idOf<PersonId>(`member ${i}`));
  return {
    about:
      'Topics at the introducer (docs/protocol.md §5.1), ids of direct conversations (§8.1), rings of a group (§9.5).',
    rendezvous,
    topics: [0, 20_535, 20_536].map((day) => ({ day, topic: rendezvousTopic(rendezvous, day) })),
    conversations: [
      { people: [ALICE.person, BOB.person], id: directConversationId(ALICE.person, BOB.person) },
    ],
    group,
    ringPlaces: [0, 3].map((ring) => ({
      ring,
      person: BOB.person,
      place: ringPlace(group, ring, BOB.person),
    })),
    neighbours: members.map((person) => ({ person, are: [...neighboursOf(group, members, person)].sort() })), // prettier-ignore
  };
}
