/**
 * Reads each vector file again, as a second implementation would: from its hex, knowing nothing of how it was made.
 * Runs alike in Node and in a browser. Each check throws at the first verdict or byte that is not the file's.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base32nopad } from '@scure/base';

import { unseal } from '../../src/protocol/aead.js';
import { encodeAdminBody, readAdminBody } from '../../src/protocol/admin-body.js';
import { hashBody } from '../../src/protocol/body.js';
import { openCard } from '../../src/protocol/card.js';
import {
  decodeArray,
  decodeCanonical,
  encode,
  sameBytes,
  utf8Bytes,
  type Wire,
} from '../../src/protocol/codec.js';
import { parseContactLink } from '../../src/protocol/contact-link.js';
import { conversationOf, directConversationId } from '../../src/protocol/conversation-id.js';
import { openCredential } from '../../src/protocol/credential.js';
import {
  compactDescription,
  compactWire,
  readCompact,
  sdpOf,
} from '../../src/protocol/compact-description.js';
import {
  openHandAnswer,
  openHandOffer,
  readHandText,
  sealHandAnswer,
  sealHandOffer,
} from '../../src/protocol/hand-signal.js';
import { ed25519PublicKey, ed25519Sign, isSignedBy } from '../../src/protocol/ed25519.js';
import { isBodyOf, readEntry, type VerifiedEntry } from '../../src/protocol/entry.js';
import type { ConversationId, DeviceId, PersonId } from '../../src/protocol/ids.js';
import { hkdfExtract } from '../../src/protocol/kdf.js';
import { conversationTag, groupSecret, reunionSecret } from '../../src/protocol/link/bindings.js';
import { Opener, Sealer } from '../../src/protocol/link/ciphers.js';
import { initiate, respond, type HandshakeConfig } from '../../src/protocol/link/handshake.js';
import { handshakeKeys, linkKeys, transcript1, transcript3 } from '../../src/protocol/link/key-schedule.js';
import { openManifest } from '../../src/protocol/manifest.js';
import { encodeMemoContent, readMemoContent } from '../../src/protocol/memo-content.js';
import { encodeMessageBody, readMessageBody, type AnnotationBody, type StandingBody } from '../../src/protocol/message-body.js'; // prettier-ignore
import { openPrekeys } from '../../src/protocol/prekeys.js';
import { encodeRecord, parseRecord } from '../../src/protocol/record.js';
import { ringPlace } from '../../src/protocol/ring-place.js';
import { readWords, wordsOfSeed } from '../../src/protocol/recovery-words.js';
import { rendezvousOfSeed, rendezvousTopic } from '../../src/protocol/rendezvous.js';
import {
  openAnswer,
  openBlob,
  sealAnswer,
  sealOffer,
  type OfferKey,
} from '../../src/protocol/sealed-signal.js';
import {
  encodeItem,
  itemId,
  itemsDigest,
  readItem,
  type RosterItem,
} from '../../src/protocol/roster-item.js';
import { isSigned, takeApart, toBeSigned, type SignedType, type Verify } from '../../src/protocol/sign1.js';
import { openSignal } from '../../src/protocol/signal.js';
import { xwingDecapsulate, xwingEncapsulate, xwingPublicKey } from '../../src/protocol/xwing.js';
import { acceptRuns } from '../../src/domain/accept.js';
import { adminEntryOf, type AdminEntry } from '../../src/domain/admin-entry.js';
import { foldMessage } from '../../src/domain/fold.js';
import { proveMemo } from '../../src/domain/memo-proof.js';
import { KIND } from '../../src/protocol/body.js';
import { encodePieceBody, encodeUpdateBody, readPieceBody, readUpdateBody } from '../../src/protocol/draft-body.js'; // prettier-ignore
import { draftClient } from '../../src/protocol/draft-client.js';
import { encodeMemoFile, readMemoFile } from '../../src/protocol/memo-bundle.js';
import { proveMemoFile, proveMessage } from '../../src/domain/message-proof.js';
import { encodeProofFile, readProofFile } from '../../src/protocol/proof-file.js';
import { proofRow, TRUST } from './proof-row.js';
import type { Fork } from '../../src/domain/forks.js';
import { neighboursOf } from '../../src/domain/neighbours.js';
import { rosterOf } from '../../src/domain/roster.js';
import { rosterSetOf, shownToFormer } from '../../src/domain/roster-set.js';
import { deriveIndexKey, deriveStoreKey, importVaultKey, indexTag, openRecord, sealRecord } from '../../src/platform/crypto/sealed-record.js'; // prettier-ignore
import { textOf } from '../support/text-of.js';
import { unhex, withHex } from './json.js';
import { openEntry, openReceiptStrictly, strictly } from './strictly.js';
import { OFFICE_CHECKS } from './check-office.js';
import { fields, openAll, refused, same, type Check, type Json } from './verdicts.js';

const once = (...pieces: readonly string[]) => {
  const left = pieces.map(unhex);
  return (length: number): Uint8Array => {
    const next = left.shift();
    if (next?.byteLength !== length) throw new Error(`asked for ${length} random bytes out of turn`);
    return next;
  };
};

const signerOf = (seed: string) => (bytes: Uint8Array) => Promise.resolve(ed25519Sign(unhex(seed), bytes));

const checkSign1: Check = (file) => {
  same('public key', ed25519PublicKey(unhex(file.seed)), file.publicKey);
  for (const row of file.accept) {
    const [header, unprotected, payload, signature] = decodeArray(unhex(row.bytes)) as Uint8Array[];
    same('protected header', header, row.protectedHeader);
    same('header content', [...(decodeCanonical(header) as Map<number, Wire>)], [[1, -19], [16, `beep/${row.type}`]]); // prettier-ignore
    same('unprotected', [...(unprotected as unknown as Map<number, Wire>)], []);
    same('payload', payload, row.payload);
    same('to be signed', encode(['Signature1', header!, new Uint8Array(), payload!]), row.toBeSigned);
    same('to be signed, of ours', toBeSigned(row.type, payload!), row.toBeSigned);
    same('signature', ed25519Sign(unhex(file.seed), unhex(row.toBeSigned)), row.signature);
    same('signature within', signature, row.signature);
    same('id', sha256(unhex(row.toBeSigned)), row.id);
    for (const other of file.accept as { type: SignedType }[]) {
      const parts = takeApart(other.type, unhex(row.bytes));
      const holds = parts !== null && isSigned(other.type, parts, unhex(file.publicKey));
      same(`${row.type} as ${other.type}`, holds, other.type === row.type);
    }
  }
  for (const row of file.refuseAsCard) {
    const parts = takeApart('card', unhex(row.bytes));
    refused(row.why, parts && isSigned('card', parts, unhex(file.publicKey)));
  }
};

const checkCard: Check = async (file) => {
  await openAll(openCard)(file);
  for (const row of file.accept) {
    const link = parseContactLink(row.link);
    if (!link.ok) throw new Error(link.error);
    same('origin', link.value.origin, row.origin);
    same('card in the link', link.value.card.bytes, row.bytes);
  }
};

const checkCredential: Check = (file) => {
  for (const row of file.accept) {
    const opened = openCredential(unhex(row.bytes));
    if (!opened) throw new Error('credential refused');
    const { manifest, card, ...rest } = opened;
    fields('credential', { ...rest, manifest: manifest.bytes, card: card.bytes }, row);
  }
  for (const row of file.refuse) refused(row.why, openCredential(unhex(row.bytes)));
};

const checkPrekeys: Check = async (file) => {
  const [row] = file.accept;
  same('X-Wing key', xwingPublicKey(unhex(row.keys[0].xwingSeed)), row.keys[0].publicKey);
  const keys = row.keys.map(({ xwingSeed: _, ...key }: Json) => key);
  await openAll(openPrekeys)({ ...file, accept: [{ ...row, keys }] });
};

const checkEntry: Check = async (file) => {
  const [a, b] = file.people as [PersonId, PersonId];
  same('body', encode([unhex(file.salt), file.text]), file.body);
  same('text', textOf(unhex(file.body)), file.text);
  for (const row of file.accept) {
    const opened = await openEntry(unhex(row.bytes));
    if (!opened) throw new Error('entry refused');
    fields('entry', opened, row);
    same('conversation', directConversationId(a, b), row.conversation);
    same('body hash', hashBody(unhex(file.body)), row.bodyHash);
    same('body', isBodyOf(opened, unhex(file.body)), true);
  }
  for (const row of file.refuseMalformed) refused(row.why, readEntry(unhex(row.bytes)));
  for (const row of file.refuseSignature) {
    same('form', readEntry(unhex(row.bytes)) !== null, true);
    refused(row.why, await openEntry(unhex(row.bytes)));
  }
};

const checkMessageBodies: Check = (file) => {
  for (const row of file.accept) {
    const body = readMessageBody(row.kind, unhex(row.bytes));
    if (!body) throw new Error(`refused: ${row.what}`);
    same(row.what, body, { kind: row.kind, ...row.fields });
    same(`${row.what}: bytes`, encodeMessageBody(unhex(file.salt), body), row.bytes);
  }
  for (const row of file.refuse) refused(row.why, readMessageBody(row.kind, unhex(row.bytes)));
};

const checkMemo: Check = (file) => {
  for (const row of file.accept) {
    const content = readMemoContent(unhex(row.bytes));
    if (!content) throw new Error(`refused: ${row.what}`);
    same(row.what, content, row.content);
    same(`${row.what}: bytes`, encodeMemoContent(content), row.bytes);
  }
  for (const row of file.refuse) refused(row.why, readMemoContent(unhex(row.bytes)));
};

const checkFold: Check = async (file) => {
  const entries: { entry: VerifiedEntry; body: Uint8Array; person: PersonId }[] = [];
  for (const row of file.entries) {
    const [entry, body] = [await openEntry(unhex(row.entry)), unhex(row.body)];
    if (!entry || !isBodyOf(entry, body)) throw new Error(`refused: ${row.entry}`);
    same('conversation', entry.conversation, file.conversation);
    same('salt', (decodeArray(body) as Uint8Array[])[0], file.salt);
    const { person } = file.people.find(({ device }: Json) => device === entry.author);
    entries.push({ entry, body, person });
  }
  const said = (number: number) => {
    const { entry, body, person } = entries[number]!;
    const { id, orderMs, sentAtMs, kind } = entry;
    return { id, orderMs, sentAtMs, kind, person, body: readMessageBody(kind, body) };
  };
  for (const row of file.scenarios) {
    const { body, ...message } = said(row.message);
    const annotations = row.annotations.map((number: number) => {
      const annotation = said(number);
      return { ...annotation, body: annotation.body as AnnotationBody };
    });
    for (const given of [annotations, annotations.toReversed(), [...annotations, ...annotations]]) {
      const held = row.isBodyHeld ? (body as StandingBody) : null;
      same(row.what, foldMessage({ ...message, body: held }, given), row.folded);
    }
  }
};

const checkRoster: Check = async (file) => {
  const owners = new Map<string, PersonId>();
  const rows: [VerifiedEntry, Uint8Array][] = [];
  for (const row of file.entries) {
    const opened = await openEntry(unhex(row.entry));
    const body = opened && readAdminBody(opened.kind, unhex(row.body));
    if (!body) throw new Error(`refused: ${row.entry}`);
    same('body', encodeAdminBody(unhex(file.salt), body), row.body);
    const isIntroduction = 'manifest' in body;
    if (isIntroduction)
      for (const { device } of body.manifest.devices) owners.set(device, body.manifest.person);
    same('fields', isIntroduction ? { ...body, manifest: body.manifest.bytes, card: body.card.bytes } : body, row.fields); // prettier-ignore
    rows.push([opened, unhex(row.body)]);
  }
  const entries: AdminEntry[] = rows.map(([entry, body]) => {
    same('conversation', conversationOf(entry), file.group);
    const read = adminEntryOf(entry, body, (device) => owners.get(device) ?? null);
    if (!read) throw new Error(`no admin entry: ${entry.id}`);
    return read;
  });
  const numberOf = (id: string) => entries.findIndex((entry) => entry.id === id);
  for (const row of file.scenarios) {
    for (const { device, seq, branches } of row.forks as Fork[])
      for (const branch of branches)
        for (const [place, id] of branch.entries()) {
          const entry = entries[numberOf(id)];
          same('entry of a branch', [entry?.author, entry?.seq], [device, seq + place]);
        }
    const given = row.entries.map((number: number) => entries[number]!) as AdminEntry[];
    for (const order of [given, given.toReversed()]) {
      const roster = rosterOf(file.group as ConversationId, order, row.forks as Fork[]);
      if (!roster) throw new Error(`no roster: ${row.what}`);
      const found = {
        name: roster.name,
        history: roster.history,
        members: [...roster.members].map(([person, { role, since }]) => ({ person, role, since: numberOf(since) })), // prettier-ignore
        former: [...roster.former].map(([person, { removal, pins }]) => ({ person, removal: numberOf(removal), pins })), // prettier-ignore
        voids: [...roster.voids].map(([id, reason]) => ({ entry: numberOf(id), reason })),
        knows: roster.knows.map(numberOf),
      };
      for (const [field, value] of Object.entries(found)) same(`${row.what}: ${field}`, sortedRows(value), sortedRows(row[field])); // prettier-ignore
    }
  }
  for (const row of file.bodies) {
    const body = readAdminBody(row.kind, unhex(row.body));
    if (body?.kind !== KIND.create) throw new Error(`refused: ${row.body}`);
    same('body', encodeAdminBody(unhex(file.salt), body), row.body);
    same('fields', { ...body, manifest: body.manifest.bytes, card: body.card.bytes }, row.fields);
  }
  for (const row of file.refuseBodies) refused(row.why, readAdminBody(row.kind, unhex(row.bytes)));
};

const checkRosterItems: Check = async (file) => {
  const group = file.group as ConversationId;
  const verify: Verify = (key, signature, bytes) => Promise.resolve(isSignedBy(key, signature, bytes));
  const items: RosterItem[] = [];
  for (const row of file.items) {
    const item = await readItem(unhex(row.bytes), group)?.check(verify);
    if (!item) throw new Error(`refused: ${row.bytes}`);
    same('item', [item.kind, itemId(item), encodeItem(item)], [row.kind, row.id, row.bytes]);
    items.push(item);
  }
  const setOf = (numbers: readonly number[]) =>
    rosterSetOf(group, new Map(numbers.map((number) => [itemId(items[number]!), items[number]!])));
  for (const row of file.sets)
    for (const order of [row.items, row.items.toReversed()]) {
      const { shared, digest } = setOf(order);
      same(
        row.what,
        [...shared.keys()],
        row.shared.map((number: number) => file.items[number].id),
      );
      same(`${row.what}: digest`, digest, row.digest);
      same('digest, by hand', sha256(encode([...shared.keys()].sort().map(unhex))).slice(0, 16), row.digest);
    }
  const shown = shownToFormer(setOf(file.former.items), file.former.person);
  same(
    'former',
    [...shown.keys()],
    file.former.shown.map((number: number) => file.items[number].id),
  );
  same('empty', itemsDigest([]), file.emptyDigest);
  const [a, b] = file.secret.people as [PersonId, PersonId];
  for (const secret of [groupSecret(group, a, b), groupSecret(group, b, a)]) same('secret', secret, file.secret.secret); // prettier-ignore
  for (const row of file.refuse)
    refused(row.why, (await readItem(unhex(row.bytes), group)?.check(verify)) ?? null);
};

/** Rows of which the order says nothing, in one order. */
const sortedRows = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((row) => JSON.stringify(row)).sort() : value;

const checkAddresses: Check = (file) => {
  for (const row of file.topics) same('topic', rendezvousTopic(unhex(file.rendezvous), row.day), row.topic);
  for (const { people, id } of file.conversations) {
    same('conversation', directConversationId(people[0], people[1]), id);
    same('conversation, by hand', sha256(encode(['beep/1 dm', people.toSorted().map(unhex)])), id);
  }
  for (const { ring, person, place } of file.ringPlaces) {
    same('place', ringPlace(file.group, ring, person), place);
    same('place, by hand', sha256(encode(['beep/1 ring', ring, unhex(file.group), unhex(person)])), place);
  }
  const members = file.neighbours.map(({ person }: Json) => person);
  for (const { person, are } of file.neighbours)
    same('neighbours', [...neighboursOf(file.group, members, person)].sort(), are);
};

const checkRecovery: Check = (file) => {
  for (const { seed, words, person, rendezvous } of file.people) {
    same('words', wordsOfSeed(unhex(seed)).join(' '), words);
    const read = readWords(words);
    same('seed', read.kind === 'whole' && read.seed, seed);
    same('person', ed25519PublicKey(unhex(seed)), person);
    same('rendezvous', rendezvousOfSeed(unhex(seed)), rendezvous);
    const key = hmac(sha256, utf8Bytes('beep/1 person'), unhex(seed));
    const byHand = hmac(sha256, key, Uint8Array.of(...utf8Bytes('rendezvous'), 1)).slice(0, 16);
    same('rendezvous, by hand', byHand, rendezvous);
  }
  for (const { words, why } of file.refused) same('refusal', readWords(words).kind, why);
};

const checkSealedSignal: Check = async (file) => {
  for (const row of file.offers) {
    const randomness = once(row.randomness);
    const prekey = row.mode === 'prekey' && { kid: unhex(row.kid), notAfterMs: 0, publicKey: xwingPublicKey(unhex(row.xwingSeed)) }; // prettier-ignore
    const key: OfferKey = prekey
      ? { mode: 'prekey', to: file.to, prekey }
      : { mode: row.mode, secret: unhex(row.secret) };
    const sealed = await sealOffer(unhex(file.offer), key, randomness);
    same(`${row.mode}: blob`, sealed?.blob, row.blob);
    same(`${row.mode}: key of the answer`, sealed?.replyKey, row.replyKey);
    const opened = await openBlob(unhex(row.blob), secretsOf(file));
    if (opened?.type !== 'offer') throw new Error(`${row.mode}: refused`);
    same(`${row.mode}: signal`, opened.signal, file.offer);
    same(`${row.mode}: key of the answer, opened`, opened.replyKey, row.replyKey);
    same(`${row.mode}: how`, opened.by.mode, row.mode);
  }
  const { signal, sid, replyKey, randomness, blob } = file.answer;
  same('answer', sealAnswer(unhex(signal), unhex(sid), unhex(replyKey), once(randomness)), blob);
  const taken = await openBlob(unhex(blob), { devices: [], prekeys: [], intros: [], reunions: [] });
  if (taken?.type !== 'answer') throw new Error('answer refused');
  same('answer, opened', openAnswer(taken, unhex(replyKey)), signal);
  same('answers the offer', openSignal(unhex(signal))?.sid, withHex(openSignal(unhex(file.offer))?.sid));
  for (const row of file.refuse) refused(row.why, await openBlob(unhex(row.bytes), secretsOf(file)));
};

function secretsOf(file: Json) {
  const [prekey, intro, reunion] = file.offers;
  return {
    devices: [file.to as DeviceId],
    prekeys: [{ kid: unhex(prekey.kid), seed: unhex(prekey.xwingSeed) }],
    intros: [unhex(intro.secret)],
    reunions: [unhex(reunion.secret)],
  };
}

const checkHandshake: Check = async (file) => {
  const { initiator: i, responder: r } = file;
  same('X-Wing key', xwingPublicKey(unhex(i.xwingSeed)), i.xwingPublicKey);
  same('m1', encode(['beep-link', 1, unhex(i.nonce), unhex(i.xwingPublicKey)]), file.m1);
  const made = xwingEncapsulate(unhex(i.xwingPublicKey), unhex(r.encapsulationRandomness))!;
  same('m2a', encode([unhex(r.nonce), made.ciphertext]), file.m2a);
  same('shared secret', made.secret, file.sharedSecret);
  same('shared secret, opened', xwingDecapsulate(made.ciphertext, unhex(i.xwingSeed)), file.sharedSecret);
  const th1 = transcript1(
    unhex(file.m1),
    unhex(file.m2a),
    unhex(i.certificateHash),
    unhex(r.certificateHash),
  );
  same('th1', th1, file.th1);
  const hs = handshakeKeys(th1, made.secret);
  same('prk', hkdfExtract(th1, made.secret), file.prk);
  same('handshake keys', hs, file.handshakeKeys);
  checkProof('responder', file.proofOfResponder, th1, hs.sealResponder, r);
  checkProof('initiator', file.proofOfInitiator, th1, hs.sealInitiator, i);
  same('m2', encode([unhex(r.nonce), made.ciphertext, unhex(file.proofOfResponder.sealed)]), file.m2);
  same('m3', encode([unhex(file.proofOfInitiator.sealed)]), file.m3);
  const th3 = transcript3(th1, unhex(file.proofOfResponder.sealed), unhex(file.proofOfInitiator.sealed));
  same('th3', th3, file.th3);
  same('master', hkdfExtract(th3, hs.derived), file.master);
  const keys = linkKeys(th3, hs.derived);
  same('link keys', keys, file.linkKeys);
  same('tag', conversationTag(keys.exporter, file.conversation as ConversationId), file.conversationTag);
  same('reunion', reunionSecret(keys.exporter), file.reunionSecret);

  const begin = () => initiate(config(i, r, once(i.xwingSeed, i.nonce)));
  const answer = (m1: string) => respond(unhex(m1), config(r, i, once(r.encapsulationRandomness, r.nonce)));
  const [initiator, responder] = [begin(), await answer(file.m1)];
  if (!responder.ok) throw new Error(responder.error);
  same('m1, run', initiator.m1, file.m1);
  same('m2, run', responder.value.m2, file.m2);
  const finished = await initiator.finish(responder.value.m2);
  if (!finished.ok) throw new Error(finished.error);
  same('m3, run', finished.value.m3, file.m3);
  same('keys, run', finished.value.keys, file.linkKeys);
  for (const row of file.refuseM1) refused(row.why, (await answer(row.bytes)).ok);
  for (const row of file.refuseM2) refused(row.why, (await begin().finish(unhex(row.bytes))).ok);
  for (const row of file.refuseM3) refused(row.why, responder.value.finish(unhex(row.bytes)).ok);
  const established = responder.value.finish(finished.value.m3);
  same('keys of the responder', established.ok && established.value.keys, file.linkKeys);
};

function checkProof(role: string, proof: Json, th1: Uint8Array, key: Uint8Array, end: Json): void {
  same(`${role}: plaintext`, unseal(key, new Uint8Array(12), unhex(proof.sealed), th1), proof.plaintext);
  same(`${role}: credential`, proof.credential, end.credential);
  const parts = [proof.credential, proof.signature, proof.mac].map(unhex);
  same(`${role}: layout`, encode(parts), proof.plaintext);
  const device = ed25519PublicKey(unhex(end.deviceSeed));
  const signed = toBeSigned('link', encode([role, th1, sha256(unhex(end.credential))]));
  same(`${role}: signature`, isSignedBy(device, unhex(proof.signature), signed), true);
}

function config(own: Json, other: Json, randomBytes: (length: number) => Uint8Array): HandshakeConfig {
  return {
    credential: openCredential(unhex(own.credential))!,
    sign: signerOf(own.deviceSeed),
    localBinding: unhex(own.certificateHash),
    remoteBinding: unhex(other.certificateHash),
    randomBytes,
    isWelcome: (peer) => sameBytes(unhex(peer.device), ed25519PublicKey(unhex(other.deviceSeed))),
  };
}

const checkRecords: Check = (file) => {
  const direction = () => ({ key: unhex(file.key), iv: unhex(file.iv) });
  const [sealer, opener] = [new Sealer(direction()), new Opener(direction())];
  for (const row of file.frames) {
    same('frame', sealer.seal(unhex(row.plaintext)), row.frame);
    const opened = opener.open(unhex(row.frame));
    same('record', opened, row.plaintext);
    const record = parseRecord(opened!);
    if (!record.ok) throw new Error(record.error);
    same('type', record.value.type, row.type);
    same('record, made again', encodeRecord(record.value), row.plaintext);
    if (record.value.type !== 'rekey') continue;
    sealer.rekey();
    opener.rekey();
  }
  for (const row of file.refuseFirst) refused(row.why, new Opener(direction()).open(unhex(row.bytes)));
  for (const { bytes, error } of file.refuseRecords)
    same('refusal', parseRecord(unhex(bytes)), { ok: false, error });
};

const checkVault: Check = async (file) => {
  const vaultKey = await importVaultKey(unhex(file.vaultKey));
  const readBack = async (row: Json, record: string) => {
    const place = { store: row.store, key: decodeCanonical(unhex(row.keyCbor))! };
    const key = await deriveStoreKey(vaultKey, row.store);
    same('record', await sealRecord(key, place, unhex(row.iv), unhex(row.plaintext)), row.record);
    return openRecord(key, place, unhex(record));
  };
  for (const row of file.accept) same('plaintext', await readBack(row, row.record), row.plaintext);
  for (const row of file.refuseAsFirst) {
    const verdict = await readBack(file.accept[0], row.bytes).catch((fault: { code?: string }) => {
      same(row.why, fault.code, 'vault-damaged');
      return null;
    });
    refused(row.why, verdict);
  }
  for (const { text, tag } of file.index)
    same('tag', await indexTag(await deriveIndexKey(vaultKey), new TextEncoder().encode(text)), tag);
};

const checkRuns: Check = async (file) => {
  for (const { id, entry, body } of file.log) {
    const opened = await openEntry(unhex(entry));
    if (!opened || !isBodyOf(opened, unhex(body))) throw new Error(`refused: ${id}`);
    same('id', opened.id, id);
    same('author', opened.author, file.author);
  }
  const rules = {
    conversation: file.conversation as ConversationId,
    heads: new Map(),
    isAuthor: () => true,
    isFull: () => false,
  };
  for (const { what, runs, taken, refusal } of file.cases) {
    const given = runs.map((run: Json) =>
      run.map(({ entry, isSpoiled }: Json) => {
        const bytes = unhex(file.log[entry].entry);
        if (isSpoiled) bytes[bytes.byteLength - 1]! ^= 1;
        return [bytes, unhex(file.log[entry].body)];
      }),
    );
    const accepted = await acceptRuns(given, rules, strictly);
    const verdicts = accepted.taken.map((run) =>
      run.map(({ entry, isVouched }) => [entry.seq, isVouched === true]),
    );
    same(what, [verdicts, accepted.refusal], [taken, refusal]);
  }
};

const checkDrafts: Check = async (file) => {
  for (const { device, conversation, session, client } of file.clients)
    same('client', draftClient(device, conversation, unhex(session)), client);
  const { salt, update, piece } = file.bodies;
  const read = readUpdateBody(KIND.update, unhex(update.body))!;
  const { body, ...fields } = update;
  same('update', read, fields);
  same('update, made again', encodeUpdateBody(unhex(salt), read), body);
  same('piece', readPieceBody(KIND.piece, unhex(piece.body)), piece.bytes);
  same('piece, made again', encodePieceBody(unhex(salt), unhex(piece.bytes)), piece.body);
  for (const { why, kind, bytes } of file.refuseBodies)
    refused(
      why,
      kind === KIND.update ? readUpdateBody(kind, unhex(bytes)) : readPieceBody(kind, unhex(bytes)),
    );
  for (const { what, bytes, proof } of file.accept) {
    const memo = readMemoFile(unhex(bytes))!;
    same(`${what}, made again`, encodeMemoFile(memo), bytes);
    same(what, await proveMemo(memo, strictly), { ok: true, value: proof });
  }
  for (const { why, bytes, error } of file.refuse)
    same(why, await proveMemo(readMemoFile(unhex(bytes))!, strictly), { ok: false, error });
};

const checkProofFiles: Check = async (file) => {
  same('what the reader trusts', [...TRUST.authorities], file.trusts);
  for (const { what, bytes, proof } of file.accept) {
    const read = readProofFile(unhex(bytes))!;
    same(`${what}, made again`, encodeProofFile(read), bytes);
    const proved = await proveMessage(read, strictly, TRUST);
    same(what, proved.ok ? proofRow(proved.value) : proved.error, proof);
  }
  for (const { why, bytes, error } of file.refuse)
    same(why, await proveMessage(readProofFile(unhex(bytes))!, strictly, TRUST), { ok: false, error });
  for (const { why, bytes } of file.refuseForm) refused(why, readProofFile(unhex(bytes)));
  for (const { what, bytes } of file.memos) {
    const read = readMemoFile(unhex(bytes))!;
    same(`${what}, made again`, encodeMemoFile(read), bytes);
    same(what, (await proveMemoFile(read, strictly, TRUST)).ok, true);
  }
  for (const { why, bytes, error } of file.refuseMemos)
    same(why, await proveMemoFile(readMemoFile(unhex(bytes))!, strictly, TRUST), { ok: false, error });
};

/** The check of each file in docs/vectors/. */
const checkHandSignals: Check = async ({ seeds, offer, answer, refuseOffers, refuseAnswers }) => {
  const textOfBytes = (kind: string, bytes: Uint8Array) => `BEEP-${kind}-1:${base32nopad.encode(bytes)}`;
  const described = ({ wire, sdp }: Json, kind: 'offer' | 'answer') => {
    const compact = readCompact(decodeArray(unhex(wire)));
    if (!compact) throw new Error('refused: a description');
    same('session description', sdpOf(compact, kind), sdp);
    same('and back', encode(compactWire(compactDescription(sdp)!)), wire);
    return compact;
  };
  const description = described(offer.description, 'offer');
  const fieldsOf = ({ description: _, ...row }: Json) => row;
  const opened = openHandOffer(unhex(offer.bytes));
  if (!opened) throw new Error('refused: the offer');
  const { description: offered, ...rest } = opened;
  fields('offer', rest, fieldsOf(offer));
  same('what is offered', encode(compactWire(offered)), offer.description.wire);
  same('text', textOfBytes('OFFER', opened.bytes), offer.text);
  const again = await sealHandOffer({ ...opened, description }, signerOf(seeds.alice));
  same('offer, made again', again.bytes, offer.bytes);

  const prk = hkdfExtract('beep/1 hand', opened.secret);
  same('prk', prk, answer.prk);
  const read = readHandText(answer.text);
  if (!read.ok) throw new Error(read.error);
  same('text of the answer', read.value, { kind: 'answer', bytes: answer.bytes });
  const answered = openHandAnswer(unhex(answer.bytes), opened);
  if (!answered) throw new Error('refused: the answer');
  fields('answer', { person: answered.person, device: answered.device }, answer);
  same('what is answered', encode(compactWire(described(answer.description, 'answer'))), withHex(encode(compactWire(answered.description)))); // prettier-ignore
  const madeAgain = await sealHandAnswer(answered, opened, signerOf(seeds.bob), once(answer.nonce));
  same('answer, made again', madeAgain, answer.bytes);

  for (const { why, bytes } of refuseOffers) refused(why, openHandOffer(unhex(bytes)));
  for (const { why, bytes } of refuseAnswers) refused(why, openHandAnswer(unhex(bytes), opened));
};

export const CHECKS: Readonly<Record<string, Check>> = {
  'sign1.json': checkSign1,
  'manifest.json': openAll(openManifest),
  'card.json': checkCard,
  'prekeys.json': checkPrekeys,
  'credential.json': checkCredential,
  'entry.json': checkEntry,
  'runs.json': checkRuns,
  'message-bodies.json': checkMessageBodies,
  'fold.json': checkFold,
  'memo.json': checkMemo,
  'drafts.json': checkDrafts,
  'receipt.json': openAll(openReceiptStrictly),
  'proof.json': checkProofFiles,
  ...OFFICE_CHECKS,
  'roster.json': checkRoster,
  'roster-items.json': checkRosterItems,
  'addresses.json': checkAddresses,
  'recovery.json': checkRecovery,
  'sealed-signal.json': checkSealedSignal,
  'hand-signal.json': checkHandSignals,
  'handshake.json': checkHandshake,
  'records.json': checkRecords,
  'vault.json': checkVault,
};
