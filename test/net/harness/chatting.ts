import assert from 'node:assert/strict';
import { setInterval } from 'node:timers/promises';
import type { Person } from '../../e2e/harness/person.js';
import { until } from '../../e2e/harness/until.js';

/** A screen that has scrolled along shows at least so many of the messages that there are. */
const LEAST_SHOWN = 20;

/** Two people with the chat between them open on both screens. */
export type Pair = readonly [Person, Person];

/** Both write this many messages, one after the other; returns what each wrote. */
export async function writeBoth(pair: Pair, mark: string, count: number): Promise<[string[], string[]]> {
  const texts = pair.map(({ name }) => Array.from({ length: count }, (_, n) => `${name}, ${mark}, ${n}`));
  await Promise.all(
    pair.map(async (person, side) => {
      for (const text of texts[side]!) await person.say(text);
    }),
  );
  return [texts[0]!, texts[1]!];
}

/** Both write a line every second for so long, as people do who notice nothing; returns what each wrote. */
export async function writeFor(pair: Pair, mark: string, seconds: number): Promise<[string[], string[]]> {
  const written: [string[], string[]] = [[], []];
  const start = performance.now();
  let n = 0;
  for await (const _ of setInterval(1_000)) {
    await Promise.all(
      pair.map((person, side) => {
        const text = `${person.name}, ${mark}, ${n}`;
        written[side]!.push(text);
        return person.say(text);
      }),
    );
    n++;
    if (performance.now() - start > seconds * 1_000) return written;
  }
  throw new Error('unreachable: the interval has no end');
}

/** The screen of nobody claims that any of these has arrived. */
export async function assertNothingClaimed(
  pair: Pair,
  written: readonly (readonly string[])[],
): Promise<void> {
  for (const [side, person] of pair.entries()) {
    const shown = (await person.messages()).filter(({ text }) => written[side]!.includes(text));
    assert.ok(shown.length > 0, `${person.name} has written`);
    assert.deepEqual(new Set(shown.map(({ state }) => state)), new Set(['saved']), person.name);
  }
}

/** Waits until the last that each wrote has been read by the other; returns how long that took, in ms. */
export async function allRead(
  pair: Pair,
  written: readonly (readonly string[])[],
  withinMs: number,
): Promise<number> {
  const start = performance.now();
  await Promise.all(
    pair.map((person, side) => person.waitForState(written[side]!.at(-1)!, 'read', withinMs)),
  );
  return Math.round(performance.now() - start);
}

/**
 * Both devices hold the same, and both screens show the same in the same order: of these, each once and each author's in
 * their order. A screen holds no more than a page, so of many these are the last.
 */
export async function assertSame(pair: Pair, written: readonly (readonly string[])[]): Promise<void> {
  const [one, other] = pair;
  await one.waitForDigest(() => other.digest());
  const [hers, his] = [await one.texts(), await other.texts()];
  const length = Math.min(hers.length, his.length);
  assert.ok(length >= Math.min(written.flat().length, LEAST_SHOWN), `${length} are shown`);
  assert.deepEqual(hers.slice(-length), his.slice(-length));
  for (const texts of written) {
    const shown = hers.filter((text) => texts.includes(text));
    assert.deepEqual(shown, texts.slice(texts.length - shown.length));
  }
}

/** Waits until the open chat no longer says that there is a link; returns how long that took, in ms. */
export async function noticedGone(person: Person, withinMs: number): Promise<number> {
  const start = performance.now();
  await until(
    `${person.name} sees that the other is away`,
    async () => (await person.page.locator('[data-standing="linked"]').count()) === 0,
    withinMs,
  );
  return Math.round(performance.now() - start);
}

/** When the page was loaded; another number after a reload. */
export const loadOf = ({ page }: Person): Promise<number> => page.evaluate(() => performance.timeOrigin);
