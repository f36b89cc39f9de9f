/** The least and the most time between two looks at a condition, in ms. */
const LOOK_AFTER_MS = 20;
const LOOK_EVERY_MS = 250;
/** What was waited for so long may be seen later by this part of it: looks cost time that the browsers want. */
const LATER_BY = 1 / 10;

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Waits until `isTrue` gives something true and returns that.
 * @throws Error that names `what` when it takes longer than `limitMs`; an error of the last look is its cause.
 */
export async function until<T>(
  what: string,
  isTrue: () => T | Promise<T>,
  limitMs = 15_000,
): Promise<Truthy<T>> {
  const start = performance.now();
  let cause: unknown;
  do {
    try {
      const value = await isTrue();
      if (value) return value as Truthy<T>;
      cause = undefined;
    } catch (error) {
      cause = error; // what is looked at may not be there yet
    }
    const waitedMs = performance.now() - start;
    const pauseMs = Math.min(Math.max(LOOK_AFTER_MS, waitedMs * LATER_BY), LOOK_EVERY_MS);
    await new Promise((done) => setTimeout(done, pauseMs));
  } while (performance.now() - start < limitMs);
  throw new Error(`Not within ${limitMs} ms: ${what}`, { cause });
}
