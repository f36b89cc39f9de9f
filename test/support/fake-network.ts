import type { CheckView } from '../../src/app/connection-check.js';
import type { ReachView } from '../../src/app/reach.js';
import { Store } from '../../src/app/store.js';
import type { TrafficView } from '../../src/app/traffic.js';
import type { NetworkVerbs } from '../../src/app/views.js';
import type { PersonId } from '../../src/protocol/ids.js';

/** A network of which a test says what is known. */
export class FakeNetwork implements NetworkVerbs {
  readonly ways = new Store<object>({});
  readonly check = new Store<CheckView>({
    isRunning: false,
    isFailed: false,
    done: 0,
    of: 0,
    checkedMs: null,
    findings: [],
  });
  readonly traffic = new Store<TrafficView>({ sinceMs: 0, rows: [], isCut: false });
  /** What `runCheck` was given, in order. */
  readonly checked: (boolean | null)[] = [];
  readings = 0;
  /** `readTraffic` cannot load what it takes. */
  isUnloadable = false;
  readonly #reach = new Map<PersonId, ReachView>();

  /** From now on that is what is known of somebody. */
  knows(person: PersonId, reach: ReachView): void {
    this.#reach.set(person, reach);
    this.ways.update(() => ({}));
  }

  reachOf(person: PersonId): ReachView {
    return this.#reach.get(person) ?? { is: 'linked' };
  }

  async runCheck(isPersisted: boolean | null): Promise<void> {
    this.checked.push(isPersisted);
  }

  async readTraffic(): Promise<void> {
    this.readings++;
    if (this.isUnloadable) throw new Error('offline');
  }
}
