import { assert } from '@open-wc/testing';
import { Fault } from '../../domain/fault.js';
import { faultCode } from '../../../test/contract/harness.js';
import { withStore } from '../../../test/contract/idb-store.js';
import { aConversationId, aLog, aSelf } from '../../../test/contract/samples.js';
import { createRandom } from '../random.js';
import { createIdbRepo } from './idb-repo.js';
import { faultOf, openingFaultOf } from './storage-fault.js';

describe('errors of the store', () => {
  for (const [name, running, opening] of [
    ['QuotaExceededError', 'storage-full', 'storage-full'],
    ['VersionError', 'storage-newer', 'storage-newer'],
    ['UnknownError', 'storage-failed', 'storage-failed'],
    ['AbortError', 'storage-failed', 'storage-failed'],
    ['InvalidStateError', 'storage-failed', 'storage-unavailable'],
    ['SecurityError', 'storage-failed', 'storage-unavailable'],
    ['DataCloneError', 'storage-failed', 'storage-unavailable'],
  ] as const) {
    it(`reads ${name} as ${running}, and at opening as ${opening}`, () => {
      const error = new DOMException('as the browser says', name);
      assert.equal(faultOf(error).code, running);
      assert.equal(openingFaultOf(error).code, opening);
      assert.equal(faultOf(error).cause, error);
    });
  }

  it('lets faults through and takes anything else that was thrown as a failure', () => {
    const fault = new Fault('storage-blocked');
    assert.equal(faultOf(fault), fault);
    assert.equal(openingFaultOf(fault), fault);
    for (const odd of [null, undefined, 'text', 7, {}]) assert.equal(faultOf(odd).code, 'storage-failed');
  });

  for (const [what, value] of [
    ['is missing', undefined],
    [
      'refuses',
      {
        open: () => {
          throw new DOMException('not here', 'SecurityError');
        },
      },
    ],
  ] as const) {
    it(`says that this browser keeps nothing when IndexedDB ${what}`, async () => {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB')!;
      Object.defineProperty(globalThis, 'indexedDB', { value, configurable: true });
      try {
        assert.equal(
          await faultCode(createIdbRepo({ random: createRandom(), name: 'nowhere' }).open()),
          'storage-unavailable',
        );
      } finally {
        Object.defineProperty(globalThis, 'indexedDB', descriptor);
      }
    });
  }

  it('says that this browser keeps nothing when it keeps no keys', () =>
    withStore(async ({ repo }) => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function () {
        throw new DOMException('no keys here', 'DataCloneError');
      };
      try {
        assert.equal(await faultCode(repo.open()), 'storage-unavailable');
      } finally {
        IDBObjectStore.prototype.put = put;
      }
      assert.equal((await repo.open()).health, 'new');
    }));

  it('writes nothing of a batch when the disk is full half-way, and goes on when there is room', () =>
    withStore(async ({ repo, reopen }) => {
      const conversation = aConversationId(20);
      const entries = await aLog(conversation, 2, 3);
      await repo.open();
      await repo.commit({ self: aSelf() });
      const add = IDBObjectStore.prototype.add;
      let adds = 0;
      IDBObjectStore.prototype.add = function (...args) {
        if (++adds === 3) throw new DOMException('no room', 'QuotaExceededError');
        return add.apply(this, args);
      };
      try {
        assert.equal(
          await faultCode(repo.commit({ self: aSelf({ name: 'half' }), entries })),
          'storage-full',
        );
      } finally {
        IDBObjectStore.prototype.add = add;
      }
      assert.deepEqual(await repo.page(conversation, null, 10), []);
      await repo.commit({ entries });
      assert.equal((await repo.page(conversation, null, 10)).length, 3);
      const opened = await (await reopen()).open();
      assert.deepEqual([opened.health, opened.self?.name], ['whole', 'Amina Yusuf']);
    }));
});
