import type { FaultCode } from '../domain/fault.js';
import type { ConversationId, DraftId, EntryId, PersonId } from '../protocol/ids.js';
import type { MemoContent } from '../protocol/memo-content.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { decide, putUp, whyNotAsk } from './approvals.js';
import type { Conversation } from './conversation.js';
import type { DraftShelf } from './draft-shelf.js';
import { orFault } from './or-fault.js';
import { contentAfter, historyOf } from './draft-versions.js';
import { approvedFile, freeze, frozenContent } from './memo-making.js';
import type { MemoSender } from './memo-sender.js';
import type { Office } from './office.js';
import type { DraftActs, OpenDraft } from './open-draft.js';
import type { Ports, StoredEntry } from './ports.js';
import type { SharedDrafts } from './shared-drafts.js';
import { submittedIn, type Submission } from './submissions.js';
import type { DraftVersion, SendWhen } from './draft-views.js';

type Asked<T = void> = Promise<Result<T, FaultCode>>;

export interface DraftActsDeps {
  readonly ports: Pick<Ports, 'random' | 'repo' | 'draftDocs' | 'keys'>;
  readonly office: Office;
  readonly shelf: DraftShelf;
  readonly shared: SharedDrafts;
  readonly sender: MemoSender;
  readonly share: (
    id: DraftId,
    people: readonly { readonly person: PersonId; readonly mayEdit: boolean }[],
  ) => Asked;
}

/** What is done with an open draft by which others come to it, or it to them. */
export class DraftActsOf implements DraftActs {
  readonly #deps: DraftActsDeps;

  constructor(deps: DraftActsDeps) {
    this.#deps = deps;
  }

  async putUp(draft: OpenDraft, approvers: readonly PersonId[], remarks: string): Asked {
    const frozen = freeze(draft.doc.content());
    if (!frozen.ok) return frozen;
    if (!draft.session) {
      // Once it is shared, nothing but the disk can be in the way.
      const refused = whyNotAsk(approvers, remarks);
      if (refused !== null) return fail(refused);
      const shared = await this.#deps.share(
        draft.id,
        approvers.map((person) => ({ person, mayEdit: false })),
      );
      if (!shared.ok) return shared;
    } else await draft.said(); // whoever is asked is to find in the draft what they are asked about
    return this.#orFault(draft.id, (conversation) =>
      putUp(conversation, frozen.value, approvers, remarks, this.#deps.office, this.#deps.ports),
    );
  }

  decide(draft: OpenDraft, isApproval: boolean, typed: string): Asked {
    return this.#withSubmission(draft.id, (conversation, submission) =>
      decide(conversation, submission, { isApproval, typed }, this.#deps.office, this.#deps.ports),
    );
  }

  frozen(draft: OpenDraft): Asked<MemoContent> {
    return this.#withSubmission(draft.id, frozenContent);
  }

  exportApproved(draft: OpenDraft): Asked<Uint8Array> {
    return this.#withSubmission(draft.id, (conversation, submission) =>
      approvedFile(conversation, submission, this.#deps.office, this.#deps.ports),
    );
  }

  versions(draft: OpenDraft): Asked<readonly DraftVersion[]> {
    return this.#orFault(draft.id, async (conversation) => {
      const history = await this.#history(draft, conversation);
      if (!history) return fail('draft-unshared');
      const { identity } = this.#deps.office;
      return ok(
        history.versions.map(({ by, sentAtMs, submission }, number) => ({
          number,
          by: { person: by, name: conversation.membership.nameOf(by), own: by === identity.person },
          sentAtMs,
          isSubmission: submission !== null,
        })),
      );
    });
  }

  contentOf(draft: OpenDraft, number: number): Asked<MemoContent> {
    return this.#orFault(draft.id, async (conversation) => {
      const logs = this.#deps.shared.logsOf({ ...this.#deps.shelf.get(draft.id)!.shared! });
      const history = await this.#history(draft, conversation);
      const version = history?.versions[number];
      if (!logs || !version) return fail('draft-gone');
      return ok(await contentAfter(logs, history.updates, version.upTo, this.#deps.ports.draftDocs));
    });
  }

  async send(draft: OpenDraft, to: ConversationId): Asked<EntryId> {
    await draft.said();
    const sent = await this.#deps.sender.send(draft.id, to, null);
    if (!sent.ok) return sent;
    return sent.value === null ? fail('draft-gone') : ok(sent.value);
  }

  async sendLater(draft: OpenDraft, to: ConversationId, when: SendWhen): Asked {
    await draft.said();
    const planned = await this.#deps.sender.send(draft.id, to, when);
    return planned.ok ? ok(undefined) : planned;
  }

  cancelSending(draft: OpenDraft): Asked {
    return this.#deps.sender.cancel(draft.id);
  }

  async #history(
    draft: OpenDraft,
    conversation: Conversation,
  ): Promise<Awaited<ReturnType<typeof historyOf>> | null> {
    const record = this.#deps.shelf.get(draft.id);
    const logs = record?.shared && this.#deps.shared.logsOf(record.shared);
    if (!logs) return null;
    await draft.said();
    const submitted: StoredEntry[] = [];
    for await (const { stored } of submittedIn(conversation, this.#deps.ports)) submitted.push(stored);
    return historyOf(logs, submitted);
  }

  #withSubmission<T>(
    id: DraftId,
    work: (conversation: Conversation, submission: Submission) => Asked<T>,
  ): Asked<T> {
    return this.#orFault(id, async (conversation) => {
      const record = this.#deps.shelf.get(id);
      const submission = record && (await this.#deps.shared.submissionOf(record));
      return submission ? work(conversation, submission) : fail('not-approved');
    });
  }

  #orFault<T>(id: DraftId, work: (conversation: Conversation) => Asked<T>): Asked<T> {
    return orFault(async () => {
      const shared = this.#deps.shelf.get(id)?.shared;
      const conversation = shared && this.#deps.shared.conversationOf(shared);
      return conversation ? work(conversation) : fail('draft-unshared');
    });
  }
}
