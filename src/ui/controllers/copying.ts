import type { ReactiveControllerHost } from 'lit';
import type { PlatformFacts } from '../app/platform-facts.js';
import type { IconName } from '../parts/icon.js';

type CopyingHost = Pick<ReactiveControllerHost, 'requestUpdate'> & { readonly facts: PlatformFacts };

/** A button that copies a text, and what became of the last click on it. */
export class Copying {
  readonly #host: CopyingHost;
  #outcome: 'none' | 'copied' | 'refused' = 'none';

  constructor(host: CopyingHost) {
    this.#host = host;
  }

  /** For the button. */
  get icon(): IconName {
    return this.#outcome === 'copied' ? 'check' : 'copy';
  }

  /** One of the two, or nothing where nothing was copied. */
  words(copied: string, refused: string): string {
    if (this.#outcome === 'none') return '';
    return this.#outcome === 'copied' ? copied : refused;
  }

  async copy(text: string): Promise<void> {
    this.#outcome = (await this.#host.facts.copy(text)) ? 'copied' : 'refused';
    this.#host.requestUpdate();
  }

  /** What could be copied is another text now. */
  forget(): void {
    if (this.#outcome === 'none') return;
    this.#outcome = 'none';
    this.#host.requestUpdate();
  }
}
