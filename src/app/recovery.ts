import type { FaultCode } from '../domain/fault.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Identity } from './identity.js';
import { orFault } from './or-fault.js';
import type { Ports, Words } from './ports.js';
import type { RecoveryVerbs, WordsView } from './recovery-views.js';
import { Store } from './store.js';

const REMIND_AFTER_MS = 7 * 86_400_000;

/** The words from which our person's key can be made again. */
export class Recovery implements RecoveryVerbs {
  readonly view: Store<WordsView>;
  readonly #ports: Pick<Ports, 'clock' | 'loadWords'>;
  readonly #identity: Identity;
  #cancelReminder: (() => void) | null = null;

  constructor(ports: Pick<Ports, 'clock' | 'loadWords'>, identity: Identity) {
    this.#ports = ports;
    this.#identity = identity;
    this.view = new Store(this.#viewNow());
    this.#remindLater();
  }

  async reveal(): Promise<Result<readonly string[], FaultCode>> {
    const list = await listOf(this.#ports);
    if (!list.ok) return list;
    const { wordsOfSeed } = list.value;
    return orFault(async () => {
      const seed = await this.#identity.revealSeed();
      const words = wordsOfSeed(seed);
      seed.fill(0);
      return ok(words);
    });
  }

  keep(): Promise<Result<void, FaultCode>> {
    return this.#set({ kind: 'kept' });
  }

  putOff(): Promise<Result<void, FaultCode>> {
    return this.#set({ kind: 'later', remindMs: this.#ports.clock.wallMs() + REMIND_AFTER_MS });
  }

  stop(): void {
    this.#cancelReminder?.();
  }

  async #set(words: Parameters<Identity['setWords']>[0]): Promise<Result<void, FaultCode>> {
    const saved = await this.#identity.setWords(words);
    if (saved.ok) this.#show();
    return saved;
  }

  #show(): void {
    this.view.update(() => this.#viewNow());
    this.#remindLater();
  }

  #viewNow(): WordsView {
    const { words } = this.#identity.record;
    if (words.kind === 'unseen') return words;
    if (words.kind !== 'later') return { kind: 'kept' };
    return { kind: 'later', isDue: this.#ports.clock.wallMs() >= words.remindMs };
  }

  #remindLater(): void {
    this.#cancelReminder?.();
    const { words } = this.#identity.record;
    const inMs = words.kind === 'later' ? words.remindMs - this.#ports.clock.wallMs() : 0;
    // A clock that was set back would have it wait for years.
    this.#cancelReminder =
      inMs > 0 ? this.#ports.clock.after(Math.min(inMs, REMIND_AFTER_MS), () => this.#show()) : null;
  }
}

/** The seed of typed words, 32 bytes, to be wiped by whoever asked. */
export async function seedOf(
  words: string,
  ports: Pick<Ports, 'loadWords'>,
): Promise<Result<Uint8Array, FaultCode>> {
  const list = await listOf(ports);
  if (!list.ok) return list;
  const read = list.value.readWords(words);
  return read.kind === 'whole' ? ok(read.seed) : fail('words-wrong');
}

/** Offline, before all was cached, the list may not be here. */
const listOf = (ports: Pick<Ports, 'loadWords'>): Promise<Result<Words, FaultCode>> =>
  ports.loadWords().then(ok, () => fail('words-away'));
