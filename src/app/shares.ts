import type { PersonId } from '../protocol/ids.js';
import type { Group } from './group.js';
import type { Membership } from './membership.js';
import type { ConversationRecord } from './records.js';

/**
 * What one person may take of this device in one conversation before somebody here is asked whether more is to be taken.
 * Whoever works in an office for years comes nowhere near it; whoever fills disks is stopped there.
 */
export const SHARE = {
  /** Of signed entries and their bodies. */
  bytes: 200 * 1024 * 1024,
  /** Signed by the person's devices: with each of them it takes longer to work out who is in the group. */
  adminEntries: 8_192,
  /** Introductions of devices beyond those that admin entries carry. */
  devices: 512,
} as const;

/** What somebody has sent, or which of it has come to the end of its share. */
type Of<T> = { readonly [kind in keyof typeof SHARE]: T };

const KINDS = Object.keys(SHARE) as readonly (keyof typeof SHARE)[];

/** Whose share of a conversation is used up. Only what others send is measured. */
export class Shares {
  readonly #membership: Membership;
  readonly #group: Group | null;
  #worked: Worked | null = null;
  #counted: Counted | null = null;

  constructor(membership: Membership, group: Group | null) {
    this.#membership = membership;
    this.#group = group;
  }

  /** The others who have used up a share, and of what. */
  usedUp(record: ConversationRecord): ReadonlyMap<PersonId, Of<boolean>> {
    const { basis, others } = this.#membership;
    const { heads, moreShares } = record;
    const last = this.#worked;
    if (last?.heads === heads && last.moreShares === moreShares && last.basis === basis) return last.usedUp;
    const fills = this.#fillsOf(record);
    const usedUp = new Map<PersonId, Of<boolean>>();
    for (const person of others) {
      const fill = fills.get(person);
      const shares = 1 + moreOf(moreShares, person);
      if (!fill || KINDS.every((kind) => fill[kind] < shares * SHARE[kind])) continue;
      const isUp = (kind: keyof typeof SHARE): boolean => fill[kind] >= shares * SHARE[kind];
      usedUp.set(person, {
        bytes: isUp('bytes'),
        adminEntries: isUp('adminEntries'),
        devices: isUp('devices'),
      });
    }
    this.#worked = { heads, moreShares, basis, usedUp };
    return usedUp;
  }

  #fillsOf({ heads }: ConversationRecord): ReadonlyMap<PersonId, Of<number>> {
    const bytes = new Map<PersonId, number>();
    for (const { author, heldBytes } of heads) {
      const person = this.#membership.personOf(author);
      if (person) add(bytes, person, heldBytes);
    }
    const { adminEntries, devices } = this.#count();
    const people = new Set([...bytes.keys(), ...adminEntries.keys(), ...devices.keys()]);
    return new Map(
      [...people].map((person) => [
        person,
        {
          bytes: bytes.get(person) ?? 0,
          adminEntries: adminEntries.get(person) ?? 0,
          devices: devices.get(person) ?? 0,
        },
      ]),
    );
  }

  #count(): Counted {
    const { basis } = this.#membership;
    if (this.#counted && this.#counted.basis === basis) return this.#counted;
    const [adminEntries, devices] = [new Map<PersonId, number>(), new Map<PersonId, number>()];
    for (const { person } of this.#group?.set.entries.values() ?? []) add(adminEntries, person, 1);
    for (const item of this.#group?.set.items.values() ?? [])
      if (item.kind === 'introduction') add(devices, item.manifest.person, 1);
    const counted = { basis, adminEntries, devices };
    this.#counted = counted;
    return counted;
  }
}

/** What `usedUp` said last, and of what. */
interface Worked extends Pick<ConversationRecord, 'heads' | 'moreShares'> {
  readonly basis: unknown;
  readonly usedUp: ReadonlyMap<PersonId, Of<boolean>>;
}

/** What the roster holds of whom. */
interface Counted {
  readonly basis: unknown;
  readonly adminEntries: ReadonlyMap<PersonId, number>;
  readonly devices: ReadonlyMap<PersonId, number>;
}

const add = (sums: Map<PersonId, number>, person: PersonId, amount: number): void =>
  void sums.set(person, (sums.get(person) ?? 0) + amount);

const moreOf = (moreShares: ConversationRecord['moreShares'], person: PersonId): number =>
  moreShares.find((more) => more.person === person)?.count ?? 0;

/** One share more for a person than there were. */
export const withOneMore = (
  moreShares: ConversationRecord['moreShares'],
  person: PersonId,
): ConversationRecord['moreShares'] => [
  ...moreShares.filter((more) => more.person !== person),
  { person, count: moreOf(moreShares, person) + 1 },
];
