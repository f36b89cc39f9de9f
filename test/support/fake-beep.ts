import { Store } from '../../src/app/store.js';
import type {
  BeepVerbs,
  ConnectionView,
  ConversationSummary,
  ConversationVerbs,
  ConversationView,
  LinkPreview,
  MessageView,
  MyLink,
  Phase,
  SelfView,
} from '../../src/app/views.js';
import type { FaultCode } from '../../src/domain/fault.js';
import { MAX_NAME_BYTES, MAX_TEXT_BYTES } from '../../src/protocol/limits.js';
import {
  readConversationId,
  readDeviceId,
  readEntryId,
  readPersonId,
  type ConversationId,
} from '../../src/protocol/ids.js';
import { fail, ok, type Result } from '../../src/protocol/result.js';

const bytes = (seed: number) => new Uint8Array(32).map((_, i) => (seed * 31 + i * 7) & 0xff);
export const personId = (seed: number) => readPersonId(bytes(seed))!;
export const deviceId = (seed: number) => readDeviceId(bytes(seed + 50))!;
export const conversationId = (seed: number) => readConversationId(bytes(seed + 100))!;
let entries = 0;
const nextEntryId = () => {
  const id = new Uint8Array(32);
  new DataView(id.buffer).setUint32(0, ++entries);
  return readEntryId(id)!;
};

/** A message as a view sees it; name only the fields the test is about. */
export const aMessage = (fields: Partial<MessageView> = {}): MessageView => ({
  id: nextEntryId(),
  author: deviceId(fields.own ? 0 : 1),
  own: false,
  authorName: fields.own ? 'Bilal' : 'Ayesha Khan',
  text: 'The file is on its way.',
  sentAtMs: Date.UTC(2026, 10, 24, 9, 0),
  state: fields.own ? 'delivered' : 'received',
  flag: null,
  ...fields,
});

export const aConversation = (seed: number, fields: Partial<ConversationView> = {}): ConversationView => ({
  id: conversationId(seed),
  name: 'Ayesha Khan',
  person: personId(seed),
  standing: 'linked',
  messages: [],
  hasOlder: false,
  firstUnread: null,
  digest: 'd0',
  ...fields,
});

/** An open conversation that lives in memory: what is sent is "on this device" at once, or fails as `sendFault` says. */
export class FakeConversation implements ConversationVerbs {
  readonly view: Store<ConversationView>;
  readonly draft = new Store('');
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

  constructor(view: ConversationView) {
    this.view = new Store(view);
  }

  async setDraft(text: string): Promise<Result<void, FaultCode>> {
    this.draft.update(() => text);
    return this.draftFault ? fail(this.draftFault) : ok(undefined);
  }

  async send(): ReturnType<ConversationVerbs['send']> {
    const text = this.draft.value.trim();
    if (text === '') return ok(null);
    if (new TextEncoder().encode(text).byteLength > MAX_TEXT_BYTES) return fail('text-too-long');
    if (this.sendFault) return fail(this.sendFault);
    this.draft.update(() => '');
    this.sent.push(text);
    const message = aMessage({ own: true, text, state: 'saved', sentAtMs: Date.now() });
    this.add(message);
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

  get shown(): boolean {
    return this.told.at(-1) ?? false;
  }

  setShown(shown: boolean): void {
    this.told.push(shown);
  }

  /** A message comes in, or was sent. */
  add(...messages: MessageView[]): void {
    this.view.update((view) => ({ ...view, messages: [...view.messages, ...messages] }));
  }
}

const PREVIEW = /#\/add\/([\w-]+)$/;
/** A contact link that `FakeBeep` reads as a card of `name`. */
export const linkOf = (name: string): string =>
  `https://beep.test/#/add/${btoa(encodeURIComponent(name)).replaceAll('=', '')}`;

/** Beep without keys, disk or network. Each verb does what its comment in `app/views.ts` says, on memory. */
export class FakeBeep implements BeepVerbs {
  readonly phase: Store<Phase>;
  readonly connection = new Store<ConnectionView>({ introducer: 'connected', peers: 0, nonsense: false });
  readonly conversations = new Store<readonly ConversationSummary[]>([]);
  readonly alert = new Store<{ readonly fault: FaultCode; readonly name: string | null } | null>(null);
  readonly open = new Map<ConversationId, FakeConversation>();
  links = 0;

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
        person: view.person,
        name: view.name,
        online: view.standing === 'linked',
        unread: 0,
        latest: last ? { text: last.text, sentAtMs: last.sentAtMs, own: last.own } : null,
        draft: '',
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
                draft: conversation.draft.value,
                latest: latest ? { text: latest.text, sentAtMs: latest.sentAtMs, own: latest.own } : null,
              }
            : row,
        ),
      );
    };
    conversation.draft.subscribe(summarize);
    conversation.view.subscribe(summarize);
    return conversation;
  }

  dismissAlert(): void {
    this.alert.update(() => null);
  }

  async getStarted(name: string): Promise<Result<void, FaultCode>> {
    const refused = refuseName(name);
    if (refused) return fail(refused);
    this.phase.update(() => ({ kind: 'ready', self: FakeBeep.self({ name: name.trim() }) }));
    return ok(undefined);
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
}

function refuseName(name: string): FaultCode | null {
  if (name.trim() === '') return 'name-empty';
  return new TextEncoder().encode(name).byteLength > MAX_NAME_BYTES ? 'name-too-long' : null;
}
