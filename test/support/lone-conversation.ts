import type { FaultCode } from '../../src/domain/fault.js';
import { Contacts } from '../../src/app/contacts.js';
import { Conversation, type ConversationDeps } from '../../src/app/conversation.js';
import { NO_DRAFT } from '../../src/app/draft.js';
import { Identity } from '../../src/app/identity.js';
import { createSerial } from '../../src/app/serial.js';
import { aConversation } from '../contract/samples.js';
import { alonePorts, raise } from './lone-ports.js';

/** A conversation of two on a device that reaches nobody. Whatever goes wrong by itself throws. */
export async function aLoneConversation(deps: Partial<ConversationDeps> = {}) {
  const ports = await alonePorts();
  const created = await Identity.create('Amina', ports);
  if (!created.ok) throw new Error(created.error);
  const conversation = new Conversation(
    { record: aConversation(20), draft: NO_DRAFT, group: null, isStored: true },
    {
      ports,
      identity: created.value,
      contacts: new Contacts(),
      writes: createSerial(),
      onOwnLogAhead: () => raise('nobody gives anything here'),
      onFault: (fault: FaultCode) => raise(fault),
      onChanged: () => {},
      onRosterChanged: () => {},
      showsActivity: () => true,
      isRoomFor: () => true,
      isLinked: () => false,
      pathTo: () => null,
      isActive: () => false,
      posts: () => null,
      revokedFrom: () => null,
      ...deps,
    },
  );
  return { conversation, repo: ports.repo, identity: created.value };
}
