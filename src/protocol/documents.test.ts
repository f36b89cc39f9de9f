/** The documents say what is there: the limits they quote, the files they name, the pages they lead to. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as limits from './limits.js';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

describe('docs/protocol.md', () => {
  const text = read('docs/protocol.md');

  for (const [name, value] of Object.entries(limits)) {
    it(`quotes ${name} rightly`, () => {
      const row = new RegExp(`^\\| \`${name}\` \\| (\\d+) \\|`, 'm').exec(text);
      assert.equal(Number(row?.[1]), value);
    });
  }

  it('names files that are there', () => {
    const sources = [...text.matchAll(/`((?:[\w-]+\/)*[\w-]+\.ts)`/g)].map(([, path]) => path!);
    assert.ok(sources.length > 20);
    for (const path of sources) {
      const places = ['src/protocol/', 'src/', 'src/platform/idb/', ''].map((folder) => folder + path);
      assert.ok(
        places.some((place) => existsSync(new URL(place, ROOT))),
        path,
      );
    }
    for (const [, file] of text.matchAll(/`([\w-]+\.json)`/g))
      assert.ok(existsSync(new URL(`docs/vectors/${file}`, ROOT)), file);
  });
});

describe('docs/threat-model.md', () => {
  const text = read('docs/threat-model.md');
  const promised = text.slice(text.indexOf('## What is promised'), text.indexOf('## What is not promised'));
  const rows = promised.split('\n').filter((line) => /^\| [A-Z]/.test(line));

  it('names a test or a decision for every promise', () => {
    assert.ok(rows.length > 25);
    for (const row of rows) assert.match(row, /`[\w/.-]+(\.test\.ts|\.e2e\.ts|\.md|\.ts)`/, row);
  });

  it('names files that are there', () => {
    const paths = [...text.matchAll(/`([\w-]+\/[\w/.-]*)`/g)].map(([, path]) => path!);
    assert.ok(paths.length > 40);
    for (const path of paths) assert.ok(existsSync(new URL(path, ROOT)), path);
  });
});

const PAGES = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'],
  ...['docs/', 'docs/adr/', 'docs/tests/'].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT))
      .filter((name) => name.endsWith('.md'))
      .map((name) => folder + name),
  ),
];

/** What a heading is called in an address, as GitHub makes it. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the pages', () => {
  for (const page of PAGES)
    it(`lead to what is there: ${page}`, () => {
      for (const [, link] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(link!)) continue;
        const [path, anchor] = link!.split('#');
        const target = path === '' ? new URL(page, ROOT) : new URL(path!, new URL(page, ROOT));
        assert.ok(existsSync(target), link);
        if (anchor) assert.ok(anchorsOf(readFileSync(target, 'utf8')).includes(anchor), link);
      }
    });
});

describe('docs/registrar-guide.ur.md', () => {
  it('has the commands of the English guide, each as it stands there', () => {
    const flat = (text: string) => text.replace(/^ {4}/gm, '').replace(/\s+/g, ' ');
    const [english, urdu] = ['docs/registrar-guide.md', 'docs/registrar-guide.ur.md'].map(read);
    const blocks = [...english!.matchAll(/(?:^ {4}npx .*\n(?: {4}.*\n)*)/gm)].map(([block]) => block);
    const inline = [...english!.matchAll(/`(npx beep-authority [^`]+)`/g)].map(([, command]) => command!);
    assert.ok(blocks.length + inline.length > 12);
    for (const command of [...blocks, ...inline])
      assert.ok(flat(urdu!).includes(flat(command).trim()), command);
  });
});

describe('the limits', () => {
  it('leave room for one another', () => {
    assert.equal(limits.MAX_RECORD_BYTES, limits.MAX_FRAME_BYTES - 16);
    assert.ok(limits.MAX_GIVE_BYTES < limits.MAX_RECORD_BYTES);
    assert.ok(limits.MAX_TEXT_BYTES + 512 < limits.MAX_GIVE_BYTES);
    assert.ok((limits.MAX_SIGNAL_BYTES * 4) / 3 + 256 < limits.MAX_INTRODUCER_FRAME_CHARS);
    assert.equal(limits.MAX_TIME_MS, Date.UTC(9999, 11, 31, 23, 59, 59, 999));
  });
});
