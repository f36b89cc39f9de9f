/** Table P13 of the test plan: what is said of messages whose badge was revoked is the same everywhere, whatever came when. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MessageViews } from '../../src/app/message-views.js';
import { LoadedPage } from '../../src/app/loaded-page.js';
import type { StoredEntry } from '../../src/app/ports.js';
import { RegistryDocs } from '../../src/app/registry-docs.js';
import { RevokedPeople } from '../../src/app/revoked-people.js';
import { badgesAfter } from '../../src/app/shown-badges.js';
import { Store } from '../../src/app/store.js';
import type { MessageView } from '../../src/app/conversation-views.js';
import type { PersonId } from '../../src/protocol/ids.js';
import { Dice } from '../sim/dice.js';
import { aCast, CastMembership, levelled, NO_MARK, someLists, someSayings, wordsFor, type AList, type ASaying, type Cast, type Officer } from './revoked-world.js'; // prettier-ignore

const RUNS = process.env['BEEP_TEST_FULL'] ? 1_000 : 100;
const FIRST_SEED = 13_000;
const DEVICES = 3;

/** A device of somebody who is none of the officers: what it holds, and what it shows. */
class Reader {
  readonly docs = new RegistryDocs();
  readonly #badges = new Map<PersonId, readonly Uint8Array[]>();
  readonly #changes = new Store(0);
  readonly #membership: CastMembership;
  readonly #views: MessageViews;
  readonly #revoked: RevokedPeople;
  #page = LoadedPage.EMPTY;
  readonly #disk: StoredEntry[] = [];
  /** What `RevokedPeople` has told of so far. */
  told = 0;
  hasJustTaken = false;

  readonly cast: Cast;

  constructor(cast: Cast) {
    this.cast = cast;
    for (const authority of cast.authorities) this.docs.trustAuthority(authority);
    this.#membership = new CastMembership(cast);
    this.#revoked = this.#revokedPeople(() => this.told++);
    this.#views = this.#newViews(this.#revoked);
  }

  #revokedPeople(onChanged: () => void): RevokedPeople {
    const [docs, badges] = [this.docs, this.#badges];
    return new RevokedPeople({
      identity: { person: this.cast.registrar.holder, record: { badges: [] } },
      contacts: { get: (person) => ({ badges: badges.get(person) ?? [] }) },
      registry: {
        badgesOf: (person, shown) => docs.badgesOf(person, shown),
        get trust() {
          return docs.trust;
        },
      },
      changes: this.#changes,
      onChanged,
    });
  }

  #newViews(revoked: RevokedPeople): MessageViews {
    return new MessageViews(this.#membership, this.cast.registrar.holder, (person, device) =>
      revoked.of(person, device),
    );
  }

  hear({ bytes }: AList): void {
    this.docs.take('revocations', bytes);
    this.tell();
  }

  tell(): void {
    this.hasJustTaken = false;
    this.#changes.update((count) => count + 1);
  }

  meet({ key, badges }: Officer): void {
    const shown = badges.flatMap(({ badge, isByRegistrar }) =>
      isByRegistrar ? [badge.bytes, this.cast.registrar.bytes] : [badge.bytes],
    );
    const held = this.#badges.get(key.person) ?? [];
    this.#badges.set(key.person, badgesAfter({ person: key.person, badges: held }, shown));
    this.tell();
  }

  take(entries: readonly StoredEntry[]): void {
    this.hasJustTaken = true;
    this.#disk.push(...entries);
    // What was said about a message before it came is on disk, and is read once the message is there.
    this.#page = this.#page.withBatch({ entries }).withAnnotations(this.#disk);
  }

  /** As `wordsFor` puts it. */
  get shown(): ReadonlyMap<string, string> {
    return wordsShown(this.#look(this.#views));
  }

  /** The same by all that has never seen anything before. */
  get shownAnew(): ReadonlyMap<string, string> {
    const revoked = this.#revokedPeople(() => {});
    const words = wordsShown(this.#look(this.#newViews(revoked)));
    revoked.stop();
    return words;
  }

  #look(views: MessageViews): readonly MessageView[] {
    const devices = this.cast.officers.flatMap((officer) => officer.devices.map(({ device }) => device));
    return views.of(this.#page, { receipts: [], devices, wallMs: 0, isLate: () => false });
  }
}

function wordsShown(messages: readonly MessageView[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const say = (
    mark: MessageView['revoked'] | NonNullable<MessageView['approval']>['approvers'][number]['revoked'],
    act: string,
  ) =>
    // prettier-ignore
    mark ? `${act} ${mark.what} ${mark.fromMs} ${mark.isSure ? 'sure' : 'unsure'}` : NO_MARK;
  for (const { id, revoked, approval } of messages) {
    words.set(id, say(revoked, revoked?.act ?? ''));
    if (approval) words.set(`approval of ${id}`, say(approval.approvers[0]!.revoked, 'signed'));
  }
  return words;
}

/** Says of which message, and how, two differ; nothing if they do not. */
function assertAlike(
  shown: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
  where: string,
): void {
  for (const key of new Set([...shown.keys(), ...wanted.keys()]))
    assert.equal(shown.get(key), wanted.get(key), `${where}: ${key}`);
}

type Happening = (reader: Reader) => void;

/** All that a device comes to know, in an order of its own; some of it is held back from it to the end. */
function lifeOf(cast: Cast, lists: readonly AList[], sayings: readonly ASaying[], dice: Dice): Happening[] {
  const happenings: Happening[] = [
    ...lists.map(
      (list): Happening =>
        (reader) =>
          reader.hear(list),
    ),
    ...cast.officers.map(
      (officer): Happening =>
        (reader) =>
          reader.meet(officer),
    ),
    ...cast.officers.map(
      (officer): Happening =>
        (reader) =>
          reader.meet(officer),
    ),
  ];
  // A log comes in its own order, however it is cut up; what several say of each other comes as it will.
  const rest = [...sayings];
  while (rest.length > 0) {
    const batch = rest.splice(0, dice.between(1, 4)).map(({ stored }) => stored);
    happenings.push((reader) => reader.take(batch));
  }
  for (let at = happenings.length - 1; at > 0; at--) {
    const other = dice.between(0, at);
    [happenings[at], happenings[other]] = [happenings[other]!, happenings[at]!];
  }
  return happenings;
}

/** What is on the screen is what is so now; and where no message came, the screen was told to look. */
function watched(happen: Happening, reader: Reader, where: string): void {
  const [before, told] = [reader.shown, reader.told];
  happen(reader);
  const after = reader.shown;
  assertAlike(after, reader.shownAnew, where);
  const isMarkedOtherwise = [...before].some(([key, word]) => after.get(key) !== word);
  if (isMarkedOtherwise && !reader.hasJustTaken) assert.ok(reader.told > told, `${where}: nobody was told`);
}

describe('messages of somebody whose badge was revoked', () => {
  it('are marked alike on every device, whatever came to it in whatever order', async () => {
    const cast = await aCast();
    const counts = new Map<string, number>();
    console.log(`${RUNS} runs, seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}`);
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      const dice = new Dice(seed);
      const [lists, sayings] = [await someLists(cast, dice), someSayings(cast, dice)];
      const readers = Array.from({ length: DEVICES }, () => new Reader(cast));
      const heldBack: Happening[][] = [];
      for (const reader of readers) {
        const life = lifeOf(cast, lists, sayings, dice);
        const lateFrom = dice.between(0, life.length);
        for (const happen of life.slice(0, lateFrom)) {
          if (dice.chance(0.7)) happen(reader);
          else watched(happen, reader, `seed ${seed}, on the way`);
        }
        heldBack.push(life.slice(lateFrom));
      }
      for (const [i, reader] of readers.entries()) for (const happen of heldBack[i]!) happen(reader);
      levelled(readers.map(({ docs }) => docs));
      for (const reader of readers) reader.tell();
      const wanted = wordsFor(sayings, lists);
      for (const [i, reader] of readers.entries())
        assertAlike(reader.shown, wanted, `seed ${seed}, device ${i}`);
      for (const [, word] of wanted) {
        const [act, what, , sure] = word.split(' ');
        const name = word === NO_MARK ? 'none' : [act, what, sure].join(' ');
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    console.log([...counts].sort().map(([name, count]) => `${name}: ${count}`).join(', ')); // prettier-ignore
    for (const act of ['written', 'changed', 'deleted', 'signed'])
      assert.ok(
        [...counts.keys()].some((name) => name.startsWith(`${act} `)),
        `nothing ${act} was marked`,
      );
  });
});
