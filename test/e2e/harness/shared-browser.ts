import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../../scripts/find-browser.mjs';
import { LAUNCH_LIMIT_MS } from './browser.js';
import { forPlaywright, prepare, type ContextOptions } from './context-options.js';
import type { Trouble } from './page-watch.js';

/**
 * One browser process for many people. Each has a profile of their own, which is kept in memory and shares nothing with
 * the others'; it opens in a tenth of a second, where a process of its own takes two seconds.
 */
export class SharedBrowser {
  #browser: Promise<Browser> | null = null;

  /** Opens a profile; the process starts with the first one. */
  async open(options: ContextOptions): Promise<SharedProfile> {
    this.#browser ??= launch();
    const context = await (await this.#browser).newContext(forPlaywright(options));
    const trouble: Trouble[] = [];
    // The page comes first: on its blank start, which is no secure context, a script of ours would fail.
    const page = await context.newPage();
    await prepare(context, options, trouble);
    return new SharedProfile(context, page, trouble);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#browser)?.close();
  }
}

/** A profile of a shared browser. */
export class SharedProfile {
  readonly context: BrowserContext;
  /** The first page. */
  readonly page: Page;
  /** What went wrong in it so far. */
  readonly trouble: readonly Trouble[];

  constructor(context: BrowserContext, page: Page, trouble: readonly Trouble[]) {
    this.context = context;
    this.page = page;
    this.trouble = trouble;
  }

  /** Closes its pages and forgets what it kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}

async function launch(): Promise<Browser> {
  const { path } = await findBrowser({ install: false });
  return chromium.launch({ executablePath: path, args: [...BROWSER_FLAGS], timeout: LAUNCH_LIMIT_MS });
}
