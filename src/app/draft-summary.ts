import type { FaultCode } from '../domain/fault.js';
import type { ConversationId } from '../protocol/ids.js';
import type { DraftDocRecord } from './draft-docs.js';
import type { DraftRecipient, DraftSummary, SharedDraftView } from './draft-views.js';

interface Around {
  readonly nameOf: (conversation: ConversationId) => string;
  readonly shared: SharedDraftView | null;
  readonly fault: FaultCode | null;
}

/** A draft as it is listed. */
export function summaryOf(record: DraftDocRecord, { nameOf, shared, fault }: Around): DraftSummary {
  const { id, use, conversation, subject, firstLine, changedMs, discardedMs, sending, sent } = record;
  const recipient = (to: ConversationId): DraftRecipient => ({ conversation: to, name: nameOf(to) });
  // One that others share with us was perhaps never opened here: then it is called what they call it.
  const isUnseen = record.hash === null && shared !== null;
  return {
    id,
    use,
    recipient: conversation && recipient(conversation),
    subject: isUnseen ? nameOf(shared.conversation) : subject,
    firstLine,
    changedMs,
    discardedMs,
    shared,
    sending: sending?.when ? { to: recipient(sending.to), when: sending.when, fault } : null,
    sent: sent && { to: recipient(sent.to), sentAtMs: sent.sentAtMs },
  };
}
