import { concatBytes, sameBytes } from '../protocol/codec.js';
import { pageHash } from '../protocol/directory.js';
import { hexText, type IssuerId } from '../protocol/ids.js';
import {
  DOC_PART_BYTES,
  MAX_DOC_PARTS,
  MAX_DOC_ROWS,
  MAX_PAGES_WANTED,
  type DocName,
  type DocRow,
  type RegistryRecord,
} from '../protocol/registry-records.js';
import type { Clock } from './ports.js';
import type { Registry } from './registry.js';

/** How long an answer may take before something is asked of somebody else. */
const ANSWER_WITHIN_MS = 30_000;
/** What one device gives to one link, in bytes, before the link has to be made anew: a directory of 50 000 fits in it twice. */
const MAX_GIVEN_BYTES = 32 * 1024 * 1024;
/** How often one link may give what is not sound before nothing more is asked of it. */
const MAX_UNSOUND = 3;

/** A link, as far as documents are concerned. */
export interface DocsLink {
  send(record: RegistryRecord): Promise<void>;
}

/** What is under way with one link. Nothing is taken that was not asked for, and one thing is asked for at a time. */
interface Side {
  readonly link: DocsLink;
  /** Authorities of whom they have shown a badge. */
  shared: ReadonlySet<IssuerId>;
  /** What they hold that would be news to us. */
  theirs: readonly DocRow[];
  asked:
    | { readonly kind: 'doc'; readonly row: DocRow; parts: readonly Uint8Array[]; left: number | null }
    | { readonly kind: 'pages'; readonly hashes: readonly Uint8Array[]; taken: Uint8Array[]; at: number }
    | null;
  cancelWait: (() => void) | null;
  /** Pages that they said they do not have. */
  readonly without: Set<string>;
  unsound: number;
  givenBytes: number;
  /** Answers go out one after another. */
  giving: Promise<void>;
}

/**
 * News of authorities travels from device to device: each says what it holds, and gives what it is asked for. Only badge
 * holders of an authority are told of its documents.
 */
export class RegistrySync {
  readonly #registry: Registry;
  readonly #clock: Clock;
  readonly #sides = new Map<DocsLink, Side>();
  #said = '';

  constructor(registry: Registry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
    registry.changes.subscribe(() => this.#onChange());
  }

  /** A link has come, or its other side shows other badges than before. */
  meet(link: DocsLink, shared: ReadonlySet<IssuerId>): void {
    const known = this.#sides.get(link);
    if (known && known.shared.size === shared.size) return;
    if (known) known.shared = shared;
    else
      this.#sides.set(link, {
        link,
        shared,
        theirs: [],
        asked: null,
        cancelWait: null,
        without: new Set(),
        unsound: 0,
        givenBytes: 0,
        giving: Promise.resolve(),
      });
    this.#tell(this.#sides.get(link)!);
  }

  leave(link: DocsLink): void {
    this.#sides.get(link)?.cancelWait?.();
    this.#sides.delete(link);
  }

  onRecord(link: DocsLink, record: RegistryRecord): void {
    const side = this.#sides.get(link);
    if (!side || side.shared.size === 0) return;
    switch (record.type) {
      case 'docs-have':
        side.theirs = record.rows.filter(({ authority }) => side.shared.has(authority));
        return this.#ask(side);
      case 'docs-want':
        return this.#give(side, () => this.#giveDoc(side, record.name));
      case 'pages-want':
        return this.#give(side, () => this.#givePages(side, record.hashes));
      case 'docs-part':
        return void this.#onPart(side, record.left, record.bytes);
      case 'page':
        return void this.#onPage(side, record.bytes);
    }
  }

  #onChange(): void {
    const said = this.#registry.rows().map(rowText).join();
    const isNews = said !== this.#said;
    this.#said = said;
    for (const side of this.#sides.values()) {
      if (isNews) this.#tell(side);
      this.#ask(side);
    }
  }

  #tell(side: Side): void {
    const rows = this.#registry.rows().filter(({ authority }) => side.shared.has(authority));
    if (rows.length > 0) void side.link.send({ type: 'docs-have', rows: rows.slice(0, MAX_DOC_ROWS) });
  }

  // ——— Asking ———

  #ask(side: Side): void {
    if (side.asked || side.unsound >= MAX_UNSOUND) return;
    const row = side.theirs.find((theirs) => this.#registry.wants(theirs) && !this.#isAsked(theirs));
    if (row) {
      side.asked = { kind: 'doc', row, parts: [], left: null };
      void side.link.send({ type: 'docs-want', name: { kind: row.kind, key: row.key } });
      return this.#wait(side);
    }
    if (!side.theirs.some(({ kind }) => kind === 'directory')) return;
    const elsewhere = new Set(
      [...this.#sides.values()].flatMap(({ asked }) =>
        asked?.kind === 'pages' ? asked.hashes.map(hexText) : [],
      ),
    );
    const hashes = this.#registry.missingPages
      .filter((hash) => !side.without.has(hexText(hash)) && !elsewhere.has(hexText(hash)))
      .slice(0, MAX_PAGES_WANTED);
    if (hashes.length === 0) return;
    side.asked = { kind: 'pages', hashes, taken: [], at: 0 };
    void side.link.send({ type: 'pages-want', hashes });
    this.#wait(side);
  }

  #isAsked({ kind, key, number }: DocRow): boolean {
    return [...this.#sides.values()].some(
      ({ asked }) =>
        asked?.kind === 'doc' &&
        asked.row.kind === kind &&
        asked.row.number >= number &&
        sameBytes(asked.row.key, key),
    );
  }

  #wait(side: Side): void {
    side.cancelWait?.();
    side.cancelWait = this.#clock.after(ANSWER_WITHIN_MS, () => this.#giveUp(side));
  }

  /** Nothing came, or nothing sound: it is asked of another link, if there is one. */
  #giveUp(side: Side): void {
    side.unsound++;
    if (side.asked?.kind === 'doc') side.theirs = side.theirs.filter((row) => row !== this.#rowOf(side));
    if (side.asked?.kind === 'pages') for (const hash of side.asked.hashes) side.without.add(hexText(hash));
    this.#settle(side);
  }

  #rowOf = ({ asked }: Side): DocRow | null => (asked?.kind === 'doc' ? asked.row : null);

  #settle(side: Side): void {
    side.cancelWait?.();
    side.cancelWait = null;
    side.asked = null;
    for (const one of this.#sides.values()) this.#ask(one);
  }

  async #onPart(side: Side, left: number, bytes: Uint8Array): Promise<void> {
    const { asked } = side;
    if (asked?.kind !== 'doc') return;
    const isNext = asked.left === null ? left < MAX_DOC_PARTS : left === asked.left - 1;
    if (!isNext || bytes.byteLength === 0) return this.#giveUp(side);
    asked.parts = [...asked.parts, bytes];
    asked.left = left;
    if (left > 0) return this.#wait(side);
    side.cancelWait?.();
    const taking = await this.#registry.take(asked.row.kind, concatBytes(...asked.parts));
    if (side.asked !== asked) return;
    if (taking === 'refused' || this.#registry.wants(asked.row)) return this.#giveUp(side);
    this.#settle(side);
  }

  async #onPage(side: Side, bytes: Uint8Array | null): Promise<void> {
    const { asked } = side;
    const hash = asked?.kind === 'pages' ? asked.hashes[asked.at] : undefined;
    if (asked?.kind !== 'pages' || !hash) return;
    asked.at++;
    if (bytes === null) side.without.add(hexText(hash));
    else if (!sameBytes(pageHash(bytes), hash)) return this.#giveUp(side);
    else asked.taken.push(bytes);
    if (asked.at < asked.hashes.length) return this.#wait(side);
    side.cancelWait?.();
    const taken = asked.taken.length > 0 ? await this.#registry.takePages(asked.taken) : 0;
    if (side.asked !== asked) return;
    // A disk that is full takes none: asking for the same again would not end.
    if (taken === 0) for (const one of asked.hashes) side.without.add(hexText(one));
    this.#settle(side);
  }

  // ——— Giving ———

  #give(side: Side, run: () => Promise<void>): void {
    if (side.givenBytes >= MAX_GIVEN_BYTES) return;
    side.giving = side.giving.then(run);
  }

  async #giveDoc(side: Side, name: DocName): Promise<void> {
    const isTheirs = this.#registry
      .rows()
      .some(
        (row) => row.kind === name.kind && sameBytes(row.key, name.key) && side.shared.has(row.authority),
      );
    const bytes = isTheirs ? this.#registry.docOf(name) : null;
    if (!bytes) return side.link.send({ type: 'docs-part', left: 0, bytes: NOTHING });
    side.givenBytes += bytes.byteLength;
    const parts = Math.ceil(bytes.byteLength / DOC_PART_BYTES);
    for (let part = 0; part < parts; part++)
      await side.link.send({
        type: 'docs-part',
        left: parts - 1 - part,
        bytes: bytes.slice(part * DOC_PART_BYTES, (part + 1) * DOC_PART_BYTES),
      });
  }

  async #givePages(side: Side, hashes: readonly Uint8Array[]): Promise<void> {
    const named = new Set(
      this.#registry.directories
        .filter(({ authority }) => side.shared.has(authority))
        .flatMap(({ pages }) => pages.map(hexText)),
    );
    const pages = await this.#registry.pages(hashes);
    for (const [i, hash] of hashes.entries()) {
      const bytes = named.has(hexText(hash)) ? (pages[i] ?? null) : null;
      side.givenBytes += bytes?.byteLength ?? 0;
      await side.link.send({ type: 'page', bytes });
    }
  }
}

const NOTHING = new Uint8Array();

const rowText = ({ kind, key, number }: DocRow): string => `${kind} ${hexText(key)} ${number}`;
