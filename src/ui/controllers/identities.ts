import type { ReactiveControllerHost } from 'lit';
import type { IdentityView, OfficialVerbs } from '../../app/official-views.js';
import { Store } from '../../app/store.js';
import type { BeepVerbs } from '../../app/views.js';
import type { PersonId } from '../../protocol/ids.js';
import { whole, type StoreController } from './store-controller.js';

const NO_CHANGES = new Store(0);

/** Shows a host who people are, and has it render again whenever that may have changed. */
export class Identities {
  readonly #official: StoreController<OfficialVerbs | null, OfficialVerbs | null>;

  constructor(host: ReactiveControllerHost, beep: () => BeepVerbs) {
    this.#official = whole(host, () => beep().official);
    whole(host, () => beep().official.value?.changes ?? NO_CHANGES);
  }

  /** Null until badges are loaded. */
  get official(): OfficialVerbs | null {
    return this.#official.value;
  }

  /** Who somebody is; null where that cannot be said yet, or there is nobody. */
  of(person: PersonId | null): IdentityView | null {
    return person === null ? null : (this.#official.value?.identityOf(person) ?? null);
  }
}
