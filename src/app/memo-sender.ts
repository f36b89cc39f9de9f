import type { FaultCode } from '../domain/fault.js';
import { KIND } from '../protocol/body.js';
import { isBytes, decodeArray, sameBytes } from '../protocol/codec.js';
import type { ConversationId, DraftId, EntryId } from '../protocol/ids.js';
import { hashMemo, readMemoBundle } from '../protocol/memo-bundle.js';
import { readMemoContent, type MemoContent } from '../protocol/memo-content.js';
import { encodeMessageBody } from '../protocol/message-body.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Conversation } from './conversation.js';
import type { DraftDocRecord, SendingRecord } from './draft-docs.js';
import type { DraftShelf } from './draft-shelf.js';
import { orFault } from './or-fault.js';
import { bundleAlone, bundleOf, freeze, sayMemo } from './memo-making.js';
import type { Office } from './office.js';
import type { Ports } from './ports.js';
import { createSerial } from './serial.js';
import type { Submission } from './submissions.js';
import type { SendWhen } from './draft-views.js';

/** A timer of the browser takes no longer ones: beyond that, we look again. In milliseconds. */
const LOOK_AGAIN_AFTER_MS = 60 * 60_000;
const TRY_AGAIN_AFTER_MS = 15_000;
/** Entries of our log that are read at once. */
const RUN_ENTRIES = 128;

type Asked<T = void> = Promise<Result<T, FaultCode>>;

export interface MemoSenderDeps {
  readonly ports: Pick<Ports, 'clock' | 'random'>;
  readonly office: Office;
  readonly shelf: DraftShelf;
  /** What a draft says now, open or not. */
  readonly contentOf: (id: DraftId) => Asked<MemoContent>;
  /** What was put up last of a shared draft, once that was looked up; null for nothing. */
  readonly submissionOf: (record: DraftDocRecord) => Promise<Submission | null>;
  readonly onChanged: () => void;
}

/**
 * Sends drafts as memos: now, at a time, or once people can be reached. What is to be sent is written down first, with the
 * salt that the memo will have: whoever is killed in between finds out by it whether the memo was said, and never says
 * it twice.
 */
export class MemoSender {
  readonly #deps: MemoSenderDeps;
  readonly #faults = new Map<DraftId, FaultCode>();
  readonly #inOrder = createSerial();
  #cancel: (() => void) | null = null;
  #isStopped = false;

  constructor(deps: MemoSenderDeps) {
    this.#deps = deps;
  }

  /** Why a draft was not sent when its time had come; null if nothing went wrong. */
  faultOf(id: DraftId): FaultCode | null {
    return this.#faults.get(id) ?? null;
  }

  /** Writes down that a draft is to be sent, and sends it if its time has come. `when` null: at once. */
  async send(id: DraftId, to: ConversationId, when: SendWhen | null): Asked<EntryId | null> {
    const { ports, office, shelf } = this.#deps;
    const planned = await orFault(async () => {
      const record = shelf.get(id);
      const conversation = office.conversations.get(to);
      if (!record || !conversation) return fail('draft-gone');
      if (!conversation.membership.mayPost(office.identity.person)) return fail('not-allowed');
      if (record.sending) return fail('not-allowed'); // the other one is taken back first
      const allowed = await this.#mayBeSent(record);
      if (!allowed.ok) return allowed;
      const { device } = office.identity;
      const sending: SendingRecord = {
        to,
        when,
        salt: ports.random.bytes(16),
        from: { device, seq: (conversation.heads.get(device)?.seq ?? -1) + 1 },
      };
      await shelf.change(id, () => ({ sending, conversation: to }), null);
      return ok(undefined);
    });
    if (!planned.ok) return planned;
    if (when !== null) {
      this.look();
      return ok(null);
    }
    const sent = await this.#carryOut(id);
    // Whoever stood and waited is told, and decides anew.
    if (!sent.ok) await orFault(async () => ok(await shelf.change(id, () => ({ sending: null }), null)));
    return sent;
  }

  cancel(id: DraftId): Asked {
    return this.#inOrder(() =>
      orFault(async () => {
        await this.#deps.shelf.change(id, () => ({ sending: null }), null);
        this.#faults.delete(id);
        return ok(undefined);
      }),
    );
  }

  /** Looks whether the time of something has come. Called when something has changed that may have brought it. */
  look(): void {
    if (this.#isStopped) return;
    this.#cancel?.();
    this.#cancel = null;
    let nextMs = Infinity;
    const nowMs = this.#deps.ports.clock.wallMs();
    for (const record of this.#deps.shelf.all) {
      const isUntold = record.sent?.isTold === false;
      if (isUntold) void this.#tell(record.id);
      if (!record.sending) continue;
      const dueMs = this.#dueMs(record.sending, nowMs);
      if (dueMs <= nowMs) void this.#carryOutLater(record.id);
      else nextMs = Math.min(nextMs, dueMs - nowMs);
    }
    if (nextMs < Infinity) this.#lookAfter(Math.min(nextMs, LOOK_AGAIN_AFTER_MS));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #lookAfter(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#deps.ports.clock.after(ms, () => this.look());
  }

  /** When something is due, by the wall clock; Infinity while nobody can say. */
  #dueMs({ to, when }: SendingRecord, nowMs: number): number {
    if (!when) return nowMs;
    if (when.kind === 'at') return when.wallMs;
    const conversation = this.#deps.office.conversations.get(to);
    if (!conversation) return Infinity;
    const wanted = when.person ? [when.person] : conversation.others;
    const isThere = wanted.length > 0 && wanted.every((person) => conversation.linked.has(person));
    return isThere ? nowMs : Infinity;
  }

  async #carryOutLater(id: DraftId): Promise<void> {
    const sent = await this.#carryOut(id);
    if (sent.ok || !this.#deps.shelf.get(id)?.sending) {
      this.#faults.delete(id); // it is sent, now or before, or was taken back
      return;
    }
    this.#faults.set(id, sent.error);
    this.#deps.onChanged();
    if (sent.error.startsWith('storage') || sent.error === 'memo-missing')
      this.#lookAfter(TRY_AGAIN_AFTER_MS);
  }

  #carryOut(id: DraftId): Asked<EntryId> {
    return this.#inOrder(() =>
      orFault(async () => {
        const record = this.#deps.shelf.get(id);
        if (!record?.sending) return fail('draft-gone'); // taken back, or sent by now
        const conversation = this.#deps.office.conversations.get(record.sending.to);
        if (!conversation) return fail('draft-gone');
        const said = await this.#said(record.sending, conversation);
        const memo = said ? ok(said) : await this.#say(record, record.sending, conversation);
        if (!memo.ok) return memo;
        await this.#deps.shelf.change(
          id,
          () => ({
            sending: null,
            sent: {
              to: conversation.id,
              memo: memo.value,
              sentAtMs: this.#deps.ports.clock.wallMs(),
              isTold: record.shared === null,
            },
          }),
          null,
        );
        void this.#tell(id);
        return memo;
      }),
    );
  }

  /** The memo, if we have said it before we were killed. @throws Fault 'storage-failed' */
  async #said({ salt, from }: SendingRecord, conversation: Conversation): Promise<EntryId | null> {
    const { identity } = this.#deps.office;
    for (const [device, head] of conversation.heads) {
      if (!identity.isOwnDevice(device)) continue;
      let seq = device === from.device ? from.seq : 0;
      while (seq <= head.seq) {
        const run = await conversation.run(device, seq, RUN_ENTRIES);
        if (run.length === 0) break;
        const memo = run.find(({ entry, body }) => entry.kind === KIND.memo && hasSalt(body, salt));
        if (memo) return memo.entry.id;
        seq += run.length;
      }
    }
    return null;
  }

  async #say(record: DraftDocRecord, { salt }: SendingRecord, conversation: Conversation): Asked<EntryId> {
    const bundle = await this.#bundle(record);
    if (!bundle.ok) return bundle;
    const content = readMemoContent(readMemoBundle(bundle.value)?.content);
    if (!content) return fail('memo-unreadable');
    const { subject } = content;
    const { person, name } = this.#deps.office.identity;
    return conversation.say(sayMemo(bundle.value, { subject, person, name, salt }, this.#deps.ports));
  }

  /** What was put up is sent by whoever was last in line, and only once it is approved and still what the draft says. */
  async #mayBeSent(record: DraftDocRecord): Asked<Submission | null> {
    const submission = await this.#deps.submissionOf(record);
    if (!submission) return ok(null);
    const content = await this.#deps.contentOf(record.id);
    if (!content.ok) return content;
    const now = freeze(content.value);
    if (!now.ok) return now;
    if (submission.state !== 'approved' || !sameBytes(hashMemo(now.value), submission.hash))
      return fail('not-approved');
    const isLast = submission.approvers.at(-1)?.person === this.#deps.office.identity.person;
    return isLast ? ok(submission) : fail('not-allowed');
  }

  async #bundle(record: DraftDocRecord): Asked<Uint8Array> {
    const { office } = this.#deps;
    const submission = await this.#mayBeSent(record);
    if (!submission.ok) return submission;
    const shared = record.shared && office.conversations.get(record.shared.conversation);
    if (submission.value && shared) return bundleOf(shared, submission.value, office);
    const content = await this.#deps.contentOf(record.id);
    if (!content.ok) return content;
    const frozen = freeze(content.value);
    return frozen.ok ? ok(bundleAlone(frozen.value)) : frozen;
  }

  /** Lets the people of the draft know that it was sent. Never rejects: it is tried again. */
  async #tell(id: DraftId): Promise<void> {
    await this.#inOrder(() =>
      orFault(async () => {
        const { office, shelf, ports } = this.#deps;
        const record = shelf.get(id);
        if (!record?.sent || record.sent.isTold) return ok(undefined);
        const shared = record.shared && office.conversations.get(record.shared.conversation);
        const submission = await this.#deps.submissionOf(record);
        if (shared && submission?.state === 'approved' && !submission.memo) {
          const target = submission.folded.stored.entry.id;
          const body = encodeMessageBody(ports.random.bytes(16), {
            kind: KIND.sent,
            target,
            memo: record.sent.memo,
          });
          const said = await shared.say([{ kind: KIND.sent, body, grant: null }]);
          if (!said.ok) return said;
        }
        await shelf.change(id, ({ sent }) => ({ sent: sent && { ...sent, isTold: true } }), null);
        return ok(undefined);
      }),
    );
  }
}

const hasSalt = (body: Uint8Array | null, salt: Uint8Array): boolean => {
  const first = body && decodeArray(body)?.[0];
  return isBytes(first, 16) && sameBytes(first, salt);
};
