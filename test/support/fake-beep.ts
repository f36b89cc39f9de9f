import { Drafts } from '../../src/app/drafts.js';
import { aLoneOffice } from './lone-office.js';
import { FakeNetwork } from './fake-network.js';
import { FakeRecovery } from './fake-recovery.js';
import { readWords } from '../../src/protocol/recovery-words.js';
import { createMemoryDrafts } from './memory-drafts.js';
import { draftViewOf, marksAfterSend, NO_MARKS } from '../../src/app/draft.js';
import { Store } from '../../src/app/store.js';
import type { ByHandVerbs, ByHandView, OfferPreview } from '../../src/app/by-hand-views.js';
import type {
  ConversationSummary,
  ConversationVerbs,
  ConversationView,
  DeliveryView,
  Done,
  GroupView,
  LatestView,
  MemberView,
  MessageView,
  PersonView,
  DraftMarks,
} from '../../src/app/conversation-views.js';
import type { DraftsVerbs } from '../../src/app/draft-views.js';
import type {
  BeepVerbs,
  ConnectionView,
  LinkPreview,
  MyLink,
  NewGroup,
  Phase,
  Preferences,
  SelfView,
  StarredView,
} from '../../src/app/views.js';
import type { WordsReading } from '../../src/app/recovery-views.js';
import type { OfficialVerbs } from '../../src/app/official-views.js';
import type { FaultCode } from '../../src/domain/fault.js';
import { MAX_NAME_BYTES, MAX_TEXT_BYTES } from '../../src/protocol/limits.js';
import {
  readConversationId,
  readDeviceId,
  readEntryId,
  readPersonId,
  type ConversationId,
  type EntryId,
  type PersonId,
} from '../../src/protocol/ids.js';
import { fail, ok, type Result } from '../../src/protocol/result.js';

const bytes = (seed: number) => new Uint8Array(32).map((_, i) => (seed * 31 + i * 7) & 0xff);
export const personId = (seed: number) => readPersonId(bytes(seed))!;
export const deviceId = (seed: number) => readDeviceId(bytes(seed + 50))!;
export const conversationId = (seed: number) => readConversationId(bytes(seed + 100))!;
export const entryId = (seed: number) => {
  const id = new Uint8Array(32);
  new DataView(id.buffer).setUint32(0, seed);
  return readEntryId(id)!;
};
let entries = 0;
const nextEntryId = () => entryId(++entries);

/** A message as a view sees it; name only the fields the test is about. */
export const aMessage = (fields: Partial<MessageView> = {}): MessageView => ({
  id: nextEntryId(),
  author: deviceId(fields.own ? 0 : 1),
  person: personId(fields.own ? 9 : 1),
  own: false,
  authorName: fields.own ? 'Bilal' : 'Ayesha Khan',
  kind: 'text',
  text: 'The file is on its way.',
  sentAtMs: Date.UTC(2026, 10, 24, 9, 0),
  state: fields.own ? 'delivered' : 'received',
  flag: null,
  isLate: false,
  revoked: null,
  mentions: [],
  isForUs: false,
  editedAtMs: null,
  earlier: [],
  reply: null,
  isUrgent: false,
  asksForNote: false,
  noted: [],
  isForwarded: false,
  poll: null,
  approval: null,
  reactions: [],
  isStarred: false,
  ...fields,
});

export const aConversation = (seed: number, fields: Partial<ConversationView> = {}): ConversationView => ({
  id: conversationId(seed),
  kind: fields.group?.type ?? 'direct',
  name: fields.group?.name ?? 'Ayesha Khan',
  person: fields.group ? null : personId(seed),
  standing: 'linked',
  path: fields.group || (fields.standing ?? 'linked') !== 'linked' ? null : 'direct',
  group: null,
  isRequest: false,
  isBlocked: false,
  mayPost: !fields.isBlocked && !fields.isRequest,
  mayReact: !fields.isBlocked && !fields.isRequest,
  isActive: false,
  typing: [],
  missing: [],
  full: [],
  catchingUp: null,
  messages: [],
  hasOlder: false,
  deviceEvents: [],
  firstUnread: null,
  digest: 'd0',
  ...fields,
});

/** Somebody as a view shows them. */
export const aPerson = (seed: number, name: string, own = false): PersonView => ({
  person: personId(seed),
  name,
  own,
});

/** Ourselves. */
export const US: PersonView = aPerson(9, 'Bilal', true);

/** A member of a group, whom we added. */
export const aMember = (seed: number, name: string, fields: Partial<MemberView> = {}): MemberView => ({
  ...aPerson(seed, name),
  role: 'member',
  addedBy: US,
  history: 'all',
  online: false,
  path: fields.online ? 'direct' : null,
  isContact: true,
  isRemovable: true,
  ...fields,
});

/** A group that we made, with two others in it. */
export const aGroup = (fields: Partial<GroupView> = {}): GroupView => ({
  type: 'group',
  name: 'Budget Section',
  members: [
    aMember(9, 'Bilal', { own: true, role: 'admin', isRemovable: false, online: true }),
    aMember(1, 'Ayesha Khan', { online: true }),
    aMember(2, 'Danish Raza'),
  ],
  history: 'all',
  own: 'admin',
  events: [],
  post: null,
  candidates: [aPerson(3, 'Farah Iqbal'), aPerson(4, 'Ghulam Rasool')],
  ...fields,
});

/** What offers and answers look like here: as long as real ones. */
export const handTextOf = (kind: 'OFFER' | 'ANSWER', name = 'Zainab') =>
  `BEEP-${kind}-1:${[...name].map((letter) => letter.toUpperCase()).join('')}`.padEnd(470, 'BCD2');

/** Two codes that are shown and read, without a network: the test says how it goes on. */
export class FakeByHand implements ByHandVerbs {
  readonly view = new Store<ByHandView>({ kind: 'idle' });
  /** Whatever was asked for, in order: the verb, then what it was given. */
  readonly asked: (readonly [verb: string, ...given: unknown[]])[] = [];
  /** `answer` and `takeAnswer` fail with it. */
  fault: FaultCode | null = null;

  readonly expiresMs = Date.UTC(2026, 10, 24, 9, 10);

  offer(expected: PersonId | null): void {
    this.asked.push(['offer', expected]);
    this.view.update(() => ({ kind: 'offered', text: handTextOf('OFFER'), expiresMs: this.expiresMs }));
  }

  readOffer(text: string, expected: PersonId | null): Result<OfferPreview, FaultCode> {
    if (text.startsWith('BEEP-ANSWER-1:')) return fail('hand-wrong-step');
    if (!text.startsWith('BEEP-OFFER-1:')) return fail('hand-not-beep');
    const person = personId(1);
    return expected !== null && expected !== person
      ? fail('hand-unexpected')
      : ok({ person, name: 'Zainab' });
  }

  answer(text: string, expected: PersonId | null): Result<void, FaultCode> {
    this.asked.push(['answer', text, expected]);
    const read = this.readOffer(text, expected);
    if (!read.ok) return read;
    if (this.fault) return fail(this.fault);
    const { name } = read.value;
    this.view.update(() => ({
      kind: 'answered',
      text: handTextOf('ANSWER'),
      expiresMs: this.expiresMs,
      name,
    }));
    return ok(undefined);
  }

  takeAnswer(text: string): Result<void, FaultCode> {
    this.asked.push(['takeAnswer', text]);
    if (this.fault) return fail(this.fault);
    if (!text.startsWith('BEEP-ANSWER-1:')) return fail('hand-not-beep');
    this.view.update(() => ({ kind: 'linking' }));
    return ok(undefined);
  }

  cancel(): void {
    this.asked.push(['cancel']);
    this.view.update(() => ({ kind: 'idle' }));
  }
}

/** An open conversation that lives in memory: what is sent is "on this device" at once, or fails as `sendFault` says. */
export class FakeConversation implements ConversationVerbs {
  readonly view: Store<ConversationView>;
  readonly draft = new Store('');
  readonly marks = new Store(NO_MARKS);
  /** Whatever `setShown` was told, in order. */
  readonly told: boolean[] = [];
  /** The next `send` fails with it. */
  sendFault: FaultCode | null = null;
  /** The next `setDraft` fails with it. */
  draftFault: FaultCode | null = null;
  /** Pages that `loadOlder` hands out, the nearest first. */
  older: MessageView[][] = [];
  /** What was sent, in order. */
  readonly sent: string[] = [];
  /** With what it was sent: whom it names, and what was marked. */
  readonly options: Partial<DraftMarks & { mentions: readonly PersonId[] }>[] = [];
  /** Whatever else was asked for, in order: the verb, then what it was given. */
  readonly asked: (readonly [verb: string, ...given: unknown[]])[] = [];
  /** Everything in `asked` fails with it. */
  askFault: FaultCode | null = null;
  /** What `deliveries` says. */
  delivered: readonly DeliveryView[] = [];

  constructor(view: ConversationView) {
    this.view = new Store(view);
  }

  async setDraft(text: string): Promise<Result<void, FaultCode>> {
    this.draft.update(() => text);
    return this.draftFault ? fail(this.draftFault) : ok(undefined);
  }

  async setMarks(changed: Partial<DraftMarks>): Promise<Result<void, FaultCode>> {
    this.marks.update((now) => ({ ...now, ...changed }));
    return this.draftFault ? fail(this.draftFault) : ok(undefined);
  }

  async send(mentions: readonly PersonId[] = []): ReturnType<ConversationVerbs['send']> {
    const text = this.draft.value.trim();
    if (text === '') return ok(null);
    if (new TextEncoder().encode(text).byteLength > MAX_TEXT_BYTES) return fail('text-too-long');
    if (this.sendFault) return fail(this.sendFault);
    const { reply, isUrgent, asksForNote } = this.marks.value;
    this.draft.update(() => '');
    this.marks.update(marksAfterSend);
    this.sent.push(text);
    this.options.push({
      ...(reply && { reply }),
      ...(mentions.length > 0 && { mentions }),
      ...(isUrgent && { isUrgent }),
      ...(asksForNote && { asksForNote }),
    });
    const message = aMessage({ own: true, text, state: 'saved', sentAtMs: Date.now() });
    this.come(message);
    return ok(message.id);
  }

  async loadOlder(): Promise<void> {
    const page = this.older.shift() ?? [];
    this.view.update((view) => ({
      ...view,
      messages: [...page, ...view.messages],
      hasOlder: this.older.length > 0,
    }));
  }

  async loadBackTo(message: EntryId): Promise<Result<void, FaultCode>> {
    const isHere = () => this.view.value.messages.some(({ id }) => id === message);
    if (!isHere() && !this.older.flat().some(({ id }) => id === message)) return fail('message-gone');
    while (!isHere()) await this.loadOlder();
    return ok(undefined);
  }

  get shown(): boolean {
    return this.told.at(-1) ?? false;
  }

  setShown(shown: boolean): void {
    this.told.push(shown);
  }

  readonly #edit = this.#verb('edit');
  readonly delete = this.#verb('delete');
  readonly react = this.#verb('react');
  readonly ask = this.#verb('ask');
  readonly vote = this.#verb('vote');
  readonly note = this.#verb('note');
  readonly star = this.#verb('star');
  readonly add = this.#verb('add');
  readonly remove = this.#verb('remove');
  readonly promote = this.#verb('promote');
  readonly leave = this.#verb('leave');
  readonly renameGroup = this.#verb('renameGroup');
  readonly setHistory = this.#verb('setHistory');
  readonly accept = this.#verb('accept');
  readonly block = this.#verb('block');
  readonly takeMore = this.#verb('takeMore');

  async edit(message: EntryId, text: string, mentions: readonly PersonId[] = []): Done {
    const done = await this.#edit(message, text, mentions);
    if (done.ok && this.marks.value.edit?.message === message) await this.setMarks({ edit: null });
    return done;
  }

  /** A verb that is only noted. What it resolves with, nobody looks at, but whether it is a fault. */
  #verb(name: string): (...given: unknown[]) => Promise<Result<never, FaultCode>> {
    return async (...given) => {
      this.asked.push([name, ...given]);
      return this.askFault ? fail(this.askFault) : (ok(undefined) as Result<never, FaultCode>);
    };
  }

  deliveries(message: EntryId): readonly DeliveryView[] {
    this.asked.push(['deliveries', message]);
    return this.delivered;
  }

  setTyping(isTyping: boolean): void {
    this.asked.push(['setTyping', isTyping]);
  }

  /** A message comes in, or was sent. */
  come(...messages: MessageView[]): void {
    this.view.update((view) => ({ ...view, messages: [...view.messages, ...messages] }));
  }
}

const BROWSER_CLOCK = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const BROWSER_RANDOM = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };

const PREVIEW = /#\/add\/([\w-]+)$/;
/** A contact link that `FakeBeep` reads as a card of `name`. */
export const linkOf = (name: string): string =>
  `https://beep.test/#/add/${btoa(encodeURIComponent(name)).replaceAll('=', '')}`;

/** Beep without keys, disk or network. Each verb does what its comment in `app/views.ts` says, on memory. */
export class FakeBeep implements BeepVerbs {
  readonly phase: Store<Phase>;
  readonly connection = new Store<ConnectionView>({
    introducer: 'connected',
    peers: 0,
    nonsense: false,
    door: 'open',
  });
  readonly conversations = new Store<readonly ConversationSummary[]>([]);
  readonly alert = new Store<{ readonly fault: FaultCode; readonly name: string | null } | null>(null);
  readonly people = new Store<readonly PersonView[]>([]);
  readonly preferences = new Store<Preferences>({ showsActivity: true });
  readonly network = new FakeNetwork();
  /** Null until a test has one, as where there is no authority. */
  readonly official = new Store<OfficialVerbs | null>(null);
  readonly open = new Map<ConversationId, FakeConversation>();
  /** What `createGroup` was asked for, in order. */
  readonly created: NewGroup[] = [];
  /** What was forwarded, in order. */
  readonly forwarded: (readonly [from: ConversationId, message: EntryId, to: ConversationId])[] = [];
  /** What `starred` says. */
  stars: readonly StarredView[] = [];
  links = 0;
  readonly draftDisk = createMemoryDrafts();
  /** In the place of the real drafts, if set: with what comes from others, which a lone Beep has not. */
  draftsAre: DraftsVerbs | null = null;
  #drafts: Promise<Drafts> | null = null;

  constructor(phase: Phase = { kind: 'ready', self: FakeBeep.self() }) {
    this.phase = new Store(phase);
  }

  static self(fields: Partial<SelfView> = {}): SelfView {
    return { person: personId(9), device: deviceId(0), name: 'Bilal', recovered: false, ...fields };
  }

  /** Puts a conversation into the list and makes it open. */
  have(view: ConversationView, summary: Partial<ConversationSummary> = {}): FakeConversation {
    const conversation = new FakeConversation(view);
    this.open.set(view.id, conversation);
    const last = view.messages.at(-1);
    this.conversations.update((list) => [
      ...list,
      {
        id: view.id,
        kind: view.kind,
        person: view.person,
        name: view.name,
        online: view.standing === 'linked',
        isRequest: view.isRequest,
        isBlocked: view.isBlocked,
        mayPost: view.mayPost,
        unread: 0,
        isMentioned: false,
        latest: latestOf(view, last),
        draft: null,
        ...summary,
      },
    ]);
    const summarize = () => {
      const { messages } = conversation.view.value;
      const latest = messages.at(-1);
      this.conversations.update((list) =>
        list.map((row) =>
          row.id === view.id
            ? {
                ...row,
                draft: draftViewOf({ text: conversation.draft.value, ...conversation.marks.value }),
                latest: latestOf(conversation.view.value, latest),
              }
            : row,
        ),
      );
    };
    conversation.draft.subscribe(summarize);
    conversation.marks.subscribe(summarize);
    conversation.view.subscribe(summarize);
    return conversation;
  }

  dismissAlert(): void {
    this.alert.update(() => null);
  }

  async getStarted(name: string, words?: string): Promise<Result<void, FaultCode>> {
    const refused = refuseName(name);
    if (refused) return fail(refused);
    if (words !== undefined && readWords(words).kind !== 'whole') return fail('words-wrong');
    this.words = words ?? null;
    this.phase.update(() => ({ kind: 'ready', self: FakeBeep.self({ name: name.trim() }) }));
    return ok(undefined);
  }

  /** What was typed where 24 words take this device back, or make a person anew. */
  words: string | null = null;
  readonly recovery = new FakeRecovery();

  async reclaim(words: string): Promise<Result<void, FaultCode>> {
    const read = readWords(words);
    if (read.kind !== 'whole') return fail('words-wrong');
    this.words = words;
    this.phase.update(() => ({ kind: 'ready', self: FakeBeep.self() }));
    return ok(undefined);
  }

  async readWords(text: string): Promise<WordsReading> {
    return readWords(text);
  }

  async useHere(): Promise<void> {
    this.phase.update(() => ({ kind: 'ready', self: FakeBeep.self() }));
  }

  async startAnew(): Promise<void> {
    this.phase.update(() => ({ kind: 'welcome' }));
  }

  async rename(name: string): Promise<Result<void, FaultCode>> {
    const refused = refuseName(name);
    if (refused) return fail(refused);
    this.phase.update((phase) =>
      phase.kind === 'ready' ? { ...phase, self: { ...phase.self, name: name.trim() } } : phase,
    );
    return ok(undefined);
  }

  dismissRecovered(): void {
    this.phase.update((phase) =>
      phase.kind === 'ready' ? { ...phase, self: { ...phase.self, recovered: false } } : phase,
    );
  }

  byHand: FakeByHand | null = new FakeByHand();

  async makeMyLink(): Promise<Result<MyLink, FaultCode>> {
    // As long as a real card link.
    const url = `https://beep.test/#/add/${`A${++this.links}_`.padEnd(480, 'bC3d')}`;
    return ok({ url, expiresMs: Date.UTC(2026, 10, 25, 9, 0) });
  }

  readLink(text: string): Result<LinkPreview, FaultCode> {
    const card = PREVIEW.exec(text.trim())?.[1];
    if (card === undefined) return fail(text.includes('#/add/') ? 'link-damaged' : 'link-not-beep');
    try {
      const name = decodeURIComponent(atob(card));
      const otherHost = text.includes('//beep.test/') ? null : new URL(text).host;
      return ok({ name, person: personId(name.length), otherHost });
    } catch {
      return fail('link-damaged');
    }
  }

  async addContact(text: string): Promise<Result<ConversationId, FaultCode>> {
    const preview = this.readLink(text);
    if (!preview.ok) return preview;
    const { name, person } = preview.value;
    if (this.conversations.value.some((row) => row.name === name)) return fail('link-known');
    const view = aConversation(60 + this.open.size, { name, person, standing: 'waiting' });
    this.have(view);
    return ok(view.id);
  }

  conversation(id: ConversationId): FakeConversation | null {
    return this.open.get(id) ?? null;
  }

  async createGroup(group: NewGroup): Promise<Result<ConversationId, FaultCode>> {
    const refused = refuseName(group.name);
    if (refused) return fail(refused);
    this.created.push(group);
    const view = aConversation(60 + this.open.size, {
      group: aGroup({ type: group.type, name: group.name }),
    });
    this.have(view);
    return ok(view.id);
  }

  chatWith(person: PersonId): ConversationId {
    const known = [...this.open.values()].find(({ view }) => view.value.person === person);
    if (known) return known.view.value.id;
    const view = aConversation(60 + this.open.size, { person, standing: 'waiting' });
    this.have(view);
    return view.id;
  }

  async forward(from: ConversationId, message: EntryId, to: ConversationId): Done {
    this.forwarded.push([from, message, to]);
    return ok(nextEntryId());
  }

  /** The real ones, in memory, but for `draftsAre`. */
  drafts(): Promise<Result<DraftsVerbs, FaultCode>> {
    if (this.draftsAre) return Promise.resolve(ok(this.draftsAre));
    this.#drafts ??= this.#loadDrafts();
    return this.#drafts.then(ok);
  }

  async #loadDrafts(): Promise<Drafts> {
    const now = { clock: BROWSER_CLOCK, random: BROWSER_RANDOM };
    const { office, ports } = await aLoneOffice(this.draftDisk, now);
    return Drafts.load(ports, office, this.conversations);
  }

  async starred(): Promise<readonly StarredView[]> {
    return this.stars;
  }

  async setPreferences(preferences: Preferences): Promise<Result<void, FaultCode>> {
    this.preferences.update(() => preferences);
    return ok(undefined);
  }
}

function latestOf({ kind }: ConversationView, last: MessageView | undefined): LatestView | null {
  if (!last || last.kind === 'unreadable') return null;
  return {
    kind: last.kind,
    text: last.text,
    sentAtMs: last.sentAtMs,
    own: last.own,
    authorName: kind === 'direct' || last.own ? null : last.authorName,
  };
}

function refuseName(name: string): FaultCode | null {
  if (name.trim() === '') return 'name-empty';
  return new TextEncoder().encode(name).byteLength > MAX_NAME_BYTES ? 'name-too-long' : null;
}
