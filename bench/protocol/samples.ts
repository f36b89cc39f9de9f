/** What the protocol benches work on: a log of texts, and one link. */
import { encodeTextBody, hashBody, KIND } from '../../src/protocol/body.js';
import { sealEntry, type EntryHeader, type VerifiedEntry } from '../../src/protocol/entry.js';
import type { ConversationId } from '../../src/protocol/ids.js';
import type { GivenEntry } from '../../src/protocol/record.js';
import { ALICE, bytesOf, idOf, NOW_MS } from '../../test/vectors/cast.js';

export const CONVERSATION = idOf<ConversationId>('bench conversation');
/** 100 bytes, the length of a short message. */
export const TEXT =
  'The file on the water board is with me; I shall bring it to the meeting at three. Please be there. '.padEnd(
    100,
    '.',
  );

/** Header and body of Alice's entry after `previous`. It has seen one entry of somebody else, as in a conversation. */
export function nextEntry(previous: VerifiedEntry | null): {
  readonly header: EntryHeader;
  readonly body: Uint8Array;
} {
  const seq = previous ? previous.seq + 1 : 0;
  const body = encodeTextBody(bytesOf(`salt ${seq}`, 16), TEXT);
  const header: EntryHeader = {
    conversation: CONVERSATION,
    author: ALICE.device,
    seq,
    prev: previous?.id ?? null,
    after: [idOf('an entry of the other')],
    sentAtMs: NOW_MS + seq,
    orderMs: NOW_MS + seq,
    kind: KIND.text,
    bodyHash: hashBody(body),
    bodyLength: body.byteLength,
    grant: null,
  };
  return { header, body };
}

/** The first `length` entries of Alice's log, as she gives them. */
export async function aliceLog(length: number): Promise<GivenEntry[]> {
  const given: GivenEntry[] = [];
  let last: VerifiedEntry | null = null;
  while (given.length < length) {
    const { header, body } = nextEntry(last);
    last = await sealEntry(header, ALICE.signAsDevice);
    given.push([last.bytes, body]);
  }
  return given;
}
