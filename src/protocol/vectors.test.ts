/** The vectors of docs/vectors/: they are what the code makes, and what they say is true. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CHECKS } from '../../test/vectors/check.js';
import { makeVectors, VECTORS_FOLDER } from '../../test/vectors/make.js';

const read = (file: string) => readFileSync(new URL(file, VECTORS_FOLDER), 'utf8');

/** Every hex string of at least eight bytes in a file, and how to reach it. */
function* hexStrings(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value === 'string' && /^([0-9a-f]{2}){8,}$/.test(value)) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [field, inner] of Object.entries(value)) yield* hexStrings(inner, [...path, field]);
}

/** A copy of a parsed file with a digit of one hex string changed. */
function damaged(file: unknown, path: readonly string[]): unknown {
  const copy = structuredClone(file) as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce((at, field) => at[field] as Record<string, unknown>, copy);
  const last = path.at(-1)!;
  const hex = holder[last] as string;
  holder[last] = hex.slice(0, -1) + (hex.endsWith('0') ? '1' : '0');
  return copy;
}

describe('the vectors', () => {
  it('are what the code makes, each byte of them', async () => {
    const made = await makeVectors();
    assert.deepEqual(readdirSync(VECTORS_FOLDER).sort(), [...made.keys()].sort());
    for (const [file, text] of made)
      assert.equal(read(file), text, `${file} is old: run node --import tsx test/vectors/make.ts`);
    assert.deepEqual(Object.keys(CHECKS).sort(), [...made.keys()].sort());
  });

  for (const [file, check] of Object.entries(CHECKS)) {
    it(`of ${file} hold when they are read by themselves`, () => check(JSON.parse(read(file))));

    it(`of ${file} are all looked at: a digit changed in any accepted value is noticed`, async () => {
      const parsed = JSON.parse(read(file)) as Record<string, unknown>;
      for (const path of hexStrings(parsed)) {
        if (path[0]!.startsWith('refuse')) continue; // damage leaves a refusal a refusal
        const noticed = await Promise.resolve(damaged(parsed, path))
          .then(check)
          .then(
            () => false,
            () => true,
          );
        assert.ok(noticed, path.join('.'));
      }
    });
  }
});
