import { Messenger } from '../../src/app/messenger.js';
import type { Office } from '../../src/app/office.js';
import type { Ports } from '../../src/app/ports.js';
import { draftPorts, type MemoryDrafts } from './memory-drafts.js';
import {
  createMemoryClock,
  createMemoryIntroducer,
  createMemoryKeys,
  createMemoryMachine,
  createMemoryRandom,
  createMemoryTabs,
} from './memory-ports.js';
import { createMemoryDisk, createMemoryRepo } from './memory-repo.js';

/** Somebody who knows nobody and reaches nobody, and the ports they work with. */
export async function aLoneOffice(
  drafts: MemoryDrafts,
  given: Partial<Ports> = {},
): Promise<{ readonly office: Office; readonly ports: Ports }> {
  const random = createMemoryRandom('alone');
  const repo = createMemoryRepo(createMemoryDisk());
  await repo.open();
  const ports: Ports = {
    clock: createMemoryClock(),
    random,
    keys: createMemoryKeys(random),
    repo,
    ...draftPorts(drafts),
    introducer: createMemoryIntroducer(),
    peers: { prepare: () => {}, open: () => raise('nobody is dialled here') },
    tabs: createMemoryTabs().tab(),
    machine: createMemoryMachine(),
    origin: 'http://localhost:8080',
    build: 'test',
    ...given,
  };
  const created = await Messenger.create('Amina', ports, {
    onSelf: () => {},
    onPreferences: () => {},
    onConversations: () => {},
    onPeople: () => {},
    onConnection: () => {},
    onAlert: (fault) => raise(fault),
  });
  if (!created.ok) throw new Error(created.error);
  return { office: created.value.office, ports };
}

function raise(what: string): never {
  throw new Error(what);
}
