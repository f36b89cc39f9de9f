/**
 * What a contract suite needs of a test runner: mocha's globals and `assert` of chai in the browser, `node:test` and
 * `node:assert/strict` in Node.
 */
export interface Harness {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
  readonly assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
  };
}

/** Resolves when `condition` holds. Fails after `withinMs`, naming what it waited for. */
export async function until(what: string, condition: () => boolean, withinMs = 10_000): Promise<void> {
  const startMs = performance.now();
  while (!condition()) {
    if (performance.now() - startMs > withinMs) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The code of the fault that `promise` rejects with; 'nothing' if it resolves. */
export async function faultCode(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'nothing';
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error);
  }
}

/** Text of bytes, for comparisons that must not depend on the class of the array. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
