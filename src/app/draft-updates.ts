import { KIND } from '../protocol/body.js';
import {
  encodePieceBody,
  encodeUpdateBody,
  joined,
  piecesOf,
  readPieceBody,
  readUpdateBody,
} from '../protocol/draft-body.js';
import type { UpdateBody } from '../protocol/draft-body.js';
import { sameBytes } from '../protocol/codec.js';
import type { DeviceId } from '../protocol/ids.js';
import { MAX_UPDATE_PARTS } from '../protocol/limits.js';
import type { Saying } from './next-entry.js';
import type { Ports, StoredEntry } from './ports.js';

/** A change of a shared draft as a log has it. */
export interface LoggedUpdate {
  readonly author: DeviceId;
  /** See `draftClient`. */
  readonly session: Uint8Array;
  readonly bytes: Uint8Array;
  /** The entry that ends it. */
  readonly stored: StoredEntry;
}

/** The entries that say a change; null if it is larger than anybody takes. */
export function sayUpdate(
  session: Uint8Array,
  bytes: Uint8Array,
  { random }: Pick<Ports, 'random'>,
): readonly Saying[] | null {
  const pieces = piecesOf(bytes);
  if (pieces.length > MAX_UPDATE_PARTS) return null;
  return pieces.map((piece, part) => ({
    kind: KIND.update,
    body: encodeUpdateBody(random.bytes(16), { session, part, parts: pieces.length, bytes: piece }),
    grant: null,
  }));
}

/** The entries that carry `bytes` before the one that names them. */
export const sayPieces = (bytes: Uint8Array, { random }: Pick<Ports, 'random'>): readonly Saying[] =>
  piecesOf(bytes).map((piece) => ({
    kind: KIND.piece,
    body: encodePieceBody(random.bytes(16), piece),
    grant: null,
  }));

/** What pieces carry; null if one of them is none. */
export function joinPieces(run: readonly StoredEntry[]): Uint8Array | null {
  const pieces = run.map(({ entry, body }) => readPieceBody(entry.kind, body));
  return pieces.every((piece) => piece !== null) ? joined(pieces) : null;
}

/**
 * The whole changes in a run of one log. `lastSeq`: how far the log is dealt with; behind it stands a change of which parts
 * have not come yet. -1 for nowhere. A part that is out of its place is passed over.
 */
export function updatesIn(run: readonly StoredEntry[]): {
  readonly updates: readonly LoggedUpdate[];
  readonly lastSeq: number;
} {
  const updates: LoggedUpdate[] = [];
  let parts: UpdateBody[] = [];
  let lastSeq = (run[0]?.entry.seq ?? 0) - 1;
  for (const stored of run) {
    const { entry, body } = stored;
    const update = readUpdateBody(entry.kind, body);
    const isNext =
      update !== null &&
      update.part === parts.length &&
      parts.every(({ session, parts: of }) => sameBytes(session, update.session) && of === update.parts);
    if (update && isNext) parts.push(update);
    else parts = update?.part === 0 ? [update] : [];
    if (update && parts.length === update.parts) {
      const bytes = joined(parts.map((part) => part.bytes));
      updates.push({ author: entry.author, session: update.session, bytes, stored });
      parts = [];
    }
    if (parts.length === 0) lastSeq = entry.seq;
  }
  return { updates, lastSeq };
}
