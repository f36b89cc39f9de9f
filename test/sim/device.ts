import * as recoveryWords from '../../src/protocol/recovery-words.js';
import { Beep, type Parts } from '../../src/app/beep.js';
import type { Conversation } from '../../src/app/conversation.js';
import * as drafts from '../../src/app/drafts.js';
import * as messenger from '../../src/app/messenger.js';
import * as network from '../../src/app/network.js';
import type { Batch, Keys, Ports, Signer, Tabs } from '../../src/app/ports.js';
import type { Phase } from '../../src/app/views.js';
import { Fault } from '../../src/domain/fault.js';
import { seal, unseal } from '../../src/protocol/aead.js';
import { directConversationId } from '../../src/protocol/conversation-id.js';
import { ed25519PublicKey, ed25519Sign, isSignedBy } from '../../src/protocol/ed25519.js';
import type { ConversationId, PersonId } from '../../src/protocol/ids.js';
import { createMemoryDrafts, draftPorts } from '../support/memory-drafts.js';
import { MemoryProbe } from '../support/memory-probe.js';
import {
  createMemoryRegistry,
  createMemoryRegistryFiles,
  createMemoryRegistryStore,
} from '../support/memory-registry.js';
import { AppProcess, MachineState } from './machine-state.js';
import type { Paths } from './paths.js';
import { Disk, type Image } from './sim-disk.js';
import type { SimIntroducer } from './sim-introducer.js';
import type { PeerNetwork } from './sim-peers.js';
import { marksIn, type Witness } from './witness.js';
import type { World } from './world.js';

export interface Surroundings {
  readonly world: World;
  readonly paths: Paths;
  readonly introducer: SimIntroducer;
  readonly network: PeerNetwork;
  readonly witness: Witness;
  /** Puts something of a test's own between the app of a device and its ports. */
  readonly adapt?: (ports: Ports, device: string) => Ports;
}

/** A moment that is over before the next frame is drawn: what arrives then still meets the eye. */
const GLANCE_MS = 200;

/** A person with one device, and what a person does with it. */
export class Device {
  readonly name: string;
  readonly machine: MachineState;
  readonly disk: Disk;
  /** Copies of the store, each as it was after some commit once everybody had been met. */
  readonly copies: Image[] = [];
  process: AppProcess | null = null;
  beep: Beep | null = null;
  /** Told of every batch that has become durable. */
  onBatch: ((batch: Batch) => void) | null = null;
  readonly #around: Surroundings;
  readonly #shown = new Set<string>();
  readonly #hiddenMs = new Map<string, number>();
  readonly #watched = new Map<string, Conversation>();
  /** Of the conversations with others: asked for at every step, and a hash each. */
  readonly #ids = new Map<
    Device,
    { readonly own: PersonId; readonly other: PersonId; readonly id: ConversationId }
  >();
  #peers: readonly Device[] = [];

  constructor(name: string, skewMs: number, around: Surroundings) {
    this.name = name;
    this.#around = around;
    this.machine = new MachineState(around.world, name, skewMs);
    this.disk = new Disk(around.world, {
      onDurable: (batch) => {
        this.onBatch?.(batch);
        const conversation = batch.conversations?.[0]?.id;
        const peer = this.#peers.find((other) => this.conversationId(other) === conversation);
        around.witness.onDurable(name, batch, peer !== undefined && this.#isSeen(peer));
        const haveAllMet = this.#peers.every((other) => this.hasMet(other));
        if (haveAllMet) this.copies.push(this.disk.image);
      },
    });
  }

  /** Those this person means to talk to. */
  knows(peers: readonly Device[]): void {
    this.#peers = peers;
  }
  get peers(): readonly Device[] {
    return this.#peers;
  }

  /** Drafts of this device: never lost, as what is under test there is what travels. */
  readonly drafts = createMemoryDrafts();
  readonly probe = new MemoryProbe();
  /** Documents of authorities, and the files that the introducer serves to this device. */
  readonly registry = createMemoryRegistry();
  readonly files = new Map<string, Uint8Array>();

  // ——— The machine ———

  start(): void {
    if (this.process) return;
    const { world, introducer, network, paths } = this.#around;
    const process = new AppProcess(world, this.machine);
    const ports: Ports = {
      clock: process.clock(),
      random: { bytes: (length) => world.dice.bytes(length) },
      keys: keysOf(process, world),
      repo: this.disk.repo(process),
      ...draftPorts(this.drafts),
      loadRegistry: () => Promise.resolve(createMemoryRegistryStore(this.registry)),
      registryFiles: createMemoryRegistryFiles(this.files),
      introducer: introducer.for(process),
      peers: network.for(process),
      loadWords: () => Promise.resolve(recoveryWords),
      loadProbe: () => Promise.resolve(this.probe),
      tabs: ONLY_TAB,
      machine: process.ports(),
      origin: 'http://localhost:8080',
      build: 'sim',
    };
    this.process = process;
    const beep = new Beep(this.#around.adapt?.(ports, this.name) ?? ports, LOADED);
    this.beep = beep;
    beep.phase.subscribe(() => world.note(`${this.name} is ${beep.phase.value.kind}`));
    beep.conversations.subscribe(() => this.#watch());
    paths.changed();
    beep.start().catch((error: unknown) => world.fail(`${this.name} did not start: ${String(error)}`));
  }

  /** The browser ends without a word. */
  kill(): void {
    if (!this.process) return;
    this.process.end();
    this.process = null;
    this.beep = null;
    this.#shown.clear();
    this.#watched.clear();
    this.machine.wake();
    this.#around.paths.changed();
  }

  cutPower(): void {
    this.kill();
    this.#around.witness.onPowerCut(this.name, this.disk.image, this.disk.flushed);
    this.disk.cutPower();
  }

  sleep(stopsClock: boolean): void {
    this.machine.sleep(stopsClock);
    this.#around.paths.changed();
  }

  /** `isTold`: whether the browser lets the page know that something has happened. */
  wake(isTold: boolean): void {
    if (!this.machine.isAsleep) return;
    this.machine.wake();
    this.#around.paths.changed();
    if (isTold) this.tell();
  }

  /** Something that a browser reports has happened: the network is back, the window is in front. */
  tell(): void {
    for (const woke of this.process?.wakeListeners ?? []) this.process!.after(0, 'is told', woke);
  }

  // ——— What the person sees ———

  get phase(): Phase['kind'] | 'off' {
    return this.beep?.phase.value.kind ?? 'off';
  }
  get isRunning(): boolean {
    return this.beep !== null && !this.machine.isAsleep;
  }
  get person(): PersonId | null {
    return this.disk.image.self?.person ?? null;
  }
  conversationId(peer: Device): ConversationId | null {
    const [own, other] = [this.person, peer.person];
    if (!own || !other) return null;
    const known = this.#ids.get(peer);
    if (known?.own === own && known.other === other) return known.id;
    const id = directConversationId(own, other);
    this.#ids.set(peer, { own, other, id });
    return id;
  }
  conversation(peer: Device): Conversation | null {
    const id = this.conversationId(peer);
    return id && this.phase === 'ready' ? (this.beep?.conversation(id) ?? null) : null;
  }
  /** Whether both have proved to each other who they are, as far as this disk knows. */
  hasMet(peer: Device): boolean {
    const contact = peer.person && this.disk.image.contacts.get(peer.person);
    return Boolean(contact && contact.manifest);
  }

  /** Follows every conversation that has come up since this was called last. */
  #watch(): void {
    for (const peer of this.#peers) {
      const conversation = this.conversation(peer);
      if (!conversation || this.#watched.get(peer.name) === conversation) continue;
      this.#watched.set(peer.name, conversation);
      let before: readonly string[] = [];
      const look = (): void => {
        if (this.conversationId(peer) !== conversation.id) return; // it is with who they were before
        const view = conversation.view.value;
        this.#around.witness.onShown(this.name, peer.name, view, before);
        before = view.messages.flatMap(({ text }) => marksIn(text));
        if (this.#shown.has(peer.name)) this.#around.witness.onLookedAt(this.name, view);
      };
      conversation.view.subscribe(look);
      const loadedDraft = conversation.draft.value;
      void conversation.open().then(() => {
        look();
        if (this.conversationId(peer) !== conversation.id) return;
        const { view, draft } = conversation;
        // They may have sent it in the moment that the page took to load.
        const drafts = { loaded: loadedDraft, now: draft.value };
        this.#around.witness.onReopened(this.name, peer.name, view.value, drafts);
      });
    }
  }

  #isSeen(peer: Device): boolean {
    const hiddenMs = this.#hiddenMs.get(peer.name) ?? -Infinity;
    return this.#shown.has(peer.name) || this.#around.world.nowMs - hiddenMs < GLANCE_MS;
  }

  // ——— What the person does ———

  /** Adds to what is being written to `peer`, and begins to wait for it to be kept. */
  type(peer: Device): void {
    const conversation = this.conversation(peer);
    if (!conversation) return;
    const mark = this.#around.witness.newMark(this.name, peer.name);
    const { value } = conversation.draft;
    this.#write(conversation, `${value}${value && ' '}hello ${mark.name}`);
  }

  /** Deletes what is being written to `peer`. */
  clear(peer: Device): void {
    const conversation = this.conversation(peer);
    if (!conversation) return;
    this.#around.witness.onCleared(conversation.draft.value);
    this.#write(conversation, '');
  }

  send(peer: Device): void {
    const conversation = this.conversation(peer);
    if (!conversation) return;
    conversation.send().then(
      (sent) => this.#around.world.note(`${this.name} sent: ${sent.ok ? 'saved' : sent.error}`),
      (error: unknown) => this.#around.world.fail(`send threw ${String(error)}`),
    );
  }

  show(peer: Device, isShown: boolean): void {
    const conversation = this.conversation(peer);
    if (!conversation) return;
    if (isShown) {
      this.#shown.add(peer.name);
      this.#around.witness.onLookedAt(this.name, conversation.view.value);
    } else if (this.#shown.delete(peer.name)) this.#hiddenMs.set(peer.name, this.#around.world.nowMs);
    conversation.setShown(isShown);
  }

  rename(name: string): void {
    if (this.phase !== 'ready') return;
    this.beep!.rename(name).catch((error: unknown) =>
      this.#around.world.fail(`rename threw ${String(error)}`),
    );
  }

  #write(conversation: Conversation, text: string): void {
    conversation.setDraft(text).then(
      (kept) => kept.ok && this.#around.witness.onKept(this.name, text),
      (error: unknown) => this.#around.world.fail(`setDraft threw ${String(error)}`),
    );
  }
}

/** Loaded before anybody asks for it, so that no world waits for the loader, whose time is not its own. */
export const LOADED: Parts = {
  drafts: () => Promise.resolve(drafts),
  messenger: () => Promise.resolve(messenger),
  network: () => Promise.resolve(network),
};

const ONLY_TAB: Tabs = {
  claim: () => Promise.resolve(true),
  takeOver: () => Promise.resolve(),
  onAsked: () => {},
  release: () => {},
};

/** Keys that lie open, since no disk of a world is ever stolen, and that take their time, as WebCrypto does. */
function keysOf(process: AppProcess, { dice }: World): Keys {
  const signer = (seed: Uint8Array): Signer => ({
    publicKey: ed25519PublicKey(seed),
    async sign(bytes) {
      await process.pause(dice.between(0, 3), 'signs');
      return ed25519Sign(seed, bytes);
    },
  });
  return {
    async generate(given) {
      const seed = given?.slice() ?? dice.bytes(32);
      await process.pause(dice.between(0, 3), 'makes a key');
      return { signer: signer(seed), sealed: seed };
    },
    async open(sealed) {
      await process.pause(dice.between(0, 3), 'opens a key');
      if (sealed.byteLength !== 32) throw new Fault('vault-damaged');
      return signer(sealed);
    },
    async reveal(sealed) {
      await process.pause(dice.between(0, 3), 'opens a key');
      if (sealed.byteLength !== 32) throw new Fault('vault-damaged');
      return sealed.slice();
    },
    async verify(publicKey, signature, bytes) {
      await process.pause(dice.between(0, 3), 'checks a signature');
      return isSignedBy(publicKey, signature, bytes);
    },
    async unseal(key, nonce, box) {
      await process.pause(dice.between(0, 3), 'opens a large frame');
      return unseal(key, nonce, box);
    },
    async seal(key, nonce, plaintext) {
      const sealed = seal(key, nonce, plaintext); // before a rekey takes the key away
      await process.pause(dice.between(0, 3), 'seals a large frame');
      return sealed;
    },
  };
}
