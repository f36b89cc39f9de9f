// Entries, their bodies (docs/protocol.md §8.2, §8.3, §8.9) and receipts (§9.3).
import { decodeArray } from './cbor.mjs';
import { idOf, isSigned, partsOf, sha256 } from './documents.mjs';
import { hex, isAllDifferent, isBytes, isCount, isListOf, isName, isSortedSet, isText, isTimeMs, sameBytes } from './fields.mjs'; // prettier-ignore

const MAX_ORDER_MS = 284_959_900_799_999;

const isId = (value) => isBytes(value, 32);
const isIdOrNull = (value) => value === null || isId(value);

/** What was signed of an entry; null for anything else. */
export function readPayload(payload) {
  const wire = decodeArray(payload);
  if (wire?.length !== 12 || wire[0] !== 1) return null;
  const [, conversation, author, seq, prev, after, sentAtMs, orderMs, kind, bodyHash, bodyLength, grant] = wire; // prettier-ignore
  if (!isId(conversation) || !isId(author) || !isCount(seq) || !isIdOrNull(prev) || !isIdOrNull(grant))
    return null;
  if (!isSortedSet(after, 16, 32) || !isTimeMs(sentAtMs) || !isCount(orderMs, MAX_ORDER_MS)) return null;
  if (!isCount(kind, 65_535) || !isId(bodyHash) || !isCount(bodyLength, 65_536)) return null;
  if ((seq === 0) !== (prev === null) || orderMs < sentAtMs) return null;
  const id = idOf('entry', payload);
  return {
    id,
    conversation: hex(conversation),
    author: hex(author),
    seq,
    prev: prev && hex(prev),
    sentAtMs,
    orderMs,
    kind,
    bodyHash,
    bodyLength,
  };
}

/** A signed entry, its signature unchecked; null for anything else. */
export function readEntry(bytes) {
  const parts = partsOf('entry', bytes);
  const header = parts && readPayload(parts.payload);
  return header && { ...header, parts };
}

export const isEntrySigned = (entry) => isSigned('entry', entry.parts, Buffer.from(entry.author, 'hex'));
export const isBodyOf = (entry, body) =>
  body.length === entry.bodyLength && sameBytes(sha256(body), entry.bodyHash);

const MAX_PIECES = 48;
const isPieces = (value) => isCount(value, MAX_PIECES) && value > 0;
const isRemarks = (value) => isText(value, 4096);
const isSigner = (person, name) => isId(person) && isName(name);
export const isSubject = (value) => isText(value, 512) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value);
const isLabel = (value, maxBytes) => isText(value, maxBytes) && value !== '';

/** By kind: how many fields there are beside the salt, and what they say; null where they say nothing. */
const BODIES = {
  1: {
    counts: [1, 4],
    read([text, reply, people, flags], count) {
      if (!isText(text, 8192)) return null;
      if (count === 1) return { text };
      if (!isIdOrNull(reply) || !isSortedSet(people, 32, 32) || !isCount(flags, 7)) return null;
      return reply === null && people.length === 0 && flags === 0 ? null : { text };
    },
  },
  2: {
    counts: [3],
    read: ([target, text, people]) =>
      isId(target) && isText(text, 8192) && isSortedSet(people, 32, 32)
        ? { target: hex(target), text }
        : null,
  },
  3: { counts: [1], read: ([target]) => (isId(target) ? { target: hex(target) } : null) },
  5: {
    counts: [3],
    read([text, options, isMultiple]) {
      if (!isLabel(text, 1024) || typeof isMultiple !== 'boolean') return null;
      if (!isListOf(options, 12, (option) => isLabel(option, 256)) || options.length < 2) return null;
      return isAllDifferent(options) ? { text, options } : null;
    },
  },
  10: {
    counts: [6],
    read([hash, pieces, people, remarks, person, name]) {
      if (!isId(hash) || !isPieces(pieces) || !isRemarks(remarks) || !isSigner(person, name)) return null;
      if (!isListOf(people, 8, isId) || people.length === 0) return null;
      const approvers = people.map(hex);
      return isAllDifferent(approvers) ? { hash, approvers, remarks, person: hex(person), name } : null;
    },
  },
  11: {
    counts: [6],
    read([target, hash, isApproval, remarks, person, name]) {
      if (!isId(target) || !isId(hash) || typeof isApproval !== 'boolean') return null;
      if (!isRemarks(remarks) || !isSigner(person, name)) return null;
      return { target: hex(target), hash, isApproval, remarks, person: hex(person), name };
    },
  },
  12: {
    counts: [5],
    read: ([hash, pieces, text, person, name]) =>
      isId(hash) && isPieces(pieces) && isSubject(text) && isSigner(person, name)
        ? { hash, text, person: hex(person), name }
        : null,
  },
};

/** What a body of `kind` says, with the ids under which it was said before; null if it says nothing that stands in proofs. */
export function readBody(kind, bytes) {
  const wire = decodeArray(bytes);
  const form = BODIES[kind];
  if (!wire || !form || !isBytes(wire[0], 16)) return null;
  const fields = wire.slice(1);
  const isAgain = form.counts.includes(fields.length - 1);
  if (!isAgain && !form.counts.includes(fields.length)) return null;
  const again = isAgain ? fields.pop() : null;
  if (isAgain && !(isListOf(again, 8, isId) && again.length > 0 && isAllDifferent(again.map(hex))))
    return null;
  const body = form.read(fields, fields.length);
  return body && { kind, again: again?.map(hex) ?? [], ...body };
}

/** §9.3 */
export function openReceipt(bytes) {
  const parts = partsOf('receipt', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (wire?.length !== 4) return null;
  const [version, conversation, by, rows] = wire;
  if (version !== 1 || !isId(conversation) || !isId(by)) return null;
  const isRow = (row) =>
    Array.isArray(row) && row.length === 4 && isId(row[0]) && isCount(row[1]) && row[1] > 0 && isId(row[2]) && isCount(row[3], row[1]); // prettier-ignore
  if (!isListOf(rows, 256, isRow) || !isSigned('receipt', parts, by)) return null;
  return {
    conversation: hex(conversation),
    by: hex(by),
    rows: rows.map(([author, deliveredCount, deliveredId, readCount]) => ({
      author: hex(author),
      deliveredCount,
      deliveredId: hex(deliveredId),
      readCount,
    })),
  };
}
