import { isBadgeList, type Credential } from '../protocol/credential.js';
import { openCard, type VerifiedCard } from '../protocol/card.js';
import { trustedIntroduction, type Introduction } from '../protocol/introduction.js';
import { decodeArray, sameBytes } from '../protocol/codec.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import {
  everHadDevice,
  hasRevoked,
  leavesOut,
  openManifest,
  trustedManifest,
  type VerifiedManifest,
} from '../protocol/manifest.js';
import { openPrekeys, type Prekey } from '../protocol/prekeys.js';
import type { DocKind } from '../protocol/record.js';
import type { ContactRecord } from './records.js';
import { badgesAfter } from './shown-badges.js';
import { Store } from './store.js';

/** Secrets of earlier links kept per contact: enough that two ends which lost a last message still share one. */
const MAX_REUNIONS = 4;

/** Somebody whom a group makes known to us. */
export interface Introduced extends Introduction {
  /** Secrets by which we reach each other without having met. */
  readonly secrets: readonly Uint8Array[];
  /** We are to have a link with them. */
  readonly isNeighbour: boolean;
}

/**
 * The people this device knows. Holds what is on disk, whoever changes that commits first and then calls `put`; and
 * beside them those whom groups introduce, who are kept with the rosters.
 */
export class Contacts {
  readonly all = new Store<ReadonlyMap<PersonId, ContactRecord>>(new Map());
  readonly #manifests = new Map<PersonId, VerifiedManifest>();
  /** What introduces those whom we have met. */
  readonly #met = new Map<PersonId, Introduction>();
  #introduced: ReadonlyMap<PersonId, Introduced> = new Map();
  #blocked: ReadonlySet<PersonId> = new Set();
  #taken: ReadonlySet<PersonId> = new Set();

  /** Takes in whom groups make known to us, in place of what they said before. */
  introduce(introduced: ReadonlyMap<PersonId, Introduced>): void {
    this.#introduced = introduced;
  }

  /** Whom we want no link with but for the sake of a group. */
  block(people: ReadonlySet<PersonId>): void {
    this.#blocked = people;
  }

  isBlocked(person: PersonId): boolean {
    return this.#blocked.has(person);
  }

  /** With whom we have a conversation that is no request any more. */
  takeUp(people: ReadonlySet<PersonId>): void {
    this.#taken = people;
  }

  /** Everybody we want to be linked with: our contacts, whom a group of ours needs, and of strangers who showed a badge those we talk to. */
  get wanted(): readonly ContactRecord[] {
    const wanted = [...this.all.value.values()].filter(
      ({ person }) =>
        this.#introduced.get(person)?.isNeighbour === true ||
        (this.isOurs(person) && !this.#blocked.has(person)),
    );
    for (const [person, introduced] of this.#introduced)
      if (introduced.isNeighbour && !this.all.value.has(person)) wanted.push(recordOf(introduced));
    return wanted;
  }

  /** Everybody this device knows. */
  get people(): ReadonlySet<PersonId> {
    return new Set([...this.all.value.keys(), ...this.#introduced.keys()]);
  }

  /** Whether a group of ours needs a link with them. */
  isNeighbour(person: PersonId): boolean {
    return this.#introduced.get(person)?.isNeighbour === true;
  }

  /** Whether somebody may have a link with us at all. */
  isWelcome(person: PersonId): boolean {
    if (this.#introduced.has(person)) return true;
    return this.isOurs(person) && !this.#blocked.has(person);
  }

  /** Whether somebody is one of our contacts, or a stranger who was let in and with whom we talk by now. */
  isOurs(person: PersonId): boolean {
    const tie = this.all.value.get(person)?.tie;
    return tie === 'contact' || (tie === 'badge' && this.#taken.has(person));
  }

  /** What lets us reach a person by a group that both are in. */
  secretsOf(person: PersonId): readonly Uint8Array[] {
    return this.#introduced.get(person)?.secrets ?? [];
  }

  /** Forgets everybody: another store, or none, is being opened. */
  clear(): void {
    this.#manifests.clear();
    this.#met.clear();
    this.#introduced = new Map();
    this.#blocked = new Set();
    this.#taken = new Set();
    this.all.update(() => new Map());
  }

  /** Takes in what is stored. */
  put(contacts: readonly ContactRecord[]): void {
    for (const contact of contacts) {
      const manifest = contact.manifest && trustedManifest(contact.manifest);
      if (manifest) this.#manifests.set(contact.person, manifest);
      const met = contact.manifest && contact.card && trustedIntroduction(contact.manifest, contact.card);
      if (met) this.#met.set(contact.person, met);
      else this.#met.delete(contact.person);
    }
    this.all.update(
      (now) => new Map([...now, ...contacts.map((contact) => [contact.person, contact] as const)]),
    );
  }

  /** What we know of how to reach a person: by what they said on a link or, if that is newer or all, in a group. */
  get(person: PersonId): ContactRecord | undefined {
    const contact = this.all.value.get(person);
    const introduced = this.#introduced.get(person);
    if (!introduced) return contact;
    if (!contact) return recordOf(introduced);
    return introduced.manifest.number > this.manifestNumber(person)
      ? withIntroduction(contact, introduced)
      : contact;
  }

  /** The number of the newest manifest that a person showed us on a link; 0 if they never did. */
  manifestNumber(person: PersonId): number {
    return this.#manifests.get(person)?.number ?? 0;
  }

  /** The newest manifest that a person showed us on a link; null if they never did. */
  manifestOf(person: PersonId): VerifiedManifest | null {
    return this.#manifests.get(person) ?? null;
  }

  /** What introduces a contact to others; null before we have met. */
  introductionOf(person: PersonId): Introduction | null {
    const met = this.#met.get(person);
    const introduced = this.#introduced.get(person);
    if (!met) return introduced ?? null;
    return introduced && introduced.manifest.number > met.manifest.number ? introduced : met;
  }

  /** Whether `device` is, or ever was, one of `person`'s, as far as their newest manifest tells. */
  isDeviceOf(person: PersonId, device: DeviceId): boolean {
    const manifest = this.#manifests.get(person);
    return manifest !== undefined && everHadDevice(manifest, device);
  }

  /** The contact that `device` belongs to. Whose card it signed comes before whose manifest only names it. */
  byDevice(device: DeviceId): ContactRecord | undefined {
    const contacts = [...this.all.value.values()];
    const signed = contacts.find((contact) => contact.device === device);
    if (signed) return this.get(signed.person);
    for (const introduced of this.#introduced.values())
      if (introduced.card.device === device) return this.get(introduced.manifest.person);
    return contacts.find((contact) => this.isDeviceOf(contact.person, device));
  }

  /** Every secret by which somebody may have sealed an offer to us. */
  get reunions(): readonly Uint8Array[] {
    return [
      ...[...this.all.value.values()].flatMap((contact) => contact.reunion),
      ...[...this.#introduced.values()].flatMap(({ secrets }) => secrets),
    ];
  }
}

const recordOf = ({ manifest, card }: Introduction): ContactRecord => ({
  ...contactFromCard(card, 0),
  tie: 'group',
  manifest: manifest.bytes,
  card: card.bytes,
});

const withIntroduction = (contact: ContactRecord, { manifest, card }: Introduction): ContactRecord => ({
  ...contact,
  name: card.name,
  device: card.device,
  manifest: manifest.bytes,
  card: card.bytes,
  rendezvous: card.rendezvous,
  prekeys: contact.device === card.device ? contact.prekeys : null,
});

/** A contact of whom we know no more than whoever named them to us. */
const unmet = (
  { person, name, device, rendezvous }: Pick<ContactRecord, 'person' | 'name' | 'device' | 'rendezvous'>,
  intro: ContactRecord['intro'],
  addedMs: number,
): ContactRecord => ({
  card: null,
  tie: 'contact',
  person,
  name,
  device,
  manifest: null,
  rendezvous,
  prekeys: null,
  intro,
  reunion: [],
  refused: null,
  addedMs,
  badges: [],
  verified: null,
});

/** A contact as their link describes them, before we have met. */
export const contactFromCard = (card: VerifiedCard, addedMs: number): ContactRecord =>
  unmet(card, card.intro, addedMs);

/** A contact as a directory describes them, before we have met. Their keys have to be sound: see `isSoundRow`. */
export const contactFromRow = (row: Parameters<typeof unmet>[0], addedMs: number): ContactRecord =>
  unmet(row, null, addedMs);

/**
 * The contact after a handshake in which they showed `credential`; `reunion` is the secret of the new link. `isMeant`: our
 * person wanted this one, by a contact link or by hand, which makes a contact of whoever we knew only from a group or by a badge.
 */
export function contactAfterHandshake(
  known: ContactRecord | undefined,
  { device, manifest, card, badges }: Credential,
  reunion: Uint8Array,
  isMeant: boolean,
  nowMs: number,
): ContactRecord {
  const before = known ?? { ...contactFromCard(card, nowMs), tie: 'badge' };
  const becomes = isMeant && before.tie !== 'contact';
  return {
    ...before,
    tie: isMeant ? 'contact' : before.tie,
    addedMs: becomes || before.addedMs === 0 ? nowMs : before.addedMs,
    card: card.bytes,
    name: card.name,
    device,
    manifest: newerManifest(before.manifest, manifest),
    rendezvous: card.rendezvous,
    prekeys: before.device === device ? before.prekeys : null,
    badges: badgesAfter(before, badges),
    refused: null,
    reunion: [reunion, ...before.reunion].slice(0, MAX_REUNIONS),
  };
}

/**
 * An older one than we hold comes from a device whose own disk forgot; the newest keeps what was retired retired. One that leaves out
 * a device would make what it wrote nobody's: who shows it is told what we hold (`Network`), and says it again with all of them.
 */
function newerManifest(held: Uint8Array | null, shown: VerifiedManifest): Uint8Array {
  const before = held && openManifest(held);
  return before && (before.number > shown.number || leavesOut(shown, before)) ? before.bytes : shown.bytes;
}

/** Whether the manifest we hold already says that `device` may not speak for the person any more. */
export function isRetired(contact: ContactRecord | undefined, device: DeviceId): boolean {
  const manifest = contact?.manifest ? openManifest(contact.manifest) : null;
  return manifest !== null && hasRevoked(manifest, device);
}

/** The contact with a document that `device`, one of theirs, sent; null if it says nothing new or is not theirs. */
export function contactWithDoc(
  contact: ContactRecord,
  device: DeviceId,
  kind: DocKind,
  bytes: Uint8Array,
): ContactRecord | null {
  switch (kind) {
    case 'prekeys': {
      const prekeys = openPrekeys(bytes);
      const held = contact.prekeys && openPrekeys(contact.prekeys);
      if (!prekeys || prekeys.device !== device) return null;
      const isNew = !held || held.number < prekeys.number;
      if (!isNew && !contact.intro) return null;
      // They say this once they have stored who we are; before, only their link's secret may lead back to them.
      return { ...contact, prekeys: isNew ? bytes : contact.prekeys, intro: null };
    }
    case 'card': {
      const card = openCard(bytes);
      if (!card || card.device !== device || card.person !== contact.person) return null;
      // One with a secret that lets a stranger in is for that stranger, and introduces nobody to others.
      const shown = card.intro === null ? bytes : contact.card;
      const isHeld = shown === contact.card || (contact.card !== null && sameBytes(bytes, contact.card));
      const same = card.name === contact.name && sameBytes(card.rendezvous, contact.rendezvous);
      return same && isHeld
        ? null
        : { ...contact, name: card.name, rendezvous: card.rendezvous, card: shown };
    }
    case 'badges': {
      const badges = decodeArray(bytes);
      if (!isBadgeList(badges)) return null;
      const after = badgesAfter(contact, badges);
      const isHeld =
        after.length === contact.badges.length && after.every((one, i) => sameBytes(one, contact.badges[i]!));
      return isHeld ? null : { ...contact, badges: after };
    }
    case 'manifest': {
      const manifest = openManifest(bytes);
      const held = contact.manifest && openManifest(contact.manifest);
      if (!manifest || manifest.person !== contact.person) return null;
      if (held && (held.number >= manifest.number || leavesOut(manifest, held))) return null;
      return { ...contact, manifest: bytes };
    }
  }
}

/** The newest key that signals for the contact's device may be sealed to. */
export const newestPrekey = (contact: ContactRecord): Prekey | undefined =>
  contact.prekeys ? openPrekeys(contact.prekeys)?.keys[0] : undefined;
