import type { FaultCode } from '../../src/domain/fault.js';
import { Contacts } from '../../src/app/contacts.js';
import { Conversation, type ConversationDeps } from '../../src/app/conversation.js';
import { NO_DRAFT } from '../../src/app/draft.js';
import { Identity } from '../../src/app/identity.js';
import type { Ports } from '../../src/app/ports.js';
import { createSerial } from '../../src/app/serial.js';
import { aConversation } from '../contract/samples.js';
import {
  createMemoryClock,
  createMemoryIntroducer,
  createMemoryKeys,
  createMemoryMachine,
  createMemoryRandom,
  createMemoryTabs,
} from './memory-ports.js';
import { draftPorts } from './memory-drafts.js';
import { createMemoryDisk, createMemoryRepo } from './memory-repo.js';

/** A conversation of two on a device that reaches nobody. Whatever goes wrong by itself throws. */
export async function aLoneConversation(deps: Partial<ConversationDeps> = {}) {
  const random = createMemoryRandom('alone');
  const repo = createMemoryRepo(createMemoryDisk());
  await repo.open();
  const refuse = (what: string): never => {
    throw new Error(what);
  };
  const ports: Ports = {
    clock: createMemoryClock(),
    random,
    keys: createMemoryKeys(random),
    repo,
    ...draftPorts(),
    introducer: createMemoryIntroducer(),
    peers: { prepare: () => {}, open: () => refuse('nobody is dialled here') },
    tabs: createMemoryTabs().tab(),
    machine: createMemoryMachine(),
    origin: 'http://localhost:8080',
    build: 'test',
  };
  const created = await Identity.create('Amina', ports);
  if (!created.ok) throw new Error(created.error);
  const conversation = new Conversation(
    { record: aConversation(20), draft: NO_DRAFT, group: null, isStored: true },
    {
      ports,
      identity: created.value,
      contacts: new Contacts(),
      writes: createSerial(),
      onOwnLogAhead: () => refuse('nobody gives anything here'),
      onFault: (fault: FaultCode) => refuse(fault),
      onChanged: () => {},
      onRosterChanged: () => {},
      showsActivity: () => true,
      isRoomFor: () => true,
      isLinked: () => false,
      isActive: () => false,
      ...deps,
    },
  );
  return { conversation, repo, identity: created.value };
}
