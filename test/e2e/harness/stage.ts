import assert from 'node:assert/strict';
import { TestBrowser, type BrowserOptions } from './browser.js';
import type { ContextOptions } from './context-options.js';
import { serveInstead } from './other-build.js';
import { heldBy, type Trouble } from './page-watch.js';
import { Person } from './person.js';
import { SharedBrowser, type SharedProfile } from './shared-browser.js';
import { TestServer, type ServerOptions } from './server.js';
import { until } from './until.js';

/** Somebody's browser: a profile of the one that all share, or a process of their own with its profile on the disk. */
export type Seat =
  | (Partial<ContextOptions> & { readonly ownProcess?: false })
  | (Partial<BrowserOptions> & { readonly ownProcess: true });

/**
 * One server and the people who use it. They share a browser process and have a profile each, except for those who get
 * a process of their own: to be killed, closed, opened again or put to sleep. Ends all of it when disposed of.
 */
export class Stage {
  readonly server: TestServer;
  readonly #profiles = new Map<Person, TestBrowser | SharedProfile>();
  readonly #shared = new SharedBrowser();
  /** Of those who left. */
  readonly #trouble: Trouble[] = [];
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

  /** Somebody who has just opened Beep for the first time. */
  async newcomer(name: string, seat: Seat = {}): Promise<Person> {
    const person = await this.stranger(name, seat);
    await person.visit(this.url);
    return person;
  }

  /** Somebody whose browser shows nothing yet. */
  async stranger(name: string, seat: Seat = {}): Promise<Person> {
    const profile = seat.ownProcess
      ? await TestBrowser.open({ origins: [this.url], ...seat })
      : await this.#shared.open({ origins: [this.url], ...seat });
    const person = new Person(name, profile.page);
    this.#profiles.set(person, profile);
    this.#people++;
    return person;
  }

  /** Somebody who has given their name. */
  async person(name: string, seat: Seat = {}): Promise<Person> {
    const person = await this.newcomer(name, seat);
    await person.getStarted();
    return person;
  }

  /** The process of somebody who has one of their own. */
  browserOf(person: Person): TestBrowser {
    const browser = this.#profiles.get(person);
    if (!(browser instanceof TestBrowser)) throw new Error(`${person.name} has no browser of their own.`);
    return browser;
  }

  /** Makes sure that whoever opens Beep there gets what is in `dist` instead of what the server has. */
  async serveTo(person: Person, dist: string): Promise<void> {
    await serveInstead(this.#profiles.get(person)!.context, this.url, dist);
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
      const profile = this.#profiles.get(person);
      if (!profile) throw new Error(`${person.name} is not here.`);
      await profile[Symbol.asyncDispose]();
      this.#trouble.push(...profile.trouble);
      this.#profiles.delete(person);
    }
  }

  /** What went wrong in any browser so far. */
  get trouble(): readonly Trouble[] {
    return [...[...this.#profiles.values()].flatMap(({ trouble }) => trouble), ...this.#trouble];
  }

  /**
   * Nothing was refused by the policy, nothing was thrown, no other host was asked, and nobody holds more connections
   * than there are people to be connected with.
   */
  async assertClean(): Promise<void> {
    assert.deepEqual(this.trouble, []);
    for (const person of this.#profiles.keys()) {
      if (person.page.isClosed()) continue;
      // Whoever left is dialled all the same; and what is replaced is there for a moment beside its successor.
      await until(`${person.name} holds no more than is used`, async () => {
        const { peerConnections, sockets } = await heldBy(person.page);
        return sockets <= 1 && peerConnections < this.#people;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const profile of this.#profiles.values()) await profile[Symbol.asyncDispose]();
    await this.#shared[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
