/**
 * Every document in which somebody's key can come in, made with a key of the caller's: P17 and C2 ask that a bad key is
 * refused at each of them, by every engine alike. Runs in Node and in browsers.
 */
import { openAuthority, sealAuthority } from '../../src/protocol/authority.js';
import { openBadge, sealBadge, type Badge } from '../../src/protocol/badge.js';
import { hashBody, KIND } from '../../src/protocol/body.js';
import { openCard, sealCard, type Card } from '../../src/protocol/card.js';
import {
  openCharge,
  openHandover,
  sealCharge,
  sealHandover,
  type Charge,
} from '../../src/protocol/charge.js';
import { openDirectory, isSoundRow, sealDirectory } from '../../src/protocol/directory.js';
import { openDoorProof, sealDoorProof } from '../../src/protocol/door.js';
import { ed25519PublicKey, ed25519Sign } from '../../src/protocol/ed25519.js';
import { openRequest, sealRequest } from '../../src/protocol/enrolment.js';
import { readEntry, sealEntry, verifyEntry, type EntryHeader } from '../../src/protocol/entry.js';
import { readConversationId, readDeviceId, readIssuerId, readPersonId } from '../../src/protocol/ids.js';
import { openManifest, sealManifest, type Manifest } from '../../src/protocol/manifest.js';
import { openPass, sealPass } from '../../src/protocol/pass.js';
import { postId } from '../../src/protocol/post.js';
import { openPrekeys, sealPrekeys } from '../../src/protocol/prekeys.js';
import { openReceipt, sealReceipt } from '../../src/protocol/receipt.js';
import { openRevocations, sealRevocations } from '../../src/protocol/revocations.js';
import { encodeItem, readItem, type RosterItem } from '../../src/protocol/roster-item.js';
import type { Sign } from '../../src/protocol/sign1.js';
import { openSignal, sealSignal } from '../../src/protocol/signal.js';
import { strictly } from '../vectors/strictly.js';
import { HOLLOW_SIGNATURE } from './hollow-keys.js';

/** Somebody who signs with a key: honestly, or with what a hollow key signs everything with. */
export interface KeyHolder {
  readonly key: Uint8Array;
  readonly sign: Sign;
}

export function aHolder(fill: number): KeyHolder {
  const seed = new Uint8Array(32).fill(fill);
  return { key: ed25519PublicKey(seed), sign: (bytes) => Promise.resolve(ed25519Sign(seed, bytes)) };
}
export const badHolder = (key: Uint8Array): KeyHolder => ({
  key,
  sign: () => Promise.resolve(HOLLOW_SIGNATURE),
});

const [PERSON, DEVICE, AUTHORITY, OFFICE] = [aHolder(1), aHolder(2), aHolder(3), aHolder(4)];
const NOW_MS = 1_774_242_000_000;
const ID = new Uint8Array(32).fill(9);
const GROUP = readConversationId(ID)!;
const SALT = new Uint8Array(16);

const person = ({ key }: KeyHolder) => readPersonId(key)!;
const device = ({ key }: KeyHolder) => readDeviceId(key)!;
const issuer = ({ key }: KeyHolder) => readIssuerId(key)!;

const manifestOf = (by: KeyHolder, changes: Partial<Manifest> = {}) =>
  sealManifest(
    {
      person: person(by),
      number: 1,
      devices: [{ device: device(DEVICE), label: '', fromMs: NOW_MS }],
      revoked: [],
      ...changes,
    },
    by.sign,
  );
const cardOf = (by: KeyHolder, changes: Partial<Card> = {}) =>
  sealCard(
    { person: person(PERSON), device: device(by), rendezvous: SALT, name: 'A', intro: null, hints: [], ...changes }, // prettier-ignore
    by.sign,
  );
const badgeOf = (by: KeyHolder, changes: Partial<Badge> = {}) =>
  sealBadge(
    {
      issuer: issuer(by),
      holder: person(PERSON),
      id: new Uint8Array(8),
      issuedS: 1,
      fromS: 1,
      untilS: 9_000_000_000,
      names: { name: 'A', title: '', department: ['D'] },
      urdu: null,
      grade: '',
      post: null,
      replaces: null,
      mayIssueFor: null,
      ...changes,
    },
    by.sign,
  );
const passOf = (by: KeyHolder, holder: KeyHolder) =>
  sealPass(
    { issuer: issuer(by), holder: person(holder), id: new Uint8Array(8), fromS: 1, untilS: 2 },
    by.sign,
  );
const registrarOf = (holder: KeyHolder) => badgeOf(AUTHORITY, { holder: person(holder), mayIssueFor: [] });
const POST = { authority: issuer(AUTHORITY), department: ['D'], name: 'P' };
const chargeOf = (by: KeyHolder, changes: Partial<Charge> = {}) =>
  sealCharge(
    {
      ...POST,
      authority: issuer(by),
      issuer: issuer(by),
      registrar: null,
      urduName: null,
      number: 1,
      holder: person(PERSON),
      sinceMs: 1,
      handover: null,
      ...changes,
    },
    by.sign,
  );
const listOf = (by: KeyHolder, registrar: Awaited<ReturnType<typeof badgeOf>> | null = null) =>
  sealRevocations(
    {
      authority: issuer(registrar ? AUTHORITY : by),
      issuer: issuer(by),
      registrar,
      number: 1,
      issuedMs: 1,
      nextUpdateMs: 2,
      badges: [],
      people: [],
      devices: [],
    },
    by.sign,
  );
const entryOf = (by: KeyHolder, changes: Partial<EntryHeader> = {}) =>
  sealEntry(
    {
      conversation: GROUP,
      author: device(by),
      seq: 0,
      prev: null,
      after: [],
      sentAtMs: 1,
      orderMs: 1,
      kind: KIND.text,
      bodyHash: hashBody(SALT),
      bodyLength: 16,
      grant: null,
      ...changes,
    },
    by.sign,
  );
const itemOf = async (item: RosterItem) => readItem(encodeItem(item), GROUP)?.check(strictly) ?? null;

/** By what comes in there: what opens a document with such a key, null or false if it is refused. */
export const KEY_DOORS: Readonly<Record<string, (bad: KeyHolder) => Promise<unknown>>> = {
  'manifest: its person': async (bad) => openManifest((await manifestOf(bad)).bytes),
  'manifest: a device': async (bad) => openManifest((await manifestOf(PERSON, { devices: [{ device: device(bad), label: '', fromMs: 1 }] })).bytes), // prettier-ignore
  'manifest: a revoked device': async (bad) => openManifest((await manifestOf(PERSON, { revoked: [{ device: device(bad), revokedMs: 1 }] })).bytes), // prettier-ignore
  'card: its device': async (bad) => openCard((await cardOf(bad)).bytes),
  'card: its person': async (bad) => openCard((await cardOf(DEVICE, { person: person(bad) })).bytes),
  'prekeys: their device': async (bad) => openPrekeys(await sealPrekeys({ device: device(bad), number: 1, keys: [] }, bad.sign)), // prettier-ignore
  'signal: its sender': async (bad) =>
    openSignal(
      await sealSignal(
        { to: device(DEVICE), from: device(bad), sid: SALT, sentAtMs: 1, kind: 'offer', fromRendezvous: SALT, detail: 'x' }, // prettier-ignore
        bad.sign,
      ),
    ),
  'entry: its author': async (bad) => verifyEntry(readEntry((await entryOf(bad)).bytes)!, strictly),
  'receipt: its device': async (bad) => openReceipt(await sealReceipt({ conversation: GROUP, by: device(bad), rows: [] }, bad.sign), strictly), // prettier-ignore
  'roster item: a person introduced': async (bad) => itemOf({ kind: 'introduction', manifest: await manifestOf(bad), card: await cardOf(DEVICE, { person: person(bad) }) }), // prettier-ignore
  'roster item: a device introduced': async (bad) =>
    itemOf({
      kind: 'introduction',
      manifest: await manifestOf(PERSON, { devices: [{ device: device(bad), label: '', fromMs: 1 }] }),
      card: await cardOf(bad),
    }),
  'roster item: the author of a fork': async (bad) => {
    const pair = [await entryOf(bad), await entryOf(bad, { orderMs: 2 })] as const;
    const [first, second] = pair[0].id < pair[1].id ? pair : [pair[1], pair[0]];
    return itemOf({ kind: 'fork', entries: [first, second] });
  },
  'authority: its key': async (bad) =>
    openAuthority((await sealAuthority({ key: issuer(bad), name: 'A', urduName: null, issuedMs: 1 }, bad.sign)).bytes), // prettier-ignore
  'badge: its issuer': async (bad) => openBadge((await badgeOf(bad)).bytes),
  'badge: its holder': async (bad) => openBadge((await badgeOf(AUTHORITY, { holder: person(bad) })).bytes),
  'badge: a registrar': async (bad) => openBadge((await registrarOf(bad)).bytes),
  'pass: its issuer': async (bad) => openPass((await passOf(bad, PERSON)).bytes),
  'pass: its holder': async (bad) => openPass((await passOf(AUTHORITY, bad)).bytes),
  'revocations: the authority': async (bad) => openRevocations((await listOf(bad)).bytes),
  'revocations: the registrar': async (bad) => openRevocations((await listOf(bad, await registrarOf(bad))).bytes), // prettier-ignore
  'directory: the authority': async (bad) =>
    openDirectory((await sealDirectory({ authority: issuer(bad), issuer: issuer(bad), registrar: null, number: 1, issuedMs: 1, nextUpdateMs: 2, pages: [] }, bad.sign)).bytes), // prettier-ignore
  'directory: a person, when dialled': async (bad) => isSoundRow({ ...ROW, person: person(bad) }),
  'directory: a device, when dialled': async (bad) => isSoundRow({ ...ROW, device: device(bad) }),
  'charge: the authority': async (bad) => openCharge((await chargeOf(bad)).bytes),
  'charge: its holder': async (bad) => openCharge((await chargeOf(AUTHORITY, { holder: person(bad) })).bytes),
  'handover: its device': async (bad) => openHandover((await handoverBy(bad, PERSON)).bytes),
  'handover: to whom': async (bad) => openHandover((await handoverBy(DEVICE, bad)).bytes),
  'request: its device': async (bad) => {
    const manifest = await manifestOf(PERSON, { devices: [{ device: device(bad), label: '', fromMs: 1 }] });
    return openRequest((await requestBy(bad, manifest, await cardOf(bad))).bytes);
  },
  'request: its person': async (bad) =>
    openRequest((await requestBy(DEVICE, await manifestOf(bad), await cardOf(DEVICE, { person: person(bad) }))).bytes), // prettier-ignore
  'door: its device': async (bad) => {
    const manifest = await manifestOf(PERSON, { devices: [{ device: device(bad), label: '', fromMs: 1 }] });
    const proof = { device: device(bad), manifest, pass: await passOf(AUTHORITY, PERSON), registrar: null };
    return openDoorProof(await sealDoorProof(proof, ID, 'https://x', bad.sign), ID, ['https://x']);
  },
  'door: its person': async (bad) => {
    const proof = { device: device(DEVICE), manifest: await manifestOf(bad), pass: await passOf(AUTHORITY, bad), registrar: null }; // prettier-ignore
    return openDoorProof(await sealDoorProof(proof, ID, 'https://x', DEVICE.sign), ID, ['https://x']);
  },
  'door: the issuer of its registrar’s badge': async (bad) => {
    const registrar = await badgeOf(bad, { holder: person(OFFICE), mayIssueFor: [] });
    const proof = { device: device(DEVICE), manifest: await manifestOf(PERSON), pass: await passOf(OFFICE, PERSON), registrar }; // prettier-ignore
    return openDoorProof(await sealDoorProof(proof, ID, 'https://x', DEVICE.sign), ID, ['https://x']);
  },
  'door: its registrar': async (bad) => {
    const proof = { device: device(DEVICE), manifest: await manifestOf(PERSON), pass: await passOf(bad, PERSON), registrar: await registrarOf(bad) }; // prettier-ignore
    return openDoorProof(await sealDoorProof(proof, ID, 'https://x', DEVICE.sign), ID, ['https://x']);
  },
  'door: the issuer of its pass': async (bad) => {
    const proof = { device: device(DEVICE), manifest: await manifestOf(PERSON), pass: await passOf(bad, PERSON), registrar: null }; // prettier-ignore
    return openDoorProof(await sealDoorProof(proof, ID, 'https://x', DEVICE.sign), ID, ['https://x']);
  },
};

const ROW = {
  person: person(PERSON),
  device: device(DEVICE),
  rendezvous: SALT,
  badge: new Uint8Array(8),
  untilS: 1,
  name: 'A',
  title: '',
  grade: '',
  urduName: '',
  urduTitle: '',
  post: null,
};

async function handoverBy(by: KeyHolder, to: KeyHolder) {
  const manifest = await manifestOf(PERSON, { devices: [{ device: device(by), label: '', fromMs: 1 }] });
  const handover = { post: postId(POST), number: 1, from: person(PERSON), device: device(by), to: person(to), signedMs: 1 }; // prettier-ignore
  return sealHandover(handover, manifest, by.sign);
}

const requestBy = (
  by: KeyHolder,
  manifest: Awaited<ReturnType<typeof manifestOf>>,
  card: Awaited<ReturnType<typeof cardOf>>,
) => sealRequest({ manifest, card, title: '', department: '', invitation: null, madeMs: 1 }, by.sign);

/** Whether a door stays shut. */
export const isShut = async (
  door: (bad: KeyHolder) => Promise<unknown>,
  holder: KeyHolder,
): Promise<boolean> => {
  const opened = await door(holder);
  return opened === null || opened === false;
};
