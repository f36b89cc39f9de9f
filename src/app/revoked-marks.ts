/** How messages, and what is said about them, stand to badges and devices that were revoked. */
import { changeOf } from '../domain/fold.js';
import { revokedMarkOf, type RevokedFrom, type RevokedMark } from '../domain/revoked-mark.js';
import { KIND } from '../protocol/body.js';
import type { DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import { saidAbout, type Folded } from './folded-message.js';
import type { Membership } from './membership.js';
import type { StoredEntry } from './ports.js';
import type { MessageMark } from './conversation-views.js';

/** From when on no office stands behind what a person signs by a device of theirs; null where nothing says so. */
export type RevokedFromOf = (person: PersonId, device: DeviceId) => RevokedFrom | null;

/** Of one message, and of what is said about it. */
export class RevokedMarks {
  readonly #membership: Membership;
  readonly #revokedFrom: RevokedFromOf;

  constructor(membership: Membership, revokedFrom: RevokedFromOf) {
    this.#membership = membership;
    this.#revokedFrom = revokedFrom;
  }

  /**
   * How a message stands, or the change by its own person to which it owes what is shown of it; what is sure comes before what is
   * not. Null if no office has taken anything back by then.
   */
  ofMessage(folded: Folded): MessageMark | null {
    const written = this.#of(folded.stored, 'written');
    if (written?.isSure || folded.annotations.length === 0 || !this.#isRevoked(folded.person, folded))
      return written;
    const { message, said } = saidAbout(folded, this.#membership);
    const change = message && changeOf(message, said);
    const changed = change && this.#find(folded, change.id);
    const by = change?.body.kind === KIND.delete ? 'deleted' : 'changed';
    const later = changed ? this.#of(changed, by) : null;
    return later?.isSure ? later : (written ?? later);
  }

  /** How one of the entries stands that say something about a message. */
  ofSaid(folded: Folded, id: EntryId): RevokedMark | null {
    const stored = this.#find(folded, id);
    return stored ? this.#markOf(stored) : null;
  }

  /** Changes are looked for only where one of the devices that could have made them is of somebody who lost something. */
  #isRevoked(person: PersonId, { stored, annotations }: Folded): boolean {
    return [stored, ...annotations].some(({ entry: { author } }) => this.#revokedFrom(person, author));
  }

  #find({ annotations }: Folded, id: EntryId): StoredEntry | undefined {
    return annotations.find(({ entry }) => entry.id === id);
  }

  #of(stored: StoredEntry, act: MessageMark['act']): MessageMark | null {
    const mark = this.#markOf(stored);
    return mark && { ...mark, act };
  }

  #markOf({ entry }: StoredEntry): RevokedMark | null {
    const person = this.#membership.personOf(entry.author);
    return person === null ? null : revokedMarkOf(entry, this.#revokedFrom(person, entry.author));
  }
}
