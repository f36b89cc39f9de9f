import type {
  BadgeView,
  ChargePreview,
  DepartmentView,
  DirectoryEntry,
  DirectoryVerbs,
  DirectoryView,
  EnrolmentVerbs,
  HandoverView,
  IdentityView,
  OfficialVerbs,
  OpenedRequest,
  OwnBadgeView,
  PostVerbs,
  PostView,
  ReplyPreview,
  RequestView,
} from '../../src/app/official-views.js';
import { Store } from '../../src/app/store.js';
import type { FaultCode } from '../../src/domain/fault.js';
import type { PersonView } from '../../src/app/conversation-views.js';
import type { ConversationId, IssuerId, PersonId, PostId } from '../../src/protocol/ids.js';
import { readIssuerId, readPersonId, readPostId } from '../../src/protocol/ids.js';
import { fail, ok, type Result } from '../../src/protocol/result.js';

export const AUTHORITY = {
  key: readIssuerId(new Uint8Array(32).fill(77))!,
  name: 'Establishment Division',
  urduName: 'اسٹیبلشمنٹ ڈویژن',
};

const DAY_MS = 86_400_000;

/** A request as its link, text and file. */
export const A_REQUEST: RequestView = {
  person: readPersonId(new Uint8Array(32).map((_, i) => (9 * 31 + i * 7) & 0xff))!,
  text: `BEEP-REQUEST-1:${'A'.repeat(900)}`,
  link: 'https://beep.test/#/request/AAAA',
  bytes: new Uint8Array(500),
};

/** A badge that is good, but for `fields`. */
export const aBadge = (fields: Partial<BadgeView> = {}): BadgeView => ({
  names: {
    name: 'Ayesha Siddiqui',
    title: 'Section Officer',
    department: ['Finance Division', 'Budget Wing', 'Budget-II'],
  },
  urdu: { name: 'عائشہ صدیقی', title: 'سیکشن افسر', department: ['فنانس ڈویژن', 'بجٹ ونگ', 'بجٹ دوم'] },
  grade: 'BS-17',
  post: 'SO Budget-II',
  authority: AUTHORITY,
  registrar: { name: 'Registrar, Finance', title: '', department: ['Finance Division'] },
  fromMs: Date.UTC(2026, 9, 1),
  untilMs: Date.UTC(2026, 9, 1) + 180 * DAY_MS,
  standing: { kind: 'good' },
  ...fields,
});

/** Somebody of whom nothing is known but the name. */
export const anIdentity = (
  person: PersonId,
  name: string,
  fields: Partial<IdentityView> = {},
): IdentityView => ({
  person: { person, name, own: false },
  assurance: 'unverified',
  badges: [],
  verified: null,
  lookalikes: [],
  posts: [],
  former: null,
  successor: null,
  safetyNumber: '012345678901234567890123456789012345678901234567890123456789',
  verifyText: 'BEEP-VERIFY-1:AAAA',
  ...fields,
});

/** Badges, posts and directories without keys, disk or network: a test puts in what is to be shown. */
export class FakeOfficial implements OfficialVerbs {
  readonly changes = new Store(0);
  readonly identities = new Map<PersonId, IdentityView>();
  /** What `setVerified` was told, in order. */
  readonly verified: (readonly [PersonId, boolean])[] = [];
  /** What `checkVerifyText` says. */
  verifyAnswer: Result<boolean, FaultCode> = ok(true);
  readonly directory = new FakeDirectory();
  readonly enrolment = new FakeEnrolment();
  readonly posts = new FakePosts();

  identityOf(person: PersonId): IdentityView {
    return this.identities.get(person) ?? anIdentity(person, '');
  }

  have(identity: IdentityView): void {
    this.identities.set(identity.person.person, identity);
    this.changes.update((count) => count + 1);
  }

  setVerified(person: PersonId, isVerified: boolean): Promise<Result<void, FaultCode>> {
    this.verified.push([person, isVerified]);
    const now = this.identityOf(person);
    this.have({
      ...now,
      assurance: isVerified ? 'verified' : now.badges.length > 0 ? 'vouched' : 'unverified',
      verified: isVerified ? { atMs: Date.UTC(2026, 10, 2), newDevices: 0 } : null,
    });
    return Promise.resolve(ok(undefined));
  }

  checkVerifyText(): Result<boolean, FaultCode> {
    return this.verifyAnswer;
  }
}

export class FakeDirectory implements DirectoryVerbs {
  readonly view = new Store<DirectoryView>({ state: 'none', count: 0, asOfMs: 0, nextUpdateMs: 0 });
  entries: readonly DirectoryEntry[] = [];
  parts: readonly DepartmentView[] = [];
  postList: readonly PostView[] = [];
  /** Whom `write` was asked for, in order. */
  readonly written: PersonId[] = [];
  conversation: ConversationId | null = null;

  open(): void {
    this.view.update((view) => (view.state === 'loading' ? { ...view, state: 'ready' } : view));
  }

  /** A directory is held, of these people and their departments, since `asOfMs`. */
  have(entries: readonly DirectoryEntry[], asOfMs = Date.now(), nextUpdateMs = asOfMs + DAY_MS): void {
    this.entries = entries;
    this.parts = partsOf(entries);
    this.view.update(() => ({ state: 'loading', count: entries.length, asOfMs, nextUpdateMs }));
  }

  search(text: string, limit: number): readonly DirectoryEntry[] {
    const words = text.toLowerCase().split(/\s+/u);
    return this.entries
      .filter(({ name, urduName, title }) =>
        words.every((word) => `${name} ${urduName} ${title}`.toLowerCase().includes(word)),
      )
      .slice(0, limit);
  }

  departments(of: readonly string[]): readonly DepartmentView[] {
    return this.parts.filter(
      ({ department }) =>
        department.length === of.length + 1 && of.every((name, level) => department[level] === name),
    );
  }

  peopleOf(department: readonly string[]): readonly DirectoryEntry[] {
    return this.entries.filter((entry) => entry.department.join('/') === department.join('/'));
  }

  posts(text: string, limit: number): readonly PostView[] {
    return this.postList
      .filter(({ name, department }) =>
        `${name} ${department.join(' ')}`.toLowerCase().includes(text.toLowerCase()),
      )
      .slice(0, limit);
  }

  write(person: PersonId): Promise<Result<ConversationId, FaultCode>> {
    this.written.push(person);
    return Promise.resolve(this.conversation ? ok(this.conversation) : fail('member-unknown'));
  }
}

/** Every department that people are in, with those it is part of. */
function partsOf(entries: readonly DirectoryEntry[]): readonly DepartmentView[] {
  const parts = new Map<string, DepartmentView>();
  for (const { department, urduDepartment } of entries)
    for (const [level, name] of department.entries()) {
      const path = department.slice(0, level + 1);
      const before = parts.get(path.join('/'));
      parts.set(path.join('/'), {
        department: path,
        name,
        urduName: before?.urduName ?? urduDepartment?.[level] ?? null,
        count: (before?.count ?? 0) + 1,
        hasParts: before?.hasParts === true || level + 1 < department.length,
      });
    }
  return [...parts.values()];
}

/** Somebody in a directory whose badge is good, but for `fields`. */
export const anEntry = (person: PersonId, fields: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
  person,
  name: 'Ayesha Siddiqui',
  title: 'Section Officer',
  grade: 'BS-17',
  urduName: 'عائشہ صدیقی',
  urduTitle: 'سیکشن افسر',
  department: ['Finance Division', 'Budget Wing', 'Budget-II'],
  urduDepartment: ['فنانس ڈویژن', 'بجٹ ونگ', 'بجٹ دوم'],
  post: 'SO Budget-II',
  untilMs: Date.UTC(2027, 3, 1),
  standing: { kind: 'good' },
  ...fields,
});

/** A post that somebody holds, but for `fields`. */
export const aPost = (seed: number, fields: Partial<PostView> = {}): PostView => ({
  post: readPostId(new Uint8Array(32).fill(seed))!,
  name: 'SO Budget-II',
  urduName: 'سیکشن افسر بجٹ دوم',
  department: ['Finance Division', 'Budget Wing', 'Budget-II'],
  authority: AUTHORITY,
  holder: null,
  history: [],
  isDisputed: false,
  ...fields,
});

/** Posts without keys: a test puts in what is to be shown. */
export class FakePosts implements PostVerbs {
  readonly changes = new Store(0);
  held: readonly PostView[] = [];
  people: readonly PersonView[] = [];
  /** Whatever was asked for, in order: the verb, then what it was given. */
  readonly asked: (readonly [verb: string, ...given: unknown[]])[] = [];
  /** What `write` says. */
  conversation: Result<ConversationId, FaultCode> = fail('post-unknown');
  /** What `readCharge` and `takeCharge` say. */
  charge: Result<ChargePreview, FaultCode> = fail('charge-unreadable');
  /** What `handOver` fails with. */
  fault: FaultCode | null = null;

  own(): readonly PostView[] {
    return this.held;
  }

  get(post: PostId): PostView | null {
    return this.held.find((one) => one.post === post) ?? null;
  }

  successors(): readonly PersonView[] {
    return this.people;
  }

  write(post: PostId): Promise<Result<ConversationId, FaultCode>> {
    this.asked.push(['write', post]);
    return Promise.resolve(this.conversation);
  }

  handOver(post: PostId, to: PersonId | null): Promise<Result<HandoverView, FaultCode>> {
    this.asked.push(['handOver', post, to]);
    if (this.fault) return Promise.resolve(fail(this.fault));
    return Promise.resolve(ok({ text: `BEEP-HANDOVER-1:${'A'.repeat(800)}`, bytes: new Uint8Array(500) }));
  }

  readCharge(carried: string | Uint8Array): Result<ChargePreview, FaultCode> {
    this.asked.push(['readCharge', carried]);
    return this.charge;
  }

  takeCharge(carried: string | Uint8Array): Promise<Result<ChargePreview, FaultCode>> {
    this.asked.push(['takeCharge', carried]);
    return Promise.resolve(this.charge);
  }
}

export class FakeEnrolment implements EnrolmentVerbs {
  readonly view = new Store<OwnBadgeView>({
    badges: [],
    untrusted: [],
    note: null,
    authorities: [],
    required: null,
    isTurnedAway: false,
    askedMs: null,
    waiting: null,
  });
  /** What was asked for, in order. */
  readonly wishes: Parameters<EnrolmentVerbs['request']>[0][] = [];
  /** What `readReply` says. */
  reply: Result<ReplyPreview, FaultCode> = fail('hand-not-beep');
  /** What `collect` finds at the introducer. */
  waiting: Uint8Array | null = null;
  /** What `readRequest` says. */
  opened: Result<OpenedRequest, FaultCode> = fail('request-damaged');
  /** What `stopTrusting` fails with. */
  fault: FaultCode | null = null;

  request(wish: Parameters<EnrolmentVerbs['request']>[0]): Promise<Result<RequestView, FaultCode>> {
    this.wishes.push(wish);
    this.have({ askedMs: Date.UTC(2026, 2, 10, 12) });
    return Promise.resolve(ok(A_REQUEST));
  }

  readRequest(): Result<OpenedRequest, FaultCode> {
    return this.opened;
  }

  readReply(): Result<ReplyPreview, FaultCode> {
    return this.reply;
  }

  takeReply(): Promise<Result<BadgeView, FaultCode>> {
    if (!this.reply.ok) return Promise.resolve(this.reply);
    const { badge, authority } = this.reply.value;
    this.#keep(badge, authority);
    return Promise.resolve(ok(badge));
  }

  collect(): Promise<Uint8Array | null> {
    if (!this.#isPutOff) this.have({ waiting: this.waiting });
    return Promise.resolve(this.waiting);
  }

  #isPutOff = false;
  putOff(): void {
    this.#isPutOff = true;
    this.have({ waiting: null });
  }

  stopTrusting(authority: IssuerId): Promise<Result<void, FaultCode>> {
    if (this.fault) return Promise.resolve(fail(this.fault));
    const isIts = ({ key }: { readonly key: IssuerId }): boolean => key === authority;
    this.view.update((view) => ({
      ...view,
      authorities: view.authorities.filter((one) => !isIts(one)),
      badges: view.badges.filter((badge) => !isIts(badge.authority)),
      untrusted: [...view.untrusted, ...view.badges.filter((badge) => isIts(badge.authority))],
    }));
    return Promise.resolve(ok(undefined));
  }

  /** From now on we stand so with our badge. */
  have(fields: Partial<OwnBadgeView>): void {
    this.view.update((view) => ({ ...view, ...fields }));
  }

  #keep(badge: BadgeView, authority: OwnBadgeView['authorities'][number]): void {
    this.have({ badges: [badge], authorities: [authority], isTurnedAway: false, waiting: null });
  }
}
