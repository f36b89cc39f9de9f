import type { FaultCode } from '../domain/fault.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import {
  encodeMessageBody,
  isAnnotation,
  type MessageBody,
  type PollBody,
  type TextBody,
} from '../protocol/message-body.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Change, ConversationLog } from './conversation-log.js';
import type { ConversationVerbs, Done } from './conversation-views.js';
import type { Folded } from './folded-message.js';
import {
  askAct,
  copyOf,
  deleteAct,
  editAct,
  noteAct,
  reactAct,
  voteAct,
  type Act,
  type Actor,
} from './message-acts.js';
import type { Saying } from './next-entry.js';
import { orFault } from './or-fault.js';
import type { Random } from './ports.js';
import type { createSerial } from './serial.js';

export interface MessageVerbsDeps {
  /** Our person, and what they may do there. */
  readonly actor: Actor;
  readonly random: Random;
  readonly writes: ReturnType<typeof createSerial>;
  /** The log of this device has grown. */
  readonly onSaid: () => void;
}

type Verbs = Pick<ConversationVerbs, 'edit' | 'delete' | 'react' | 'ask' | 'vote' | 'note' | 'star'>;

/** What a person says, and says about messages: signed, stored and given, or why not. */
export class MessageVerbs implements Verbs {
  readonly #log: ConversationLog;
  readonly #deps: MessageVerbsDeps;

  constructor(log: ConversationLog, deps: MessageVerbsDeps) {
    this.#log = log;
    this.#deps = deps;
  }

  edit(message: EntryId, text: string, mentions?: readonly PersonId[]): Done {
    return this.#act(message, (of) => editAct(of, text, mentions, this.#deps.actor));
  }

  delete(message: EntryId): Done {
    return this.#act(message, (of) => deleteAct(of, this.#deps.actor));
  }

  react(message: EntryId, emoji: string, isOn: boolean): Done {
    return this.#act(message, (of) => reactAct(of, emoji, isOn, this.#deps.actor));
  }

  ask(question: string, options: readonly string[], isMultiple: boolean): Done {
    return this.#deps.writes(() => this.do(askAct(question, options, isMultiple, this.#deps.actor)));
  }

  vote(poll: EntryId, choices: readonly number[]): Done {
    return this.#act(poll, (of) => voteAct(of, choices, this.#deps.actor));
  }

  note(message: EntryId): Done {
    return this.#act(message, (of) => noteAct(of, this.#deps.actor));
  }

  star(message: EntryId, isStarred: boolean): Promise<Result<void, FaultCode>> {
    return this.#inTurn(async () => {
      const of = await this.#log.find(message);
      if (!of) return fail('message-gone');
      await this.#log.star(of, isStarred);
      return ok(undefined);
    });
  }

  /** What another conversation may take over of a message: its words as they are now, without who said them. */
  copyOf(message: EntryId): Promise<Result<TextBody | PollBody, FaultCode>> {
    return this.#inTurn(async () => {
      const of = await this.#log.find(message);
      return of ? copyOf(of) : fail('message-gone');
    });
  }

  /** Says what was taken over from another conversation. */
  post(body: TextBody | PollBody): Done {
    return this.#deps.writes(() => this.do(ok({ body })));
  }

  /** Signs, stores, shows and gives. Runs inside `writes`. */
  async do(act: Act, also: Change = {}): Done {
    if (!act.ok) return act;
    if ('done' in act.value) return ok(act.value.done);
    // Asked once more, now that it is our turn: we may have been removed while we waited.
    const { self, membership } = this.#deps.actor;
    const isPost = !isAnnotation(act.value.body.kind);
    if (!(isPost ? membership.mayPost(self) : membership.mayReact(self))) return fail('not-allowed');
    const said = await this.#log.append([this.#sayingOf(act.value.body)], also);
    if (said.ok) this.#deps.onSaid();
    return said;
  }

  /** Signs and stores what follows each other in our log, shows and gives it. The id is that of the last one. */
  say(sayings: readonly Saying[]): Done {
    return this.#deps.writes(async () => {
      const { self, membership } = this.#deps.actor;
      if (!membership.mayReact(self)) return fail('not-allowed');
      const said = await this.#log.append(sayings);
      if (said.ok) this.#deps.onSaid();
      return said;
    });
  }

  /** Does something to a message, at hand or not. */
  #act(message: EntryId, decide: (of: Folded | null) => Act): Done {
    return this.#inTurn(async () => this.do(decide(await this.#log.find(message))));
  }

  /** Runs in its turn; what the store answers becomes a result. */
  #inTurn<T>(work: () => Promise<Result<T, FaultCode>>): Promise<Result<T, FaultCode>> {
    return orFault(() => this.#deps.writes(work));
  }

  #sayingOf(body: MessageBody): Saying {
    const bytes = encodeMessageBody(this.#deps.random.bytes(16), body);
    return { kind: body.kind, body: bytes, grant: null };
  }
}
