import type { PostHistory } from '../domain/posts.js';
import type { VerifiedCharge } from '../protocol/charge.js';
import type { FaultCode } from '../domain/fault.js';
import type { IssuerId, PersonId, PostId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { AuthorityView } from './official-views.js';
import type { ReadonlyStore } from './store.js';

/** What the registry knows of posts. */
export interface PostBook {
  /** Counts up whenever anything below may have changed. */
  readonly changes: ReadonlyStore<number>;
  /** Every post of which a charge is known that counts. */
  all(): Iterable<PostHistory>;
  /** Null if no charge of it is known that counts. */
  historyOf(post: PostId): PostHistory | null;
  /** The authorities that are trusted on this device. */
  readonly authorities: ReadonlySet<IssuerId>;
  authorityOf(key: IssuerId): AuthorityView;
  /** As their badge or a directory names them; empty if neither does. */
  nameOf(person: PersonId): string;
  /** Keeps a charge of an authority that is trusted, and gives it to those who lack it. */
  keep(charge: VerifiedCharge): Promise<Result<void, FaultCode>>;
  /** Sees to it that somebody who is only known by a directory is dialled, if one names them. Called again, it does no more. */
  meet(person: PersonId): void;
}
