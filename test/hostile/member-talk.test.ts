/** What a hostile member may say over a link about messages, receipts and logs, and what comes of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KIND } from '../../src/protocol/body.js';
import { ed25519PublicKey } from '../../src/protocol/ed25519.js';
import {
  readDeviceId,
  readEntryId,
  type ConversationId,
  type DeviceId,
  type EntryId,
} from '../../src/protocol/ids.js';
import { plainText } from '../../src/protocol/text-body.js';
import { sealReceipt, type ReceiptLine } from '../../src/protocol/receipt.js';
import type { Ports } from '../../src/app/ports.js';
import { anActor, bytesOf, signerOf } from '../vectors/cast.js';
import { aGroupWithMallory, gives, groupIn, othersAreUnharmed, quickly, says, textsIn, viewIn, type Scene, type Written } from './kit.js'; // prettier-ignore

/** Gives Amina entries of Mallory's, no faster than an honest device would. */
async function give(scene: Scene, written: readonly Written[]): Promise<void> {
  const { town, linkA, tagA } = scene;
  let sent = 0;
  for (const record of gives(tagA, written)) {
    linkA.send(record);
    if (++sent % 20 === 0) await town.pass(2_000);
  }
  await town.pass(4_000);
  assert.equal(linkA.isOver, false);
}

const messageIn = (scene: Scene, device: Scene['amina'], id: EntryId) =>
  viewIn(device, scene.id).messages.find((message) => message.id === id)!;

describe('what a member says about the messages of others', () => {
  it('edits, deletes and unvotes nothing of theirs', async () => {
    const scene = await aGroupWithMallory();
    const { town, bilal, amina, pen, id } = scene;
    const target = await says(scene, amina, 'mine');
    const asked = await town.done(town.conversationBy(amina, id).ask('Tea?', ['yes', 'no'], false));
    assert.ok(asked.ok);
    assert.ok((await town.done(town.conversationBy(amina, id).vote(asked.value, [0]))).ok);
    const about = [target, asked.value].flatMap((one) => [
      { kind: KIND.edit, target: one, text: 'hers', mentions: [] } as const,
      { kind: KIND.delete, target: one } as const,
      { kind: KIND.vote, target: one, choices: [11] } as const,
      { kind: KIND.vote, target: one, choices: [0, 1] } as const,
    ]);
    await give(scene, await pen.many(about.length, (hand, i) => hand.about(about[i]!)));
    for (const one of [amina, bilal]) {
      const message = messageIn(scene, one, target);
      assert.deepEqual([message.kind, message.text, message.earlier], ['text', 'mine', []]);
      const poll = messageIn(scene, one, asked.value);
      assert.deepEqual(
        poll.poll!.options.map(({ people }) => people.length),
        [1, 0],
      );
    }
    await othersAreUnharmed(scene);
  });

  it('hides nothing of theirs, and takes nothing that was said about it, by saying it again', async () => {
    const scene = await aGroupWithMallory();
    const { town, amina, bilal, pen, id } = scene;
    const target = await says(scene, amina, 'mine');
    await town.until('him to have it', () => textsIn(bilal, id).includes('mine'));
    assert.ok((await town.done(town.conversationBy(bilal, id).react(target, '👍', true))).ok);
    const [nowhere] = [bytesOf('nowhere')].map(readEntryId);
    assert.ok((await town.done(town.conversationBy(bilal, id).post({ kind: KIND.note, target: nowhere } as never))).ok); // prettier-ignore
    const own = await pen.say('hers');
    const claims = [
      { kind: KIND.text, ...plainText('mine'), again: [target] } as const,
      { kind: KIND.text, ...plainText('never said'), again: [nowhere!, target] } as const,
      { kind: KIND.text, ...plainText('hers, changed'), again: [own.entry.id] } as const,
      { kind: KIND.text, ...plainText('hers'), again: [own.entry.id] } as const,
      { kind: KIND.note, target, again: [target] } as const,
    ];
    await give(scene, [own, ...(await pen.many(claims.length, (hand, i) => hand.about(claims[i]!)))]);
    await town.pass(5_000);
    for (const one of [amina, bilal]) {
      // Hers twice over is there once; what differs from what she said stands beside it.
      assert.deepEqual(textsIn(one, id).toSorted(), ['hers', 'hers, changed', 'mine', 'mine', 'never said']);
      const message = messageIn(scene, one, target);
      assert.deepEqual([message.text, message.reactions.length, message.noted.length], ['mine', 1, 1]);
      for (const other of viewIn(one, id).messages.filter((each) => each.id !== target))
        assert.deepEqual([other.reactions, other.noted], [[], []]);
    }
    await othersAreUnharmed(scene);
  });

  it('P16 3 000 annotations on one message bury neither it nor what others say about it', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { town, amina, bilal, pen, id } = scene;
    const target = await says(scene, amina, 'look at this');
    await town.until('him to have it', () => textsIn(bilal, id).includes('look at this'));
    assert.ok((await town.done(town.conversationBy(bilal, id).react(target, '👍', true))).ok);
    assert.ok((await town.done(town.conversationBy(bilal, id).note(target))).ok);
    const emoji = Array.from({ length: 100 }, (_, i) => String.fromCodePoint(0x1f400 + (i % 64)));
    await give(scene, await pen.many(3_000, (hand, i) => hand.about({ kind: KIND.react, target, emoji: emoji[i % 100]!, isOn: i % 3 > 0 }, { orderMs: 2 ** 42 + i }))); // prettier-ignore
    for (const one of [amina, bilal]) {
      await town.until('it to be there', () => messageIn(scene, one, target).reactions.length > 1);
      const { reactions, noted } = messageIn(scene, one, target);
      assert.ok(reactions.length <= 32, `${reactions.length} reactions`);
      const thumbs = reactions.find((reaction) => reaction.emoji === '👍');
      assert.deepEqual(
        thumbs?.people.map(({ name }) => name),
        ['Bilal'],
      );
      assert.deepEqual(
        noted.map(({ name }) => name),
        ['Bilal'],
      );
    }
    await othersAreUnharmed(scene);
  });

  it('1 000 votes of one person count once, the last of those that a poll can have', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { town, amina, pen, id } = scene;
    const asked = await town.done(town.conversationBy(amina, id).ask('Who?', ['A', 'B', 'C'], false));
    assert.ok(asked.ok);
    const votes = Array.from({ length: 1_000 }, (_, i) => (i % 5 === 4 ? [0, 1, 2] : [i % 5]));
    await give(scene, await pen.many(1_000, (hand, i) => hand.about({ kind: KIND.vote, target: asked.value, choices: votes[i]! }))); // prettier-ignore
    const counts = messageIn(scene, amina, asked.value).poll!.options.map(({ people }) => people.length);
    assert.deepEqual(counts, [0, 0, 1]);
  });

  it('P21 a reaction that only looks like an emoji, or like nothing, is none', async () => {
    const scene = await aGroupWithMallory();
    const { amina, pen } = scene;
    const target = await says(scene, amina, 'hello');
    const lookAlikes = ['', ' ', 'a', 'OK', '👍 ', '👍\u200e', '\u202e👍', '\u200d', '👍\u200d', '\ufe0f', '👍👍', '<b>', '1', '\u{e0061}', '👍\u0301', '©️x', '\u2800']; // prettier-ignore
    await give(scene, await pen.many(lookAlikes.length, (hand, i) => hand.about({ kind: KIND.react, target, emoji: lookAlikes[i]!, isOn: true }))); // prettier-ignore
    assert.deepEqual(messageIn(scene, amina, target).reactions, []);
    await othersAreUnharmed(scene);
  });

  it('P22 300 bodies that are none: shown as what cannot be read, or not at all', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { amina, pen, id } = scene;
    const kinds = [KIND.text, KIND.edit, KIND.delete, KIND.react, KIND.poll, KIND.vote, KIND.note, KIND.create, KIND.add, KIND.remove, KIND.leave, KIND.policy, 64, 65_535]; // prettier-ignore
    const nested = (depth: number) => Uint8Array.from([...Array<number>(depth).fill(0x81), 0x80]);
    const bodies = [new Uint8Array(), Uint8Array.of(0xff), nested(12_000), Uint8Array.of(0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), Uint8Array.of(0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), bytesOf('noise', 200)]; // prettier-ignore
    const body = (i: number) => (i < 84 ? bodies[i % 6]! : bytesOf(`noise ${i}`, i));
    await give(scene, await pen.many(300, (hand, i) => hand.write(kinds[i % 14]!, body(i))));
    const kindsShown = new Set(viewIn(amina, id).messages.map(({ kind }) => kind));
    assert.deepEqual([...kindsShown], ['unreadable']);
    await othersAreUnharmed(scene);
  });

  it('in a channel, who is no admin writes nothing that is shown, and may react', async () => {
    const scene = await aGroupWithMallory({ type: 'channel' });
    const { town, amina, bilal, pen, id } = scene;
    const target = await says(scene, amina, 'news');
    await give(scene, [
      await pen.say('mine too'),
      await pen.about({ kind: KIND.react, target, emoji: '👍', isOn: true }),
    ]);
    await town.until('him to have it', () => textsIn(bilal, id).includes('news'));
    for (const one of [amina, bilal]) {
      assert.deepEqual(textsIn(one, id), ['news']);
      await town.until('the reaction', () => messageIn(scene, one, target).reactions.length === 1);
    }
  });
});

describe('P3: what is said again', () => {
  it('P3 1 000 times, over two links, after a restart and in another group, is shown once', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { town, amina, pen, id, linkA, linkB, tagA, tagB } = scene;
    const written = [await pen.say('once')];
    for (let i = 0; i < 500; i++) {
      for (const record of gives(tagA, written)) linkA.send(record);
      for (const record of gives(tagB, written)) linkB.send(record);
      if (i % 30 === 29) await town.pass(500);
    }
    await town.pass(3_000);
    const made = await town.done(amina.beep!.createGroup({ type: 'group', name: 'Other', history: 'all', members: [scene.mallory.person] })); // prettier-ignore
    assert.ok(made.ok);
    for (const record of gives(scene.tagOf(linkA, made.value), written)) linkA.send(record);
    await town.pass(2_000);
    amina.kill();
    await town.comesBack(amina);
    await town.done(amina.beep!.conversation(id)!.loadOlder());
    assert.deepEqual(
      textsIn(amina, id).filter((text) => text === 'once'),
      ['once'],
    );
    assert.deepEqual(textsIn(amina, made.value), []);
    await othersAreUnharmed(scene);
  });
});

describe('P14: receipts', () => {
  const outsider = anActor('outsider');

  it('P14 1 000 forged ones change no tick, are not passed on, and are not remembered', async () => {
    const scene = await aGroupWithMallory({ adapt: quickly });
    const { town, amina, bilal, mallory, id, linkA, linkB, tagA } = scene;
    town.paths.block('Bilal', 'Amina');
    const message = await says(scene, amina, 'who has it?');
    const author = amina.disk.image.self!.device;
    const seq = amina.disk.image.conversations.get(id)!.heads.find((head) => head.author === author)!.seq;
    const line: ReceiptLine = { author, deliveredCount: seq + 1, deliveredId: message, readCount: seq + 1 };
    const his = bilal.disk.image.self!.device;
    const other = id.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) as ConversationId;
    const seed = mallory.deviceSeed;
    const make = (i: number): Promise<Uint8Array> => {
      const strangers = Array.from({ length: 8 }, (_, j) => ({ ...line, author: anId(i * 8 + j) }));
      strangers.sort((a, b) => (a.author < b.author ? -1 : 1));
      switch (i % 6) {
        case 0:
          return sealReceipt({ conversation: id, by: his, rows: [line] }, signerOf(seed));
        case 1:
          return sealReceipt({ conversation: id, by: outsider.device, rows: [line] }, outsider.signAsDevice);
        case 2:
          return sealReceipt({ conversation: other, by: mallory.device, rows: [line] }, signerOf(seed));
        case 3:
          return sealReceipt({ conversation: id, by: author, rows: [line] }, signerOf(seed));
        case 4:
          return sealReceipt({ conversation: id, by: mallory.device, rows: strangers }, signerOf(seed));
        default:
          return sealReceipt({ conversation: id, by: mallory.device, rows: [{ ...line, deliveredCount: seq + 2 + i, readCount: 0 }] }, signerOf(seed)); // prettier-ignore
      }
    };
    const before = linkB.received.length;
    for (let i = 0; i < 1_000; i++) {
      linkA.send({ type: 'receipt', tag: tagA, bytes: await make(i) });
      if (i % 60 === 59) await town.pass(2_000);
    }
    await town.pass(3_000);
    assert.equal(messageIn(scene, amina, message).state, 'saved');
    const deliveries = town
      .conversationBy(amina, id)
      .deliveries(message)
      .map(({ state }) => state);
    assert.deepEqual(deliveries, ['unreached', 'unreached']);
    assert.equal(linkA.isOver, false);
    const { openReceipt } = await import('../../src/protocol/receipt.js');
    const { isSignedBy } = await import('../support/native-ed25519.js');
    const passed = await Promise.all(linkB.received.slice(before).flatMap((record) => (record.type === 'receipt' ? [openReceipt(record.bytes, (...check) => Promise.resolve(isSignedBy(...check)))] : []))); // prettier-ignore
    const foreign = passed.flatMap((receipt) => receipt?.rows ?? []).filter((row) => groupIn(bilal, id)!.personOf(row.author) === null); // prettier-ignore
    assert.deepEqual(foreign, []);
    town.paths.unblockAll();
    await town.until('him to have it', () => textsIn(bilal, id).includes('who has it?'));
    await othersAreUnharmed(scene);
  });
  const anId = (n: number): DeviceId => readDeviceId(ed25519PublicKey(bytesOf(`stranger ${n % 64}`)))!;
});

describe('what a member says of what is going on', () => {
  it('is of themselves only: they write, and nobody else', async () => {
    const scene = await aGroupWithMallory();
    const { town, amina, bilal, id, linkA, tagA } = scene;
    for (let i = 0; i < 200; i++) {
      linkA.send({ type: 'typing', tag: tagA, isOn: i % 2 === 0 });
      linkA.send({ type: 'presence', isActive: i % 2 === 0 });
      if (i % 30 === 29) await town.pass(300);
    }
    linkA.send({ type: 'typing', tag: tagA, isOn: true });
    await town.until('Mallory to write', () => viewIn(amina, id).typing.length > 0);
    assert.deepEqual(
      viewIn(amina, id).typing.map(({ name }) => name),
      ['Mallory'],
    );
    assert.deepEqual(viewIn(bilal, id).typing, []);
    await othersAreUnharmed(scene);
  });

  it('P4 news, prunes and grafts of absurd places are answered within the window, and claims shown as missing within bounds', async () => {
    const scene = await aGroupWithMallory();
    const { town, amina, id, linkA, tagA, mallory } = scene;
    for (let i = 0; i < 10; i++) await says(scene, amina, `message ${i}`);
    const author = amina.disk.image.self!.device;
    const nobody = outsiderId();
    const places = [0, 1, 2 ** 31, 2 ** 53 - 1];
    const before = linkA.received.length;
    for (let i = 0; i < 400; i++) {
      const rows = [author, nobody, mallory.device].map((one) => ({
        author: one,
        seq: places[i % 4]!,
        idPrefix: new Uint8Array(16),
      }));
      linkA.send({ type: i % 3 === 0 ? 'news' : 'graft', tag: tagA, rows });
      if (i % 7 === 0) linkA.send({ type: 'prune', tag: tagA });
      if (i % 5 === 0) linkA.send({ type: 'have', tag: tagA, rows });
      if (i % 30 === 29) await town.pass(1_000);
    }
    await town.pass(5_000);
    const answers = linkA.received.slice(before);
    const count = (type: string) => answers.filter((record) => record.type === type).length;
    assert.ok(count('give') <= 4, `${count('give')} gives without an ack`);
    assert.ok(
      count('graft') <= 200 && count('have') <= 30,
      `${count('graft')} grafts, ${count('have')} haves`,
    );
    assert.equal(linkA.isOver, false);
    const missing = viewIn(amina, id).missing.map(({ person, count: how }) => [person.name, how]);
    assert.ok(missing.every(([name, how]) => name === 'Mallory' && (how as number) <= 1_000), JSON.stringify(missing)); // prettier-ignore
    await othersAreUnharmed(scene);
  });
  const outsiderId = (): DeviceId => anActor('outsider').device;
});

describe('P15: whoever asks and does not listen', () => {
  /** Counts what Amina has handed to the network and it has not taken. */
  function counted() {
    const bytes = { waiting: 0, most: 0, sent: 0 };
    const adapt = (ports: Ports, device?: string): Ports => {
      if (device !== 'Amina') return ports;
      const { peers } = ports;
      return {
        ...ports,
        peers: {
          prepare: () => peers.prepare(),
          open(options, events) {
            const peer = peers.open(options, events);
            return {
              signal: (sdp) => peer.signal(sdp),
              close: () => peer.close(),
              route: () => peer.route(),
              async send(frame) {
                bytes.sent += frame.byteLength;
                bytes.most = Math.max(bytes.most, (bytes.waiting += frame.byteLength));
                await peer.send(frame);
                bytes.waiting -= frame.byteLength;
              },
            };
          },
        },
      };
    };
    return { bytes, adapt };
  }

  for (const [what, record] of [
    [
      'for the whole roster',
      (tag: Uint8Array) => ({ type: 'roster-names', tag, names: [], isLast: true }) as const,
    ],
    [
      'for every name in it',
      (tag: Uint8Array) => ({ type: 'roster-sum', tag, digest: new Uint8Array(16) }) as const,
    ],
    ['for every receipt', (tag: Uint8Array) => ({ type: 'have', tag, rows: [] }) as const],
  ] as const) {
    it(`P15 ${what}, 2 000 times, is not answered beyond the room there is, and loses the link`, async () => {
      const { bytes, adapt } = counted();
      const scene = await aGroupWithMallory({ adapt });
      const { town, amina, linkA, tagA, id } = scene;
      // A roster and names of some size.
      for (let i = 0; i < 60; i++) assert.ok((await town.done(town.conversationBy(amina, id).renameGroup(`${'Budget '.repeat(12)}${i}`))).ok); // prettier-ignore
      await town.pass(3_000);
      town.paths.block('Amina', 'Mallory');
      Object.assign(bytes, { most: bytes.waiting, sent: 0 });
      for (let i = 0; i < 2_000; i++) {
        linkA.send(record(tagA));
        if (i % 100 === 99) await town.pass(400);
      }
      await town.pass(20_000);
      assert.ok(bytes.most <= 1.25 * 2 ** 20, `${bytes.most} bytes wait`);
      assert.equal(linkA.isOver || scene.amina.beep!.connection.value.peers === 1, true);
      town.paths.unblockAll();
      await othersAreUnharmed(scene);
    });
  }
});
