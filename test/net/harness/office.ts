import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../../scripts/find-browser.mjs';
import type { BrowserOptions } from '../../e2e/harness/browser.js';
import type { Host } from './isolated-lan.js';

/** Reads from the environment where to start which browser. What the test runner says through its pipe passes. */
const ENTER_AND_BROWSE = `#!/bin/sh
exec ip netns exec "$BEEP_TEST_NAMESPACE" "$BEEP_TEST_BROWSER" "$@"
`;

/** What browsers of one office have in common: how they enter their machine, and the one CA that they trust. */
export class Office implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'beep-office-'));

  /** Trusts a CA as a person does who follows the guide: in the browser's own store, in a home of its own. */
  trust(caPath: string): void {
    const store = join(this.#folder, '.pki', 'nssdb');
    mkdirSync(store, { recursive: true });
    const certutil = (...args: string[]) => execFileSync('certutil', ['-d', `sql:${store}`, ...args]);
    certutil('-N', '--empty-password');
    certutil('-A', '-t', 'C,,', '-n', 'beep', '-i', caPath);
  }

  /** How to open a browser that runs on `host`. */
  async seat(host: Host): Promise<Pick<BrowserOptions, 'executablePath' | 'env'>> {
    const executablePath = join(this.#folder, 'browse-there');
    writeFileSync(executablePath, ENTER_AND_BROWSE, { mode: 0o700 });
    return {
      executablePath,
      env: {
        BEEP_TEST_NAMESPACE: host.namespace,
        BEEP_TEST_BROWSER: (await findBrowser({ install: false })).path,
        HOME: this.#folder,
        XDG_DATA_HOME: join(this.#folder, '.local', 'share'),
        XDG_CONFIG_HOME: join(this.#folder, '.config'),
      },
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
