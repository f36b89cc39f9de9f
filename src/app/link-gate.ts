import type { Credential } from '../protocol/credential.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { VerifiedManifest } from '../protocol/manifest.js';
import { isRetired, type Contacts } from './contacts.js';
import type { Identity } from './identity.js';
import type { LiveLink } from './link.js';

/** By what somebody has come to us whom we may not know. */
export interface Coming {
  /** They hold this secret of a contact link of ours. */
  readonly introSecret: Uint8Array | null;
  /** Our person brought them here by hand. */
  readonly isMeant: boolean;
  /** They knew us before we lost the device that knew them: see `Identity.looksForPeople`. */
  readonly knewUs: boolean;
}
export const BY_THEMSELVES: Coming = { introSecret: null, isMeant: false, knewUs: false };

export interface GateListener {
  /** Another device of our own person has shown itself. */
  onOwn(manifest: VerifiedManifest): void;
  /** Whether a badge lets somebody in whom we do not know: one that is good now, of an authority that is trusted here. */
  isVouched(person: PersonId, badges: readonly Uint8Array[]): boolean;
  /** Whether an office has ended a device, or the key of its person. */
  isRevoked(person: PersonId, device: DeviceId, badges: readonly Uint8Array[]): boolean;
}

/** Who may have a link with us. */
export class LinkGate {
  readonly #identity: Identity;
  readonly #contacts: Contacts;
  readonly #listener: GateListener;

  constructor(identity: Identity, contacts: Contacts, listener: GateListener) {
    this.#identity = identity;
    this.#contacts = contacts;
    this.#listener = listener;
  }

  /** Whether whoever we look for may be who has proved to be `peer`. */
  isWelcome({ manifest, device, badges }: Credential): boolean {
    if (manifest.person === this.#identity.person) {
      this.#listener.onOwn(manifest);
      return false;
    }
    return !this.isEnded(manifest.person, device, badges);
  }

  /** The same of somebody who has come to us, whom we may not know. */
  isWelcomeStranger(peer: Credential, { introSecret, knewUs }: Coming): boolean {
    if (!this.isWelcome(peer)) return false;
    const { person } = peer.manifest;
    if (this.#contacts.isWelcome(person) || this.#isLetIn(person, peer.badges, knewUs)) return true;
    return introSecret !== null && this.#identity.judgeIntro(introSecret, person) === 'welcome';
  }

  /** What is to become of a link, now that something is known which was not when it was made. */
  judge({ person, device, knewUs }: LiveLink): 'stays' | 'leaves' | 'ended' {
    const badges = this.#contacts.get(person)?.badges ?? [];
    if (!this.#contacts.isWelcome(person) && !this.#isLetIn(person, badges, knewUs)) return 'leaves';
    return this.isEnded(person, device, badges) ? 'ended' : 'stays';
  }

  /** Whether its person has retired a device, or an authority has ended it or their key. */
  isEnded(person: PersonId, device: DeviceId, shown: readonly Uint8Array[]): boolean {
    const contact = this.#contacts.get(person);
    return (
      isRetired(contact, device) ||
      this.#listener.isRevoked(person, device, [...shown, ...(contact?.badges ?? [])])
    );
  }

  #isLetIn(person: PersonId, badges: readonly Uint8Array[], knewUs: boolean): boolean {
    return !this.#contacts.isBlocked(person) && (knewUs || this.#listener.isVouched(person, badges));
  }
}
