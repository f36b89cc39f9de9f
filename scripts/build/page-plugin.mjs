import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { hashedName } from './content-hash.mjs';
import { ARABIC_RANGE, readFonts } from './fonts.mjs';

/**
 * Rollup plugin: makes the page around the code. Everything of `publicFolder` goes into the output; style sheet, boot
 * script, fonts and `assets` (`{ fileName, source }`) get names with hashes, and index.html the names of all of them.
 */
export function pagePlugin({ publicFolder, assets }) {
  const read = (name) => readFileSync(join(publicFolder, name), 'utf8');
  return {
    name: 'page',
    buildStart() {
      for (const file of listFiles(publicFolder)) this.addWatchFile(join(publicFolder, file));
    },
    async generateBundle(_options, bundle) {
      const emit = ({ fileName, source }) => {
        this.emitFile({ type: 'asset', fileName, source });
        return `/${fileName}`;
      };
      assets.forEach(emit);
      const css = emit(await buildCss(read('app.css'), emit));
      const boot = emit(await buildBoot(read('boot.js')));
      for (const fileName of listFiles(publicFolder)) {
        if (BUILT.has(fileName)) continue;
        emit({ fileName, source: readFileSync(join(publicFolder, fileName)) });
      }
      emit({
        fileName: 'index.html',
        source: buildHtml(read('index.html'), { css, boot, ...scriptsOf(bundle) }),
      });
    },
  };
}

/** Files of `public/` that do not go out as they are. */
const BUILT = new Set(['index.html', 'app.css', 'boot.js']);

const listFiles = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();

async function buildCss(source, emit) {
  const fonts = new Map([...readFonts()].map(([name, font]) => [name, emit(font)]));
  const named = source
    .replaceAll('__ARABIC__', ARABIC_RANGE)
    .replaceAll(
      /font:([\w-]+)/g,
      (_match, name) => fonts.get(name) ?? fail(`app.css names an unknown font: ${name}`),
    );
  const { code } = await transform(named, {
    loader: 'css',
    minify: true,
    target: 'chrome110',
    legalComments: 'none',
  });
  return { fileName: hashedName('app', 'css', code), source: code };
}

async function buildBoot(source) {
  // Browsers that are too old have to be able to read this far; esbuild refuses what ES5 does not have.
  const { code } = await transform(source, {
    loader: 'js',
    minify: true,
    target: 'es5',
    legalComments: 'none',
  });
  return { fileName: hashedName('boot', 'js', code), source: code };
}

/** The entry, and every chunk that it cannot start without. */
function scriptsOf(bundle) {
  const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
  const entries = chunks.filter(({ isEntry }) => isEntry);
  if (entries.length !== 1) fail(`one entry was expected, not ${entries.length}`);
  const needed = new Set();
  const walk = (fileName) => {
    if (needed.has(fileName)) return;
    needed.add(fileName);
    bundle[fileName].imports.forEach(walk);
  };
  walk(entries[0].fileName);
  const [entry, ...preloads] = [...needed].map((fileName) => `/${fileName}`);
  return { entry, preloads };
}

function buildHtml(html, { css, boot, entry, preloads }) {
  const put = (text, from, to) =>
    text.split(from).length === 2 ? text.replace(from, to) : fail(`index.html: ${from}`);
  const links = preloads.map((path) => `<link rel="modulepreload" href="${path}" />\n    `).join('');
  let page = put(html, 'href="/app.css"', `href="${css}"`);
  page = put(page, 'src="/boot.js"', `src="${boot}"`);
  page = put(page, '<script type="module" src="/main.js">', `${links}<script type="module" src="${entry}">`);
  if (/<style|style=|<script(?![^>]*\ssrc=)/.test(page)) fail('index.html: the policy allows nothing inline');
  return page;
}

function fail(message) {
  throw new Error(message);
}
