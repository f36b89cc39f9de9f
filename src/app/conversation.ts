import { Fault, type FaultCode } from '../domain/fault.js';
import { reachByPerson, stateAt } from '../domain/receipts.js';
import type { RevokedMark } from '../domain/revoked-mark.js';
import { conversationOf } from '../protocol/conversation-id.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import { hasPlace, type PollBody, type TextBody } from '../protocol/message-body.js';
import type { LinkRecord } from '../protocol/record.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { ConversationDraft } from './conversation-draft.js';
import { ConversationLog } from './conversation-log.js';
import { ConversationPeers } from './conversation-peers.js';
import type { ConversationLink } from './conversation-link.js';
import type { LogSource } from './conversation-sync.js';
import { ConversationViewMaker, type ViewDeps } from './conversation-view.js';
import { MessageViews } from './message-views.js';
import { orFault } from './or-fault.js';
import type { Folded } from './folded-message.js';
import type { Group } from './group.js';
import type { Heads } from './heads.js';
import type { DraftListener } from './draft-links.js';
import { GroupActs } from './group-acts.js';
import { GroupVerbs } from './group-verbs.js';
import { DirectMembership, type Membership } from './membership.js';
import { cleanText, textAct, type Act, type Actor } from './message-acts.js';
import { MessageVerbs } from './message-verbs.js';
import type { Saying } from './next-entry.js';
import type { Ports, StoredEntry } from './ports.js';
import type { ConversationRecord, DraftRecord } from './records.js';
import { isCopy } from './repeats.js';
import { RevokedMarks, type RevokedFromOf } from './revoked-marks.js';
import type { createSerial } from './serial.js';
import { sayingsAgain } from './say-again.js';
import { withOneMore } from './shares.js';
import { Store, type ReadonlyStore } from './store.js';
import type {
  ConversationVerbs,
  ConversationView,
  DeliveryView,
  Done,
  DraftMarks,
  MessageView,
} from './conversation-views.js';

/** How often what is coming in is shown while there is much of it, in milliseconds. */
const CATCHING_UP_REFRESH_MS = 250;

export interface ConversationDeps extends ViewDeps {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'repo' | 'keys'>;
  /**
   * Whatever reads the heads of a log and then writes runs in here, one at a time for the whole device: neither two
   * sends nor a send and a change of the device key may interleave.
   */
  readonly writes: ReturnType<typeof createSerial>;
  /** A peer showed an entry that this device's own key signed and that its store does not hold. Runs inside `writes`. */
  readonly onOwnLogAhead: () => Promise<void>;
  /** Something could not be stored that no verb of the view waits for. */
  readonly onFault: (fault: FaultCode) => void;
  /** The record or the draft has changed: the list wants to know. */
  readonly onChanged: () => void;
  /** Of a group: who is in it has changed, and so perhaps whom we need links with. */
  readonly onRosterChanged: () => void;
  /** Whether one more group is kept to which a person added us. */
  readonly isRoomFor: (by: PersonId) => boolean;
  /** What offices have taken from people, as far as it is known; nothing before it is loaded. */
  readonly revokedFrom: RevokedFromOf;
}

/** What is known of a conversation when it is opened. */
export interface Opening {
  readonly record: ConversationRecord;
  readonly draft: DraftRecord;
  /** Null in a conversation of two. */
  readonly group: Group | null;
  /** False for what a peer has only told us of. */
  readonly isStored: boolean;
}

/** One conversation, as a view sees it and what a view may ask of it. */
export class Conversation implements ConversationVerbs {
  readonly view: Store<ConversationView>;
  readonly #draft: ConversationDraft;
  readonly #log: ConversationLog;
  readonly #peers: ConversationPeers;
  readonly group: Group | null;
  readonly #membership: Membership;
  readonly #actor: Actor;
  readonly groupVerbs: GroupVerbs;
  readonly #verbs: MessageVerbs;
  readonly #messages: MessageViews;
  readonly #viewMaker: ConversationViewMaker;
  /** Messages that have come, and about which something may have been said before. */
  #came = new Set<EntryId>();
  #isCompleting = false;
  #cancelRefresh: (() => void) | null = null;
  #firstUnread: EntryId | null = null;
  #opened: Promise<void> | null = null;
  readonly #onCame = new Set<(entries: readonly StoredEntry[]) => void>();
  readonly #deps: ConversationDeps;

  constructor({ record, draft, group, isStored }: Opening, deps: ConversationDeps) {
    const { identity, contacts, ports } = deps;
    this.#deps = deps;
    this.group = group;
    this.#membership = group ?? new DirectMembership(record.peer!, identity, contacts);
    this.#actor = { self: identity.person, membership: this.#membership };
    const shared = { ...deps, group, membership: this.#membership };
    this.#log = new ConversationLog(record, {
      ...shared,
      isStored,
      shelfFor: (by) => (by === identity.person || contacts.isOurs(by) ? 'chats' : 'requests'),
      onCommitted: (entries, isRosterNew) => this.#onCommitted(entries, isRosterNew),
    });
    this.#peers = new ConversationPeers(this.#log, {
      ...shared,
      sayAgain: (lost) => sayingsAgain(lost, ports.random),
      onChanged: () => this.refresh(),
    });
    const acts =
      group &&
      new GroupActs(
        group,
        contacts,
        () => this.#peers.heads,
        () => ports.random.bytes(16),
      );
    const onSaid = () => this.#peers.onGrown([identity.device]);
    this.groupVerbs = new GroupVerbs(this.#log, group, acts, { ...deps, onSaid });
    this.#verbs = new MessageVerbs(this.#log, {
      actor: this.#actor,
      random: ports.random,
      writes: deps.writes,
      onSaid,
    });
    this.#messages = new MessageViews(this.#membership, deps.identity.person, deps.revokedFrom);
    this.#viewMaker = new ConversationViewMaker({
      ...deps,
      clock: ports.clock,
      log: this.#log,
      peers: this.#peers,
      membership: this.#membership,
      messages: this.#messages,
      group: group && { members: group, acts: acts! },
    });
    this.#draft = new ConversationDraft(record.id, draft, { repo: ports.repo, onChanged: deps.onChanged });
    this.view = new Store(this.#viewMaker.make(this.#firstUnread));
  }

  get id(): ConversationId {
    return this.#log.id;
  }
  get record(): ConversationRecord {
    return this.#log.record;
  }
  get isStored(): boolean {
    return this.#log.isStored;
  }
  /** Somebody is linked with us who speaks of it. */
  get isLinked(): boolean {
    return this.#peers.isLinked;
  }
  /** Everybody else who is in it now. */
  get others(): readonly PersonId[] {
    return this.#membership.others;
  }

  /** What is being written in it, with what goes with it. */
  get written(): DraftRecord {
    return this.#draft.written;
  }
  get draft(): ReadonlyStore<string> {
    return this.#draft.text;
  }
  get marks(): ReadonlyStore<DraftMarks> {
    return this.#draft.marks;
  }

  // ——— What a view asks for ———

  setDraft(text: string): Promise<Result<void, FaultCode>> {
    return this.#draft.setText(text);
  }

  setMarks(changed: Partial<DraftMarks>): Promise<Result<void, FaultCode>> {
    return this.#draft.setMarks(changed);
  }

  async send(mentions: readonly PersonId[] = []): Promise<Result<EntryId | null, FaultCode>> {
    const text = cleanText(this.written.text);
    if (text === '') return ok(null);
    const act = textAct(text, this.written, mentions, this.#actor);
    return act.ok ? this.#draft.send(() => this.#send(act)) : act;
  }

  /** Signs what is said and stores it, together with what is being written by then. */
  async #send(act: Act): Done {
    const sent = await this.#deps.writes(() =>
      this.#verbs.do(act, { drafts: [{ conversation: this.id, draft: this.written }] }),
    );
    if (sent.ok) this.#peers.onSent();
    return sent;
  }

  async edit(message: EntryId, text: string, mentions?: readonly PersonId[]): Done {
    const done = await this.#verbs.edit(message, text, mentions);
    if (done.ok && this.marks.value.edit?.message === message) void this.setMarks({ edit: null });
    return done;
  }

  readonly delete: ConversationVerbs['delete'] = (message) => this.#verbs.delete(message);
  readonly react: ConversationVerbs['react'] = (...of) => this.#verbs.react(...of);
  readonly ask: ConversationVerbs['ask'] = (...of) => this.#verbs.ask(...of);
  readonly vote: ConversationVerbs['vote'] = (...of) => this.#verbs.vote(...of);
  readonly note: ConversationVerbs['note'] = (message) => this.#verbs.note(message);
  readonly star: ConversationVerbs['star'] = (...of) => this.#verbs.star(...of);

  /** See `MessageVerbs`. */
  copyOf(message: EntryId): Promise<Result<TextBody | PollBody, FaultCode>> {
    return this.#verbs.copyOf(message);
  }

  /** Says what was taken over from another conversation. */
  post(body: TextBody | PollBody): Done {
    return this.#verbs.post(body);
  }

  /** See `MessageVerbs`. */
  say(sayings: readonly Saying[]): Done {
    return this.#verbs.say(sayings);
  }

  get isShown(): boolean {
    return this.#log.isShown;
  }

  /** Whether this device has written something here that `person` has not said to hold. */
  isOwed(person: PersonId): boolean {
    const { device } = this.#deps.identity;
    const own = this.#log.heads.get(device);
    if (!own) return false;
    const reach = reachByPerson(this.record.receipts, device, (other) => this.#membership.personOf(other));
    const reached = reach.get(person);
    return !reached || stateAt(reached, own.seq) === 'saved';
  }

  deliveries(message: EntryId): readonly DeliveryView[] {
    const of = this.#log.findHere(message);
    if (of?.person !== this.#deps.identity.person) return [];
    const { author, seq } = of.stored.entry;
    const reaches = reachByPerson(this.record.receipts, author, (device) =>
      this.#membership.personOf(device),
    );
    const isToHaveIt = (other: PersonId) => this.#membership.firstSeqFor(other, author) <= seq;
    return this.#membership.others.filter(isToHaveIt).map((other) => {
      const reach = reaches.get(other);
      const state = reach ? stateAt(reach, seq) : 'saved';
      return {
        person: this.#messages.person(other),
        state: state === 'saved' ? 'unreached' : state,
        isNoted: of.message.noted.includes(other),
      };
    });
  }

  setTyping(isTyping: boolean): void {
    this.#peers.setTyping(isTyping);
  }

  async loadOlder(): Promise<void> {
    try {
      await this.#deps.writes(async () => {
        await this.#log.loadOlder();
        this.refresh();
        await this.#completeNow();
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#deps.onFault(error.code);
    }
  }

  async loadBackTo(message: EntryId): Promise<Result<void, FaultCode>> {
    await this.open();
    return orFault(() =>
      this.#deps.writes(async () => {
        if (!(await this.#log.find(message))) return fail('message-gone');
        if (!(await this.#log.loadBackTo(message))) return fail('message-far');
        this.refresh();
        await this.#completeNow();
        return ok(undefined);
      }),
    );
  }

  /** Loads the newest page, the first time. */
  open(): Promise<void> {
    this.#opened ??= this.loadOlder();
    return this.#opened;
  }

  setShown(shown: boolean): void {
    if (shown === this.#log.isShown) return;
    this.#log.isShown = shown;
    if (!shown) return;
    this.#deps.onChanged(); // who is turned to is to be linked, if there is a way
    void this.#deps.writes(async () => {
      this.#firstUnread = this.#log.firstUnread();
      if (await this.#log.markRead()) void this.#peers.sendReceipts();
      this.refresh();
    });
  }

  /** Something the view shows besides entries has changed: a name, a link. */
  refresh(): void {
    this.view.update(() => this.#viewMaker.make(this.#firstUnread));
  }

  #onCommitted(entries: readonly StoredEntry[], isRosterNew: boolean): void {
    for (const stored of entries) {
      const { id, author, kind } = stored.entry;
      const isFromElsewhere = author !== this.#deps.identity.device;
      if ((isFromElsewhere && hasPlace(kind)) || isCopy(stored)) this.#came.add(id);
    }
    if (isRosterNew) {
      this.#peers.onRosterChanged();
      this.#deps.onRosterChanged();
    }
    for (const listener of this.#onCame) listener(entries);
    const isOwn = entries.some(({ entry }) => entry.author === this.#deps.identity.device);
    if (this.#peers.catchingUp && !isOwn) this.#refreshSoon();
    else this.#refreshAll();
    if (this.#isCompleting || (this.#came.size === 0 && this.#notAtHand.length === 0)) return;
    this.#isCompleting = true;
    // Later: whoever sent it is waiting for the receipt of what is stored by now.
    void this.#deps.writes(() => this.#complete());
  }

  #refreshAll(): void {
    this.#cancelRefresh?.();
    this.#cancelRefresh = null;
    this.refresh();
    this.#deps.onChanged();
  }

  /** While thousands come in, drawing each few hundred of them would take longer than taking them. */
  #refreshSoon(): void {
    this.#cancelRefresh ??= this.#deps.ports.clock.after(CATCHING_UP_REFRESH_MS, () => this.#refreshAll());
  }

  async #complete(): Promise<void> {
    try {
      this.#isCompleting = false;
      await this.#completeNow();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#deps.onFault(error.code);
    }
  }

  /** Reads what belongs to messages at hand and is not there with them. Runs inside `writes`. */
  async #completeNow(): Promise<void> {
    const came = this.#came;
    this.#came = new Set();
    const before = this.#log.page;
    await this.#log.complete(came, this.#notAtHand);
    if (this.#log.page !== before) this.refresh();
  }

  /** What is answered by messages at hand, and was not looked for yet. */
  get #notAtHand(): readonly EntryId[] {
    const page = this.#log.page;
    const replies = this.view.value.messages.flatMap(({ reply }) => reply?.id ?? []);
    return page ? [...new Set(replies)].filter((id) => page.find(id) === undefined) : [];
  }

  /**
   * The messages of this conversation that `entries` say, as a view sees them, with their places in the reading order; what
   * several of them say, once. @throws Fault 'storage-failed'
   */
  async viewsOf(
    entries: readonly StoredEntry[],
  ): Promise<readonly { readonly message: MessageView; readonly orderMs: number }[]> {
    const page = await this.#log.pageOf(entries.filter(({ entry }) => conversationOf(entry) === this.id));
    const { identity, revokedFrom } = this.#deps;
    const views = new MessageViews(this.#membership, identity.person, revokedFrom);
    const orderOf = ({ id }: MessageView): number => page.find(id)!.entry.orderMs;
    return views
      .of(page, this.#viewMaker.circumstances)
      .map((message) => ({ message, orderMs: orderOf(message) }));
  }

  /** Resolves when the last keystroke is kept, or could not be. */
  settled(): Promise<void> {
    return this.#draft.settled();
  }

  // ——— What drafts and memos are put together from ———

  /** Who is in it, and what each may do. */
  get membership(): Membership {
    return this.#membership;
  }
  /** How far each log is held that counts. */
  get heads(): Heads {
    return this.#peers.heads;
  }
  /** The people we share it with who are linked with us now. */
  get linked(): ReadonlySet<PersonId> {
    return this.#peers.linked;
  }

  /** How an entry that says something about a message stands to what was revoked. */
  markOf(folded: Folded, said: EntryId): RevokedMark | null {
    return new RevokedMarks(this.#membership, this.#deps.revokedFrom).ofSaid(folded, said);
  }

  /** Up to `limit` entries of one log from `fromSeq` on. @throws Fault 'storage-failed' */
  run(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    return this.#log.run(author, fromSeq, limit);
  }

  /** A message, at hand or not; null if it is not held, or is none. @throws Fault 'storage-failed' */
  find(id: EntryId): Promise<Folded | null> {
    return this.#log.find(id);
  }

  /** Signed receipts of others that are at hand, in any order. */
  get signedReceipts(): readonly Uint8Array[] {
    return this.#peers.signedReceipts;
  }

  /** Hears who of those who are linked has the draft open. Returns what ends it. */
  listenForDrafts(listener: DraftListener): () => void {
    return this.#peers.drafts.listen(listener);
  }

  /** Calls `listener` with entries that have come to be held, ours among them. Returns what stops it. */
  onCame(listener: (entries: readonly StoredEntry[]) => void): () => void {
    this.#onCame.add(listener);
    return () => this.#onCame.delete(listener);
  }

  // ——— Who is in it ———

  readonly add: ConversationVerbs['add'] = (...of) => this.groupVerbs.add(...of);
  readonly remove: ConversationVerbs['remove'] = (person) => this.groupVerbs.remove(person);
  readonly promote: ConversationVerbs['promote'] = (person) => this.groupVerbs.promote(person);
  readonly leave: ConversationVerbs['leave'] = () => this.groupVerbs.leave();
  readonly renameGroup: ConversationVerbs['renameGroup'] = (text) => this.groupVerbs.renameGroup(text);
  readonly setHistory: ConversationVerbs['setHistory'] = (rule) => this.groupVerbs.setHistory(rule);

  accept(): Promise<Result<void, FaultCode>> {
    return this.#shelve('chats');
  }

  block(isBlocked: boolean): Promise<Result<void, FaultCode>> {
    return this.#shelve(isBlocked ? 'blocked' : 'chats');
  }

  #shelve(shelf: ConversationRecord['shelf']): Promise<Result<void, FaultCode>> {
    return this.#deps.writes(async () => {
      const shelved = await this.#log.commit({ shelf });
      if (!shelved.ok) return shelved;
      this.#deps.onRosterChanged();
      void this.#peers.sendReceipts();
      return shelved;
    });
  }

  takeMore(person: PersonId): Promise<Result<void, FaultCode>> {
    return this.#deps.writes(async () => {
      const taken = await this.#log.commit({ moreShares: withOneMore(this.record.moreShares, person) });
      if (taken.ok) this.#peers.askAnew();
      return taken;
    });
  }

  // ——— Links ———

  /** The logs as `person` may have them. */
  sourceFor(person: PersonId): LogSource {
    return this.#peers.sourceFor(person);
  }

  /** Begins to sync over a link. */
  attach(link: ConversationLink): void {
    this.#peers.attach(link);
    this.refresh();
  }

  detach(link: ConversationLink): void {
    this.#peers.detach(link);
    this.refresh();
  }

  /** Whether a person is linked and holds all that is here. */
  isLevelWith(person: PersonId): boolean {
    return this.#peers.isLevelWith(person);
  }

  /** One record about this conversation. Never rejects because of what the peer sent, or of the store. */
  receive(record: LinkRecord, from: ConversationLink): Promise<void> {
    return this.#peers.receive(record, from);
  }
}
