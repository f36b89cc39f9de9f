import { KIND } from '../../src/protocol/body.js';
import { readMessageBody } from '../../src/protocol/message-body.js';

/** The text of a body, whatever else it says; null if the body is not that of a text message. */
export function textOf(bytes: Uint8Array): string | null {
  const body = readMessageBody(KIND.text, bytes);
  return body?.kind === KIND.text ? body.text : null;
}
