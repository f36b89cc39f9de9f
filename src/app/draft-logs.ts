import type { FaultCode } from '../domain/fault.js';
import { KIND } from '../protocol/body.js';
import type { DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import { fail, type Result } from '../protocol/result.js';
import type { Conversation } from './conversation.js';
import type { DraftDoc } from './draft-docs.js';
import { DraftMerge, type Merged } from './draft-merge.js';
import { sayUpdate, type LoggedUpdate } from './draft-updates.js';
import type { Ports } from './ports.js';

/** A shared draft as the logs of its people have it. */
export class DraftLogs {
  readonly conversation: Conversation;
  readonly #ports: Pick<Ports, 'random'>;
  readonly #merge: DraftMerge;

  constructor(conversation: Conversation, ports: Pick<Ports, 'random'>) {
    this.conversation = conversation;
    this.#ports = ports;
    this.#merge = new DraftMerge(conversation, (person) => this.mightEdit(person));
  }

  /** The client under which a device writes in a session of its own. */
  clientOf(device: DeviceId, session: Uint8Array): number {
    return this.#merge.clientOf(device, session);
  }

  /** Whether what a person writes on it counts. */
  mightEdit(person: PersonId | null): boolean {
    return person !== null && this.conversation.group?.mightEdit(person) === true;
  }

  /** Every change there is, log by log. @throws Fault 'storage-failed' */
  updates(): Promise<readonly LoggedUpdate[]> {
    return this.#merge.updates();
  }

  /** Takes into a document what the logs have behind `merged`, and says how far that goes. @throws Fault 'storage-failed' */
  bringInto(doc: DraftDoc, merged: Merged): Promise<Merged> {
    return this.#merge.bringInto(doc, merged);
  }

  /** As `bringInto`, of changes that are at hand, those of each log in its order. */
  takeInto(doc: DraftDoc, updates: readonly LoggedUpdate[]): void {
    this.#merge.takeInto(doc, updates);
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
}
