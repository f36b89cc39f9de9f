import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BeepVerbs } from '../../app/views.js';
import { whole } from './store-controller.js';

/** Calls `begin` once, as soon as what links take is loaded, which it is after the first screen. */
export class OnceNetwork implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly beep: BeepVerbs };
  readonly #begin: () => void;
  #hasBegun = false;

  constructor(host: ReactiveControllerHost & { readonly beep: BeepVerbs }, begin: () => void) {
    this.#host = host;
    this.#begin = begin;
    host.addController(this);
    whole(host, () => host.beep.connection); // changes when the network is loaded
  }

  hostUpdated(): void {
    if (this.#hasBegun || !this.#host.beep.network) return;
    this.#hasBegun = true;
    this.#begin();
  }
}
