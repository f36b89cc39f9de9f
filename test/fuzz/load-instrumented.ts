/**
 * Builds the targets with their own code and the CBOR library instrumented, over signatures that cost nothing, and loads
 * them.
 */
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { HITS, instrument, type Numbering } from './instrument.js';
import type * as Bundle from './instrumented.js';
import type { Target } from './target.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const QUICK = fileURLToPath(new URL('./quick-signatures.ts', import.meta.url));
/** Whatever reads what comes from elsewhere, by its path. */
const READERS =
  /[\\/](src[\\/](protocol|domain)[\\/].*\.ts|src[\\/]app[\\/]registry[\w-]*\.ts|verify[\\/].*\.mjs|authority[\\/]csv\.ts|signaling[\\/]registry-files\.ts|node_modules[\\/](cborg|csv-parse)[\\/].*\.js)$/;

export interface Instrumented {
  readonly targets: readonly Target[];
  /** One byte per branch: 1 if it was reached since the array was last cleared. */
  readonly hits: Uint8Array;
}

/** @throws if the targets do not build or do not load */
export async function loadInstrumented(): Promise<Instrumented> {
  const numbering: Numbering = { count: 0 };
  const instrumenting: Plugin = {
    name: 'instrument',
    setup({ onLoad }) {
      onLoad({ filter: READERS }, ({ path }) => ({
        contents: instrument(readFileSync(path, 'utf8'), path, numbering),
        loader: 'js',
      }));
    },
  };
  const signing: Plugin = {
    name: 'quick signatures',
    setup({ onResolve }) {
      onResolve({ filter: /ed25519\.m?js$/ }, ({ path, importer }) =>
        path.startsWith('.') && !importer.endsWith('quick-signatures.ts') ? { path: QUICK } : null,
      );
    },
  };
  // Beside the sources, so that packages which are not bundled are found.
  const outfile = fileURLToPath(new URL(`./.instrumented-${process.pid}.mjs`, import.meta.url));
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('./instrumented.ts', import.meta.url))],
      absWorkingDir: ROOT,
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
      external: ['prettier'],
      plugins: [signing, instrumenting],
    });
    const hits = new Uint8Array(numbering.count);
    Object.assign(globalThis, { [HITS]: hits });
    const { targets } = (await import(pathToFileURL(outfile).href)) as typeof Bundle;
    return { targets: await targets(), hits };
  } finally {
    rmSync(outfile, { force: true });
  }
}
