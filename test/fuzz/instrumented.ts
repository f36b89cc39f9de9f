/** What `load-instrumented.ts` builds: the targets, over `quick-signatures.ts`. */
import { signAsAnybody } from './quick-signatures.js';
import type { Target } from './target.js';
import { makeTargets } from './targets.js';

export const targets = (): Promise<readonly Target[]> => makeTargets(signAsAnybody);
