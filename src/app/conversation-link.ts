import { conversationTag } from '../protocol/link/bindings.js';
import type { LinkRecord, Tag } from '../protocol/record.js';
import type { Conversation } from './conversation.js';
import { ConversationSync } from './conversation-sync.js';
import type { Link } from './link.js';
import { RosterSync } from './roster-sync.js';

/** One conversation on one link: its logs and, of a group, its roster. */
export class ConversationLink {
  readonly tag: Tag;
  readonly link: Link;
  readonly conversation: Conversation;
  /** Null where one of us is no member, or not known to be one: then only the roster is spoken of. */
  readonly sync: ConversationSync | null;
  readonly roster: RosterSync | null;
  #missed: LinkRecord | null = null;
  #isHandedOver = false;

  /** `before`: the same conversation on the same link, as it was until who we are to each other in it changed. */
  constructor(link: Link, conversation: Conversation, before: ConversationLink | null = null) {
    const send = (record: LinkRecord): Promise<void> => link.send(record);
    const { group } = conversation;
    this.link = link;
    this.conversation = conversation;
    this.tag = conversationTag(link.exporter, conversation.id);
    // What they hold of the roster they have said, and do not say again.
    this.roster = before?.handOver() ?? (group && new RosterSync(this.tag, link.person, send, group));
    this.sync = this.#isBetweenMembers()
      ? new ConversationSync(this.tag, send, conversation.sourceFor(link.person))
      : null;
  }

  /** False once who we are to each other in it has changed: then it is begun anew. */
  get isCurrent(): boolean {
    return this.#isBetweenMembers() === (this.sync !== null);
  }

  #isBetweenMembers(): boolean {
    const { group } = this.conversation;
    return !group || (group.self !== undefined && group.isMember(this.link.person));
  }

  /** Says once more what we hold: they may have passed it over, or we something of theirs. */
  begin(): void {
    this.roster?.begin();
    this.sync?.sayHave();
  }

  /** The last word of theirs on what they hold of the logs that came while nobody here could listen; null for none. */
  get missed(): LinkRecord | null {
    return this.#missed;
  }

  noteMissed(record: LinkRecord): void {
    if (record.type === 'have' || record.type === 'sum') this.#missed = record;
  }

  /** Whatever is known of what they hold of the roster; it ends with its new owner. */
  handOver(): RosterSync | null {
    this.#isHandedOver = true;
    return this.roster;
  }

  end(): void {
    if (!this.#isHandedOver) this.roster?.end();
    this.sync?.end();
  }
}
