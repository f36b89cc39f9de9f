import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../../scripts/find-browser.mjs';
import { forPlaywright, prepare, type ContextOptions } from './context-options.js';
import { heldBy, type Held, type Trouble } from './page-watch.js';
import { processesOfProfile, signalAll } from './processes.js';
import { until } from './until.js';

/** How long a browser may take to come up on a busy machine, in ms. */
export const LAUNCH_LIMIT_MS = 60_000;

export interface BrowserOptions extends ContextOptions {
  readonly flags?: readonly string[];
  /** A program to run instead, e.g. one that enters a network namespace first. */
  readonly executablePath?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A browser of one person, with a profile of its own that outlives its process. */
export class TestBrowser {
  readonly profile: string;
  /** What went wrong in it so far, over all its lives. */
  readonly trouble: Trouble[] = [];
  readonly #options: BrowserOptions;
  #context: BrowserContext | null = null;

  private constructor(profile: string, options: BrowserOptions) {
    this.profile = profile;
    this.#options = options;
  }

  static async open(options: BrowserOptions): Promise<TestBrowser> {
    const browser = new TestBrowser(await mkdtemp(join(tmpdir(), 'beep-profile-')), options);
    await browser.open();
    return browser;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('The browser is not running.');
    return this.#context;
  }

  /** The first page. */
  get page(): Page {
    return this.context.pages()[0]!;
  }

  /** Starts the browser again on the same profile. */
  async open(): Promise<void> {
    if (this.#context) throw new Error('The browser is running already.');
    const context = await chromium.launchPersistentContext(this.profile, {
      executablePath: this.#options.executablePath ?? (await findBrowser({ install: false })).path,
      args: [...BROWSER_FLAGS, ...(this.#options.flags ?? [])],
      env: { ...(process.env as Record<string, string>), ...this.#options.env },
      ...forPlaywright(this.#options),
      timeout: LAUNCH_LIMIT_MS,
    });
    await prepare(context, this.#options, this.trouble);
    context.once('close', () => (this.#context = null));
    this.#context = context;
  }

  /** Ends it as a person does. */
  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  /** Ends every process of it at once with SIGKILL, as a crash or the power does, and waits until they are gone. */
  async kill(): Promise<void> {
    const context = this.#context;
    if (!context) return;
    const closed = new Promise((done) => context.once('close', done));
    const before = this.trouble.length;
    signalAll(processesOfProfile(this.profile), 'SIGKILL');
    await until('the browser is gone', () => processesOfProfile(this.profile).length === 0);
    await closed;
    this.#context = null;
    // A page may be seen to die before its browser is.
    this.trouble.push(...this.trouble.splice(before).filter(({ kind }) => kind !== 'crash'));
  }

  /** Stops its pages where they are, as a closed lid does. Returns what wakes them again. */
  sleep(): () => void {
    const pages = processesOfProfile(this.profile).filter(({ command }) =>
      command.includes('--type=renderer'),
    );
    signalAll(pages, 'SIGSTOP');
    return () => signalAll(pages, 'SIGCONT');
  }

  /** What the first page holds open now. */
  held(): Promise<Held> {
    return heldBy(this.page);
  }

  /** Ends it and removes its profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
