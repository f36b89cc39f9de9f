import { build, type Plugin } from 'esbuild';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A change to one source file, made in the bundle of a test and nowhere else. */
export interface Mutation {
  /** Relative to the root of the project. */
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Bundles the simulator with the app it runs. One file without code splitting, so that `import()` of a late part
 * takes no turn of the loop. `entry`: what is bundled, relative to the root. Returns its path, and the function that
 * removes it.
 */
export async function bundleWorker(
  mutations: readonly Mutation[] = [],
  entry = 'test/sim/worker.ts',
): Promise<{ readonly path: string; readonly dispose: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'beep-sim-'));
  const path = join(folder, 'worker.mjs');
  await build({
    entryPoints: [join(root, entry)],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    sourcemap: 'inline',
    plugins: [nativeCrypto, mutate(mutations)],
  });
  return { path, dispose: () => rm(folder, { recursive: true }) };
}

/** Modules of the protocol in whose place the native code of Node stands, by their path as it is imported. */
const NATIVE = new Map(
  ['ed25519', 'aead', 'xwing', 'kdf'].map((name) => [
    join(root, `src/protocol/${name}.js`),
    join(root, `test/sim/fast-${name}.ts`),
  ]),
);

const nativeCrypto: Plugin = {
  name: 'native cryptography',
  setup({ onResolve }) {
    onResolve({ filter: /\/(ed25519|aead|xwing|kdf)\.js$/ }, ({ resolveDir, path, importer }) => {
      const native = NATIVE.get(join(resolveDir, path));
      return native === undefined || importer === native ? undefined : { path: native };
    });
    onResolve({ filter: /^@noble\/hashes\/sha2\.js$/ }, ({ importer }) =>
      importer.startsWith(join(root, 'src')) ? { path: join(root, 'test/sim/fast-sha256.ts') } : undefined,
    );
  },
};

const mutate = (mutations: readonly Mutation[]): Plugin => ({
  name: 'planted bugs',
  setup({ onLoad }) {
    for (const file of new Set(mutations.map((mutation) => mutation.file))) {
      const path = join(root, file);
      const isThis = new RegExp(`^${path.replace(/[.\\/]/g, '\\$&')}$`);
      onLoad({ filter: isThis }, async () => {
        let contents = await readFile(path, 'utf8');
        for (const { find, replace, ...mutation } of mutations) {
          if (mutation.file !== file) continue;
          if (contents.split(find).length !== 2) throw new Error(`not once in ${file}: ${find}`);
          contents = contents.replace(find, () => replace);
        }
        return { contents, loader: 'ts' };
      });
    }
  },
});
