import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { PlatformFacts } from '../app/platform-facts.js';
import { icon } from '../parts/icon.js';
import './beep-scanner.js';

type ScanningHost = Pick<ReactiveControllerHost, 'requestUpdate'> & { readonly facts: PlatformFacts };

/** A button that scans a code by the camera in place of pasting it, where there is something that can read one. */
export class Scanning {
  readonly #host: ScanningHost;
  readonly #onScanned: (text: string) => void;
  #state: 'off' | 'on' | 'no-camera' = 'off';

  constructor(host: ScanningHost, onScanned: (text: string) => void) {
    this.#host = host;
    this.#onScanned = onScanned;
  }

  /** `words`: that there is no camera, and what to do instead. */
  renderNote(words: string): TemplateResult | typeof nothing {
    if (this.#state !== 'no-camera') return nothing;
    return html`<p class="note warn" role="alert">${icon('triangle-alert')} ${words}</p>`;
  }

  renderButton(): TemplateResult | typeof nothing {
    if (this.#host.facts.scanQr === null || this.#state === 'on') return nothing;
    return html`<button type="button" @click=${this.#on}>
      ${icon('scan-line')} ${msg('Scan QR code')}
    </button>`;
  }

  renderScanner(): TemplateResult | typeof nothing {
    const { scanQr } = this.#host.facts;
    if (scanQr === null || this.#state !== 'on') return nothing;
    return html`<beep-scanner
      .scanQr=${scanQr}
      @scanned=${this.#scanned}
      @no-camera=${this.#noCamera}
      @stopped=${this.#off}
    ></beep-scanner>`;
  }

  readonly #on = (): void => this.#become('on');
  readonly #off = (): void => this.#become('off');
  readonly #noCamera = (): void => this.#become('no-camera');
  readonly #scanned = (event: CustomEvent<string>): void => {
    this.#onScanned(event.detail);
    this.#off();
  };

  #become(state: 'off' | 'on' | 'no-camera'): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
