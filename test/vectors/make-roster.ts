/** Vectors of admin entries and of the rosters that sets of them come to. */
import { encodeAdminBody, readAdminBody, type AdminBody } from '../../src/protocol/admin-body.js';
import { hashBody, KIND } from '../../src/protocol/body.js';
import { groupConversationId, NO_CONVERSATION } from '../../src/protocol/conversation-id.js';
import { sealEntry, type VerifiedEntry } from '../../src/protocol/entry.js';
import type { Wire } from '../../src/protocol/codec.js';
import { idBytes, type EntryId, type PostId } from '../../src/protocol/ids.js';
import { adminEntryOf } from '../../src/domain/admin-entry.js';
import type { Fork } from '../../src/domain/forks.js';
import { rosterOf } from '../../src/domain/roster.js';
import { ALICE, anActor, BOB, bytesOf, cardOf, EVE, idOf, manifestOf, NOW_MS, type Actor } from './cast.js';
import type { Vectors } from './json.js';
import { withItem } from './mutations.js';

export const CAROL = anActor('carol', 'Carol');
const PEOPLE = [ALICE, BOB, CAROL, EVE];
export const salt = bytesOf('salt', 16);

type Row = { readonly entry: VerifiedEntry; readonly body: Uint8Array };

/** Logs of one group; an entry may be put at a `seq` that is taken, as a forger does. */
export class Book {
  readonly rows: Row[] = [];

  id(row: number): EntryId {
    return this.rows[row]!.entry.id;
  }

  ids(...rows: number[]): readonly EntryId[] {
    return rows.map((row) => this.id(row)).sort();
  }

  /** Signs an entry at `seq` whose predecessor is the entry `prev` of the book. */
  async write(
    author: Actor,
    seq: number,
    prev: number | null,
    grant: number | null,
    said: AdminBody,
  ): Promise<void> {
    const body = encodeAdminBody(salt, said);
    const entry = await sealEntry(
      {
        conversation: said.kind === KIND.create ? NO_CONVERSATION : groupConversationId(this.id(0)),
        author: author.device,
        seq,
        prev: prev === null ? null : this.id(prev),
        after: [],
        sentAtMs: NOW_MS,
        orderMs: NOW_MS + this.rows.length,
        kind: said.kind,
        bodyHash: hashBody(body),
        bodyLength: body.byteLength,
        grant: grant === null ? null : this.id(grant),
      },
      author.signAsDevice,
    );
    this.rows.push({ entry, body });
  }

  pin(row: number) {
    const { author, seq, id } = this.rows[row]!.entry;
    return { device: author, seq, id };
  }
}

const add = async (
  actor: Actor,
  role: 'member' | 'admin',
  knows: readonly EntryId[],
): Promise<AdminBody> => ({
  kind: KIND.add,
  person: actor.person,
  role,
  manifest: await manifestOf(actor),
  card: await cardOf(actor),
  history: 'all',
  anchors: [],
  knows,
});

export async function aBook(): Promise<Book> {
  const book = new Book();
  const [manifest, card] = [await manifestOf(ALICE), await cardOf(ALICE)];
  const remove = (actor: Actor, pins: readonly number[], knows: readonly EntryId[]): AdminBody => ({
    kind: KIND.remove,
    person: actor.person,
    pins: pins.map((row) => book.pin(row)),
    knows,
  });
  await book.write(ALICE, 0, null, null, { kind: KIND.create, type: 'group', name: 'Water board', history: 'all', post: null, manifest, card, knows: [] }); // prettier-ignore
  await book.write(ALICE, 1, 0, 0, await add(BOB, 'admin', book.ids(0)));
  await book.write(ALICE, 2, 1, 0, await add(CAROL, 'admin', book.ids(1)));
  await book.write(ALICE, 3, 2, 0, await add(EVE, 'member', book.ids(2)));
  await book.write(BOB, 0, null, 1, { kind: KIND.policy, name: 'واٹر بورڈ', history: 'from-joining', knows: book.ids(3) }); // prettier-ignore
  await book.write(ALICE, 4, 3, 0, remove(BOB, [4], book.ids(4)));
  await book.write(BOB, 1, 4, 1, await add(EVE, 'admin', book.ids(4)));
  await book.write(CAROL, 0, null, 2, remove(BOB, [4], book.ids(4)));
  await book.write(BOB, 1, 4, 1, remove(CAROL, [], book.ids(4)));
  await book.write(CAROL, 1, 7, 2, await add(BOB, 'admin', book.ids(5)));
  await book.write(ALICE, 5, 5, 0, await add(BOB, 'member', book.ids(5)));
  await book.write(EVE, 0, null, null, { kind: KIND.leave, knows: book.ids(3) });
  await book.write(ALICE, 4, 3, 0, remove(BOB, [6], book.ids(4, 6)));
  return book;
}

const fork = (book: Book): Fork => ({ device: BOB.device, seq: 1, branches: [[book.id(6)], [book.id(8)]] });

const SCENARIOS: readonly (readonly [what: string, rows: readonly number[], isForked?: true])[] = [
  ['a group and its people', [0, 1, 2, 3, 4]],
  ['an entry whose past is not all there', [0, 1, 2, 3, 5]],
  ['a removal, and an addition behind its pin', [0, 1, 2, 3, 4, 5, 6]],
  ['two admins who remove each other', [0, 1, 2, 3, 4, 7, 8]],
  ['a readmission by somebody junior to the remover', [0, 1, 2, 3, 4, 5, 9]],
  ['a readmission by the remover', [0, 1, 2, 3, 4, 5, 10]],
  ['somebody who leaves', [0, 1, 2, 3, 11]],
  ['a forked log', [0, 1, 2, 3, 4, 6, 8], true],
  ['a forked log of which a senior has pinned one branch', [0, 1, 2, 3, 4, 6, 8, 12], true],
];

export async function makeRoster(): Promise<Vectors> {
  const book = await aBook();
  const personOf = (device: string) => PEOPLE.find((actor) => actor.device === device)?.person ?? null;
  const entries = book.rows.map(({ entry, body }) => adminEntryOf(entry, body, personOf)!);
  const group = groupConversationId(book.id(0));
  const numberOf = (id: EntryId) => entries.findIndex((entry) => entry.id === id);
  const scenarios = SCENARIOS.map(([what, rows, isForked]) => {
    const forks = isForked ? [fork(book)] : [];
    const roster = rosterOf(group, rows.map((row) => entries[row]!), forks)!; // prettier-ignore
    return {
      what,
      entries: rows,
      forks,
      name: roster.name,
      history: roster.history,
      members: [...roster.members].map(([person, { role, since }]) => ({
        person,
        role,
        since: numberOf(since),
      })),
      former: [...roster.former].map(([person, { removal, pins }]) => ({
        person,
        removal: numberOf(removal),
        pins,
      })),
      voids: [...roster.voids].map(([id, reason]) => ({ entry: numberOf(id), reason })),
      knows: roster.knows.map(numberOf),
    };
  });
  const introduction = { manifest: await manifestOf(ALICE), card: await cardOf(ALICE) };
  const withPost = encodeAdminBody(salt, { kind: KIND.create, type: 'post', name: 'SO Budget-II', history: 'all', post: idOf<PostId>('post'), ...introduction, knows: [] }); // prettier-ignore
  return {
    about:
      'Admin entries of one group, with their bodies, and the rosters that sets of them come to (docs/protocol.md §11). ' +
      'Entries are numbered from 0; not all of them are ever in one set.',
    salt,
    group,
    entries: book.rows.map(({ entry, body }) => ({
      entry: entry.bytes,
      body,
      fields: fieldsOf(readAdminBody(entry.kind, body)!),
    })),
    scenarios,
    /** Of other groups than the entries above. */
    bodies: [{ kind: KIND.create, body: withPost, fields: fieldsOf(readAdminBody(KIND.create, withPost)!) }],
    refuseBodies: refusals(book).map(([why, row, index, item]) => ({
      why,
      kind: book.rows[row]!.entry.kind,
      bytes: withItem(book.rows[row]!.body, index, item),
    })),
  };
}

const refusals = (
  book: Book,
): readonly (readonly [why: string, row: number, index: number, item: Wire])[] => [
  ['a creation that knows an entry', 0, 6, [idBytes(book.id(1))]],
  ['a conversation with a post that names none', 0, 1, 4],
  ['a group of type 5', 0, 1, 5],
  ['the same known entry twice', 11, 1, [idBytes(book.id(0)), idBytes(book.id(0))]],
  ['a person whose manifest is not there', 1, 1, idBytes(ALICE.person)],
  ['an anchor where all history is given', 1, 6, [[idBytes(BOB.device), 0, idBytes(book.id(0))]]],
  ['two pins in one log', 5, 2, [[idBytes(BOB.device), 0, idBytes(book.id(4))], [idBytes(BOB.device), 1, idBytes(book.id(4))]]], // prettier-ignore
  ['a leave with a reason', 11, 2, 'enough'],
];

/** A body's fields, its documents as their bytes. */
const fieldsOf = (body: AdminBody) =>
  'manifest' in body ? { ...body, manifest: body.manifest.bytes, card: body.card.bytes } : body;
