import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContextOptions } from '../../e2e/harness/context-options.js';
import type { Person } from '../../e2e/harness/person.js';
import { Stage } from '../../e2e/harness/stage.js';
import { IsolatedLan, type Host } from './isolated-lan.js';
import { Office } from './office.js';

/** Whether the numbers of the test plan are asked for (`npm run test:lan`); otherwise a shorter form of each. */
export const IS_FULL = process.env['BEEP_TEST_FULL'] === '1';

/** How long two people may take from having Beep open to a message, in ms (the goal of the LAN). */
export const CHAT_WITHIN_MS = 10_000;
/** How long it may take after a break until everything flows again, in ms (test-plan N3, N10, N12). */
export const BACK_WITHIN_MS = 15_000;
/** How long both sides may take to see that the other is gone, or is there again after a sleep, in ms (N4, N5). */
export const NOTICED_WITHIN_MS = 20_000;

/** Where a browser asks its maker for news that no policy switches off: nobody, on the machine itself. */
const QUIET_FLAGS = [
  '--gaia-url=https://127.0.0.1:9',
  '--component-updater=url-source=https://127.0.0.1:9/',
  '--apps-gallery-update-url=https://127.0.0.1:9/',
];

interface Options {
  /** How many VLANs; the introducer has the last of them to itself, if there are several. */
  readonly vlans?: number;
}

/** A building: its network, the introducer in it, and desks with a browser each that trusts the introducer's CA. */
export class Ministry implements AsyncDisposable {
  readonly lan: IsolatedLan;
  /** The machine of the introducer. */
  readonly server: Host;
  readonly #home = mkdtempSync(join(tmpdir(), 'beep-home-'));
  readonly #office = new Office();
  #stage: Stage | null = null;

  private constructor({ vlans = 1 }: Options) {
    this.lan = IsolatedLan.make({ vlans });
    this.server = vlans > 1 ? this.lan.add(vlans - 1) : this.lan.server;
  }

  static async open(options: Options = {}): Promise<Ministry> {
    const ministry = new Ministry(options);
    try {
      const { server } = ministry;
      if (server !== ministry.lan.server) await ministry.lan.settle(server);
      ministry.#stage = await Stage.open({
        lan: true,
        wrap: ['ip', 'netns', 'exec', server.namespace],
        env: { HOST: server.address, BEEP_HOME: ministry.#home },
      });
      ministry.#office.trust(join(ministry.#home, 'ca', 'ca.crt'));
    } catch (error) {
      await ministry[Symbol.asyncDispose]();
      throw error;
    }
    return ministry;
  }

  get stage(): Stage {
    if (!this.#stage) throw new Error('There is no introducer.');
    return this.#stage;
  }

  /** Puts up a desk, which is on the network when this resolves. */
  async desk(vlan = 0): Promise<Host> {
    const host = this.lan.add(vlan);
    await this.lan.settle(host);
    return host;
  }

  /** Somebody who has just opened Beep at this desk for the first time. */
  async newcomer(name: string, desk: Host, context: Partial<ContextOptions> = {}): Promise<Person> {
    const seat = await this.#office.seat(desk);
    return this.stage.newcomer(name, { ownProcess: true, flags: QUIET_FLAGS, ...context, ...seat });
  }

  /** Somebody at this desk who has given their name. */
  async person(name: string, desk: Host, context: Partial<ContextOptions> = {}): Promise<Person> {
    const person = await this.newcomer(name, desk, context);
    await person.getStarted();
    return person;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#stage?.[Symbol.asyncDispose]();
    } finally {
      this.#office[Symbol.dispose]();
      this.lan[Symbol.dispose]();
      rmSync(this.#home, { recursive: true, force: true });
    }
  }
}
