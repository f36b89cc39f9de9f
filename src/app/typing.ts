import type { PersonId } from '../protocol/ids.js';
import type { Clock } from './ports.js';

/** How long somebody counts as writing after their device last said so, in milliseconds. */
export const TYPING_FOR_MS = 8_000;
/** How often a device says that its person still writes. */
export const SAY_TYPING_EVERY_MS = 4_000;

/** Who of the others in a conversation is writing now, as far as their devices say. */
export class TypingOthers {
  readonly #clock: Clock;
  readonly #onChanged: () => void;
  /** How to call off the end of each. */
  readonly #writing = new Map<PersonId, () => void>();

  constructor(clock: Clock, onChanged: () => void) {
    this.#clock = clock;
    this.#onChanged = onChanged;
  }

  /** In the order in which they began. */
  get people(): readonly PersonId[] {
    return [...this.#writing.keys()];
  }

  /** A device of theirs says so. */
  began(person: PersonId): void {
    const isNews = !this.#writing.has(person);
    this.#writing.get(person)?.();
    this.#writing.set(
      person,
      this.#clock.after(TYPING_FOR_MS, () => this.stopped(person)),
    );
    if (isNews) this.#onChanged();
  }

  /** They have stopped, or sent it, or are gone. */
  stopped(person: PersonId): void {
    this.#writing.get(person)?.();
    if (this.#writing.delete(person)) this.#onChanged();
  }
}

/** What this device says of its own person's writing: at once when it begins and ends, and now and then in between. */
export class OwnTyping {
  readonly #clock: Clock;
  readonly #say: (isOn: boolean) => void;
  #saidMs: number | null = null;

  constructor(clock: Clock, say: (isOn: boolean) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** Called at every keystroke, and when there is nothing more to come. */
  set(isTyping: boolean): void {
    const nowMs = this.#clock.monotonicMs();
    if (!isTyping) {
      if (this.#saidMs !== null) this.#say(false);
      this.#saidMs = null;
    } else if (this.#saidMs === null || nowMs - this.#saidMs >= SAY_TYPING_EVERY_MS) {
      this.#saidMs = nowMs;
      this.#say(true);
    }
  }

  /** A message was sent: whoever gets it knows. */
  sent(): void {
    this.#saidMs = null;
  }
}
