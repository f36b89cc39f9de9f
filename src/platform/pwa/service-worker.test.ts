import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import {
  onlyServiceWorker,
  registerServiceWorker,
  SERVICE_WORKER_URL,
  trustedServiceWorkerUrl,
} from './service-worker.js';

describe('the policy for service workers', () => {
  it('makes the one address and no other', () => {
    assert.equal(String(trustedServiceWorkerUrl()), SERVICE_WORKER_URL);
    assert.notEqual(typeof trustedServiceWorkerUrl(), 'string', 'this browser has Trusted Types');
    for (const other of [
      '',
      '/',
      '/sw.js?x',
      '//evil.example/sw.js',
      '/worker.js',
      'data:,alert(1)',
      '/SW.js',
    ]) {
      assert.throws(() => onlyServiceWorker(other), TypeError, undefined, other);
    }
  });
});

describe('registerServiceWorker', () => {
  // The server of these tests has no /sw.js; the real one is tested end to end, with its updates.
  it('says that the registration failed, offers no update, and leaves the page alone', async () => {
    const failures: unknown[] = [];
    let reloads = 0;
    const { update, applyUpdate } = registerServiceWorker(
      (error) => failures.push(error),
      () => reloads++,
    );
    await until('the registration to fail', () => failures.length === 1);
    await applyUpdate();
    assert.deepEqual([update.value, reloads], [false, 0]);
  });
});
