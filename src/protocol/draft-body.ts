import { concatBytes } from '@noble/hashes/utils.js';
import { decodeArray, encode, isBytes, isCount } from './codec.js';
import { KIND } from './body.js';
import { MAX_PIECE_BYTES, MAX_UPDATE_PARTS } from './limits.js';

/** A change of a shared draft, or a part of a large one. */
export interface UpdateBody {
  /** Names the time for which its author had the draft open, 16 bytes: see `draftClient`. */
  readonly session: Uint8Array;
  /** From 0. The parts of one change follow each other in their author's log without anything between them. */
  readonly part: number;
  readonly parts: number;
  /** Of the Yjs update: 1 to MAX_PIECE_BYTES. */
  readonly bytes: Uint8Array;
}

/** The body of an entry of kind `update`. `salt` is 16 random bytes. */
export const encodeUpdateBody = (salt: Uint8Array, { session, part, parts, bytes }: UpdateBody): Uint8Array =>
  encode([salt, session, part, parts, bytes]);

/** Reads the body of an update; null for anything else. Never throws. */
export function readUpdateBody(kind: number, body: unknown): UpdateBody | null {
  const wire = kind === KIND.update ? decodeArray(body) : null;
  if (wire?.length !== 5 || !isBytes(wire[0], 16)) return null;
  const [, session, part, parts, bytes] = wire;
  if (!isBytes(session, 16) || !isCount(parts, MAX_UPDATE_PARTS) || parts === 0) return null;
  if (!isCount(part, parts - 1) || !isPiece(bytes)) return null;
  return { session, part, parts, bytes };
}

/** The body of an entry of kind `piece`. `salt` is 16 random bytes. */
export const encodePieceBody = (salt: Uint8Array, bytes: Uint8Array): Uint8Array => encode([salt, bytes]);

/** The bytes that a piece carries; null for anything else. Never throws. */
export function readPieceBody(kind: number, body: unknown): Uint8Array | null {
  const wire = kind === KIND.piece ? decodeArray(body) : null;
  return wire?.length === 2 && isBytes(wire[0], 16) && isPiece(wire[1]) ? wire[1] : null;
}

const isPiece = (wire: unknown): wire is Uint8Array =>
  isBytes(wire) && wire.byteLength > 0 && wire.byteLength <= MAX_PIECE_BYTES;

/** `bytes` in pieces of at most MAX_PIECE_BYTES. */
export function piecesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength; at += MAX_PIECE_BYTES)
    pieces.push(bytes.subarray(at, at + MAX_PIECE_BYTES));
  return pieces;
}

/** What was cut into pieces, as it was. */
export const joined = (pieces: readonly Uint8Array[]): Uint8Array => concatBytes(...pieces);
