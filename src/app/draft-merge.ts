import { draftClient } from '../protocol/draft-client.js';
import type { ConversationId, DeviceId, PersonId } from '../protocol/ids.js';
import { MAX_UPDATE_PARTS } from '../protocol/limits.js';
import type { DraftDoc, Missing, SharedRecord } from './draft-docs.js';
import { updatesIn, type LoggedUpdate } from './draft-updates.js';
import type { Heads } from './heads.js';
import type { Membership } from './membership.js';
import type { StoredEntry } from './ports.js';

/** Entries of one log that are read at once: no change has more parts. */
const RUN_ENTRIES = MAX_UPDATE_PARTS;

export type Merged = SharedRecord['merged'];

/** The logs of a conversation that is about a draft. */
export interface LogsOfDraft {
  readonly id: ConversationId;
  readonly heads: Heads;
  readonly membership: Pick<Membership, 'personOf'>;
  /** Up to `limit` entries of one log from `fromSeq` on. @throws Fault 'storage-failed' */
  run(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]>;
}

/** For what a log waits behind an entry. */
interface Wait extends Missing {
  readonly seq: number;
}

/** How far one log was read. */
interface Cursor {
  readonly device: DeviceId;
  readonly lastSeq: number;
  /** Dealt with so far; -1 for nothing. */
  seq: number;
  /** Read, and not dealt with. */
  waiting: readonly LoggedUpdate[];
}

/**
 * How what is in the logs comes into a document. Each log is taken in its order, and waits where it comes to something that
 * rests on what is not there: so all come to the same, whatever came first, and whatever one log says twice.
 */
export class DraftMerge {
  readonly #logs: LogsOfDraft;
  readonly #mightEdit: (person: PersonId | null) => boolean;
  /** What waits is neither read nor looked at again before there is what it waits for: it may be large, and there for good. */
  readonly #waits = new WeakMap<DraftDoc, Map<DeviceId, Wait>>();

  constructor(logs: LogsOfDraft, mightEdit: (person: PersonId | null) => boolean) {
    this.#logs = logs;
    this.#mightEdit = mightEdit;
  }

  /** The client under which a device writes in a session of its own. */
  clientOf(device: DeviceId, session: Uint8Array): number {
    return draftClient(device, this.#logs.id, session);
  }

  /** Every change there is, log by log. @throws Fault 'storage-failed' */
  async updates(): Promise<readonly LoggedUpdate[]> {
    const all: LoggedUpdate[] = [];
    for (const cursor of this.#cursors([]))
      while (await this.#read(cursor)) {
        all.push(...cursor.waiting);
        cursor.seq = cursor.waiting.at(-1)!.stored.entry.seq;
        cursor.waiting = [];
      }
    return all;
  }

  /**
   * Takes into a document what the logs have behind `merged`, and says how far that goes.
   * @throws Fault 'storage-failed'
   */
  async bringInto(doc: DraftDoc, merged: Merged): Promise<Merged> {
    const cursors = this.#cursors(merged);
    const waits = this.#waits.get(doc) ?? new Map<DeviceId, Wait>();
    this.#waits.set(doc, waits);
    const isWaiting = ({ device, seq }: Cursor): boolean => {
      const wait = waits.get(device);
      return wait?.seq === seq && doc.loggedClock(wait.client) < wait.clock;
    };
    for (let isMoved = true; isMoved;) {
      isMoved = false;
      for (const cursor of cursors)
        while (!isWaiting(cursor) && (cursor.waiting.length > 0 || (await this.#read(cursor)))) {
          const { count, missing } = this.#takeRun(doc, cursor.waiting);
          if (count > 0) cursor.seq = cursor.waiting[count - 1]!.stored.entry.seq;
          cursor.waiting = cursor.waiting.slice(count);
          isMoved ||= count > 0;
          if (missing) waits.set(cursor.device, { ...missing, seq: cursor.seq });
        }
    }
    const after = new Map(merged.map(({ device, seq }) => [device, seq]));
    for (const { device, seq } of cursors) if (seq >= 0) after.set(device, seq);
    return [...after].map(([device, seq]) => ({ device, seq }));
  }

  /** As `bringInto`, of changes that are at hand, those of each log in its order. */
  takeInto(doc: DraftDoc, updates: readonly LoggedUpdate[]): void {
    const authors = [...new Set(updates.map(({ author }) => author))];
    let left = authors.map((device) => updates.filter(({ author }) => author === device));
    for (let isMoved = true; isMoved;) {
      const counts = left.map((log) => this.#takeRun(doc, log).count);
      isMoved = counts.some((count) => count > 0);
      left = left.map((log, i) => log.slice(counts[i]));
    }
  }

  /** How many of the changes of one log are dealt with: those before the first that something is missing for. */
  #takeRun(
    doc: DraftDoc,
    run: readonly LoggedUpdate[],
  ): { readonly count: number; readonly missing: Missing | null } {
    for (const [count, update] of run.entries()) {
      const taken = doc.take(update.bytes, this.clientOf(update.author, update.session));
      if (typeof taken === 'object') return { count, missing: taken };
    }
    return { count: run.length, missing: null };
  }

  /** Whoever becomes an editor later is read from the beginning then. */
  #cursors(merged: Merged): readonly Cursor[] {
    const before = new Map(merged.map(({ device, seq }) => [device, seq]));
    return [...this.#logs.heads]
      .filter(([device]) => this.#mightEdit(this.#logs.membership.personOf(device)))
      .map(([device, { seq }]) => ({ device, lastSeq: seq, seq: before.get(device) ?? -1, waiting: [] }));
  }

  /** Reads on in one log until there are changes. False if there are none. */
  async #read(cursor: Cursor): Promise<boolean> {
    while (cursor.seq < cursor.lastSeq) {
      const from = cursor.seq + 1;
      const run = await this.#logs.run(cursor.device, from, RUN_ENTRIES);
      const found = updatesIn(run.filter(({ entry }) => entry.seq <= cursor.lastSeq));
      cursor.waiting = found.updates;
      if (found.updates.length > 0) return true;
      if (found.lastSeq < from) return false; // parts of a change, of which more are to come
      cursor.seq = found.lastSeq;
    }
    return false;
  }
}
