import { KIND } from '../protocol/body.js';
import { draftClient } from '../protocol/draft-client.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import { fail, type Result } from '../protocol/result.js';
import type { FaultCode } from '../domain/fault.js';
import type { EntryId } from '../protocol/ids.js';
import type { Conversation } from './conversation.js';
import type { DraftDoc, SharedRecord } from './draft-docs.js';
import { sayUpdate, updatesIn, type LoggedUpdate } from './draft-updates.js';
import type { Ports, StoredEntry } from './ports.js';

/** Entries of one log that are read at once. */
const RUN_ENTRIES = 128;

export type Merged = SharedRecord['merged'];

/** A shared draft as the logs of its people have it. */
export class DraftLogs {
  readonly conversation: Conversation;
  readonly #ports: Pick<Ports, 'random'>;

  constructor(conversation: Conversation, ports: Pick<Ports, 'random'>) {
    this.conversation = conversation;
    this.#ports = ports;
  }

  /** The client under which a device writes in a session of its own. */
  clientOf(device: DeviceId, session: Uint8Array): number {
    return draftClient(device, this.conversation.id, session);
  }

  /** Whether what a person writes on it counts. */
  mightEdit(person: PersonId | null): boolean {
    return person !== null && this.conversation.group?.mightEdit(person) === true;
  }

  /** Every change behind `merged`, log by log, and how far that goes. @throws Fault 'storage-failed' */
  async since(
    merged: Merged,
  ): Promise<{ readonly updates: readonly LoggedUpdate[]; readonly merged: Merged }> {
    const before = new Map(merged.map(({ device, seq }) => [device, seq]));
    const updates: LoggedUpdate[] = [];
    const after = new Map(before);
    for (const [device, head] of this.conversation.heads) {
      const fromSeq = (before.get(device) ?? -1) + 1;
      // Whoever becomes an editor later is read from the beginning then.
      if (fromSeq > head.seq || !this.mightEdit(this.conversation.membership.personOf(device))) continue;
      const found = updatesIn(await this.#runUpTo(device, fromSeq, head.seq));
      updates.push(...found.updates);
      if (found.lastSeq >= fromSeq) after.set(device, found.lastSeq);
    }
    return { updates, merged: [...after].map(([device, seq]) => ({ device, seq })) };
  }

  /**
   * Puts what a log has into a document. False if it is refused: it is not its author's alone. What a device says again that was
   * written by an earlier one of the same person stays under the client of that one.
   */
  takeInto(doc: DraftDoc, { author, session, bytes }: LoggedUpdate): boolean {
    if (doc.take(bytes, this.clientOf(author, session))) return true;
    const { membership, heads } = this.conversation;
    const person = membership.personOf(author);
    return [...heads.keys()].some(
      (device) =>
        device !== author &&
        membership.personOf(device) === person &&
        doc.take(bytes, this.clientOf(device, session)),
    );
  }

  /** Says a change of ours. */
  say(session: Uint8Array, update: Uint8Array): Promise<Result<EntryId, FaultCode>> {
    const sayings = sayUpdate(session, update, this.#ports);
    return sayings ? this.conversation.say(sayings) : Promise.resolve(fail('draft-too-large'));
  }

  /** Calls `listener` when a change has come into the logs, of ours or of others. Returns what stops it. */
  onUpdate(listener: () => void): () => void {
    return this.conversation.onCame((entries) => {
      if (entries.some(({ entry }) => entry.kind === KIND.update)) listener();
    });
  }

  async #runUpTo(device: DeviceId, fromSeq: number, lastSeq: number): Promise<readonly StoredEntry[]> {
    const all: StoredEntry[] = [];
    while (fromSeq + all.length <= lastSeq) {
      const run = await this.conversation.run(device, fromSeq + all.length, RUN_ENTRIES);
      if (run.length === 0) break;
      all.push(...run);
    }
    return all.filter(({ entry }) => entry.seq <= lastSeq);
  }
}
