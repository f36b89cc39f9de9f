import { Store } from '../../src/app/store.js';
import { loadEditor } from '../../src/platform/co-drafting/load-editor.js';
import type { InstallState, PlatformFacts, ScanOutcome } from '../../src/ui/app/platform-facts.js';

/** A machine whose facts a test can change. */
export class FakeFacts implements PlatformFacts {
  readonly install = new Store<InstallState>('none');
  readonly update = new Store(false);
  readonly persisted = new Store<boolean | null>(true);
  readonly usage = new Store<{ readonly usedBytes: number; readonly quotaBytes: number } | null>({
    usedBytes: 2_400_000,
    quotaBytes: 8_000_000_000,
  });
  readonly loadEditor = loadEditor;
  scanQr: PlatformFacts['scanQr'] = null;
  readonly build = '0.1.0+test';
  /** What `copy` was given; it refuses while `refuseCopy` is set. */
  readonly copied: string[] = [];
  refuseCopy = false;
  /** What `requestPersist` answers. */
  grantsPersist = true;
  updates = 0;
  prompts = 0;

  async promptInstall(): Promise<void> {
    this.prompts++;
  }

  async applyUpdate(): Promise<void> {
    this.updates++;
  }

  async requestPersist(): Promise<boolean> {
    this.persisted.update(() => this.grantsPersist);
    return this.grantsPersist;
  }

  async copy(text: string): Promise<boolean> {
    if (this.refuseCopy) return false;
    this.copied.push(text);
    return true;
  }

  /** What `saveFile` was given. */
  readonly saved: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  saveFile(name: string, bytes: Uint8Array): void {
    this.saved.push({ name, bytes });
  }

  /** From now on there is a camera, and it sees this. */
  cameraSees(outcome: ScanOutcome): void {
    this.scanQr = async () => outcome;
  }
}
