import { clockContract, randomContract } from '../../test/contract/clock-random.contract.js';
import { mochaHarness } from '../../test/contract/mocha-harness.js';
import { createClock } from './clock.js';
import { createRandom } from './random.js';

clockContract(mochaHarness, 'the browser’s clock', () => ({
  clock: createClock(),
  pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}));
randomContract(mochaHarness, 'the browser’s randomness', createRandom);
