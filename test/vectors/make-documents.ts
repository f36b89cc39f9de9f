/** Vectors of the signed objects. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { encodeTextBody, hashBody } from '../../src/protocol/body.js';
import { decodeArray, encode, type Wire } from '../../src/protocol/codec.js';
import { contactLink } from '../../src/protocol/contact-link.js';
import { encodeCredential } from '../../src/protocol/credential.js';
import { sealEntry, type EntryHeader } from '../../src/protocol/entry.js';
import { directConversationId } from '../../src/protocol/conversation-id.js';
import { idBytes } from '../../src/protocol/ids.js';
import { sealPrekeys } from '../../src/protocol/prekeys.js';
import { sealReceipt } from '../../src/protocol/receipt.js';
import { assemble, sealSigned, signedId, takeApart, toBeSigned } from '../../src/protocol/sign1.js';
import { xwingPublicKey } from '../../src/protocol/xwing.js';
import { ALICE, BOB, bytesOf, cardOf, credentialOf, manifestOf, NOW_MS } from './cast.js';
import type { Vectors } from './json.js';
import { flipped, withBytes, withItem } from './mutations.js';
import { payloadOf, SIGNED_TYPES } from './signed-suite.js';

const refusal = (why: string, bytes: Uint8Array) => ({ why, bytes });

export async function makeSign1(): Promise<Vectors> {
  const payload = encode([1, 'stand by']);
  const rows = SIGNED_TYPES.map(async (type) => {
    const bytes = await sealSigned(type, payload, ALICE.signAsDevice);
    const [protectedHeader] = decodeArray(bytes) as [Uint8Array];
    const { signature } = takeApart(type, bytes)!;
    const covered = toBeSigned(type, payload);
    return {
      type,
      protectedHeader,
      payload,
      toBeSigned: covered,
      signature,
      id: signedId(type, payload),
      bytes,
    };
  });
  const accept = await Promise.all(rows);
  const { bytes, signature } = accept[1]!;
  return {
    about: 'COSE_Sign1 as Beep writes it (docs/protocol.md §3), one of each type, all by one key.',
    seed: ALICE.deviceSeed,
    publicKey: idBytes(ALICE.device),
    accept,
    refuseAsCard: [
      refusal('the tag 18 in front', Uint8Array.of(0xd2, ...bytes)),
      refusal('a damaged signature', flipped(bytes, bytes.length - 1)),
      refusal('a signature of another type', assemble('card', payload, accept[0]!.signature)),
      refusal('an unprotected header', withItem(bytes, 1, new Map([[4, Uint8Array.of(1)]]))),
      refusal('a length in two bytes', Uint8Array.of(0x98, 0x04, ...bytes.slice(1))),
      refusal('a fifth item', withItem(bytes, 4, null)),
      refusal('a signature of 63 bytes', withItem(bytes, 3, signature.slice(1))),
    ],
  };
}

export async function makeCard(): Promise<Vectors> {
  const card = await cardOf(ALICE, { intro: bytesOf('intro', 16) });
  const urdu = await cardOf(BOB);
  const origin = 'https://beep.example.gov.pk';
  const row = ({ bytes, ...fields }: typeof card) => ({ ...fields, bytes });
  const sealed = (index: number, item: Wire) =>
    sealSigned('card', withItem(payloadOf('card', card.bytes), index, item), ALICE.signAsDevice);
  return {
    about: 'Cards (docs/protocol.md §4.2) and contact links (§4.3).',
    accept: [
      { seed: ALICE.deviceSeed, ...row(card), origin, link: contactLink(origin, card) },
      { seed: BOB.deviceSeed, ...row(urdu), origin, link: contactLink(origin, urdu) },
    ],
    refuse: [
      refusal('a bidi override in the name', await sealed(4, 'Alice\u202e')),
      refusal('a name of nothing but a joiner', await sealed(4, '\u200c')),
      refusal('a decomposed name', await sealed(4, 'Ame\u0301lie')),
      refusal('a person key of small order', await sealed(1, Uint8Array.of(1, ...new Uint8Array(31)))),
      refusal('a device key that is not the signer’s', await sealed(2, idBytes(BOB.device))),
      refusal('an intro secret of 15 bytes', await sealed(5, new Uint8Array(15))),
      refusal('a version of the future', await sealed(0, 2)),
      refusal('a field more', await sealed(7, null)),
      refusal('the last byte damaged', flipped(card.bytes, card.bytes.length - 1)),
    ],
  };
}

export async function makeManifest(): Promise<Vectors> {
  const manifest = await manifestOf(ALICE, {
    number: 7,
    revoked: [{ device: BOB.device, revokedMs: NOW_MS }],
  });
  const { bytes, ...fields } = manifest;
  const sealed = (index: number, item: Wire) =>
    sealSigned('manifest', withItem(payloadOf('manifest', bytes), index, item), ALICE.signAsPerson);
  const key = idBytes(BOB.device);
  return {
    about: 'Manifests (docs/protocol.md §4.1).',
    accept: [{ seed: ALICE.personSeed, ...fields, bytes }],
    refuse: [
      refusal('a device both live and revoked', await sealed(3, [[key, 'Desk', 0]])),
      refusal('a device key of small order', await sealed(3, [[new Uint8Array(32), 'Desk', 0]])),
      refusal('another person’s key', await sealed(1, idBytes(BOB.person))),
      refusal('a time after the year 9999', await sealed(4, [[key, 253_402_300_800_000]])),
    ],
  };
}

export async function makePrekeys(): Promise<Vectors> {
  const seed = bytesOf('prekey seed');
  const key = {
    kid: bytesOf('kid', 8),
    notAfterMs: NOW_MS + 14 * 86_400_000,
    publicKey: xwingPublicKey(seed),
  };
  const bytes = await sealPrekeys({ device: BOB.device, number: 20_536, keys: [key] }, BOB.signAsDevice);
  const shorter = withItem(payloadOf('prekeys', bytes), 3, [[key.kid, 0, key.publicKey.slice(1)]]);
  return {
    about: 'Prekey lists (docs/protocol.md §4.4). `xwingSeed` is what the owner keeps of the key.',
    accept: [
      {
        seed: BOB.deviceSeed,
        device: BOB.device,
        number: 20_536,
        keys: [{ ...key, xwingSeed: seed }],
        bytes,
      },
    ],
    refuse: [refusal('a key of 1215 bytes', await sealSigned('prekeys', shorter, BOB.signAsDevice))],
  };
}

export async function makeCredential(): Promise<Vectors> {
  const credential = await credentialOf(ALICE);
  const bytes = encodeCredential(credential);
  return {
    about: 'Credentials (docs/protocol.md §4.5).',
    accept: [
      {
        device: credential.device,
        manifest: credential.manifest.bytes,
        card: credential.card.bytes,
        build: credential.build,
        badges: credential.badges,
        features: credential.features,
        bytes,
      },
    ],
    refuse: [
      refusal('the manifest of another person', withItem(bytes, 2, (await manifestOf(BOB)).bytes)),
      refusal('the card of another device', withItem(bytes, 4, (await cardOf(BOB)).bytes)),
      refusal(
        'a card that names another person',
        withItem(bytes, 4, (await cardOf(ALICE, { person: BOB.person })).bytes),
      ),
      refusal(
        'a device that the manifest revokes',
        withItem(bytes, 2, (await manifestOf(ALICE, { devices: [], revoked: [{ device: ALICE.device, revokedMs: 0 }] })).bytes), // prettier-ignore
      ),
    ],
  };
}

export async function makeEntry(): Promise<Vectors> {
  const conversation = directConversationId(ALICE.person, BOB.person);
  const [salt, text] = [bytesOf('salt', 16), 'السلام علیکم'];
  const body = encodeTextBody(salt, text);
  const base: EntryHeader = {
    conversation,
    author: ALICE.device,
    seq: 0,
    prev: null,
    after: [],
    sentAtMs: NOW_MS,
    orderMs: NOW_MS,
    kind: 1,
    bodyHash: hashBody(body),
    bodyLength: body.byteLength,
    grant: null,
  };
  const first = await sealEntry(base, ALICE.signAsDevice);
  const reply = await sealEntry({ ...base, author: BOB.device, after: [first.id], orderMs: NOW_MS + 1 }, BOB.signAsDevice); // prettier-ignore
  const second = await sealEntry(
    { ...base, seq: 1, prev: first.id, after: [reply.id], orderMs: NOW_MS + 2 },
    ALICE.signAsDevice,
  );
  const row = ({ bytes, ...fields }: typeof first) => ({ ...fields, bytes });
  const payload = payloadOf('entry', second.bytes);
  const prev = [0x58, 32, ...idBytes(first.id)];
  const [seqAndPrev, withFloatSeq] = [Uint8Array.of(1, ...prev), Uint8Array.of(0xf9, 0x3c, 0, ...prev)];
  const resealed = (other: Uint8Array) => sealSigned('entry', other, ALICE.signAsDevice);
  const sealed = (index: number, item: Wire) => resealed(withItem(payload, index, item));
  return {
    about:
      'Entries and bodies (docs/protocol.md §8): a first message, an answer to it, and a second message.',
    people: [ALICE.person, BOB.person],
    salt,
    text,
    body,
    accept: [row(first), row(reply), row(second)],
    refuseMalformed: [
      refusal('seq 0 with a predecessor', await sealed(3, 0)),
      refusal('seq 1 without a predecessor', await sealed(4, null)),
      refusal('a place in the order before its own time', await sealed(7, NOW_MS - 1)),
      refusal('the same seen entry twice', await sealed(5, [idBytes(reply.id), idBytes(reply.id)])),
      refusal('seq as a half float', await resealed(withBytes(payload, seqAndPrev, withFloatSeq))),
      refusal(
        'an array of indefinite length',
        await resealed(Uint8Array.of(0x9f, ...payload.slice(1), 0xff)),
      ),
      refusal('an array length in two bytes', await resealed(Uint8Array.of(0x98, 12, ...payload.slice(1)))),
      refusal('a field more', await sealed(12, null)),
    ],
    refuseSignature: [
      refusal('another author', await sealed(2, idBytes(BOB.device))),
      refusal('an author key of small order', await sealed(2, Uint8Array.of(1, ...new Uint8Array(31)))),
      refusal('the last byte damaged', flipped(second.bytes, second.bytes.length - 1)),
    ],
  };
}

export async function makeReceipt(): Promise<Vectors> {
  const conversation = directConversationId(ALICE.person, BOB.person);
  const rows = [{ author: ALICE.device, deliveredCount: 2, deliveredId: bytesToHex(bytesOf('second')), readCount: 1 }] as never; // prettier-ignore
  const bytes = await sealReceipt({ conversation, by: BOB.device, rows }, BOB.signAsDevice);
  const row = (delivered: number, read: number) => [
    [idBytes(ALICE.device), delivered, bytesOf('second'), read],
  ];
  const sealed = (item: Wire) =>
    sealSigned('receipt', withItem(payloadOf('receipt', bytes), 3, item), BOB.signAsDevice);
  return {
    about: 'Receipts (docs/protocol.md §9.3).',
    accept: [{ seed: BOB.deviceSeed, conversation, by: BOB.device, rows, bytes }],
    refuse: [
      refusal('more read than delivered', await sealed(row(2, 3))),
      refusal('nothing delivered', await sealed(row(0, 0))),
      refusal('less than nothing read', await sealed(row(2, -1))),
    ],
  };
}
