import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { LinkRecord } from '../protocol/record.js';
import type { ConversationLink } from './conversation-link.js';

/** A link with somebody who is on a draft too, as far as the draft is concerned. */
export interface DraftLink {
  readonly device: DeviceId;
  readonly person: PersonId;
  send(session: Uint8Array, signal: string): void;
}

/** Somebody here has the draft open, and wants to know who else has. */
export interface DraftListener {
  onLinked(link: DraftLink): void;
  onUnlinked(device: DeviceId): void;
  onSignal(from: DeviceId, session: Uint8Array, signal: string): void;
}

/** The links of one conversation, for whoever has its draft open. At most one does. */
export class DraftLinks {
  readonly #links = new Set<ConversationLink>();
  #listener: DraftListener | null = null;

  /** Returns what ends it. */
  listen(listener: DraftListener): () => void {
    this.#listener = listener;
    for (const link of this.#links) listener.onLinked(draftLink(link));
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  attach(link: ConversationLink): void {
    if (!link.sync) return; // one of us is not among its people
    this.#links.add(link);
    this.#listener?.onLinked(draftLink(link));
  }

  detach(link: ConversationLink): void {
    if (!this.#links.delete(link)) return;
    const { device } = link.link;
    // A link that was replaced goes after its successor has come.
    const isThere = [...this.#links].some((other) => other.link.device === device);
    if (!isThere) this.#listener?.onUnlinked(device);
  }

  receive({ session, signal }: Extract<LinkRecord, { type: 'draft-signal' }>, from: ConversationLink): void {
    if (this.#links.has(from)) this.#listener?.onSignal(from.link.device, session, signal);
  }
}

const draftLink = ({ link, tag }: ConversationLink): DraftLink => ({
  device: link.device,
  person: link.person,
  send: (session, signal) => void link.send({ type: 'draft-signal', tag, session, signal }),
});
