import { Messenger } from '../../src/app/messenger.js';
import type { Office } from '../../src/app/office.js';
import type { Ports } from '../../src/app/ports.js';
import type { MemoryDrafts } from './memory-drafts.js';
import { alonePorts, raise } from './lone-ports.js';

/** Somebody who knows nobody and reaches nobody, and the ports they work with. */
export async function aLoneOffice(
  drafts: MemoryDrafts,
  given: Partial<Ports> = {},
): Promise<{ readonly office: Office; readonly ports: Ports }> {
  const ports = await alonePorts(drafts, given);
  const created = await Messenger.make('Amina', undefined, ports, {
    onSelf: () => {},
    onPreferences: () => {},
    onConversations: () => {},
    onPeople: () => {},
    onOfficial: () => {},
    onConnection: () => {},
    onAlert: (fault) => raise(fault),
    onEnded: () => {},
  });
  if (!created.ok) throw new Error(created.error);
  return { office: created.value.office, ports };
}
