/** docs/protocol.md and docs/threat-model.md say what is there: the limits they quote and the files they name. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
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

describe('the limits', () => {
  it('leave room for one another', () => {
    assert.equal(limits.MAX_RECORD_BYTES, limits.MAX_FRAME_BYTES - 16);
    assert.ok(limits.MAX_GIVE_BYTES < limits.MAX_RECORD_BYTES);
    assert.ok(limits.MAX_TEXT_BYTES + 512 < limits.MAX_GIVE_BYTES);
    assert.ok((limits.MAX_SIGNAL_BYTES * 4) / 3 + 256 < limits.MAX_INTRODUCER_FRAME_CHARS);
    assert.equal(limits.MAX_TIME_MS, Date.UTC(9999, 11, 31, 23, 59, 59, 999));
  });
});
