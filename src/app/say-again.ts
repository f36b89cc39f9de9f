import type { Random, StoredEntry } from './ports.js';
import { KIND } from '../protocol/body.js';
import type { EntryId } from '../protocol/ids.js';
import { encodeMessageBody, readMessageBody, type MessageBody } from '../protocol/message-body.js';
import type { Saying, SayingAgain } from './next-entry.js';

/**
 * How to say again what stood in a log of ours that the world knows otherwise: every kind but changes of drafts, in the same order. What
 * answers or is about an entry that is said again itself follows it to its new id. What has no body cannot be said.
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
  // A kind that is no message's names nothing that we could follow.
  // A memo names nothing here, and is known by its salt to whoever is about to send it: see `MemoSender`.
  if (!read || read.kind === KIND.memo) return { kind: entry.kind, body, grant };
  return { kind: entry.kind, body: encodeMessageBody(random.bytes(16), following(read, idNow)), grant };
}

function following(body: MessageBody, idNow: (id: EntryId) => EntryId): MessageBody {
  if ('target' in body) return { ...body, target: idNow(body.target) };
  if ('reply' in body) return { ...body, reply: body.reply && idNow(body.reply) };
  return body;
}
