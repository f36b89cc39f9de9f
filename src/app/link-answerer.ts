import type { DeviceId } from '../protocol/ids.js';
import type { Signal } from '../protocol/signal.js';
import { Attempt, offersRelay } from './attempt.js';
import { GLARE_WAIT_MS, type LinkDialler } from './link-dialler.js';
import type { Coming } from './link-gate.js';
import type { LinkMaking } from './link-making.js';
import type { SealedOffer } from './link-signals.js';

/** Attempts of others that we answer at once. */
const MAX_ANSWERS = 16;

/** Answers those who dial us, and settles it where both do. */
export class LinkAnswerer {
  readonly #making: LinkMaking;
  readonly #dialler: LinkDialler;
  readonly #answers = new Map<DeviceId, Attempt>();

  constructor(making: LinkMaking, dialler: LinkDialler) {
    this.#making = making;
    this.#dialler = dialler;
  }

  async onOffer(offer: SealedOffer, signal: Signal): Promise<void> {
    const { clock, contacts, identity, signals } = this.#making;
    const contact = contacts.byDevice(signal.from);
    if (offer.by.mode === 'intro') {
      const verdict = identity.judgeIntro(offer.by.secret, contact?.person ?? null);
      if (verdict !== 'welcome') return signals.answer(offer, signal, 'refusal', verdict);
    }
    const dial = contact && this.#dialler.dialTo(contact.person);
    if (dial && !this.#dialler.yields(dial, signal.from)) {
      clock.after(GLARE_WAIT_MS, () => {
        if (this.#dialler.dialTo(contact.person) !== dial || dial.isSignalled) return;
        dial.drop();
        this.#answer(offer, signal);
      });
      return;
    }
    dial?.drop();
    this.#answer(offer, signal);
  }

  /** Gives up what is under way by an offer of that device, if it began before then; monotonic, in ms. */
  drop(from: DeviceId, beforeMs = Infinity): void {
    const answer = this.#answers.get(from);
    if (answer && answer.startedMs < beforeMs) answer.drop();
  }

  dropAll(): void {
    for (const answer of [...this.#answers.values()]) answer.drop();
  }

  #answer(offer: SealedOffer, signal: Signal): void {
    const { contacts, gate, identity, introducer, signals } = this.#making;
    const { by } = offer;
    const coming: Coming = {
      introSecret: by.mode === 'intro' ? by.secret : null,
      isMeant: false,
      knewUs: signals.isByRendezvous(offer) && identity.looksForPeople,
    };
    this.#answers.get(signal.from)?.drop();
    if (!this.#making.isRunning() || this.#answers.size >= MAX_ANSWERS) return;
    const { ice } = introducer;
    // Who dials knows whether a direct way was looked for before; where only TCP passes, both have to relay.
    const options = {
      role: 'responder',
      ice: offersRelay(signal.detail) ? ice : { ...ice, turn: null },
    } as const;
    const ports = this.#making.portsTo(() => signal.from);
    const attempt: Attempt = new Attempt(ports, identity, options, {
      onSignal: (sdp) => void signals.answer(offer, signal, 'answer', sdp),
      isWelcome: (peer) => gate.isWelcomeStranger(peer, coming),
      onUp: (established) => {
        this.#forget(signal.from, attempt);
        return this.#making.onUp(attempt, established, coming);
      },
      onRecord: (record) => this.#making.onRecord(attempt, record),
      onDown: (why, up) => {
        this.#forget(signal.from, attempt);
        const contact = contacts.byDevice(signal.from);
        if (contact) this.#making.onDown(contact, attempt, why, up, false);
      },
    });
    this.#answers.set(signal.from, attempt);
    attempt.signal(signal.detail);
  }

  #forget(from: DeviceId, attempt: Attempt): void {
    if (this.#answers.get(from) === attempt) this.#answers.delete(from);
  }
}
