/** Everything that reads bytes or text from elsewhere, as one function each that must neither throw nor take long. */
import { encodeAdminBody, readAdminBody } from '../../src/protocol/admin-body.js';
import { KIND } from '../../src/protocol/body.js';
import { blobFromText } from '../../src/protocol/blob-text.js';
import { proveMemo } from '../../src/domain/memo-proof.js';
import { proveMemoFile, proveMessage } from '../../src/domain/message-proof.js';
import { encodeMemoFile, readMemoFile } from '../../src/protocol/memo-bundle.js';
import { encodeProofFile, readProofFile } from '../../src/protocol/proof-file.js';
import { readPieceBody, readUpdateBody } from '../../src/protocol/draft-body.js';
import { openCard } from '../../src/protocol/card.js';
import { decodeCanonical, encode } from '../../src/protocol/codec.js';
import { isEmoji } from '../../src/protocol/emoji.js';
import {
  compactDescription,
  compactWire,
  readCompact,
  sdpOf,
} from '../../src/protocol/compact-description.js';
import { carriedText } from '../../src/protocol/carried-text.js';
import { openHandAnswer, openHandOffer, readHandText } from '../../src/protocol/hand-signal.js';
import { contactLink, parseContactLink } from '../../src/protocol/contact-link.js';
import { encodeCredential, openCredential } from '../../src/protocol/credential.js';
import { parseClientFrame, parseServerFrame } from '../../src/protocol/introducer-frames.js';
import { Opener } from '../../src/protocol/link/ciphers.js';
import { initiate, respond } from '../../src/protocol/link/handshake.js';
import { openProof } from '../../src/protocol/link/proof.js';
import { openManifest } from '../../src/protocol/manifest.js';
import { aboutOf, encodeMessageBody, foundBy, readMessageBody } from '../../src/protocol/message-body.js';
import { encodeMemoContent, readMemoContent } from '../../src/protocol/memo-content.js';
import { cleanName, isName } from '../../src/protocol/names.js';
import { unpad } from '../../src/protocol/padding.js';
import { openPrekeys } from '../../src/protocol/prekeys.js';
import { encodeRecord, parseRecord } from '../../src/protocol/record.js';
import { encodeItem, readItem, trustedItem } from '../../src/protocol/roster-item.js';
import { openBlob, sealAnswer } from '../../src/protocol/sealed-signal.js';
import { isSignedBy } from '../../src/protocol/ed25519.js';
import type { ConversationId } from '../../src/protocol/ids.js';
import type { Sign, SignedType, Verify } from '../../src/protocol/sign1.js';
import { openSignal } from '../../src/protocol/signal.js';
import { seal } from '../../src/protocol/aead.js';
import type { DeviceId } from '../../src/protocol/ids.js';
import { aPastOf, GossipWorld, memberUnderFire, TAG } from '../support/gossip-world.js';
import { ALICE, BOB, bytesOf, credentialOf, randomnessOf } from '../vectors/cast.js';
import {
  makeCard,
  makeCredential,
  makeEntry,
  makeManifest,
  makePrekeys,
  makeReceipt,
} from '../vectors/make-documents.js';
import { makeHandSignals } from '../vectors/make-hand.js';
import { makeRecords, makeSealedSignals } from '../vectors/make-link.js';
import { makeDrafts } from '../vectors/make-drafts.js';
import { makeMemo } from '../vectors/make-memo.js';
import { makeProof } from '../vectors/make-proof.js';
import { TRUST } from '../vectors/proof-row.js';
import { makeMessageBodies } from '../vectors/make-messages.js';
import { makeRosterItems } from '../vectors/make-roster-items.js';
import { makeRoster } from '../vectors/make-roster.js';
import { openEntry, openReceiptStrictly, strictly } from '../vectors/strictly.js';
import { aliceAndBob } from '../vectors/two-ends.js';
import { officeTargets } from './office-targets.js';
import { bytes, seedsIn, signedTargets, text, type Target } from './target.js';

/** The bodies of admin entries, one target each; what is read must be the one form of what it says. */
async function adminBodies(): Promise<Target[]> {
  const vectors = await makeRoster();
  const rows = vectors['entries'] as readonly { body: Uint8Array; fields: { kind: number } }[];
  return (['create', 'add', 'remove', 'leave', 'policy'] as const).map((name) => ({
    name: `${name} body`,
    seeds: rows.filter(({ fields }) => fields.kind === KIND[name]).map(({ body }) => body),
    run: (input) => {
      const body = readAdminBody(KIND[name], input);
      const salt = body && (decodeCanonical(input) as Uint8Array[])[0]!;
      if (body && Buffer.compare(encodeAdminBody(salt!, body), input) !== 0) throw new Error('a second form');
    },
  }));
}

async function rosterItems(): Promise<Target[]> {
  const vectors = await makeRosterItems();
  const group = vectors['group'] as ConversationId;
  const rows = vectors['items'] as readonly { bytes: Uint8Array }[];
  return [
    {
      name: 'roster item',
      seeds: rows.map(({ bytes }) => bytes),
      run: async (input) => {
        const item = await readItem(input, group)?.check(verifyHere);
        if (item && Buffer.compare(encodeItem(item), input) !== 0) throw new Error('a second form');
        trustedItem(input);
      },
    },
  ];
}

const verifyHere: Verify = (key, signature, bytes) => Promise.resolve(isSignedBy(key, signature, bytes));

const MESSAGE_KINDS = [
  ...(['text', 'edit', 'delete', 'react', 'poll', 'vote', 'note'] as const),
  ...(['submit', 'cosign', 'memo', 'sent'] as const),
];

/** As `adminBodies`, for messages and what is said about them. */
async function messageBodies(): Promise<Target[]> {
  const vectors = await makeMessageBodies();
  const rows = vectors['accept'] as readonly { kind: number; bytes: Uint8Array }[];
  return MESSAGE_KINDS.map((name) => ({
    name: `${name} message body`,
    seeds: rows.filter(({ kind }) => kind === KIND[name]).map(({ bytes }) => bytes),
    run: (input) => {
      const body = readMessageBody(KIND[name], input);
      const target = body && 'target' in body ? body.target : null;
      if (aboutOf(KIND[name], input) !== target) throw new Error('about something else');
      const named = [...(target ? [target] : []), ...(body?.again ?? [])];
      if (foundBy(KIND[name], input).join() !== named.join()) throw new Error('found by something else');
      if (!body) return;
      const [salt] = decodeCanonical(input) as [Uint8Array];
      if (Buffer.compare(encodeMessageBody(salt, body), input) !== 0) throw new Error('a second form');
    },
  }));
}

/** Records about logs that a member of a group holds. */
function groupRecords(authors: Iterable<DeviceId>): Uint8Array[] {
  const rows = [...authors].map((author, seq) => ({ author, seq, idPrefix: TAG }));
  return (['have', 'have-part', 'news', 'graft'] as const).map((type) =>
    encodeRecord({ type, tag: TAG, rows }),
  );
}

/**
 * All targets, with seeds. The same on every run. `anyKey` signs for whatever key is asked for, where there is such a thing:
 * without it, damage to a key gets nobody behind a signature.
 */
export async function makeTargets(anyKey: Sign | null = null): Promise<readonly Target[]> {
  const signed = (
    type: SignedType,
    open: (bytes: Uint8Array) => unknown,
    sign: Sign,
    seeds: readonly Uint8Array[],
  ) => signedTargets(type, open, anyKey ?? sign, seeds);
  const [alice, bob] = await aliceAndBob();
  const { m1 } = initiate({ ...alice, randomBytes: randomnessOf('fuzz a') });
  const answered = await respond(m1, { ...bob, randomBytes: randomnessOf('fuzz b') });
  if (!answered.ok) throw new Error(answered.error);
  const finished = await initiate({ ...alice, randomBytes: randomnessOf('fuzz a') }).finish(
    answered.value.m2,
  );
  if (!finished.ok) throw new Error(finished.error);

  const signals = await makeSealedSignals();
  const offers = seedsIn(signals);
  const secrets = {
    devices: [BOB.device],
    prekeys: [{ kid: bytesOf('kid', 8), seed: bytesOf('prekey seed') }],
    intros: [bytesOf('intro', 16)],
    reunions: [bytesOf('reunion')],
  };
  const records = seedsIn(await makeRecords());
  const past = await aPastOf(6, new GossipWorld({ seed: 1 }));
  const [cards] = [seedsIn(await makeCard())];
  const card = openCard(cards[0]!)!;
  const [key, iv] = [bytesOf('fuzz key'), bytesOf('fuzz iv', 12)];
  const proofKeys = { seal: bytesOf('fuzz seal'), finish: bytesOf('fuzz finish') };
  const credential = encodeCredential(await credentialOf(ALICE));
  const hands = await makeHandSignals();
  const handOffer = openHandOffer((hands['offer'] as { bytes: Uint8Array }).bytes)!;

  return [
    { name: 'CBOR', seeds: [...records, ...cards], run: decodeCanonical },
    ...signed('manifest', openManifest, ALICE.signAsPerson, seedsIn(await makeManifest())),
    ...signed('card', openCard, ALICE.signAsDevice, cards),
    ...signed('prekeys', openPrekeys, BOB.signAsDevice, seedsIn(await makePrekeys())),
    ...signed('entry', openEntry, ALICE.signAsDevice, seedsIn(await makeEntry())),
    ...signed('receipt', openReceiptStrictly, BOB.signAsDevice, seedsIn(await makeReceipt())),
    ...signed('signal', openSignal, ALICE.signAsDevice, [signals['offer'] as Uint8Array]),
    { name: 'credential', seeds: seedsIn(await makeCredential()), run: openCredential },
    ...(await messageBodies()),
    {
      name: 'memo',
      seeds: seedsIn(await makeMemo()),
      run: (input) => {
        const content = readMemoContent(input);
        if (content && Buffer.compare(encodeMemoContent(content), input) !== 0)
          throw new Error('a second form');
      },
    },
    {
      name: 'memo file',
      seeds: seedsIn(await makeDrafts()),
      run: async (input) => {
        const file = readMemoFile(input);
        if (!file) return;
        if (Buffer.compare(encodeMemoFile(file), input) !== 0) throw new Error('a second form');
        await proveMemo(file, strictly);
      },
    },
    {
      name: 'proof file',
      seeds: seedsIn(await makeProof()),
      run: async (input) => {
        const memo = readMemoFile(input);
        if (memo) await proveMemoFile(memo, strictly, TRUST);
        const file = readProofFile(input);
        if (!file) return;
        if (Buffer.compare(encodeProofFile(file), input) !== 0) throw new Error('a second form');
        await proveMessage(file, strictly, TRUST);
      },
    },
    {
      name: 'part of a draft',
      seeds: Object.values((await makeDrafts())['bodies'] as object).flatMap((row: { body?: Uint8Array }) => row.body ?? []), // prettier-ignore
      run: (input) => {
        readUpdateBody(KIND.update, input);
        readPieceBody(KIND.piece, input);
      },
    },
    { name: 'emoji', seeds: ['👍🏽', '👨\u200d👩\u200d👧', '🇵🇰', '1\ufe0f\u20e3'].map(bytes), run: (input) => isEmoji(text(input)) }, // prettier-ignore
    ...(await adminBodies()),
    ...(await rosterItems()),
    ...(await officeTargets(anyKey)),
    {
      name: 'record',
      seeds: records,
      run: (input) => {
        const parsed = parseRecord(input);
        if (parsed.ok && Buffer.compare(encodeRecord(parsed.value), input) !== 0)
          throw new Error('a second form');
      },
    },
    {
      name: 'record, heard by a member of a group',
      seeds: [...records, ...groupRecords(past.heads.keys())],
      run: async (input) => {
        const parsed = parseRecord(input);
        if (!parsed.ok) return;
        const { world, hears } = memberUnderFire(past);
        await hears({ type: 'have', tag: TAG, rows: [] });
        await hears(parsed.value);
        await world.events.runUntil(5_000);
        if (!world.events.isEmpty) throw new Error('it goes on for ever');
      },
    },
    {
      name: 'frame',
      seeds: [seal(key, iv, bytesOf('r', 256))],
      run: (input) => new Opener({ key, iv }).open(input),
    },
    {
      name: 'frame, sealed',
      seeds: records,
      run: (input) => {
        const record = new Opener({ key, iv }).open(seal(key, iv, input));
        if (record) parseRecord(record);
      },
      isBehindSeal: true,
    },
    { name: 'padding', seeds: [Uint8Array.of(1, 2, 0x80, 0, 0)], run: unpad },
    { name: 'sealed signal', seeds: [...offers, sealAnswer(bytesOf('s', 99), bytesOf('i', 16), key, randomnessOf('x'))], run: (input) => openBlob(input, secrets) }, // prettier-ignore
    { name: 'm1', seeds: [m1], run: (input) => respond(input, { ...bob, randomBytes: randomnessOf('b') }), isCostly: true }, // prettier-ignore
    { name: 'm2', seeds: [answered.value.m2], run: (input) => initiate({ ...alice, randomBytes: randomnessOf('fuzz a') }).finish(input), isCostly: true }, // prettier-ignore
    { name: 'm3', seeds: [finished.value.m3], run: (input) => answered.value.finish(input) },
    {
      name: 'proof, sealed',
      seeds: [encode([credential, bytesOf('signature', 64), bytesOf('mac')])],
      run: (input) =>
        openProof(
          'initiator',
          bytesOf('th1'),
          seal(proofKeys.seal, new Uint8Array(12), input, bytesOf('th1')),
          proofKeys,
        ),
      isBehindSeal: true,
    },
    ...signed('hand-offer', openHandOffer, ALICE.signAsDevice, [handOffer.bytes]),
    {
      name: 'answer carried by hand',
      seeds: [(hands['answer'] as { bytes: Uint8Array }).bytes],
      run: (input) => openHandAnswer(input, handOffer),
    },
    {
      name: 'compact description',
      seeds: [encode(compactWire(handOffer.description))],
      run: (input) => {
        const compact = readCompact(decodeCanonical(input));
        if (!compact) return;
        if (Buffer.compare(encode(compactWire(compact)), input) !== 0) throw new Error('a second form');
        const back = compactDescription(sdpOf(compact, 'answer'));
        if (back?.candidates.length !== compact.candidates.length) throw new Error('lost on the way');
      },
    },
    {
      name: 'text carried by hand',
      seeds: [handOffer, hands['answer'] as { bytes: Uint8Array }].map(({ bytes: inner }) => bytes(carriedText({ kind: 'offer', bytes: inner }))), // prettier-ignore
      run: (input) => {
        const read = readHandText(text(input));
        if (read.ok && !readHandText(carriedText(read.value)).ok) throw new Error('it does not come back');
      },
    },
    { name: 'session description', seeds: [bytes(sdpOf(handOffer.description, 'offer'))], run: (input) => compactDescription(text(input)) }, // prettier-ignore
    { name: 'contact link', seeds: [bytes(contactLink('https://beep.example', card)), bytes(`/add/ ${'A'.repeat(40)}.`)], run: (input) => parseContactLink(text(input)) }, // prettier-ignore
    { name: 'client frame', seeds: ['{"type":"subscribe","topics":["a"]}', '{"type":"publish","topic":"t","data":{"x":[1]}}', '{"type":"ping"}', '{"type":"prove","proof":"AAEC"}'].map(bytes), run: (input) => parseClientFrame(text(input)) }, // prettier-ignore
    { name: 'server frame', seeds: ['{"type":"welcome","day":20781,"stun":["stun:10.0.0.1:3478","stun:[fd00::1]:3478"]}', '{"type":"publish","topic":"t","data":"AAEC","clients":2}', `{"type":"challenge","nonce":"${'A'.repeat(43)}","authorities":["${'A'.repeat(43)}"]}`, `{"type":"welcome","day":1,"stun":[],"ticket":"${'A'.repeat(43)}"}`].map(bytes), run: (input) => parseServerFrame(text(input)) }, // prettier-ignore
    { name: 'published text', seeds: [bytes('AAEC')], run: (input) => blobFromText(text(input)) },
    {
      name: 'name',
      seeds: ['Alice Khan', 'می‌خواہم', 'e\u0301\u200b\u202e', 'क्‍ष'].map(bytes),
      run: (input) => {
        const clean = cleanName(text(input));
        if (cleanName(clean) !== clean) throw new Error('cleaning once was not enough');
        isName(clean);
      },
    },
  ];
}
