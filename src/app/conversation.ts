import type { AdminEntry } from '../domain/admin-entry.js';
import { Fault, type FaultCode } from '../domain/fault.js';
import { reachByPerson, stateAt } from '../domain/receipts.js';
import type { RevokedMark } from '../domain/revoked-mark.js';
import { conversationOf } from '../protocol/conversation-id.js';
import { logsDigest } from '../protocol/digest.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import {
  encodeMessageBody,
  hasPlace,
  isAnnotation,
  type MessageBody,
  type PollBody,
  type TextBody,
} from '../protocol/message-body.js';
import type { LinkRecord } from '../protocol/record.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Contacts } from './contacts.js';
import { ConversationDraft } from './conversation-draft.js';
import { ConversationLog, type Change } from './conversation-log.js';
import { ConversationPeers } from './conversation-peers.js';
import type { ConversationLink } from './conversation-link.js';
import type { LogSource } from './conversation-sync.js';
import { MessageViews } from './conversation-view.js';
import type { Folded } from './folded-message.js';
import type { Group } from './group.js';
import type { Heads } from './heads.js';
import type { DraftListener } from './draft-links.js';
import { GroupActs } from './group-acts.js';
import { GroupVerbs } from './group-verbs.js';
import { deviceChanges, placeChanges, StableEvents, type DeviceChange } from './device-events.js';
import { groupViewOf } from './group-view.js';
import type { Identity } from './identity.js';
import { LoadedPage } from './loaded-page.js';
import { DirectMembership, type Membership } from './membership.js';
import {
  askAct,
  cleanText,
  copyOf,
  deleteAct,
  editAct,
  noteAct,
  reactAct,
  textAct,
  voteAct,
  type Act,
} from './message-acts.js';
import type { Saying } from './next-entry.js';
import type { Ports, StoredEntry } from './ports.js';
import type { PostBook } from './post-book.js';
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
  Path,
} from './conversation-views.js';

/** How often what is coming in is shown while there is much of it, in milliseconds. */
const CATCHING_UP_REFRESH_MS = 250;

export interface ConversationDeps {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'repo' | 'keys'>;
  readonly identity: Identity;
  readonly contacts: Contacts;
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
  /** Whether others may know what we are doing now, and we what they are. */
  readonly showsActivity: () => boolean;
  /** Whether a link to the person exists, of whatever it speaks. */
  readonly isLinked: (person: PersonId) => boolean;
  /** The way that link takes; null also where there is none, or it is not known yet. */
  readonly pathTo: (person: PersonId) => Path;
  /** What is known of posts; null before it is loaded. */
  readonly posts: () => PostBook | null;
  /** What offices have taken from people, as far as it is known; nothing before it is loaded. */
  readonly revokedFrom: RevokedFromOf;
  /** Whether the person has Beep before their eyes now, as far as they let it be known. */
  readonly isActive: (person: PersonId) => boolean;
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
  readonly #acts: GroupActs | null;
  readonly groupVerbs: GroupVerbs;
  readonly #messages: MessageViews;
  /** Messages that have come, and about which something may have been said before. */
  #came = new Set<EntryId>();
  #isCompleting = false;
  #cancelRefresh: (() => void) | null = null;
  #firstUnread: EntryId | null = null;
  #opened: Promise<void> | null = null;
  readonly #onCame = new Set<(entries: readonly StoredEntry[]) => void>();
  readonly #deviceEvents = new StableEvents();
  #changes: {
    readonly known: unknown;
    readonly roster: unknown;
    readonly found: readonly DeviceChange[];
  } | null = null;
  readonly #deps: ConversationDeps;

  constructor({ record, draft, group, isStored }: Opening, deps: ConversationDeps) {
    const { identity, contacts, ports } = deps;
    this.#deps = deps;
    this.group = group;
    this.#membership = group ?? new DirectMembership(record.peer!, identity, contacts);
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
    this.#acts =
      group &&
      new GroupActs(
        group,
        contacts,
        () => this.#peers.heads,
        () => ports.random.bytes(16),
      );
    this.groupVerbs = new GroupVerbs(this.#log, group, this.#acts, {
      ...deps,
      onSaid: () => this.#peers.onGrown([identity.device]),
    });
    this.#messages = new MessageViews(this.#membership, deps.identity.person, deps.revokedFrom);
    this.#draft = new ConversationDraft(record.id, draft, { repo: ports.repo, onChanged: deps.onChanged });
    this.view = new Store(this.#makeView());
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
      this.#do(act, { drafts: [{ conversation: this.id, draft: this.written }] }),
    );
    if (sent.ok) this.#peers.onSent();
    return sent;
  }

  async edit(message: EntryId, text: string, mentions?: readonly PersonId[]): Done {
    const done = await this.#act(message, (of) => editAct(of, text, mentions, this.#actor));
    if (done.ok && this.marks.value.edit?.message === message) void this.setMarks({ edit: null });
    return done;
  }

  delete(message: EntryId): Done {
    return this.#act(message, (of) => deleteAct(of, this.#actor));
  }

  react(message: EntryId, emoji: string, isOn: boolean): Done {
    return this.#act(message, (of) => reactAct(of, emoji, isOn, this.#actor));
  }

  ask(question: string, options: readonly string[], isMultiple: boolean): Done {
    return this.#deps.writes(() => this.#do(askAct(question, options, isMultiple, this.#actor)));
  }

  vote(poll: EntryId, choices: readonly number[]): Done {
    return this.#act(poll, (of) => voteAct(of, choices, this.#actor));
  }

  note(message: EntryId): Done {
    return this.#act(message, (of) => noteAct(of, this.#actor));
  }

  async star(message: EntryId, isStarred: boolean): Promise<Result<void, FaultCode>> {
    return this.#orFault(async () => {
      const of = await this.#log.find(message);
      if (!of) return fail('message-gone');
      await this.#log.star(of, isStarred);
      return ok(undefined);
    });
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

  /** What another conversation may take over of a message: its words as they are now, without who said them. */
  copyOf(message: EntryId): Promise<Result<TextBody | PollBody, FaultCode>> {
    return this.#orFault(async () => {
      const of = await this.#log.find(message);
      return of ? copyOf(of) : fail('message-gone');
    });
  }

  /** Says what was taken over from another conversation. */
  post(body: TextBody | PollBody): Done {
    return this.#deps.writes(() => this.#do(ok({ body })));
  }

  /** Does something to a message, at hand or not. */
  #act(message: EntryId, decide: (of: Folded | null) => Act): Done {
    return this.#orFault(async () => this.#do(decide(await this.#log.find(message))));
  }

  /** Signs, stores, shows and gives. Runs inside `writes`. */
  async #do(act: Act, also: Change = {}): Done {
    if (!act.ok) return act;
    if ('done' in act.value) return ok(act.value.done);
    // Asked once more, now that it is our turn: we may have been removed while we waited.
    const { self, membership } = this.#actor;
    const isPost = !isAnnotation(act.value.body.kind);
    if (!(isPost ? membership.mayPost(self) : membership.mayReact(self))) return fail('not-allowed');
    const said = await this.#log.append([this.#sayingOf(act.value.body)], also);
    if (said.ok) this.#peers.onGrown([this.#deps.identity.device]);
    return said;
  }

  #sayingOf(body: MessageBody): Saying {
    const bytes = encodeMessageBody(this.#deps.ports.random.bytes(16), body);
    return { kind: body.kind, body: bytes, grant: null };
  }

  /** Runs inside `writes`; what the store answers becomes a result. */
  async #orFault<T>(work: () => Promise<Result<T, FaultCode>>): Promise<Result<T, FaultCode>> {
    try {
      return await this.#deps.writes(work);
    } catch (error) {
      if (error instanceof Fault) return fail(error.code);
      throw error;
    }
  }

  get #actor() {
    return { self: this.#deps.identity.person, membership: this.#membership };
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
    return this.#orFault(async () => {
      if (!(await this.#log.find(message))) return fail('message-gone');
      if (!(await this.#log.loadBackTo(message))) return fail('message-far');
      this.refresh();
      await this.#completeNow();
      return ok(undefined);
    });
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
    this.view.update(() => this.#makeView());
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
    return views.of(page, this.#circumstances).map((message) => ({ message, orderMs: orderOf(message) }));
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

  /** Signs and stores what follows each other in our log, shows and gives it. The id is that of the last one. */
  say(sayings: readonly Saying[]): Done {
    return this.#deps.writes(async () => {
      const { self, membership } = this.#actor;
      if (!membership.mayReact(self)) return fail('not-allowed');
      const said = await this.#log.append(sayings);
      if (said.ok) this.#peers.onGrown([this.#deps.identity.device]);
      return said;
    });
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

  // ——— What a view sees ———

  get #circumstances() {
    return {
      receipts: this.record.receipts,
      devices: this.#log.heads.keys(),
      wallMs: this.#deps.ports.clock.wallMs(),
      isLate: (id: EntryId) => this.#log.isLate(id),
    };
  }

  #makeView(): ConversationView {
    const { identity, contacts } = this.#deps;
    const { peer, shelf } = this.record;
    const self = identity.person;
    const person = (one: PersonId) => this.#messages.person(one);
    const page = this.#log.page ?? LoadedPage.EMPTY;
    const messages = this.#messages.of(page, this.#circumstances);
    const group =
      this.group &&
      groupViewOf({
        group: this.group,
        acts: this.#acts!,
        contacts,
        self,
        linked: this.#peers.linked,
        pathTo: this.#deps.pathTo,
        holdersOf: (entry) => this.#holdersOf(entry),
        shown: messages.flatMap(({ id }) => page.find(id)?.entry ?? []),
        hasOlder: page.hasOlder,
        posts: this.#deps.posts(),
      });
    const { catchingUp } = this.#peers;
    const deviceEvents = this.#deviceEvents.of(
      placeChanges(this.#deviceChanges, { messages, hasOlder: page.hasOlder, person }),
    );
    const standing = this.#standing();
    return {
      id: this.id,
      kind: group?.type ?? 'direct',
      name: group ? group.name : peer ? this.#membership.nameOf(peer) : '',
      person: peer,
      standing,
      path: peer !== null && standing === 'linked' ? this.#deps.pathTo(peer) : null,
      group,
      isRequest: shelf === 'requests',
      isBlocked: shelf === 'blocked',
      mayPost: shelf === 'chats' && this.#membership.mayPost(self),
      mayReact: shelf === 'chats' && this.#membership.mayReact(self),
      isActive: peer !== null && this.#deps.isActive(peer) && this.#deps.showsActivity(),
      typing: this.#peers.typing.map(person),
      // What is coming in is not missing.
      missing: catchingUp
        ? []
        : [...this.#peers.missing].map(([one, count]) => ({ person: person(one), count })),
      full: [...this.#log.usedUp.keys()].map(person),
      catchingUp,
      messages,
      hasOlder: page.hasOlder,
      deviceEvents,
      firstUnread: this.#firstUnread,
      digest: logsDigest(this.#peers.heads),
    };
  }

  /** What has changed of the devices of the others since this conversation began; found anew only when it may have. */
  get #deviceChanges(): readonly DeviceChange[] {
    const { contacts } = this.#deps;
    const [known, roster] = [contacts.all.value, this.group?.set ?? null];
    if (this.#changes?.known !== known || this.#changes.roster !== roster) {
      const found = this.#membership.others.flatMap((person) => {
        const met = contacts.introductionOf(person);
        return met ? deviceChanges(met.manifest, this.record.addedMs) : [];
      });
      this.#changes = { known, roster, found };
    }
    return this.#changes.found;
  }

  /** The members who are known to hold an admin entry: its author, ourselves, and whoever has said so since. */
  #holdersOf({ person, author, seq }: AdminEntry): ReadonlySet<PersonId> {
    const { identity } = this.#deps;
    const devices = this.#peers.holdersOf(author, seq);
    const stored = this.record.receipts.filter((row) => row.author === author && row.deliveredSeq >= seq);
    const holders = [...devices, ...stored.map(({ by }) => by)].flatMap(
      (device) => this.#membership.personOf(device) ?? [],
    );
    return new Set([person, identity.person, ...holders]);
  }

  #standing(): ConversationView['standing'] {
    const { peer } = this.record;
    // Of what is not stored yet nobody speaks on a link; what is said first goes out on it all the same.
    const isReached = peer !== null && !this.isStored && this.#deps.isLinked(peer);
    if (isReached || this.#peers.linked.size > 0) return 'linked';
    const contact = peer ? this.#deps.contacts.get(peer) : undefined;
    if (contact?.refused === 'intro-used') return 'refused-used';
    if (contact?.refused === 'intro-expired') return 'refused-expired';
    return this.group || contact?.manifest ? 'away' : 'waiting';
  }
}
