import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import { watch, type Trouble } from './page-watch.js';

/** How somebody's browser looks at the world, whether it has a process of its own or not. */
export interface ContextOptions {
  /** Origins that its pages may talk to; any other one is trouble. */
  readonly origins: readonly string[];
  /** BCP 47; decides what the app's first screen speaks. */
  readonly locale?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly permissions?: readonly string[];
  readonly userAgent?: string;
  /** Runs in each page before any script of it. */
  readonly initScript?: () => void;
}

/** The part of it that a context is made with. */
export function forPlaywright(options: ContextOptions): BrowserContextOptions {
  const { locale = 'en-GB', viewport = { width: 1280, height: 800 }, colorScheme = 'light' } = options;
  return {
    locale,
    viewport,
    colorScheme,
    // An empty list is not the same as none: it would take away what pages may do unasked, such as to copy.
    ...(options.permissions ? { permissions: [...options.permissions] } : {}),
    ...(options.userAgent ? { userAgent: options.userAgent } : {}),
  };
}

/** The rest of it, and the watch over what must not happen. Comes before the context's first visit. */
export async function prepare(
  context: BrowserContext,
  { origins, initScript }: ContextOptions,
  trouble: Trouble[],
): Promise<void> {
  await watch(context, origins, trouble);
  if (initScript) await context.addInitScript(initScript);
}
