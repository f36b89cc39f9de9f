import { acceptRuns, type AcceptedRuns, type Head, type Refusal } from '../domain/accept.js';
import { Fault, type FaultCode } from '../domain/fault.js';
import { conversationOf } from '../protocol/conversation-id.js';
import { hasOwnSignature, readEntry, type VerifiedEntry } from '../protocol/entry.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import { hasPlace } from '../protocol/message-body.js';
import type { RosterSet } from '../domain/roster-set.js';
import type { GivenEntry, HaveRow, LinkRecord } from '../protocol/record.js';
import { itemBytes, itemId, readItem, type RosterItem } from '../protocol/roster-item.js';
import { CatchUp, type CatchingUp } from './catch-up.js';
import type { ConversationLink } from './conversation-link.js';
import type { ConversationLog } from './conversation-log.js';
import { ConversationReceipts } from './conversation-receipts.js';
import type { ConversationSync, LogSource } from './conversation-sync.js';
import { DraftLinks } from './draft-links.js';
import { ForkFinder } from './fork-finder.js';
import { Gossip } from './gossip.js';
import type { Group } from './group.js';
import type { Heads } from './heads.js';
import type { Identity } from './identity.js';
import type { Membership } from './membership.js';
import { Intake, type IncomingGive } from './intake.js';
import { MissingEntries } from './missing-entries.js';
import type { SayingAgain } from './next-entry.js';
import { OwnBranches } from './own-branches.js';
import type { Ports, StoredEntry } from './ports.js';
import type { createSerial } from './serial.js';
import { OwnTyping, TypingOthers } from './typing.js';

/** How long to wait after a full disk before asking a peer for what could not be stored. */
const ASK_AGAIN_AFTER_MS = 15_000;
/** What is kept in memory of the roster of a group that we do not know to be in: more than any has that we are in. */
const MAX_WAITING_BYTES = 2 * 1024 * 1024;

export interface ConversationPeersDeps {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'keys' | 'repo'>;
  readonly identity: Identity;
  readonly membership: Membership;
  readonly group: Group | null;
  readonly writes: ReturnType<typeof createSerial>;
  /** A peer showed an entry that this device's own key signed and that its store does not hold. Runs inside `writes`. */
  readonly onOwnLogAhead: () => Promise<void>;
  /** What of our own is to be said again, where the world knows another branch of the log it stood in. */
  readonly sayAgain: (lost: readonly StoredEntry[]) => readonly SayingAgain[];
  readonly onFault: (fault: FaultCode) => void;
  /** Whether others may know what we are doing now, and we what they are. */
  readonly showsActivity: () => boolean;
  /** Somebody has begun to write or stopped, something has become missing, or somebody has heard of a removal. */
  readonly onChanged: () => void;
}

/** One conversation as it is with those we are linked with: what they bring is stored, what they lack is given. */
export class ConversationPeers {
  readonly #log: ConversationLog;
  readonly #deps: ConversationPeersDeps;
  readonly #links = new Set<ConversationLink>();
  readonly #gossip: Gossip;
  /** The heads that may be given on, as they were for these heads and this membership. */
  #shared: { readonly of: Heads; readonly basis: unknown; readonly heads: Heads } | null = null;
  readonly #receipts: ConversationReceipts;
  readonly #forks: ForkFinder;
  readonly #own: OwnBranches;
  /** Those over which something came that could not be stored. */
  readonly #askingLater = new Set<ConversationLink>();
  readonly #intake: Intake;
  readonly #missing: MissingEntries<ConversationLink>;
  readonly #catchUp: CatchUp;
  readonly #typing: TypingOthers;
  readonly #ownTyping: OwnTyping;
  readonly drafts = new DraftLinks();

  constructor(log: ConversationLog, deps: ConversationPeersDeps) {
    this.#log = log;
    this.#deps = deps;
    const { clock } = deps.ports;
    const heads = (): Heads => this.heads;
    this.#gossip = new Gossip(
      deps.ports,
      {
        get heads() {
          return heads();
        },
        run: (author, fromSeq, limit) => log.run(author, fromSeq, limit),
        kept: (author, fromSeq, limit) => log.kept(author, fromSeq, limit),
        isSigned: (entry) => this.#isSigned(entry),
        onDisagreement: () => false,
      },
      (sync) => this.#lookInto(sync),
    );
    this.#receipts = new ConversationReceipts(log, {
      ...deps,
      syncs: () => this.#gossip.syncs,
      onNotStored: (fault, sync) => {
        const from = this.#linkOver(sync);
        if (from) this.#askLater(fault, from);
        else deps.onFault(fault); // they say it again on the next link
      },
    });
    this.#forks = new ForkFinder(log, deps);
    this.#own = new OwnBranches(log, {
      ...deps,
      rules: (heads) => this.#acceptRules(heads),
      onNotStored: (fault, sync, from) => this.#giveBack(fault, sync, from),
      onGrown: (authors) => this.onGrown(authors),
    });
    this.#intake = new Intake(deps.writes, (gives) => this.#takeOrAskLater(gives));
    this.#missing = new MissingEntries(clock, (author) => log.heads.get(author)?.seq ?? -1, deps.onChanged);
    this.#catchUp = new CatchUp(clock, () => this.#missing.left, deps.onChanged);
    this.#typing = new TypingOthers(clock, deps.onChanged);
    this.#ownTyping = new OwnTyping(clock, (isOn) => {
      for (const { sync, link, tag } of this.#links) if (sync) void link.send({ type: 'typing', tag, isOn });
    });
  }

  /** The people we share it with who are linked with us now. */
  get linked(): ReadonlySet<PersonId> {
    return new Set([...this.#links].filter(({ sync }) => sync).map(({ link }) => link.person));
  }

  get isLinked(): boolean {
    return this.#links.size > 0;
  }

  /** The devices that say to hold the log of `author` up to `seq`, as far as we have heard since the app was started. */
  get signedReceipts(): readonly Uint8Array[] {
    return this.#receipts.signed;
  }

  holdersOf(author: DeviceId, seq: number): readonly DeviceId[] {
    return this.#receipts.holdersOf(author, seq);
  }

  /** Whether a person is linked and holds all that we do. */
  isLevelWith(person: PersonId): boolean {
    return [...this.#links].some(({ sync, link }) => link.person === person && sync?.isLevel);
  }

  /** Our signed word on what is committed and shown here, to those who are linked now. */
  sendReceipts(): Promise<void> {
    return this.#receipts.send();
  }

  attach(link: ConversationLink): void {
    this.#links.add(link);
    this.drafts.attach(link);
    this.#own.look();
    if (!link.sync) return link.roster?.begin();
    this.#receipts.onLinked(link.sync, link.link.person);
    const roster = link.roster?.beginBeside() ?? null;
    this.#gossip.attach(link.sync, { ...this.#receipts.sumFor(link.link.device), roster });
  }

  detach(link: ConversationLink): void {
    link.end();
    if (link.sync) {
      this.#gossip.detach(link.sync);
      this.#forks.forget(link.sync);
      this.#receipts.onUnlinked(link.sync);
    }
    this.#links.delete(link);
    this.drafts.detach(link);
    this.#missing.forget(link);
    const { person } = link.link;
    if (![...this.#links].some((other) => other.link.person === person)) this.#typing.stopped(person);
  }

  /** Logs have grown: gives everybody what they lack. */
  onGrown(authors: Iterable<DeviceId>): void {
    this.#gossip.onGrown(authors);
  }

  // ——— What is going on ———

  /** Tells those who are linked that our person writes here, or has stopped. Says nothing where that is switched off. */
  setTyping(isTyping: boolean): void {
    if (this.#deps.showsActivity()) this.#ownTyping.set(isTyping);
  }

  /** What was being written has been sent. */
  onSent(): void {
    this.#ownTyping.sent();
  }

  /** Who of the others is writing. Nobody where that is switched off. */
  get typing(): readonly PersonId[] {
    return this.#deps.showsActivity() ? this.#typing.people : [];
  }

  /** How many entries of whom are known to be held by others, and have not come. */
  get missing(): ReadonlyMap<PersonId, number> {
    const counts = new Map<PersonId, number>();
    for (const [author, count] of this.#missing.counts) {
      const person = this.#deps.membership.personOf(author);
      if (person && !this.#isFull(author)) counts.set(person, (counts.get(person) ?? 0) + count);
    }
    return counts;
  }

  /** How far we have come in taking what we had missed; null if there is not much of it. */
  get catchingUp(): CatchingUp | null {
    return this.#catchUp.now;
  }

  #onTyping(isOn: boolean, { link: { person } }: ConversationLink): void {
    if (!this.#deps.showsActivity()) return;
    if (isOn) this.#typing.began(person);
    else this.#typing.stopped(person);
  }

  /** Whoever has sent a message has written it. */
  #stopTyping(
    fresh: readonly { readonly entry: { readonly author: DeviceId; readonly kind: number } }[],
  ): void {
    for (const { entry } of fresh) {
      const person = hasPlace(entry.kind) ? this.#deps.membership.personOf(entry.author) : null;
      if (person) this.#typing.stopped(person);
    }
  }

  /** Whether it may be missing: it is of somebody here, and not our own. */
  #isTheirs(author: DeviceId, seq: number): boolean {
    const { identity, membership } = this.#deps;
    return !identity.isOwnDevice(author) && membership.mayAppend(author, seq) && !this.#isFull(author);
  }

  /** Whether no more is taken of the logs of whose device it is. */
  #isFull(device: DeviceId): boolean {
    const person = this.#deps.membership.personOf(device);
    const of = person && this.#log.usedUp.get(person);
    return of ? of.bytes || of.adminEntries : false;
  }

  // ——— What a sync asks of the logs ———

  /** How far each log may be given on. */
  get heads(): Heads {
    const { membership } = this.#deps;
    const { heads: of } = this.#log;
    const { basis } = membership;
    if (this.#shared?.of === of && this.#shared.basis === basis) return this.#shared.heads;
    const heads = new Map<DeviceId, Head>();
    for (const [author, head] of of) {
      const shared = membership.shared(author, head);
      if (shared) heads.set(author, shared);
    }
    this.#shared = { of, basis, heads };
    return heads;
  }

  /** The logs as `person` may have them. */
  sourceFor(person: PersonId): LogSource {
    const { identity, membership } = this.#deps;
    const heads = (): Heads => this.#headsFor(person);
    /** The last place of a log that they may have from `fromSeq` on; -1 for none. */
    const lastSeqOf = (author: DeviceId, fromSeq: number): number =>
      fromSeq < membership.firstSeqFor(person, author) ? -1 : (heads().get(author)?.seq ?? -1);
    return {
      get heads() {
        return heads();
      },
      run: async (author, fromSeq, limit) => {
        const lastSeq = lastSeqOf(author, fromSeq);
        if (lastSeq < 0) return [];
        const run = await this.#log.run(author, fromSeq, limit);
        return run.filter(({ entry }) => entry.seq <= lastSeq);
      },
      kept: async (author, fromSeq, limit) => {
        const lastSeq = lastSeqOf(author, fromSeq);
        if (lastSeq < 0) return [];
        const kept = await this.#log.kept(author, fromSeq, limit);
        return kept.filter(({ seq }) => seq <= lastSeq);
      },
      isSigned: (entry) => this.#isSigned(entry),
      onDisagreement: (author, seq) => {
        const isOwn = identity.isOwnDevice(author);
        if (isOwn) this.#own.dispute(author);
        else this.#forks.doubt(person, author, seq);
        return isOwn;
      },
    };
  }

  /** As `heads`. Whoever forked a log of theirs, by a disk that forgot, gets back what we hold of it. */
  #headsFor(person: PersonId): Heads {
    const forked = this.#deps.group?.forkedOf(person) ?? [];
    if (forked.length === 0) return this.heads;
    const heads = new Map(this.heads);
    for (const author of forked) {
      const head = this.#log.heads.get(author);
      if (head && this.#deps.membership.counts(author, head.seq)) heads.set(author, head);
    }
    return heads;
  }

  #isSigned(entry: Pick<VerifiedEntry, 'author' | 'bytes'>): Promise<boolean> {
    return hasOwnSignature(entry, this.#deps.ports.keys.verify);
  }

  // ——— The roster ———

  /** Who is in it, or on what terms, has changed: everybody we are linked with hears of it, and may now be given more. */
  onRosterChanged(): void {
    for (const { roster } of this.#links) void roster?.tell();
    this.#own.look();
    this.askAnew();
  }

  /** What was refused may be welcome now, and what they hold may count no more: asks everybody for what we lack. */
  askAnew(): void {
    // Whoever is out of it by now hears no more of what we hold.
    for (const link of this.#links) if (link.isCurrent) link.sync?.sayHave();
  }

  /** Stores what of the items counts. Runs inside `writes`. */
  async #takeItems(given: readonly Uint8Array[], from: ConversationLink): Promise<void> {
    const { group, ports } = this.#deps;
    if (!group) return;
    const claimed = given.flatMap((bytes) => readItem(bytes, group.id) ?? []);
    const checked = await Promise.all(claimed.map(({ check }) => check(ports.keys.verify)));
    const items = checked.filter((item) => item !== null);
    from.roster?.onGiven(items.map(itemId));
    const next = group.with(items);
    if (!next || (!this.#log.isStored && sizeOf(next.items.values()) > MAX_WAITING_BYTES)) return;
    const fresh = items.filter(
      (item) =>
        next.shared.has(itemId(item)) && !group.set.items.has(itemId(item)) && !this.#isTooMuch(item, next),
    );
    if (fresh.length === 0) return;
    const committed = await this.#log.commit({ roster: fresh });
    if (!committed.ok) this.#askLater(committed.error, from);
  }

  /** One more of what its author has used up their share of. Proof against somebody is never too much. */
  #isTooMuch(item: RosterItem, { personOf }: RosterSet): boolean {
    if (item.kind === 'fork') return false;
    if (item.kind === 'introduction') return this.#log.usedUp.get(item.manifest.person)?.devices === true;
    const person = personOf(item.entry.author);
    return person !== null && this.#log.usedUp.get(person)?.adminEntries === true;
  }

  // ——— What a link brings ———

  /** One record about this conversation. Never rejects because of what the peer sent, or of the store. */
  async receive(record: LinkRecord, from: ConversationLink): Promise<void> {
    try {
      await this.#receive(record, from);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#askLater(error.code, from);
    }
  }

  async #receive(record: LinkRecord, from: ConversationLink): Promise<void> {
    switch (record.type) {
      case 'roster-sum':
      case 'roster-names':
        return from.roster?.receive(record);
      case 'roster-give':
        return this.#deps.writes(() => this.#takeItems(record.items, from));
      case 'sum':
        if (record.roster) await from.roster?.onSum(record.roster);
        if (from.sync) return this.#receiveOfLogs(record, from.sync, from);
        return from.noteMissed({ ...record, roster: null });
      default:
        if (from.sync) await this.#receiveOfLogs(record, from.sync, from);
        else from.noteMissed(record);
    }
  }

  async #receiveOfLogs(record: LinkRecord, sync: ConversationSync, from: ConversationLink): Promise<void> {
    switch (record.type) {
      case 'have':
        this.#noteHave(record.rows, from);
        await this.#gossip.receive(record, sync);
        await this.#receipts.sendAll(sync); // whoever says what they hold may have missed our word on it
        return this.#lookInto(sync);
      case 'sum':
        if (!(record.logs instanceof Uint8Array)) this.#noteHave(record.logs, from);
        await this.#gossip.receive(record, sync);
        await this.#receipts.onSum(record, sync);
        return this.#lookInto(sync);
      case 'give':
        return this.#intake.put({ given: record.entries, sync, from });
      case 'ack': {
        const authors = [...sync.onAck(record.took, record.count)];
        // They had forgotten what they wrote themselves, and our word on it meant nothing to them before.
        const isTheirs = authors.some(
          (author) => this.#deps.membership.personOf(author) === from.link.person,
        );
        if (record.took && isTheirs) await this.#receipts.sendOwn(sync);
        return;
      }
      case 'receipt':
        return this.#deps.writes(() => this.#receipts.take(record.bytes, sync));
      case 'typing':
        return this.#onTyping(record.isOn, from);
      case 'draft-signal':
        return this.drafts.receive(record, from);
      case 'news':
        // What would be refused is not asked for.
        return this.#gossip.receive(
          { ...record, rows: record.rows.filter(({ author }) => !this.#isFull(author)) },
          sync,
        );
      default:
        return this.#gossip.receive(record, sync);
    }
  }

  #noteHave(rows: readonly HaveRow[], from: ConversationLink): void {
    const theirs = rows.filter(({ author, seq }) => this.#isTheirs(author, seq));
    this.#missing.onHave(from, theirs);
  }

  #linkOver(sync: ConversationSync): ConversationLink | null {
    return [...this.#links].find((link) => link.sync === sync) ?? null;
  }

  /** They may hold another branch of a log than we do: asks for it. */
  #lookInto(sync: ConversationSync): void {
    const from = this.#linkOver(sync);
    if (!from) return;
    this.#own.ask(sync);
    this.#forks.beginDoubted(from.link.person, sync);
  }

  /** Gives of one link, in order. Runs inside `writes`. */
  async #takeOrAskLater(gives: readonly IncomingGive[]): Promise<void> {
    const left = [...gives];
    while (left.length > 0) {
      const { sync, from } = left[0]!;
      try {
        left.splice(0, await this.#take(left));
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        // A new device key could not be stored, or the disk not read: nothing was taken.
        for (const _ of left.splice(0)) this.#giveBack(error.code, sync, from);
      }
    }
  }

  /** Takes the first of the gives, and as many after it as can be stored with it. Returns how many it has dealt with. */
  async #take(gives: readonly IncomingGive[]): Promise<number> {
    const { given: first, sync, from } = gives[0]!;
    // Before we know that we are in it, nothing of it is kept: it is asked for again once we do.
    if (this.#deps.group && !this.#log.isStored) {
      sync.onRefused(false);
      return 1;
    }
    const search = this.#forks.searchFor(first, sync);
    if (search) {
      sync.ack(false);
      await this.#forks.look(search, first, sync);
      return 1;
    }
    if (await this.#own.take(first, sync, from)) return 1;
    // While we are at odds with somebody over a log of ours, each give may be the one that settles it.
    const runs = (this.#own.isDisputed || this.#forks.isSearching ? gives.slice(0, 1) : gives).map(
      ({ given }) => given,
    );
    const rules = this.#acceptRules(this.#log.heads);
    const { taken, refusal } = await acceptRuns(runs, rules, this.#deps.ports.keys.verify);
    if (taken.length > 0) await this.#store(taken, runs, sync, from);
    // What comes after the one that was refused is looked at anew: what it follows may not be there.
    if (!refusal) return taken.length;
    this.#refuse(runs[taken.length]!, refusal, sync, from);
    return taken.length + 1;
  }

  /** Commits what was taken, and says so. */
  async #store(
    taken: AcceptedRuns['taken'],
    runs: readonly (readonly GivenEntry[])[],
    sync: ConversationSync,
    from: ConversationLink,
  ): Promise<void> {
    const fresh = taken.flat();
    if (fresh.some(({ entry }) => entry.author === this.#deps.identity.device))
      await this.#deps.onOwnLogAhead();
    if (fresh.length > 0) {
      this.#catchUp.onCome();
      const committed = await this.#log.commit({ entries: fresh });
      this.#catchUp.onStored(committed.ok ? fresh.length : 0);
      if (!committed.ok) {
        for (const _ of taken) this.#giveBack(committed.error, sync, from); // no receipt: they keep it
        return;
      }
      this.#stopTyping(fresh);
      this.#receipts.onCame(new Set(fresh.map(({ entry }) => entry.author)), sync);
      void this.#receipts.send();
      this.#own.look();
    }
    this.#gossip.onTook(
      sync,
      taken.map((run, i) => ({ given: runs[i]!, fresh: run.map(({ entry }) => entry) })),
    );
  }

  /** The run does not fit. If it is our own log that parts from theirs, look where; the rest is asked for or let be. */
  #refuse(given: readonly GivenEntry[], why: Refusal, sync: ConversationSync, from: ConversationLink): void {
    const author = why === 'fork' ? authorOf(given) : null;
    if (why === 'gap') this.#noteGap(given, from);
    if (author && this.#deps.identity.isOwnDevice(author)) {
      this.#own.dispute(author);
      sync.ack(false);
      sync.askAgain(author);
      return;
    }
    sync.onRefused(why === 'gap');
    const last = author && this.#log.heads.get(author);
    if (!last) return;
    void this.#deps.writes(async () => {
      const search = this.#forks.searchIn(author, last.seq, sync);
      if (search) await this.#forks.look(search, given, sync);
    });
  }

  #noteGap(given: readonly GivenEntry[], from: ConversationLink): void {
    const last = given.at(-1) && readEntry(given.at(-1)![0]);
    if (last && conversationOf(last) === this.#log.id && this.#isTheirs(last.author, last.seq))
      this.#missing.onGap(from, last.author, last.seq);
  }

  /** What they gave could not be stored. */
  #giveBack(fault: FaultCode, sync: ConversationSync, from: ConversationLink): void {
    sync.ack(false);
    this.#askLater(fault, from);
  }

  /** Something could not be stored. Says so on the screen, and asks for it again when there may be room. */
  #askLater(fault: FaultCode, from: ConversationLink): void {
    this.#deps.onFault(fault);
    if (this.#askingLater.has(from)) return;
    this.#askingLater.add(from);
    this.#deps.ports.clock.after(ASK_AGAIN_AFTER_MS, () => {
      this.#askingLater.delete(from);
      if (this.#links.has(from)) from.begin();
    });
  }

  #acceptRules(heads: ReadonlyMap<DeviceId, Head>) {
    return {
      conversation: this.#log.id,
      heads,
      isAuthor: (device: DeviceId, seq: number) => this.#deps.membership.mayAppend(device, seq),
      isFull: (device: DeviceId) => this.#isFull(device),
    };
  }
}

function authorOf(given: readonly GivenEntry[]): DeviceId | null {
  return (given[0] && readEntry(given[0][0])?.author) ?? null;
}

const sizeOf = (items: Iterable<RosterItem>): number =>
  [...items].reduce((bytes, item) => bytes + itemBytes(item), 0);
