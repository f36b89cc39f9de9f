/**
 * What a group comes to, as a plain model has it, and the real app on devices of a town, told the same. What a command does
 * is decided by the model alone, so that a run means the same whenever it is played again.
 */
import fc from 'fast-check';
import type { Conversation } from '../../src/app/conversation.js';
import type { ConversationId, EntryId, PersonId } from '../../src/protocol/ids.js';
import type { Device } from '../sim/device.js';
import { Town } from '../support/town.js';

const NAMES = ['Amina', 'Bilal', 'Chand', 'Dania'] as const;
const EMOJI = ['👍', '🙏', '❤️'] as const;
const AGREE_WITHIN_MS = 120_000;

interface Said {
  readonly by: number;
  readonly kind: 'text' | 'poll';
  text: string;
  isDeleted: boolean;
  /** emoji → who has it there. */
  readonly reactions: Map<string, Set<number>>;
  readonly votes: Map<number, number>;
  readonly noted: Set<number>;
}

/** What a person may know at most: everything, since commands wait for all who can to agree before who is in it changes. */
interface Model {
  readonly size: number;
  readonly isMember: boolean[];
  readonly isAdmin: boolean[];
  readonly isOff: boolean[];
  readonly isFull: boolean[];
  isCut: boolean;
  readonly said: Said[];
  name: string;
}

interface Real {
  readonly town: Town;
  readonly devices: readonly Device[];
  readonly group: ConversationId;
  /** In the order of the model's. */
  readonly ids: EntryId[];
}

const conversationOf = ({ group }: Real, device: Device): Conversation =>
  device.beep!.conversation(group) as Conversation;
const personOf = (real: Real, who: number): PersonId => real.devices[who]!.person!;

/** Whether a person can do something now: their device is on and has room. */
const isAble = (model: Model, who: number): boolean =>
  model.isMember[who]! && !model.isOff[who] && !model.isFull[who];
const isCalm = (model: Model): boolean =>
  !model.isCut && !model.isOff.some(Boolean) && !model.isFull.some(Boolean);

async function done(
  real: Real,
  work: Promise<{ readonly ok: boolean; readonly error?: string }>,
): Promise<void> {
  const result = await real.town.done(work);
  if (!result.ok) throw new Error(`refused: ${result.error}`);
}

type Command = fc.AsyncCommand<Model, Real>;

const named = (
  label: string,
  check: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Command => ({ check, run, toString: () => label });

const who = fc.nat(NAMES.length - 1);
const which = fc.nat(99);

/** The message that a number stands for, of those that a person has for certain: their own. */
const ownOf = (model: Model, by: number, pick: number): number => {
  const own = model.said.flatMap((said, index) => (said.by === by && !said.isDeleted ? [index] : []));
  return own.length === 0 ? -1 : own[pick % own.length]!;
};

const say = who.map((by) =>
  named(
    `${NAMES[by]} says`,
    (model) => isAble(model, by),
    async (model, real) => {
      const text = `words ${model.said.length}`;
      const conversation = conversationOf(real, real.devices[by]!);
      void conversation.setDraft(text);
      const sent = await real.town.done(conversation.send());
      if (!sent.ok || !sent.value) throw new Error(`not sent: ${JSON.stringify(sent)}`);
      real.ids.push(sent.value);
      model.said.push({ by, kind: 'text', text, isDeleted: false, reactions: new Map(), votes: new Map(), noted: new Set() }); // prettier-ignore
    },
  ),
);

const ask = who.map((by) =>
  named(
    `${NAMES[by]} asks`,
    (model) => isAble(model, by),
    async (model, real) => {
      const text = `question ${model.said.length}`;
      const asked = await real.town.done(
        conversationOf(real, real.devices[by]!).ask(text, ['a', 'b'], false),
      );
      if (!asked.ok) throw new Error(asked.error);
      real.ids.push(asked.value);
      model.said.push({ by, kind: 'poll', text, isDeleted: false, reactions: new Map(), votes: new Map(), noted: new Set() }); // prettier-ignore
    },
  ),
);

const edit = fc.tuple(who, which).map(([by, pick]) =>
  named(
    `${NAMES[by]} edits ${pick}`,
    (model) => isAble(model, by) && model.said[ownOf(model, by, pick)]?.kind === 'text',
    async (model, real) => {
      const index = ownOf(model, by, pick);
      const text = `${model.said[index]!.text}, better`;
      await done(real, conversationOf(real, real.devices[by]!).edit(real.ids[index]!, text));
      model.said[index]!.text = text;
    },
  ),
);

const erase = fc.tuple(who, which).map(([by, pick]) =>
  named(
    `${NAMES[by]} deletes ${pick}`,
    (model) => isAble(model, by) && ownOf(model, by, pick) >= 0,
    async (model, real) => {
      const index = ownOf(model, by, pick);
      await done(real, conversationOf(real, real.devices[by]!).delete(real.ids[index]!));
      model.said[index]!.isDeleted = true;
    },
  ),
);

/** About a message of anybody, where it has come to whoever says it. */
const about = (
  label: string,
  kind: Said['kind'] | 'any',
  act: (said: Said, by: number, pick: number) => (conversation: Conversation, id: EntryId) => Promise<{ readonly ok: boolean; readonly error?: string }>, // prettier-ignore
) =>
  fc.tuple(who, which).map(([by, pick]) =>
    named(
      `${NAMES[by]} ${label} ${pick}`,
      (model) => {
        const said = model.said[pick % Math.max(1, model.said.length)];
        return isAble(model, by) && isCalm(model) && said !== undefined && !said.isDeleted && (kind === 'any' || said.kind === kind); // prettier-ignore
      },
      async (model, real) => {
        const index = pick % model.said.length;
        const conversation = conversationOf(real, real.devices[by]!);
        const has = (): boolean => conversation.view.value.messages.some(({ id }) => id === real.ids[index]);
        await real.town.until('it to have come', has, AGREE_WITHIN_MS);
        await done(real, act(model.said[index]!, by, pick)(conversation, real.ids[index]!));
      },
    ),
  );

const react = about('reacts to', 'any', (said, by, pick) => (conversation, id) => {
  const emoji = EMOJI[pick % EMOJI.length]!;
  const people = said.reactions.get(emoji) ?? new Set<number>();
  const isOn = !people.has(by);
  if (isOn) said.reactions.set(emoji, people.add(by));
  else people.delete(by);
  return conversation.react(id, emoji, isOn);
});
const vote = about('votes on', 'poll', (said, by, pick) => (conversation, id) => {
  said.votes.set(by, pick % 2);
  return conversation.vote(id, [pick % 2]);
});
const note = about('notes', 'any', (said, by) => (conversation, id) => {
  said.noted.add(by);
  return conversation.note(id);
});

/** Of who is in it: by Amina, who made it, and with everybody there, so that the model need not know who had heard what. */
const change = (
  label: string,
  check: (model: Model, whom: number) => boolean,
  act: (model: Model, whom: number) => (conversation: Conversation, person: PersonId) => Promise<{ readonly ok: boolean; readonly error?: string }>, // prettier-ignore
) =>
  fc.integer({ min: 1, max: NAMES.length - 1 }).map((whom) =>
    named(
      `Amina ${label} ${NAMES[whom]}`,
      (model) => whom < model.size && isCalm(model) && check(model, whom),
      async (model, real) => {
        await agreed(model, real);
        const conversation = conversationOf(real, real.devices[0]!);
        await done(real, act(model, whom)(conversation, personOf(real, whom)));
        await agreed(model, real);
      },
    ),
  );

const add = change(
  'adds',
  (model, whom) => !model.isMember[whom],
  (model, whom) => {
    model.isMember[whom] = true;
    return (conversation, person) => conversation.add([person], 'member');
  },
);
const remove = change(
  'removes',
  (model, whom) => model.isMember[whom]!,
  (model, whom) => {
    model.isMember[whom] = model.isAdmin[whom] = false;
    return (conversation, person) => conversation.remove(person);
  },
);
const promote = change(
  'promotes',
  (model, whom) => model.isMember[whom]! && !model.isAdmin[whom],
  (model, whom) => {
    model.isAdmin[whom] = true;
    return (conversation, person) => conversation.promote(person);
  },
);

const leave = fc.integer({ min: 1, max: NAMES.length - 1 }).map((by) =>
  named(
    `${NAMES[by]} leaves`,
    (model) => isCalm(model) && isAble(model, by),
    async (model, real) => {
      await agreed(model, real);
      await done(real, conversationOf(real, real.devices[by]!).leave());
      model.isMember[by] = model.isAdmin[by] = false;
      await agreed(model, real);
    },
  ),
);

const rename = fc.tuple(who, which).map(([by, pick]) =>
  named(
    `${NAMES[by]} names it ${pick}`,
    (model) => isCalm(model) && isAble(model, by) && model.isAdmin[by]!,
    async (model, real) => {
      await agreed(model, real);
      await done(real, conversationOf(real, real.devices[by]!).renameGroup(`Name ${pick}`));
      model.name = `Name ${pick}`;
      await agreed(model, real);
    },
  ),
);

const restart = who.map((by) =>
  named(
    `${NAMES[by]} restarts`,
    (model) => by < model.size && !model.isOff[by] && !model.isFull[by],
    async (_, real) => {
      real.devices[by]!.kill();
      await real.town.comesBack(real.devices[by]!);
      await real.town.done((real.devices[by]!.beep!.conversation(real.group) as Conversation | null)?.open() ?? Promise.resolve()); // prettier-ignore
    },
  ),
);
const switchOff = who.map((by) =>
  named(
    `${NAMES[by]} is off`,
    (model) => by < model.size && !model.isOff[by] && !model.isFull[by],
    async (model, real) => {
      real.devices[by]!.kill();
      model.isOff[by] = true;
      await real.town.pass(100);
    },
  ),
);
const fill = who.map((by) =>
  named(
    `the disk of ${NAMES[by]} is full`,
    (model) => by < model.size && !model.isOff[by] && !model.isFull[by],
    async (model, real) => {
      real.devices[by]!.disk.isFull = model.isFull[by] = true;
      if (!model.isMember[by]) return;
      const conversation = conversationOf(real, real.devices[by]!);
      void conversation.setDraft('no room for this');
      const sent = await real.town.done(conversation.send());
      if (sent.ok || sent.error !== 'storage-full')
        throw new Error(`a full disk said ${JSON.stringify(sent)}`);
      void conversation.setDraft('');
    },
  ),
);
const cut = which.map((pick) =>
  named(
    `a cut ${pick}`,
    (model) => !model.isCut,
    async (model, real) => {
      model.isCut = true;
      for (const [i, one] of real.devices.entries())
        for (const [j, other] of real.devices.entries())
          if ((i + pick) % 2 !== (j + pick) % 2) real.town.paths.block(one.name, other.name);
      await real.town.pass((pick % 5) * 4_000);
    },
  ),
);
const heal = fc.constant(
  named(
    'all is mended',
    () => true,
    (model, real) => mended(model, real),
  ),
);
const wait = which.map((pick) =>
  named(
    `${pick} pass`,
    () => true,
    (_, real) => real.town.pass(pick * 20),
  ),
);

export const commands = fc.commands(
  [say, say, say, ask, edit, erase, react, vote, note, add, remove, promote, leave, rename, restart, switchOff, fill, cut, heal, wait], // prettier-ignore
  { maxCommands: 24 },
);

async function mended(model: Model, real: Real): Promise<void> {
  real.town.paths.unblockAll();
  model.isCut = false;
  for (const [index, device] of real.devices.entries()) {
    device.disk.isFull = model.isFull[index] = false;
    if (model.isOff[index]) {
      await real.town.comesBack(device);
      model.isOff[index] = false;
    }
    const conversation = device.beep!.conversation(real.group);
    if (conversation) await real.town.done((conversation as Conversation).open());
  }
  await agreed(model, real);
}

/** Everybody who is in it shows what the model says, and holds the same. */
async function agreed(model: Model, real: Real): Promise<void> {
  let found = '';
  const isSo = (): boolean => (found = difference(model, real)) === '';
  const isDone = await real.town.until('agreement', isSo, AGREE_WITHIN_MS).then(
    () => true,
    (error: unknown) => (found === '' ? Promise.reject(error as Error) : false),
  );
  if (!isDone) throw new Error(found);
}

function difference(model: Model, real: Real): string {
  const members = model.isMember.flatMap((isIn, index) => (isIn ? [index] : []));
  const nameOf = (person: PersonId): string =>
    NAMES[real.devices.findIndex((device) => device.person === person)] ?? '?';
  const expected = {
    name: model.name,
    members: members.map((index) => `${NAMES[index]}${model.isAdmin[index] ? '*' : ''}`).sort(),
    said: model.said
      .map((said, index) => ({ id: real.ids[index]!, ...plainly(said) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
  const order: string[] = [];
  for (const index of members) {
    const view = (real.devices[index]!.beep?.conversation(real.group) as Conversation | null)?.view.value;
    if (!view?.group) return `${NAMES[index]} has no group`;
    const shown = {
      name: view.group.name,
      members: view.group.members.map(({ person, role }) => `${nameOf(person)}${role === 'admin' ? '*' : ''}`).sort(), // prettier-ignore
      said: view.messages
        .map((message) => ({
          id: message.id,
          kind: message.kind,
          text: message.text,
          reactions: message.reactions.map(({ emoji, people }) => `${emoji} ${people.map(({ person }) => nameOf(person)).sort().join()}`).sort(), // prettier-ignore
          votes: message.poll?.options.map(({ people }) => people.map(({ person }) => nameOf(person)).sort().join()) ?? [], // prettier-ignore
          noted: message.noted.map(({ person }) => nameOf(person)).sort(),
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    };
    if (JSON.stringify(shown) !== JSON.stringify(expected))
      return `${NAMES[index]} shows ${JSON.stringify(shown)}, not ${JSON.stringify(expected)}`;
    const set = (real.devices[index]!.beep!.conversation(real.group) as Conversation).group!.set;
    order.push(`${view.digest} ${[...set.digest].join()} ${view.messages.map(({ id }) => id).join()}`);
  }
  return new Set(order).size > 1 ? 'they hold or order it differently' : '';
}

function plainly(said: Said) {
  if (said.isDeleted) return { kind: 'deleted', text: '', reactions: [], votes: [], noted: [] };
  const names = (people: Iterable<number>): string => [...people].map((index) => NAMES[index]!).sort().join(); // prettier-ignore
  const reactions = [...said.reactions].filter(([, people]) => people.size > 0);
  return {
    kind: said.kind,
    text: said.text,
    reactions: reactions.map(([emoji, people]) => `${emoji} ${names(people)}`).sort(),
    votes: said.kind === 'poll' ? [0, 1].map((choice) => names([...said.votes].flatMap(([by, chosen]) => (chosen === choice ? [by] : [])))) : [], // prettier-ignore
    noted: [...said.noted].map((index) => NAMES[index]!).sort(),
  };
}

/** Plays one run of commands among `size` people, then mends everything and compares. Rejects with what differs. */
export async function play(size: number, run: Iterable<Command>): Promise<void> {
  await fc.asyncModelRun(() => aBeginning(size), [...run, named('the end', () => true, mended)]);
}

async function aBeginning(size: number): Promise<{ model: Model; real: Real }> {
  const town = new Town();
  const devices: Device[] = [];
  for (const name of NAMES.slice(0, size)) {
    devices.push(await town.person(name));
    if (devices.length > 1) await town.meet(devices[0]!, devices.at(-1)!);
  }
  const members = devices.slice(1, 3).map(({ person }) => person!);
  const made = await town.done(devices[0]!.beep!.createGroup({ type: 'group', name: 'Group', history: 'all', members })); // prettier-ignore
  if (!made.ok) throw new Error(made.error);
  const isIn = NAMES.map((_, index) => index < Math.min(size, 3));
  const none = (): boolean[] => NAMES.map(() => false);
  const model: Model = {
    size,
    isMember: isIn,
    isAdmin: NAMES.map((_, index) => index === 0),
    isOff: none(),
    isFull: none(),
    isCut: false,
    said: [],
    name: 'Group',
  };
  const real = { town, devices, group: made.value, ids: [] };
  await town.until('all to be in it', () => devices.slice(0, 3).every((one) => one.beep!.conversation(real.group)?.view.value.group?.name !== undefined)); // prettier-ignore
  for (const one of devices) await town.done((one.beep!.conversation(real.group) as Conversation | null)?.open() ?? Promise.resolve()); // prettier-ignore
  return { model, real };
}

/** Plays `runs` of them from `seed` on; null, or the seed, the path and the commands of the smallest that fails. */
export async function search(seed: number, runs: number, path?: string): Promise<string | null> {
  const property = fc.asyncProperty(fc.integer({ min: 2, max: NAMES.length }), commands, play);
  const found = await fc.check(property, { seed, numRuns: runs, ...(path && { path }), endOnFailure: path === undefined }); // prettier-ignore
  if (!found.failed) return null;
  const what =
    found.errorInstance instanceof Error ? found.errorInstance.message : String(found.errorInstance);
  return `seed=${found.seed} path=${found.counterexamplePath} ${String(found.counterexample).slice(0, 600)}: ${what.slice(0, 900)}`;
}
