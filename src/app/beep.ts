import { Fault, type FaultCode } from '../domain/fault.js';
import { openCard } from '../protocol/card.js';
import { contactLink, parseContactLink } from '../protocol/contact-link.js';
import { directConversationId } from '../protocol/conversation-id.js';
import type { ConversationId, PersonId } from '../protocol/ids.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { Contacts, contactFromCard } from './contacts.js';
import { Conversation, type ConversationDeps } from './conversation.js';
import { Identity } from './identity.js';
import type { Network } from './network.js';
import type { Opened, Ports } from './ports.js';
import type { ContactRecord, ConversationRecord } from './records.js';
import { createSerial } from './serial.js';
import { Store } from './store.js';
import type { BeepVerbs, ConnectionView, ConversationSummary, LinkPreview, MyLink, Phase } from './views.js';

const OFFLINE: ConnectionView = { introducer: 'offline', peers: 0, nonsense: false };

/** The whole app: opens the store, keeps the conversations, and starts and stops the network. */
export class Beep implements BeepVerbs {
  readonly phase = new Store<Phase>({ kind: 'starting' });
  readonly connection = new Store<ConnectionView>(OFFLINE);
  readonly conversations = new Store<readonly ConversationSummary[]>([]);
  readonly alert = new Store<{ readonly fault: FaultCode; readonly name: string | null } | null>(null);
  readonly #ports: Ports;
  readonly #contacts = new Contacts();
  readonly #open = new Map<ConversationId, Conversation>();
  readonly #writes = createSerial();
  #identity: Identity | null = null;
  #network: Network | null = null;
  #recovered = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Opens the store if this tab may write, and gets to work. Resolves when the first screen can be shown. */
  async start(): Promise<void> {
    this.#ports.tabs.onAsked(() => this.#yield());
    this.#ports.machine.onWake(() => this.#network?.wake());
    this.#ports.repo.onGone((why) => {
      this.#stopNetwork();
      this.phase.update(() =>
        why === 'newer-version' ? { kind: 'stopped', fault: 'storage-blocked' } : { kind: 'lost' },
      );
    });
    if (await this.#ports.tabs.claim()) await this.#openStore();
    else this.phase.update(() => ({ kind: 'other-tab' }));
  }

  /** Beep cannot run here, and the screen says why. */
  halt(fault: FaultCode): void {
    this.phase.update(() => ({ kind: 'stopped', fault }));
  }

  /** Stops everything and lets go of the store, so that another tab, or nobody, can go on. */
  async stop(): Promise<void> {
    this.#stopNetwork();
    await this.#writes(() => this.#ports.repo.close());
    this.#ports.tabs.release();
  }

  /** Resolves when everything typed and sent so far is kept: now the page may be reloaded. */
  async settled(): Promise<void> {
    await Promise.all([...this.#open.values()].map((conversation) => conversation.settled()));
    await this.#writes(() => Promise.resolve());
  }

  async useHere(): Promise<void> {
    await this.#ports.tabs.takeOver();
    await this.#openStore();
  }

  async getStarted(name: string): Promise<Result<void, FaultCode>> {
    const created = await Identity.create(name, this.#ports);
    if (!created.ok) return created;
    this.#identity = created.value;
    this.#showReady();
    await this.#startNetwork();
    return ok(undefined);
  }

  async startAnew(): Promise<void> {
    await this.#ports.repo.erase();
    await this.#openStore();
  }

  async rename(name: string): Promise<Result<void, FaultCode>> {
    const renamed = await this.#identity!.rename(name);
    if (renamed.ok) {
      this.#showReady();
      for (const conversation of this.#open.values()) conversation.refresh();
      await this.#network?.tellName();
    }
    return renamed;
  }

  dismissRecovered(): void {
    this.#recovered = false;
    this.#showReady();
  }

  dismissAlert(): void {
    this.alert.update(() => null);
  }

  async makeMyLink(): Promise<Result<MyLink, FaultCode>> {
    const intro = await this.#identity!.makeIntro();
    if (!intro.ok) return intro;
    return ok({ url: contactLink(this.#ports.origin, intro.value.card), expiresMs: intro.value.expiresMs });
  }

  readLink(text: string): Result<LinkPreview, FaultCode> {
    const parsed = parseContactLink(text);
    if (!parsed.ok) return parsed;
    const { card, origin } = parsed.value;
    if (card.person === this.#identity?.person) return fail('link-own');
    const otherHost =
      origin === null || origin === this.#ports.origin ? null : origin.replace(/^https?:\/\//u, '');
    return ok({ name: card.name, person: card.person, otherHost });
  }

  async addContact(text: string): Promise<Result<ConversationId, FaultCode>> {
    const preview = this.readLink(text);
    if (!preview.ok) return preview;
    const parsed = parseContactLink(text);
    const card = parsed.ok ? openCard(parsed.value.card.bytes) : null;
    if (!card) return fail('link-damaged');
    const known = this.#contacts.get(card.person);
    // Somebody we have met keeps what we know of them; a link that did not work out may be replaced by a fresh one.
    if (known?.manifest) return fail('link-known');
    const contact = contactFromCard(card, this.#ports.clock.wallMs());
    const conversation = this.#conversationRecord(card.person);
    try {
      await this.#writes(() =>
        this.#ports.repo.commit({ contacts: [contact], conversations: [conversation] }),
      );
    } catch (error) {
      if (error instanceof Fault) return fail(error.code);
      throw error;
    }
    this.#admit([contact], conversation);
    this.#network?.dialAnew(contact.person);
    return ok(conversation.id);
  }

  conversation(id: ConversationId): Conversation | null {
    const conversation = this.#open.get(id) ?? null;
    void conversation?.open();
    return conversation;
  }

  // ——— Opening ———

  async #openStore(): Promise<void> {
    let opened: Opened;
    try {
      opened = await this.#ports.repo.open();
      await this.#takeUp(opened);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const fault = error.code;
      if (fault === 'vault-damaged') this.phase.update(() => ({ kind: 'lost' }));
      else this.halt(fault);
    }
  }

  async #takeUp(opened: Opened): Promise<void> {
    this.#identity = null;
    this.#contacts.clear();
    this.#open.clear();
    this.#summarize();
    if (opened.health === 'lost') return this.phase.update(() => ({ kind: 'lost' }));
    if (!opened.self) return this.phase.update(() => ({ kind: 'welcome' }));
    const identity = await Identity.load(opened.self, this.#ports);
    this.#identity = identity;
    if (opened.health === 'older') {
      // Before anything else is signed: the key may have signed what this store no longer knows.
      const retired = await identity.retireDevice();
      if (!retired.ok) throw new Fault(retired.error);
      this.#recovered = true;
    }
    this.#contacts.put(opened.contacts);
    for (const record of opened.conversations) {
      this.#openConversation(record, opened.drafts.get(record.id) ?? '');
    }
    this.#showReady();
    this.#summarize();
    await this.#startNetwork();
  }

  async #yield(): Promise<void> {
    await this.stop();
    this.phase.update(() => ({ kind: 'other-tab' }));
  }

  // ——— Conversations ———

  #conversationRecord(person: PersonId): ConversationRecord {
    const id = directConversationId(this.#identity!.person, person);
    const open = this.#open.get(id);
    if (open) return open.record;
    return { id, kind: 'direct', peer: person, heads: [], receipts: [], unread: 0, latest: null };
  }

  #openConversation(record: ConversationRecord, draft: string): Conversation {
    const deps: ConversationDeps = {
      ports: this.#ports,
      identity: this.#identity!,
      contacts: this.#contacts,
      writes: this.#writes,
      onOwnLogAhead: () => this.#retireDevice(),
      onFault: (fault) => this.alert.update(() => ({ fault, name: null })),
      onChanged: () => this.#summarize(),
    };
    const conversation = new Conversation(record, draft, deps);
    this.#open.set(record.id, conversation);
    return conversation;
  }

  /** Takes in what has just been stored about people, and opens the conversation with them if it is new. */
  #admit(contacts: readonly ContactRecord[], conversation: ConversationRecord | null): void {
    this.#contacts.put(contacts);
    if (conversation && !this.#open.has(conversation.id)) this.#openConversation(conversation, '');
    for (const { person } of contacts) this.#conversationWith(person)?.refresh();
    this.#summarize();
  }

  #conversationWith(person: PersonId): Conversation | undefined {
    return this.#open.get(directConversationId(this.#identity!.person, person));
  }

  /** A peer has shown that this device's key signed what this store does not hold. Runs inside `writes`. */
  async #retireDevice(): Promise<void> {
    const retired = await this.#identity!.retireDevice();
    if (!retired.ok) throw new Fault(retired.error);
    this.#recovered = true;
    this.#showReady();
    this.#network?.restart();
  }

  // ——— Network ———

  async #startNetwork(): Promise<void> {
    // Loaded late: the first screen needs neither WebRTC nor post-quantum cryptography.
    const { Network } = await import('./network.js');
    if (this.phase.value.kind !== 'ready') return; // stopped meanwhile
    this.#network = new Network(this.#ports, this.#identity!, this.#contacts, {
      writes: this.#writes,
      conversationWith: (person) => this.#conversationWith(person),
      newConversation: (person) => this.#conversationRecord(person),
      onContacts: (contacts, conversation) => this.#admit(contacts, conversation),
      onMismatch: (contact) => this.alert.update(() => ({ fault: 'peer-mismatch', name: contact.name })),
      onFault: (fault) => this.alert.update(() => ({ fault, name: null })),
      onConnection: (connection) => {
        this.connection.update(() => connection);
        this.#summarize();
      },
    });
    this.#network.start();
  }

  #stopNetwork(): void {
    this.#network?.stop();
    this.#network = null;
    this.connection.update(() => OFFLINE);
  }

  // ——— What views see ———

  #showReady(): void {
    const { person, device, name } = this.#identity!;
    this.phase.update(() => ({ kind: 'ready', self: { person, device, name, recovered: this.#recovered } }));
  }

  #summarize(): void {
    const linked = this.#network?.linked ?? new Set<PersonId>();
    const summaries = [...this.#open.values()].map(({ record, draft }) => {
      const contact = this.#contacts.get(record.peer);
      return {
        id: record.id,
        person: record.peer,
        name: contact?.name ?? '',
        online: linked.has(record.peer),
        unread: record.unread,
        latest: record.latest,
        draft: draft.value.slice(0, 100),
        newestMs: Math.max(record.latest?.orderMs ?? 0, contact?.addedMs ?? 0),
      };
    });
    summaries.sort((a, b) => b.newestMs - a.newestMs || (a.id < b.id ? -1 : 1));
    this.conversations.update(() => summaries);
  }
}
