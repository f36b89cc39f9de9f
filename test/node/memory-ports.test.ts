import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockContract, randomContract } from '../contract/clock-random.contract.js';
import type { Harness } from '../contract/harness.js';
import { introducerContract } from '../contract/introducer.contract.js';
import { keysContract } from '../contract/keys.contract.js';
import { peersContract } from '../contract/peers.contract.js';
import { registryStoreContract } from '../contract/registry-store.contract.js';
import { repoContract } from '../contract/repo.contract.js';
import { tabsContract } from '../contract/tabs.contract.js';
import { createMemoryPeers } from '../support/memory-peers.js';
import {
  createMemoryClock,
  createMemoryIntroducer,
  createMemoryKeys,
  createMemoryRandom,
  createMemoryTabs,
} from '../support/memory-ports.js';
import { createMemoryRegistry, createMemoryRegistryStore } from '../support/memory-registry.js';
import { createMemoryDisk, createMemoryRepo } from '../support/memory-repo.js';

const harness: Harness = {
  describe: (name, body) => void describe(name, body),
  it: (name, body) => void it(name, body),
  assert,
};

clockContract(harness, 'the memory clock', () => {
  const clock = createMemoryClock();
  return { clock, pass: (ms) => Promise.resolve(clock.advance(ms)) };
});
randomContract(harness, 'the memory randomness', () => createMemoryRandom('a seed'));
keysContract(harness, 'the memory keys', () =>
  Promise.resolve({
    keys: createMemoryKeys(createMemoryRandom('ours')),
    others: createMemoryKeys(createMemoryRandom('theirs')),
  }),
);
repoContract(harness, 'the memory store', () => {
  const disk = createMemoryDisk();
  return { repo: () => createMemoryRepo(disk), dispose: () => Promise.resolve() };
});
const peers = createMemoryPeers();
peersContract(harness, 'memory peers', () => peers);
introducerContract(
  harness,
  'the memory introducer',
  () => {
    const introducer = createMemoryIntroducer();
    return Promise.resolve({
      introducer,
      received: introducer.received,
      say: introducer.say,
      hangUp: introducer.hangUp,
      dispose: () => Promise.resolve(),
    });
  },
  () => Object.assign(createMemoryIntroducer(), { answers: false }),
);
tabsContract(harness, 'memory tabs', createMemoryTabs);
registryStoreContract(harness, 'the memory registry', (story) => {
  const disk = createMemoryRegistry();
  return story(createMemoryRegistryStore(disk), () => Promise.resolve(createMemoryRegistryStore(disk)));
});
