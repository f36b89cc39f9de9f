/** Logs cut into runs, some of them with spoiled signatures, and what each comes to. */
import { encodeAdminBody } from '../../src/protocol/admin-body.js';
import { encodeTextBody, hashBody, KIND } from '../../src/protocol/body.js';
import { sealEntry, type VerifiedEntry } from '../../src/protocol/entry.js';
import type { ConversationId } from '../../src/protocol/ids.js';
import { ALICE, bytesOf, idOf, NOW_MS } from './cast.js';
import type { Vectors } from './json.js';

const CONVERSATION = idOf<ConversationId>('a group');
/** Five entries, of which the fourth is an admin entry. */
const LENGTH = 5;
const ADMIN = 3;

const good = (...entries: number[]) => entries.map((entry) => ({ entry, isSpoiled: false }));
const spoiled = (entry: number) => ({ entry, isSpoiled: true });

interface Case {
  readonly what: string;
  readonly runs: readonly (readonly { readonly entry: number; readonly isSpoiled: boolean }[])[];
  /** Of each run that is taken, the entries that are new, and whether only a later one vouches for them. */
  readonly taken: readonly (readonly (readonly [entry: number, isVouched: boolean])[])[];
  readonly refusal: string | null;
}

const CASES: readonly Case[] = [
  {
    what: 'a log in one run',
    runs: [good(0, 1, 2, 3, 4)],
    taken: [[[0, true], [1, true], [2, true], [3, false], [4, false]]], // prettier-ignore
    refusal: null,
  },
  {
    what: 'the same in several',
    runs: [good(0), good(1, 2), good(3, 4)],
    taken: [[[0, false]], [[1, true], [2, false]], [[3, false], [4, false]]], // prettier-ignore
    refusal: null,
  },
  {
    what: 'a spoiled signature inside a run',
    runs: [[...good(0), spoiled(1), ...good(2)]],
    taken: [[[0, true], [1, true], [2, false]]], // prettier-ignore
    refusal: null,
  },
  {
    what: 'the same, with the run cut there',
    runs: [[...good(0), spoiled(1)], good(2)],
    taken: [],
    refusal: 'bad-signature',
  },
  {
    what: 'a spoiled signature of an admin entry inside a run',
    runs: [good(0, 1), [...good(2), spoiled(ADMIN), ...good(4)]],
    taken: [[[0, true], [1, false]]], // prettier-ignore
    refusal: 'bad-signature',
  },
  {
    what: 'a run that is held already, and one that begins with what is held',
    runs: [good(0, 1), good(0, 1), good(1, 2)],
    taken: [[[0, true], [1, false]], [], [[2, false]]], // prettier-ignore
    refusal: null,
  },
  {
    what: 'a held entry with a spoiled signature, at the end of a run',
    runs: [good(0, 1), [spoiled(1)], good(2)],
    taken: [[[0, true], [1, false]], [], [[2, false]]], // prettier-ignore
    refusal: null,
  },
  { what: 'a run with a hole', runs: [good(0), good(1, 3, 4)], taken: [[[0, false]]], refusal: 'gap' },
];

export async function makeRuns(): Promise<Vectors> {
  const log: { readonly entry: VerifiedEntry; readonly body: Uint8Array }[] = [];
  for (let seq = 0; seq < LENGTH; seq++) {
    const kind = seq === ADMIN ? KIND.leave : KIND.text;
    const salt = bytesOf(`salt ${seq}`, 16);
    const body =
      kind === KIND.leave
        ? encodeAdminBody(salt, { kind, knows: [] })
        : encodeTextBody(salt, `Message ${seq}`);
    const entry = await sealEntry(
      {
        conversation: CONVERSATION,
        author: ALICE.device,
        seq,
        prev: log.at(-1)?.entry.id ?? null,
        after: [],
        sentAtMs: NOW_MS + seq,
        orderMs: NOW_MS + seq,
        kind,
        bodyHash: hashBody(body),
        bodyLength: body.byteLength,
        grant: null,
      },
      ALICE.signAsDevice,
    );
    log.push({ entry, body });
  }
  return {
    about:
      'A log cut into runs (docs/protocol.md §8.4), taken one after another by somebody who holds nothing of it. The signature of an entry that is spoiled has its last bit turned: the last byte of the entry.',
    conversation: CONVERSATION,
    author: ALICE.device,
    log: log.map(({ entry, body }) => ({ id: entry.id, entry: entry.bytes, body })),
    cases: CASES.map(({ what, runs, taken, refusal }) => ({ what, runs, taken, refusal })),
  };
}
