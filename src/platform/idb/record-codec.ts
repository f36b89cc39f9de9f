import type {
  ContactRecord,
  ConversationRecord,
  DraftRecord,
  IntroRecord,
  LatestRecord,
  LogHead,
  PrekeyRecord,
  SelfRecord,
  WordsRecord,
} from '../../app/records.js';
import { NO_MARKS } from '../../app/draft.js';
import type { DraftMarks } from '../../app/conversation-views.js';
import type { ReceiptRow } from '../../domain/receipts.js';
import { encode, isCount, type Wire } from '../../protocol/codec.js';
import { idBytes, readConversationId, readDeviceId, readEntryId, readPersonId } from '../../protocol/ids.js';
import type { ConversationId } from '../../protocol/ids.js';
import { encodeItem, trustedItem, type RosterItem } from '../../protocol/roster-item.js';
import { readReceipts, wireReceipts } from './receipt-rows.js';
import { readFields, type Fields } from './record-fields.js';

// Every record is an array: [record version, field, field, …]. A field that is added later comes last, under a new
// version, so that a record of an older Beep still reads.

export const encodeSelf = (self: SelfRecord): Uint8Array =>
  encode([
    5,
    self.name,
    idBytes(self.person),
    idBytes(self.device),
    self.personKey,
    self.deviceKey,
    self.manifest,
    self.rendezvous,
    self.prekeys.map(({ kid, seed, createdMs }) => [kid, seed, createdMs]),
    self.prekeyNumber,
    self.intros.map(({ secret, expiresMs, usedBy }) => [secret, expiresMs, usedBy && idBytes(usedBy)]),
    self.showsActivity,
    [...self.badges],
    [...self.passes],
    encodeWords(self.words),
    self.endedBy,
    self.askedMs,
  ]);

/** @throws Fault 'vault-damaged' if the bytes are no self record of a version known here. So do all `decode…`. */
export const decodeSelf = (bytes: Uint8Array): SelfRecord =>
  readFields(bytes, 5, (next, version) => ({
    name: next.text(),
    person: next.value(readPersonId),
    device: next.value(readDeviceId),
    personKey: next.bytes(),
    deviceKey: next.bytes(),
    manifest: next.bytes(),
    rendezvous: next.bytes(),
    prekeys: next.rows(readPrekey),
    prekeyNumber: next.number(),
    intros: next.rows(readIntro),
    showsActivity: version === 1 || next.flag(),
    badges: version < 3 ? [] : next.list((item) => item.bytes()),
    passes: version < 3 ? [] : next.list((item) => item.bytes()),
    words: version < 3 ? { kind: 'unseen' } : next.value(readWords),
    endedBy: version < 4 ? null : next.optional(() => next.bytes()),
    askedMs: version < 5 ? null : next.optional(() => next.number()),
  }));

function encodeWords(words: WordsRecord) {
  if (words.kind === 'later') return words.remindMs;
  return words.kind === 'used' ? [words.atMs] : words.kind;
}

function readWords(wire: unknown): WordsRecord | null {
  if (wire === 'unseen' || wire === 'kept') return { kind: wire };
  if (Array.isArray(wire))
    return wire.length === 1 && isCount(wire[0]) ? { kind: 'used', atMs: wire[0] } : null;
  return isCount(wire) ? { kind: 'later', remindMs: wire } : null;
}

const readPrekey = (next: Fields): PrekeyRecord => ({
  kid: next.bytes(),
  seed: next.bytes(),
  createdMs: next.number(),
});

const readIntro = (next: Fields): IntroRecord => ({
  secret: next.bytes(),
  expiresMs: next.number(),
  usedBy: next.optional(() => next.value(readPersonId)),
});

export const encodeContact = (contact: ContactRecord): Uint8Array =>
  encode([
    3,
    idBytes(contact.person),
    contact.name,
    idBytes(contact.device),
    contact.manifest,
    contact.rendezvous,
    contact.prekeys,
    contact.intro,
    [...contact.reunion],
    contact.refused,
    contact.addedMs,
    contact.card,
    contact.tie,
    [...contact.badges],
    contact.verified && [contact.verified.atMs, contact.verified.devices.map((device) => idBytes(device))],
  ]);

export const decodeContact = (bytes: Uint8Array): ContactRecord =>
  readFields(bytes, 3, (next, version) => ({
    person: next.value(readPersonId),
    name: next.text(),
    device: next.value(readDeviceId),
    manifest: next.optional(() => next.bytes()),
    rendezvous: next.bytes(),
    prekeys: next.optional(() => next.bytes()),
    intro: next.optional(() => next.bytes()),
    reunion: next.list((item) => item.bytes()),
    refused: next.optional(() => next.oneOf(['intro-used', 'intro-expired'] as const)),
    addedMs: next.number(),
    card: version === 1 ? null : next.optional(() => next.bytes()),
    tie: version === 1 ? 'contact' : next.oneOf(['contact', 'group', 'badge'] as const),
    badges: version < 3 ? [] : next.list((item) => item.bytes()),
    verified: version < 3 ? null : next.optional(() => next.row(readVerified)),
  }));

const readVerified = (next: Fields): NonNullable<ContactRecord['verified']> => ({
  atMs: next.number(),
  devices: next.list((item) => item.value(readDeviceId)),
});

export const encodeConversation = (conversation: ConversationRecord): Uint8Array =>
  encode([
    5,
    idBytes(conversation.id),
    conversation.kind,
    conversation.peer && idBytes(conversation.peer),
    conversation.heads.map(({ author, seq, id, orderMs, fromSeq, heldBytes }): Wire => [
      idBytes(author),
      seq,
      idBytes(id),
      orderMs,
      fromSeq,
      heldBytes,
    ]),
    wireReceipts(
      conversation.receipts,
      conversation.heads.map(({ author }) => author),
    ),
    conversation.unread,
    conversation.latest && wireLatest(conversation.latest),
    conversation.isMentioned,
    conversation.shelf,
    conversation.addedMs,
    conversation.moreShares.map(({ person, count }): Wire => [idBytes(person), count]),
    conversation.signedReceipts.map(({ by, bytes }): Wire => [idBytes(by), bytes]),
  ]);

const wireLatest = ({ text, sentAtMs, own, orderMs, id, kind, person }: LatestRecord): Wire => [
  text,
  sentAtMs,
  own,
  orderMs,
  id && idBytes(id),
  kind,
  person && idBytes(person),
];

export const decodeConversation = (bytes: Uint8Array): ConversationRecord =>
  readFields(bytes, 5, (next, version) => ({
    id: next.value(readConversationId),
    kind: next.oneOf(['direct', 'group'] as const),
    peer: next.optional(() => next.value(readPersonId)),
    ...readLogs(next, version),
    unread: next.number(),
    latest: next.optional(() => next.row((latest) => readLatest(latest, version))),
    isMentioned: version >= 2 && next.flag(),
    shelf: version === 1 ? 'chats' : next.oneOf(['chats', 'requests', 'blocked'] as const),
    addedMs: version === 1 ? 0 : next.number(),
    moreShares: version < 3 ? [] : next.rows(readMoreShares),
    signedReceipts: version < 5 ? [] : next.rows(readSigned),
  }));

const readSigned = (next: Fields): ConversationRecord['signedReceipts'][number] => ({
  by: next.value(readDeviceId),
  bytes: next.bytes(),
});

const readMoreShares = (next: Fields): ConversationRecord['moreShares'][number] => ({
  person: next.value(readPersonId),
  count: next.number(),
});

const readLogs = (next: Fields, version: number): Pick<ConversationRecord, 'heads' | 'receipts'> => {
  const heads = next.rows((row) => readHead(row, version));
  const authors = heads.map(({ author }) => author);
  const receipts = version < 4 ? next.rows(readReceipt) : next.row((packed) => readReceipts(packed, authors));
  return { heads, receipts };
};

const readLatest = (next: Fields, version: number): LatestRecord => ({
  text: next.text(),
  sentAtMs: next.number(),
  own: next.flag(),
  orderMs: next.number(),
  ...(version === 1
    ? { id: null, kind: 'text', person: null }
    : {
        id: next.optional(() => next.value(readEntryId)),
        kind: next.oneOf(['text', 'poll', 'deleted', 'memo', 'submission'] as const),
        person: next.optional(() => next.value(readPersonId)),
      }),
});

const readHead = (next: Fields, version: number): LogHead => ({
  author: next.value(readDeviceId),
  seq: next.number(),
  id: next.value(readEntryId),
  orderMs: next.number(),
  fromSeq: version === 1 ? 0 : next.number(),
  heldBytes: version < 3 ? 0 : next.number(),
});

const readReceipt = (next: Fields): ReceiptRow => ({
  by: next.value(readDeviceId),
  author: next.value(readDeviceId),
  deliveredSeq: next.number(),
  readSeq: next.number(),
});

export const decodeRosterItem = (bytes: Uint8Array): RosterRow =>
  readFields(bytes, 1, (next) => ({
    conversation: next.value(readConversationId),
    item: next.value((wire) => (wire instanceof Uint8Array ? trustedItem(wire) : null)),
  }));

/** A roster item with the group it is of. */
export interface RosterRow {
  readonly conversation: ConversationId;
  readonly item: RosterItem;
}

export const encodeRosterItem = ({ conversation, item }: RosterRow): Uint8Array =>
  encode([1, idBytes(conversation), encodeItem(item)]);

/** A draft with the conversation it is written in. */
export interface DraftRow {
  readonly conversation: ConversationId;
  readonly draft: DraftRecord;
}

export const encodeDraft = ({ conversation, draft }: DraftRow): Uint8Array =>
  encode([
    2,
    idBytes(conversation),
    draft.text.toWellFormed(),
    draft.reply && idBytes(draft.reply),
    draft.isUrgent,
    draft.asksForNote,
    draft.edit && [idBytes(draft.edit.message), draft.edit.text.toWellFormed()],
  ]);

export const decodeDraft = (bytes: Uint8Array): DraftRow =>
  readFields(bytes, 2, (next, version) => {
    const conversation = next.value(readConversationId);
    const text = next.text();
    return { conversation, draft: { text, ...(version === 1 ? NO_MARKS : readMarks(next)) } };
  });

const readMarks = (next: Fields): DraftMarks => ({
  reply: next.optional(() => next.value(readEntryId)),
  isUrgent: next.flag(),
  asksForNote: next.flag(),
  edit: next.optional(() => next.row((edit) => ({ message: edit.value(readEntryId), text: edit.text() }))),
});
