import { acceptRun, type Head, type Refusal } from '../domain/accept.js';
import { Fault, type FaultCode } from '../domain/fault.js';
import { claimableMs, nextOrderMs } from '../domain/order.js';
import { withReceipt } from '../domain/receipts.js';
import { encodeTextBody, hashBody, KIND } from '../protocol/body.js';
import { utf8Bytes } from '../protocol/codec.js';
import { logsDigest } from '../protocol/digest.js';
import { readEntry, sealEntry } from '../protocol/entry.js';
import type { ConversationId, DeviceId, EntryId } from '../protocol/ids.js';
import { MAX_AFTER, MAX_TEXT_BYTES } from '../protocol/limits.js';
import { openReceipt, sealReceipt, type ReceiptLine } from '../protocol/receipt.js';
import type { GivenEntry, LinkRecord } from '../protocol/record.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Contacts } from './contacts.js';
import type { ConversationSync } from './conversation-sync.js';
import { isMessage, messageOf, withHeads, withLatest } from './conversation-view.js';
import type { Identity } from './identity.js';
import { findFork } from './own-log-repair.js';
import type { Batch, Ports, StoredEntry } from './ports.js';
import type { ConversationRecord } from './records.js';
import { LoadedPage, PAGE_ENTRIES } from './loaded-page.js';
import type { createSerial } from './serial.js';
import { Store } from './store.js';
import type { ConversationVerbs, ConversationView, MessageView } from './views.js';

/** How long to wait after a full disk before asking a peer for what could not be stored. */
const ASK_AGAIN_AFTER_MS = 15_000;

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
}

/** One conversation, and the only code that writes its logs. */
export class Conversation implements ConversationVerbs {
  readonly view: Store<ConversationView>;
  readonly draft: Store<string>;
  #record: ConversationRecord;
  #heads: ReadonlyMap<DeviceId, Head>;
  /** Null before anybody looked. */
  #page: LoadedPage | null = null;
  #firstUnread: EntryId | null = null;
  #shown = false;
  #draftSaved: Promise<Result<void, FaultCode>> = Promise.resolve(ok(undefined));
  /** The last message on its way to the disk. */
  #sending: Promise<unknown> = Promise.resolve();
  #opened: Promise<void> | null = null;
  /** Own logs of which a peer holds another branch than we do. */
  readonly #disputed = new Set<DeviceId>();
  readonly #syncs = new Set<ConversationSync>();
  /** Those over which something came that could not be stored. */
  readonly #askingLater = new Set<ConversationSync>();
  readonly #deps: ConversationDeps;

  constructor(record: ConversationRecord, draft: string, deps: ConversationDeps) {
    this.#record = record;
    this.#heads = headsOf(record);
    this.#deps = deps;
    this.draft = new Store(draft);
    this.view = new Store(this.#makeView(null));
  }

  get id(): ConversationId {
    return this.#record.id;
  }
  get record(): ConversationRecord {
    return this.#record;
  }

  // ——— What a view asks for ———

  setDraft(text: string): Promise<Result<void, FaultCode>> {
    this.draft.update(() => text);
    this.#deps.onChanged();
    this.#draftSaved = this.#saveDraft();
    return this.#draftSaved;
  }

  async #saveDraft(): Promise<Result<void, FaultCode>> {
    // What is being sent stays on disk as the draft until it is there as a message.
    await Promise.allSettled([this.#sending]);
    try {
      await this.#deps.ports.repo.saveDraft(this.id, this.draft.value);
      return ok(undefined);
    } catch (error) {
      return failWithFault(error);
    }
  }

  async send(): Promise<Result<EntryId | null, FaultCode>> {
    const draft = this.draft.value;
    const text = draft.toWellFormed().normalize('NFC').trim();
    if (text === '') return ok(null);
    if (utf8Bytes(text).byteLength > MAX_TEXT_BYTES) return fail('text-too-long');
    this.draft.update(() => '');
    const sending = this.#sendOrGiveBack(text, draft);
    this.#sending = sending;
    const sent = await sending;
    if (!sent.ok) await this.setDraft(this.draft.value);
    return sent;
  }

  async #sendOrGiveBack(text: string, draft: string): Promise<Result<EntryId, FaultCode>> {
    let sent: Result<EntryId, FaultCode> | undefined;
    try {
      sent = await this.#deps.writes(() => this.#append([text]));
      return sent;
    } finally {
      // They may be typing the next one already.
      if (!sent?.ok) this.draft.update((now) => (now ? `${draft}\n${now}` : draft));
    }
  }

  async loadOlder(): Promise<void> {
    try {
      await this.#deps.writes(() => this.#loadOlder());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#deps.onFault(error.code);
    }
  }

  async #loadOlder(): Promise<void> {
    const page = this.#page ?? LoadedPage.EMPTY;
    this.#page = page.withOlder(await this.#deps.ports.repo.page(this.id, page.before, PAGE_ENTRIES));
    this.#refresh();
  }

  /** Loads the newest page, the first time. */
  open(): Promise<void> {
    this.#opened ??= this.loadOlder();
    return this.#opened;
  }

  setShown(shown: boolean): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (!shown) return;
    void this.#deps.writes(async () => {
      this.#firstUnread = this.#findFirstUnread();
      await this.#markRead();
      this.#refresh();
    });
  }

  /** Something the view shows besides entries has changed: a name, a link. */
  refresh(): void {
    this.#refresh();
  }

  /** Resolves when the last keystroke is kept, or could not be. */
  async settled(): Promise<void> {
    await this.#draftSaved;
  }

  // ——— What a link brings ———

  /** Begins to sync over a link. */
  attach(sync: ConversationSync): void {
    this.#syncs.add(sync);
    this.#refresh();
    sync.sayHave();
  }

  detach(sync: ConversationSync): void {
    sync.end();
    this.#syncs.delete(sync);
    this.#refresh();
  }

  get heads(): ReadonlyMap<DeviceId, Head> {
    return this.#heads;
  }

  run(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    // What was just written is at hand; only catching up reads the disk.
    const recent = this.#page?.runOf(author, fromSeq, limit);
    if (recent) return Promise.resolve(recent);
    return this.#deps.ports.repo.run(this.id, author, fromSeq, limit);
  }

  onDisagreement(author: DeviceId): boolean {
    const isOwn = this.#deps.identity.isOwnDevice(author);
    if (isOwn) this.#disputed.add(author);
    return isOwn;
  }

  /** One record about this conversation. Never rejects because of what the peer sent, or of the store. */
  async receive(record: LinkRecord, sync: ConversationSync): Promise<void> {
    try {
      await this.#receive(record, sync);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#askLater(error.code, sync);
    }
  }

  async #receive(record: LinkRecord, sync: ConversationSync): Promise<void> {
    switch (record.type) {
      case 'have':
        await sync.onHave(record.rows);
        await this.#sendReceipts([sync]); // whoever says what they hold may have missed our word on it
        for (const author of this.#disputed) sync.askAgain(author);
        return;
      case 'give':
        return this.#deps.writes(() => this.#takeOrAskLater(record.entries, sync));
      case 'ack': {
        const author = sync.onAck(record.took);
        // They had forgotten what they wrote themselves, and our word on it meant nothing to them before.
        const isTheirs = author !== null && !this.#deps.identity.isOwnDevice(author);
        if (record.took && isTheirs) await this.#sendReceipts([sync]);
        return;
      }
      case 'receipt':
        return this.#deps.writes(() => this.#takeReceipt(record.bytes, sync));
      default:
        return;
    }
  }

  // ——— The one door into the logs: sign, store, show, send ———

  async #append(texts: readonly string[], also: Batch = {}): Promise<Result<EntryId, FaultCode>> {
    const entries: StoredEntry[] = [];
    let heads = headsAfterDrop(this.#heads, also);
    heads = withEntries(heads, also.entries ?? []);
    for (const text of texts) {
      const stored = await this.#signNext(text, heads);
      heads = withEntries(heads, [stored]);
      entries.push(stored);
    }
    const drafts = [{ conversation: this.id, text: this.draft.value }];
    const committed = await this.#commit({ ...also, entries: [...(also.entries ?? []), ...entries], drafts });
    if (!committed.ok) return committed;
    for (const sync of this.#syncs) void sync.pump();
    return ok(entries.at(-1)!.entry.id);
  }

  async #signNext(text: string, heads: ReadonlyMap<DeviceId, Head>): Promise<StoredEntry> {
    const { identity, ports } = this.#deps;
    const author = identity.device;
    const own = heads.get(author);
    const others = [...heads].filter(([device]) => device !== author).map(([, head]) => head);
    const sentAtMs = claimableMs(ports.clock.wallMs());
    const body = encodeTextBody(ports.random.bytes(16), text);
    const entry = await sealEntry(
      {
        conversation: this.id,
        author,
        seq: own ? own.seq + 1 : 0,
        prev: own?.id ?? null,
        after: others
          .map((head) => head.id)
          .sort()
          .slice(0, MAX_AFTER),
        sentAtMs,
        orderMs: nextOrderMs(
          sentAtMs,
          [...heads.values()].map((head) => head.orderMs),
        ),
        kind: KIND.text,
        bodyHash: hashBody(body),
        bodyLength: body.byteLength,
        grant: null,
      },
      identity.sign,
    );
    return { entry, body };
  }

  async #takeOrAskLater(given: readonly GivenEntry[], sync: ConversationSync): Promise<void> {
    try {
      await this.#take(given, sync);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#giveBack(error.code, sync); // a new device key could not be stored: nothing was taken
    }
  }

  async #take(given: readonly GivenEntry[], sync: ConversationSync): Promise<void> {
    const fork = await this.#findOwnFork(given);
    if (fork) return this.#adoptOwnBranch(fork, sync);
    const accepted = await acceptRun(given, this.#acceptRules(this.#heads), this.#deps.ports.keys.verify);
    if (!accepted.ok) return this.#refuse(given, accepted.error, sync);
    const fresh = accepted.value;
    if (fresh.some(({ entry }) => entry.author === this.#deps.identity.device))
      await this.#deps.onOwnLogAhead();
    if (fresh.length > 0) {
      const committed = await this.#commit({ entries: fresh });
      if (!committed.ok) return this.#giveBack(committed.error, sync); // no receipt: they keep it
      void this.#sendReceipts(this.#syncs);
      for (const other of this.#syncs) if (other !== sync) void other.pump();
    }
    sync.ack(true);
  }

  /** The run does not fit. If it is our own log that parts from theirs, look where; the rest is asked for or let be. */
  #refuse(given: readonly GivenEntry[], why: Refusal, sync: ConversationSync): void {
    const author = why === 'fork' ? authorOf(given) : null;
    if (author && this.#deps.identity.isOwnDevice(author)) {
      this.#disputed.add(author);
      sync.ack(false);
      sync.askAgain(author);
      return;
    }
    sync.onRefused(why === 'gap');
  }

  /** What they gave could not be stored. */
  #giveBack(fault: FaultCode, sync: ConversationSync): void {
    sync.ack(false);
    this.#askLater(fault, sync);
  }

  /** Something could not be stored. Says so on the screen, and asks for it again when there may be room. */
  #askLater(fault: FaultCode, sync: ConversationSync): void {
    this.#deps.onFault(fault);
    if (this.#askingLater.has(sync)) return;
    this.#askingLater.add(sync);
    this.#deps.ports.clock.after(ASK_AGAIN_AFTER_MS, () => {
      this.#askingLater.delete(sync);
      if (this.#syncs.has(sync)) sync.sayHave();
    });
  }

  async #takeReceipt(bytes: Uint8Array, sync: ConversationSync): Promise<void> {
    const receipt = await openReceipt(bytes, this.#deps.ports.keys.verify);
    if (!receipt || receipt.conversation !== this.id) return;
    if (!this.#deps.contacts.isDeviceOf(this.#record.peer, receipt.by)) return;
    let receipts = this.#record.receipts;
    for (const line of receipt.rows) {
      if (!(await this.#isOurs(line))) continue;
      receipts = withReceipt(receipts, {
        by: receipt.by,
        author: line.author,
        deliveredSeq: line.deliveredCount - 1,
        readSeq: line.readCount - 1,
      });
    }
    if (receipts === this.#record.receipts) return;
    const committed = await this.#commit({ receipts });
    if (!committed.ok) this.#askLater(committed.error, sync);
  }

  /** Whether a receipt's line is about an entry of ours, and about the branch of our log that we hold. */
  async #isOurs(line: ReceiptLine): Promise<boolean> {
    if (!this.#deps.identity.isOwnDevice(line.author)) return false;
    const [stored] = await this.run(line.author, line.deliveredCount - 1, 1);
    return stored?.entry.seq === line.deliveredCount - 1 && stored.entry.id === line.deliveredId;
  }

  // ——— After our own store had forgotten something ———

  async #findOwnFork(given: readonly GivenEntry[]) {
    const disputed = [...this.#disputed];
    for (const author of disputed) {
      const fork = await findFork(given, author, (fromSeq, limit) =>
        this.#deps.ports.repo.run(this.id, author, fromSeq, limit),
      );
      if (fork) return fork;
    }
    return null;
  }

  /**
   * The peer holds another branch of one of our own logs: our disk had forgotten entries, and we wrote others in their
   * place. The branch the world has seen stands; what only we had is written again under a new device key.
   */
  async #adoptOwnBranch(
    fork: { author: DeviceId; fromSeq: number; given: readonly GivenEntry[]; head: Head | null },
    sync: ConversationSync,
  ): Promise<void> {
    const { author, fromSeq } = fork;
    const heads = new Map(this.#heads);
    if (fork.head) heads.set(author, fork.head);
    else heads.delete(author);
    const accepted = await acceptRun(fork.given, this.#acceptRules(heads), this.#deps.ports.keys.verify);
    if (!accepted.ok) return sync.onRefused(false);
    if (author === this.#deps.identity.device) await this.#deps.onOwnLogAhead();
    const lost = await this.#deps.ports.repo.run(this.id, author, fromSeq, Number.MAX_SAFE_INTEGER);
    const texts = lost.flatMap((stored) => messageOf(stored, this.#record, this.#people())?.text ?? []);
    const batch = { drop: [{ conversation: this.id, author, fromSeq }], entries: accepted.value };
    const committed = texts.length > 0 ? await this.#append(texts, batch) : await this.#commit(batch);
    if (!committed.ok) return this.#giveBack(committed.error, sync);
    this.#disputed.delete(author);
    sync.ack(true);
  }

  // ——— State ———

  #acceptRules(heads: ReadonlyMap<DeviceId, Head>) {
    const { identity, contacts } = this.#deps;
    return {
      conversation: this.id,
      heads,
      isAuthor: (device: DeviceId) =>
        identity.isOwnDevice(device) || contacts.isDeviceOf(this.#record.peer, device),
    };
  }

  /** Disk, then memory. Their entries and ours come through here alike. */
  async #commit(
    change: Pick<Batch, 'entries' | 'drop' | 'drafts'> & { receipts?: ConversationRecord['receipts'] },
  ): Promise<Result<void, FaultCode>> {
    const { receipts, ...batch } = change;
    const record = this.#recordWith(batch, receipts ?? this.#record.receipts);
    try {
      await this.#deps.ports.repo.commit({ ...batch, conversations: [record] });
    } catch (error) {
      return failWithFault(error);
    }
    this.#record = record;
    this.#heads = headsOf(record);
    this.#page = this.#page?.withBatch(batch).bounded(this.#shown) ?? null;
    this.#refresh();
    this.#deps.onChanged();
    return ok(undefined);
  }

  #recordWith(batch: Pick<Batch, 'entries'>, receipts: ConversationRecord['receipts']): ConversationRecord {
    const { identity } = this.#deps;
    const isOwn = (device: DeviceId) => identity.isOwnDevice(device);
    const entries = batch.entries ?? [];
    const record = { ...this.#record, heads: withHeads(this.#record.heads, entries) };
    const theirs = entries.filter(({ entry }) => !isOwn(entry.author));
    for (const { entry } of theirs) {
      receipts = withReceipt(receipts, {
        by: identity.device,
        author: entry.author,
        deliveredSeq: entry.seq,
        readSeq: this.#shown ? entry.seq : -1,
      });
    }
    return {
      ...record,
      receipts,
      unread: this.#shown ? 0 : record.unread + theirs.filter(isMessage).length,
      latest: withLatest(this.#record, entries, isOwn),
    };
  }

  async #markRead(): Promise<void> {
    const { identity } = this.#deps;
    let receipts = this.#record.receipts;
    for (const [author, head] of this.#heads) {
      if (identity.isOwnDevice(author)) continue;
      receipts = withReceipt(receipts, {
        by: identity.device,
        author,
        deliveredSeq: head.seq,
        readSeq: head.seq,
      });
    }
    if (receipts === this.#record.receipts && this.#record.unread === 0) return;
    const committed = await this.#commit({ receipts });
    if (committed.ok) void this.#sendReceipts(this.#syncs);
  }

  #readSeq(author: DeviceId): number {
    const own = this.#record.receipts.filter(
      (row) => row.author === author && this.#deps.identity.isOwnDevice(row.by),
    );
    return Math.max(-1, ...own.map((row) => row.readSeq));
  }

  #findFirstUnread(): EntryId | null {
    const { identity } = this.#deps;
    const unread = this.#page?.entries.find(
      ({ entry }) => !identity.isOwnDevice(entry.author) && entry.seq > this.#readSeq(entry.author),
    );
    return unread?.entry.id ?? null;
  }

  /** Our signed word on what is committed here, to those who are linked now. */
  async #sendReceipts(syncs: Iterable<ConversationSync>): Promise<void> {
    const targets = [...syncs];
    const { identity } = this.#deps;
    const rows: ReceiptLine[] = [];
    for (const [author, head] of this.#heads) {
      if (identity.isOwnDevice(author)) continue;
      rows.push({
        author,
        deliveredCount: head.seq + 1,
        deliveredId: head.id,
        readCount: Math.min(this.#readSeq(author), head.seq) + 1,
      });
    }
    if (rows.length === 0 || targets.length === 0) return;
    const bytes = await sealReceipt({ conversation: this.id, by: identity.device, rows }, identity.sign);
    for (const sync of targets) sync.sendReceipt(bytes);
  }

  #people() {
    const { identity, contacts, ports } = this.#deps;
    return {
      ownName: identity.name,
      peerName: contacts.get(this.#record.peer)?.name ?? '',
      isOwn: (device: DeviceId) => identity.isOwnDevice(device),
      wallMs: ports.clock.wallMs(),
    };
  }

  #refresh(): void {
    this.view.update((before) => this.#makeView(before));
  }

  #makeView(before: ConversationView | null): ConversationView {
    const people = this.#people();
    const known = new Map(before?.messages.map((message) => [message.id, message]));
    const messages: MessageView[] = [];
    for (const stored of this.#page?.entries ?? []) {
      const message = messageOf(stored, this.#record, people, known.get(stored.entry.id));
      if (message) messages.push(message);
    }
    return {
      id: this.id,
      name: people.peerName,
      person: this.#record.peer,
      standing: this.#standing(),
      messages,
      hasOlder: this.#page?.hasOlder ?? false,
      firstUnread: this.#firstUnread,
      digest: logsDigest(this.#heads),
    };
  }

  #standing(): ConversationView['standing'] {
    if (this.#syncs.size > 0) return 'linked';
    const contact = this.#deps.contacts.get(this.#record.peer);
    if (contact?.refused === 'intro-used') return 'refused-used';
    if (contact?.refused === 'intro-expired') return 'refused-expired';
    return contact?.manifest ? 'away' : 'waiting';
  }
}

function authorOf(given: readonly GivenEntry[]): DeviceId | null {
  return (given[0] && readEntry(given[0][0])?.author) ?? null;
}

const headsOf = (record: ConversationRecord): ReadonlyMap<DeviceId, Head> =>
  new Map(record.heads.map((head) => [head.author, head]));

const withEntries = (
  heads: ReadonlyMap<DeviceId, Head>,
  entries: readonly StoredEntry[],
): ReadonlyMap<DeviceId, Head> =>
  new Map([...heads, ...entries.map(({ entry }) => [entry.author, entry] as const)]);

function headsAfterDrop(heads: ReadonlyMap<DeviceId, Head>, batch: Batch): ReadonlyMap<DeviceId, Head> {
  const dropped = new Set(batch.drop?.map(({ author }) => author));
  return new Map([...heads].filter(([author]) => !dropped.has(author)));
}

function failWithFault(error: unknown): { readonly ok: false; readonly error: FaultCode } {
  if (error instanceof Fault) return fail(error.code);
  throw error;
}
