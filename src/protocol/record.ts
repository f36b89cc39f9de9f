import { decodeArray, encode, isBytes, isCount, isText } from './codec.js';
import { idBytes, readDeviceId, type DeviceId } from './ids.js';
import {
  readRegistryRecord,
  REGISTRY_TYPE,
  wireRegistryRecord,
  type RegistryRecord,
} from './registry-records.js';
import { readRosterRecord, ROSTER_TYPE, wireRosterRecord, type RosterRecord } from './roster-records.js';
import {
  MAX_DRAFT_SIGNAL_BYTES,
  MAX_ENTRIES_PER_GIVE,
  MAX_RECORD_BYTES,
  MAX_VECTOR_ROWS,
  MAX_WAITING_GIVES,
} from './limits.js';
import { fail, ok, type Result } from './result.js';

/** Names a conversation on one link only, 16 bytes: a peer learns none that it does not know. See `conversationTag`. */
export type Tag = Uint8Array;

/** One row of what somebody holds: the log of `author` up to and including `seq`, whose entry's id starts with `idPrefix`. */
export interface HaveRow {
  readonly author: DeviceId;
  readonly seq: number;
  /** First 16 bytes of the id of the entry at `seq`. */
  readonly idPrefix: Uint8Array;
}

/** One place of one log. */
export interface LogPlace {
  readonly author: DeviceId;
  readonly seq: number;
}

/** What a first word says beside the logs, each 16 bytes. The logs: `logsDigestBytes`, or as in a `have` where they are few. */
export interface SumBeside {
  /** What I hold of your device's word on the logs of my person: see `linesDigest`. */
  readonly said: Uint8Array;
  /** What I hold of the word of all others on them. */
  readonly heard: Uint8Array;
  /** What you may be shown of the roster comes to; null in a conversation of two. */
  readonly roster: Uint8Array | null;
}

/** An entry as it travels: the signed bytes and, where the giver has it, the body. Both unchecked. */
export type GivenEntry = readonly [entry: Uint8Array, body: Uint8Array | null];

/** Everything two devices say once their link is up. */
export type LinkRecord =
  | RosterRecord
  | RegistryRecord
  /** "This is what I hold of it": alone, or the last part of it. */
  | { readonly type: 'have'; readonly tag: Tag; readonly rows: readonly HaveRow[] }
  /** A part of what I hold, of more logs than one record may name. A `have` ends it. */
  | { readonly type: 'have-part'; readonly tag: Tag; readonly rows: readonly HaveRow[] }
  /** The first word: what all that I hold of it comes to. Whoever says the same holds the same. */
  | ({ readonly type: 'sum'; readonly tag: Tag; readonly logs: Uint8Array | readonly HaveRow[] } & SumBeside)
  /** A run of entries: per author in log order. */
  | { readonly type: 'give'; readonly tag: Tag; readonly entries: readonly GivenEntry[] }
  /** "I have dealt with the next `count` of your gives": room for as many. `took` is false if they did not follow what I hold. */
  | { readonly type: 'ack'; readonly tag: Tag; readonly took: boolean; readonly count: number }
  /** "I hold these logs up to and including these places, and you may not. Ask me if nobody gives them to you." */
  | { readonly type: 'news'; readonly tag: Tag; readonly rows: readonly HaveRow[] }
  /** "You give me what I hold already: from now on tell me the news only." */
  | { readonly type: 'prune'; readonly tag: Tag }
  /** "Give me these logs from these places on, and from now on whatever is new." */
  | { readonly type: 'graft'; readonly tag: Tag; readonly rows: readonly LogPlace[] }
  /** A signed receipt, see `receipt.ts`. */
  | { readonly type: 'receipt'; readonly tag: Tag; readonly bytes: Uint8Array }
  /** A newer signed document of the sender. */
  | { readonly type: 'doc'; readonly kind: DocKind; readonly bytes: Uint8Array }
  /** "I am here"; with `answer`, "say so too". */
  | { readonly type: 'live'; readonly answer: boolean }
  /** "My next record is under my next key." */
  | { readonly type: 'rekey' }
  /** "I am leaving on purpose." */
  | { readonly type: 'bye' }
  /** "My person is writing in it", or has stopped. */
  | { readonly type: 'typing'; readonly tag: Tag; readonly isOn: boolean }
  /** "I have the draft open", or what it takes to connect with me there: see `docs/protocol.md`, 9.7. */
  | {
      readonly type: 'draft-signal';
      readonly tag: Tag;
      /** Of the sender, 16 bytes: see `draftClient`. */
      readonly session: Uint8Array;
      readonly signal: string;
    }
  /** "My person has Beep before their eyes", or not any more. */
  | { readonly type: 'presence'; readonly isActive: boolean };

/** `badges`: canonical bytes of the list of badges that the sender shows from now on. */
export type DocKind = 'manifest' | 'prekeys' | 'card' | 'badges';
export type RecordError = 'too-large' | 'malformed' | 'unknown-type' | 'ignorable-type';

const TYPE = {
  have: 1,
  give: 2,
  ack: 3,
  receipt: 4,
  doc: 5,
  live: 6,
  rekey: 7,
  bye: 8,
  sum: 9,
  news: 10,
  prune: 11,
  graft: 12,
  'have-part': 13,
  ...ROSTER_TYPE,
  typing: 64,
  presence: 65,
  'draft-signal': 66,
  ...REGISTRY_TYPE,
} as const;
/** Types from here on may be ignored by whoever does not know them; below, they end the link. */
const FIRST_IGNORABLE_TYPE = 64;
const DOC_KINDS: readonly DocKind[] = ['manifest', 'prekeys', 'card', 'badges'];

/** Canonical bytes of a record, before padding and sealing. */
export function encodeRecord(record: LinkRecord): Uint8Array {
  switch (record.type) {
    case 'have':
    case 'have-part':
    case 'news':
      return encode([TYPE[record.type], record.tag, wireRows(record.rows)]);
    case 'give':
      return encode([TYPE.give, record.tag, record.entries]);
    case 'ack':
      return encode([TYPE.ack, record.tag, record.took, record.count]);
    case 'sum': {
      const { tag, logs, said, heard, roster } = record;
      return encode([TYPE.sum, tag, logs instanceof Uint8Array ? logs : wireRows(logs), said, heard, roster]);
    }
    case 'graft':
      return encode([TYPE.graft, record.tag, record.rows.map((row) => [idBytes(row.author), row.seq])]);
    case 'prune':
      return encode([TYPE.prune, record.tag]);
    case 'receipt':
      return encode([TYPE.receipt, record.tag, record.bytes]);
    case 'doc':
      return encode([TYPE.doc, DOC_KINDS.indexOf(record.kind) + 1, record.bytes]);
    case 'live':
      return encode([TYPE.live, record.answer]);
    case 'rekey':
      return encode([TYPE.rekey]);
    case 'bye':
      return encode([TYPE.bye]);
    case 'typing':
      return encode([TYPE.typing, record.tag, record.isOn]);
    case 'presence':
      return encode([TYPE.presence, record.isActive]);
    case 'draft-signal':
      return encode([TYPE['draft-signal'], record.tag, record.session, record.signal]);
    case 'docs-have':
    case 'docs-want':
    case 'pages-want':
    case 'docs-part':
    case 'page':
      return encode(wireRegistryRecord(record));
    default:
      return encode(wireRosterRecord(record));
  }
}

/** Turns a peer's bytes into a record. Never throws. What is signed inside is still unchecked. */
export function parseRecord(bytes: Uint8Array): Result<LinkRecord, RecordError> {
  if (bytes.byteLength > MAX_RECORD_BYTES) return fail('too-large');
  const wire = decodeArray(bytes);
  if (!wire || !isCount(wire[0])) return fail('malformed');
  const record = readRecord(wire[0], wire);
  if (record) return ok(record);
  if (Object.values<number>(TYPE).includes(wire[0])) return fail('malformed');
  return fail(wire[0] >= FIRST_IGNORABLE_TYPE ? 'ignorable-type' : 'unknown-type');
}

function readRecord(type: number, wire: readonly unknown[]): LinkRecord | null {
  const [, first, second] = wire;
  switch (type) {
    case TYPE.have:
    case TYPE['have-part']: {
      const rows = wire.length === 3 && isBytes(first, 16) ? readRows(second) : null;
      return rows && { type: type === TYPE.have ? 'have' : 'have-part', tag: first as Tag, rows };
    }
    case TYPE.sum:
      return wire.length === 6 && isBytes(first, 16) ? readSum(first, wire.slice(2)) : null;
    case TYPE.news: {
      const rows = wire.length === 3 && isBytes(first, 16) ? readRows(second) : null;
      return rows && rows.length > 0 ? { type: 'news', tag: first as Tag, rows } : null; // no news is not worth a record
    }
    case TYPE.graft: {
      const rows = wire.length === 3 && isBytes(first, 16) ? readPlaces(second) : null;
      return rows && { type: 'graft', tag: first as Tag, rows };
    }
    case TYPE.prune:
      return wire.length === 2 && isBytes(first, 16) ? { type: 'prune', tag: first } : null;
    case TYPE.give: {
      const entries = wire.length === 3 && isBytes(first, 16) ? readGiven(second) : null;
      return entries && { type: 'give', tag: first as Tag, entries };
    }
    case TYPE.ack: {
      const count: unknown = wire[3];
      if (wire.length !== 4 || !isBytes(first, 16) || typeof second !== 'boolean') return null;
      if (!isCount(count, MAX_WAITING_GIVES) || count === 0) return null;
      return { type: 'ack', tag: first, took: second, count };
    }
    case TYPE.receipt:
      if (wire.length !== 3 || !isBytes(first, 16) || !isBytes(second)) return null;
      return { type: 'receipt', tag: first, bytes: second };
    case TYPE.doc: {
      const kind = isCount(first) ? DOC_KINDS[first - 1] : undefined;
      if (wire.length !== 3 || !kind || !isBytes(second)) return null;
      return { type: 'doc', kind, bytes: second };
    }
    case TYPE.live:
      return wire.length === 2 && typeof first === 'boolean' ? { type: 'live', answer: first } : null;
    case TYPE.rekey:
      return wire.length === 1 ? { type: 'rekey' } : null;
    case TYPE.bye:
      return wire.length === 1 ? { type: 'bye' } : null;
    case TYPE.typing:
      if (wire.length !== 3 || !isBytes(first, 16) || typeof second !== 'boolean') return null;
      return { type: 'typing', tag: first, isOn: second };
    case TYPE['draft-signal']: {
      const signal: unknown = wire[3];
      if (wire.length !== 4 || !isBytes(first, 16) || !isBytes(second, 16)) return null;
      if (!isText(signal, MAX_DRAFT_SIGNAL_BYTES) || signal === '') return null;
      return { type: 'draft-signal', tag: first, session: second, signal };
    }
    case TYPE.presence:
      return wire.length === 2 && typeof first === 'boolean' ? { type: 'presence', isActive: first } : null;
    default:
      return readRosterRecord(wire) ?? readRegistryRecord(wire);
  }
}

const wireRows = (rows: readonly HaveRow[]) =>
  rows.map(({ author, seq, idPrefix }) => [idBytes(author), seq, idPrefix]);

function readSum(tag: Tag, [held, said, heard, roster]: readonly unknown[]): LinkRecord | null {
  const logs = isBytes(held, 16) ? held : readRows(held);
  if (!logs || !isBytes(said, 16) || !isBytes(heard, 16)) return null;
  if (roster !== null && !isBytes(roster, 16)) return null;
  return { type: 'sum', tag, logs, said, heard, roster };
}

function readRows(wire: unknown): readonly HaveRow[] | null {
  if (!Array.isArray(wire) || wire.length > MAX_VECTOR_ROWS) return null;
  const rows: HaveRow[] = [];
  for (const row of wire as unknown[]) {
    if (!Array.isArray(row) || row.length !== 3) return null;
    const author = readDeviceId(row[0]);
    const [, seq, idPrefix] = row as unknown[];
    if (!author || !isCount(seq) || !isBytes(idPrefix, 16)) return null;
    rows.push({ author, seq, idPrefix });
  }
  return rows;
}

function readPlaces(wire: unknown): readonly LogPlace[] | null {
  if (!Array.isArray(wire) || wire.length > MAX_VECTOR_ROWS) return null;
  const rows: LogPlace[] = [];
  for (const row of wire as unknown[]) {
    if (!Array.isArray(row) || row.length !== 2) return null;
    const author = readDeviceId(row[0]);
    const seq: unknown = row[1];
    if (!author || !isCount(seq)) return null;
    rows.push({ author, seq });
  }
  return rows;
}

function readGiven(wire: unknown): readonly GivenEntry[] | null {
  if (!Array.isArray(wire) || wire.length === 0 || wire.length > MAX_ENTRIES_PER_GIVE) return null;
  const given: GivenEntry[] = [];
  for (const pair of wire as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    const [entry, body] = pair as unknown[];
    if (!isBytes(entry) || (body !== null && !isBytes(body))) return null;
    given.push([entry, body]);
  }
  return given;
}
