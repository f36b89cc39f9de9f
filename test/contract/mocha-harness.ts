import { assert } from '@open-wc/testing';
import type { Harness } from './harness.js';

/** The harness of tests that run in the browser. */
export const mochaHarness: Harness = {
  describe: (name, body) => void describe(name, body),
  it: (name, body) => void it(name, body),
  assert: {
    equal: (actual, expected, message) => assert.strictEqual(actual, expected, message),
    deepEqual: (actual, expected, message) => assert.deepEqual(actual, expected, message),
    ok: (value, message) => assert.isOk(value, message),
  },
};
