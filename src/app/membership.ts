import type { Head } from '../domain/accept.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { Contacts } from './contacts.js';
import type { Identity } from './identity.js';

/** Who is in a conversation, and what each may do there. Direct conversations and groups each have their own rules. */
export interface Membership {
  /** Whose device it is, or was; null of a device that is nobody's here. */
  personOf(device: DeviceId): PersonId | null;
  /** Whether an entry at `seq` of the log of `device` is taken from others. */
  mayAppend(device: DeviceId, seq: number): boolean;
  /** Whether such an entry, once held, is shown. */
  counts(device: DeviceId, seq: number): boolean;
  /** How far a log that ends in `head` here is given on; null for not at all. */
  shared(device: DeviceId, head: Head): Head | null;
  /** The first `seq` of the log of `device` that `person` may be given. */
  firstSeqFor(person: PersonId, device: DeviceId): number;
  /**
   * Whether entries of the person may be held by others of which we cannot be given any: a log of theirs forks. Only then do
   * they say again what others may have answered under an id that we know nothing else of.
   */
  hasForked(person: PersonId): boolean;
  /** Another value after every change of who is in it and how far their logs count. */
  readonly basis: unknown;
  /** Empty if nobody ever said it. */
  nameOf(person: PersonId): string;
  /** Everybody but ourselves who is in it now, and so is to have what is said here. */
  readonly others: readonly PersonId[];
  /** Whether the person may write texts and polls now. */
  mayPost(person: PersonId): boolean;
  /** Whether the person may react, vote and note, edit and delete now. */
  mayReact(person: PersonId): boolean;
  /** Whether the person may have written texts and polls at some time. */
  mightPost(person: PersonId): boolean;
}

/** Of a conversation of two: the other person, and ourselves. */
export class DirectMembership implements Membership {
  readonly #peer: PersonId;
  readonly #identity: Identity;
  readonly #contacts: Contacts;

  constructor(peer: PersonId, identity: Identity, contacts: Contacts) {
    this.#peer = peer;
    this.#identity = identity;
    this.#contacts = contacts;
  }

  readonly basis = null;

  personOf(device: DeviceId): PersonId | null {
    if (this.#identity.isOwnDevice(device)) return this.#identity.person;
    return this.#contacts.isDeviceOf(this.#peer, device) ? this.#peer : null;
  }

  mayAppend(device: DeviceId): boolean {
    return this.personOf(device) !== null;
  }

  counts(device: DeviceId): boolean {
    return this.personOf(device) !== null;
  }

  shared(_device: DeviceId, head: Head): Head | null {
    return head;
  }

  firstSeqFor(): number {
    return 0;
  }

  /** Nobody proves it to two. */
  hasForked(): boolean {
    return true;
  }

  nameOf(person: PersonId): string {
    return person === this.#identity.person ? this.#identity.name : (this.#contacts.get(person)?.name ?? '');
  }

  get others(): readonly PersonId[] {
    return [this.#peer];
  }

  mayPost(): boolean {
    return true;
  }

  mayReact(): boolean {
    return true;
  }

  mightPost(): boolean {
    return true;
  }
}
