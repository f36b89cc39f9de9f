import type { IceServers } from '../protocol/ice-servers.js';
import { isBlank } from '../domain/draft-content.js';
import { Fault, type FaultCode } from '../domain/fault.js';
import {
  readDraftId,
  type ConversationId,
  type DraftId,
  type EntryId,
  type PersonId,
} from '../protocol/ids.js';
import { encodeMemoFile } from '../protocol/memo-bundle.js';
import type { MemoContent } from '../protocol/memo-content.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { DraftDocRecord } from './draft-docs.js';
import { DraftActsOf } from './draft-acts.js';
import { DraftShelf } from './draft-shelf.js';
import { orFault } from './or-fault.js';
import { LiveSession } from './live-session.js';
import { checkMemo, memoFileOf } from './memo-reader.js';
import { MemoSender } from './memo-sender.js';
import { exportProof } from './proof-export.js';
import { checkFile } from './proof-reader.js';
import type { Office } from './office.js';
import { MAX_UPDATES, OpenDraft, seenIn } from './open-draft.js';
import type { Ports } from './ports.js';
import { createSerial } from './serial.js';
import { SharedDrafts } from './shared-drafts.js';
import { SharedSession } from './shared-session.js';
import { Silenced } from './silenced.js';
import { Store, type ReadonlyStore } from './store.js';
import { summaryOf } from './draft-summary.js';
import type { ConversationSummary } from './conversation-views.js';
import type { DraftsVerbs, DraftSummary, DraftUse, MemoView } from './draft-views.js';

/** How long what was discarded can be taken back. */
const KEPT_AFTER_DISCARD_MS = 30 * 24 * 60 * 60_000;

export type DraftPorts = Pick<
  Ports,
  'clock' | 'random' | 'keys' | 'repo' | 'drafts' | 'draftDocs' | 'liveDrafts'
>;

type Asked<T = void> = Promise<Result<T, FaultCode>>;

/** Every draft of this device that has a document, and those that are open. */
export class Drafts implements DraftsVerbs {
  readonly list = new Store<readonly DraftSummary[]>([]);
  readonly #ports: DraftPorts;
  readonly #office: Office;
  readonly #shelf: DraftShelf;
  readonly #shared: SharedDrafts;
  readonly #sender: MemoSender;
  readonly #acts: DraftActsOf;
  readonly #open = new Map<DraftId, OpenDraft>();
  readonly #silenced: Silenced;
  readonly #inOrder = createSerial();
  readonly #stop: () => void;

  private constructor(
    records: readonly DraftDocRecord[],
    ports: DraftPorts,
    office: Office,
    conversations: ReadonlyStore<readonly ConversationSummary[]>,
  ) {
    this.#ports = ports;
    this.#office = office;
    this.#silenced = new Silenced(ports.clock);
    const onChanged = (): void => this.#show();
    this.#shelf = new DraftShelf(ports.drafts, records, onChanged);
    this.#shared = new SharedDrafts(this.#shelf, office, ports, onChanged);
    this.#sender = new MemoSender({
      ports,
      office,
      shelf: this.#shelf,
      contentOf: (id) => this.contentOf(id),
      submissionOf: (record) => this.#shared.submissionOf(record),
      onChanged,
    });
    this.#acts = new DraftActsOf({
      ports,
      office,
      shelf: this.#shelf,
      shared: this.#shared,
      sender: this.#sender,
      share: (id, people) => this.share(id, people),
    });
    this.#stop = conversations.subscribe(() => this.#onConversations());
    this.#onConversations();
  }

  /**
   * Reads what is kept, and lets go of what was discarded long ago.
   * @param conversations what the list of conversations shows: it changes when people come, go and can be reached
   * @throws Fault 'storage-full' | 'storage-failed'
   */
  static async load(
    ports: DraftPorts,
    office: Office,
    conversations: ReadonlyStore<readonly ConversationSummary[]>,
  ): Promise<Drafts> {
    const overMs = ports.clock.wallMs() - KEPT_AFTER_DISCARD_MS;
    const kept: DraftDocRecord[] = [];
    for (const record of await ports.drafts.list()) {
      if (record.discardedMs !== null && record.discardedMs < overMs) await ports.drafts.remove(record.id);
      else kept.push(record);
    }
    return new Drafts(kept, ports, office, conversations);
  }

  /** Sends nothing more by itself, and hears no more of anything. */
  stop(): void {
    this.#stop();
    this.#sender.stop();
    this.#shared.stop();
  }

  create(content: MemoContent, conversation: ConversationId | null): Asked<DraftId> {
    return this.#do(async () => ok(await this.#add(content, conversation, 'draft')));
  }

  open(id: DraftId): Asked<OpenDraft> {
    return this.#do(async () => {
      const there = this.#open.get(id);
      const record = this.#shelf.get(id);
      if (there) return ok(there);
      if (!record || record.discardedMs !== null) return fail('draft-gone');
      const updates = await this.#ports.drafts.updates(id);
      const session = await this.#sessionOf(record, updates);
      const doc = session?.doc ?? (await this.#ports.draftDocs.open(updates, null));
      const draft = new OpenDraft(id, doc, session, updates, {
        ports: this.#ports,
        shelf: this.#shelf,
        summary: this.#summaryOf(id),
        live: session && this.#liveOf(record, session),
        acts: this.#acts,
        onClosed: (isOurs) => this.#onClosed(id, isOurs),
      });
      // Of what is shared, only what is not heard live yet goes to disk as a whole: so now, and not when it is closed.
      if (session && (session.isAnew || updates.length > MAX_UPDATES))
        await this.#shelf.replace(id, () => ({ shared: session.record }), doc.encode());
      this.#open.set(id, draft);
      await session?.pull();
      return ok(draft);
    });
  }

  async contentOf(id: DraftId): Asked<MemoContent> {
    const open = this.#open.get(id);
    if (open) {
      await open.session?.pull();
      return ok(open.doc.content());
    }
    return orFault(async () => {
      const record = this.#shelf.get(id);
      if (!record) return fail('draft-gone');
      const doc = await this.#ports.draftDocs.open(await this.#ports.drafts.updates(id), null);
      // What has come into the logs since it was open is in none of our own updates.
      const logs = record.shared && this.#shared.logsOf(record.shared);
      await logs?.bringInto(doc, record.shared!.merged);
      const content = doc.content();
      doc.close();
      return ok(content);
    });
  }

  address(id: DraftId, conversation: ConversationId | null): Asked {
    return this.#change(id, () => ({ conversation }));
  }

  async keepAs(id: DraftId, use: 'template' | 'letterhead'): Asked<DraftId> {
    const content = await this.contentOf(id);
    if (!content.ok) return content;
    if (isBlank(content.value)) return fail('draft-blank');
    return this.#do(async () => {
      // There is one letterhead.
      const before = this.#shelf.all.filter((record) => record.use === 'letterhead' && use === 'letterhead');
      for (const record of before) if (record.discardedMs === null) await this.#discard(record.id);
      return ok(await this.#add(content.value, null, use));
    });
  }

  async share(
    id: DraftId,
    people: readonly { readonly person: PersonId; readonly mayEdit: boolean }[],
  ): Asked {
    const record = this.#shelf.get(id);
    if (!record) return fail('draft-gone');
    if (record.shared) return this.#shared.invite(record.shared.conversation, people);
    await this.#open.get(id)?.close();
    return this.#do(async () => {
      const content = await this.contentOf(id);
      if (!content.ok) return content;
      return this.#shared.begin(id, content.value, people);
    });
  }

  async discard(id: DraftId): Asked {
    await this.#open.get(id)?.close();
    const shared = this.#shelf.get(id)?.shared;
    const conversation = shared && this.#office.conversations.get(shared.conversation);
    if (conversation?.group?.self) {
      const left = await conversation.leave();
      if (!left.ok) return left;
    }
    return this.#do(async () => {
      await this.#discard(id);
      return ok(undefined);
    });
  }

  async #discard(id: DraftId): Promise<void> {
    // In an empty one there was nothing to discard.
    await this.#shelf.change(id, () => ({ discardedMs: this.#ports.clock.wallMs(), sending: null }), null);
  }

  restore(id: DraftId): Asked {
    return this.#change(id, () => ({ discardedMs: null }));
  }

  memo(conversation: ConversationId, entry: EntryId): Asked<MemoView> {
    return orFault(async () => {
      const file = await this.#fileOf(conversation, entry);
      return file.ok ? checkMemo(file.value, this.#office, this.#ports) : file;
    });
  }

  memoFile(conversation: ConversationId, entry: EntryId): Asked<Uint8Array> {
    return orFault(async () => {
      const file = await this.#fileOf(conversation, entry);
      return file.ok ? ok(encodeMemoFile(file.value)) : file;
    });
  }

  proofFile(id: ConversationId, entry: EntryId): Asked<Uint8Array> {
    return orFault(async () => {
      const conversation = this.#office.conversations.get(id);
      return conversation
        ? exportProof(conversation, entry, this.#office, this.#ports)
        : fail('message-gone');
    });
  }

  checkFile(file: Uint8Array): ReturnType<DraftsVerbs['checkFile']> {
    return checkFile(file, this.#office, this.#ports);
  }

  /** Resolves when everything written so far is on disk, or could not be. */
  async settled(): Promise<void> {
    await Promise.all([...this.#open.values()].map((draft) => draft.settled()));
  }

  #fileOf(id: ConversationId, entry: EntryId): ReturnType<typeof memoFileOf> {
    const conversation = this.#office.conversations.get(id);
    return conversation
      ? memoFileOf(conversation, entry, this.#office, this.#ports)
      : Promise.resolve(fail('message-gone' as const));
  }

  async #add(content: MemoContent, conversation: ConversationId | null, use: DraftUse): Promise<DraftId> {
    const { clock, random, draftDocs } = this.#ports;
    const nowMs = clock.wallMs();
    const id = readDraftId(random.bytes(16))!;
    let update: Uint8Array | null = null;
    if (!isBlank(content)) {
      const doc = await draftDocs.open([], null);
      doc.setContent(content);
      update = doc.encode();
      doc.close();
    }
    await this.#shelf.add(
      {
        id,
        use,
        conversation,
        ...seenIn(content, false),
        createdMs: nowMs,
        changedMs: nowMs,
        discardedMs: null,
        shared: null,
        sending: null,
        sent: null,
      },
      update,
    );
    return id;
  }

  async #sessionOf(
    { id, shared }: DraftDocRecord,
    updates: readonly Uint8Array[],
  ): Promise<SharedSession | null> {
    const logs = shared && this.#shared.logsOf(shared);
    if (!shared || !logs) return null;
    return SharedSession.open(shared, updates, {
      ports: this.#ports,
      logs,
      device: () => this.#office.identity.device,
      keepSaid: ({ session, isUnsaid, heard }) =>
        this.#shelf.change(
          id,
          (now) => ({ shared: now.shared && { ...now.shared, session, isUnsaid, heard } }),
          null,
        ),
      onStale: (culprits) => this.#open.get(id)?.onStale(culprits),
    });
  }

  #onClosed(id: DraftId, isOurs: boolean): void {
    this.#open.delete(id);
    const record = this.#shelf.get(id);
    if (isOurs && record?.shared) void this.#shared.rename(record.shared, record.subject);
  }

  #liveOf({ shared }: DraftDocRecord, session: SharedSession): LiveSession | null {
    const logs = shared && this.#shared.logsOf(shared);
    const { identity } = this.#office;
    const silenced = this.#silenced;
    const ice = (): IceServers => this.#office.ice();
    return (
      logs && new LiveSession({ ports: this.#ports, logs, session, silenced, device: identity.device, ice })
    );
  }

  #change(id: DraftId, by: Parameters<DraftShelf['change']>[1]): Asked {
    return this.#do(async () => {
      if (!this.#shelf.get(id)) return fail('draft-gone');
      await this.#shelf.change(id, by, null);
      return ok(undefined);
    });
  }

  /** In order. What came of it is not kept here: a draft that is closed is to leave nothing in memory. */
  async #do<T>(work: () => Asked<T>): Asked<T> {
    let done: Result<T, FaultCode> | null = null;
    await this.#inOrder(async () => {
      done = await orFault(work);
    });
    return done!;
  }

  /** As it is listed, for as long as it is open. */
  #summaryOf(id: DraftId): ReadonlyStore<DraftSummary> {
    const { list } = this;
    const find = (): DraftSummary => list.value.find((summary) => summary.id === id)!;
    let last = find();
    return {
      get value() {
        return (last = list.value.find((summary) => summary.id === id) ?? last);
      },
      subscribe: (listener) => list.subscribe(listener),
    };
  }

  /** People have come or gone, can be reached or not, or share a draft with us. */
  #onConversations(): void {
    void this.#takeInShared();
    this.#sender.look();
    this.#show();
  }

  async #takeInShared(): Promise<void> {
    try {
      await this.#shared.takeIn();
    } catch (error) {
      if (!(error instanceof Fault)) throw error; // with the next change it is tried again
    }
  }

  #show(): void {
    const { conversations } = this.#office;
    const nameOf = (id: ConversationId): string => conversations.get(id)?.view.value.name ?? '';
    const summaries = this.#shelf.all.map((record) =>
      summaryOf(record, {
        nameOf,
        shared: record.shared && this.#shared.viewOf(record),
        fault: this.#sender.faultOf(record.id),
      }),
    );
    this.list.update(() => summaries.sort((a, b) => b.changedMs - a.changedMs || (a.id < b.id ? -1 : 1)));
  }
}
