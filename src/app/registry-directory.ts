import type { FaultCode } from '../domain/fault.js';
import { ListedBadges } from '../domain/listed-badges.js';
import type { DirectoryRow } from '../protocol/directory.js';
import type { ConversationId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import { Directory } from './directory.js';
import type { PostView } from './official-views.js';
import type { Clock } from './ports.js';
import type { Registry } from './registry.js';

/** What changes within so many ms is looked at once: documents and pages come one by one, and each tells of itself. */
const GATHER_MS = 100;

export interface RegistryDirectoryDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  /** Every post that is known here. */
  readonly posts: () => readonly PostView[];
  /** See `DirectorySource.write`. */
  readonly write: (row: DirectoryRow) => Promise<Result<ConversationId, FaultCode>>;
  readonly onFault: (fault: FaultCode) => void;
}

/** The directory of what the registry holds. */
export function registryDirectory({
  registry,
  clock,
  posts,
  write,
  onFault,
}: RegistryDirectoryDeps): Directory {
  let standings = new ListedBadges(registry.trust);
  const directory = new Directory(
    {
      held: () => registry.directories,
      pages: (hashes) => registry.pages(hashes),
      standingOf: (badge) => standings.standingOf(badge, registry.nowMs()),
      posts,
      write,
      onFault,
    },
    clock,
  );
  let isDue = false;
  registry.changes.subscribe(() => {
    standings = new ListedBadges(registry.trust);
    if (isDue) return;
    isDue = true;
    clock.after(GATHER_MS, () => {
      isDue = false;
      void directory.changed();
    });
  });
  return directory;
}
