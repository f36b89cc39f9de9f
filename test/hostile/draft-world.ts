/**
 * People who write one draft, with the real documents, the real sessions and the real way into the logs. What is between them
 * is only whose log is held where, and how far: links, partitions and delays are all that. Signatures are left out.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as Y from 'yjs';
import { neverOpened, type DraftDoc, type SharedRecord } from '../../src/app/draft-docs.js';
import { DraftMerge, type LogsOfDraft, type Merged } from '../../src/app/draft-merge.js';
import { sayUpdate, type LoggedUpdate } from '../../src/app/draft-updates.js';
import type { Ports, StoredEntry } from '../../src/app/ports.js';
import { SharedSession } from '../../src/app/shared-session.js';
import { compareOrder } from '../../src/domain/order.js';
import { plainParagraph } from '../../src/domain/draft-content.js';
import { createDraftDocs } from '../../src/platform/co-drafting/draft-docs.js';
import { readUpdate } from '../../src/platform/co-drafting/gate.js';
import { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import { hashBody } from '../../src/protocol/body.js';
import { draftClient } from '../../src/protocol/draft-client.js';
import { sealEntry, type VerifiedEntry } from '../../src/protocol/entry.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../../src/protocol/ids.js';
import type { MemoContent } from '../../src/protocol/memo-content.js';
import { ok } from '../../src/protocol/result.js';
import { Dice } from '../sim/dice.js';
import { idOf } from '../vectors/cast.js';
import {
  element,
  forge,
  gone,
  id,
  item,
  skipped,
  text,
  textNode,
  type Place,
  type Struct,
} from './forged-update.js';

export const DRAFT = idOf<ConversationId>('a draft');
const docs = createDraftDocs();

/** Every log of the world, as its author has it. */
export class Logs {
  readonly #logs = new Map<DeviceId, StoredEntry[]>();
  readonly #persons = new Map<DeviceId, PersonId>();
  #orderMs = 0;

  join(device: DeviceId, person: PersonId): void {
    this.#persons.set(device, person);
    this.#logs.set(device, []);
  }

  of(device: DeviceId): readonly StoredEntry[] {
    return this.#logs.get(device)!;
  }

  get devices(): readonly DeviceId[] {
    return [...this.#logs.keys()];
  }

  async append(author: DeviceId, kind: number, body: Uint8Array): Promise<EntryId> {
    const log = this.#logs.get(author)!;
    const header = {
      conversation: DRAFT,
      author,
      seq: log.length,
      prev: log.at(-1)?.entry.id ?? null,
      after: [],
      sentAtMs: 0,
      orderMs: ++this.#orderMs,
      kind,
      bodyHash: hashBody(body),
      bodyLength: body.byteLength,
      grant: null,
    };
    const entry = await sealEntry(header, () => Promise.resolve(new Uint8Array(64)));
    log.push({ entry, body });
    return entry.id;
  }

  /** The logs as they are for whoever holds so many entries of each. */
  seenBy(held: ReadonlyMap<DeviceId, number>): LogsOfDraft {
    const headOf = (device: DeviceId): VerifiedEntry | undefined =>
      this.of(device)[(held.get(device) ?? 0) - 1]?.entry;
    const heads = this.devices.flatMap((device) => {
      const head = headOf(device);
      return head ? [[device, head] as const] : [];
    });
    return {
      id: DRAFT,
      heads: new Map(heads),
      membership: { personOf: (device) => this.#persons.get(device) ?? null },
      run: (device, from, limit) =>
        Promise.resolve(this.of(device).slice(from, Math.min(from + limit, held.get(device) ?? 0))),
    };
  }

  mergeFor(held: ReadonlyMap<DeviceId, number>): DraftMerge {
    return new DraftMerge(this.seenBy(held), () => true);
  }

  get whole(): ReadonlyMap<DeviceId, number> {
    return new Map(this.devices.map((device) => [device, this.of(device).length]));
  }
}

/** A device of somebody who keeps the rules. Its process may end at any time; what it has kept stays. */
export class Writer {
  device: DeviceId;
  readonly #name: string;
  readonly #world: Logs;
  readonly #timers = new Set<() => void>();
  readonly #ports: Pick<Ports, 'clock' | 'random' | 'draftDocs'>;
  readonly held = new Map<DeviceId, number>();
  /** What is on the disk. */
  #kept: Uint8Array[] = [];
  #record: SharedRecord = neverOpened(DRAFT);
  #session: SharedSession | null = null;
  /** Not on the disk yet. */
  #waiting: Uint8Array[] = [];
  #isStale = false;
  /** What of their own they say live since it was opened, under `client`. */
  #live: Uint8Array[] = [];

  constructor(name: string, world: Logs, dice: Dice) {
    this.#name = name;
    this.device = idOf<DeviceId>(name);
    world.join(this.device, idOf<PersonId>(`the person ${name}`));
    this.#world = world;
    this.#ports = {
      clock: {
        wallMs: () => 0,
        monotonicMs: () => 0,
        after: (_, work) => {
          this.#timers.add(work);
          return () => this.#timers.delete(work);
        },
      },
      random: { bytes: (length) => dice.bytes(length) },
      draftDocs: docs,
    };
  }

  /** The document, opened if it is not. */
  async open(): Promise<YjsDoc> {
    if (!this.#session) {
      const say = async (session: Uint8Array, update: Uint8Array) => {
        let last: EntryId | null = null;
        for (const { kind, body } of sayUpdate(session, update, this.#ports)!)
          last = await this.#world.append(this.device, kind, body);
        this.held.set(this.device, this.#world.of(this.device).length);
        return ok(last!);
      };
      const merge = () => this.#world.mergeFor(this.held);
      this.#session = await SharedSession.open(this.#record, this.#kept, {
        ports: this.#ports,
        device: () => this.device,
        logs: {
          conversation: { id: DRAFT },
          clientOf: (...of) => merge().clientOf(...of),
          bringInto: (...into) => merge().bringInto(...into),
          onUpdate: () => () => {},
          say,
        },
        keepSaid: () => Promise.resolve(this.keep()),
        onStale: () => (this.#isStale = true),
      });
      const { doc, isAnew } = this.#session;
      this.#isStale = false;
      this.#live = [];
      if (isAnew) {
        this.#kept = [doc.encode()];
        this.#record = this.#session.record;
      }
      doc.onChange((update, by) => {
        if (by === 'live') return this.#session!.onHeard();
        if (by === 'us') {
          this.#session!.onOwn(update);
          this.#live.push(update);
        }
        this.#waiting.push(update);
      });
    }
    const { doc } = this.#session;
    assert.ok(doc instanceof YjsDoc);
    return doc;
  }

  /** What was written so far is on the disk. */
  keep(): void {
    if (!this.#session) return;
    this.#kept.push(...this.#waiting);
    this.#waiting = [];
    this.#record = this.#session.record;
  }

  async say(): Promise<void> {
    await this.open();
    this.keep();
    await this.#session!.say();
  }

  async pull(): Promise<void> {
    await this.open();
    await this.#session!.pull();
  }

  /** The process ends; what was not kept is gone. */
  kill(): void {
    this.#session?.doc.close();
    this.#session = null;
    this.#waiting = [];
    this.#timers.clear();
  }

  /** Hears what another one with whom they have it open has written, however much of it a log has by now. */
  async hearLive(other: Writer): Promise<void> {
    const doc = await this.open();
    const client = other.#session?.client;
    if (other !== this && client !== undefined)
      for (const update of other.#live) sayLive(doc, client, update);
  }

  /** Time passes in which no log grows. What is stale then is closed, and opened again. */
  async wait(): Promise<void> {
    await this.open();
    const due = [...this.#timers];
    this.#timers.clear();
    for (const work of due) work();
    await this.#session!.say();
    if (this.#isStale) await this.reopen();
  }

  async reopen(): Promise<void> {
    await this.#session!.close();
    this.keep();
    this.kill();
    await this.open();
    await this.pull();
  }

  /** Their device gets another key, open or not. */
  rekey(): void {
    const person = idOf<PersonId>(`the person ${this.#name}`);
    this.device = idOf<DeviceId>(`${this.#name} ${this.#world.devices.length}`);
    this.#world.join(this.device, person);
  }

  /** Holds some more of a log. */
  hear(device: DeviceId, count: number): void {
    const most = this.#world.of(device).length;
    this.held.set(device, Math.min(most, Math.max(this.held.get(device) ?? 0, (this.held.get(device) ?? 0) + count))); // prettier-ignore
  }
}

/** As a live connection brings it. */
export function sayLive(doc: YjsDoc, client: number, update: Uint8Array): void {
  const sound = readUpdate(update);
  if (!sound || (sound.client !== null && sound.client !== client)) return;
  doc.hear(client, update, sound);
  Y.applyUpdate(doc.doc, update, 'live');
}

const memo = (...lines: string[]): MemoContent => ({
  subject: 'Leave',
  blocks: lines.map((line) => plainParagraph(line)),
});

/** Changes what a document says, as `a`, `b` and `c` have it. */
export function edit({ doc, fragment }: YjsDoc, how: number, a: number, b: number, word: string): void {
  const blocks = fragment.toArray().filter((node) => node instanceof Y.XmlElement);
  const block = blocks[a % Math.max(1, blocks.length)];
  const text = block?.toArray().find((node) => node instanceof Y.XmlText);
  doc.transact(() => {
    switch (how % 6) {
      case 0:
      case 1:
        if (text) text.insert(b % (text.length + 1), word);
        else if (block) block.insert(0, [new Y.XmlText(word)]);
        return;
      case 2:
        if (text && text.length > 0)
          text.delete(b % text.length, Math.min(3, text.length - (b % text.length)));
        return;
      case 3:
        if (text && text.length > 0) text.format(b % text.length, Math.min(4, text.length - (b % text.length)), { strong: a % 2 ? {} : null }); // prettier-ignore
        return;
      case 4: {
        const paragraph = new Y.XmlElement('paragraph');
        paragraph.insert(0, [new Y.XmlText(word)]);
        fragment.insert(Math.min(fragment.length, 1 + (b % (fragment.length + 1))), [paragraph]);
        return;
      }
      default:
        if (fragment.length > 2) fragment.delete(1 + (b % (fragment.length - 1)), 1);
    }
  });
}

/** All that a document is: what it says, what it would say to others, and what it knows of each client. */
export function stateOf(doc: DraftDoc): string {
  assert.ok(doc instanceof YjsDoc);
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc.doc))].sort(([a], [b]) => a - b);
  return JSON.stringify([doc.content(), doc.fragment.toString(), clocks]);
}

/** The document of somebody who hears of everything in one go. */
export async function documentOf(logs: Logs): Promise<DraftDoc> {
  const doc = await docs.open([], null);
  await logs.mergeFor(logs.whole).bringInto(doc, []);
  return doc;
}

/** The document of somebody who hears of it in the order that the dice say. */
export async function documentInSomeOrder(logs: Logs, dice: Dice): Promise<DraftDoc> {
  const doc = await docs.open([], null);
  const held = new Map<DeviceId, number>();
  let merged: Merged = [];
  const isAllHeld = (): boolean => [...logs.whole].every(([device, length]) => held.get(device) === length);
  while (!isAllHeld()) {
    for (let i = dice.between(1, 4); i > 0; i--) {
      const device = logs.devices[dice.between(0, logs.devices.length - 1)]!;
      held.set(device, Math.min(logs.of(device).length, (held.get(device) ?? 0) + dice.between(1, 6)));
    }
    // Now and then what was taken is forgotten, and taken once more.
    merged = await logs.mergeFor(held).bringInto(doc, dice.between(0, 9) === 0 ? [] : merged);
  }
  return doc;
}

/** The document as its history has it. */
export async function documentInReadingOrder(logs: Logs): Promise<DraftDoc> {
  const doc = await docs.open([], null);
  const merge = logs.mergeFor(logs.whole);
  const updates: readonly LoggedUpdate[] = await merge.updates();
  merge.takeInto(doc, updates.toSorted((a, b) => compareOrder(a.stored.entry, b.stored.entry))); // prettier-ignore
  return doc;
}

/** A device of somebody who may edit, and writes into their log whatever the dice say. */
export class Vandal {
  readonly device = idOf<DeviceId>('Mallory');
  readonly #logs: Logs;
  readonly #dice: Dice;
  readonly #sessions: readonly Uint8Array[];
  readonly #ends = new Map<number, number>();

  constructor(logs: Logs, dice: Dice) {
    logs.join(this.device, idOf<PersonId>('the person Mallory'));
    this.#logs = logs;
    this.#dice = dice;
    this.#sessions = [dice.bytes(16), dice.bytes(16), dice.bytes(16)];
  }

  /** @param known a document of the others, with which to tangle */
  async writes(known: YjsDoc): Promise<void> {
    const { session, update } = this.#makes(known);
    await this.logs(session, update);
  }

  async logs(session: Uint8Array, update: Uint8Array): Promise<void> {
    const sayings = sayUpdate(session, update, { random: { bytes: (count) => this.#dice.bytes(count) } })!;
    for (const { kind, body } of sayings) await this.#logs.append(this.device, kind, body);
  }

  /** Says something to one of them that it never logs. */
  says(known: YjsDoc): void {
    const { session, update } = this.#makes(known);
    sayLive(known, draftClient(this.device, DRAFT, session), update);
  }

  #makes(known: YjsDoc): { session: Uint8Array; update: Uint8Array } {
    const dice = this.#dice;
    const session = dice.pick(this.#sessions);
    const own = draftClient(this.device, DRAFT, session);
    const others = [...known.doc.store.clients.keys()];
    const client = dice.between(0, 9) === 0 && others.length > 0 ? dice.pick(others) : own;
    const end = this.#ends.get(client) ?? 0;
    const clock = Math.max(0, end + dice.pick([0, 0, 0, 0, -2, -end, 3]));
    const ids = (): Y.ID => {
      const of = dice.pick([...others, own, own]);
      const most = of === own ? end + 8 : Y.getState(known.doc.store, of) + 2;
      return id(of, dice.between(0, Math.max(0, most)));
    };
    const place = (): Place => {
      const kinds: readonly Place[] = [
        {},
        { origin: ids() },
        { origin: ids() },
        { rightOrigin: ids() },
        { origin: ids(), rightOrigin: ids() },
        { parent: ids() },
        { parent: ids(), key: dice.pick(['dir', 'colspan', 'x']) },
        { parent: dice.pick(['draft', 'draft', 'elsewhere']) },
      ];
      return dice.pick(kinds);
    };
    const struct = (): Struct =>
      dice.pick<() => Struct>([
        () => item(text(dice.pick(['V', 'Vandal', ''])), place()),
        () => item(text('vandalised'), place()),
        () => item(element(dice.pick(['paragraph', 'table_cell', 'x'])), place()),
        () => item(textNode(), place()),
        () => item(new Y.ContentFormat('strong', {}), place()),
        () => item(new Y.ContentAny([dice.pick([1, 2, 'rtl', [[]]])]), place()),
        () => item(new Y.ContentDeleted(dice.between(1, 3)), place()),
        () => item(new Y.ContentType(new Y.Array()), place()),
        () => gone(dice.between(1, 4)),
        () => (dice.between(0, 9) === 0 ? skipped(1) : gone(1)),
      ])();
    const structs = Array.from({ length: dice.between(0, 4) }, struct);
    const deleted = Array.from({ length: dice.pick([0, 0, 1, 3]) }, () => {
      const { client: of, clock: at } = ids();
      return [of, at, dice.between(1, 5)] as const;
    });
    const update = forge(structs.length > 0 ? [{ client, clock, structs }] : [], deleted);
    const length = structs.reduce((sum, make) => sum + make(client, 0).length, 0);
    this.#ends.set(client, Math.max(end, clock + length));
    return { session, update };
  }
}

const ALONE = ['edit', 'edit', 'edit', 'edit', 'restore', 'say', 'say', 'keep', 'pull', 'pull', 'hear', 'hear', 'hear', 'kill', 'vandal', 'vandal'] as const; // prettier-ignore

const steps = (...more: readonly ('live' | 'wait' | 'rekey' | 'vandal-live')[]) =>
  fc.array(
    fc.record({
      who: fc.nat({ max: 3 }),
      what: fc.constantFrom(...ALONE, ...more),
      a: fc.nat({ max: 50 }),
      b: fc.nat({ max: 50 }),
      how: fc.nat({ max: 11 }),
    }),
    { maxLength: 60, size: 'max' },
  );

/** Who is there: people who write; with a fifth who writes what they like into their log; or live too, with new keys. */
export type Company = 'people' | 'vandal' | 'live';
const STEPS = {
  people: steps(),
  vandal: steps(),
  live: steps('live', 'live', 'live', 'live', 'wait', 'rekey', 'vandal-live', 'vandal-live'),
};
type Step = typeof STEPS.live extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

/** Plays what people do, brings everything to everybody, and compares. Rejects with what differs. */
export async function play(steps: readonly Step[], chance: number, company: Company): Promise<void> {
  const dice = new Dice(chance);
  const logs = new Logs();
  const writers = ['Amina', 'Bilal', 'Chand', 'Dua'].map((name) => new Writer(name, logs, dice));
  (await writers[0]!.open()).setContent(memo('one', 'two'));
  await writers[0]!.say();
  const vandal = company === 'people' ? null : new Vandal(logs, dice);
  let words = 0;
  for (const { who, what, a, b, how } of steps) {
    const writer = writers[who]!;
    if (what === 'edit') edit(await writer.open(), how, a, b, `w${words++} `);
    else if (what === 'restore') (await writer.open()).setContent(memo(`r${words++}`, 'again'));
    else if (what === 'hear') writer.hear(logs.devices[a % logs.devices.length]!, 1 + (b % 3));
    else if (what === 'vandal') await vandal?.writes(await writer.open());
    else if (what === 'vandal-live') vandal?.says(await writer.open());
    else if (what === 'live') await writer.hearLive(writers[a % writers.length]!);
    else await writer[what]();
  }
  for (let round = 0; round < (company === 'live' ? 8 : 2); round++) {
    // Whoever holds something back for what nobody logs has opened the draft again by then.
    if (company === 'live') for (const writer of writers) await writer.wait();
    for (const writer of writers) await writer.say();
    for (const writer of writers) for (const device of logs.devices) writer.hear(device, Infinity);
    for (const writer of writers) await writer.pull();
  }
  const wanted = stateOf(await documentOf(logs));
  for (const writer of writers) {
    if (company === 'live') await writer.reopen();
    const { doc } = await writer.open();
    assert.ok(stateOf(await writer.open()) === wanted, 'a writer has another document');
    const { pendingStructs, pendingDs } = doc.store;
    assert.ok(!pendingStructs && !pendingDs, 'something waits in a document');
  }
  for (let i = 0; i < 3; i++)
    assert.ok(stateOf(await documentInSomeOrder(logs, dice)) === wanted, 'another order, another document');
  assert.ok(stateOf(await documentInReadingOrder(logs)) === wanted, 'its history ends in another document');
}

/** Plays `runs` of them from `seed` on; null, or what finds the smallest again that fails. */
export async function search(
  seed: number,
  runs: number,
  company: Company,
  path?: string,
): Promise<string | null> {
  const property = fc.asyncProperty(STEPS[company], fc.nat(), (some, chance) => play(some, chance, company));
  const found = await fc.check(property, { seed, numRuns: runs, ...(path && { path }), endOnFailure: path === undefined }); // prettier-ignore
  if (!found.failed) return null;
  const what =
    found.errorInstance instanceof Error ? found.errorInstance.message : String(found.errorInstance);
  return `seed=${found.seed} path=${found.counterexamplePath}: ${what.slice(0, 300)}`;
}
