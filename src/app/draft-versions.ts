import { compareOrder } from '../domain/order.js';
import { KIND } from '../protocol/body.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import type { DraftDocs } from './draft-docs.js';
import type { DraftLogs } from './draft-logs.js';
import type { LoggedUpdate } from './draft-updates.js';
import { readMessageBody } from '../protocol/message-body.js';
import type { MemoContent } from '../protocol/memo-content.js';
import type { StoredEntry } from './ports.js';

/** What one person writes without pausing longer than this is one version, in milliseconds. */
const ONE_VERSION_MS = 5 * 60_000;

/** A state that a shared draft was in: after all changes up to `upTo`, in reading order. */
export interface Version {
  readonly by: PersonId;
  readonly sentAtMs: number;
  /** How many of the changes it has. */
  readonly upTo: number;
  /** The entry that put it up for approval; null for none. */
  readonly submission: EntryId | null;
}

export interface History {
  /** In reading order. */
  readonly updates: readonly LoggedUpdate[];
  readonly versions: readonly Version[];
}

/** Every state it was in, oldest first. @throws Fault 'storage-failed' */
export async function historyOf(logs: DraftLogs, submitted: readonly StoredEntry[]): Promise<History> {
  const updates = [...(await logs.updates())].sort((a, b) => compareOrder(a.stored.entry, b.stored.entry));
  const { membership } = logs.conversation;
  const versions: Version[] = [];
  const submissions = submitted
    .filter(({ entry, body }) => readMessageBody(entry.kind, body)?.kind === KIND.submit)
    .sort((a, b) => compareOrder(a.entry, b.entry));
  let next = 0;
  const submitUpTo = (before: StoredEntry | null, upTo: number): void => {
    for (let one = submissions[next]; one; one = submissions[++next]) {
      if (before && compareOrder(one.entry, before.entry) > 0) return;
      const by = membership.personOf(one.entry.author);
      if (by) versions.push({ by, sentAtMs: one.entry.sentAtMs, upTo, submission: one.entry.id });
    }
  };
  for (const [i, { author, stored }] of updates.entries()) {
    submitUpTo(stored, i);
    const by = membership.personOf(author)!;
    const { sentAtMs } = stored.entry;
    const last = versions.at(-1);
    const goesOn =
      last?.by === by && last.submission === null && Math.abs(sentAtMs - last.sentAtMs) < ONE_VERSION_MS;
    if (goesOn) versions.pop();
    versions.push({ by, sentAtMs, upTo: i + 1, submission: null });
  }
  submitUpTo(null, updates.length);
  return { updates, versions };
}

/** What it said after the first `upTo` changes. */
export async function contentAfter(
  logs: DraftLogs,
  updates: readonly LoggedUpdate[],
  upTo: number,
  docs: DraftDocs,
): Promise<MemoContent> {
  const doc = await docs.open([], null);
  logs.takeInto(doc, updates.slice(0, upTo));
  const content = doc.content();
  doc.close();
  return content;
}
