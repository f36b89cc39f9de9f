import type { KeptEntry, StoredEntry } from '../../app/ports.js';
import { conversationOf } from '../../protocol/conversation-id.js';
import { encode, type Wire } from '../../protocol/codec.js';
import { trustedEntry } from '../../protocol/entry.js';
import { idBytes, type ConversationId, type DeviceId, type EntryId } from '../../protocol/ids.js';
import { foundBy, hasPlace } from '../../protocol/message-body.js';
import { Fault } from '../../domain/fault.js';
import type { Vault } from '../crypto/vault.js';
import { webBytes } from '../crypto/web-bytes.js';
import type { AboutKey, EntryKey, EntryRow, PlaceKey, Tag } from './database.js';
import { readFields } from './record-fields.js';

/** A row as it is read. */
export interface FoundRow {
  readonly primaryKey: EntryKey;
  readonly value: EntryRow;
}
/** A row as it is written. */
export type SealedRow = readonly [EntryKey, EntryRow];

/** Most entries of one row, and from how many bytes of them on it takes no more. */
export const MAX_ROW_ENTRIES = 128;
const MAX_ROW_BYTES = 64 * 1024;
/** A shorter run gets a row for each entry: a star, or a body that comes later, then writes little anew. */
export const LEAST_ROW_ENTRIES = 8;

/** Every key of a log from the row on that holds `fromSeq`. */
export const logKeysFrom = (conversation: Tag, author: Tag, fromSeq: number): IDBKeyRange =>
  IDBKeyRange.bound([conversation, author, fromSeq], [conversation, author, []]);

/** The seq of the first entry of a row, and of the last one. */
export const firstSeqOf = (key: EntryKey): number => key[3] ?? key[2];
export const lastSeqOf = (key: EntryKey): number => key[2];

/** Where a row's record lies, whether its key was just made or read back as ArrayBuffers. */
export const rowPlace = ([conversation, author, ...seqs]: EntryKey): { store: string; key: Wire } => ({
  store: 'entries',
  key: [new Uint8Array(conversation), new Uint8Array(author), ...seqs],
});

export const aboutKey = (conversation: Tag, target: EntryId): AboutKey => [
  conversation,
  webBytes(idBytes(target)),
];

/** Entries of one log, in its order. */
export interface LogPart {
  readonly conversation: ConversationId;
  readonly author: DeviceId;
  readonly entries: readonly StoredEntry[];
}

/** Entries by the log they are of, each in the order of the log; of two of one seq, the first comes first. */
export function byLog(entries: readonly StoredEntry[]): readonly LogPart[] {
  const logs = new Map<string, { conversation: ConversationId; author: DeviceId; entries: StoredEntry[] }>();
  const logOf = (conversation: ConversationId, author: DeviceId) => {
    const name = `${conversation} ${author}`;
    const log = logs.get(name) ?? { conversation, author, entries: [] };
    logs.set(name, log);
    return log;
  };
  let log: ReturnType<typeof logOf> | null = null;
  for (const stored of entries) {
    const conversation = conversationOf(stored.entry);
    const { author } = stored.entry;
    // Many come together, and those of one log follow each other.
    if (log?.conversation !== conversation || log.author !== author) log = logOf(conversation, author);
    log.entries.push(stored);
  }
  for (const log of logs.values()) log.entries.sort((a, b) => a.entry.seq - b.entry.seq);
  return [...logs.values()];
}

/** The rows for entries of one log, in its order: long runs in as few as may be, short ones in one for each entry. */
export async function sealRows(
  vault: Vault,
  conversation: Tag,
  author: Tag,
  entries: readonly StoredEntry[],
): Promise<readonly SealedRow[]> {
  const rows = runsOf(entries).flatMap((run) =>
    run.length < LEAST_ROW_ENTRIES ? run.map((stored) => [stored]) : portionsOf(run),
  );
  return Promise.all(rows.map((row) => sealRow(vault, conversation, author, row)));
}

function runsOf(entries: readonly StoredEntry[]): StoredEntry[][] {
  const runs: StoredEntry[][] = [];
  for (const stored of entries) {
    const run = runs.at(-1);
    if (run?.at(-1)?.entry.seq === stored.entry.seq - 1) run.push(stored);
    else runs.push([stored]);
  }
  return runs;
}

function portionsOf(run: readonly StoredEntry[]): StoredEntry[][] {
  const portions: StoredEntry[][] = [];
  let bytes = 0;
  for (const stored of run) {
    const portion = portions.at(-1);
    if (portion && portion.length < MAX_ROW_ENTRIES && bytes < MAX_ROW_BYTES) portion.push(stored);
    else {
      portions.push([stored]);
      bytes = 0;
    }
    bytes += stored.entry.bytes.byteLength + (stored.body?.byteLength ?? 0);
  }
  return portions;
}

async function sealRow(
  vault: Vault,
  conversation: Tag,
  author: Tag,
  entries: readonly StoredEntry[],
): Promise<SealedRow> {
  const [first, last] = [entries[0]!.entry.seq, entries.at(-1)!.entry.seq];
  const key: EntryKey =
    entries.length === 1 ? [conversation, author, last] : [conversation, author, last, first];
  const record = await vault.seal(rowPlace(key), encodeEntries(entries));
  return [key, { ...indexedFields(conversation, entries), record }];
}

/**
 * By what entries are found: what stands by itself by its place, what is about another entry by that one, and what says
 * something again by the ids under which it was said before.
 */
function indexedFields(conversation: Tag, entries: readonly StoredEntry[]): Omit<EntryRow, 'record'> {
  const ids: Uint8Array<ArrayBuffer>[] = [];
  const places: PlaceKey[] = [];
  const targets = new Set<EntryId>();
  const stars: number[] = [];
  for (const { entry, body, isStarred } of entries) {
    const id = webBytes(idBytes(entry.id));
    ids.push(id);
    if (isStarred) stars.push(entry.seq);
    if (hasPlace(entry.kind)) places.push([conversation, entry.orderMs, id]);
    for (const target of foundBy(entry.kind, body)) targets.add(target);
  }
  return {
    ids,
    ...(places.length > 0 && { places }),
    ...(targets.size > 0 && { abouts: [...targets].map((target) => aboutKey(conversation, target)) }),
    ...(stars.length > 0 && { stars }),
  };
}

/** Says of an entry that a later one vouches for it. */
const VOUCHED = 1;

/** Version 1, of format 1 of the store, held one entry: [1, entry, body]. */
const encodeEntries = (entries: readonly StoredEntry[]): Uint8Array =>
  encode([
    2,
    entries.map(({ entry, body, isVouched }): Wire => [entry.bytes, body, isVouched ? VOUCHED : 0]),
  ]);

/**
 * What a row holds, in the order of the log, as it lies there. @throws Fault 'vault-damaged'
 */
export async function openKept(vault: Vault, { primaryKey, value }: FoundRow): Promise<readonly KeptEntry[]> {
  const plaintext = await vault.open(rowPlace(primaryKey), value.record);
  const kept: KeptEntry[] = [];
  const first = firstSeqOf(primaryKey);
  const take = (bytes: Uint8Array, body: Uint8Array | null, isVouched: boolean): void => {
    const entry = { seq: first + kept.length, bytes, body };
    kept.push(isVouched ? { ...entry, isVouched } : entry);
  };
  readFields(plaintext, 2, (next, version) => {
    if (version === 1)
      return take(
        next.bytes(),
        next.optional(() => next.bytes()),
        false,
      );
    next.rows((row) =>
      take(
        row.bytes(),
        row.optional(() => row.bytes()),
        row.number() === VOUCHED,
      ),
    );
  });
  if (kept.length !== lastSeqOf(primaryKey) + 1 - first) throw new Fault('vault-damaged');
  return kept;
}

/**
 * What a row holds: those of its entries that `isWanted`, in the order of the log; all of them if nothing is said.
 * @throws Fault 'vault-damaged'
 */
export async function openRow(
  vault: Vault,
  row: FoundRow,
  isWanted: (seq: number) => boolean = () => true,
): Promise<readonly StoredEntry[]> {
  const kept = await openKept(vault, row);
  const stars = new Set(row.value.stars);
  return kept
    .filter(({ seq }) => isWanted(seq))
    .map(({ seq, bytes, body, isVouched }) => {
      const entry = trustedEntry(bytes);
      if (!entry) throw new Fault('vault-damaged');
      return { entry, body, ...(stars.has(seq) && { isStarred: true }), ...(isVouched && { isVouched }) };
    });
}

/** Whether one of these entries completes a portion that a short run may have been written to. */
export const mayFold = (grown: readonly StoredEntry[]): boolean =>
  grown.some(({ entry }) => (entry.seq + 1) % MAX_ROW_ENTRIES === 0);
