import * as recoveryWords from '../../src/protocol/recovery-words.js';
import type { Ports } from '../../src/app/ports.js';
import { createMemoryDrafts, draftPorts, type MemoryDrafts } from './memory-drafts.js';
import {
  createMemoryClock,
  createMemoryIntroducer,
  createMemoryKeys,
  createMemoryMachine,
  createMemoryRandom,
  createMemoryTabs,
} from './memory-ports.js';
import { MemoryProbe } from './memory-probe.js';
import { createMemoryRegistryFiles, createMemoryRegistryStore } from './memory-registry.js';
import { createMemoryDisk, createMemoryRepo } from './memory-repo.js';

/** A device that reaches nobody, with an open store in memory. */
export async function alonePorts(
  drafts: MemoryDrafts = createMemoryDrafts(),
  given: Partial<Ports> = {},
): Promise<Ports> {
  const random = createMemoryRandom('alone');
  const repo = createMemoryRepo(createMemoryDisk());
  await repo.open();
  return {
    clock: createMemoryClock(),
    random,
    keys: createMemoryKeys(random),
    repo,
    ...draftPorts(drafts),
    loadRegistry: () => Promise.resolve(createMemoryRegistryStore()),
    registryFiles: createMemoryRegistryFiles(),
    introducer: createMemoryIntroducer(),
    peers: { prepare: () => {}, open: () => raise('nobody is dialled here') },
    loadWords: () => Promise.resolve(recoveryWords),
    loadProbe: () => Promise.resolve(new MemoryProbe()),
    tabs: createMemoryTabs().tab(),
    machine: createMemoryMachine(),
    origin: 'http://localhost:8080',
    build: 'test',
    ...given,
  };
}

export function raise(what: string): never {
  throw new Error(what);
}
