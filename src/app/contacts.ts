import type { Credential } from '../protocol/credential.js';
import { openCard, type VerifiedCard } from '../protocol/card.js';
import { sameBytes } from '../protocol/codec.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import { everHadDevice, openManifest, type VerifiedManifest } from '../protocol/manifest.js';
import { openPrekeys, type Prekey } from '../protocol/prekeys.js';
import type { DocKind } from '../protocol/record.js';
import type { ContactRecord } from './records.js';
import { Store } from './store.js';

/** Secrets of earlier links kept per contact: enough that two ends which lost a last message still share one. */
const MAX_REUNIONS = 4;

/** The people this device knows. Holds what is on disk; whoever changes it commits first and then calls `put`. */
export class Contacts {
  readonly all = new Store<ReadonlyMap<PersonId, ContactRecord>>(new Map());
  readonly #manifests = new Map<PersonId, VerifiedManifest>();

  /** Forgets everybody: another store, or none, is being opened. */
  clear(): void {
    this.#manifests.clear();
    this.all.update(() => new Map());
  }

  /** Takes in what is stored. */
  put(contacts: readonly ContactRecord[]): void {
    for (const contact of contacts) {
      const manifest = contact.manifest && openManifest(contact.manifest);
      if (manifest) this.#manifests.set(contact.person, manifest);
    }
    this.all.update(
      (now) => new Map([...now, ...contacts.map((contact) => [contact.person, contact] as const)]),
    );
  }

  get(person: PersonId): ContactRecord | undefined {
    return this.all.value.get(person);
  }

  /** Whether `device` is, or ever was, one of `person`'s, as far as their newest manifest tells. */
  isDeviceOf(person: PersonId, device: DeviceId): boolean {
    const manifest = this.#manifests.get(person);
    return manifest !== undefined && everHadDevice(manifest, device);
  }

  /** The contact that `device` belongs to. */
  byDevice(device: DeviceId): ContactRecord | undefined {
    for (const contact of this.all.value.values()) {
      if (contact.device === device || this.isDeviceOf(contact.person, device)) return contact;
    }
    return undefined;
  }

  /** Every secret by which a contact may have sealed an offer to us. */
  get reunions(): readonly Uint8Array[] {
    return [...this.all.value.values()].flatMap((contact) => contact.reunion);
  }
}

/** A contact as their link describes them, before we have met. */
export const contactFromCard = (card: VerifiedCard, addedMs: number): ContactRecord => ({
  person: card.person,
  name: card.name,
  device: card.device,
  manifest: null,
  rendezvous: card.rendezvous,
  prekeys: null,
  intro: card.intro,
  reunion: [],
  refused: null,
  addedMs,
});

/** The contact after a handshake in which they showed `credential`; `reunion` is the secret of the new link. */
export function contactAfterHandshake(
  known: ContactRecord | undefined,
  { device, manifest, card }: Credential,
  reunion: Uint8Array,
  nowMs: number,
): ContactRecord {
  const before = known ?? contactFromCard(card, nowMs);
  return {
    ...before,
    name: card.name,
    device,
    // An older one than we hold comes from a device whose own disk forgot; the newest keeps what was retired retired.
    manifest: newerManifest(before.manifest, manifest),
    rendezvous: card.rendezvous,
    prekeys: before.device === device ? before.prekeys : null,
    refused: null,
    reunion: [reunion, ...before.reunion].slice(0, MAX_REUNIONS),
  };
}

function newerManifest(held: Uint8Array | null, shown: VerifiedManifest): Uint8Array {
  const before = held && openManifest(held);
  return before && before.number > shown.number ? before.bytes : shown.bytes;
}

/** Whether the manifest we hold already says that `device` may not speak for the person any more. */
export function isRetired(contact: ContactRecord | undefined, device: DeviceId): boolean {
  const manifest = contact?.manifest ? openManifest(contact.manifest) : null;
  return manifest?.revoked.some((row) => row.device === device) ?? false;
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
      const same = card.name === contact.name && sameBytes(card.rendezvous, contact.rendezvous);
      return same ? null : { ...contact, name: card.name, rendezvous: card.rendezvous };
    }
    case 'manifest': {
      const manifest = openManifest(bytes);
      const held = contact.manifest && openManifest(contact.manifest);
      if (!manifest || manifest.person !== contact.person) return null;
      return held && held.number >= manifest.number ? null : { ...contact, manifest: bytes };
    }
  }
}

/** The newest key that signals for the contact's device may be sealed to. */
export const newestPrekey = (contact: ContactRecord): Prekey | undefined =>
  contact.prekeys ? openPrekeys(contact.prekeys)?.keys[0] : undefined;
