import type { Conversation } from '../../src/app/conversation.js';
import type { ConversationView } from '../../src/app/conversation-views.js';
import { KIND } from '../../src/protocol/body.js';
import type { RosterSet } from '../../src/domain/roster-set.js';
import { conversationOf } from '../../src/protocol/conversation-id.js';
import type { ConversationId, EntryId, PersonId } from '../../src/protocol/ids.js';
import { settleIn } from './begin.js';
import { Device, type Surroundings } from './device.js';
import type { GroupAction, GroupSchedule } from './group-schedule.js';
import { GroupWitness } from './group-witness.js';
import { Paths } from './paths.js';
import { perform } from './perform.js';
import { performTalk } from './perform-talk.js';
import { AGREE_WITHIN_MS, describe, heal, observed, type Outcome, type RunOptions } from './run-schedule.js';
import { SimIntroducer } from './sim-introducer.js';
import { PeerNetwork } from './sim-peers.js';
import type { TalkAction } from './talk-schedule.js';
import { foldOf, TalkWitness } from './talk-witness.js';
import { Witness } from './witness.js';
import { World } from './world.js';

const LOOK_EVERY_MS = 500;
const CALM_MS = 20_000;
const MADE_WITHIN_MS = 30_000;

/** Plays the schedule of a group on the real app and tells what went wrong. */
export function runGroupSchedule(schedule: GroupSchedule, options: RunOptions = {}): Promise<Outcome> {
  const world = new World(schedule.seed + 1, options.keepLog);
  return observed(world, () => new GroupPlay(world, schedule, options).run());
}

class GroupPlay {
  readonly #world: World;
  readonly #schedule: GroupSchedule;
  readonly #around: Surroundings;
  readonly #witness: GroupWitness;
  readonly #talkWitness: TalkWitness;
  readonly #devices: readonly Device[];
  readonly #byName: ReadonlyMap<string, Device>;
  /** The last view that was looked at, of each. */
  readonly #seen = new Map<Device, ConversationView>();
  /** Whose disk has forgotten something. */
  readonly #forgetful = new Set<string>();
  #id: ConversationId | null = null;

  constructor(world: World, schedule: GroupSchedule, options: RunOptions) {
    this.#world = world;
    this.#schedule = schedule;
    const paths = new Paths();
    this.#around = {
      world,
      paths,
      introducer: new SimIntroducer(world, paths),
      network: new PeerNetwork(world, paths),
      witness: new Witness(world),
    };
    this.#witness = new GroupWitness(world, () => this.#id);
    this.#talkWitness = new TalkWitness(world);
    this.#devices = schedule.devices.map(({ name, skewMs }) => new Device(name, skewMs, this.#around));
    this.#byName = new Map(this.#devices.map((device) => [device.name, device]));
    for (const device of this.#devices) {
      device.disk.isRelaxed = options.relaxedCommits ?? false;
      device.onBatch = (batch) => {
        const person = device.person;
        const identity = device.disk.image.self;
        if (!person || !identity) return;
        const isOwn = (author: string) => author === identity.device;
        const out = (): ReadonlySet<PersonId> => this.#knownToBeOut(device);
        this.#witness.onDurable(device.name, batch, { isOwn, person }, out, () => this.#isBack(person));
        for (const stored of batch.entries ?? [])
          if (conversationOf(stored.entry) === this.#id && isOwn(stored.entry.author))
            this.#talkWitness.onWritten(stored, person);
      };
    }
  }

  async run(): Promise<number> {
    const [hub, ...others] = this.#devices;
    hub!.knows(others);
    for (const other of others) other.knows([hub!]);
    for (const device of this.#devices) device.start();
    await settleIn(this.#world, this.#devices);
    const haveAllMet = (): boolean => others.every((other) => hub!.hasMet(other) && other.hasMet(hub!));
    await this.#world.run(this.#world.nowMs + MADE_WITHIN_MS, haveAllMet);
    if (!(await this.#make(hub!))) return 0;

    const { said, talk, faults, endMs } = this.#schedule;
    for (const action of faults) {
      this.#later(action.atMs, describe(action), () => {
        if (action.do === 'forget-all' && !this.#isKnownToAll()) return;
        if (action.do === 'roll-back' || action.do === 'forget-all') this.#forget(action);
        perform(action, this.#byName, this.#around);
      });
    }
    for (const action of said) this.#later(action.atMs, describe(action), () => this.#do(action));
    for (const action of talk) this.#later(action.atMs, describe(action), () => this.#talk(action));
    this.#look();
    await this.#world.run(Math.max(endMs, this.#world.nowMs));

    heal(this.#devices, this.#around);
    const healedMs = this.#world.nowMs;
    await this.#agree();
    const agreedAfterMs = this.#world.nowMs - healedMs;
    await this.#world.run(this.#world.nowMs + CALM_MS);
    await this.#agree();
    return agreedAfterMs;
  }

  #later(atMs: number, what: string, act: () => void): void {
    this.#world.after(Math.max(atMs - this.#world.nowMs, 0), what, act);
  }

  async #make(hub: Device): Promise<boolean> {
    const { members, isChannel } = this.#schedule;
    const making = hub.beep!.createGroup({
      type: isChannel ? 'channel' : 'group',
      name: 'Group',
      history: 'all',
      members: members.map((name) => this.#byName.get(name)!.person!),
    });
    let isMade = false;
    making.then(
      (made) => {
        isMade = made.ok;
        this.#id = made.ok ? made.value : null;
        if (!made.ok) this.#world.fail(`no group: ${made.error}`);
      },
      (error: unknown) => this.#world.fail(`createGroup threw ${String(error)}`),
    );
    await this.#world.run(this.#world.nowMs + MADE_WITHIN_MS, () => isMade);
    return isMade;
  }

  #conversation(device: Device): Conversation | null {
    return (this.#id && device.phase === 'ready' && device.beep?.conversation(this.#id)) || null;
  }

  #view(device: Device): ConversationView | null {
    return this.#conversation(device)?.view.value ?? null;
  }

  /** What somebody can do something in now; null if their device is off, asleep, or not in the group. */
  #usable(who: string): Conversation | null {
    const device = this.#byName.get(who)!;
    return device.isRunning ? this.#conversation(device) : null;
  }

  #note(
    action: GroupAction | TalkAction,
    promise: Promise<{ readonly ok: boolean; readonly error?: string }>,
  ) {
    promise.then(
      (done) => this.#world.note(`${action.who} ${action.do}: ${done.ok ? 'done' : done.error}`),
      (error: unknown) => this.#world.fail(`${action.do} threw ${String(error)}`),
    );
  }

  #talk(action: TalkAction): void {
    const conversation = this.#usable(action.who);
    if (!conversation) return;
    const newText = (): string => this.#witness.newText(action.who);
    const done = performTalk(action, conversation, this.#talkWitness, newText);
    if (done) this.#note(action, done);
  }

  /** Whether all whom the first made it with have heard of the group: until then nobody else could tell them. */
  #isKnownToAll(): boolean {
    return this.#schedule.members.every((name) =>
      this.#byName.get(name)!.disk.image.conversations.has(this.#id!),
    );
  }

  #forget({ who }: { readonly who: string }): void {
    this.#forgetful.add(who);
    this.#witness.onForgotten(who);
    this.#talkWitness.onForgotten(who);
    // Of two that forget, one may take an entry in the place of which a third has another.
    const { disk, copies } = this.#byName.get(who)!;
    for (const { self } of [disk.image, ...copies]) if (self) this.#around.witness.expectForks(self.device);
  }

  #do(action: GroupAction): void {
    const conversation = this.#usable(action.who);
    if (!conversation) return;
    const note = (promise: Promise<{ readonly ok: boolean; readonly error?: string }>): void =>
      this.#note(action, promise);
    const person = 'whom' in action ? this.#byName.get(action.whom)!.person : null;
    switch (action.do) {
      case 'say':
        if (!conversation.view.value.mayPost) return;
        void conversation.setDraft(this.#witness.newText(action.who));
        return note(conversation.send() as Promise<{ readonly ok: boolean }>);
      case 'react': {
        const message = conversation.view.value.messages.at(-1);
        if (message && conversation.view.value.mayReact)
          note(conversation.react(message.id, '👍', true) as Promise<{ readonly ok: boolean }>);
        return;
      }
      case 'leave':
        return note(conversation.leave());
      case 'rename-group':
        return note(conversation.renameGroup(`Group at ${action.atMs}`));
      case 'add':
        if (person)
          note(
            conversation.add(
              [person],
              action.isAdmin ? 'admin' : 'member',
              action.fromJoining ? 'from-joining' : 'all',
            ),
          );
        return;
      case 'remove':
        return person ? note(conversation.remove(person)) : undefined;
      case 'promote':
        return person ? note(conversation.promote(person)) : undefined;
    }
  }

  /** Now and then somebody looks at every screen that has changed. */
  #look(): void {
    for (const device of this.#devices) {
      const conversation = this.#conversation(device);
      if (!conversation || conversation.view.value === this.#seen.get(device)) continue;
      this.#seen.set(device, conversation.view.value);
      const havingIt = (message: EntryId): readonly string[] =>
        conversation
          .deliveries(message)
          .flatMap(({ person, state }) => (state === 'unreached' ? [] : (this.#nameOf(person.person) ?? [])));
      this.#witness.onShown(device.name, conversation.view.value, havingIt);
      this.#talkWitness.onShown(device.name, conversation.view.value);
    }
    this.#world.after(LOOK_EVERY_MS, 'looks', () => this.#look());
  }

  /** Words that name those to whom a message of a device has not come, as far as the device knows. */
  #lackingIt(device: Device, message: EntryId): string {
    const deliveries = this.#conversation(device)!.deliveries(message);
    return deliveries.map(({ person, state }) => ` ${this.#nameOf(person.person)}: ${state}`).join();
  }

  #nameOf(person: PersonId): string | null {
    return this.#devices.find((device) => device.person === person)?.name ?? null;
  }

  #namesOf(view: ConversationView): readonly string[] {
    return (view.group?.members ?? []).flatMap(({ person }) => this.#nameOf(person) ?? []);
  }

  /** Whom a device knows to have been removed or to have left, and not to be back. */
  #knownToBeOut(device: Device): ReadonlySet<PersonId> {
    return new Set(this.#setOf(device)?.roster?.former.keys());
  }

  /** Whether somebody knows that a person was out, and is in again. */
  #isBack(person: PersonId): boolean {
    return this.#devices.some(
      (device) =>
        this.#hasSeenOut(device, person) && this.#setOf(device)?.roster?.members.has(person) === true,
    );
  }

  #setOf(device: Device): RosterSet | undefined {
    return this.#conversationOf(device)?.group?.set;
  }

  #conversationOf(device: Device): Conversation | null {
    return (this.#id && device.beep?.conversation(this.#id)) ?? null;
  }

  /** Whether a device holds that a person was removed or left, at any time. */
  #hasSeenOut(device: Device, person: PersonId): boolean {
    return [...(this.#setOf(device)?.entries.values() ?? [])].some(
      ({ person: by, body }) =>
        (body.kind === KIND.remove && body.person === person) || (body.kind === KIND.leave && by === person),
    );
  }

  async #agree(): Promise<void> {
    const untilMs = this.#world.nowMs + AGREE_WITHIN_MS;
    while (this.#disagreements().length > 0) {
      if (this.#world.nowMs >= untilMs)
        return this.#world.fail(
          `no agreement within ${AGREE_WITHIN_MS} ms: ${this.#disagreements().join('; ')}`,
        );
      await this.#world.run(this.#world.nowMs + LOOK_EVERY_MS);
    }
  }

  /** In what those who are in it do not agree yet. */
  #disagreements(): string[] {
    const found: string[] = [];
    const views = new Map(this.#devices.map((device) => [device.name, this.#view(device)]));
    const insiders = this.#devices.filter(({ name }) => {
      const own = views.get(name)?.group?.own;
      return own === 'admin' || own === 'member';
    });
    const [first] = insiders;
    if (!first) return found;
    const expected = views.get(first.name)!;
    const members = this.#namesOf(expected).toSorted().join();
    if (
      members !==
      insiders
        .map(({ name }) => name)
        .toSorted()
        .join()
    )
      found.push(`${first.name} has ${members}, but in it are ${insiders.map(({ name }) => name).join()}`);
    for (const device of insiders) {
      const view = views.get(device.name)!;
      const verdict = ({ group }: ConversationView) =>
        JSON.stringify([
          group!.name,
          group!.history,
          group!.members.map(({ person, role }) => `${person} ${role}`).sort(),
        ]);
      if (verdict(view) !== verdict(expected)) found.push(`${device.name} and ${first.name}: another roster`);
      if (this.#isCutOff(device, first, insiders)) continue;
      if (view.digest !== expected.digest)
        found.push(
          `${device.name} and ${first.name}: ${view.messages.length} and ${expected.messages.length} messages`,
        );
      found.push(...this.#talkDisagreements(device, first, insiders));
      const own = view.messages.filter(({ own: isOwn }) => isOwn);
      // Whoever holds one branch of a fork says in one word that they hold it and all before it; who has the other takes none of it.
      const isForked = view.group!.events.some(({ what, by }) => what.kind === 'forked' && by.own);
      // A person whose only device has lost everything is in it for good, and says nothing any more.
      const isAnyGone = view.group!.members.some(({ person }) => this.#nameOf(person) === null);
      const isExcused = isForked || isAnyGone || !this.#hasStayed(device);
      for (const { id, text, state } of insiders.length > 1 && !isExcused ? own : [])
        if (state === 'saved') found.push(`${device.name}: ${text} is not marked as delivered${this.#lackingIt(device, id)}`); // prettier-ignore
    }
    return found;
  }

  /**
   * Whoever was out and is in again without the past holds a log with a hole in it. If its author has forgotten what fills the hole,
   * and nobody else here ever held it, then nobody can be given what comes behind.
   */
  #isCutOff(one: Device, other: Device, insiders: readonly Device[]): boolean {
    const headsOf = (device: Device) => this.#conversationOf(device)?.record.heads ?? [];
    const isBehind = (has: Device, lacks: Device): boolean =>
      headsOf(has).some(({ author, seq }) => {
        const next = (headsOf(lacks).find((head) => head.author === author)?.seq ?? -1) + 1;
        return seq >= next && !insiders.some(({ name }) => this.#witness.holds(name, author, next));
      });
    return isBehind(one, other) || isBehind(other, one);
  }

  /** In what a device shows of what was said about messages that another does not, or that was said last by somebody. */
  #talkDisagreements(device: Device, other: Device, insiders: readonly Device[]): string[] {
    const [view, otherView] = [this.#view(device)!, this.#view(other)!];
    const hasPast = (one: Device): boolean =>
      this.#view(device)!.group!.members.some(
        ({ person, history }) => person === one.person && history === 'all',
      );
    if (!hasPast(device)) return [];
    const steady = insiders
      .filter(({ name }) => !this.#forgetful.has(name))
      .flatMap((one) => one.person ?? [])
      .filter((person) => !this.#hasSeenOut(device, person));
    const found = this.#talkWitness.onSettled(device.name, view, new Set(steady));
    const folds = new Map(otherView.messages.map((message) => [message.id, foldOf(message)]));
    for (const message of hasPast(other) ? view.messages : [])
      if (folds.get(message.id) !== foldOf(message))
        found.push(`${device.name} and ${other.name}: ${foldOf(message)} and ${folds.get(message.id)}`);
    return found;
  }

  /** Whether everybody who is in it was so all the time: whoever came later says nothing of what was before. */
  #hasStayed(device: Device): boolean {
    return this.#view(device)!.group!.members.every(({ history }) => history === 'all');
  }
}
