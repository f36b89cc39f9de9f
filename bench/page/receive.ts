import { ConversationLink } from '../../src/app/conversation-link.js';
import type { Conversation } from '../../src/app/conversation.js';
import type { LinkRecord } from '../../src/protocol/record.js';
import { BILAL, BILALS_DEVICE, write } from '../history/bilal.js';
import { conversationWith } from './app.js';

/**
 * Gives the app messages of Bilal's, one after another, as a link would, and returns the ms until each is checked, on disk
 * and acked. The network is not in it: it knows nothing of what is stored.
 */
export async function receive(name: string, texts: readonly string[]): Promise<number[]> {
  const conversation = conversationWith(name) as Conversation;
  let onAck = (): void => undefined;
  const link = {
    person: BILAL,
    device: BILALS_DEVICE,
    exporter: new Uint8Array(32),
    send(record: LinkRecord) {
      if (record.type === 'ack' && record.took) onAck();
      return Promise.resolve();
    },
  };
  const attached = new ConversationLink(link, conversation);
  conversation.attach(attached);
  const all: number[] = [];
  for (const text of texts) {
    const head = conversation.record.heads.find(({ author }) => author === BILALS_DEVICE)!;
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const { entry, body } = await write(conversation.id, { seq: head.seq + 1, prev: head.id, atMs: Math.max(Date.now(), head.orderMs + 1), text, salt }); // prettier-ignore
    const startMs = performance.now();
    const acked = new Promise<void>((resolve) => (onAck = resolve));
    await conversation.receive({ type: 'give', tag: attached.tag, entries: [[entry.bytes, body]] }, attached);
    await acked;
    all.push(performance.now() - startMs);
  }
  conversation.detach(attached);
  return all;
}
