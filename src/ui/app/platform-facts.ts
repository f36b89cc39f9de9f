import type { ReadonlyStore } from '../../app/store.js';
import type { MakeEditor } from '../drafts/make-editor.js';

/**
 * How Beep can come to the home screen here.
 * - `installed`: it runs as an installed app.
 * - `available`: the browser offers it; `promptInstall` asks.
 * - `ios-manual`: Safari on iOS in a plain tab: by hand, and before an identity is made, since the tab's store is another one.
 * - `manual`: by hand, from the browser's menu.
 * - `none`: this browser cannot.
 */
export type InstallState = 'installed' | 'available' | 'ios-manual' | 'manual' | 'none';

/** What came of looking for a QR code. */
export type ScanOutcome =
  | { readonly kind: 'text'; readonly text: string }
  /** The person, the browser or another program keeps the camera from us. */
  | { readonly kind: 'no-camera' }
  /** The signal was aborted. */
  | { readonly kind: 'stopped' };

/**
 * What the interface shows of the machine around it. `platform/pwa` provides it and `main.ts` hands it over;
 * the shapes are matched there, since `platform/` and `ui/` do not know each other.
 */
export interface PlatformFacts {
  readonly install: ReadonlyStore<InstallState>;
  /** Shows the browser's own question. Resolves when it was answered, whatever the answer. Does nothing unless `available`. */
  promptInstall(): Promise<void>;
  /** True when a newer version lies ready and waits for consent. */
  readonly update: ReadonlyStore<boolean>;
  /** Switches to the newer version and reloads. Called only on a person's click, after every draft is kept. */
  applyUpdate(): Promise<void>;
  /** Whether the browser has promised not to clear the store by itself; null until it answered. */
  readonly persisted: ReadonlyStore<boolean | null>;
  /** Asks for that promise. Resolves with the answer, which `persisted` shows as well. */
  requestPersist(): Promise<boolean>;
  /** Bytes this origin uses and may use, as the browser estimates; null until it answered or where it does not say. */
  readonly usage: ReadonlyStore<{ readonly usedBytes: number; readonly quotaBytes: number } | null>;
  /**
   * Shows the camera in `video` and resolves with the first QR code that it sees. The camera is off again when it
   * resolves. Never rejects. Null where there can be no camera.
   */
  readonly scanQr: ((video: HTMLVideoElement, signal: AbortSignal) => Promise<ScanOutcome>) | null;
  /** Puts the text on the clipboard. False if that was refused. Never rejects. */
  copy(text: string): Promise<boolean>;
  /** Gives the person a file to keep, as the browser does with what is downloaded. */
  saveFile(name: string, bytes: Uint8Array): void;
  /** Loads the editor of drafts. Rejects if it cannot be had. */
  loadEditor(): Promise<MakeEditor>;
  /** Names the build that runs, e.g. `0.1.0+3f2a91c`. */
  readonly build: string;
}
