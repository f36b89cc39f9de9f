import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { LinkRecord } from '../protocol/record.js';
import type { Attempt } from './attempt.js';
import type { Path } from './conversation-views.js';

/** A live link to a contact's device. */
export interface Link {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly exporter: Uint8Array;
  send(record: LinkRecord): Promise<void>;
}

/** A link as those see it who keep it alive. Times are monotonic, in ms. */
export interface LiveLink extends Link {
  readonly attempt: Attempt;
  readonly sinceMs: number;
  path: Path;
  /** Of a link through the relay: when a direct one is tried in its place. */
  directDueMs: number;
  /** When something was last said on it. */
  usedMs: number;
  readonly knewUs: boolean;
}

/** A link this old is replaced by a new one with new keys, before it is let go. */
export const RENEW_AFTER_MS = 60 * 60_000;
/** How long a link through the relay lives before a direct one is tried in its place, and again after that. */
export const DIRECT_AGAIN_AFTER_MS = 5 * 60_000;
