import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/find-browser.mjs';
import { Person } from '../../test/e2e/harness/person.js';
import { TestServer, type ServerOptions } from '../../test/e2e/harness/server.js';
import { until } from '../../test/e2e/harness/until.js';
import { bundle } from './bundle.js';
import type {} from '../page/main.js';

const LAUNCH_LIMIT_MS = 60_000;
/** A busy machine makes a bench slow, and not broken. */
const WAIT_LIMIT_MS = 60_000;

/**
 * The built app on its own server, and one browser whose profiles are the people of a bench. In each page of theirs
 * `bench` is there beside the app, which knows nothing of it.
 */
export class BenchStage {
  readonly server: TestServer;
  readonly #browser: Browser;
  readonly #script: string;

  private constructor(server: TestServer, browser: Browser, script: string) {
    this.server = server;
    this.#browser = browser;
    this.#script = script;
  }

  static async open(options: ServerOptions = {}): Promise<BenchStage> {
    const script = await bundle(join(import.meta.dirname, '../page/main.ts'));
    const server = await TestServer.start(options);
    const { path } = await findBrowser({ install: false });
    const browser = await chromium.launch({
      executablePath: path,
      args: [...BROWSER_FLAGS],
      timeout: LAUNCH_LIMIT_MS,
    });
    return new BenchStage(server, browser, script);
  }

  /** A profile of its own, empty, with `bench` in every page. */
  async profile(): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
    });
    context.setDefaultTimeout(WAIT_LIMIT_MS);
    // The loader of these files wraps named functions in this helper, which pages do not have.
    await context.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
    await context.addInitScript({ content: this.#script });
    return context;
  }

  /** Somebody who has given their name, in a profile of their own. */
  async person(name: string): Promise<Person> {
    const context = await this.profile();
    const person = new Person(name, await context.newPage());
    await person.visit(this.server.url);
    await person.getStarted();
    return person;
  }

  /** `guest` follows a link of `host`, and both have the chat open and a link between them. */
  async meet(host: Person, guest: Person): Promise<void> {
    await guest.addContact(await host.myLink());
    await guest.waitForStanding('linked', WAIT_LIMIT_MS);
    await until(`${host.name} knows ${guest.name}`, () => host.knows(guest.name), WAIT_LIMIT_MS);
    await host.open(guest.name);
    await host.waitForStanding('linked', WAIT_LIMIT_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.server[Symbol.asyncDispose]();
  }
}
