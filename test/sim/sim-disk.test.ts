import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { repoContract } from '../contract/repo.contract.js';
import { Disk } from './sim-disk.js';
import { World } from './world.js';

repoContract(
  { describe: (name, body) => void describe(name, body), it: (name, body) => void it(name, body), assert },
  'the disk of the simulator',
  () => {
    const disk = new Disk(new World(1), { onDurable: () => {} });
    return {
      repo: () => disk.repo({ pause: () => Promise.resolve() }),
      dispose: () => Promise.resolve(),
    };
  },
);
