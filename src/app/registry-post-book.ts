import type { FaultCode } from '../domain/fault.js';
import type { PostHistory } from '../domain/posts.js';
import type { VerifiedCharge } from '../protocol/charge.js';
import type { IssuerId, PersonId, PostId } from '../protocol/ids.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { AuthorityView, IdentityView } from './official-views.js';
import type { PostBook } from './post-book.js';
import type { Registry } from './registry.js';
import type { ReadonlyStore } from './store.js';

export interface RegistryPostBookDeps {
  readonly registry: Registry;
  readonly authorityOf: (key: IssuerId) => AuthorityView;
  readonly identityOf: (person: PersonId) => IdentityView;
  /** Makes a contact of somebody who is in a directory. False if they are in none that is here by now. */
  readonly meet: (person: PersonId) => Promise<boolean>;
}

/** The `PostBook` over the registry. */
export class RegistryPostBook implements PostBook {
  readonly changes: ReadonlyStore<number>;
  readonly #deps: RegistryPostBookDeps;
  readonly #met = new Set<PersonId>();

  constructor(deps: RegistryPostBookDeps) {
    this.#deps = deps;
    this.changes = deps.registry.changes;
  }

  get authorities(): ReadonlySet<IssuerId> {
    return this.#deps.registry.trust.authorities;
  }

  all(): Iterable<PostHistory> {
    return this.#deps.registry.histories.values();
  }

  historyOf(post: PostId): PostHistory | null {
    return this.#deps.registry.histories.get(post) ?? null;
  }

  authorityOf(key: IssuerId): AuthorityView {
    return this.#deps.authorityOf(key);
  }

  nameOf(person: PersonId): string {
    const { badges, person: view } = this.#deps.identityOf(person);
    return badges[0]?.names.name ?? view.name;
  }

  async keep({ bytes }: VerifiedCharge): Promise<Result<void, FaultCode>> {
    const taking = await this.#deps.registry.take('charge', bytes);
    return taking === 'refused' || taking === 'uncounted' ? fail('charge-untrusted') : ok(undefined);
  }

  meet(person: PersonId): void {
    if (this.#met.has(person)) return;
    this.#met.add(person);
    void this.#deps.meet(person).then((isMet) => {
      // A directory that names them may come yet: whoever asks again has it looked at again.
      if (!isMet) this.#met.delete(person);
    });
  }
}
