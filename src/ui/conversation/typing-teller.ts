import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whoever types nothing for so long is no longer writing. */
const SILENCE_MS = 5_000;

/** Tells that somebody writes here, at every keystroke, and once when it stops. How often that is sent, the app knows. */
export class TypingTeller implements ReactiveController {
  readonly #tell: (isTyping: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, tell: (isTyping: boolean) => void) {
    this.#tell = tell;
    host.addController(this);
  }

  /** Something was typed; an empty text is none that is being written. */
  typed(text: string): void {
    if (text.trim() === '') {
      this.stop();
      return;
    }
    clearTimeout(this.#timer);
    this.#tell(true);
    this.#timer = setTimeout(this.stop, SILENCE_MS);
  }

  readonly stop = (): void => {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tell(false);
  };

  hostDisconnected(): void {
    this.stop();
  }
}
