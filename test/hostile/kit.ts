/**
 * Somebody who has the real code, real keys and a real link, and no manners: a contact, or a member of a group. What they
 * sign is signed in earnest and what they send goes through the real handshake and record layer; only what they say is
 * wrong. Amina and Bilal run the app itself.
 */
import type { Conversation } from '../../src/app/conversation.js';
import type { Ports } from '../../src/app/ports.js';
import type { NewGroup } from '../../src/app/views.js';
import { encodeAdminBody, type AddBody, type AdminBody } from '../../src/protocol/admin-body.js';
import { encodeTextBody, hashBody, KIND } from '../../src/protocol/body.js';
import { groupConversationId, NO_CONVERSATION } from '../../src/protocol/conversation-id.js';
import { ed25519PublicKey } from '../../src/protocol/ed25519.js';
import { sealEntry, type EntryHeader, type VerifiedEntry } from '../../src/protocol/entry.js';
import { readDeviceId, type ConversationId, type DeviceId, type EntryId, type PersonId } from '../../src/protocol/ids.js'; // prettier-ignore
import type { Introduction } from '../../src/protocol/introduction.js';
import { conversationTag } from '../../src/protocol/link/bindings.js';
import type { LogPoint } from '../../src/protocol/log-points.js';
import { encodeMessageBody, type MessageBody } from '../../src/protocol/message-body.js';
import type { GivenEntry, LinkRecord } from '../../src/protocol/record.js';
import { encodeItem, itemOfEntry, type RosterItem } from '../../src/protocol/roster-item.js';
import type { Device } from '../sim/device.js';
import { isSignedBy } from '../support/native-ed25519.js';
import { Stranger, type RawLink } from '../support/stranger.js';
import { Town } from '../support/town.js';
import { anActor, cardOf, manifestOf, signerOf, type Actor } from '../vectors/cast.js';

const SALT = new Uint8Array(16);
const ALIVE_EVERY_MS = 4_000;

/** An entry with its body. */
export interface Written {
  readonly entry: VerifiedEntry;
  readonly body: Uint8Array;
}

/** Keeps a log as its device would, unless told otherwise. */
export class Pen {
  readonly device: DeviceId;
  readonly conversation: ConversationId;
  readonly #seed: Uint8Array;
  #seq = 0;
  #prev: EntryId | null = null;
  #orderMs = 0;

  constructor(seed: Uint8Array, conversation: ConversationId) {
    this.#seed = seed;
    this.device = readDeviceId(ed25519PublicKey(seed))!;
    this.conversation = conversation;
  }

  /** Goes on behind an entry. */
  follow({ seq, id, orderMs }: VerifiedEntry): void {
    [this.#seq, this.#prev, this.#orderMs] = [seq + 1, id, orderMs];
  }

  /** A second hand with the same key: what both write from here on is a fork. */
  twin(): Pen {
    const twin = new Pen(this.#seed, this.conversation);
    [twin.#seq, twin.#prev, twin.#orderMs] = [this.#seq, this.#prev, this.#orderMs];
    return twin;
  }

  async write(kind: number, body: Uint8Array, changes: Partial<EntryHeader> = {}): Promise<Written> {
    const header: EntryHeader = {
      conversation: this.conversation,
      author: this.device,
      seq: this.#seq,
      prev: this.#prev,
      after: [],
      sentAtMs: 0,
      orderMs: this.#orderMs + 1,
      kind,
      bodyHash: hashBody(body),
      bodyLength: body.byteLength,
      grant: null,
      ...changes,
    };
    const entry = await sealEntry(header, signerOf(this.#seed));
    [this.#seq, this.#prev, this.#orderMs] = [header.seq + 1, entry.id, header.orderMs];
    return { entry, body };
  }

  say(text: string, changes?: Partial<EntryHeader>): Promise<Written> {
    return this.write(KIND.text, encodeTextBody(SALT, text), changes);
  }

  about(body: MessageBody, changes?: Partial<EntryHeader>): Promise<Written> {
    return this.write(body.kind, encodeMessageBody(SALT, body), changes);
  }

  admin(body: AdminBody, grant: EntryId | null, changes?: Partial<EntryHeader>): Promise<Written> {
    return this.write(body.kind, encodeAdminBody(SALT, body), { grant, ...changes });
  }

  async many(count: number, write: (pen: Pen, index: number) => Promise<Written>): Promise<Written[]> {
    const written: Written[] = [];
    for (let i = 0; i < count; i++) written.push(await write(this, i));
    return written;
  }
}

export const given = ({ entry, body }: Written): GivenEntry => [entry.bytes, body];

/** Entries as records, as many to each as an honest device would put there. */
export function gives(tag: Uint8Array, written: readonly Written[]): LinkRecord[] {
  const records: LinkRecord[] = [];
  let entries: GivenEntry[] = [];
  let bytes = 0;
  for (const one of written) {
    const size = one.entry.bytes.byteLength + one.body.byteLength + 8;
    if (entries.length > 0 && (bytes + size > 15_000 || entries.length === 64)) {
      records.push({ type: 'give', tag, entries });
      [entries, bytes] = [[], 0];
    }
    entries.push(given(one));
    bytes += size;
  }
  if (entries.length > 0) records.push({ type: 'give', tag, entries });
  return records;
}

export const itemOf = ({ entry, body }: Written): RosterItem => {
  const item = itemOfEntry(entry, body);
  if (!item) throw new Error('no admin entry');
  return item;
};

/** Items as records. */
export function itemGives(tag: Uint8Array, items: readonly RosterItem[]): LinkRecord[] {
  const records: LinkRecord[] = [];
  let some: Uint8Array[] = [];
  let bytes = 0;
  for (const item of items.map(encodeItem)) {
    if (some.length > 0 && (bytes + item.byteLength > 15_000 || some.length === 64)) {
      records.push({ type: 'roster-give', tag, items: some });
      [some, bytes] = [[], 0];
    }
    some.push(item);
    bytes += item.byteLength + 5;
  }
  if (some.length > 0) records.push({ type: 'roster-give', tag, items: some });
  return records;
}

/** Somebody nobody knows, with what would introduce them. */
export async function aSybil(label: string): Promise<Actor & Introduction> {
  const actor = anActor(label);
  return { ...actor, manifest: await manifestOf(actor), card: await cardOf(actor) };
}

export const introductionOf = ({ manifest, card }: Introduction): RosterItem => ({
  kind: 'introduction',
  manifest,
  card,
});

/** A group that somebody else founds. `add` writes the next entry of its founder's log. */
export async function aForeignGroup(by: Actor & Introduction, name = 'Elsewhere') {
  const { manifest, card } = by;
  const created = await new Pen(by.deviceSeed, NO_CONVERSATION).admin(
    { kind: KIND.create, type: 'group', name, history: 'all', post: null, manifest, card, knows: [] },
    null,
  );
  const id = groupConversationId(created.entry.id);
  const pen = new Pen(by.deviceSeed, id);
  pen.follow(created.entry);
  let known = created.entry.id;
  const add = async (introduction: Introduction, anchors: readonly LogPoint[] = []): Promise<Written> => {
    const added = await pen.admin(addBody(introduction, { anchors, knows: [known] }), created.entry.id);
    known = added.entry.id;
    return added;
  };
  const rename = (to: string): Promise<Written> =>
    pen.admin({ kind: KIND.policy, name: to, history: null, knows: [known] }, created.entry.id);
  const remove = async (pins: readonly LogPoint[]): Promise<Written> => {
    const person = anActor(`nobody ${known}`).person;
    const removed = await pen.admin({ kind: KIND.remove, person, pins, knows: [known] }, created.entry.id);
    known = removed.entry.id;
    return removed;
  };
  return { id, created, add, rename, remove };
}

/** The body of an entry that adds somebody. */
export const addBody = (
  { manifest, card }: Introduction,
  changes: Partial<Pick<AddBody, 'role' | 'anchors' | 'knows'>> = {},
): AddBody => ({
  kind: KIND.add,
  person: manifest.person,
  role: 'member',
  manifest,
  card,
  history: changes.anchors && changes.anchors.length > 0 ? 'from-joining' : 'all',
  anchors: [],
  knows: [],
  ...changes,
});

/** Keeps the link of somebody without a heart alive. */
export function keepAlive(town: Town, link: RawLink): RawLink {
  const beat = (): void => {
    if (link.isOver) return;
    link.send({ type: 'live', answer: false });
    town.world.after(ALIVE_EVERY_MS, 'a hostile heart beats', beat);
  };
  beat();
  return link;
}

/** Checks signatures by native code: thousands of entries fit into seconds. What is refused for its key is tested elsewhere. */
export const quickly = (ports: Ports): Ports => ({
  ...ports,
  keys: {
    generate: (seed) => ports.keys.generate(seed),
    reveal: (sealed) => ports.keys.reveal(sealed),
    open: (sealed) => ports.keys.open(sealed),
    verify: (key, signature, bytes) => Promise.resolve(isSignedBy(key, signature, bytes)),
    seal: (key, nonce, plaintext) => ports.keys.seal(key, nonce, plaintext),
    unseal: (key, nonce, box) => ports.keys.unseal(key, nonce, box),
  },
});

/** Counts what a device commits. */
export function commitsOf(device: Device): { count: number; readonly rosterRows: number } {
  const tally = { count: 0, rosterRows: 0 };
  const before = device.onBatch;
  device.onBatch = (batch) => {
    before?.(batch);
    tally.count++;
    tally.rosterRows += batch.roster?.length ?? 0;
  };
  return tally;
}

export interface SceneOptions extends Partial<Pick<NewGroup, 'type' | 'history'>> {
  /** Others who run the app, and are contacts of Amina's. They are members too. */
  readonly others?: readonly string[];
  /** Mallory is no member. */
  readonly isOutside?: boolean;
  /** Bilal and Mallory are admins from the beginning: those who may edit a draft. */
  readonly admins?: readonly ('Bilal' | 'Mallory')[];
  readonly adapt?: (ports: Ports) => Ports;
}

/** Amina's group, with Bilal, others, and Mallory, who is linked with Amina and Bilal. */
export async function aGroupWithMallory(options: SceneOptions = {}) {
  const { others = [], type = 'group', history = 'all', isOutside = false, admins = [], adapt } = options;
  const town = new Town(adapt);
  const amina = await town.person('Amina');
  const bilal = await town.person('Bilal');
  await town.meet(amina, bilal);
  const friends: Device[] = [];
  for (const name of others) {
    const friend = await town.person(name);
    await town.meet(amina, friend);
    friends.push(friend);
  }
  const mallory = new Stranger(town, 'Mallory');
  town.expectForks(mallory.device);
  await mallory.listen();
  const linkA = keepAlive(town, await mallory.link(await town.linkOf(amina)));
  const linkB = keepAlive(town, await mallory.link(await town.linkOf(bilal)));
  const isContact = (device: Device): boolean =>
    device.disk.image.contacts.get(mallory.person)?.card?.byteLength !== undefined;
  await town.until('Mallory to be known', () => isContact(amina) && isContact(bilal));
  const all = [
    ['Bilal', bilal.person!],
    ...friends.map(({ name, person }) => [name, person!] as const),
    ...(isOutside ? [] : [['Mallory', mallory.person] as const]),
  ] as const;
  const isAdmin = ([name]: readonly [string, PersonId]): boolean => admins.some((admin) => admin === name);
  const personsOf = (some: readonly (readonly [string, PersonId])[]): PersonId[] =>
    some.map(([, person]) => person);
  const made = await town.done(
    amina.beep!.createGroup({
      type,
      name: 'Budget',
      history,
      members: personsOf(all.filter((one) => !isAdmin(one))),
      admins: personsOf(all.filter(isAdmin)),
    }),
  );
  if (!made.ok) throw new Error(made.error);
  const id = made.value;
  const everybody = [amina, bilal, ...friends];
  const size = all.length + 1;
  await town.until('all to be in it', () =>
    everybody.every((one) => groupIn(one, id)?.roster?.members.size === size),
  );
  const tagOf = (link: RawLink, of: ConversationId = id) =>
    conversationTag(link.established.keys.exporter, of);
  const scene = {
    town,
    amina,
    bilal,
    friends,
    everybody,
    mallory,
    id,
    linkA,
    linkB,
    tagA: tagOf(linkA),
    tagB: tagOf(linkB),
    tagOf,
    pen: new Pen(mallory.deviceSeed, id),
  };
  // Whoever says what they hold is given the rest: the honest beginning of every attack from inside.
  for (const [link, tag] of [
    [linkA, scene.tagA],
    [linkB, scene.tagB],
  ] as const)
    // prettier-ignore
    link.send({ type: 'have', tag, rows: [] });
  await town.pass(3_000);
  return scene;
}
export type Scene = Awaited<ReturnType<typeof aGroupWithMallory>>;

export const groupIn = (device: Device, id: ConversationId) =>
  (device.beep?.conversation(id) as Conversation | null | undefined)?.group;
export const viewIn = (device: Device, id: ConversationId) => device.beep!.conversation(id)!.view.value;
export const textsIn = (device: Device, id: ConversationId) =>
  viewIn(device, id).messages.map(({ text }) => text);
export const membersIn = (device: Device, id: ConversationId): readonly string[] =>
  viewIn(device, id).group!.members.map(({ name, role }) => (role === 'admin' ? `${name}*` : name));

/** The grant of whoever made the group, as everybody can see it. */
export const founderGrant = (scene: Scene): EntryId => groupIn(scene.amina, scene.id)!.self!.grants[0]!;
/** What the next admin entry of an honest author would say to know. */
export const knownTo = (device: Device, id: ConversationId): readonly EntryId[] =>
  groupIn(device, id)!.roster!.knows;
export const introducedIn = (device: Device, id: ConversationId, person: PersonId): Introduction =>
  groupIn(device, id)!.introductionOf(person)!;

export async function says(scene: Scene, device: Device, text: string): Promise<EntryId> {
  const conversation = scene.town.conversationBy(device, scene.id);
  void conversation.setDraft(text);
  const sent = await scene.town.done(conversation.send());
  if (!sent.ok || !sent.value) throw new Error(JSON.stringify(sent));
  return sent.value;
}

/** Amina and Bilal can still talk, in the group and alone, and hold the same. */
export async function othersAreUnharmed(scene: Scene, text = 'all well?'): Promise<void> {
  const { town, amina, bilal, everybody, id } = scene;
  await says(scene, amina, text);
  await says(scene, bilal, `${text} yes`);
  await town.until('everybody to have both', () =>
    everybody.every((one) => [text, `${text} yes`].every((said) => textsIn(one, id).includes(said))),
  );
  await town.says(amina, bilal, 'between us');
  await town.until('delivery', () => town.states(amina, bilal).at(-1) === 'delivered');
  await town.until('one digest', () => new Set(everybody.map((one) => viewIn(one, id).digest)).size === 1);
  await town.until('one roster', () => {
    const digests = everybody.map((one) => Buffer.from(groupIn(one, id)!.set.digest).toString('hex'));
    return new Set(digests).size === 1;
  });
}
