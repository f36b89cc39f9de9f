import { isBytes, isCount, isText, type Wire } from './codec.js';
import { idBytes, readEntryId, readPersonId, type EntryId, type PersonId } from './ids.js';
import { MAX_APPROVERS, MAX_PIECES, MAX_REMARKS_BYTES } from './limits.js';
import { isSubject } from './memo-subject.js';
import { isName } from './names.js';

/**
 * Whose device signs it. A list of devices says whose a device is by the word of its person alone; here the device says so
 * itself, so that nobody can make another's signature out to be their own.
 */
export interface Signer {
  readonly person: PersonId;
  /** What they are called, as they say themselves. */
  readonly name: string;
}

/** A draft is put up for approval. What it says stands in the `pieces` entries before this one in its author's log. */
export interface SubmitFields extends Signer {
  /** SHA-256 of the encoded content, 32 bytes. */
  readonly hash: Uint8Array;
  readonly pieces: number;
  /** Who is to approve it, in this order: 1 to MAX_APPROVERS, distinct. */
  readonly approvers: readonly PersonId[];
  /** What the author has to say to it; may be empty. */
  readonly remarks: string;
}

/** Somebody approves what was put up, or returns it. */
export interface CosignFields extends Signer {
  /** The `submit`. */
  readonly target: EntryId;
  /** As there. */
  readonly hash: Uint8Array;
  readonly isApproval: boolean;
  readonly remarks: string;
}

/** A memo. Its bundle (`memo-bundle.ts`) stands in the `pieces` entries before this one in its author's log. */
export interface MemoFields extends Signer {
  /** SHA-256 of the bundle, 32 bytes. */
  readonly hash: Uint8Array;
  readonly pieces: number;
  readonly subject: string;
}

/** What was put up has been sent. */
export interface SentFields {
  /** The `submit`. */
  readonly target: EntryId;
  /** The entry that is the memo, in another conversation. */
  readonly memo: EntryId;
}

/** The fields in wire form. */
export const wireSubmit = ({
  hash,
  pieces,
  approvers,
  remarks,
  ...signer
}: SubmitFields): readonly Wire[] => [hash, pieces, approvers.map(idBytes), remarks, ...wireSigner(signer)];

const wireSigner = ({ person, name }: Signer): readonly Wire[] => [idBytes(person), name];

function readSigner(personWire: unknown, name: unknown): Signer | null {
  const person = readPersonId(personWire);
  return person && isName(name) ? { person, name } : null;
}

/** The fields of a submission; null for anything else. Never throws. */
export function readSubmit(fields: readonly unknown[]): SubmitFields | null {
  const [hash, pieces, people, remarks, person, name] = fields;
  if (fields.length !== 6 || !isBytes(hash, 32) || !isPieces(pieces)) return null;
  const [approvers, signer] = [readApprovers(people), readSigner(person, name)];
  if (!approvers || !isText(remarks, MAX_REMARKS_BYTES) || !signer) return null;
  return { hash, pieces, approvers, remarks, ...signer };
}

function readApprovers(wire: unknown): readonly PersonId[] | null {
  if (!Array.isArray(wire) || wire.length === 0 || wire.length > MAX_APPROVERS) return null;
  const people = wire.map(readPersonId);
  if (!people.every((person) => person !== null)) return null;
  return new Set(people).size === people.length ? people : null;
}

/** The fields in wire form. */
export const wireCosign = ({
  target,
  hash,
  isApproval,
  remarks,
  ...signer
}: CosignFields): readonly Wire[] => [idBytes(target), hash, isApproval, remarks, ...wireSigner(signer)];

/** The fields of a cosignature; null for anything else. Never throws. */
export function readCosign(fields: readonly unknown[]): CosignFields | null {
  const target = readEntryId(fields[0]);
  const [, hash, isApproval, remarks, person, name] = fields;
  const signer = readSigner(person, name);
  if (fields.length !== 6 || !target || !isBytes(hash, 32) || typeof isApproval !== 'boolean') return null;
  if (!isText(remarks, MAX_REMARKS_BYTES) || !signer) return null;
  return { target, hash, isApproval, remarks, ...signer };
}

/** The fields in wire form. */
export const wireMemo = ({ hash, pieces, subject, ...signer }: MemoFields): readonly Wire[] => [
  hash,
  pieces,
  subject,
  ...wireSigner(signer),
];

/** The fields of a memo; null for anything else. Never throws. */
export function readMemo(fields: readonly unknown[]): MemoFields | null {
  const [hash, pieces, subject, person, name] = fields;
  const signer = readSigner(person, name);
  if (fields.length !== 5 || !isBytes(hash, 32) || !isPieces(pieces)) return null;
  return isSubject(subject) && signer ? { hash, pieces, subject, ...signer } : null;
}

/** The fields in wire form. */
export const wireSent = ({ target, memo }: SentFields): readonly Wire[] => [idBytes(target), idBytes(memo)];

/** The fields of it; null for anything else. Never throws. */
export function readSent(fields: readonly unknown[]): SentFields | null {
  const [target, memo] = [readEntryId(fields[0]), readEntryId(fields[1])];
  return fields.length === 2 && target && memo ? { target, memo } : null;
}

const isPieces = (wire: unknown): wire is number => isCount(wire, MAX_PIECES) && wire > 0;
