import type { Batch } from '../../src/app/ports.js';
import type { ConversationView } from '../../src/app/conversation-views.js';
import { KIND } from '../../src/protocol/body.js';
import { conversationOf } from '../../src/protocol/conversation-id.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../../src/protocol/ids.js';
import type { World } from './world.js';

interface Written {
  readonly by: string;
  /** Who its writer knew to be no member when it was written. */
  readonly without: ReadonlySet<PersonId>;
}

/** What one device holds durably. */
class Ledger {
  readonly entries = new Set<EntryId>();
  /** By author and seq. */
  readonly places = new Map<string, EntryId>();
  /** Its disk has been put back to an older state: it may take another entry in the place of one that it had. */
  hasForgotten = false;
}

/** Sees what becomes durable on every device, and what each shows; says so when the one does not follow from the other. */
export class GroupWitness {
  readonly #world: World;
  readonly #group: () => ConversationId | null;
  readonly #ledgers = new Map<string, Ledger>();
  readonly #written = new Map<EntryId, Written>();
  /** By text: everybody's words have a number, so that no two are alike. */
  readonly #texts = new Map<string, string>();
  #count = 0;

  constructor(world: World, group: () => ConversationId | null) {
    this.#world = world;
    this.#group = group;
  }

  newText(from: string): string {
    const text = `[${from}.${++this.#count}]`;
    this.#texts.set(text, from);
    return text;
  }

  /** Whether a device that never forgot anything holds an entry at this place. */
  holds(device: string, author: DeviceId, seq: number): boolean {
    const { places, hasForgotten } = this.#ledger(device);
    return !hasForgotten && places.has(`${author} ${seq}`);
  }

  onForgotten(device: string): void {
    this.#ledger(device).hasForgotten = true;
  }

  /** `without`: whom the device knows to be no member. `isBack`: its own person was let in again by somebody. */
  onDurable(
    device: string,
    batch: Batch,
    self: { readonly isOwn: (author: DeviceId) => boolean; readonly person: PersonId },
    without: () => ReadonlySet<PersonId>,
    isBack: () => boolean,
  ): void {
    const ledger = this.#ledger(device);
    for (const { entry } of batch.entries ?? []) {
      if (conversationOf(entry) !== this.#group()) continue;
      const place = `${entry.author} ${entry.seq}`;
      const before = ledger.places.get(place);
      if (before !== undefined && before !== entry.id && !ledger.hasForgotten)
        this.#world.fail(`${device} took two entries with one seq (${entry.seq}) of one author`);
      ledger.places.set(place, entry.id);
      ledger.entries.add(entry.id);
      if (self.isOwn(entry.author) && !this.#written.has(entry.id))
        this.#written.set(entry.id, { by: device, without: without() });
      const written = this.#written.get(entry.id);
      if (entry.kind < KIND.create && written?.without.has(self.person) && !isBack())
        this.#world.fail(`${device} was given what ${written.by} wrote after it had heard of the removal`);
    }
  }

  /** Checks what a device shows. `havingIt`: the names of the other devices that a message is said to have come to. */
  onShown(device: string, view: ConversationView, havingIt: (message: EntryId) => readonly string[]): void {
    const { entries } = this.#ledger(device);
    const seen = new Set<string>();
    for (const message of view.messages) {
      if (seen.has(message.text) && message.kind !== 'deleted')
        this.#world.fail(`${device} shows ${message.text} twice`);
      seen.add(message.text);
      const from = this.#texts.get(message.text);
      if (message.kind === 'text' && from === undefined)
        this.#world.fail(`${device} shows "${message.text}", which nobody wrote`);
      if (!entries.has(message.id))
        this.#world.fail(`${device} shows ${message.text} before it was on its disk`);
      if (message.own && message.state !== 'saved')
        for (const other of havingIt(message.id))
          if (!this.#ledger(other).entries.has(message.id))
            this.#world.fail(
              `${device} shows ${message.text} as ${message.state}, but ${other} never had it`,
            );
    }
  }

  #ledger(device: string): Ledger {
    const ledger = this.#ledgers.get(device) ?? new Ledger();
    this.#ledgers.set(device, ledger);
    return ledger;
  }
}
