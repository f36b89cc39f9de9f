/** Builds the targets with their own code and the CBOR library instrumented, and loads them. */
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { HITS, instrument, type Numbering } from './instrument.js';
import type * as Targets from './targets.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Instrumented {
  readonly targets: readonly Targets.Target[];
  /** One byte per branch: 1 if it was reached since the array was last cleared. */
  readonly hits: Uint8Array;
}

/** @throws if the targets do not build or do not load */
export async function loadInstrumented(): Promise<Instrumented> {
  const numbering: Numbering = { count: 0 };
  const instrumenting: Plugin = {
    name: 'instrument',
    setup({ onLoad }) {
      onLoad(
        { filter: /[\\/](src[\\/]protocol[\\/].*\.ts|node_modules[\\/]cborg[\\/].*\.js)$/ },
        ({ path }) => ({
          contents: instrument(readFileSync(path, 'utf8'), path, numbering),
          loader: 'js',
        }),
      );
    },
  };
  // Beside the sources, so that packages which are not bundled are found.
  const outfile = fileURLToPath(new URL(`./.instrumented-${process.pid}.mjs`, import.meta.url));
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('./targets.ts', import.meta.url))],
      absWorkingDir: ROOT,
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
      external: ['prettier'],
      plugins: [instrumenting],
    });
    const hits = new Uint8Array(numbering.count);
    Object.assign(globalThis, { [HITS]: hits });
    const { makeTargets } = (await import(pathToFileURL(outfile).href)) as typeof Targets;
    return { targets: await makeTargets(), hits };
  } finally {
    rmSync(outfile, { force: true });
  }
}
