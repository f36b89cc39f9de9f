import type { FaultCode } from '../domain/fault.js';
import type { Succession } from '../domain/post-succession.js';
import type { Member, Roster } from '../domain/roster.js';
import {
  encodeAdminBody,
  type AdminBody,
  type GroupType,
  type HistoryRule,
  type Role,
} from '../protocol/admin-body.js';
import { KIND } from '../protocol/body.js';
import type { EntryId, PersonId, PostId } from '../protocol/ids.js';
import type { Introduction } from '../protocol/introduction.js';
import { MAX_ANCHORS, MAX_PINS } from '../protocol/limits.js';
import type { LogPoint } from '../protocol/log-points.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Contacts } from './contacts.js';
import type { Group } from './group.js';
import type { Heads } from './heads.js';
import type { Saying, SayingNext } from './next-entry.js';

type Salt = () => Uint8Array;
/** What an admin entry says, before it is known what else was said at once. */
type Act = AdminBody extends infer Body ? (Body extends AdminBody ? Omit<Body, 'knows'> : never) : never;

/** What creates a group. Its entry is the first of all, so that nothing comes before it and nothing lets it. */
export const sayCreate = (
  group: {
    readonly type: GroupType;
    readonly name: string;
    readonly history: HistoryRule;
    readonly post: PostId | null;
  },
  { manifest, card }: Introduction,
  salt: Uint8Array,
): Saying => ({
  kind: KIND.create,
  body: encodeAdminBody(salt, { kind: KIND.create, ...group, manifest, card, knows: [] }),
  grant: null,
});

/** The entries by which a member changes a group, or why it may not. Each knows what was said at once before it. */
export class GroupActs {
  readonly #group: Group;
  readonly #contacts: Contacts;
  /** How far each log is held that counts. */
  readonly #heads: () => Heads;
  readonly #salt: Salt;

  constructor(group: Group, contacts: Contacts, heads: () => Heads, salt: Salt) {
    this.#group = group;
    this.#contacts = contacts;
    this.#heads = heads;
    this.#salt = salt;
  }

  add(
    people: readonly PersonId[],
    role: Role,
    history: HistoryRule | undefined,
  ): Result<readonly SayingNext[], FaultCode> {
    const admin = this.#admin();
    if (!admin) return fail('not-allowed');
    const acts: Act[] = [];
    for (const person of people) {
      if (this.#group.isMember(person)) continue;
      const introduction = this.#contacts.introductionOf(person) ?? this.#group.introductionOf(person);
      if (!introduction) return fail('member-unknown');
      const rule = history ?? admin.roster.history;
      const anchors = rule === 'all' ? [] : this.#points(() => true, Infinity);
      acts.push(...addsOf(person, role, rule, anchors, introduction));
    }
    return ok(acts.map((act) => this.#say(act, admin)));
  }

  /** Makes a member an admin: they are added once more, and keep what they were given. */
  promote(person: PersonId): Result<readonly SayingNext[], FaultCode> {
    const admin = this.#admin();
    const member = admin?.roster.members.get(person);
    const introduction = this.#group.introductionOf(person);
    if (!admin || !member || !introduction) return fail('not-allowed');
    if (member.role === 'admin') return ok([]);
    const { history, anchors } = member;
    return ok(addsOf(person, 'admin', history, anchors, introduction).map((act) => this.#say(act, admin)));
  }

  remove(person: PersonId): Result<readonly SayingNext[], FaultCode> {
    const admin = this.#admin();
    const member = admin?.roster.members.get(person);
    if (!admin || !member || !this.mayRemove(person)) return fail('not-allowed');
    const pins = this.#points((owner) => owner === person, MAX_PINS);
    return ok([this.#say({ kind: KIND.remove, person, pins }, admin)]);
  }

  /** Brings into a conversation with a post who holds it now, sees off who does no more, and leaves. */
  succeed({ add, remove, leave }: Succession): Result<readonly SayingNext[], FaultCode> {
    const admin = this.#admin();
    if (!admin) return ok([]);
    const introduction = add && (this.#contacts.introductionOf(add) ?? this.#group.introductionOf(add));
    const acts: Act[] = add && introduction ? [...addsOf(add, 'admin', 'all', [], introduction)] : [];
    for (const person of remove.filter((one) => this.mayRemove(one)))
      acts.push({ kind: KIND.remove, person, pins: this.#pinsOf(person) });
    const said = acts.map((act) => this.#say(act, admin));
    return ok(leave ? [...said, this.#say({ kind: KIND.leave }, { ...admin, grant: null })] : said);
  }

  leave(): Result<readonly SayingNext[], FaultCode> {
    const { roster, self } = this.#group;
    if (!roster || !self) return fail('not-allowed');
    return ok([this.#say({ kind: KIND.leave }, { roster, grant: null })]);
  }

  /** `null` leaves a thing as it is. */
  decree(name: string | null, history: HistoryRule | null): Result<readonly SayingNext[], FaultCode> {
    const admin = this.#admin();
    if (!admin) return fail('not-allowed');
    return ok([this.#say({ kind: KIND.policy, name, history }, admin)]);
  }

  /** Nobody removes themselves, or an admin who is not junior to them. */
  mayRemove(person: PersonId): boolean {
    const { self, roster } = this.#group;
    const member = roster?.members.get(person);
    return self?.role === 'admin' && member !== undefined && member.rank > self.rank;
  }

  #admin(): { readonly roster: Roster; readonly grant: EntryId } | null {
    const { roster, self } = this.#group;
    const grant = (self as Member | undefined)?.grants[0];
    return roster && grant ? { roster, grant } : null;
  }

  #say(act: Act, { roster, grant }: { readonly roster: Roster; readonly grant: EntryId | null }): SayingNext {
    return (before) => ({
      kind: act.kind,
      body: encodeAdminBody(this.#salt(), {
        ...act,
        knows: before ? [before] : roster.knows,
      } as AdminBody),
      grant,
    });
  }

  /** Where the logs of a person end, by entries of the roster too: those come sooner than the logs that they are in. */
  #pinsOf(person: PersonId): readonly LogPoint[] {
    const pins = new Map(this.#points((owner) => owner === person, MAX_PINS).map((pin) => [pin.device, pin]));
    for (const { id, author, person: by, seq } of this.#group.set.entries.values())
      if (by === person && !this.#group.roster?.voids.has(id) && seq > (pins.get(author)?.seq ?? -1))
        pins.set(author, { device: author, seq, id });
    return [...pins.values()].sort((a, b) => (a.device < b.device ? -1 : 1)).slice(0, MAX_PINS);
  }

  /** Where the logs of some people end, sorted by device; the newest, if there are more than `max`. */
  #points(isMeant: (owner: PersonId | null) => boolean, max: number): readonly LogPoint[] {
    return [...this.#heads()]
      .filter(([device]) => isMeant(this.#group.personOf(device)))
      .sort(([, a], [, b]) => b.orderMs - a.orderMs)
      .slice(0, max)
      .map(([device, { seq, id }]) => ({ device, seq, id }))
      .sort((a, b) => (a.device < b.device ? -1 : 1));
  }
}

/** What adds a person: one entry, or as many as it takes to name all logs. The last one has room left, and so ends them. */
function addsOf(
  person: PersonId,
  role: Role,
  history: HistoryRule,
  anchors: readonly LogPoint[],
  { manifest, card }: Introduction,
): readonly Act[] {
  const count = Math.floor(anchors.length / MAX_ANCHORS) + 1;
  return Array.from({ length: count }, (_, i) => ({
    kind: KIND.add,
    person,
    role,
    manifest,
    card,
    history,
    anchors: anchors.slice(i * MAX_ANCHORS, (i + 1) * MAX_ANCHORS),
  }));
}
