import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Badge } from '../src/protocol/badge.js';
import { isWithin } from '../src/protocol/department.js';
import type { DoorClaim } from '../src/protocol/door.js';
import { hexText, idBytes, type IssuerId } from '../src/protocol/ids.js';
import { openRevocations, type VerifiedRevocations } from '../src/protocol/revocations.js';
import { readPublished } from './registry-files.js';

/** As much of a proof as tells whether it was revoked. */
export type Claim = Pick<DoorClaim, 'device' | 'pass' | 'registrar'>;

const LIST = /^[0-9a-f]{64}\.cbor$/;
/** Lists that are read; an authority has so many registrars at most. */
const MAX_LISTS = 1_024;

/** One list, and its ids as they are looked up. */
interface Held {
  readonly list: VerifiedRevocations;
  readonly badges: ReadonlyMap<string, number>;
  readonly people: ReadonlyMap<string, number>;
  readonly devices: ReadonlySet<string>;
}

/**
 * What the authorities of a closed introducer and their registrars have revoked, from `revocations/` of the registry folder.
 * Only what they signed counts, and an older list never replaces a newer one; nor does a list that is gone end what was in it.
 */
export class Revoked {
  readonly #folder: string;
  readonly #authorities: ReadonlySet<IssuerId>;
  /** The newest list of each issuer, by authority and issuer. */
  readonly #lists = new Map<string, Held>();
  /** The files as they were when they were read. */
  readonly #stamps = new Map<string, string>();

  constructor(registryFolder: string, authorities: ReadonlySet<IssuerId>) {
    this.#folder = join(registryFolder, 'revocations');
    this.#authorities = authorities;
  }

  /** Reads what has changed. True if a list is newer than it was. A folder or file that cannot be read changes nothing. */
  async reload(): Promise<boolean> {
    const names = await readdir(this.#folder).catch(() => []);
    let isNewer = false;
    for (const name of names.filter((one) => LIST.test(one)).slice(0, MAX_LISTS)) {
      const bytes = await this.#readChanged(name);
      const list = bytes && openRevocations(bytes);
      if (list && `${hexText(idBytes(list.issuer))}.cbor` === name && this.#take(list)) isNewer = true;
    }
    return isNewer;
  }

  async #readChanged(name: string): Promise<Uint8Array | null> {
    const path = join(this.#folder, name);
    try {
      const { ino, mtimeMs, size } = await stat(path);
      const stamp = `${ino} ${mtimeMs} ${size}`;
      if (this.#stamps.get(name) === stamp) return null;
      const bytes = readPublished(this.#folder, name);
      if (bytes) this.#stamps.set(name, stamp);
      return bytes && new Uint8Array(bytes);
    } catch {
      return null; // it is being replaced: the next reading finds it
    }
  }

  #take(list: VerifiedRevocations): boolean {
    if (!this.#authorities.has(list.authority)) return false;
    const key = `${list.authority} ${list.issuer}`;
    const held = this.#lists.get(key);
    if (held && held.list.number >= list.number) return false;
    this.#lists.set(key, {
      list,
      badges: new Map(list.badges.map(({ id, fromMs }) => [hexText(id), fromMs])),
      people: new Map(list.people.map(({ person, fromMs }) => [person, fromMs])),
      devices: new Set(list.devices.map(({ device }) => device)),
    });
    return true;
  }

  /** Whether a pass, its person, its device, or the registrar who issued it was revoked. */
  holds({ device, pass, registrar }: Claim): boolean {
    const authority = registrar?.issuer ?? pass.issuer;
    const passId = hexText(pass.id);
    for (const held of this.#lists.values()) {
      if (held.list.authority !== authority || !this.#counts(held.list)) continue;
      if (registrar && held.list.issuer === authority) {
        // What a registrar issued before holds on, as everywhere.
        if (pass.fromS * 1000 >= overFromMs(held, registrar)) return true;
      }
      if (!governs(held.list, registrar?.mayIssueFor ?? null)) continue;
      if (held.badges.has(passId) || held.people.has(pass.holder) || held.devices.has(device)) return true;
    }
    return false;
  }

  /** A registrar who was revoked revokes nobody any more. */
  #counts({ authority, registrar, issuedMs }: VerifiedRevocations): boolean {
    if (!registrar) return true;
    const own = this.#lists.get(`${authority} ${authority}`);
    return !own || issuedMs < overFromMs(own, registrar);
  }
}

/** Since when a registrar is none any more, by a list of its authority, in ms; never is infinity. */
const overFromMs = ({ badges, people }: Held, { id, holder }: Pick<Badge, 'id' | 'holder'>): number =>
  Math.min(badges.get(hexText(id)) ?? Infinity, people.get(holder) ?? Infinity);

/**
 * Whether a list may say anything of a pass: the authority's of all, a registrar's of those that came from its department.
 * A pass does not say from which department its holder is, so one from the authority itself any registrar may revoke.
 */
const governs = ({ registrar }: VerifiedRevocations, issuedFor: readonly string[] | null): boolean =>
  !registrar?.mayIssueFor || issuedFor === null || isWithin(issuedFor, registrar.mayIssueFor);
