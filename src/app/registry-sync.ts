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

/** How long an answer may take to begin, before something is asked of somebody else. */
const ANSWER_WITHIN_MS = 30_000;
/** And how much longer for each part that it has: whoever gives drop by drop would keep others from being asked. */
const PART_WITHIN_MS = 4_000;
/** What one device gives to one link, in bytes, before the link has to be made anew: a directory of 50 000 fits in it twice. */
const MAX_GIVEN_BYTES = 32 * 1024 * 1024;
/** How often one link may give what is not sound before nothing more is asked of it. */
const MAX_UNSOUND = 3;
/** As often it may give what is sound and counts for nothing here: it may not have heard yet that a registrar is none any more. */
const MAX_VAIN = 256;
/** Answers that wait for a link which takes them slowly. Whoever asks for one thing at a time never has more. */
const MAX_WAITING_ANSWERS = 4;
/** Charges that a new link is told of, the newest of each issuer by turns. The others are on pages of directories. */
const MAX_CHARGES_TOLD = 512;
/** Documents that one link may say it holds, and we do not. */
const MAX_THEIRS = 8 * MAX_CHARGES_TOLD;

/** A link, as far as documents are concerned. */
export interface DocsLink {
  send(record: RegistryRecord): Promise<void>;
}

/** What is under way with one link. Nothing is taken that was not asked for, and one thing is asked for at a time. */
interface Side {
  readonly link: DocsLink;
  /** Authorities of whom they have shown a badge. */
  shared: ReadonlySet<IssuerId>;
  /** What they have said to hold, by name, of authorities that are trusted here; they may show the badge later. */
  readonly theirs: Map<string, DocRow>;
  asked:
    | { readonly kind: 'doc'; readonly row: DocRow; parts: readonly Uint8Array[]; left: number | null }
    | { readonly kind: 'pages'; readonly hashes: readonly Uint8Array[]; taken: Uint8Array[]; at: number }
    | null;
  cancelWait: (() => void) | null;
  /** Pages that they said they do not have. */
  readonly without: Set<string>;
  unsound: number;
  /** Rows whose documents came, and count for nothing here. */
  readonly vain: Set<string>;
  givenBytes: number;
  /** Answers go out one after another. */
  giving: Promise<void>;
  waitingAnswers: number;
}

/**
 * News of authorities travels from device to device: each says what it holds, and gives what it is asked for. Only badge
 * holders of an authority are told of its documents.
 */
export class RegistrySync {
  readonly #registry: Registry;
  readonly #clock: Clock;
  readonly #sides = new Map<DocsLink, Side>();
  /** Rows that were told to all who may hear of them. */
  #said: ReadonlySet<string>;

  constructor(registry: Registry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
    this.#said = new Set(registry.rows().map(rowText));
    registry.changes.subscribe(() => this.#onChange());
  }

  /** A link has come, or its other side shows other badges than before. */
  meet(link: DocsLink, shared: ReadonlySet<IssuerId>): void {
    const known = this.#sides.get(link);
    if (known && isSameSet(known.shared, shared)) return;
    if (known) known.shared = shared;
    else
      this.#sides.set(link, {
        link,
        shared,
        theirs: new Map(),
        asked: null,
        cancelWait: null,
        without: new Set(),
        unsound: 0,
        vain: new Set(),
        givenBytes: 0,
        giving: Promise.resolve(),
        waitingAnswers: 0,
      });
    const side = this.#sides.get(link)!;
    const rows = this.#registry.rows();
    const charges = this.#registry.chargesToTell(MAX_CHARGES_TOLD);
    this.#tell(side, [...rows.filter(({ kind }) => kind !== 'charge'), ...charges]);
    this.#ask(side);
  }

  leave(link: DocsLink): void {
    this.#sides.get(link)?.cancelWait?.();
    this.#sides.delete(link);
  }

  onRecord(link: DocsLink, record: RegistryRecord): void {
    const side = this.#sides.get(link);
    if (!side) return;
    switch (record.type) {
      case 'docs-have':
        this.#hear(side, record.rows);
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
    const rows = this.#registry.rows();
    const before = this.#said;
    this.#said = new Set(rows.map(rowText));
    const news = rows.filter((row) => !before.has(rowText(row)));
    for (const side of this.#sides.values()) {
      this.#tell(side, news);
      this.#ask(side);
    }
  }

  #tell(side: Side, rows: readonly DocRow[]): void {
    const theirs = rows.filter(({ authority }) => side.shared.has(authority));
    for (let at = 0; at < theirs.length; at += MAX_DOC_ROWS)
      void side.link.send({ type: 'docs-have', rows: theirs.slice(at, at + MAX_DOC_ROWS) });
  }

  #hear(side: Side, rows: readonly DocRow[]): void {
    for (const row of rows) {
      const name = nameText(row);
      const isNews = row.kind === 'directory' || (this.#registry.wants(row) && !side.vain.has(rowText(row)));
      if (!isNews || (!side.theirs.has(name) && side.theirs.size >= MAX_THEIRS)) continue;
      side.theirs.set(name, row);
    }
  }

  // ——— Asking ———

  #ask(side: Side): void {
    if (side.asked || side.unsound >= MAX_UNSOUND || side.vain.size >= MAX_VAIN) return;
    const row = this.#nextOf(side);
    if (row) {
      side.asked = { kind: 'doc', row, parts: [], left: null };
      void side.link.send({ type: 'docs-want', name: { kind: row.kind, key: row.key } });
      return this.#wait(side, ANSWER_WITHIN_MS);
    }
    if (![...side.theirs.values()].some((theirs) => theirs.kind === 'directory' && isShared(side, theirs)))
      return;
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
    this.#wait(side, ANSWER_WITHIN_MS + hashes.length * PART_WITHIN_MS);
  }

  /** What is to be asked of them next. What is no news any more is forgotten, but for where pages are to be had. */
  #nextOf(side: Side): DocRow | null {
    let next: DocRow | null = null;
    for (const [name, row] of side.theirs) {
      if (!this.#registry.wants(row) || side.vain.has(rowText(row))) {
        if (row.kind !== 'directory') side.theirs.delete(name);
        continue;
      }
      if (!isShared(side, row) || this.#isAsked(row)) continue;
      // Whose word counts no more is the first thing to know.
      if (row.kind === 'revocations') return row;
      next ??= row;
    }
    return next;
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

  #wait(side: Side, withinMs: number): void {
    side.cancelWait?.();
    side.cancelWait = this.#clock.after(withinMs, () => this.#giveUp(side));
  }

  /** Nothing came, or nothing sound: it is asked of another link, if there is one. */
  #giveUp(side: Side): void {
    side.unsound++;
    if (side.asked?.kind === 'doc') side.theirs.delete(nameText(side.asked.row));
    if (side.asked?.kind === 'pages') for (const hash of side.asked.hashes) side.without.add(hexText(hash));
    this.#settle(side);
  }

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
    const isFirst = asked.left === null;
    asked.parts = [...asked.parts, bytes];
    asked.left = left;
    if (left > 0) return isFirst ? this.#wait(side, left * PART_WITHIN_MS) : undefined;
    side.cancelWait?.();
    const taking = await this.#registry.take(asked.row.kind, concatBytes(...asked.parts));
    if (side.asked !== asked) return;
    if (taking === 'uncounted') {
      side.vain.add(rowText(asked.row));
      side.theirs.delete(nameText(asked.row));
      return this.#settle(side);
    }
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
    if (asked.at < asked.hashes.length) return;
    side.cancelWait?.();
    const taken = asked.taken.length > 0 ? await this.#registry.takePages(asked.taken) : 0;
    if (side.asked !== asked) return;
    // A disk that is full takes none: asking for the same again would not end.
    if (taken === 0) for (const one of asked.hashes) side.without.add(hexText(one));
    this.#settle(side);
  }

  // ——— Giving ———

  #give(side: Side, run: () => Promise<void>): void {
    if (side.waitingAnswers >= MAX_WAITING_ANSWERS) return;
    side.waitingAnswers++;
    side.giving = side.giving.then(async () => {
      if (side.givenBytes < MAX_GIVEN_BYTES) await run();
      side.waitingAnswers--;
    });
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

const isShared = ({ shared }: Side, { authority }: DocRow): boolean => shared.has(authority);

const isSameSet = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

const nameText = ({ kind, key }: DocName): string => `${kind} ${hexText(key)}`;

const rowText = ({ kind, key, number }: DocRow): string => `${kind} ${hexText(key)} ${number}`;
