import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { confusablesSource } from '../../scripts/make-confusables.mjs';
import { cleanName } from '../protocol/names.js';
import { LookAlikes, looksLike, skeletonsOf } from './look-alike.js';

const CASES = JSON.parse(
  readFileSync(new URL('../../test/vectors/look-alikes.json', import.meta.url), 'utf8'),
) as {
  readonly alike: readonly (readonly [one: string, other: string, by: string])[];
  readonly apart: readonly (readonly [one: string, other: string])[];
};

describe('looksLike', () => {
  it('has at least 300 cases, each of two names that differ', () => {
    assert.ok(CASES.alike.length + CASES.apart.length >= 300);
    assert.deepEqual(
      [...CASES.alike, ...CASES.apart].filter(([one, other]) => one === other),
      [],
    );
  });

  it('finds every name that is made to be taken for another, whichever comes first', () => {
    const missed = CASES.alike.filter(([one, other]) => !(looksLike(one, other) && looksLike(other, one)));
    assert.deepEqual(missed, []);
  });

  it('finds them in names that were cleaned, too', () => {
    const missed = CASES.alike.filter(([one, other]) => !looksLike(cleanName(one), cleanName(other)));
    assert.deepEqual(missed, []);
  });

  it('tells names apart that different people have', () => {
    assert.deepEqual(
      CASES.apart.filter(([one, other]) => looksLike(one, other)),
      [],
    );
    const names = [...new Set(CASES.apart.map(([one]) => one))];
    const taken = names.flatMap((one, at) =>
      names.slice(at + 1).flatMap((other) => (looksLike(one, other) ? [[one, other]] : [])),
    );
    assert.deepEqual(taken, []);
  });

  it('takes names of which nothing is left for none', () => {
    assert.equal(looksLike('…', '!'), false);
    assert.deepEqual(skeletonsOf('\u200b.'), ['', '', '']);
  });
});

describe('LookAlikes', () => {
  const names = new Map([
    ['1', ['Farah Iqbal', 'فرح اقبال']],
    ['2', ['Farah lqbal']],
    ['3', ['Bilal']],
    ['4', ['فرح اقبال\u064e']],
  ]);
  const found = new LookAlikes(names.keys(), (person) => names.get(person) ?? []);

  it('finds everybody of whom one name looks like one of theirs, and never themselves', () => {
    assert.deepEqual([...found.of('1')].sort(), ['2', '4']);
    assert.deepEqual(found.of('2'), ['1']);
    assert.deepEqual(found.of('3'), []);
  });
});

describe('the table of confusable letters', () => {
  it('is what scripts/make-confusables.mjs makes of Unicode’s', async () => {
    const written = readFileSync(new URL('./confusables.ts', import.meta.url), 'utf8');
    assert.ok(written === (await confusablesSource()), 'run it again');
  });
});
