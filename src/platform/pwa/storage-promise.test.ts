import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { copyText } from './clipboard.js';
import { watchStoragePromise } from './storage-promise.js';

const storage = (parts: Partial<StorageManager>) => parts as StorageManager;

describe('the promise of the storage', () => {
  it('is what the browser says, and changes when it is asked for', async () => {
    const { persisted, usage, requestPersist } = watchStoragePromise(
      storage({
        persisted: () => Promise.resolve(false),
        persist: () => Promise.resolve(true),
        estimate: () => Promise.resolve({ usage: 5, quota: 100 }),
      }),
    );
    assert.isNull(persisted.value);
    assert.isNull(usage.value);
    await until('both answers', () => persisted.value !== null && usage.value !== null);
    assert.isFalse(persisted.value);
    assert.deepEqual(usage.value, { usedBytes: 5, quotaBytes: 100 });
    assert.isTrue(await requestPersist());
    assert.isTrue(persisted.value);
  });

  for (const [what, manager] of [
    [
      'refuses',
      storage({
        persisted: () => Promise.reject(new TypeError()),
        persist: () => Promise.reject(new TypeError()),
        estimate: () => Promise.reject(new TypeError()),
      }),
    ],
    ['knows nothing of it', storage({})],
    ['does not exist', null],
  ] as const) {
    it(`is none where the browser’s storage manager ${what}`, async () => {
      const watched = watchStoragePromise(manager);
      await until('an answer', () => watched.persisted.value !== null);
      assert.isFalse(await watched.requestPersist());
      assert.deepEqual([watched.persisted.value, watched.usage.value], [false, null]);
    });
  }

  it('is asked of this browser without a throw', async () => {
    const { persisted, usage, requestPersist } = watchStoragePromise();
    await until('both answers', () => persisted.value !== null && usage.value !== null);
    assert.equal(await requestPersist(), persisted.value);
    assert.isAbove(usage.value!.quotaBytes, 0);
  });
});

describe('copyText', () => {
  it('says whether the text is on the clipboard', async () => {
    const written: string[] = [];
    const become = (writeText: (text: string) => Promise<void>) =>
      Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    try {
      become((text) => Promise.resolve(void written.push(text)));
      assert.isTrue(await copyText('a link'));
      become(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
      assert.isFalse(await copyText('a link'));
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
      assert.isFalse(await copyText('a link'));
    } finally {
      delete (navigator as { clipboard?: unknown }).clipboard;
    }
    assert.deepEqual(written, ['a link']);
  });
});
