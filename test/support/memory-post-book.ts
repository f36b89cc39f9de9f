import type { AuthorityView } from '../../src/app/official-views.js';
import type { PostBook } from '../../src/app/post-book.js';
import { Store } from '../../src/app/store.js';
import { postHistories, type PostHistory } from '../../src/domain/posts.js';
import type { VerifiedCharge } from '../../src/protocol/charge.js';
import type { IssuerId, PersonId, PostId } from '../../src/protocol/ids.js';
import { ok } from '../../src/protocol/result.js';

/** What a device knows of posts, in memory. What it is told it keeps; to others it says nothing by itself. */
export class MemoryPostBook implements PostBook {
  readonly changes = new Store(0);
  readonly names = new Map<PersonId, string>();
  /** Whom `meet` was asked for, each once. */
  readonly met = new Set<PersonId>();
  readonly authorities: ReadonlySet<IssuerId>;
  readonly #authority: AuthorityView;
  #charges: readonly VerifiedCharge[] = [];
  #histories: ReadonlyMap<PostId, PostHistory> = new Map();

  constructor(authority: AuthorityView) {
    this.#authority = authority;
    this.authorities = new Set([authority.key]);
  }

  all(): Iterable<PostHistory> {
    return this.#histories.values();
  }

  historyOf(post: PostId): PostHistory | null {
    return this.#histories.get(post) ?? null;
  }

  authorityOf(): AuthorityView {
    return this.#authority;
  }

  nameOf(person: PersonId): string {
    return this.names.get(person) ?? '';
  }

  keep(charge: VerifiedCharge) {
    this.#charges = [...this.#charges, charge];
    this.#histories = postHistories(this.#charges, this.authorities);
    this.changes.update((count) => count + 1);
    return Promise.resolve(ok(undefined));
  }

  meet(person: PersonId): void {
    this.met.add(person);
  }
}
