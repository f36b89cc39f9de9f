import { Store, type ReadonlyStore } from '../../src/app/store.js';
import type {
  DraftApprovalView,
  DraftKeeping,
  DraftsVerbs,
  DraftSummary,
  DraftVersion,
  MemoView,
  OpenDraftVerbs,
  SharedDraftView,
  SignatoryView,
} from '../../src/app/draft-views.js';
import type { BadgeView } from '../../src/app/official-views.js';
import type { ProofView } from '../../src/app/proof-views.js';
import type { FaultCode } from '../../src/domain/fault.js';
import { firstLineOf } from '../../src/domain/draft-content.js';
import { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import {
  readDraftId,
  readIssuerId,
  type ConversationId,
  type DraftId,
  type EntryId,
} from '../../src/protocol/ids.js';
import type { MemoContent } from '../../src/protocol/memo-content.js';
import { fail, ok, type Result } from '../../src/protocol/result.js';
import { aPerson, conversationId, entryId, personId, US } from './fake-beep.js';

type Asked<T = void> = Promise<Result<T, FaultCode>>;

export const draftId = (seed: number) => readDraftId(new Uint8Array(16).fill(seed))!;

/** A draft as it is listed; name only the fields the test is about. */
export const aDraft = (seed: number, fields: Partial<DraftSummary> = {}): DraftSummary => ({
  id: draftId(seed),
  use: 'draft',
  recipient: null,
  subject: '',
  firstLine: '',
  changedMs: Date.UTC(2026, 10, 24, 9, 0) - seed,
  discardedMs: null,
  shared: null,
  sending: null,
  sent: null,
  ...fields,
});

/** Shared with one who may edit and is there, and one who may comment and is not. */
export const aShared = (seed: number, fields: Partial<SharedDraftView> = {}): SharedDraftView => ({
  conversation: conversationId(seed),
  own: 'edit',
  people: [
    { person: aPerson(1, 'Ayesha Khan'), mayEdit: true, online: true },
    { person: aPerson(2, 'Danish Raza'), mayEdit: false, online: false },
  ],
  unread: 0,
  approval: null,
  ...fields,
});

/** Put up by us; Ayesha is asked first, then Danish. */
export const anApproval = (fields: Partial<DraftApprovalView> = {}): DraftApprovalView => ({
  id: entryId(900),
  by: US,
  sentAtMs: Date.UTC(2026, 10, 24, 8, 0),
  remarks: '',
  approvers: [
    { person: aPerson(1, 'Ayesha Khan'), verdict: 'waiting', remarks: '', sentAtMs: null, revoked: null },
    { person: aPerson(2, 'Danish Raza'), verdict: 'waiting', remarks: '', sentAtMs: null, revoked: null },
  ],
  state: 'waiting',
  turn: aPerson(1, 'Ayesha Khan'),
  isChanged: false,
  isOursToSend: false,
  ...fields,
});

/** Somebody we know, by the name they signed with. */
export const aSignatory = (
  seed: number,
  name: string,
  fields: Partial<SignatoryView> = {},
): SignatoryView => ({
  person: personId(seed),
  name,
  knownAs: name,
  own: false,
  sentAtMs: Date.UTC(2026, 10, 24, 8, seed),
  remarks: '',
  isRetired: false,
  revoked: null,
  badges: [],
  ...fields,
});

/** Sent by somebody we know, and approved by nobody. */
export const aMemo = (content: MemoContent, fields: Partial<MemoView> = {}): MemoView => ({
  content,
  hash: '0123456789abcdef'.repeat(4),
  submitted: null,
  approved: [],
  posted: aSignatory(1, 'Ayesha Khan'),
  isTrusted: true,
  ...fields,
});

/** The badge of Ayesha, good. */
export const aBadge = (fields: Partial<BadgeView> = {}): BadgeView => ({
  names: { name: 'Ayesha Khan', title: 'Section Officer', department: ['Finance Division', 'Budget Wing'] },
  urdu: { name: 'عائشہ خان', title: 'سیکشن آفیسر', department: ['فنانس ڈویژن', 'بجٹ ونگ'] },
  grade: 'BS-17',
  post: null,
  authority: {
    key: readIssuerId(new Uint8Array(32).fill(7))!,
    name: 'Government of Somewhere',
    urduName: 'حکومت',
  },
  registrar: null,
  fromMs: Date.UTC(2026, 0, 1),
  untilMs: Date.UTC(2027, 0, 1),
  standing: { kind: 'good' },
  ...fields,
});

/** A message of Ayesha to us, which Danish has. */
export const aProof = (fields: Partial<ProofView> = {}): ProofView => ({
  kind: 'text',
  text: 'Pay Bilal 200.',
  options: [],
  earlier: [{ text: 'Pay Bilal 100.', sentAtMs: Date.UTC(2026, 10, 24, 8) }],
  deletedMs: null,
  memo: null,
  author: aSignatory(1, 'Ayesha Khan', { badges: [aBadge()] }),
  to: { person: US.person, knownAs: US.name, own: true },
  receipts: [{ ...aSignatory(2, 'Danish Raza'), isRead: true }],
  id: 'fedcba9876543210'.repeat(4),
  authorities: [aBadge().authority],
  isTrusted: true,
  ...fields,
});

/**
 * Drafts in memory, in whatever state a test puts them. What is asked for is noted in `asked`, changes nothing but what
 * the test changes, and fails with `askFault`.
 */
export class FakeDrafts implements DraftsVerbs {
  readonly list = new Store<readonly DraftSummary[]>([]);
  /** Whatever was asked for, in order: the verb, then what it was given. */
  readonly asked: (readonly [verb: string, ...given: unknown[]])[] = [];
  /** Everything in `asked` fails with it. */
  askFault: FaultCode | null = null;
  /** What `checkFile` finds, if it is no memo. */
  proved: Awaited<ReturnType<DraftsVerbs['checkFile']>> | null = null;
  /** What `memo` and `checkFile` find. */
  found: Result<MemoView, FaultCode> = fail('memo-unreadable');
  readonly #contents = new Map<DraftId, MemoContent>();
  readonly #open = new Map<DraftId, FakeOpenDraft>();

  /** Puts a draft into the list. */
  have(summary: DraftSummary, content: MemoContent): FakeOpenDraft {
    const { subject } = content;
    this.#contents.set(summary.id, content);
    this.list.update((list) => [...list, { ...summary, subject, firstLine: firstLineOf(content) }]);
    const draft = new FakeOpenDraft(summary.id, content, this);
    this.#open.set(summary.id, draft);
    return draft;
  }

  /** Changes how one is listed, as what others do changes it. */
  change(id: DraftId, fields: Partial<DraftSummary>): void {
    this.list.update((list) => list.map((one) => (one.id === id ? { ...one, ...fields } : one)));
  }

  async open(id: DraftId): Asked<FakeOpenDraft> {
    const draft = this.#open.get(id);
    return draft ? ok(draft) : fail('draft-gone');
  }

  async contentOf(id: DraftId): Asked<MemoContent> {
    const content = this.#contents.get(id);
    return content ? ok(content) : fail('draft-gone');
  }

  create(content: MemoContent, conversation: ConversationId | null): Asked<DraftId> {
    return this.note(draftId(99), 'create', content, conversation);
  }
  address(...given: Parameters<DraftsVerbs['address']>): Asked {
    return this.note(undefined, 'address', ...given);
  }
  keepAs(...given: Parameters<DraftsVerbs['keepAs']>): Asked<DraftId> {
    return this.note(draftId(98), 'keepAs', ...given);
  }
  share(...given: Parameters<DraftsVerbs['share']>): Asked {
    return this.note(undefined, 'share', ...given);
  }
  discard(...given: Parameters<DraftsVerbs['discard']>): Asked {
    return this.note(undefined, 'discard', ...given);
  }
  restore(...given: Parameters<DraftsVerbs['restore']>): Asked {
    return this.note(undefined, 'restore', ...given);
  }
  memo(...given: Parameters<DraftsVerbs['memo']>): Asked<MemoView> {
    this.asked.push(['memo', ...given]);
    return Promise.resolve(this.found);
  }
  memoFile(...given: Parameters<DraftsVerbs['memoFile']>): Asked<Uint8Array> {
    return this.note(Uint8Array.of(1, 2, 3), 'memoFile', ...given);
  }
  proofFile(...given: Parameters<DraftsVerbs['proofFile']>): Asked<Uint8Array> {
    return this.note(Uint8Array.of(4, 5, 6), 'proofFile', ...given);
  }
  checkFile(file: Uint8Array): ReturnType<DraftsVerbs['checkFile']> {
    this.asked.push(['checkFile', file]);
    if (file.length === 0) return Promise.resolve(fail('proof-unreadable'));
    if (this.proved) return Promise.resolve(this.proved);
    const { found } = this;
    return Promise.resolve(found.ok ? ok({ kind: 'memo', memo: found.value }) : found);
  }

  async note<T>(answer: T, ...asked: readonly [verb: string, ...given: unknown[]]): Asked<T> {
    this.asked.push(asked);
    return this.askFault ? fail(this.askFault) : ok(answer);
  }
}

/** One of them, open. */
export class FakeOpenDraft implements OpenDraftVerbs {
  readonly doc = new YjsDoc([]);
  readonly keeping = new Store<DraftKeeping>({ isKept: true, fault: null });
  readonly isStale = new Store(false);
  readonly summary: ReadonlyStore<DraftSummary>;
  /** What `frozen` says; null while it has not come. */
  put: MemoContent | null;
  /** What it said, oldest first. */
  history: readonly (Omit<DraftVersion, 'number'> & { readonly content: MemoContent })[] = [];

  readonly id: DraftId;
  private readonly drafts: FakeDrafts;

  constructor(id: DraftId, content: MemoContent, drafts: FakeDrafts) {
    this.id = id;
    this.drafts = drafts;
    this.doc.setContent(content);
    this.put = content;
    const { list } = drafts;
    this.summary = {
      get value() {
        return list.value.find((one) => one.id === id)!;
      },
      subscribe: (listener) => list.subscribe(listener),
    };
  }

  putUp(...given: Parameters<OpenDraftVerbs['putUp']>): Asked {
    return this.drafts.note(undefined, 'putUp', ...given);
  }
  approve(remarks: string): Asked {
    return this.drafts.note(undefined, 'approve', remarks);
  }
  giveBack(remarks: string): Asked {
    return this.drafts.note(undefined, 'giveBack', remarks);
  }
  async frozen(): Asked<MemoContent> {
    return this.put ? ok(this.put) : fail('memo-missing');
  }
  async versions(): Asked<readonly DraftVersion[]> {
    return ok(
      this.history.map(({ by, sentAtMs, isSubmission }, number) => ({ number, by, sentAtMs, isSubmission })),
    );
  }
  async contentOf(version: number): Asked<MemoContent> {
    const found = this.history[version];
    return found ? ok(found.content) : fail('draft-gone');
  }
  restore(version: number): Asked {
    return this.drafts.note(undefined, 'restoreVersion', version);
  }
  exportApproved(): Asked<Uint8Array> {
    return this.drafts.note(Uint8Array.of(4, 5, 6), 'exportApproved');
  }
  send(to: ConversationId): Asked<EntryId> {
    return this.drafts.note(entryId(901), 'send', to);
  }
  sendLater(...given: Parameters<OpenDraftVerbs['sendLater']>): Asked {
    return this.drafts.note(undefined, 'sendLater', ...given);
  }
  cancelSending(): Asked {
    return this.drafts.note(undefined, 'cancelSending');
  }
  async close(): Promise<void> {
    this.drafts.asked.push(['close']);
  }
}
