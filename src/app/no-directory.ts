import { fail } from '../protocol/result.js';
import type { DirectoryVerbs } from './official-views.js';
import { Store } from './store.js';

/** A directory of nobody. */
export const NO_DIRECTORY: DirectoryVerbs = {
  view: new Store({ state: 'none', count: 0, asOfMs: 0, nextUpdateMs: 0 } as const),
  open: () => undefined,
  search: () => [],
  departments: () => [],
  peopleOf: () => [],
  posts: () => [],
  write: () => Promise.resolve(fail('member-unknown')),
};
