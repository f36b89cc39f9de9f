/** Entries, handshakes and signals: what one of each costs a device, and what it weighs on the wire. */
import { acceptRun } from '../../src/domain/accept.js';
import { readEntry, sealEntry, verifyEntry } from '../../src/protocol/entry.js';
import { isSignedBy } from '../../src/protocol/ed25519.js';
import { createVerifier } from '../../src/platform/crypto/ed25519-verifier.js';
import { Sealer } from '../../src/protocol/link/ciphers.js';
import { encodeRecord } from '../../src/protocol/record.js';
import { sealReceipt } from '../../src/protocol/receipt.js';
import { openBlob, sealOffer, type OfferKey, type OfferSecrets } from '../../src/protocol/sealed-signal.js';
import { sealSignal } from '../../src/protocol/signal.js';
import { idBytes, type EntryId } from '../../src/protocol/ids.js';
import { takeApart, toBeSigned } from '../../src/protocol/sign1.js';
import { xwingPublicKey } from '../../src/protocol/xwing.js';
import { ALICE, BOB, bytesOf, idOf, NOW_MS } from '../../test/vectors/cast.js';
import { aliceAndBob, shakeHands } from '../../test/vectors/two-ends.js';
import { report } from '../figure.js';
import { cpuUsEach } from './measure.js';
import { aliceLog, CONVERSATION, nextEntry } from './samples.js';

const RUN_ENTRIES = 1_000;

export async function measureEntries(): Promise<void> {
  const log = await aliceLog(RUN_ENTRIES);
  const { header } = nextEntry(null);
  const sealed = log[0]![0];
  const { signature, signed } = partsOf(sealed);
  const verify = createVerifier();
  const rules = { conversation: CONVERSATION, heads: new Map(), isAuthor: () => true, isFull: () => false };
  const us = await cpuUsEach({
    seal: () => sealEntry(header, ALICE.signAsDevice),
    open: async () => {
      const claimed = readEntry(sealed);
      if (!claimed || !(await verifyEntry(claimed, verify))) throw new Error('A good entry was refused.');
    },
    accept: async () => {
      const accepted = await acceptRun(log, rules, verify);
      if (!accepted.ok || accepted.value.length !== RUN_ENTRIES) throw new Error('A good run was refused.');
    },
    verify: async () => {
      if (!(await verify(idBytes(ALICE.device), signature, signed)))
        throw new Error('A good signature was refused.');
    },
    verifyStrictly: () => {
      if (!isSignedBy(idBytes(ALICE.device), signature, signed))
        throw new Error('A good signature was refused.');
    },
  });
  report({ name: 'entry sealed (signature by the runtime)', value: us.seal, unit: 'us CPU' });
  report({
    name: 'entry opened',
    value: us.open,
    unit: 'us CPU',
    anchor: { 'its signature': us.verify, 'its signature, by the strict verifier alone': us.verifyStrictly },
    ratio: us.open / us.verify,
  });
  report({
    name: `entries accepted in a run of ${RUN_ENTRIES}`,
    value: (RUN_ENTRIES / us.accept) * 1e6,
    unit: '1/s CPU',
    anchor: { 'signatures verified': 1e6 / us.verify },
    ratio: (RUN_ENTRIES * us.verify) / us.accept,
    must: '10000/s',
    moonshot: '50000/s',
  });
}

function partsOf(entry: Uint8Array): { readonly signature: Uint8Array; readonly signed: Uint8Array } {
  const parts = takeApart('entry', entry);
  if (!parts) throw new Error('The sample is no entry.');
  return { signature: parts.signature, signed: toBeSigned('entry', parts.payload) };
}

export async function measureHandshake(): Promise<void> {
  const [alice, bob] = await aliceAndBob();
  const us = await cpuUsEach({
    both: async () => {
      const { established } = await shakeHands(alice, bob);
      if (established.length !== 2) throw new Error('A good handshake failed.');
    },
  });
  report({ name: 'handshake, both ends', value: us.both / 1_000, unit: 'ms CPU' });
}

export async function measureSignals(): Promise<void> {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const [kid, seed, secret] = [bytesOf('kid', 8), bytesOf('prekey'), bytesOf('intro', 16)];
  const signal = await sealSignal(
    {
      to: BOB.device,
      from: ALICE.device,
      sid: bytesOf('sid', 16),
      sentAtMs: NOW_MS,
      kind: 'offer',
      fromRendezvous: ALICE.rendezvous,
      detail: 'v=0 '.padEnd(900, 'x'),
    },
    ALICE.signAsDevice,
  );
  const secrets: OfferSecrets = {
    devices: [BOB.device],
    prekeys: [{ kid, seed }],
    intros: [secret],
    reunions: [secret],
  };
  const prekey = { kid, notAfterMs: NOW_MS, publicKey: xwingPublicKey(seed) };
  const keys: OfferKey[] = [
    { mode: 'prekey', to: BOB.device, prekey },
    { mode: 'intro', secret },
    { mode: 'reunion', secret },
  ];
  for (const key of keys) {
    const { blob } = (await sealOffer(signal, key, randomBytes))!;
    const us = await cpuUsEach({
      seal: () => sealOffer(signal, key, randomBytes),
      open: async () => {
        if ((await openBlob(blob, secrets))?.type !== 'offer') throw new Error('A good offer was refused.');
      },
    });
    report({ name: `offer sealed, ${key.mode}`, value: us.seal, unit: 'us CPU' });
    report({ name: `offer opened, ${key.mode}`, value: us.open, unit: 'us CPU' });
    report({ name: `offer, ${key.mode}, on the wire`, value: blob.byteLength, unit: 'B' });
  }
}

/** What one text of 100 bytes makes cross the data channel: the entry there, the ack and the receipt back. */
export async function weighText(): Promise<void> {
  const [given] = (await aliceLog(2)).slice(1);
  const tag = bytesOf('tag', 16);
  const frameBytes = (record: Parameters<typeof encodeRecord>[0]): number =>
    new Sealer({ key: bytesOf('key'), iv: bytesOf('iv', 12) }).seal(encodeRecord(record)).byteLength;
  const row = { author: ALICE.device, deliveredCount: 2, deliveredId: idOf<EntryId>('head'), readCount: 2 };
  const receipt = await sealReceipt(
    { conversation: CONVERSATION, by: BOB.device, rows: [row] },
    BOB.signAsDevice,
  );
  const [entry, body] = given!;
  report({
    name: 'text of 100 B on the wire, there',
    value: frameBytes({ type: 'give', tag, entries: [given!] }),
    unit: 'B',
    anchor: { limit: 260, 'signed entry': entry.byteLength, body: body!.byteLength },
    must: '260 B',
    moonshot: '170 B',
  });
  report({
    name: 'its ack and receipt, back',
    value:
      frameBytes({ type: 'ack', tag, took: true, count: 1 }) +
      frameBytes({ type: 'receipt', tag, bytes: receipt }),
    unit: 'B',
  });
}
