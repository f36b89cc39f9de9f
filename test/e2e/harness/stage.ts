import assert from 'node:assert/strict';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../../scripts/find-browser.mjs';
import { TestBrowser, type BrowserOptions } from './browser.js';
import { heldBy, watch, type Trouble } from './page-watch.js';
import { Person } from './person.js';
import { TestServer, type ServerOptions } from './server.js';
import { until } from './until.js';

export type Seat = Partial<BrowserOptions>;

/**
 * One server and the people who use it. Everybody has a browser process of their own, except for neighbours, who share
 * one and have a profile each. Ends all of it when disposed of.
 */
export class Stage {
  readonly server: TestServer;
  readonly #browsers = new Map<Person, TestBrowser>();
  readonly #neighbours = new Map<Person, BrowserContext>();
  /** Of neighbours, and of those who left. */
  readonly #trouble: Trouble[] = [];
  #shared: Browser | null = null;
  /** How many people there have been. */
  #people = 0;

  private constructor(server: TestServer) {
    this.server = server;
  }

  static async open(options: ServerOptions = {}): Promise<Stage> {
    return new Stage(await TestServer.start(options));
  }

  get url(): string {
    return this.server.url;
  }

  /** Somebody who has just opened Beep for the first time, in a browser of their own. */
  async newcomer(name: string, seat: Seat = {}): Promise<Person> {
    const person = await this.stranger(name, seat);
    await person.visit(this.url);
    return person;
  }

  /** Somebody with a browser of their own that shows nothing yet. */
  async stranger(name: string, seat: Seat = {}): Promise<Person> {
    const browser = await TestBrowser.open({ origins: [this.url], ...seat });
    const person = new Person(name, browser.page);
    this.#browsers.set(person, browser);
    this.#people++;
    return person;
  }

  /** Somebody who has given their name. */
  async person(name: string, seat: Seat = {}): Promise<Person> {
    const person = await this.newcomer(name, seat);
    await person.getStarted();
    return person;
  }

  /** Somebody who has given their name, in a browser that all neighbours share; nothing else is shared. */
  async neighbour(name: string): Promise<Person> {
    this.#shared ??= await chromium.launch({
      executablePath: (await findBrowser({ install: false })).path,
      args: [...BROWSER_FLAGS],
      timeout: 60_000,
    });
    const context = await this.#shared.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
    });
    await watch(context, [this.url], this.#trouble);
    const person = new Person(name, await context.newPage());
    this.#neighbours.set(person, context);
    this.#people++;
    await person.visit(this.url);
    await person.getStarted();
    return person;
  }

  browserOf(person: Person): TestBrowser {
    const browser = this.#browsers.get(person);
    if (!browser) throw new Error(`${person.name} has no browser of their own.`);
    return browser;
  }

  /** `guest` follows a link of `host`, and both have the chat open and a link between them. */
  async meet(host: Person, guest: Person): Promise<void> {
    await guest.addContact(await host.myLink());
    await guest.waitForStanding('linked');
    await until(`${host.name} knows ${guest.name}`, () => host.knows(guest.name));
    await host.open(guest.name);
    await host.waitForStanding('linked');
  }

  /** Starts the person's browser again on the same profile and opens the app. */
  async reopen(person: Person, path = '/'): Promise<void> {
    const browser = this.browserOf(person);
    await browser.open();
    person.moveTo(browser.page);
    await person.visit(this.url + path);
  }

  /** They close Beep and do not come back. What went wrong with them is remembered. */
  async leave(...people: readonly Person[]): Promise<void> {
    for (const person of people) {
      await this.#neighbours.get(person)?.close();
      this.#neighbours.delete(person);
      await this.#browsers.get(person)?.[Symbol.asyncDispose]();
      this.#trouble.push(...(this.#browsers.get(person)?.trouble ?? []));
      this.#browsers.delete(person);
    }
  }

  /** What went wrong in any browser so far. */
  get trouble(): readonly Trouble[] {
    return [...[...this.#browsers.values()].flatMap(({ trouble }) => trouble), ...this.#trouble];
  }

  /**
   * Nothing was refused by the policy, nothing was thrown, no other host was asked, and nobody holds more connections
   * than there are people to be connected with.
   */
  async assertClean(): Promise<void> {
    assert.deepEqual(this.trouble, []);
    for (const person of [...this.#browsers.keys(), ...this.#neighbours.keys()]) {
      if (person.page.isClosed()) continue;
      // Whoever left is dialled all the same; and what is replaced is there for a moment beside its successor.
      await until(`${person.name} holds no more than is used`, async () => {
        const { peerConnections, sockets } = await heldBy(person.page);
        return sockets <= 1 && peerConnections < this.#people;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#shared?.close();
    for (const browser of this.#browsers.values()) await browser[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
