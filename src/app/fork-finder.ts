import type { FaultCode } from '../domain/fault.js';
import { conversationOf } from '../protocol/conversation-id.js';
import {
  hasOwnSignature,
  readEntry,
  verifyEntry,
  type ClaimedEntry,
  type VerifiedEntry,
} from '../protocol/entry.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { GivenEntry } from '../protocol/record.js';
import { forkItem } from '../protocol/roster-item.js';
import type { ConversationLog } from './conversation-log.js';
import type { ConversationSync } from './conversation-sync.js';
import { ForkSearch } from './fork-search.js';
import type { Group } from './group.js';
import type { Ports } from './ports.js';

export interface ForkFinderDeps {
  readonly ports: Pick<Ports, 'keys'>;
  readonly group: Group | null;
  readonly onFault: (fault: FaultCode) => void;
}

/** Proves to a group that a member has written two logs: looks on each link for the place where they part. */
export class ForkFinder {
  readonly #log: ConversationLog;
  readonly #deps: ForkFinderDeps;
  /** By who has just said so: logs of other members of which they hold another branch, and at which place. */
  readonly #doubted = new Map<PersonId, Map<DeviceId, number>>();
  /** By link: where the logs part, as far as it is known. */
  readonly #searches = new Map<ConversationSync, Map<DeviceId, ForkSearch>>();

  constructor(log: ConversationLog, deps: ForkFinderDeps) {
    this.#log = log;
    this.#deps = deps;
  }

  /** Something is being looked for on some link. */
  get isSearching(): boolean {
    return this.#searches.size > 0;
  }

  /** Whoever is linked as `person` says to hold another entry than we at `seq` of the log of `author`. */
  doubt(person: PersonId, author: DeviceId, seq: number): void {
    this.#doubted.set(person, (this.#doubted.get(person) ?? new Map()).set(author, seq));
  }

  /** Begins to look into what `person` has just said to hold otherwise. */
  beginDoubted(person: PersonId, sync: ConversationSync): void {
    const doubted = this.#doubted.get(person) ?? [];
    this.#doubted.delete(person);
    for (const [author, seq] of doubted) this.#begin(author, seq, sync);
  }

  /** The link is gone. */
  forget(sync: ConversationSync): void {
    this.#searches.delete(sync);
  }

  /** The log of `author` is not the same there as here, at `seq`: asks for the first place where it is not. */
  #begin(author: DeviceId, seq: number, sync: ConversationSync): void {
    const isNew = !this.#searches.get(sync)?.has(author);
    const search = this.searchIn(author, seq, sync);
    if (search && isNew) sync.graft([{ author, seq: search.fromSeq }]);
  }

  /** The search in what they hold of a log of another member; null where there is nothing to be found, or it is found. */
  searchIn(author: DeviceId, seq: number, sync: ConversationSync): ForkSearch | null {
    const { group } = this.#deps;
    const head = this.#log.record.heads.find((candidate) => candidate.author === author);
    if (!group || !head || group.personOf(author) === null || group.set.forks.has(author)) return null;
    const searches = this.#searches.get(sync) ?? new Map<DeviceId, ForkSearch>();
    const search = searches.get(author) ?? new ForkSearch(head.fromSeq, Math.min(seq, head.seq) + 1);
    this.#searches.set(sync, searches.set(author, search));
    return search;
  }

  /** The search that asked for what is given; undefined if none did. */
  searchFor(given: readonly GivenEntry[], sync: ConversationSync): ForkSearch | undefined {
    const first = given[0] && readEntry(given[0][0]);
    const search = first ? this.#searches.get(sync)?.get(first.author) : undefined;
    const isHeld = first && first.seq <= (this.#log.heads.get(first.author)?.seq ?? -1);
    return search && isHeld && search.isAbout(first.seq) ? search : undefined;
  }

  /** Looks at what is given, and asks for more of it or proves the fork. Runs inside `writes`. */
  async look(search: ForkSearch, given: readonly GivenEntry[], sync: ConversationSync): Promise<void> {
    const claimed = given.map(([bytes]) => readEntry(bytes)).filter((entry) => entry !== null);
    const [first] = claimed;
    if (!first || claimed.some((entry) => entry.author !== first.author)) return;
    const held = await this.#log.run(first.author, first.seq, claimed.length);
    const looked = search.look(claimed, new Map(held.map(({ entry }) => [entry.seq, entry])));
    if (looked.kind === 'ask') return sync.graft([{ author: first.author, seq: looked.fromSeq }]);
    this.#searches.get(sync)?.delete(first.author);
    if (looked.kind === 'found') await this.#prove(looked.ours, looked.theirs);
  }

  /** A member's device signed two entries for one place: everybody is to know. */
  async #prove(ours: VerifiedEntry, theirs: ClaimedEntry): Promise<void> {
    if (conversationOf(theirs) !== this.#log.id) return;
    const { verify } = this.#deps.ports.keys;
    // Others have to see that both are signed. Where ours is not, somebody has spoiled it, and nothing is proved.
    if (!(await hasOwnSignature(ours, verify))) return;
    const entry = await verifyEntry(theirs, verify);
    const proof = entry && forkItem(ours, entry);
    if (!proof) return;
    const committed = await this.#log.commit({ roster: [proof] });
    if (!committed.ok) this.#deps.onFault(committed.error);
  }
}
