import { Fault, type FaultCode } from '../domain/fault.js';
import type { ConversationId, EntryId, PersonId } from '../protocol/ids.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Conversation } from './conversation.js';
import type { Drafts } from './drafts.js';
import type { Messenger, NetworkParts } from './messenger.js';
import type { Network } from './network.js';
import type { OfficialVerbs } from './official-views.js';
import type { Opened, Ports } from './ports.js';
import type { RecoveryVerbs, WordsReading } from './recovery-views.js';
import { Store } from './store.js';
import type { ByHandVerbs } from './by-hand-views.js';
import type { ConversationSummary, Done, PersonView } from './conversation-views.js';
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
} from './views.js';

const OFFLINE: ConnectionView = { introducer: 'offline', peers: 0, nonsense: false, door: 'open' };

/** What is loaded when it is needed. */
export interface Parts {
  drafts(): Promise<{ readonly Drafts: typeof Drafts }>;
  messenger(): Promise<{ readonly Messenger: typeof Messenger }>;
  network(): Promise<NetworkParts>;
}

/** As the app does it: a first screen needs neither conversations, nor WebRTC and post-quantum cryptography. */
const LATER: Parts = {
  drafts: () => import('./drafts.js'),
  messenger: () => import('./messenger.js'),
  network: () => import('./network.js'),
};

/** The whole app: opens the store, and starts and stops what works on it. */
export class Beep implements BeepVerbs {
  readonly phase = new Store<Phase>({ kind: 'starting' });
  readonly connection = new Store<ConnectionView>(OFFLINE);
  readonly conversations = new Store<readonly ConversationSummary[]>([]);
  readonly people = new Store<readonly PersonView[]>([]);
  readonly preferences = new Store<Preferences>({ showsActivity: true });
  readonly official = new Store<OfficialVerbs | null>(null);
  readonly alert = new Store<{ readonly fault: FaultCode; readonly name: string | null } | null>(null);
  readonly #ports: Ports;
  readonly #parts: Parts;
  #messenger: Messenger | null = null;
  /** Null before anybody asked for them. */
  #drafts: Promise<Result<Drafts, FaultCode>> | null = null;

  constructor(ports: Ports, parts = LATER) {
    this.#ports = ports;
    this.#parts = parts;
  }

  /** Opens the store if this tab may write, and gets to work. Resolves when the first screen can be shown. */
  async start(): Promise<void> {
    this.#ports.tabs.onAsked(() => this.#yield());
    this.#ports.machine.onWake(() => this.#messenger?.wake());
    this.#ports.machine.onVisible(() => this.#messenger?.onVisible());
    this.#ports.repo.onGone((why) => {
      this.#messenger?.stop();
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
    this.#messenger?.stop();
    await this.settled();
    await this.#stopDrafts();
    await this.#ports.repo.close();
    this.#ports.tabs.release();
  }

  async #stopDrafts(): Promise<void> {
    const drafts = await this.#drafts;
    if (drafts?.ok) drafts.value.stop();
  }

  /** Resolves when everything typed and sent so far is kept: now the page may be reloaded. */
  async settled(): Promise<void> {
    await this.#messenger?.settled();
    const drafts = await this.#drafts;
    if (drafts?.ok) await drafts.value.settled();
  }

  async useHere(): Promise<void> {
    await this.#ports.tabs.takeOver();
    await this.#openStore();
  }

  async getStarted(name: string, words?: string): Promise<Result<void, FaultCode>> {
    const { Messenger } = await this.#parts.messenger();
    const made = await Messenger.make(name, words, this.#ports, this.#listener);
    if (!made.ok) return made;
    this.#messenger = made.value;
    await this.#messenger.start(() => this.#parts.network(), this.conversations);
    return ok(undefined);
  }

  async reclaim(words: string): Promise<Result<void, FaultCode>> {
    const reclaimed = await this.#messenger!.reclaim(words);
    if (reclaimed.ok) {
      await this.#ports.repo.close();
      await this.#openStore();
    }
    return reclaimed;
  }

  async readWords(text: string): Promise<WordsReading> {
    const read = (await this.#ports.loadWords()).readWords(text);
    if (read.kind === 'whole') read.seed.fill(0); // nobody is to be made of it yet
    return read;
  }

  get recovery(): RecoveryVerbs | null {
    return this.#messenger?.recovery ?? null;
  }

  async startAnew(): Promise<void> {
    await this.#ports.repo.erase();
    await this.#openStore();
  }

  dismissAlert(): void {
    this.alert.update(() => null);
  }

  // ——— What needs a person ———

  get network(): Network | null {
    return this.#messenger?.network ?? null;
  }

  rename(name: string): Promise<Result<void, FaultCode>> {
    return this.#messenger!.rename(name);
  }

  dismissRecovered(): void {
    this.#messenger!.dismissRecovered();
  }

  makeMyLink(): Promise<Result<MyLink, FaultCode>> {
    return this.#messenger!.makeMyLink();
  }

  readLink(text: string): Result<LinkPreview, FaultCode> {
    return this.#messenger!.readLink(text);
  }

  addContact(text: string): Promise<Result<ConversationId, FaultCode>> {
    return this.#messenger!.addContact(text);
  }

  get byHand(): ByHandVerbs | null {
    return this.#messenger?.byHand ?? null;
  }

  createGroup(group: NewGroup): Promise<Result<ConversationId, FaultCode>> {
    return this.#messenger!.createGroup(group);
  }

  chatWith(person: PersonId): ConversationId {
    return this.#messenger!.chatWith(person);
  }

  forward(from: ConversationId, message: EntryId, to: ConversationId): Done {
    return this.#messenger!.forward(from, message, to);
  }

  starred(): Promise<readonly StarredView[]> {
    return this.#messenger!.starred();
  }

  drafts(): Promise<Result<Drafts, FaultCode>> {
    this.#drafts ??= this.#loadDrafts();
    return this.#drafts;
  }

  async #loadDrafts(): Promise<Result<Drafts, FaultCode>> {
    try {
      const { Drafts } = await this.#parts.drafts();
      return ok(await Drafts.load(this.#ports, this.#messenger!.office, this.conversations));
    } catch (error) {
      this.#drafts = null; // the next who asks has it tried again
      if (error instanceof Fault) return fail(error.code);
      throw error;
    }
  }

  /** One of them may be waiting to be sent: whoever relies on that is told if they cannot be read. */
  async #beginDrafts(): Promise<void> {
    try {
      const drafts = await this.drafts();
      if (!drafts.ok) this.#listener.onAlert(drafts.error, null);
    } catch {
      // The code for them could not be fetched: offline, before all was cached. Opening them fetches it, or says so.
    }
  }

  setPreferences(preferences: Preferences): Promise<Result<void, FaultCode>> {
    return this.#messenger!.setPreferences(preferences);
  }

  conversation(id: ConversationId): Conversation | null {
    const conversation = this.#messenger?.conversation(id) ?? null;
    void conversation?.open();
    return conversation;
  }

  // ——— Opening ———

  async #openStore(): Promise<void> {
    try {
      await this.#takeUp(await this.#ports.repo.open());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const fault = error.code;
      if (fault === 'vault-damaged') this.phase.update(() => ({ kind: 'lost' }));
      else this.halt(fault);
    }
  }

  async #takeUp(opened: Opened): Promise<void> {
    this.#messenger = null;
    this.#drafts = null;
    this.conversations.update(() => []);
    const { self } = opened;
    if (opened.health === 'lost') return this.phase.update(() => ({ kind: 'lost' }));
    if (!self) return this.phase.update(() => ({ kind: 'welcome' }));
    const { Messenger } = await this.#parts.messenger();
    this.#messenger = await Messenger.load({ ...opened, self }, this.#ports, this.#listener);
    if (this.#messenger.end()) return;
    await this.#messenger.start(() => this.#parts.network(), this.conversations);
    void this.#beginDrafts();
  }

  async #yield(): Promise<void> {
    await this.stop();
    this.phase.update(() => ({ kind: 'other-tab' }));
  }

  readonly #listener = {
    onSelf: (self: SelfView) => this.phase.update(() => ({ kind: 'ready', self })),
    onPreferences: (preferences: Preferences) => this.preferences.update(() => preferences),
    onConversations: (conversations: readonly ConversationSummary[]) =>
      this.conversations.update(() => conversations),
    onOfficial: (official: OfficialVerbs | null) => this.official.update(() => official),
    onPeople: (people: readonly PersonView[]) => this.people.update(() => people),
    onConnection: (connection: ConnectionView) => this.connection.update(() => connection),
    onAlert: (fault: FaultCode, name: string | null) => this.alert.update(() => ({ fault, name })),
    onEnded: (name: string, atMs: number) => {
      void this.#stopDrafts(); // what was to be sent at some time is not
      this.phase.update(() => ({ kind: 'ended', name, atMs }));
    },
  };
}
