/**
 * Two people in one conversation where every wait of the app is drawn: each write, read, signature and check begins, and is
 * known to be done, when fast-check's scheduler says so, and so does the arrival of each record. Disks keep their order, and
 * so does each way of a link; nothing else does.
 */
import fc from 'fast-check';
import { contactAfterHandshake, contactFromCard, Contacts } from '../../src/app/contacts.js';
import { ConversationLink } from '../../src/app/conversation-link.js';
import { NO_DRAFT } from '../../src/app/draft.js';
import { Conversation } from '../../src/app/conversation.js';
import { Identity } from '../../src/app/identity.js';
import type { Keys, Ports, Repo } from '../../src/app/ports.js';
import { createSerial } from '../../src/app/serial.js';
import { directConversationId } from '../../src/protocol/conversation-id.js';
import { encodeRecord, parseRecord, type LinkRecord } from '../../src/protocol/record.js';
import { foldOf } from '../sim/talk-witness.js';
import { createMemoryDisk, createMemoryRepo, type MemoryDisk } from '../support/memory-repo.js';
import {
  createMemoryClock,
  createMemoryKeys,
  createMemoryRandom,
  type MemoryClock,
} from '../support/memory-ports.js';

const EXPORTER = new Uint8Array(32).fill(7);
const REUNION = new Uint8Array(32).fill(8);
/** Longer than the app waits before it asks again for what found no room. */
const ASKS_AGAIN_MS = 20_000;
const MOST_ROUNDS = 8;

export type Act = { readonly who: 0 | 1 } & (
  | { readonly do: 'say' | 'open' | 'show' | 'hide' | 'fill' | 'free' | 'relink' }
  | {
      readonly do: 'edit' | 'delete' | 'react' | 'note' | 'star';
      readonly pick: number;
      readonly isOn: boolean;
    }
);

const who = fc.constantFrom<0 | 1>(0, 1);
const plain = fc.record({
  who,
  do: fc.constantFrom('say' as const, 'say' as const, 'say' as const, 'open' as const, 'show' as const, 'hide' as const, 'fill' as const, 'free' as const, 'relink' as const), // prettier-ignore
});
const about = fc.record({
  who,
  do: fc.constantFrom('edit' as const, 'delete' as const, 'react' as const, 'note' as const, 'star' as const),
  pick: fc.nat(9),
  isOn: fc.boolean(),
});

/** How things that wait go on. Off while a world is made. */
interface Waits {
  isOn: boolean;
  readonly scheduler: fc.Scheduler;
}

const wait = (waits: Waits, label: string): Promise<void> =>
  waits.isOn ? waits.scheduler.schedule(Promise.resolve(), label) : Promise.resolve();

/** Work that begins some time after it was asked for, and is known to be done some time after it is. */
async function drawn<T>(waits: Waits, label: string, work: () => Promise<T>): Promise<T> {
  await wait(waits, label);
  const done = await work().then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  await wait(waits, `${label}, done`);
  return done();
}

function drawnRepo(repo: Repo, waits: Waits): Repo {
  const inOrder = createSerial();
  return {
    ...repo,
    commit: (batch) => inOrder(() => drawn(waits, 'commit', () => repo.commit(batch))),
    saveDraft: (id, text) => inOrder(() => drawn(waits, 'draft', () => repo.saveDraft(id, text))),
    page: (...of) => drawn(waits, 'page', () => repo.page(...of)),
    about: (...of) => drawn(waits, 'about', () => repo.about(...of)),
    entry: (...of) => drawn(waits, 'entry', () => repo.entry(...of)),
    stars: () => drawn(waits, 'stars', () => repo.stars()),
    run: (...of) => drawn(waits, 'run', () => repo.run(...of)),
  };
}

const drawnKeys = (keys: Keys, waits: Waits): Keys => ({
  ...keys,
  async generate(seed) {
    const { signer, sealed } = await keys.generate(seed);
    return {
      signer: { ...signer, sign: (bytes) => drawn(waits, 'sign', () => signer.sign(bytes)) },
      sealed,
    };
  },
  verify: (...of) => drawn(waits, 'verify', () => keys.verify(...of)),
});

class Person {
  readonly name: string;
  readonly identity: Identity;
  readonly disk: MemoryDisk;
  readonly clock: MemoryClock;
  readonly ports: Ports;
  readonly contacts = new Contacts();
  conversation!: Conversation;
  link: ConversationLink | null = null;
  /** Texts that the app said were sent, and what it gave back. */
  readonly sent: string[] = [];
  readonly unsent: string[] = [];

  private constructor(name: string, identity: Identity, disk: MemoryDisk, clock: MemoryClock, ports: Ports) {
    this.name = name;
    this.identity = identity;
    this.disk = disk;
    this.clock = clock;
    this.ports = ports;
  }

  static async create(name: string, waits: Waits): Promise<Person> {
    const [disk, clock, random] = [createMemoryDisk(), createMemoryClock(), createMemoryRandom(name)];
    const repo = drawnRepo(createMemoryRepo(disk), waits);
    const keys = drawnKeys(createMemoryKeys(random), waits);
    const ports = { clock, random, repo, keys, build: 'race' } as unknown as Ports; // the others are never asked
    await repo.open();
    const identity = await Identity.create(name, ports);
    if (!identity.ok) throw new Error(identity.error);
    return new Person(name, identity.value, disk, clock, ports);
  }

  async meet(other: Person, faults: string[]): Promise<void> {
    const credential = await other.identity.credential();
    const nowMs = this.clock.wallMs();
    const contact = contactAfterHandshake(contactFromCard(credential.card, nowMs), credential, REUNION, true, nowMs); // prettier-ignore
    this.contacts.put([contact]);
    this.conversation = new Conversation(
      {
        record: {
          id: directConversationId(this.identity.person, other.identity.person),
          kind: 'direct',
          peer: other.identity.person,
          heads: [],
          receipts: [],
          unread: 0,
          isMentioned: false,
          latest: null,
          moreShares: [],
          signedReceipts: [],
          shelf: 'chats',
          addedMs: 0,
        },
        draft: NO_DRAFT,
        group: null,
        isStored: true,
      },
      {
        ports: this.ports,
        identity: this.identity,
        contacts: this.contacts,
        writes: createSerial(),
        onOwnLogAhead: () =>
          Promise.resolve(void faults.push(`${this.name} was told to have forgotten something`)),
        onFault: () => undefined,
        onChanged: () => undefined,
        onRosterChanged: () => undefined,
        isRoomFor: () => true,
        isLinked: () => false,
        pathTo: () => null,
        showsActivity: () => true,
        isActive: () => false,
        posts: () => null,
        revokedFrom: () => null,
      },
    );
  }

  get isDurable(): ReadonlySet<string> {
    return new Set([...this.disk.entries.values()].map(({ entry }) => entry.id));
  }
}

/** Two people, and all that is checked of them. */
export class RaceWorld {
  readonly #waits: Waits;
  readonly #people: readonly [Person, Person];
  readonly #faults: string[] = [];
  readonly #acts: Promise<unknown>[] = [];
  #count = 0;
  /** A draft that found no room is not written later by itself. */
  #wasFull = false;

  private constructor(waits: Waits, people: readonly [Person, Person]) {
    this.#waits = waits;
    this.#people = people;
  }

  static async create(scheduler: fc.Scheduler): Promise<RaceWorld> {
    const waits: Waits = { isOn: false, scheduler };
    const [one, other] = [await Person.create('Amina', waits), await Person.create('Bilal', waits)];
    const world = new RaceWorld(waits, [one, other]);
    await one.meet(other, world.#faults);
    await other.meet(one, world.#faults);
    for (const [person, peer] of [
      [one, other],
      [other, one],
    ] as const)
      // prettier-ignore
      person.conversation.view.subscribe(() => world.#look(person, peer));
    for (const { conversation } of [one, other]) await conversation.open();
    waits.isOn = true;
    world.#link();
    return world;
  }

  fail(what: string): void {
    this.#faults.push(what);
  }

  /** Has everything done, in whatever order, then mends what was broken. Rejects with what is wrong. */
  async play(acts: readonly Act[]): Promise<void> {
    for (const act of acts)
      this.#acts.push(wait(this.#waits, `${act.who} ${act.do}`).then(() => this.#do(act)));
    await this.#waits.scheduler.waitIdle();
    for (let round = 0; round < MOST_ROUNDS && (round === 0 || this.#difference() !== ''); round++) {
      for (const { disk } of this.#people) disk.full = false;
      if (round === 0) this.#link();
      for (const { clock } of this.#people) clock.advance(ASKS_AGAIN_MS);
      await this.#waits.scheduler.waitIdle();
    }
    await Promise.all(this.#acts);
    const difference = this.#difference();
    if (difference) this.#faults.push(difference);
    if (this.#faults.length > 0) throw new Error(this.#faults.slice(0, 3).join('; '));
  }

  async #do(act: Act): Promise<void> {
    const person = this.#people[act.who];
    const { conversation, disk } = person;
    switch (act.do) {
      case 'say': {
        const { value } = conversation.draft; // what was given back is not written over
        const text = `${value}${value && ' '}[${person.name} ${++this.#count}]`;
        void conversation.setDraft(text);
        const sent = await conversation.send();
        (sent.ok ? person.sent : person.unsent).push(...marksOf(text));
        return;
      }
      case 'open':
        return conversation.loadOlder();
      case 'show':
      case 'hide':
        return conversation.setShown(act.do === 'show');
      case 'fill':
      case 'free':
        disk.full = act.do === 'fill';
        this.#wasFull = true;
        return;
      case 'relink':
        return this.#link();
      default:
        return this.#about(person, act);
    }
  }

  async #about({ conversation }: Person, act: Extract<Act, { readonly pick: number }>): Promise<void> {
    const isOwnOnly = act.do === 'edit' || act.do === 'delete';
    const messages = conversation.view.value.messages.filter(({ own }) => own || !isOwnOnly);
    const message = messages[act.pick % Math.max(1, messages.length)];
    if (!message) return;
    switch (act.do) {
      case 'edit':
        return void (await conversation.edit(message.id, `${message.text} edited ${++this.#count}`));
      case 'delete':
        return void (await conversation.delete(message.id));
      case 'react':
        return void (await conversation.react(message.id, '👍', act.isOn));
      case 'note':
        return void (await conversation.note(message.id));
      case 'star':
        return void (await conversation.star(message.id, act.isOn));
    }
  }

  /** A new link in place of the old one: what was on its way over that is lost. */
  #link(): void {
    const [one, other] = this.#people;
    for (const person of this.#people) {
      if (person.link) person.conversation.detach(person.link);
      person.link = null;
    }
    const ends: ConversationLink[] = [];
    for (const [person, peer] of [
      [one, other],
      [other, one],
    ] as const)
      // prettier-ignore
      ends.push(new ConversationLink(this.#wire(person, peer), person.conversation));
    [one.link, other.link] = [ends[0]!, ends[1]!];
    for (const { conversation, link } of this.#people) conversation.attach(link!);
  }

  #wire(person: Person, peer: Person) {
    let last: Promise<unknown> = Promise.resolve();
    const send = (record: LinkRecord): Promise<void> => {
      const bytes = encodeRecord(record);
      const from = person.link;
      last = last
        .then(() => wait(this.#waits, `to ${peer.name}`))
        .then(() => {
          const read = parseRecord(bytes);
          const isUp = peer.link !== null && (from === null || from === person.link);
          return isUp && read.ok ? peer.conversation.receive(read.value, peer.link!) : undefined;
        });
      return Promise.resolve();
    };
    return { person: peer.identity.person, device: peer.identity.device, exporter: EXPORTER, send };
  }

  /** What must hold whenever a screen changes. */
  #look(person: Person, peer: Person): void {
    const [own, theirs] = [person.isDurable, peer.isDurable];
    for (const { id, text, own: isOwn, state } of person.conversation.view.value.messages) {
      if (!own.has(id)) this.#faults.push(`${person.name} shows ${text} before it is on disk`);
      if (isOwn && state !== 'saved' && !theirs.has(id))
        this.#faults.push(`${person.name} shows ${text} as ${state}, and ${peer.name} does not have it`);
    }
  }

  /** What must hold in the end. */
  #difference(): string {
    const [one, other] = this.#people;
    const folds = this.#people.map(({ conversation }) => conversation.view.value.messages.map(foldOf).join());
    if (folds[0] !== folds[1]) return `they show ${folds.join(' and ')}`;
    for (const person of [one, other]) {
      const { messages } = person.conversation.view.value;
      const own = messages.filter((message) => message.own);
      const waiting = own.find(({ state }) => state === 'saved');
      if (waiting) return `${person.name}: ${waiting.text} is not marked as delivered`;
      const kept = person.disk.drafts.get(person.conversation.id) ?? '';
      if (!this.#wasFull && kept !== person.conversation.draft.value) return `${person.name}: "${kept}" is kept as the draft`; // prettier-ignore
      const isStarred = new Map([...person.disk.entries.values()].map((stored) => [stored.entry.id, stored.isStarred === true])); // prettier-ignore
      const starred = messages.find((message) => message.isStarred !== isStarred.get(message.id));
      if (starred) return `${person.name}: ${starred.text} is starred on the screen or on disk, not both`;
      const words = own
        .flatMap(({ text, earlier }) => [...earlier.map((version) => version.text), text])
        .join();
      const isDeleted = own.filter(({ kind }) => kind === 'deleted').length;
      const missing = person.sent.filter((text) => !marksOf(words).has(text)).length;
      if (missing > isDeleted) return `${person.name} has ${missing} texts less than were sent`;
      if (own.length > person.sent.length + person.unsent.length)
        return `${person.name} has sent something twice`;
      const lost = person.unsent.find((text) => !person.conversation.draft.value.includes(text) && !marksOf(words).has(text)); // prettier-ignore
      if (lost !== undefined && isDeleted === 0) return `${lost} is neither sent nor a draft`;
    }
    return '';
  }
}

const marksOf = (words: string): ReadonlySet<string> =>
  new Set([...words.matchAll(/\[\w+ \d+\]/gu)].map(([mark]) => mark));

/** Plays `runs` interleavings from `seed` on; null, or the seed, the path and what is wrong in the smallest. */
export async function search(seed: number, runs: number, path?: string): Promise<string | null> {
  const acts = fc.array(fc.oneof(plain, about), { minLength: 2, maxLength: 14 });
  const property = fc.asyncProperty(fc.scheduler(), acts, async (scheduler, all) => {
    const world = await RaceWorld.create(scheduler);
    const onRejection = (error: unknown): void => world.fail(`nobody noticed a rejection: ${String(error)}`);
    process.on('unhandledRejection', onRejection);
    try {
      await world.play(all);
    } finally {
      process.off('unhandledRejection', onRejection);
    }
  });
  const found = await fc.check(property, { seed, numRuns: runs, ...(path !== undefined && { path, endOnFailure: true }) }); // prettier-ignore
  if (!found.failed) return null;
  const what =
    found.errorInstance instanceof Error ? (found.errorInstance.stack ?? '') : String(found.errorInstance);
  const acted = JSON.stringify(found.counterexample?.[1]);
  return `seed=${found.seed} path=${found.counterexamplePath} ${acted.slice(0, 600)}: ${what.slice(0, 1200)}`;
}
