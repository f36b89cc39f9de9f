/** How often a condition is looked at, in ms. */
const LOOK_EVERY_MS = 50;

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
  const end = performance.now() + limitMs;
  let cause: unknown;
  do {
    try {
      const value = await isTrue();
      if (value) return value as Truthy<T>;
      cause = undefined;
    } catch (error) {
      cause = error; // what is looked at may not be there yet
    }
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  } while (performance.now() < end);
  throw new Error(`Not within ${limitMs} ms: ${what}`, { cause });
}
