import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Device } from '../../test/sim/device.js';
import { Town } from '../../test/support/town.js';
import type { ConversationId } from '../protocol/ids.js';
import type { Ports } from './ports.js';

/** Long after the last word: what was said lately is said again to whoever may not have heard it. */
const LONG_MS = 20 * 60_000;
/** Until everything is said on a link, and before its first sign of life. */
const BEFORE_HEARTBEAT_MS = 3_000;
/** What each side of a link sends besides: its part of the handshake, then its prekeys and its card. */
const FIRST_FRAMES = { initiator: 4, responder: 3 };

/** A town in which the frames of each side of each connection are counted, from the last `forget` on. */
function countingTown() {
  let ends: { readonly first: number; readonly frames: number[] }[] = [];
  const adapt = (ports: Ports): Ports => ({
    ...ports,
    peers: {
      prepare: () => ports.peers.prepare(),
      open(options, events) {
        const peer = ports.peers.open(options, events);
        const frames: number[] = [];
        let beganMs: number | null = null;
        ends.push({ first: FIRST_FRAMES[options.initiator ? 'initiator' : 'responder'], frames });
        return {
          signal: (sdp) => peer.signal(sdp),
          close: () => peer.close(),
          route: () => peer.route(),
          send(frame) {
            const nowMs = ports.clock.monotonicMs();
            beganMs ??= nowMs;
            if (nowMs - beganMs < BEFORE_HEARTBEAT_MS) frames.push(frame.byteLength);
            return peer.send(frame);
          },
        };
      },
    },
  });
  return {
    town: new Town(adapt),
    forget: () => void (ends = []),
    /** What was said about conversations, frame by frame, by each side of each link that came up. */
    said: () => ends.filter(({ frames, first }) => frames.length >= first).map(({ frames, first }) => frames.slice(first)), // prettier-ignore
  };
}

async function isPrivate(town: Town, devices: readonly Device[]): Promise<void> {
  for (const device of devices)
    assert.ok((await town.done(device.beep!.setPreferences({ showsActivity: false }))).ok);
}

describe('two who hold the same say so', () => {
  it('in 512 bytes and at once in a chat of two, with all that each has said about receipts', async () => {
    const { town, forget, said } = countingTown();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    await isPrivate(town, [amina, bilal]);
    for (const [from, to] of [[amina, bilal], [bilal, amina], [amina, bilal]] as const) await town.says(from, to, 'word'); // prettier-ignore
    await town.until('ticks', () => town.states(amina, bilal).every((state) => state !== 'saved'));
    town.talk(bilal, amina).setShown(true);
    await town.until('it is read', () => town.states(amina, bilal)[0] === 'read');
    bilal.kill();
    await town.pass(LONG_MS);
    forget();
    await town.comesBack(bilal);
    await town.until('a link', () => town.areLinked(amina, bilal));
    await town.pass(BEFORE_HEARTBEAT_MS);
    assert.deepEqual(said(), [[256], [256]]);
  });

  for (const [how, away] of [
    ['after one was away', ['Bilal']],
    ['after all were away', ['Amina', 'Bilal', 'Chand']],
  ] as const) {
    it(`in 512 bytes and at once in a group of three, ${how}`, async () => {
      const { town, forget, said } = countingTown();
      const people = [await town.person('Amina'), await town.person('Bilal'), await town.person('Chand')] as const; // prettier-ignore
      const [amina, bilal, chand] = people;
      await town.meet(amina, bilal);
      await town.meet(amina, chand);
      await isPrivate(town, people);
      const id = await aGroupOf(town, people);
      for (const one of people) await says(town, one, id, `${one.name} was here`);
      await town.until('ticks', () => people.every((one) => view(one, id).messages.length === 3 && view(one, id).messages.every(({ own, state }) => !own || state !== 'saved'))); // prettier-ignore
      await town.pass(LONG_MS);
      const gone = people.filter(({ name }) => (away as readonly string[]).includes(name));
      for (const one of gone) one.kill();
      await town.pass(LONG_MS);
      forget();
      for (const one of gone) await town.comesBack(one);
      await town.until('links', () => town.areLinked(amina, bilal) && town.areLinked(amina, chand));
      await town.until('a group that is linked', () => people.every((one) => view(one, id).group!.members.filter(({ online }) => online).length === 3)); // prettier-ignore
      await town.pass(BEFORE_HEARTBEAT_MS);
      // Between contacts the chat of two says the same beside the group; Bilal and Chand share the group only.
      const isOfTwo = gone.length === 1 ? [1, 2] : [1, 2, 2];
      const expected = isOfTwo.flatMap((count) => [Array(count).fill(256), Array(count).fill(256)]);
      assert.deepEqual(said().sort((a, b) => a.length - b.length), expected); // prettier-ignore
    });
  }
});

const view = (device: Device, id: ConversationId) => device.beep!.conversation(id)!.view.value;

async function aGroupOf(town: Town, [maker, ...others]: readonly Device[]): Promise<ConversationId> {
  const members = others.map(({ person }) => person!);
  const made = await town.done(
    maker!.beep!.createGroup({ type: 'group', name: 'Budget', history: 'all', members }),
  );
  assert.ok(made.ok);
  const isIn = (one: Device) => one.beep!.conversation(made.value)?.view.value.group?.members.length === 3;
  await town.until('all to be in it', () => others.every(isIn));
  return made.value;
}

async function says(town: Town, device: Device, id: ConversationId, text: string): Promise<void> {
  const conversation = town.conversationBy(device, id);
  void conversation.setDraft(text);
  assert.ok((await town.done(conversation.send())).ok);
}
