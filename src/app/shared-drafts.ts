import type { FaultCode } from '../domain/fault.js';
import { sameBytes, utf8Bytes } from '../protocol/codec.js';
import { MAX_NAME_BYTES } from '../protocol/limits.js';
import { cleanName } from '../protocol/names.js';
import { idBytes, readDraftId, type ConversationId, type DraftId, type PersonId } from '../protocol/ids.js';
import type { MemoContent } from '../protocol/memo-content.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Conversation } from './conversation.js';
import { approvalView } from './message-views.js';
import { neverOpened, type DraftDocRecord, type SharedRecord } from './draft-docs.js';
import { DraftLogs } from './draft-logs.js';
import type { DraftShelf } from './draft-shelf.js';
import type { Office } from './office.js';
import { seenIn } from './open-draft.js';
import type { Ports } from './ports.js';
import { createSerial } from './serial.js';
import { SharedSession } from './shared-session.js';
import { Submissions, type Submission } from './submissions.js';
import type { PersonView } from './conversation-views.js';
import type { DraftApprovalView, SharedDraftView } from './draft-views.js';

/** What a draft that nobody has given a subject is called by those it is shared with. */
const UNNAMED = '…';

type Asked<T = void> = Promise<Result<T, FaultCode>>;
type Invited = readonly { readonly person: PersonId; readonly mayEdit: boolean }[];

/** A name for the conversation about a draft: its subject, cut short. */
function nameFor(subject: string): string {
  let name = '';
  for (const character of cleanName(subject)) {
    if (utf8Bytes(name + character).byteLength > MAX_NAME_BYTES / 2) break;
    name += character;
  }
  return name.trim() || UNNAMED;
}

/** The drafts that others write on too. */
export class SharedDrafts {
  readonly #shelf: DraftShelf;
  readonly #office: Office;
  readonly #ports: Pick<Ports, 'clock' | 'random' | 'repo' | 'draftDocs'>;
  readonly #onChanged: () => void;
  readonly #submissions = new Map<ConversationId, Submissions>();
  readonly #inOrder = createSerial();

  constructor(
    shelf: DraftShelf,
    office: Office,
    ports: Pick<Ports, 'clock' | 'random' | 'repo' | 'draftDocs'>,
    onChanged: () => void,
  ) {
    this.#shelf = shelf;
    this.#office = office;
    this.#ports = ports;
    this.#onChanged = onChanged;
  }

  stop(): void {
    for (const submissions of this.#submissions.values()) submissions.close();
  }

  /** Puts those on the shelf that others have shared with us. @throws Fault 'storage-full' | 'storage-failed' */
  takeIn(): Promise<void> {
    return this.#inOrder(async () => {
      const known = new Set(this.#shelf.all.map(({ shared }) => shared?.conversation));
      for (const conversation of this.#office.conversations.all) {
        const { id, group, record } = conversation;
        if (group?.roster?.type !== 'draft' || !group.self) continue; // what one has left does not come back
        if (record.shelf !== 'chats' || known.has(id)) continue;
        const nowMs = this.#ports.clock.wallMs();
        await this.#shelf.add(
          {
            id: readDraftId(idBytes(id).slice(0, 16))!,
            use: 'draft',
            conversation: null,
            subject: '',
            firstLine: '',
            hash: null,
            createdMs: nowMs,
            changedMs: nowMs,
            discardedMs: null,
            shared: neverOpened(id),
            sending: null,
            sent: null,
          },
          null,
        );
      }
    });
  }

  /** Begins to share a draft, as a document of its own: of what was there before, only what it says now. @throws Fault */
  async begin(id: DraftId, content: MemoContent, people: Invited): Asked {
    const created = await this.#office.createGroup({
      type: 'draft',
      name: nameFor(content.subject),
      history: 'all',
      members: people.filter(({ mayEdit }) => !mayEdit).map(({ person }) => person),
      admins: people.filter(({ mayEdit }) => mayEdit).map(({ person }) => person),
    });
    if (!created.ok) return created;
    const shared = neverOpened(created.value);
    const logs = this.logsOf(shared);
    if (!logs) return fail('draft-unshared');
    const session = await SharedSession.open(shared, [], {
      ports: this.#ports,
      logs,
      device: () => this.#office.identity.device,
      keepSaid: () => Promise.resolve(),
      onStale: () => {}, // nobody else has it open yet
    });
    session.doc.setContent(content);
    session.onOwn(session.doc.encode());
    await this.#shelf.replace(
      id,
      () => ({ ...seenIn(content, true), shared: session.record }),
      session.doc.encode(),
    );
    await session.close(); // what could not be said now is said when it is opened
    const { session: said, isUnsaid } = session.record;
    await this.#shelf.change(
      id,
      (now) => ({ shared: now.shared && { ...now.shared, session: said, isUnsaid } }),
      null,
    );
    session.doc.close();
    return ok(undefined);
  }

  /** Shares one with more people, or lets those who may comment edit. */
  async invite(id: ConversationId, people: Invited): Asked {
    const conversation = this.#office.conversations.get(id);
    const { group } = conversation ?? {};
    if (!conversation || !group) return fail('draft-unshared');
    for (const { person, mayEdit } of people) {
      const role = group.roster?.members.get(person)?.role;
      if (role && !(mayEdit && role === 'member')) continue;
      const done = role
        ? await conversation.promote(person)
        : await conversation.add([person], mayEdit ? 'admin' : 'member', 'all');
      if (!done.ok) return done;
    }
    return ok(undefined);
  }

  /** The talk about a draft is called what the draft is called. Where we may not say so, somebody else will. */
  async rename({ conversation }: SharedRecord, subject: string): Promise<void> {
    const talk = this.#office.conversations.get(conversation);
    const name = nameFor(subject);
    if (talk?.group?.self?.role !== 'admin' || name === UNNAMED || talk.group.roster?.name === name) return;
    await talk.renameGroup(name);
  }

  conversationOf({ conversation }: SharedRecord): Conversation | undefined {
    return this.#office.conversations.get(conversation);
  }

  /** Null if the conversation is gone. */
  logsOf(shared: SharedRecord): DraftLogs | null {
    const conversation = this.conversationOf(shared);
    return conversation ? new DraftLogs(conversation, this.#ports) : null;
  }

  /** What was put up last, once that was looked up; null for nothing. */
  async submissionOf({ shared }: DraftDocRecord): Promise<Submission | null> {
    const submissions = shared && this.#submissionsOf(shared);
    if (!submissions) return null;
    await submissions.look();
    return submissions.last;
  }

  #submissionsOf(shared: SharedRecord): Submissions | null {
    const known = this.#submissions.get(shared.conversation);
    const conversation = known ? undefined : this.conversationOf(shared);
    if (!conversation) return known ?? null;
    const submissions = new Submissions(conversation, this.#ports, this.#onChanged);
    this.#submissions.set(shared.conversation, submissions);
    return submissions;
  }

  /** Null if the conversation is gone. */
  viewOf({ shared, hash }: DraftDocRecord): SharedDraftView | null {
    const conversation = shared && this.conversationOf(shared);
    const group = conversation?.view.value.group;
    if (!shared || !conversation || !group) return null;
    const { own, members } = group;
    const submission = this.#submissionsOf(shared)?.last ?? null;
    return {
      conversation: conversation.id,
      own: own === 'admin' ? 'edit' : own === 'member' ? 'comment' : 'none',
      people: members
        .filter((member) => !member.own)
        .map(({ person, name, role, online }) => ({
          person: { person, name, own: false },
          mayEdit: role === 'admin',
          online,
        })),
      unread: conversation.record.unread,
      approval: submission && this.#approvalView(submission, hash, conversation),
    };
  }

  #approvalView(
    submission: Submission,
    hash: Uint8Array | null,
    conversation: Conversation,
  ): DraftApprovalView {
    const { membership } = conversation;
    const self = this.#office.identity.person;
    const person = (one: PersonId): PersonView => ({
      person: one,
      name: membership.nameOf(one),
      own: one === self,
    });
    const view = approvalView(submission, person, (id) => conversation.markOf(submission.folded, id));
    const isChanged = hash !== null && !sameBytes(hash, submission.hash);
    const isLast = submission.approvers.at(-1)?.person === self;
    const { entry } = submission.folded.stored;
    return {
      ...view,
      id: entry.id,
      by: person(submission.folded.person),
      sentAtMs: entry.sentAtMs,
      remarks: submission.remarks,
      isChanged,
      isOursToSend: view.state === 'approved' && !isChanged && isLast,
    };
  }
}
