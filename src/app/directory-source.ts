import type { BadgeStanding } from '../domain/badges.js';
import type { FaultCode } from '../domain/fault.js';
import type { ListedBadge } from '../domain/listed-badges.js';
import type { DirectoryRow, VerifiedDirectory } from '../protocol/directory.js';
import type { ConversationId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { PostView } from './official-views.js';
import type { RegistryStore } from './ports.js';

/** What the directory needs of the registry and of the rest of the app. */
export interface DirectorySource extends Pick<RegistryStore, 'pages'> {
  /** The newest one of each issuer, of authorities that are trusted; in an order that only a change of them changes. */
  held(): readonly VerifiedDirectory[];
  /** What a badge is worth now, as far as this device knows. It is asked of everything that is shown, so it has to be quick. */
  standingOf(badge: ListedBadge): BadgeStanding;
  /** Every post that is known here. */
  posts(): readonly PostView[];
  /** Makes a contact of somebody, and returns the conversation with them. */
  write(row: DirectoryRow): Promise<Result<ConversationId, FaultCode>>;
  /** Pages could not be read: what is on them is not found. */
  onFault(fault: FaultCode): void;
}
