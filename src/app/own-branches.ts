import { acceptRun } from '../domain/accept.js';
import type { FaultCode } from '../domain/fault.js';
import type { DeviceId } from '../protocol/ids.js';
import type { GivenEntry } from '../protocol/record.js';
import type { ConversationLink } from './conversation-link.js';
import type { ConversationLog } from './conversation-log.js';
import type { ConversationSync } from './conversation-sync.js';
import { findFork, type OwnFork } from './own-log-repair.js';
import { OwnRepeats, type OwnRepeatsDeps } from './own-repeats.js';

export interface OwnBranchesDeps extends OwnRepeatsDeps {
  /** What came over a link could not be stored. */
  readonly onNotStored: (fault: FaultCode, sync: ConversationSync, from: ConversationLink) => void;
}

/** Own logs of which the world may know another branch than our disk, which had forgotten a part of them. */
export class OwnBranches {
  readonly #log: ConversationLog;
  readonly #deps: OwnBranchesDeps;
  readonly #repeats: OwnRepeats;
  readonly #disputed = new Set<DeviceId>();

  constructor(log: ConversationLog, deps: OwnBranchesDeps) {
    this.#log = log;
    this.#deps = deps;
    this.#repeats = new OwnRepeats(log, deps);
  }

  /** Looks whether there is something to say again: see `OwnRepeats`. */
  look(): void {
    this.#repeats.look();
  }

  /** Somebody holds another branch of a log of ours than we do. */
  get isDisputed(): boolean {
    return this.#disputed.size > 0;
  }

  /** Somebody holds another branch of `author`, which is a log of ours. */
  dispute(author: DeviceId): void {
    this.#disputed.add(author);
  }

  /** Asks for their branches. */
  ask(sync: ConversationSync): void {
    for (const author of this.#disputed) sync.askAgain(author);
  }

  /**
   * Deals with a run that has to do with another branch of a log of ours than the one that we hold. False if it is none of
   * these. Runs inside `writes`. @throws Fault
   */
  async take(given: readonly GivenEntry[], sync: ConversationSync, from: ConversationLink): Promise<boolean> {
    const other = await this.#repeats.otherBranch(given);
    if (other.length > 0) {
      await this.#repeats.take(other, sync);
      return true;
    }
    const fork = await this.#find(given);
    if (fork) await this.#adopt(fork, sync, from);
    return fork !== null;
  }

  /** Where what is given leaves a log of ours that is disputed; null if it does not. */
  async #find(given: readonly GivenEntry[]): Promise<OwnFork | null> {
    for (const author of [...this.#disputed]) {
      const fork = await findFork(given, author, (fromSeq, limit) =>
        this.#log.runOnDisk(author, fromSeq, limit),
      );
      if (fork) return fork;
    }
    return null;
  }

  /**
   * The branch the world has seen stands; what only we had is written again under a new device key.
   */
  async #adopt(fork: OwnFork, sync: ConversationSync, from: ConversationLink): Promise<void> {
    const { author, fromSeq } = fork;
    const { identity, ports } = this.#deps;
    const heads = new Map(this.#log.heads);
    if (fork.head) heads.set(author, fork.head);
    else heads.delete(author);
    const accepted = await acceptRun(fork.given, this.#deps.rules(heads), ports.keys.verify);
    if (!accepted.ok) return sync.onRefused(false);
    if (author === identity.device) await this.#deps.onOwnLogAhead();
    const lost = await this.#log.runOnDisk(author, fromSeq, Number.MAX_SAFE_INTEGER);
    const again = this.#deps.sayAgain(await this.#repeats.unsaid(lost));
    const batch = { drop: [{ conversation: this.#log.id, author, fromSeq }], entries: accepted.value };
    const committed = again.length > 0 ? await this.#log.append(again, batch) : await this.#log.commit(batch);
    if (!committed.ok) return this.#deps.onNotStored(committed.error, sync, from);
    this.#disputed.delete(author);
    this.#deps.onGrown([author, identity.device]);
    this.#repeats.look();
    sync.ack(true);
  }
}
