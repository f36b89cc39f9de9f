import type { PersonId } from '../protocol/ids.js';
import type { Attempt } from './attempt.js';
import type { IntroducerSession } from './introducer-session.js';
import { NO_WAY_YET, type Obstacle, type Way } from './reach.js';
import { Store } from './store.js';

/** What is known of the way to each whom we have tried. */
export class Ways {
  readonly view = new Store<ReadonlyMap<PersonId, Way>>(new Map());
  readonly #introducer: IntroducerSession;

  constructor(introducer: IntroducerSession) {
    this.#introducer = introducer;
  }

  learn(person: PersonId, learned: Partial<Way>): void {
    this.view.update((ways) => new Map(ways).set(person, { ...NO_WAY_YET, ...ways.get(person), ...learned }));
  }

  /** An attempt, or the link it was, has ended by `obstacle`; `now` is what there is apart from it. */
  learnOfEnd(
    person: PersonId,
    attempt: Attempt,
    obstacle: Obstacle | null,
    now: { readonly isTrying: boolean; readonly isLinked: boolean },
  ): void {
    const { isTrying, isLinked } = now;
    const isRelayLeft = obstacle === 'no-way' && !attempt.mayBeRelayed && this.#introducer.ice.turn !== null;
    // Where the introducer is away, they may never have been asked.
    const isUnasked = obstacle === 'unanswered' && !this.#introducer.isUp;
    if (obstacle === null || isLinked || isRelayLeft || isUnasked) return this.learn(person, { isTrying });
    this.learn(person, { isTrying, obstacle, addresses: obstacle === 'no-way' ? attempt.addresses : [] });
  }
}
