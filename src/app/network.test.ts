import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Stranger, type RawLink } from '../../test/support/stranger.js';
import { Town } from '../../test/support/town.js';
import { encodeTextBody, hashBody, KIND } from '../protocol/body.js';
import { encode } from '../protocol/codec.js';
import { directConversationId } from '../protocol/conversation-id.js';
import { ed25519PublicKey, ed25519Sign } from '../protocol/ed25519.js';
import { sealEntry, type EntryHeader, type VerifiedEntry } from '../protocol/entry.js';
import { idBytes, readDeviceId, type ConversationId } from '../protocol/ids.js';
import { MAX_FRAME_BYTES, MAX_RECORD_BYTES } from '../protocol/limits.js';
import { encodeMessageBody, type MessageBody } from '../protocol/message-body.js';
import { conversationTag } from '../protocol/link/bindings.js';
import { sealPrekeys } from '../protocol/prekeys.js';
import { sealReceipt, type Receipt } from '../protocol/receipt.js';
import type { LinkRecord } from '../protocol/record.js';

/**
 * Amina with two contacts: Bilal, who is as he should be, and Mallory, whose device says what a test wants. Whatever
 * Mallory does, Amina's talk with Bilal goes on.
 */
async function aminaAndMallory() {
  const town = new Town();
  const amina = await town.person('Amina');
  const bilal = await town.person('Bilal');
  await town.meet(amina, bilal);
  const mallory = new Stranger(town, 'Mallory');
  await mallory.listen();
  const link = await mallory.link(await town.linkOf(amina));
  await town.until('Mallory to be a contact', () => amina.beep!.conversations.value.length === 2);
  const id = directConversationId(amina.person!, mallory.person);
  const tag = conversationTag(link.established.keys.exporter, id);
  const conversation = town.conversationBy(amina, id);
  const isLinked = (): boolean => conversation.view.value.standing === 'linked';
  await town.until('Mallory to be linked', isLinked);
  return { town, amina, bilal, mallory, link, id, tag, conversation, isLinked };
}
type Scene = Awaited<ReturnType<typeof aminaAndMallory>>;

/** Amina can still talk with Bilal, and nothing of Mallory’s is on her screen. */
async function othersAreUnharmed({ town, amina, bilal, conversation }: Scene): Promise<void> {
  await town.says(amina, bilal, 'all well?');
  await town.until('delivery', () => town.states(amina, bilal).at(-1) === 'delivered');
  assert.deepEqual(conversation.view.value.messages, []);
}

/** An entry signed by Mallory’s device, or by whoever holds `seed`. */
function anEntryOf(
  { mallory, id }: Scene,
  changes: Partial<EntryHeader> = {},
  seed = mallory.deviceSeed,
): Promise<VerifiedEntry> {
  const body = encodeTextBody(new Uint8Array(16), 'gotcha');
  return sealEntry(
    {
      conversation: id,
      author: readDeviceId(ed25519PublicKey(seed))!,
      seq: 0,
      prev: null,
      after: [],
      sentAtMs: 5,
      orderMs: 5,
      kind: KIND.text,
      bodyHash: hashBody(body),
      bodyLength: body.byteLength,
      grant: null,
      ...changes,
    },
    (bytes) => Promise.resolve(ed25519Sign(seed, bytes)),
  );
}
const GOTCHA = encodeTextBody(new Uint8Array(16), 'gotcha');

const acksOf = ({ received }: RawLink) =>
  received.flatMap((record) =>
    record.type === 'ack' ? Array.from({ length: record.count }, () => record.took) : [],
  );

describe('a peer that sends', () => {
  it('a true entry gets it shown, acked and receipted', async () => {
    const scene = await aminaAndMallory();
    const { town, link, tag, conversation } = scene;
    const entry = await anEntryOf(scene);
    link.send({ type: 'give', tag, entries: [[entry.bytes, GOTCHA]] });
    await town.until('the message', () => conversation.view.value.messages.length === 1);
    await town.until('the ack and the receipt', () =>
      ['ack', 'receipt'].every((type) => link.received.some((record) => record.type === type)),
    );
    assert.deepEqual(acksOf(link), [true]);
  });

  const endings: readonly (readonly [string, (link: RawLink) => void])[] = [
    ['a frame of noise', (link) => link.sendFrame(new Uint8Array(300).fill(7))],
    ['an empty frame', (link) => link.sendFrame(new Uint8Array())],
    ['the largest frame of noise', (link) => link.sendFrame(new Uint8Array(MAX_FRAME_BYTES))],
    ['a record that is no CBOR', (link) => link.sendBytes(Uint8Array.of(0xff, 0xff))],
    ['a record of no known type', (link) => link.sendBytes(encode([63]))],
    ['a record with a field too many', (link) => link.sendBytes(encode([8, 1]))],
    ['the largest record of zeros', (link) => link.sendBytes(new Uint8Array(MAX_RECORD_BYTES - 1))],
    [
      'a thousand frames at once',
      (link) => {
        for (let i = 0; i < 1_000; i++) link.send({ type: 'live', answer: true });
      },
    ],
  ];
  for (const [what, send] of endings) {
    it(`${what} loses the link, and nobody else does`, async () => {
      const scene = await aminaAndMallory();
      send(scene.link);
      await scene.town.until('the end of the link', () => !scene.isLinked());
      await othersAreUnharmed(scene);
    });
  }

  it('a record from the future is not minded', async () => {
    const scene = await aminaAndMallory();
    scene.link.sendBytes(encode([99, 'whatever', [1, 2]]));
    await scene.town.pass(2_000);
    assert.ok(scene.isLinked());
    await othersAreUnharmed(scene);
  });

  it('records under tags of conversations that are not theirs learns nothing but that, once for each', async () => {
    const scene = await aminaAndMallory();
    const { town, link, amina, bilal } = scene;
    await town.pass(1_000);
    const before = link.received.length;
    const theirs: ConversationId = amina.conversationId(bilal)!;
    for (const tag of [new Uint8Array(16), conversationTag(link.established.keys.exporter, theirs)]) {
      link.send({ type: 'have', tag, rows: [] });
      link.send({ type: 'give', tag, entries: [[(await anEntryOf(scene)).bytes, GOTCHA]] });
      link.send({ type: 'receipt', tag, bytes: Uint8Array.of(1) });
    }
    await town.pass(10_000);
    const unasked = ['live', 'sum', 'presence'];
    const answers = link.received.slice(before).filter(({ type }) => !unasked.includes(type));
    assert.deepEqual(
      answers.map(({ type }) => type),
      ['unknown', 'unknown'],
    );
    await othersAreUnharmed(scene);
  });

  const refused: readonly (readonly [string, (scene: Scene) => Promise<LinkRecord>])[] = [
    [
      'an entry without its author’s signature',
      async (scene) => {
        const { bytes } = await anEntryOf(scene);
        return {
          type: 'give',
          tag: scene.tag,
          entries: [[bytes.map((b, i) => b ^ +(i === bytes.length - 1)), GOTCHA]],
        };
      },
    ],
    [
      'an entry by a device that is nobody’s',
      async (scene) => {
        const { bytes } = await anEntryOf(scene, {}, new Uint8Array(32).fill(9));
        return { type: 'give', tag: scene.tag, entries: [[bytes, GOTCHA]] };
      },
    ],
    [
      'an entry of another conversation',
      async (scene) => {
        const conversation = scene.amina.conversationId(scene.bilal)!;
        const { bytes } = await anEntryOf(scene, { conversation });
        return { type: 'give', tag: scene.tag, entries: [[bytes, GOTCHA]] };
      },
    ],
    [
      'an entry with a gap before it',
      async (scene) => {
        const first = await anEntryOf(scene);
        const { bytes } = await anEntryOf(scene, { seq: 2, prev: first.id });
        return { type: 'give', tag: scene.tag, entries: [[bytes, GOTCHA]] };
      },
    ],
    [
      'an entry with another body',
      async (scene) => {
        const { bytes } = await anEntryOf(scene);
        const other = encodeTextBody(new Uint8Array(16), 'something else');
        return { type: 'give', tag: scene.tag, entries: [[bytes, other]] };
      },
    ],
    [
      'an entry that claims to be Amina’s',
      async (scene) => {
        const { bytes } = await anEntryOf(scene);
        // The author's key, 32 bytes, is written over by Amina's.
        const [own, hers] = [idBytes(scene.mallory.device), idBytes(scene.amina.disk.image.self!.device)];
        const at = bytes.findIndex((_, i) => own.every((byte, j) => bytes[i + j] === byte));
        const forged = bytes.slice();
        forged.set(hers, at);
        return { type: 'give', tag: scene.tag, entries: [[forged, GOTCHA]] };
      },
    ],
  ];
  for (const [what, make] of refused) {
    it(`${what} is told that it was not taken`, async () => {
      const scene = await aminaAndMallory();
      scene.link.send(await make(scene));
      await scene.town.until('the ack', () => acksOf(scene.link).length === 1);
      assert.deepEqual(acksOf(scene.link), [false]);
      await othersAreUnharmed(scene);
    });
  }

  it('two entries with one seq gets the first kept and the second refused', async () => {
    const scene = await aminaAndMallory();
    const { town, link, tag, conversation } = scene;
    const [one, other] = [await anEntryOf(scene), await anEntryOf(scene, { sentAtMs: 4 })];
    for (const { bytes } of [one, other]) link.send({ type: 'give', tag, entries: [[bytes, GOTCHA]] });
    await town.until('two acks', () => acksOf(link).length === 2);
    assert.deepEqual(acksOf(link), [true, false]);
    assert.deepEqual(
      conversation.view.value.messages.map(({ id }) => id),
      [one.id],
    );
  });

  it('the same entry a hundred times gets it shown once', async () => {
    const scene = await aminaAndMallory();
    const { town, link, tag, conversation } = scene;
    const { bytes } = await anEntryOf(scene);
    for (let i = 0; i < 100; i++) link.send({ type: 'give', tag, entries: [[bytes, GOTCHA]] });
    await town.until('a hundred acks', () => acksOf(link).length === 100);
    assert.equal(conversation.view.value.messages.length, 1);
    assert.equal(scene.amina.beep!.conversations.value.find(({ id }) => id === scene.id)?.unread, 1);
  });

  it('refusals without end is not answered without end', async () => {
    const scene = await aminaAndMallory();
    const { town, link, tag } = scene;
    const first = await anEntryOf(scene);
    const gap = await anEntryOf(scene, { seq: 7, prev: first.id });
    for (let i = 0; i < 100; i++) link.send({ type: 'give', tag, entries: [[gap.bytes, GOTCHA]] });
    await town.until('a hundred acks', () => acksOf(link).length === 100);
    const haves = link.received.filter(({ type }) => type === 'have').length;
    assert.ok(haves < 12, `${haves} haves`);
    await othersAreUnharmed(scene);
  });
});

describe('a receipt', () => {
  async function aMessageToMallory() {
    const scene = await aminaAndMallory();
    const { town, conversation, amina, link } = scene;
    void conversation.setDraft('do you read me?');
    const sent = await town.done(conversation.send());
    assert.ok(sent.ok && sent.value);
    link.send({ type: 'have', tag: scene.tag, rows: [] });
    await town.until('the give', () => link.received.some(({ type }) => type === 'give'));
    const author = amina.disk.image.self!.device;
    const state = () => conversation.view.value.messages[0]!.state;
    const receipt = (changes: Partial<Receipt> & { seed?: Uint8Array } = {}): Promise<Uint8Array> => {
      const { seed = scene.mallory.deviceSeed, ...rest } = changes;
      const rows = [{ author, deliveredCount: 1, deliveredId: sent.value!, readCount: 0 }];
      const honest = { conversation: scene.id, by: scene.mallory.device, rows };
      return sealReceipt({ ...honest, ...rest }, (bytes) => Promise.resolve(ed25519Sign(seed, bytes)));
    };
    return { ...scene, author, id: sent.value, state, receipt };
  }

  it('of the other side is believed', async () => {
    const { town, link, tag, receipt, state } = await aMessageToMallory();
    link.send({ type: 'receipt', tag, bytes: await receipt() });
    await town.until('the tick', () => state() === 'delivered');
  });

  type Given = Awaited<ReturnType<typeof aMessageToMallory>>;
  const forgeries: readonly (readonly [string, (given: Given) => Promise<Uint8Array>])[] = [
    ['of noise', async () => new Uint8Array(200)],
    ['signed by somebody else', ({ receipt }) => receipt({ seed: new Uint8Array(32).fill(9) })],
    [
      'by somebody else, truly signed',
      ({ receipt }) => {
        const seed = new Uint8Array(32).fill(9);
        return receipt({ seed, by: readDeviceId(ed25519PublicKey(seed))! });
      },
    ],
    [
      'for another conversation',
      ({ receipt, amina, bilal }) => receipt({ conversation: amina.conversationId(bilal)! }),
    ],
    [
      'for entries that were never written',
      ({ receipt, author, id }) =>
        receipt({ rows: [{ author, deliveredCount: 9, deliveredId: id, readCount: 9 }] }),
    ],
    [
      'for another entry at that place',
      ({ receipt, author, conversation }) => {
        const deliveredId = conversation.id as unknown as Given['id'];
        return receipt({ rows: [{ author, deliveredCount: 1, deliveredId, readCount: 1 }] });
      },
    ],
    [
      'for a log of their own',
      ({ receipt, mallory, id }) =>
        receipt({ rows: [{ author: mallory.device, deliveredCount: 1, deliveredId: id, readCount: 1 }] }),
    ],
  ];
  for (const [what, make] of forgeries) {
    it(`${what} changes nothing`, async () => {
      const given = await aMessageToMallory();
      given.link.send({ type: 'receipt', tag: given.tag, bytes: await make(given) });
      await given.town.pass(3_000);
      assert.deepEqual([given.state(), given.isLinked()], ['saved', true]);
    });
  }
});

describe('what a peer says of itself', () => {
  it('is taken: a new name is on the screen', async () => {
    const scene = await aminaAndMallory();
    const { sealCard } = await import('../protocol/card.js');
    const { person, device, rendezvous, sign } = scene.mallory;
    const card = await sealCard(
      { person, device, rendezvous, name: 'M. Orwell', intro: null, hints: [] },
      sign,
    );
    scene.link.send({ type: 'doc', kind: 'card', bytes: card.bytes });
    await scene.town.until('the name', () => scene.conversation.view.value.name === 'M. Orwell');
  });

  it('is not taken if it is about somebody else, or is not signed, or is older than what is held', async () => {
    const scene = await aminaAndMallory();
    const { amina, bilal, mallory, link, town } = scene;
    const contact = () => amina.disk.image.contacts.get(mallory.person)!;
    const publicKey = new Uint8Array(1216);
    const list = (number: number, device = mallory.device) =>
      sealPrekeys(
        { device, number, keys: [{ kid: new Uint8Array(8), notAfterMs: 0, publicKey }] },
        mallory.sign,
      );
    link.send({ type: 'doc', kind: 'prekeys', bytes: await list(5) });
    await town.until('the prekeys', () => contact().prekeys !== null);
    const before = contact();
    const theirs = amina.disk.image.contacts.get(bilal.person!)!;
    link.send({ type: 'doc', kind: 'prekeys', bytes: await list(4) });
    link.send({ type: 'doc', kind: 'prekeys', bytes: theirs.prekeys! });
    link.send({ type: 'doc', kind: 'manifest', bytes: theirs.manifest! });
    link.send({ type: 'doc', kind: 'card', bytes: (await new Stranger(town, 'Eve').card()).bytes });
    link.send({ type: 'doc', kind: 'card', bytes: new Uint8Array(100) });
    await town.pass(3_000);
    assert.deepEqual(contact(), before);
    await othersAreUnharmed(scene);
  });

  it('may claim to hold what nobody wrote: it is shown as missing, within bounds, while the link lasts', async () => {
    const scene = await aminaAndMallory();
    const { town, link, tag, conversation, mallory, amina } = scene;
    const seq = Number.MAX_SAFE_INTEGER;
    const idPrefix = new Uint8Array(16);
    const outsider = readDeviceId(ed25519PublicKey(new Uint8Array(32).fill(9)))!;
    const rows = [mallory.device, outsider, amina.disk.image.self!.device].map((author) => ({
      author,
      seq,
      idPrefix,
    }));
    link.send({ type: 'have', tag, rows });
    await town.pass(4_000);
    assert.deepEqual(conversation.view.value.missing, []);
    const missing = () => conversation.view.value.missing.map(({ person, count }) => [person.name, count]);
    await town.until('it to be missing', () => missing().length > 0);
    assert.deepEqual(missing(), [['Mallory', 1_000]]);
    link.send({ type: 'bye' });
    await town.until('Mallory to be gone', () => !scene.isLinked());
    assert.deepEqual(missing(), []);
    await othersAreUnharmed(scene);
  });

  it('may say of its person that they write, and of nobody else', async () => {
    const scene = await aminaAndMallory();
    const { town, link, tag, conversation, amina, bilal } = scene;
    link.send({ type: 'typing', tag, isOn: true });
    link.send({ type: 'presence', isActive: true });
    await town.until('Mallory to write', () => conversation.view.value.typing.length === 1);
    const theirs: ConversationId = amina.conversationId(bilal)!;
    link.send({ type: 'typing', tag: conversationTag(link.established.keys.exporter, theirs), isOn: true });
    await town.pass(500);
    assert.deepEqual(town.talk(amina, bilal).view.value.typing, []);
    assert.equal(link.isOver, false);
  });

  it('may say what it may not change: its word is kept, and changes nothing', async () => {
    const scene = await aminaAndMallory();
    const { town, link, tag, conversation, mallory } = scene;
    void conversation.setDraft('mine');
    const sent = await town.done(conversation.send());
    assert.equal(sent.ok, true);
    const target = conversation.view.value.messages[0]!.id;
    const salt = new Uint8Array(16);
    const bodies: MessageBody[] = [
      { kind: KIND.edit, target, text: 'yours', mentions: [] },
      { kind: KIND.delete, target },
      { kind: KIND.vote, target, choices: [0] },
      { kind: KIND.note, target },
    ];
    let prev: VerifiedEntry | null = null;
    for (const [seq, body] of [
      ...bodies.map((said) => encodeMessageBody(salt, said)),
      Uint8Array.of(1),
    ].entries()) {
      const kind: number = bodies[seq]?.kind ?? KIND.poll;
      const place = { seq, prev: prev?.id ?? null, orderMs: 2 ** 45 + seq };
      const entry: VerifiedEntry = await anEntryOf(scene, { kind, bodyHash: hashBody(body), bodyLength: body.byteLength, ...place }); // prettier-ignore
      link.send({ type: 'give', tag, entries: [[entry.bytes, body]] });
      prev = entry;
    }
    await town.until('all acks', () => acksOf(link).length === 5);
    assert.deepEqual(acksOf(link), Array(5).fill(true));
    const shown = conversation.view.value.messages.map(({ kind, text }) => [kind, text]);
    assert.deepEqual(shown, [
      ['text', 'mine'],
      ['unreadable', ''],
    ]);
    const noted = conversation.view.value.messages[0]!.noted.map(({ person }) => person);
    assert.deepEqual(noted, [mallory.person], 'a note is anybody’s');
  });
});
