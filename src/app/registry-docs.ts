import { badgesOf, governs, revokedFromMs, type IssuedBadge, type Trust } from '../domain/badges.js';
import { postHistories, type PostHistory } from '../domain/posts.js';
import { openAuthority, type VerifiedAuthority } from '../protocol/authority.js';
import { openBadge, type VerifiedBadge } from '../protocol/badge.js';
import { openCharge, type VerifiedCharge } from '../protocol/charge.js';
import { sameBytes } from '../protocol/codec.js';
import { openDirectory, pageHash, type VerifiedDirectory } from '../protocol/directory.js';
import { hexText, idBytes, type IssuerId, type PersonId, type PostId } from '../protocol/ids.js';
import type { Issuer } from '../protocol/issuer.js';
import type { DocName, DocRow, RegistryKind } from '../protocol/registry-records.js';
import { openRevocations, type VerifiedRevocations } from '../protocol/revocations.js';
import type { RegistryDoc } from './ports.js';

/** Authorities that one device trusts, at most. */
export const MAX_AUTHORITIES = 8;
/** Issuers whose documents are kept, of all authorities. */
const MAX_ISSUERS = 256;
/** Charges that are kept by themselves, beside those on pages. Of many issuers no one crowds out another: see `#makeRoom`. */
const MAX_CHARGES = 4_096;
/** Lists that a registrar has replaced and that are kept: so many of the newest, and of so many days the last. */
const MAX_FORMER = 4;
const DAY_MS = 86_400_000;

type Signed =
  | { readonly kind: 'authority'; readonly doc: VerifiedAuthority }
  | { readonly kind: 'revocations'; readonly doc: VerifiedRevocations }
  | { readonly kind: 'directory'; readonly doc: VerifiedDirectory }
  | { readonly kind: 'charge'; readonly doc: VerifiedCharge };

/**
 * - `kept`: it is news, and held from now on.
 * - `held`: it is held, or a newer one.
 * - `conflict`: its issuer has signed two of one number. The one that was here first stays.
 * - `uncounted`: it is sound, and counts for nothing here: of nobody whom we trust, of a registrar who was none, or too many.
 * - `refused`: it is not sound.
 */
export type Taking = 'kept' | 'held' | 'conflict' | 'uncounted' | 'refused';

/**
 * The documents of authorities that this device holds: of each issuer the newest, and every charge. Trusts the authorities
 * whose own document was put in by `trust`, and nobody else. Pure of disk and network.
 */
export class RegistryDocs {
  readonly #authorities = new Map<IssuerId, VerifiedAuthority>();
  readonly #revocations = new Map<IssuerId, VerifiedRevocations>();
  readonly #directories = new Map<IssuerId, VerifiedDirectory>();
  readonly #charges = new Map<string, VerifiedCharge>();
  /**
   * Lists that registrars have replaced: should a registrar turn out to have been none any more when it signed the newest one,
   * the one before holds again. Nobody who was revoked is let back in by a key that was stolen.
   */
  readonly #former = new Map<IssuerId, readonly VerifiedRevocations[]>();
  /**
   * Charges that counted, until it was known that their registrar was none any more when it signed them: whoever came in by one
   * has to go, wherever that is seen to.
   */
  readonly #fallen = new Map<string, VerifiedCharge>();
  /** Charges for which there was no room: nobody is asked for them again. */
  readonly #outdone = new Set<string>();
  /** Whether something on this device rests on who holds a post: see `#mayStillCome`. */
  readonly #isInUse: (post: PostId) => boolean;
  readonly #maxCharges: number;
  /** What is not on disk as it is here, by name; null where it is to go from there. */
  readonly #unstored = new Map<string, { readonly name: DocName; readonly bytes: Uint8Array | null }>();
  /** Issuers who have signed two documents of one number. */
  readonly #equivocal = new Set<IssuerId>();
  #histories: ReadonlyMap<PostId, PostHistory> | null = null;

  constructor(isInUse: (post: PostId) => boolean = () => false, maxCharges = MAX_CHARGES) {
    this.#isInUse = isInUse;
    this.#maxCharges = maxCharges;
  }

  get authorities(): ReadonlyMap<IssuerId, VerifiedAuthority> {
    return this.#authorities;
  }
  get directories(): readonly VerifiedDirectory[] {
    return [...this.#directories.values()];
  }
  /** Issuers of whom two documents of one number are known. */
  get equivocal(): ReadonlySet<IssuerId> {
    return this.#equivocal;
  }

  get revocations(): readonly VerifiedRevocations[] {
    return [...this.#revocations.values()];
  }

  get trust(): Trust {
    return {
      authorities: new Set(this.#authorities.keys()),
      revocations: [...this.#revocations.values()],
    };
  }

  /**
   * When the newest of those that authorities have signed themselves was issued; 0 for none. A registrar whose clock is ahead,
   * or who says so, would else end the badges of all departments.
   */
  get newestMs(): number {
    const own = [...this.#revocations.values(), ...this.#directories.values()].filter(
      ({ registrar }) => registrar === null,
    );
    return Math.max(0, ...[...this.#authorities.values(), ...own].map(({ issuedMs }) => issuedMs));
  }

  /** What is to be written to disk, and taken from it, since this was last asked. */
  takeUnstored(): { readonly put: readonly RegistryDoc[]; readonly drop: readonly DocName[] } {
    const all = [...this.#unstored.values()];
    this.#unstored.clear();
    return {
      put: all.flatMap(({ name, bytes }) => (bytes ? [{ ...name, bytes }] : [])),
      drop: all.flatMap(({ name, bytes }) => (bytes ? [] : [name])),
    };
  }

  get histories(): ReadonlyMap<PostId, PostHistory> {
    this.#histories ??= postHistories([...this.#charges.values()], this.trust.authorities, [
      ...this.#fallen.values(),
    ]);
    return this.#histories;
  }

  /** The badges of somebody among those they show: of authorities that are trusted here. */
  badgesOf(person: PersonId, shown: readonly Uint8Array[]): readonly IssuedBadge[] {
    if (shown.length === 0 || this.#authorities.size === 0) return [];
    return badgesOf(person, this.#read(shown), new Set(this.#authorities.keys()));
  }

  /** What is to be on disk of an authority that is trusted; null where there are as many already as there may be. */
  docOfTrusted(authority: VerifiedAuthority): RegistryDoc | null {
    const held = this.#authorities.get(authority.key);
    if (!held && this.#authorities.size >= MAX_AUTHORITIES) return null;
    const { bytes } = held && held.issuedMs >= authority.issuedMs ? held : authority;
    return { kind: 'authority', key: idBytes(authority.key), bytes };
  }

  /** Trusts an authority from now on: its person has said so. False where there are as many already as there may be. */
  trustAuthority(authority: VerifiedAuthority): boolean {
    if (!this.docOfTrusted(authority)) return false;
    const held = this.#authorities.get(authority.key);
    if (!held || held.issuedMs < authority.issuedMs) this.#authorities.set(authority.key, authority);
    this.#histories = null;
    return true;
  }

  /** The names of all that is on disk of an authority, its own document first. */
  namesOf(authority: IssuerId): readonly DocName[] {
    const isItsOwn = (doc: { readonly authority: IssuerId }): boolean => doc.authority === authority;
    const former = [...this.#former.values()].flat();
    return [
      { kind: 'authority', key: idBytes(authority) },
      ...this.rows()
        .filter(isItsOwn)
        .map(({ kind, key }): DocName => ({ kind, key })),
      ...[...this.#fallen.values()].filter(isItsOwn).map(({ id }): DocName => ({ kind: 'charge', key: id })),
      ...former.filter(isItsOwn).map(formerName),
    ];
  }

  /** Trusts an authority no more, and lets go of all that was signed in its name. */
  distrustAuthority(authority: IssuerId): void {
    const forget = <Key>(held: Map<Key, { readonly authority: IssuerId }>): void => {
      for (const [key, doc] of [...held]) if (doc.authority === authority) held.delete(key);
    };
    for (const { issuer, authority: of } of [...this.#revocations.values(), ...this.directories])
      if (of === authority) this.#equivocal.delete(issuer);
    forget(this.#revocations);
    forget(this.#directories);
    forget(this.#charges);
    forget(this.#fallen);
    this.#outdone.clear(); // there is room again
    for (const [issuer, lists] of [...this.#former])
      if (lists.some((list) => list.authority === authority)) this.#former.delete(issuer);
    this.#authorities.delete(authority);
    this.#histories = null;
  }

  /** Puts in what was stored: authorities first, since all else rests on them. */
  load(docs: readonly RegistryDoc[]): void {
    for (const { kind, bytes } of docs) {
      const authority = kind === 'authority' ? openAuthority(bytes) : null;
      if (authority) this.trustAuthority(authority);
    }
    // Registrars' lists count by what the authority says of registrars, so its own comes first.
    const lists = docs.filter(({ kind }) => kind === 'revocations');
    for (const { kind, bytes } of [...lists, ...lists]) this.take(kind, bytes);
    for (const { kind, bytes } of docs) if (kind === 'directory') this.take(kind, bytes);
    for (const { kind, bytes } of docs) {
      const charge = kind === 'charge' ? openCharge(bytes) : null;
      if (!charge || !this.#authorities.has(charge.authority) || !governs(charge, charge.department))
        continue;
      // What is on disk counted when it came.
      if (this.#isInOffice({ kind: 'charge', doc: charge })) this.#keepCharge(this.#charges, charge);
      else this.#keepCharge(this.#fallen, charge);
    }
    this.#unstored.clear();
  }

  /** Takes a document that came from anybody. */
  take(kind: RegistryKind, bytes: Uint8Array): Taking {
    const signed = open(kind, bytes);
    if (!signed) return 'refused';
    if (signed.kind === 'authority') return this.#takeAuthority(signed.doc);
    if (!this.#authorities.has(signed.doc.authority) || !this.#isInOffice(signed)) return 'uncounted';
    switch (signed.kind) {
      case 'revocations':
        return this.#takeRevocations(signed.doc);
      case 'directory':
        return this.#takeNewer('directory', this.#directories, signed.doc);
      case 'charge':
        return this.#takeCharge(signed.doc);
    }
  }

  /** The document of this name. */
  get(name: DocName): Uint8Array | null {
    return this.#find(name)?.bytes ?? null;
  }

  /** What is held, but for authorities, whom nobody takes from others. */
  rows(): readonly DocRow[] {
    const rows = (
      kind: RegistryKind,
      docs: Iterable<{ authority: IssuerId; issuer: IssuerId; number: number }>,
    ) =>
      [...docs].map((doc) => ({
        kind,
        key: idBytes(doc.issuer),
        authority: doc.authority,
        number: doc.number,
      }));
    return [
      ...rows('revocations', this.#revocations.values()),
      ...rows('directory', this.#directories.values()),
      ...[...this.#charges.values()].map(chargeRow),
    ];
  }

  /** Whether a document that somebody else holds would be news. */
  wants({ kind, key, authority, number }: DocRow): boolean {
    if (kind === 'authority' || !this.#authorities.has(authority)) return false;
    const held = this.#find({ kind, key });
    const text = hexText(key);
    if (!held && kind === 'charge') return !this.#fallen.has(text) && !this.#outdone.has(text);
    if (!held) return kind !== 'charge' && !this.#isFull(kind);
    return kind !== 'charge' && 'number' in held && held.number < number;
  }

  #isFull(kind: 'directory' | 'revocations'): boolean {
    return (kind === 'directory' ? this.#directories : this.#revocations).size >= MAX_ISSUERS;
  }

  #takeAuthority(doc: VerifiedAuthority): Taking {
    const held = this.#authorities.get(doc.key);
    if (!held) return 'uncounted';
    if (held.issuedMs >= doc.issuedMs) return 'held';
    this.#authorities.set(doc.key, doc);
    this.#put({ kind: 'authority', key: idBytes(doc.key) }, doc.bytes);
    return 'kept';
  }

  #takeRevocations(doc: VerifiedRevocations): Taking {
    const before = this.#revocations.get(doc.issuer);
    const taking = this.#takeNewer('revocations', this.#revocations, doc);
    if (before && taking === 'kept') this.#keepFormer(before);
    if (before && taking === 'held' && doc.number < before.number) this.#keepFormer(doc);
    // What a registrar signed when it was none any more goes, whichever of the two came first.
    if (taking === 'kept' && !doc.registrar) this.#dropFromOutOfOffice();
    return taking;
  }

  /** Keeps a list that a newer one replaces. An authority has nobody above it who could end it, so its own are not needed. */
  #keepFormer(doc: VerifiedRevocations): void {
    if (!doc.registrar) return;
    const before = this.#former.get(doc.issuer) ?? [];
    if (before.some(({ number }) => number === doc.number)) return;
    const all = [...before, doc].sort((a, b) => b.number - a.number);
    const isLastOfDay = ({ issuedMs }: VerifiedRevocations, at: number): boolean =>
      !all.slice(0, at).some((later) => dayOf(later.issuedMs) === dayOf(issuedMs));
    const ofDays = all.filter(isLastOfDay).slice(0, MAX_FORMER);
    // Also those of one day: a theft may be found out within hours.
    this.#setFormer(
      doc.issuer,
      all.filter((one, at) => at < MAX_FORMER || ofDays.includes(one)),
    );
  }

  #setFormer(issuer: IssuerId, lists: readonly VerifiedRevocations[]): void {
    const before = this.#former.get(issuer) ?? [];
    for (const one of before) if (!lists.includes(one)) this.#drop(formerName(one));
    for (const one of lists) if (!before.includes(one)) this.#put(formerName(one), one.bytes);
    if (lists.length > 0) this.#former.set(issuer, lists);
    else this.#former.delete(issuer);
  }

  #takeNewer<Doc extends VerifiedRevocations | VerifiedDirectory>(
    kind: 'directory' | 'revocations',
    held: Map<IssuerId, Doc>,
    doc: Doc,
  ): Taking {
    const before = held.get(doc.issuer);
    if (!before && this.#isFull(kind)) return 'uncounted';
    if (before && before.number === doc.number && !sameBytes(before.bytes, doc.bytes)) {
      this.#equivocal.add(doc.issuer);
      return 'conflict';
    }
    if (before && before.number >= doc.number) return 'held';
    held.set(doc.issuer, doc);
    this.#put({ kind, key: idBytes(doc.issuer) }, doc.bytes);
    return 'kept';
  }

  #takeCharge(doc: VerifiedCharge): Taking {
    const id = hexText(doc.id);
    if (this.#charges.has(id) || this.#fallen.has(id)) return 'held';
    if (!governs(doc, doc.department) || !this.#mayStillCome(doc)) return 'uncounted';
    this.#keepCharge(this.#charges, doc);
    return this.#charges.has(id) ? 'kept' : 'uncounted';
  }

  /**
   * The day of a charge is its registrar's own word. Of a registrar whom the authority has ended, by a list that is here,
   * nothing that comes now moves a post that is in use on this device, whatever day it claims; unless whoever holds the post has signed
   * the handover. Where the post is not in use, nobody comes to read anything by it.
   */
  #mayStillCome(charge: VerifiedCharge): boolean {
    const { registrar, authority, handover, post } = charge;
    if (!registrar || !this.#isInUse(post)) return true;
    const isEnded = revokedFromMs({ badge: registrar, registrar: null, authority }, this.#ownLists) !== null;
    if (!isEnded) return true;
    const last = this.histories.get(post)?.charges.at(-1);
    return handover !== null && handover.from === last?.holder && handover.number === last.number;
  }

  #keepCharge(among: Map<string, VerifiedCharge>, doc: VerifiedCharge): void {
    among.set(hexText(doc.id), doc);
    this.#put({ kind: 'charge', key: doc.id }, doc.bytes);
    this.#histories = null;
    if (this.#charges.size + this.#fallen.size > this.#maxCharges) this.#makeRoom();
  }

  /**
   * Lets one charge go, of the issuer that has the most: fallen ones first, then the oldest by its day. So whoever signs without
   * end crowds out nobody but themselves, and lies about days to nobody else's loss; and which ones stay does not depend on
   * the order in which they come.
   */
  #makeRoom(): void {
    const all = [...this.#charges, ...this.#fallen];
    const byIssuer = new Map<IssuerId, ChargeById[]>();
    for (const one of all) {
      const own = byIssuer.get(one[1].issuer);
      if (own) own.push(one);
      else byIssuer.set(one[1].issuer, [one]);
    }
    const most = [...byIssuer].reduce((a, b) => {
      const more = b[1].length - a[1].length || (b[0] > a[0] ? 1 : -1);
      return more > 0 ? b : a;
    });
    const own = most[1];
    const rank = ([id, { sinceMs }]: ChargeById): readonly [number, number, string] => [
      this.#fallen.has(id) ? 0 : 1,
      sinceMs,
      id,
    ];
    const [worst, gone] = own.reduce((a, b) => (isBefore(rank(b), rank(a)) ? b : a));
    this.#charges.delete(worst);
    this.#fallen.delete(worst);
    this.#drop({ kind: 'charge', key: gone.id });
    if (this.#outdone.size >= MAX_CHARGES) this.#outdone.clear();
    this.#outdone.add(worst);
    this.#histories = null;
  }

  /** Charges for somebody who may know none: of each issuer the newest first, by turns, at most `limit`. */
  chargesToTell(limit: number): readonly DocRow[] {
    const byIssuer = new Map<IssuerId, VerifiedCharge[]>();
    for (const charge of [...this.#charges.values()].reverse()) {
      const own = byIssuer.get(charge.issuer);
      if (own) own.push(charge);
      else byIssuer.set(charge.issuer, [charge]);
    }
    const told: VerifiedCharge[] = [];
    for (let turn = 0; told.length < Math.min(limit, this.#charges.size); turn++)
      for (const own of byIssuer.values()) {
        const one = own[turn];
        if (one && told.length < limit) told.push(one);
      }
    return told.map(chargeRow);
  }

  #put(name: DocName, bytes: Uint8Array): void {
    this.#unstored.set(nameText(name), { name, bytes });
  }

  #drop(name: DocName): void {
    this.#unstored.set(nameText(name), { name, bytes: null });
  }

  #dropFromOutOfOffice(): void {
    for (const [issuer, lists] of [...this.#former])
      this.#setFormer(
        issuer,
        lists.filter((doc) => this.#isInOffice({ kind: 'revocations', doc })),
      );
    for (const [issuer, doc] of [...this.#revocations]) {
      if (this.#isInOffice({ kind: 'revocations', doc })) continue;
      this.#revocations.delete(issuer);
      this.#drop({ kind: 'revocations', key: idBytes(issuer) });
      const former = this.#former.get(issuer) ?? [];
      const [newest] = [...former].sort((a, b) => b.number - a.number);
      if (!newest) continue;
      this.#setFormer(
        issuer,
        former.filter((one) => one !== newest),
      );
      this.#takeNewer('revocations', this.#revocations, newest);
    }
    for (const [issuer, doc] of [...this.#directories]) {
      if (this.#isInOffice({ kind: 'directory', doc })) continue;
      this.#directories.delete(issuer);
      this.#drop({ kind: 'directory', key: idBytes(issuer) });
    }
    for (const [id, doc] of [...this.#charges]) {
      if (this.#isInOffice({ kind: 'charge', doc })) continue;
      this.#charges.delete(id);
      this.#fallen.set(id, doc);
    }
    this.#histories = null;
  }

  /** Whether a registrar still was one when it signed this, as far as the authority has said. */
  #isInOffice({ kind, doc }: Exclude<Signed, { kind: 'authority' }>): boolean {
    const { registrar, authority }: Issuer & { authority: IssuerId } = doc;
    if (!registrar) return true;
    const fromMs = revokedFromMs({ badge: registrar, registrar: null, authority }, this.#ownLists);
    const signedMs = kind === 'charge' ? doc.sinceMs : doc.issuedMs;
    if (signedMs < registrar.fromS * 1000 || signedMs >= registrar.untilS * 1000) return false;
    return fromMs === null || signedMs < fromMs;
  }

  /** Lists by authorities themselves: registrars do not end each other. */
  get #ownLists(): readonly VerifiedRevocations[] {
    return [...this.#revocations.values()].filter((list) => list.registrar === null);
  }

  #find({ kind, key }: DocName): Signed['doc'] | undefined {
    const text = hexText(key);
    switch (kind) {
      case 'authority':
        return this.#authorities.get(text as IssuerId);
      case 'revocations':
        return this.#revocations.get(text as IssuerId);
      case 'directory':
        return this.#directories.get(text as IssuerId);
      case 'charge':
        return this.#charges.get(text);
    }
  }

  /** Badges by their bytes: each is checked once, as often as it is shown. */
  readonly #badges = new WeakMap<Uint8Array, VerifiedBadge | null>();

  #read(shown: readonly Uint8Array[]): readonly VerifiedBadge[] {
    return shown.flatMap((bytes) => {
      if (!this.#badges.has(bytes)) this.#badges.set(bytes, openBadge(bytes));
      return this.#badges.get(bytes) ?? [];
    });
  }
}

function open(kind: RegistryKind, bytes: Uint8Array): Signed | null {
  switch (kind) {
    case 'authority': {
      const doc = openAuthority(bytes);
      return doc && { kind, doc };
    }
    case 'revocations': {
      const doc = openRevocations(bytes);
      return doc && { kind, doc };
    }
    case 'directory': {
      const doc = openDirectory(bytes);
      return doc && { kind, doc };
    }
    case 'charge': {
      const doc = openCharge(bytes);
      return doc && { kind, doc };
    }
  }
}

type ChargeById = readonly [id: string, charge: VerifiedCharge];

const isBefore = <T extends readonly (number | string)[]>(a: T, b: T): boolean => {
  const at = a.findIndex((one, i) => one !== b[i]);
  return at >= 0 && a[at]! < b[at]!;
};

const chargeRow = ({ id, authority, number }: VerifiedCharge): DocRow => ({
  kind: 'charge',
  key: id,
  authority,
  number,
});

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

const nameText = ({ kind, key }: DocName): string => `${kind} ${hexText(key)}`;

/** Where a list lies on disk that a newer one of its issuer has replaced: by what it is, since the issuer's place is taken. */
const formerName = ({ bytes }: VerifiedRevocations): DocName => ({
  kind: 'revocations',
  key: pageHash(bytes),
});
