import { postHistories, type PostHistory } from '../domain/posts.js';
import { NO_SUCCESSION, successionOf, type Succession } from '../domain/post-succession.js';
import type { FaultCode } from '../domain/fault.js';
import { carriedText, readCarriedText } from '../protocol/carried-text.js';
import { openCharge, sealHandover, type VerifiedCharge } from '../protocol/charge.js';
import type { ConversationId, PersonId, PostId } from '../protocol/ids.js';
import { MAX_REGISTRY_DOC_BYTES } from '../protocol/limits.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Conversation } from './conversation.js';
import { byName } from './name-order.js';
import type { Office } from './office.js';
import type { ChargePreview, HandoverView, PostVerbs, PostView } from './official-views.js';
import type { Ports } from './ports.js';
import type { PostBook } from './post-book.js';
import { chargeViewOf, postViewOf } from './post-talk.js';
import type { ReadonlyStore } from './store.js';
import type { ConversationSummary, PersonView } from './conversation-views.js';

type Asked<T> = Promise<Result<T, FaultCode>>;

/**
 * So long after the start nobody is removed: what they wrote while they held the post has to come first, since what is not
 * here when they are removed does not count. In milliseconds, as below.
 */
const SETTLING_MS = 15_000;
/** How often it is looked whether something can be done that had to wait for others. */
const LOOK_AGAIN_MS = 2_000;

/** Writing to posts, handing them over, and seeing to it that conversations with them follow who holds them. */
export class Posts implements PostVerbs {
  readonly changes: ReadonlyStore<number>;
  readonly #ports: Pick<Ports, 'clock'>;
  readonly #office: Office;
  readonly #book: PostBook;
  readonly #stops: readonly (() => void)[];
  /** Conversations in which something is being written by us already. */
  readonly #busy = new Set<ConversationId>();
  readonly #settledMs: number;
  #cancelLook: (() => void) | null = null;

  /** `conversations` is what the list of them shows: it changes when rosters do, and when somebody is met. */
  constructor(
    ports: Pick<Ports, 'clock'>,
    office: Office,
    conversations: ReadonlyStore<readonly ConversationSummary[]>,
    book: PostBook,
  ) {
    this.#ports = ports;
    this.#office = office;
    this.#book = book;
    this.changes = book.changes;
    this.#settledMs = ports.clock.monotonicMs() + SETTLING_MS;
    office.usePostBook(book);
    this.#stops = [
      conversations.subscribe(() => this.#followAll()),
      book.changes.subscribe(() => this.#followAll()),
    ];
    this.#followAll();
  }

  /** Follows nobody any more. */
  stop(): void {
    for (const stop of this.#stops) stop();
    this.#cancelLook?.();
    this.#office.usePostBook(null);
  }

  own(): readonly PostView[] {
    const { person } = this.#office.identity;
    return [...this.#book.all()]
      .filter(({ holder }) => holder === person)
      .flatMap((history) => this.#viewOf(history) ?? []);
  }

  get(post: PostId): PostView | null {
    const history = this.#book.historyOf(post);
    return history && this.#viewOf(history);
  }

  successors(): readonly PersonView[] {
    const { contacts } = this.#office;
    return [...contacts.all.value.values()]
      .filter(({ person }) => contacts.isOurs(person) && contacts.introductionOf(person))
      .map(({ person }) => this.#naming(person))
      .sort(byName);
  }

  async write(post: PostId): Asked<ConversationId> {
    const history = this.#book.historyOf(post);
    const view = history && this.#viewOf(history);
    if (!history || !view) return fail('post-unknown');
    const { identity, contacts } = this.#office;
    const { holder } = history;
    if (holder === identity.person) return fail('post-own');
    const isMet = holder !== null && contacts.introductionOf(holder) !== null;
    // Whoever is known by a directory only is brought in once they have been met.
    if (holder !== null && !isMet) this.#book.meet(holder);
    const admins = isMet ? [holder] : [];
    return this.#office.createGroup({
      type: 'post',
      name: view.name,
      history: 'all',
      members: [],
      admins,
      post,
    });
  }

  async handOver(post: PostId, to: PersonId | null): Asked<HandoverView> {
    const history = this.#book.historyOf(post);
    const { identity } = this.#office;
    const last = history?.charges.at(-1);
    if (!history || !last || history.holder !== identity.person || history.disputed.length > 0)
      return fail('post-not-held');
    const { manifest } = await identity.introduction();
    const { person: from, device } = identity;
    const signedMs = this.#ports.clock.wallMs();
    const said = { post, number: last.number, from, device, to: to === from ? null : to, signedMs };
    const { bytes } = await sealHandover(said, manifest, identity.sign);
    return ok({ text: carriedText({ kind: 'handover', bytes }), bytes });
  }

  readCharge(carried: string | Uint8Array): Result<ChargePreview, FaultCode> {
    const charge = this.#open(carried);
    return charge.ok ? ok(this.#previewOf(charge.value)) : charge;
  }

  async takeCharge(carried: string | Uint8Array): Asked<ChargePreview> {
    const charge = this.#open(carried);
    if (!charge.ok) return charge;
    const preview = this.#previewOf(charge.value);
    const kept = await this.#book.keep(charge.value);
    return kept.ok ? ok(preview) : kept;
  }

  #open(carried: string | Uint8Array): Result<VerifiedCharge, FaultCode> {
    const bytes = typeof carried === 'string' ? bytesOf(carried) : carried;
    const charge = bytes && bytes.byteLength <= MAX_REGISTRY_DOC_BYTES ? openCharge(bytes) : null;
    if (!charge) return fail('charge-unreadable');
    const counts = postHistories([charge], this.#book.authorities).has(charge.post);
    return counts ? ok(charge) : fail('charge-untrusted');
  }

  #previewOf(charge: VerifiedCharge): ChargePreview {
    const known = this.#book.historyOf(charge.post);
    const before = known ? [...known.charges, ...known.disputed] : [];
    const isKnown = before.some(({ id }) => id.every((byte, i) => byte === charge.id[i]));
    const history = postHistories([...before, charge], this.#book.authorities).get(charge.post)!;
    return {
      post: this.#viewOf(history)!,
      charge: chargeViewOf(charge, history, this.#book, this.#naming),
      isKnown,
    };
  }

  #viewOf(history: PostHistory): PostView | null {
    return postViewOf(history, (key) => this.#book.authorityOf(key), this.#naming);
  }

  readonly #naming = (person: PersonId): PersonView => {
    const { identity, contacts } = this.#office;
    if (person === identity.person) return { person, name: identity.name, own: true };
    return { person, name: contacts.get(person)?.name || this.#book.nameOf(person), own: false };
  };

  // ——— Following ———

  #followAll(): void {
    for (const conversation of this.#office.conversations.all) void this.#follow(conversation);
  }

  async #follow(conversation: Conversation): Promise<void> {
    const { id, group, record } = conversation;
    if (!group?.roster?.post || record.shelf === 'blocked' || this.#busy.has(id)) return;
    const before = group.set;
    const { add, remove, leave } = this.#due(conversation);
    if (add === null && remove.length === 0 && !leave) return;
    this.#busy.add(id);
    const done = await conversation.groupVerbs.succeed(() => this.#due(conversation));
    this.#busy.delete(id);
    if (!done.ok) this.#office.onFault(done.error);
    else if (group.set !== before) void this.#follow(conversation);
  }

  /** What is ours to write now. What has to wait for others is looked at again. */
  #due(conversation: Conversation): Succession {
    const { group } = conversation;
    const post = group?.roster?.post;
    const history = post && this.#book.historyOf(post);
    if (!group?.roster || !history) return NO_SUCCESSION;
    const { person } = this.#office.identity;
    const all = successionOf(group.roster, group.set.entries.values(), history, person);
    const isMet = all.add === null || this.#isIntroduced(all.add, conversation);
    if (!isMet) this.#book.meet(all.add!);
    const mayRemove = this.#ports.clock.monotonicMs() >= this.#settledMs;
    const mayLeave = all.leave && isMet && this.#isPassedOn(conversation, history);
    if ((!mayRemove && all.remove.length > 0) || (all.leave && !mayLeave)) this.#lookAgain();
    return { add: isMet ? all.add : null, remove: mayRemove ? all.remove : [], leave: mayLeave };
  }

  /** Whether somebody who stays has all that is here: whoever has left gives nothing on any more. */
  #isPassedOn(conversation: Conversation, { holder }: PostHistory): boolean {
    const roster = conversation.group!.roster!;
    if (holder !== null) return conversation.isLevelWith(holder);
    return !roster.members.has(roster.creator) || conversation.isLevelWith(roster.creator);
  }

  #lookAgain(): void {
    this.#cancelLook ??= this.#ports.clock.after(LOOK_AGAIN_MS, () => {
      this.#cancelLook = null;
      this.#followAll();
    });
  }

  #isIntroduced(person: PersonId, { group }: Conversation): boolean {
    return Boolean(this.#office.contacts.introductionOf(person) ?? group?.introductionOf(person));
  }
}

function bytesOf(text: string): Uint8Array | null {
  const read = readCarriedText(text, ['charge'], MAX_REGISTRY_DOC_BYTES);
  return read.ok ? read.value.bytes : null;
}
