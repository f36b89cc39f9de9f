import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Elements whose code is fetched when they are first wanted. `state` says how far one is; the host renders again when
 * that changes. A failed fetch is a state, not an exception, and `want` tries again.
 */
export class LazyElements<Name extends string> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #sources: Readonly<Record<Name, () => Promise<unknown>>>;
  readonly #states = new Map<Name, 'loading' | 'ready' | 'failed'>();

  constructor(host: ReactiveControllerHost, sources: Readonly<Record<Name, () => Promise<unknown>>>) {
    this.#host = host;
    this.#sources = sources;
    host.addController(this);
  }

  hostConnected(): void {
    // Nothing to watch: only `want` starts anything.
  }

  state(name: Name): 'loading' | 'ready' | 'failed' {
    return this.#states.get(name) ?? 'loading';
  }

  /** Resolves when the element may be used, or has failed to load. */
  async want(name: Name): Promise<void> {
    const state = this.#states.get(name);
    if (state === 'ready' || state === 'loading') return;
    this.#states.set(name, 'loading');
    this.#host.requestUpdate();
    try {
      await this.#sources[name]();
      this.#states.set(name, 'ready');
    } catch {
      this.#states.set(name, 'failed'); // offline before everything was cached; the host says so and offers another try
    }
    this.#host.requestUpdate();
  }
}
