import type { Random, StoredEntry } from './ports.js';
import { againWith } from '../protocol/again.js';
import { KIND } from '../protocol/body.js';
import { decodeArray } from '../protocol/codec.js';
import type { EntryId } from '../protocol/ids.js';
import { encodeMessageBody, readMessageBody, type MessageBody } from '../protocol/message-body.js';
import type { Saying, SayingAgain } from './next-entry.js';

/**
 * How to say again what stood in a log of ours that the world knows otherwise: every kind but changes of drafts, in the
 * same order. A message names the ids it had. What answers or is about an entry that is said again itself follows it to
 * its new id. What has no body cannot be said.
 */
export const sayingsAgain = (lost: readonly StoredEntry[], random: Random): readonly SayingAgain[] =>
  lost.flatMap((before) => {
    const { body, entry } = before;
    // What was written on a draft counts in the log of the device that wrote it alone: `SharedSession` writes it anew.
    return body && entry.kind !== KIND.update
      ? [{ before, again: (idNow) => sayingOf(before, body, random, idNow) }]
      : [];
  });

function sayingOf(
  { entry }: StoredEntry,
  body: Uint8Array,
  random: Random,
  idNow: (id: EntryId) => EntryId,
): Saying {
  const grant = entry.grant && idNow(entry.grant);
  const read = readMessageBody(entry.kind, body);
  // A kind that is no message's names nothing that we could follow, and has no place for what it was.
  if (!read) return { kind: entry.kind, body, grant };
  const now = { ...following(read, idNow), again: againWith(read.again ?? [], entry.id) };
  return { kind: entry.kind, body: encodeMessageBody(saltFor(read, body, random), now), grant };
}

/** A memo is known by its salt to whoever is about to send it: see `MemoSender`. */
function saltFor({ kind }: MessageBody, body: Uint8Array, random: Random): Uint8Array {
  return kind === KIND.memo ? (decodeArray(body)![0] as Uint8Array) : random.bytes(16);
}

function following(body: MessageBody, idNow: (id: EntryId) => EntryId): MessageBody {
  if ('target' in body) return { ...body, target: idNow(body.target) };
  if ('reply' in body) return { ...body, reply: body.reply && idNow(body.reply) };
  return body;
}
