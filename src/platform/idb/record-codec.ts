import type { StoredEntry } from '../../app/ports.js';
import type {
  ContactRecord,
  ConversationRecord,
  IntroRecord,
  LogHead,
  PrekeyRecord,
  SelfRecord,
} from '../../app/records.js';
import type { ReceiptRow } from '../../domain/receipts.js';
import { encode, type Wire } from '../../protocol/codec.js';
import { trustedEntry } from '../../protocol/entry.js';
import { idBytes, readConversationId, readDeviceId, readEntryId, readPersonId } from '../../protocol/ids.js';
import type { ConversationId } from '../../protocol/ids.js';
import { readFields, type Fields } from './record-fields.js';

// Every record is an array: [record version, field, field, …]. A field that is added later comes last, under a new
// version, so that a record of an older Beep still reads.

export const encodeSelf = (self: SelfRecord): Uint8Array =>
  encode([
    1,
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
  ]);

/** @throws Fault 'vault-damaged' if the bytes are no self record of a version known here. So do all `decode…`. */
export const decodeSelf = (bytes: Uint8Array): SelfRecord =>
  readFields(bytes, 1, (next) => ({
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
  }));

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
    1,
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
  ]);

export const decodeContact = (bytes: Uint8Array): ContactRecord =>
  readFields(bytes, 1, (next) => ({
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
  }));

export const encodeConversation = (conversation: ConversationRecord): Uint8Array =>
  encode([
    1,
    idBytes(conversation.id),
    conversation.kind,
    idBytes(conversation.peer),
    conversation.heads.map(({ author, seq, id, orderMs }): Wire => [
      idBytes(author),
      seq,
      idBytes(id),
      orderMs,
    ]),
    conversation.receipts.map(({ by, author, deliveredSeq, readSeq }): Wire => [
      idBytes(by),
      idBytes(author),
      deliveredSeq,
      readSeq,
    ]),
    conversation.unread,
    conversation.latest && [
      conversation.latest.text,
      conversation.latest.sentAtMs,
      conversation.latest.own,
      conversation.latest.orderMs,
    ],
  ]);

export const decodeConversation = (bytes: Uint8Array): ConversationRecord =>
  readFields(bytes, 1, (next) => ({
    id: next.value(readConversationId),
    kind: next.oneOf(['direct'] as const),
    peer: next.value(readPersonId),
    heads: next.rows(readHead),
    receipts: next.rows(readReceipt),
    unread: next.number(),
    latest: next.optional(() =>
      next.row((latest) => ({
        text: latest.text(),
        sentAtMs: latest.number(),
        own: latest.flag(),
        orderMs: latest.number(),
      })),
    ),
  }));

const readHead = (next: Fields): LogHead => ({
  author: next.value(readDeviceId),
  seq: next.number(),
  id: next.value(readEntryId),
  orderMs: next.number(),
});

const readReceipt = (next: Fields): ReceiptRow => ({
  by: next.value(readDeviceId),
  author: next.value(readDeviceId),
  deliveredSeq: next.number(),
  readSeq: next.number(),
});

export const encodeEntry = ({ entry, body }: StoredEntry): Uint8Array => encode([1, entry.bytes, body]);

export const decodeEntry = (bytes: Uint8Array): StoredEntry =>
  readFields(bytes, 1, (next) => ({
    entry: next.value((wire) => (wire instanceof Uint8Array ? trustedEntry(wire) : null)),
    body: next.optional(() => next.bytes()),
  }));

export interface Draft {
  readonly conversation: ConversationId;
  readonly text: string;
}

export const encodeDraft = ({ conversation, text }: Draft): Uint8Array =>
  encode([1, idBytes(conversation), text.toWellFormed()]);

export const decodeDraft = (bytes: Uint8Array): Draft =>
  readFields(bytes, 1, (next) => ({ conversation: next.value(readConversationId), text: next.text() }));
