import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('the sprite holds every picture that the interface names', () => {
  const named = [...read('src/ui/parts/icon.ts').matchAll(/^ {2}\| '([\w-]+)'/gm)].map(([, name]) => name);
  const held: unknown = JSON.parse(read('scripts/icons.json'));
  assert.ok(Array.isArray(held) && named.length > 10);
  assert.deepEqual(
    named.filter((name) => !held.includes(name)),
    [],
  );
});
