import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { junitReporter } from '@web/test-runner-junit-reporter';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { BROWSER_FLAGS, findBrowser } from './scripts/find-browser.mjs';
import { registryAnswers } from './test/support/registry-answers.mjs';

const browser = await findBrowser();
/**
 * How long a browser that has just started may take to notice the network it is in: whatever is loaded at that moment is
 * given up as if the network had changed.
 */
const QUIET_AFTER_MS = 1_500;
let quiet;

const SIMPLE_PEER = '/node_modules/simple-peer/simplepeer.min.js';

/** simple-peer is published as UMD, which a browser cannot import: gives it the default export that rollup gives it. */
const simplePeerPlugin = {
  name: 'simple-peer',
  resolveImport: ({ source }) =>
    /^simple-peer(\/simplepeer\.min\.js)?$/.test(source) ? SIMPLE_PEER : undefined,
  transform: ({ path, body }) =>
    path === SIMPLE_PEER
      ? `const exports = {}, module = { exports };\n${body}\nexport default module.exports;`
      : undefined,
};

/** Values that rollup puts in at build time; see rollup.config.js. */
const buildConstantsPlugin = {
  name: 'build-constants',
  transform: ({ path, body }) =>
    path.startsWith('/src/') && typeof body === 'string'
      ? body
          .replaceAll('__ICONS_URL__', JSON.stringify(''))
          .replaceAll('__BUILD__', JSON.stringify('0.0.0+test'))
      : undefined,
};

export default {
  files: ['src/{platform,ui,i18n}/**/*.test.ts', 'test/browser/**/*.test.ts'].filter((pattern) =>
    existsSync(pattern.split('/{')[0].split('/**')[0]),
  ),
  rootDir: import.meta.dirname,
  nodeResolve: { exportConditions: ['development', 'production'] },
  concurrency: 1,
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      launchOptions: { executablePath: browser.path, args: BROWSER_FLAGS },
      createPage: async ({ context }) => {
        await (quiet ??= new Promise((resolve) => setTimeout(resolve, QUIET_AFTER_MS)));
        return context.newPage();
      },
    }),
  ],
  middleware: [registryAnswers],
  plugins: [
    simplePeerPlugin,
    buildConstantsPlugin,
    // Without the tsconfig, esbuild refuses our decorators: "Unsupported decorator location: field".
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: createRequire(import.meta.url).resolve('./tsconfig.json'),
    }),
  ],
  reporters: [
    defaultReporter({ reportTestProgress: process.stdout.isTTY }),
    junitReporter({ outputPath: './reports/browser.xml' }),
  ],
  // Lit's development build is wanted for its warnings; that it is one is not news.
  filterBrowserLogs: ({ args }) => !args.some((arg) => /Lit is in dev mode/.test(String(arg))),
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: '30000' } },
};
