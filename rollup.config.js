import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import alias from '@rollup/plugin-alias';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import { buildIconSprite } from './scripts/build/icon-sprite.mjs';
import { chunkListPlugin } from './scripts/build/chunk-list-plugin.mjs';
import { hashAppInputs } from './scripts/build/inputs.mjs';
import { pagePlugin } from './scripts/build/page-plugin.mjs';
import { precompress } from './scripts/build/precompress-plugin.mjs';
import { injectPrecache } from './scripts/build/service-worker-plugin.mjs';
import { SIMPLE_PEER, withoutPublicStun } from './scripts/build/simple-peer.mjs';
import { noForeignHosts } from './scripts/build/no-foreign-hosts.mjs';

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
const sprite = buildIconSprite();

/** Put into the code in place of these names. */
const constants = {
  __ICONS_URL__: JSON.stringify(`/${sprite.fileName}`),
  __BUILD__: JSON.stringify(`${version}+${hashAppInputs(root).slice(0, 8)}`),
};

const onwarn = (warning) => {
  // A comment of a package that Rollup reads as a misplaced hint, and drops: nothing is lost by it.
  if (warning.code === 'INVALID_ANNOTATION' && warning.id?.includes('node_modules')) return;
  // Modules of one package that name each other: functions only, called when all are there.
  if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules')))
    return;
  throw new Error(warning.message);
};

const onlyOurs = { include: /\.ts$/, exclude: /node_modules/ };
const compile = (options) =>
  esbuild({ target: 'es2022', tsconfig: resolve(root, 'tsconfig.json'), ...options });

/** The page: src/main.ts and what it imports, later imports in chunks of their own. */
const page = (dist, build) => ({
  input: { main: resolve(root, 'src/main.ts') },
  onwarn,
  plugins: [
    alias({ entries: [{ find: /^simple-peer$/, replacement: SIMPLE_PEER }] }),
    nodeResolve({ browser: true, exportConditions: ['production'] }),
    withoutPublicStun,
    noForeignHosts,
    commonjs({ include: /simple-peer/ }),
    // Modules are UTF-8 whatever the server says (HTML, section 8.1.4.2): escapes would make Urdu three times as long.
    compile({ ...onlyOurs, minify: true, charset: 'utf8', legalComments: 'none', define: constants }),
    pagePlugin({ publicFolder: resolve(root, 'public'), assets: [sprite] }),
    chunkListPlugin(`${build}/chunks.json`),
  ],
  output: {
    dir: dist,
    format: 'es',
    hashCharacters: 'hex',
    entryFileNames: 'assets/[name]-[hash].js',
    chunkFileNames: 'assets/[name]-[hash].js',
    // The editor comes in two parts, neither of them over the limit of one file.
    manualChunks: (id) =>
      /node_modules\/prosemirror-(model|transform|state|view)\//.test(id) ? 'prosemirror' : undefined,
  },
});

/** The service worker, which has to keep its name; it is finished when the page is. */
const serviceWorker = (dist, build) => ({
  input: resolve(root, 'src/service-worker.ts'),
  onwarn,
  plugins: [
    nodeResolve({ browser: true, exportConditions: ['production'] }),
    // Workbox asks for NODE_ENV in its own files, so these are compiled as well.
    compile({
      exclude: /(?!)/,
      include: /\.[mc]?[jt]s$/,
      minify: true,
      legalComments: 'none',
      define: { ...constants, 'process.env.NODE_ENV': '"production"' },
    }),
    injectPrecache({ swSrc: `${build}/sw.js`, dist }),
    precompress({ dist }),
  ],
  output: { file: `${build}/sw.js`, format: 'iife' },
});

/** The introducer and the registrar's tool, for Node: packages stay outside, they are installed beside them. */
const programs = (build) => ({
  input: { server: resolve(root, 'signaling/main.ts'), authority: resolve(root, 'authority/main.ts') },
  external: (id) => builtinModules.includes(id) || id.startsWith('node:') || /^(?![./])[^\0]/.test(id),
  onwarn,
  plugins: [nodeResolve({ preferBuiltins: true }), compile({ ...onlyOurs, target: 'node20' })],
  output: {
    dir: build,
    format: 'es',
    hashCharacters: 'hex',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  },
});

/** `--configOut folder` writes dist/ and build/ there instead of beside this file. */
export default ({ configOut = root }) => {
  const [dist, build] = ['dist', 'build'].map((name) => resolve(configOut, name));
  return [page(dist, build), serviceWorker(dist, build), programs(build)];
};
