import {
  findingsOf,
  type AskedServer,
  type Finding,
  type Observations,
} from '../domain/connection-findings.js';
import { NO_ICE_SERVERS, type IceServers } from '../protocol/ice-servers.js';
import type { IntroducerSession, Standing } from './introducer-session.js';
import type { Links } from './links.js';
import type { Clock, Route } from './ports.js';
import type { Probe } from './probe.js';
import { Store } from './store.js';

/** A check is over by then, whatever does not answer. */
export const CHECK_WITHIN_MS = 9_500;
/** How long an introducer that was away may take to be reached. */
const CONNECT_WITHIN_MS = 3_000;
/** How long one server may take to answer. STUN asks three times within this. */
const ANSWER_WITHIN_MS = 2_000;
/** Servers that are asked at once: each takes a peer connection, of which a browser has few. */
const MAX_ASKED_AT_ONCE = 2;
const DAY_MS = 86_400_000;

/** How far a check is. */
export interface CheckView {
  readonly isRunning: boolean;
  /** What looks at the network could not be loaded, so that nothing was checked. */
  readonly isFailed: boolean;
  /** Steps that are over, and how many there are as far as is known. */
  readonly done: number;
  readonly of: number;
  /** When the findings were made; ms since the Unix epoch; null before the first. */
  readonly checkedMs: number | null;
  /** Of the last check that came to its end. */
  readonly findings: readonly Finding[];
}

interface CheckDeps {
  readonly clock: Clock;
  readonly loadProbe: () => Promise<Probe>;
  readonly introducer: Pick<IntroducerSession, 'state' | 'standing' | 'ice' | 'day' | 'wake' | 'roundTrip'>;
  readonly links: Pick<Links, 'ways' | 'routes'>;
  /** Servers are about to be asked. */
  readonly onAsked: (ice: IceServers) => void;
}

/** Looks at the network from here, when a person asks for it. It sends nothing that is anybody's. */
export class ConnectionCheck {
  readonly view = new Store<CheckView>({
    isRunning: false,
    isFailed: false,
    done: 0,
    of: 0,
    checkedMs: null,
    findings: [],
  });
  readonly #deps: CheckDeps;

  constructor(deps: CheckDeps) {
    this.#deps = deps;
  }

  /**
   * Checks, unless a check is under way; over within CHECK_WITHIN_MS. `isPersisted`: whether the browser has promised to
   * keep the store; null where it does not say.
   */
  async run(isPersisted: boolean | null): Promise<void> {
    if (this.view.value.isRunning) return;
    this.view.update((now) => ({ ...now, isRunning: true, isFailed: false, done: 0, of: 3 }));
    // Where it cannot be loaded, that is shown, and tried again at a click.
    const probe = await this.#deps.loadProbe().catch(() => null);
    try {
      if (probe) await this.#run(probe, isPersisted);
    } finally {
      this.view.update((now) => ({ ...now, isRunning: false, isFailed: probe === null }));
    }
  }

  async #run(probe: Probe, isPersisted: boolean | null): Promise<void> {
    const { clock } = this.#deps;
    const endMs = clock.monotonicMs() + CHECK_WITHIN_MS;
    const clockAhead = this.#step(this.#clockAhead(probe));
    await this.#step(this.#connect());
    const { ice } = this.#deps.introducer;
    const [roundTripMs, asked, clockAheadMs, routes] = await Promise.all([
      this.#step(this.#deps.introducer.roundTrip(ANSWER_WITHIN_MS)),
      this.#askAll(probe, ice, endMs),
      clockAhead,
      this.#deps.links.routes(),
    ]);
    const findings = findingsOf(this.#observe(roundTripMs, clockAheadMs, asked, routes, isPersisted));
    const checkedMs = clock.wallMs();
    this.view.update((now) => ({ ...now, done: now.of, checkedMs, findings }));
  }

  async #step<T>(step: Promise<T>): Promise<T> {
    const result = await step;
    this.view.update((now) => ({ ...now, done: now.done + 1 }));
    return result;
  }

  /** Resolves when the introducer is connected, or has had its time to be. */
  #connect(): Promise<void> {
    const { clock, introducer } = this.#deps;
    const isUp = (): boolean => introducer.state.value.state === 'connected';
    if (isUp()) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        stop();
        cancel();
        resolve();
      };
      const stop = introducer.state.subscribe(() => isUp() && settle());
      const cancel = clock.after(CONNECT_WITHIN_MS, settle);
      introducer.wake();
    });
  }

  async #clockAhead(probe: Probe): Promise<number | null> {
    const serverMs = await probe.serverMs(ANSWER_WITHIN_MS);
    return serverMs === null ? null : this.#deps.clock.wallMs() - serverMs;
  }

  /** Asks each server by itself, a few at a time, so that each has its answer and none waits for another. */
  async #askAll(probe: Probe, ice: IceServers, endMs: number): Promise<Asked> {
    const { clock, onAsked } = this.#deps;
    const targets: IceServers[] = ice.stun.map((url) => ({ stun: [url], turn: null }));
    for (const url of ice.turn?.urls ?? []) targets.push({ stun: [], turn: { ...ice.turn!, urls: [url] } });
    if (ice.stun.length === 0) targets.push(NO_ICE_SERVERS); // what the browser finds by itself
    this.view.update((now) => ({ ...now, of: now.of + targets.length }));
    const rounds = Math.ceil(targets.length / MAX_ASKED_AT_ONCE);
    const withinMs = Math.min(ANSWER_WITHIN_MS, Math.floor((endMs - clock.monotonicMs()) / rounds));
    const asked: Asked = { stun: [], relays: [], addresses: new Set() };
    const next = async (): Promise<void> => {
      for (let target = targets.shift(); target; target = targets.shift()) {
        onAsked(target);
        const { isAnswered, addresses } = await this.#step(probe.ask(target, withinMs));
        for (const address of addresses) asked.addresses.add(address);
        for (const url of target.stun) asked.stun.push({ url, isAnswered });
        for (const url of target.turn?.urls ?? []) asked.relays.push({ url, isAnswered });
      }
    };
    await Promise.all(Array.from({ length: MAX_ASKED_AT_ONCE }, next));
    return asked;
  }

  #observe(
    roundTripMs: number | null,
    clockAheadMs: number | null,
    asked: Asked,
    routes: readonly Route[],
    isPersisted: boolean | null,
  ): Observations {
    const { clock, introducer, links } = this.#deps;
    const { state, nonsense } = introducer.state.value;
    const isUp = state === 'connected';
    const ways = [...links.ways.value.values()];
    const day = introducer.day;
    return {
      introducer: isUp ? 'connected' : nonsense ? 'nonsense' : (keptOut(introducer.standing) ?? 'unreached'),
      roundTripMs,
      stun: isUp || asked.stun.length > 0 ? byUrl(asked.stun) : null,
      relays: isUp || asked.relays.length > 0 ? byUrl(asked.relays) : null,
      ownAddresses: [...asked.addresses],
      links: routes,
      unreached: ways.flatMap(({ obstacle, addresses }) => (obstacle === 'no-way' ? [addresses] : [])),
      clockAheadMs,
      daysAhead: day === null ? null : Math.floor(clock.wallMs() / DAY_MS) - day,
      isPersisted,
    };
  }
}

/** Why a closed introducer does not let us in; null where it is not that. */
const keptOut = (standing: Standing): 'no-badge' | 'refused' | null =>
  standing === 'no-badge' || standing === 'refused' ? standing : null;

interface Asked {
  readonly stun: AskedServer[];
  readonly relays: AskedServer[];
  readonly addresses: Set<string>;
}

/** Answers come in any order; a report is easier compared in one. */
const byUrl = (servers: readonly AskedServer[]): readonly AskedServer[] =>
  [...servers].sort((a, b) => (a.url < b.url ? -1 : 1));
