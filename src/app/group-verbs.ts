import type { FaultCode } from '../domain/fault.js';
import type { Succession } from '../domain/post-succession.js';
import type { Introduction } from '../protocol/introduction.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { itemOfEntry } from '../protocol/roster-item.js';
import type { ConversationLog } from './conversation-log.js';
import type { Group } from './group.js';
import type { GroupActs } from './group-acts.js';
import { checkName } from './identity.js';
import type { StoredEntry } from './ports.js';
import type { createSerial } from './serial.js';
import type { ConversationVerbs } from './conversation-views.js';
import type { NewGroup } from './views.js';

export interface GroupVerbsDeps {
  readonly writes: ReturnType<typeof createSerial>;
  readonly onFault: (fault: FaultCode) => void;
  /** The log of this device has grown. */
  readonly onSaid: () => void;
}

type Verbs = Pick<ConversationVerbs, 'add' | 'remove' | 'promote' | 'leave' | 'renameGroup' | 'setHistory'>;

/** What a person asks for who wants to change a group: signed, stored and given, or why not. */
export class GroupVerbs implements Verbs {
  readonly #log: ConversationLog;
  readonly #group: Group | null;
  readonly #acts: GroupActs | null;
  readonly #deps: GroupVerbsDeps;

  /** `group` and `acts` are null in a conversation of two, which nothing here can change. */
  constructor(log: ConversationLog, group: Group | null, acts: GroupActs | null, deps: GroupVerbsDeps) {
    this.#log = log;
    this.#group = group;
    this.#acts = acts;
    this.#deps = deps;
  }

  readonly add: Verbs['add'] = (people, role, history) =>
    this.#change((acts) => acts.add(people, role, history));

  readonly remove: Verbs['remove'] = (person) => this.#change((acts) => acts.remove(person));

  readonly promote: Verbs['promote'] = (person) => this.#change((acts) => acts.promote(person));

  /** Lets a conversation with a post follow who holds it. `now` is asked when its turn comes. */
  succeed(now: () => Succession): Promise<Result<void, FaultCode>> {
    return this.#change((acts) => acts.succeed(now()));
  }

  readonly leave: Verbs['leave'] = () => this.#change((acts) => acts.leave());

  readonly renameGroup: Verbs['renameGroup'] = async (text) => {
    const name = checkName(text);
    return name.ok ? this.#change((acts) => acts.decree(name.value, null)) : name;
  };

  readonly setHistory: Verbs['setHistory'] = (rule) => this.#change((acts) => acts.decree(null, rule));

  /** Asked for when its turn comes, so that two changes at once do not both rest on the same past. */
  #change(change: (acts: GroupActs) => ReturnType<GroupActs['add']>): Promise<Result<void, FaultCode>> {
    return this.#deps.writes(async () => {
      if (!this.#acts) return fail('not-allowed');
      const sayings = change(this.#acts);
      if (!sayings.ok) return sayings;
      if (sayings.value.length === 0) return ok(undefined);
      const said = await this.#log.append(sayings.value);
      if (said.ok) this.#deps.onSaid();
      return said.ok ? ok(undefined) : said;
    });
  }

  /** Stores a group that was just created, with its first members. Runs inside `writes`. */
  async found(
    create: StoredEntry,
    { members, admins = [], history }: Pick<NewGroup, 'members' | 'admins' | 'history'>,
  ): Promise<Result<void, FaultCode>> {
    const item = itemOfEntry(create.entry, create.body);
    if (!this.#group || !this.#acts || !item) return fail('not-allowed');
    this.#group.adopt(this.#group.with([item]) ?? this.#group.set);
    const asAdmins = this.#acts.add(admins, 'admin', history);
    if (!asAdmins.ok) return asAdmins;
    const asMembers = this.#acts.add(members, 'member', history);
    if (!asMembers.ok) return asMembers;
    const sayings = [...asAdmins.value, ...asMembers.value];
    const batch = { entries: [create] };
    const said =
      sayings.length > 0
        ? await this.#log.append(sayings, batch)
        : await this.#log.commit({ ...batch, roster: [item] });
    return said.ok ? ok(undefined) : said;
  }

  /** Lets the others of a group know of a device or a name of ours that they have not seen. Runs inside `writes`. */
  async introduceSelf(introduction: Introduction): Promise<void> {
    const committed = await this.#log.commit({ roster: [{ kind: 'introduction', ...introduction }] });
    if (!committed.ok) this.#deps.onFault(committed.error);
  }
}
