#!/usr/bin/env node
/**
 * Pictures of the real interface on a fake Beep: `node scripts/screens.mjs [folder] [state…]`, into reports/screens by
 * default; `--serve` leaves the gallery open for a browser instead. Needs a Chromium (CHROME_PATH) and no network.
 */
import { createServer } from 'node:http';
import { mkdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { ARABIC_RANGE, readFonts } from './build/fonts.mjs';
import { buildIconSprite } from './build/icon-sprite.mjs';
import { BROWSER_FLAGS, findBrowser } from './find-browser.mjs';

const LOOKS = [
  { name: 'phone', width: 390, height: 844, language: 'en', theme: 'light' },
  { name: 'phone-dark', width: 390, height: 844, language: 'en', theme: 'dark' },
  { name: 'phone-ur', width: 390, height: 844, language: 'ur', theme: 'light' },
  { name: 'desk', width: 1280, height: 800, language: 'en', theme: 'light' },
  { name: 'desk-dark', width: 1280, height: 800, language: 'en', theme: 'dark' },
  { name: 'desk-ur', width: 1280, height: 800, language: 'ur', theme: 'light', face: 'nastaliq' },
  { name: 'narrow', width: 320, height: 640, language: 'en', theme: 'light' },
];
const SHOW_WORDS = 'beep-words .row button.primary';
/** States that are a click away from their address: what is clicked, in order. */
const OPENED_BY = {
  'new-chat': ['button.new'],
  'hand-over': ['beep-my-posts .post button', 'beep-my-posts button.primary >> nth=0'],
  'by-hand': ['button.new', '.without button'],
  'by-hand-offer': ['button.new', '.without button', 'beep-by-hand button[data-first]'],
  'draft-share': ['.acts button >> nth=0'],
  'draft-put-up': [
    '.acts button >> nth=1',
    'beep-people-picker label >> nth=0',
    'beep-people-picker label >> nth=1',
  ],
  'draft-send': ['.acts button.primary', 'beep-send-draft .choice >> nth=1'],
  'draft-history': ['beep-draft beep-menu button', 'beep-draft beep-menu .sheet button'],
  'draft-compared': [
    'beep-draft beep-menu button',
    'beep-draft beep-menu .sheet button',
    '.versions input >> nth=0',
    '.versions input >> nth=1',
    'beep-draft-history .row button',
  ],
  'identity-verify': ['beep-identity .row button.primary'],
  'my-badge-request': ['beep-my-badge form button'],
  'my-badge-trust': ['beep-authorities button'],
  'memo-compare': ['.signatures summary'],
  'new-chat-directory': ['button.new'],
  'my-badge-lost': ['.lost summary'],
  'welcome-words': ['#words'],
  'welcome-words-wrong': ['#words'],
  'ended-words': ['beep-ended button.primary'],
  'words-shown': [SHOW_WORDS],
  'words-printed': [SHOW_WORDS],
  'words-asked': [SHOW_WORDS, 'beep-words .sheet ~ .row button.primary'],
  'words-wrong': [
    SHOW_WORDS,
    'beep-words .sheet ~ .row button.primary',
    'beep-give-back .row button.primary',
  ],
  'proof-menu': ['beep-timeline button.actions >> nth=0'],
};
/** What is typed there, and where. */
const TYPED_IN = {
  'directory-found': ['#sought', 'a'],
  'welcome-words': ['beep-words-field textarea', 'abandon ability able about above absent absorb '],
  'welcome-words-wrong': ['beep-words-field textarea', '1. abandon 2. ability 3. abel 4. about'],
};
/** States in which a file has been chosen. Whatever is in it, the fake Beep finds what the scene says. */
const WITH_FILE = new Set(['check-proof', 'check-printed', 'check-untrusted', 'check-revoked']);
const PRINTED = new Set(['check-printed', 'words-printed']);
const TYPES = {
  '': 'text/html',
  '.woff2': 'font/woff2',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const args = process.argv.slice(2);
const serveOnly = args.includes('--serve');
const [folder = 'reports/screens', ...wanted] = args.filter((arg) => !arg.startsWith('--'));
const looks = LOOKS.filter(
  ({ name }) => !args.some((arg) => arg.startsWith('--look=')) || args.includes(`--look=${name}`),
);

const files = await bundle();
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://gallery');
  const body = files.get(pathname);
  response.writeHead(body ? 200 : 404, {
    'content-type': TYPES[extname(pathname)] ?? 'application/octet-stream',
    // The policy of the real server, so that a picture shows what it would.
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html ProseMirrorClipboard`,
  });
  response.end(body ?? '');
});
await new Promise((resolve) => server.listen(serveOnly ? 8090 : 0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
if (serveOnly) console.log(`${origin}/?state=chat&language=en&theme=light`);
else await takePictures().finally(() => server.close());

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: { main: 'test/gallery/main.ts' },
    bundle: true,
    splitting: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    minify: true,
    conditions: ['production'],
    tsconfig: 'tsconfig.json',
    define: { __ICONS_URL__: '"/icons.svg"' },
  });
  const built = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  built.set('/', readFileSync('test/gallery/index.html'));
  built.set('/beep.svg', readFileSync('public/icons/beep.svg'));
  built.set('/icons.svg', buildIconSprite().source);
  for (const [name, { source }] of readFonts()) built.set(`/fonts/${name}.woff2`, source);
  const css = readFileSync('public/app.css', 'utf8');
  built.set(
    '/app.css',
    css.replaceAll('__ARABIC__', ARABIC_RANGE).replace(/font:([\w-]+)(?=')/g, '/fonts/$1.woff2'),
  );
  return built;
}

async function takePictures() {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: (await findBrowser()).path, args: BROWSER_FLAGS });
  try {
    for (const { name, width, height, language, theme, face = 'naskh' } of looks) {
      const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
      page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
      page.on(
        'console',
        (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`),
      );
      await page.goto(`${origin}/?state=list`);
      for (const state of await states(page)) {
        await page.emulateMedia({ media: 'screen' });
        await page.goto(`${origin}/?${new URLSearchParams({ state, language, theme, face })}`);
        await page.locator('beep-app').waitFor();
        for (const selector of OPENED_BY[state] ?? []) await page.locator(selector).first().click();
        if (TYPED_IN[state]) await page.locator(TYPED_IN[state][0]).fill(TYPED_IN[state][1]);
        if (WITH_FILE.has(state))
          await page
            .locator('beep-check-memo input')
            .setInputFiles({ name: 'a.beep-proof', mimeType: '', buffer: Buffer.from([1]) });
        if (PRINTED.has(state)) await page.emulateMedia({ media: 'print' });
        if (state === 'new-chat') await page.locator('.qr').waitFor();
        await page.waitForFunction(isLoaded);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(folder, `${state}.${name}.png`) });
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

/** Whether nothing on the page is still being fetched. Runs in the page. */
function isLoaded() {
  const isIn = (root) =>
    [...root.querySelectorAll('*')].some(
      (element) => element.matches('.loading') || (element.shadowRoot && isIn(element.shadowRoot)),
    );
  return !isIn(document);
}

async function states(page) {
  const all = await page.evaluate(() => globalThis.galleryStates);
  return wanted.length > 0 ? wanted : all;
}
