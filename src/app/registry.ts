import { Fault, type FaultCode } from '../domain/fault.js';
import { knownMs } from '../domain/known-time.js';
import {
  deviceRevokedFromMs,
  personRevokedFromMs,
  standingOf,
  type IssuedBadge,
  type Trust,
} from '../domain/badges.js';
import type { PostHistory } from '../domain/posts.js';
import type { VerifiedAuthority } from '../protocol/authority.js';
import { pageHash, readPage } from '../protocol/directory.js';
import { hexText, type DeviceId, type IssuerId, type PersonId, type PostId } from '../protocol/ids.js';
import { MAX_PAGE_BYTES } from '../protocol/limits.js';
import type { DocName, DocRow, RegistryKind } from '../protocol/registry-records.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { loadingRegistry } from './loading-registry.js';
import type { Ports, RegistryStore } from './ports.js';
import { RegistryDocs, type Taking } from './registry-docs.js';
import { createSerial } from './serial.js';
import { Store } from './store.js';

/**
 * The registry: what this device holds of the documents of authorities, kept on disk, and the pages that the newest
 * directories name. Where they come from, the network sees to.
 */
export class Registry {
  /** Counts up with every change. */
  readonly changes = new Store(0);
  readonly #ports: Pick<Ports, 'loadRegistry' | 'clock'>;
  readonly #store: RegistryStore;
  readonly #docs: RegistryDocs;
  readonly #inOrder = createSerial();
  /** Pages that are on disk, by hash. */
  readonly #pages = new Set<string>();
  #namedBy: RegistryDocs['directories'] = [];
  #namedPages: ReadonlyMap<string, Uint8Array> = new Map();
  #introducerDay: number | null = null;
  readonly #onFault: (fault: FaultCode) => void;

  private constructor(
    ports: Pick<Ports, 'loadRegistry' | 'clock'>,
    onFault: (fault: FaultCode) => void,
    isInUse?: (post: PostId) => boolean,
  ) {
    this.#ports = ports;
    this.#docs = new RegistryDocs(isInUse);
    this.#store = loadingRegistry(() => ports.loadRegistry());
    this.#onFault = onFault;
  }

  /**
   * Reads what is on disk. What cannot be read is told by `onFault`, and fetched again. `isInUse` says of which posts somebody
   * here relies on who holds them.
   */
  static async load(
    ports: Pick<Ports, 'loadRegistry' | 'clock'>,
    onFault: (fault: FaultCode) => void,
    isInUse?: (post: PostId) => boolean,
  ): Promise<Registry> {
    const registry = new Registry(ports, onFault, isInUse);
    await registry.#try(async () => {
      registry.#docs.load(await registry.#store.docs());
      for (const hash of await registry.#store.pageHashes()) registry.#pages.add(hexText(hash));
    });
    return registry;
  }

  get trust(): Trust {
    return this.#docs.trust;
  }
  get authorities(): ReadonlyMap<IssuerId, VerifiedAuthority> {
    return this.#docs.authorities;
  }
  /** The newest list of each issuer, as it was signed. */
  get revocations(): RegistryDocs['revocations'] {
    return this.#docs.revocations;
  }
  get equivocal(): ReadonlySet<IssuerId> {
    return this.#docs.equivocal;
  }
  get histories(): ReadonlyMap<PostId, PostHistory> {
    return this.#docs.histories;
  }
  get directories(): RegistryDocs['directories'] {
    return this.#docs.directories;
  }

  /** The time as far as it is known: see `knownMs`. */
  nowMs(): number {
    return knownMs({
      wallMs: this.#ports.clock.wallMs(),
      introducerDay: this.#introducerDay,
      newestDocMs: this.#docs.newestMs,
    });
  }

  /** The introducer has said what day it is. */
  onDay(day: number | null): void {
    if (day === null || day === this.#introducerDay) return;
    this.#introducerDay = day;
    this.#tell();
  }

  /** See `RegistryDocs.badgesOf`. */
  badgesOf(person: PersonId, shown: readonly Uint8Array[]): readonly IssuedBadge[] {
    return this.#docs.badgesOf(person, shown);
  }

  /** Whether a badge of somebody is good now. */
  isVouched(person: PersonId, shown: readonly Uint8Array[]): boolean {
    const { trust } = this;
    const nowMs = this.nowMs();
    return this.badgesOf(person, shown).some((one) => standingOf(one, trust, nowMs).kind === 'good');
  }

  /**
   * The authorities of whom somebody shows a badge that is not over, nor taken back. Nobody needs to have confirmed it of late:
   * the list that would say so has to get there.
   */
  officesOf(person: PersonId, shown: readonly Uint8Array[]): ReadonlySet<IssuerId> {
    const { trust } = this;
    const nowMs = this.nowMs();
    const isOver = (one: IssuedBadge): boolean =>
      ['revoked', 'expired'].includes(standingOf(one, trust, nowMs).kind);
    const issued = this.badgesOf(person, shown).filter((one) => !isOver(one));
    return new Set(issued.map(({ authority }) => authority));
  }

  /**
   * Whether an office that has vouched for somebody has ended one of their devices, or their key. A badge that is over by
   * itself, or was taken back, ends nobody's conversations.
   */
  isRevoked(person: PersonId, device: DeviceId, shown: readonly Uint8Array[]): boolean {
    const { revocations } = this.trust;
    if (revocations.length === 0 || shown.length === 0) return false;
    const badges = this.badgesOf(person, shown);
    return (
      deviceRevokedFromMs(device, badges, revocations) !== null ||
      personRevokedFromMs(person, badges, revocations) !== null
    );
  }

  /** Trusts an authority from now on, once that is on disk. */
  trustAuthority(authority: VerifiedAuthority): Promise<Result<void, FaultCode>> {
    return this.#inOrder(async () => {
      const doc = this.#docs.docOfTrusted(authority);
      if (!doc) return fail('authorities-too-many');
      const fault = await this.#try(() => this.#store.commit({ put: [doc] }));
      if (fault) return fail(fault);
      this.#docs.trustAuthority(authority);
      this.#tell();
      return ok(undefined);
    });
  }

  /** Whether one more authority, or this one again, can be trusted. */
  hasRoomFor(authority: VerifiedAuthority): boolean {
    return this.#docs.docOfTrusted(authority) !== null;
  }

  /**
   * Trusts an authority no more, once nothing of it is on disk: neither itself nor what was signed in its name. Badges that
   * people have shown stay with them, and count for nothing.
   */
  distrustAuthority(authority: IssuerId): Promise<Result<void, FaultCode>> {
    return this.#inOrder(async () => {
      if (!this.#docs.authorities.has(authority)) return ok(undefined);
      const fault = await this.#try(() => this.#store.commit({ drop: this.#docs.namesOf(authority) }));
      if (fault) return fail(fault);
      this.#docs.distrustAuthority(authority);
      await this.#dropPages();
      this.#tell();
      return ok(undefined);
    });
  }

  /** Takes a document that came from anybody; it is on disk when this resolves with `kept`. */
  take(kind: RegistryKind, bytes: Uint8Array): Promise<Taking> {
    return this.#inOrder(async () => {
      const taking = this.#docs.take(kind, bytes);
      await this.#save();
      if (taking !== 'kept') return taking;
      if (kind === 'directory' || kind === 'revocations') await this.#dropPages();
      this.#tell();
      return taking;
    });
  }

  docOf(name: DocName): Uint8Array | null {
    return this.#docs.get(name);
  }

  rows(): readonly DocRow[] {
    return this.#docs.rows();
  }

  /** See `RegistryDocs.chargesToTell`. */
  chargesToTell(limit: number): readonly DocRow[] {
    return this.#docs.chargesToTell(limit);
  }

  wants(row: DocRow): boolean {
    return this.#docs.wants(row);
  }

  /** Hashes of the pages that the newest directories name and that are here. */
  get pageHashes(): readonly Uint8Array[] {
    return [...this.#named].flatMap(([text, hash]) => (this.#pages.has(text) ? [hash] : []));
  }

  /** Hashes of those that are not here yet. */
  get missingPages(): readonly Uint8Array[] {
    return [...this.#named].flatMap(([text, hash]) => (this.#pages.has(text) ? [] : [hash]));
  }

  /** Pages in the order of `hashes`; null where one is not here. Never rejects. */
  async pages(hashes: readonly Uint8Array[]): Promise<readonly (Uint8Array | null)[]> {
    let pages: readonly (Uint8Array | null)[] = hashes.map(() => null);
    await this.#try(async () => {
      pages = await this.#store.pages(hashes);
    });
    return pages;
  }

  /** Keeps pages that came from anybody: those that a directory names and that are sound. How many of them were. */
  takePages(pages: readonly Uint8Array[]): Promise<number> {
    return this.#inOrder(async () => {
      const put = pages
        .filter((bytes) => bytes.byteLength <= MAX_PAGE_BYTES)
        .map((bytes) => ({ hash: pageHash(bytes), bytes }))
        .filter(({ hash }) => this.#named.has(hexText(hash)) && !this.#pages.has(hexText(hash)));
      if (put.length === 0) return 0;
      const fault = await this.#try(() => this.#store.changePages({ put }));
      if (fault) return 0;
      for (const { hash, bytes } of put) {
        this.#pages.add(hexText(hash));
        const page = readPage(bytes);
        if (page?.kind === 'charges') await this.#takeCharges(page.charges);
      }
      this.#tell();
      return put.length;
    });
  }

  /** Kept by themselves as well: who holds a post is asked for before anybody looks at pages. */
  async #takeCharges(charges: readonly Uint8Array[]): Promise<void> {
    for (const bytes of charges) this.#docs.take('charge', bytes);
    await this.#save();
  }

  /** A disk that is full loses nothing by this: who gave it has it still, and will be asked again after the next start. */
  async #save(): Promise<void> {
    const { put, drop } = this.#docs.takeUnstored();
    if (put.length > 0 || drop.length > 0) await this.#try(() => this.#store.commit({ put, drop }));
  }

  /** The pages that the newest directories name, by their hashes as text. */
  get #named(): ReadonlyMap<string, Uint8Array> {
    const { directories } = this.#docs;
    const isSame = directories.every((directory, i) => directory === this.#namedBy[i]);
    if (!isSame || directories.length !== this.#namedBy.length) {
      this.#namedBy = directories;
      this.#namedPages = new Map(
        directories.flatMap(({ pages }) => pages.map((hash) => [hexText(hash), hash] as const)),
      );
    }
    return this.#namedPages;
  }

  async #dropPages(): Promise<void> {
    const over = [...this.#pages].filter((hash) => !this.#named.has(hash));
    if (over.length === 0) return;
    const drop = over.map((hash) =>
      Uint8Array.from(hash.match(/../gu)!, (pair) => Number.parseInt(pair, 16)),
    );
    const fault = await this.#try(() => this.#store.changePages({ drop }));
    if (!fault) for (const hash of over) this.#pages.delete(hash);
  }

  async #try(run: () => Promise<void>): Promise<FaultCode | null> {
    try {
      await run();
      return null;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#onFault(error.code);
      return error.code;
    }
  }

  #tell(): void {
    this.changes.update((count) => count + 1);
  }
}
