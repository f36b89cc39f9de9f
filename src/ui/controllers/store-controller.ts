import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ReadonlyStore } from '../../app/store.js';

/**
 * Shows a host one slice of a store. `value` is fresh in every render, and the host renders again only when the slice
 * changes by `Object.is`: `select` must return the same object for the same state.
 */
export class StoreController<T, S> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #source: () => ReadonlyStore<T>;
  readonly #select: (state: T) => S;
  #value: S | undefined;
  #store: ReadonlyStore<T> | undefined;
  #stop: (() => void) | undefined;
  #connected = false;

  constructor(host: ReactiveControllerHost, source: () => ReadonlyStore<T>, select: (state: T) => S) {
    this.#host = host;
    this.#source = source;
    this.#select = select;
    host.addController(this);
  }

  get value(): S {
    return this.#value as S; // set by hostUpdate, which runs before every render
  }

  hostConnected(): void {
    this.#connected = true;
    this.#host.requestUpdate(); // the store may have moved on while the host was away
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#follow(undefined);
  }

  hostUpdate(): void {
    const store = this.#source();
    if (this.#connected) this.#follow(store);
    this.#value = this.#select(store.value);
  }

  #follow(store: ReadonlyStore<T> | undefined): void {
    if (store === this.#store) return;
    this.#stop?.();
    this.#store = store;
    this.#stop = store?.subscribe(() => {
      if (!Object.is(this.#select(store.value), this.#value)) this.#host.requestUpdate();
    });
  }
}

/** Shows a host the whole value of a store. */
export const whole = <T>(
  host: ReactiveControllerHost,
  source: () => ReadonlyStore<T>,
): StoreController<T, T> => new StoreController(host, source, (value) => value);
