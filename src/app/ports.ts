/**
 * What the use cases need from the outside world, in their own words. `platform/` implements these for the browser,
 * `test/sim/` for the simulator; nothing else does. Each port has a contract suite in `test/contract/`.
 */
import type { DraftDocs, DraftStore } from './draft-docs.js';
import type { LiveDrafts } from './live-draft.js';
import type { Probe } from './probe.js';
import type { ConversationId, DeviceId, EntryId } from '../protocol/ids.js';
import type { VerifiedEntry } from '../protocol/entry.js';
import type { IceServers } from '../protocol/ice-servers.js';
import type { DocName } from '../protocol/registry-records.js';
import type { readWords, wordsOfSeed } from '../protocol/recovery-words.js';
import type { RosterItem } from '../protocol/roster-item.js';
import type { ContactRecord, ConversationRecord, DraftRecord, SelfRecord } from './records.js';

/** Time. Wall time is what the device believes (it may be wrong by years) and is only ever shown or hinted. */
export interface Clock {
  /** Milliseconds since the Unix epoch, by this device's own belief. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start; never goes back. Everything that measures a span uses this. */
  monotonicMs(): number;
  /** Calls `run` once, no sooner than `delayMs` from now. Returns the function that calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** Randomness fit for keys. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** One private key that signs. The key never leaves the adapter. */
export interface Signer {
  /** Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64-byte Ed25519 signature over `bytes`. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** See `protocol/recovery-words.ts`. */
export interface Words {
  readonly readWords: typeof readWords;
  readonly wordsOfSeed: typeof wordsOfSeed;
}

/** Makes and opens signing keys, by the vault key of `Repo.open`, and checks what others signed. */
export interface Keys {
  /**
   * A new Ed25519 key, of `seed` (32 bytes, which stay the caller's to wipe) if one is given. `sealed` may be stored: only
   * this device's vault opens it.
   */
  generate(seed?: Uint8Array): Promise<{ readonly signer: Signer; readonly sealed: Uint8Array }>;
  /** The seed of a sealed key, 32 bytes, for our person to write down; to be wiped by whoever asked. @throws Fault 'vault-damaged' */
  reveal(sealed: Uint8Array): Promise<Uint8Array>;
  /** @throws Fault 'vault-damaged' */
  open(sealed: Uint8Array): Promise<Signer>;
  /**
   * Whether `signature` (64 bytes) is `publicKey`'s over `bytes`. Says exactly what `isSignedBy` says, or two devices
   * could judge one entry differently; only it may be quicker. Never rejects.
   */
  verify(publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): Promise<boolean>;
  /**
   * What was sealed by AES-256-GCM under `key` (32 bytes, which stay as they are until others take their place) and `nonce`
   * (12 bytes); null if that is not so. Says exactly what `unseal` of the protocol says; only it may be quicker for
   * much at once. Never rejects.
   */
  unseal(key: Uint8Array, nonce: Uint8Array, box: Uint8Array): Promise<Uint8Array | null>;
  /** Seals what `unseal` opens. The same bytes as `seal` of the protocol makes. */
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Promise<Uint8Array>;
}

/** Where an entry stands in the reading order of its conversation: by `orderMs` as its author signed it, then by `id`. */
export interface Place {
  readonly orderMs: number;
  readonly id: EntryId;
}

/** An entry with its body as it is kept. */
export interface StoredEntry {
  readonly entry: VerifiedEntry;
  /** Canonical body bytes, which `entry.bodyHash` covers; null where the body is missing. */
  readonly body: Uint8Array | null;
  /** Only where it is in the list of starred ones. */
  readonly isStarred?: true;
  /** See `AcceptedEntry.isVouched`. Whoever is given such an entry as the last of a run may not be able to take it. */
  readonly isVouched?: true;
}

/** An entry as it lies in the store: what it takes to give it on. */
export interface KeptEntry {
  readonly seq: number;
  /** See `VerifiedEntry.bytes`. */
  readonly bytes: Uint8Array;
  readonly body: Uint8Array | null;
  /** See `StoredEntry.isVouched`. */
  readonly isVouched?: true;
}

export const keptOf = ({ entry: { seq, bytes }, body, isVouched }: StoredEntry): KeptEntry =>
  isVouched ? { seq, bytes, body, isVouched } : { seq, bytes, body };

/**
 * Annotations of one entry by one device that anybody looks at; its older ones are let go. So nobody fills our memory by
 * one message, and nobody crowds out what others have said.
 */
export const MAX_ANNOTATIONS = 512;

/** Where one entry stands in the logs. */
export type LogPlace = Pick<VerifiedEntry, 'conversation' | 'author' | 'seq'>;

/** What is written together or not at all. */
export interface Batch {
  readonly self?: SelfRecord;
  readonly contacts?: readonly ContactRecord[];
  readonly conversations?: readonly ConversationRecord[];
  readonly entries?: readonly StoredEntry[];
  /** Roster items of groups. Storing one again is a no-op. */
  readonly roster?: readonly { readonly conversation: ConversationId; readonly item: RosterItem }[];
  /** Entries of one log, from `fromSeq` on, to be taken out (the tail of a log that our own disk had forgotten). */
  readonly drop?: readonly { conversation: ConversationId; author: DeviceId; fromSeq: number }[];
  /** Puts entries that are held into the list of starred ones, or takes them out. Of one that is not held: a no-op. */
  readonly stars?: readonly { entry: LogPlace; isStarred: boolean }[];
  /** Written in the same commit, so that a sent message and its emptied draft cannot part. NO_DRAFT removes it. */
  readonly drafts?: readonly { conversation: ConversationId; draft: DraftRecord }[];
}

/**
 * How the store was found.
 * - `new`: never used on this device.
 * - `whole`: everything this device knows to have written is there.
 * - `older`: it opens, but it is behind what this device knows to have written, or rows are missing.
 * - `lost`: this device knows that a store was here; it is empty, or its records no longer open.
 */
export type StoreHealth = 'new' | 'whole' | 'older' | 'lost';

export interface Opened {
  readonly health: StoreHealth;
  readonly self: SelfRecord | null;
  readonly contacts: readonly ContactRecord[];
  readonly conversations: readonly ConversationRecord[];
  readonly drafts: ReadonlyMap<ConversationId, DraftRecord>;
  readonly roster: ReadonlyMap<ConversationId, readonly RosterItem[]>;
}

/** The encrypted local store. Only one tab writes; see `Tabs`. */
export interface Repo {
  /**
   * Opens the vault and loads everything but the entries.
   * @throws Fault 'storage-unavailable' | 'storage-blocked' | 'storage-newer' | 'storage-failed'
   */
  open(): Promise<Opened>;
  /**
   * Writes the batch as one transaction with strict durability: when it resolves, all of it survives a power cut;
   * when it rejects, none of it was written. Storing an entry again is a no-op.
   * @throws Fault 'storage-full' | 'storage-failed'
   */
  commit(batch: Batch): Promise<void>;
  /**
   * Keeps what is being written. Survives a killed browser; a power cut may cost the last keystrokes.
   * Calls in quick succession may be merged into the last one. @throws Fault 'storage-full' | 'storage-failed'
   */
  saveDraft(conversation: ConversationId, draft: DraftRecord): Promise<void>;
  /**
   * Up to `limit` entries that stand by themselves before `before` (or the newest), in reading order, oldest first.
   * Annotations (`isAnnotation`) do not: see `about`.
   */
  page(conversation: ConversationId, before: Place | null, limit: number): Promise<readonly StoredEntry[]>;
  /**
   * Every annotation of the entries `ids`, and every entry that says again what stood under one of these ids (`foundBy`), in
   * any order; where one device has written more than MAX_ANNOTATIONS about one entry, perhaps only its newest. One whose
   * body is missing is about nothing.
   */
  about(conversation: ConversationId, ids: readonly EntryId[]): Promise<readonly StoredEntry[]>;
  /** One entry by its id; null if it is not held. What was written under format 1 is not found by it. */
  entry(conversation: ConversationId, id: EntryId): Promise<StoredEntry | null>;
  /** Every starred entry, in any order. */
  stars(): Promise<readonly StoredEntry[]>;
  /** Up to `limit` entries of one log from `fromSeq` on, in log order, without gaps. */
  run(
    conversation: ConversationId,
    author: DeviceId,
    fromSeq: number,
    limit: number,
  ): Promise<readonly StoredEntry[]>;
  /**
   * As `run`, without a look into the entries, for whoever gives many of them on: it costs a third. Where more than
   * `limit` lie together, all of them.
   */
  kept(
    conversation: ConversationId,
    author: DeviceId,
    fromSeq: number,
    limit: number,
  ): Promise<readonly KeptEntry[]>;
  /** Deletes everything, the memory that something was here included. The next `open` finds `new`. */
  erase(): Promise<void>;
  /** Calls `gone` once if the store is closed from outside (a newer version, the user, the browser). */
  onGone(gone: (why: 'newer-version' | 'closed') => void): void;
  /** Finishes what is being written and lets go of the store. */
  close(): Promise<void>;
}

/** A document of an authority, as it is kept. */
export interface RegistryDoc extends DocName {
  /** Signed, and checked before it was stored. */
  readonly bytes: Uint8Array;
}

/** Where the documents of authorities and the pages of directories are kept. Only the tab that writes uses it. */
export interface RegistryStore {
  /** Every document. @throws Fault 'storage-failed' | 'vault-damaged' */
  docs(): Promise<readonly RegistryDoc[]>;
  /**
   * Puts documents in the place of those of the same name, and takes others out, with strict durability, all or nothing.
   * @throws Fault 'storage-full' | 'storage-failed'
   */
  commit(change: {
    readonly put?: readonly RegistryDoc[];
    readonly drop?: readonly DocName[];
  }): Promise<void>;
  /** Of every page that is kept, the SHA-256, 32 bytes. @throws Fault 'storage-failed' */
  pageHashes(): Promise<readonly Uint8Array[]>;
  /** Pages in the order of `hashes`; null where one is not kept or no longer opens. @throws Fault 'storage-failed' */
  pages(hashes: readonly Uint8Array[]): Promise<readonly (Uint8Array | null)[]>;
  /** Keeps pages, whose hashes were checked, and lets others go. @throws Fault 'storage-full' | 'storage-failed' */
  changePages(change: {
    readonly put?: readonly { readonly hash: Uint8Array; readonly bytes: Uint8Array }[];
    readonly drop?: readonly Uint8Array[];
  }): Promise<void>;
}

/** The files that the introducer serves for authorities, below `/registry/` of this app's origin. */
export interface RegistryFiles {
  /**
   * The bytes of one file of at most `maxBytes`; null if there is none, or it is larger, or nobody answers. `ticket` lets one in
   * at an introducer that serves badge holders only. Never rejects.
   */
  read(path: string, maxBytes: number, ticket: string | null): Promise<Uint8Array | null>;
}

/** One connection to the introducer. Text frames, in order; it says nothing about what is in them. */
export interface IntroducerConnection {
  /** Drops the frame if the connection is not open. */
  send(frame: string): void;
  close(): void;
}
export interface IntroducerEvents {
  onOpen(): void;
  onFrame(frame: string): void;
  /**
   * Called once, whether it ever opened or not. Nothing follows it. `nonsense`: what came was no frame at all, bytes or
   * a text longer than any frame, so that the other end is no introducer. `refused`: it is a closed one, and does not let
   * us in.
   */
  onClose(why?: 'nonsense' | 'refused'): void;
}
export interface Introducer {
  connect(events: IntroducerEvents): IntroducerConnection;
}

/** SHA-256 of the two DTLS certificates of a peer connection, 32 bytes each, as the browser itself enforces them. */
export interface ChannelBinding {
  readonly local: Uint8Array;
  readonly remote: Uint8Array;
}

/** The way that a connection's packets take. */
export interface Route {
  /** `relay`: through the TURN server of one of the two. */
  readonly path: 'direct' | 'relay';
  /** How we send to the other side, or to our own relay. */
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** Addresses as the browser tells them: IPv4, IPv6, an mDNS name, or null where it hides them. A relay's own where it is one. */
  readonly localAddress: string | null;
  readonly remoteAddress: string | null;
  /** Bytes since the connection came up, payload of packets without their heads. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** One attempt at a WebRTC connection with one ordered reliable data channel. Used once, then thrown away. */
export interface Peer {
  /** Hands over the other side's description. Call once; anything wrong ends in `onClose`. */
  signal(sdp: string): void;
  /**
   * Queues one message of at most MAX_FRAME_BYTES. Resolves when the queue has room for the next one, which says
   * nothing about arrival. Never rejects: on a dead peer it resolves and the message is gone.
   */
  send(frame: Uint8Array): Promise<void>;
  /** The way its packets take now; null before it is open, after it closed, and where the browser does not tell. Never rejects. */
  route(): Promise<Route | null>;
  /** Closes without an `onClose`. */
  close(): void;
}
export interface PeerEvents {
  /** Our description with all candidates that were found in time; exactly once. */
  onSignal(sdp: string): void;
  onOpen(binding: ChannelBinding): void;
  onFrame(frame: Uint8Array): void;
  /** Called once, for any reason. Nothing follows it. */
  onClose(): void;
}
export interface Peers {
  /** Loads what opening a peer takes, so that the first one opens at once. Never fails: `open` will say so. */
  prepare(): void;
  /**
   * `isPatient`: the other side may come minutes after it was described, so that finding no way to it yet is no reason to
   * close; only its own `close` is.
   */
  open(
    options: {
      readonly initiator: boolean;
      readonly ice: IceServers;
      readonly isPatient?: true;
    },
    events: PeerEvents,
  ): Peer;
}

/** The right to write, which one tab of a browser profile has at a time. */
export interface Tabs {
  /** True if this tab has it now. Does not wait. */
  claim(): Promise<boolean>;
  /** Asks the other tab to stop, waits until it has (or does not answer), and takes over. */
  takeOver(): Promise<void>;
  /** Calls `yield_` when another tab asks to take over; the right passes on when its promise settles. */
  onAsked(yield_: () => Promise<void>): void;
  /** Gives it up. */
  release(): void;
}

/** What the machine tells about itself that makes a check worth while. */
export interface Machine {
  /** Calls `woke` on anything that may mean "the world has changed": shown again, network back, resumed from sleep. */
  onWake(woke: () => void): void;
  /** Whether a person can see the app now. */
  isVisible(): boolean;
  /** Calls `changed` when `isVisible` changes. */
  onVisible(changed: () => void): void;
}

/** Built once in `main.ts` (or by the simulator) and passed down; there is no other way to reach a port. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: Keys;
  readonly repo: Repo;
  readonly drafts: DraftStore;
  /** Loads what keeps the registry, the same each time. Rejects if it cannot be had. */
  loadRegistry(): Promise<RegistryStore>;
  readonly registryFiles: RegistryFiles;
  readonly draftDocs: DraftDocs;
  readonly liveDrafts: LiveDrafts;
  readonly introducer: Introducer;
  readonly peers: Peers;
  /** Loads what looks at the network, the same each time. Rejects if it cannot be had. */
  loadProbe(): Promise<Probe>;
  /** The words of a key, and how they are read: a list that hardly anybody needs. */
  loadWords(): Promise<Words>;
  readonly tabs: Tabs;
  readonly machine: Machine;
  /** `scheme://host[:port]` of this app, for the links it makes. */
  readonly origin: string;
  /** Names the build that runs, e.g. `0.1.0+3f2a91c`. Peers are told. */
  readonly build: string;
}
