import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How far above the window older messages are fetched before they are reached. */
const AHEAD = '600px 0px 0px 0px';

/** Fetches the page before the oldest message when the person comes near it, one page at a time. */
export class OlderLoader implements ReactiveController {
  loading = false;
  readonly #host: ReactiveControllerHost;
  readonly #loadOlder: () => Promise<void>;
  #observer: IntersectionObserver | undefined;
  #watched: Element | null = null;

  constructor(host: ReactiveControllerHost, loadOlder: () => Promise<void>) {
    this.#host = host;
    this.#loadOlder = loadOlder;
    host.addController(this);
  }

  /** Watches `edge`, which stands before the oldest message; null where there is nothing older. */
  watch(scroller: Element, edge: Element | null): void {
    if (edge === this.#watched) return;
    this.#observer ??= new IntersectionObserver(this.#onNear, { root: scroller, rootMargin: AHEAD });
    this.#observer.disconnect();
    this.#watched = edge;
    if (edge !== null) this.#observer.observe(edge);
  }

  async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.#host.requestUpdate();
    try {
      await this.#loadOlder();
    } finally {
      this.loading = false;
      this.#host.requestUpdate();
      // An observer speaks of changes alone: look again, in case the new page is shorter than the window.
      await this.#host.updateComplete;
      const edge = this.#watched;
      if (edge !== null && edge.isConnected) {
        this.#observer?.unobserve(edge);
        this.#observer?.observe(edge);
      }
    }
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#watched = null;
  }

  readonly #onNear = (entries: readonly IntersectionObserverEntry[]): void => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) void this.load();
  };
}
