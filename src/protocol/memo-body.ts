import { isBytes, isCount, isText, type Wire } from './codec.js';
import { idBytes, readEntryId, readPersonId, type EntryId, type PersonId } from './ids.js';
import { MAX_APPROVERS, MAX_PIECES, MAX_REMARKS_BYTES } from './limits.js';
import { isSubject } from './memo-subject.js';
import { isName } from './names.js';

/** A draft is put up for approval. What it says stands in the `pieces` entries before this one in its author's log. */
export interface SubmitFields {
  /** SHA-256 of the encoded content, 32 bytes. */
  readonly hash: Uint8Array;
  readonly pieces: number;
  /** Who is to approve it, in this order: 1 to MAX_APPROVERS, distinct. */
  readonly approvers: readonly PersonId[];
  /** What the author has to say to it; may be empty. */
  readonly remarks: string;
  /** What the author is called, as they say themselves. */
  readonly name: string;
}

/** Somebody approves what was put up, or returns it. */
export interface CosignFields {
  /** The `submit`. */
  readonly target: EntryId;
  /** As there. */
  readonly hash: Uint8Array;
  readonly isApproval: boolean;
  readonly remarks: string;
  readonly name: string;
}

/** A memo. Its bundle (`memo-bundle.ts`) stands in the `pieces` entries before this one in its author's log. */
export interface MemoFields {
  /** SHA-256 of the bundle, 32 bytes. */
  readonly hash: Uint8Array;
  readonly pieces: number;
  readonly subject: string;
  readonly name: string;
}

/** What was put up has been sent. */
export interface SentFields {
  /** The `submit`. */
  readonly target: EntryId;
  /** The entry that is the memo, in another conversation. */
  readonly memo: EntryId;
}

/** The fields in wire form. */
export const wireSubmit = ({ hash, pieces, approvers, remarks, name }: SubmitFields): readonly Wire[] => [
  hash,
  pieces,
  approvers.map(idBytes),
  remarks,
  name,
];

/** The fields of a submission; null for anything else. Never throws. */
export function readSubmit(fields: readonly unknown[]): SubmitFields | null {
  const [hash, pieces, people, remarks, name] = fields;
  if (fields.length !== 5 || !isBytes(hash, 32) || !isPieces(pieces)) return null;
  const approvers = readApprovers(people);
  if (!approvers || !isText(remarks, MAX_REMARKS_BYTES) || !isName(name)) return null;
  return { hash, pieces, approvers, remarks, name };
}

function readApprovers(wire: unknown): readonly PersonId[] | null {
  if (!Array.isArray(wire) || wire.length === 0 || wire.length > MAX_APPROVERS) return null;
  const people = wire.map(readPersonId);
  if (!people.every((person) => person !== null)) return null;
  return new Set(people).size === people.length ? people : null;
}

/** The fields in wire form. */
export const wireCosign = ({ target, hash, isApproval, remarks, name }: CosignFields): readonly Wire[] => [
  idBytes(target),
  hash,
  isApproval,
  remarks,
  name,
];

/** The fields of a cosignature; null for anything else. Never throws. */
export function readCosign(fields: readonly unknown[]): CosignFields | null {
  const target = readEntryId(fields[0]);
  const [, hash, isApproval, remarks, name] = fields;
  if (fields.length !== 5 || !target || !isBytes(hash, 32) || typeof isApproval !== 'boolean') return null;
  if (!isText(remarks, MAX_REMARKS_BYTES) || !isName(name)) return null;
  return { target, hash, isApproval, remarks, name };
}

/** The fields in wire form. */
export const wireMemo = ({ hash, pieces, subject, name }: MemoFields): readonly Wire[] => [
  hash,
  pieces,
  subject,
  name,
];

/** The fields of a memo; null for anything else. Never throws. */
export function readMemo(fields: readonly unknown[]): MemoFields | null {
  const [hash, pieces, subject, name] = fields;
  if (fields.length !== 4 || !isBytes(hash, 32) || !isPieces(pieces)) return null;
  return isSubject(subject) && isName(name) ? { hash, pieces, subject, name } : null;
}

/** The fields in wire form. */
export const wireSent = ({ target, memo }: SentFields): readonly Wire[] => [idBytes(target), idBytes(memo)];

/** The fields of it; null for anything else. Never throws. */
export function readSent(fields: readonly unknown[]): SentFields | null {
  const [target, memo] = [readEntryId(fields[0]), readEntryId(fields[1])];
  return fields.length === 2 && target && memo ? { target, memo } : null;
}

const isPieces = (wire: unknown): wire is number => isCount(wire, MAX_PIECES) && wire > 0;
