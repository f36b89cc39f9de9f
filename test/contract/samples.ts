import { heldBytesOf } from '../../src/app/heads.js';
import type { StoredEntry } from '../../src/app/ports.js';
import { NO_DRAFT } from '../../src/app/draft.js';
import type {
  ContactRecord,
  ConversationRecord,
  DraftRecord,
  LogHead,
  SelfRecord,
} from '../../src/app/records.js';
import type { DraftMarks } from '../../src/app/conversation-views.js';
import { encodeAdminBody } from '../../src/protocol/admin-body.js';
import { hashBody, KIND } from '../../src/protocol/body.js';
import { ed25519PublicKey, ed25519Sign } from '../../src/protocol/ed25519.js';
import { sealEntry } from '../../src/protocol/entry.js';
import { sealCard } from '../../src/protocol/card.js';
import { sealManifest } from '../../src/protocol/manifest.js';
import { itemOfEntry, type RosterItem } from '../../src/protocol/roster-item.js';
import { encodeMessageBody, type MessageBody } from '../../src/protocol/message-body.js';
import { plainText } from '../../src/protocol/text-body.js';
import {
  readConversationId,
  readDeviceId,
  readEntryId,
  readPersonId,
  type ConversationId,
  type DeviceId,
  type PersonId,
} from '../../src/protocol/ids.js';

const filled = (byte: number, length: number) => new Uint8Array(length).fill(byte);

export const aPerson = (n: number): PersonId => readPersonId(filled(n, 32))!;
export const aConversationId = (n: number): ConversationId => readConversationId(filled(n, 32))!;
export const aDevice = (n: number): DeviceId => readDeviceId(ed25519PublicKey(filled(n, 32)))!;

export const aSelf = (changes: Partial<SelfRecord> = {}): SelfRecord => ({
  name: 'Amina Yusuf',
  person: aPerson(1),
  device: aDevice(1),
  personKey: filled(3, 80),
  deviceKey: filled(4, 80),
  manifest: filled(5, 200),
  rendezvous: filled(6, 16),
  prekeys: [{ kid: filled(7, 8), seed: filled(8, 32), createdMs: 1_700_000_000_000 }],
  prekeyNumber: 7,
  intros: [
    { secret: filled(9, 16), expiresMs: 1_700_000_600_000, usedBy: null },
    { secret: filled(10, 16), expiresMs: 1_700_000_600_000, usedBy: aPerson(2) },
  ],
  showsActivity: false,
  badges: [filled(11, 300), filled(12, 280)],
  passes: [filled(13, 150), filled(14, 150)],
  words: { kind: 'later', remindMs: 1_700_000_900_000 },
  endedBy: Uint8Array.of(7, 7),
  askedMs: 1_700_000_800_000,
  ...changes,
});

export const aContact = (n: number, changes: Partial<ContactRecord> = {}): ContactRecord => ({
  person: aPerson(n),
  name: `Contact ${n}`,
  device: aDevice(n),
  manifest: null,
  card: filled(n, 200),
  tie: 'contact',
  rendezvous: filled(n, 16),
  prekeys: null,
  intro: filled(n, 16),
  reunion: [filled(1, 32), filled(2, 32)],
  refused: null,
  addedMs: 1_700_000_000_000,
  badges: [filled(15, 300)],
  verified: { atMs: 1_700_000_000_000, devices: [aDevice(n)] },
  ...changes,
});

export const aConversation = (n: number, changes: Partial<ConversationRecord> = {}): ConversationRecord => ({
  id: aConversationId(n),
  kind: 'direct',
  peer: aPerson(n),
  heads: [],
  receipts: [],
  unread: 0,
  isMentioned: false,
  latest: null,
  moreShares: [],
  signedReceipts: [],
  shelf: 'chats',
  addedMs: 1_700_000_000_000,
  ...changes,
});

export interface EntrySample {
  readonly conversation: ConversationId;
  /** Number of the author's device. */
  readonly author: number;
  readonly seq: number;
  readonly text?: string;
  /** In place of a text. */
  readonly says?: MessageBody;
  readonly orderMs?: number;
}

/** A truly signed entry: a text, if nothing else is said. What its `prev` names was never written: a store does not ask. */
export async function anEntry(sample: EntrySample): Promise<StoredEntry> {
  const { conversation, author, seq, text = `message ${seq}`, orderMs = 1_700_000_000_000 + seq } = sample;
  const { says = { kind: KIND.text, ...plainText(text) } } = sample;
  const seed = filled(author, 32);
  const body = encodeMessageBody(filled(11, 16), says);
  const header = {
    conversation,
    author: aDevice(author),
    seq,
    prev: seq === 0 ? null : readEntryId(filled(seq % 256, 32)),
    after: [],
    sentAtMs: orderMs,
    orderMs,
    kind: says.kind,
    bodyHash: hashBody(body),
    bodyLength: body.byteLength,
    grant: null,
  };
  const entry = await sealEntry(header, (bytes) => Promise.resolve(ed25519Sign(seed, bytes)));
  return { entry, body };
}

/** What is being written: a text, and what else is named. */
export const aDraft = (text: string, marks: Partial<DraftMarks> = {}): DraftRecord => ({
  ...NO_DRAFT,
  text,
  ...marks,
});

/** Entries 0 … `length` - 1 of one log. */
export async function aLog(
  conversation: ConversationId,
  author: number,
  length: number,
): Promise<StoredEntry[]> {
  const log: StoredEntry[] = [];
  for (let seq = 0; seq < length; seq++) log.push(await anEntry({ conversation, author, seq }));
  return log;
}

export const headOf = (log: readonly StoredEntry[]): LogHead => {
  const { author, seq, id, orderMs } = log.at(-1)!.entry;
  return {
    author,
    seq,
    id,
    orderMs,
    fromSeq: 0,
    heldBytes: log.reduce((sum, stored) => sum + heldBytesOf(stored), 0),
  };
};

/** Truly signed roster items: who two people are, and that one of them leaves. */
export async function someRosterItems(conversation: ConversationId): Promise<readonly RosterItem[]> {
  const introductionOf = async (n: number): Promise<RosterItem> => {
    const sign = (bytes: Uint8Array) => Promise.resolve(ed25519Sign(filled(n, 32), bytes));
    const [person, device] = [aPersonOf(n), aDevice(n)];
    const devices = [{ device, label: '', fromMs: 0 }];
    const manifest = await sealManifest({ person, number: 1, devices, revoked: [] }, sign);
    const card = { person, device, rendezvous: filled(n, 16), name: `Person ${n}`, intro: null, hints: [] };
    return { kind: 'introduction', manifest, card: await sealCard(card, sign) };
  };
  const body = encodeAdminBody(filled(11, 16), { kind: KIND.leave, knows: [] });
  const header = {
    conversation,
    author: aDevice(2),
    seq: 0,
    prev: null,
    after: [],
    sentAtMs: 1,
    orderMs: 1,
    kind: KIND.leave,
    bodyHash: hashBody(body),
    bodyLength: body.byteLength,
    grant: null,
  };
  const entry = await sealEntry(header, (bytes) => Promise.resolve(ed25519Sign(filled(2, 32), bytes)));
  return [await introductionOf(1), await introductionOf(2), itemOfEntry(entry, body)!];
}

/** The person whose key is that of device `n`: one seed is enough to sign for both. */
const aPersonOf = (n: number): PersonId => readPersonId(ed25519PublicKey(filled(n, 32)))!;
