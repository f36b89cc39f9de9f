/** P10: updates of a shared draft that no editor writes, against the documents that take them, without a link. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { initProseMirrorDoc } from 'y-prosemirror';
import * as Y from 'yjs';
import { DraftMerge, type LogsOfDraft, type Merged } from '../../src/app/draft-merge.js';
import { sayUpdate } from '../../src/app/draft-updates.js';
import { plainParagraph } from '../../src/domain/draft-content.js';
import { isOnlyOf, MAX_NESTING, readUpdate } from '../../src/platform/co-drafting/gate.js';
import { schema } from '../../src/platform/co-drafting/schema.js';
import { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import { KIND } from '../../src/protocol/body.js';
import { draftClient } from '../../src/protocol/draft-client.js';
import { encodeUpdateBody } from '../../src/protocol/draft-body.js';
import type { DeviceId, PersonId } from '../../src/protocol/ids.js';
import { MAX_UPDATE_PARTS } from '../../src/protocol/limits.js';
import { Dice } from '../sim/dice.js';
import { idOf } from '../vectors/cast.js';
import { documentOf, DRAFT, edit, Logs, stateOf } from './draft-world.js';
import { element, forge, gone, id, item, skipped, text, type Block, type Ranges, type Struct } from './forged-update.js'; // prettier-ignore

const AMINA = 1_000;
const MALLORY = 2_000;

/** What Amina has written. */
function aDraft(client = 1): YjsDoc {
  const hers = new YjsDoc([], AMINA);
  hers.setContent({
    subject: 'Leave',
    blocks: [plainParagraph('From Monday.'), plainParagraph('To Friday.')],
  });
  return new YjsDoc([hers.encode()], client);
}

const byMallory = (structs: readonly Struct[], deleted: Ranges = [], clock = 0): Uint8Array =>
  forge([{ client: MALLORY, clock, structs }], deleted);

/** Where Amina's first paragraph and its text stand. */
const paragraphOf = ({ fragment }: YjsDoc): Y.Item => (fragment.get(1) as Y.XmlElement)._item!;
const idOfText = (doc: YjsDoc): Y.ID => ((doc.fragment.get(1) as Y.XmlElement).get(0) as Y.XmlText)._item!.id;

/** A document takes none of it, and is to the byte what it was. */
function refuses(doc: YjsDoc, update: Uint8Array, why: string, verdict = 'refused'): void {
  const before = Buffer.from(doc.encode());
  const taken = doc.take(update, MALLORY);
  assert.equal(typeof taken === 'object' ? 'waiting' : taken, verdict, why);
  assert.ok(before.equals(doc.encode()), `${why}: changed`);
  assert.equal(doc.doc.store.pendingStructs, null, why);
  assert.equal(doc.doc.store.pendingDs, null, why);
}

/** Whoever has it can read it, open it in the editor, write on it, and give all of it to somebody new. */
function isWell(doc: YjsDoc, why: string): void {
  doc.content();
  const copy = new YjsDoc([doc.encode()], 3);
  assert.deepEqual(copy.content(), doc.content(), why);
  initProseMirrorDoc(copy.fragment, schema).doc.check();
  copy.setContent({ subject: 'Anew', blocks: [plainParagraph('written anew')] });
  assert.equal(copy.content().subject, 'Anew', why);
  assert.ok(isOnlyOf(copy.since(3, 0), 3), why);
}

describe('P10: what an update may hold', () => {
  it('P10 takes what its author wrote, and says so', () => {
    const doc = aDraft();
    const update = byMallory([item(text('Dear all: '), { parent: idOfText(doc) })]);
    assert.equal(doc.take(update, MALLORY), 'taken');
    assert.match(doc.fragment.toString(), /From Monday\.Dear all: /);
    isWell(doc, 'an honest one');
  });

  it('P10 refuses 1 000 with structs of somebody else among them', () => {
    const dice = new Dice(1);
    const doc = aDraft();
    for (let i = 0; i < 1_000; i++) {
      const own: Block = {
        client: MALLORY,
        clock: 0,
        structs: [item(text(`own ${i}`), { parent: idOfText(doc) })],
      };
      const clock = dice.pick([0, Y.getState(doc.doc.store, AMINA), dice.between(0, 40)]);
      const hers: Block = { client: AMINA, clock, structs: [dice.pick([item(text('not hers')), gone(4), item(element())])] }; // prettier-ignore
      refuses(doc, forge(dice.pick([[hers], [own, hers], [hers, own]])), `${i}`);
    }
  });

  const deepValue = (depth: number): unknown => {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };
  /** What Yjs itself would store in part, or differently here and there, or never get out of. */
  const HARMFUL: readonly (readonly [string, (doc: YjsDoc) => Uint8Array])[] = [
    ['nothing between two runs', () => forge([{ client: MALLORY, clock: 0, structs: [item(text('a'))] }, { client: MALLORY, clock: 5, structs: [item(text('b'))] }])], // prettier-ignore
    ['the same place twice', () => forge([{ client: MALLORY, clock: 0, structs: [item(text('a'))] }, { client: MALLORY, clock: 0, structs: [item(text('b'))] }])], // prettier-ignore
    ['a hole', () => byMallory([item(text('a')), skipped(4), item(text('b'))])],
    ['an item without length', () => byMallory([item(text('')), item(text('b'))])],
    ['something beside what comes later', () => byMallory([item(text('a')), item(text('b'), { origin: id(MALLORY, 7) })])], // prettier-ignore
    ['something beside itself', () => byMallory([item(text('a'), { rightOrigin: id(MALLORY, 0) })])],
    ['something in itself', () => byMallory([item(element()), item(element(), { parent: id(MALLORY, 1) })])],
    ['something in what comes later', () => byMallory([item(element(), { parent: id(MALLORY, 1) }), item(element())])], // prettier-ignore
    ['another root', () => byMallory([item(element(), { parent: 'elsewhere' })])],
    ['more than can be counted', () => byMallory([gone(2 ** 53 - 1)])],
    ['more than anybody types', () => byMallory([gone(2 ** 31)])],
    ['a document', () => byMallory([item(new Y.ContentDoc(new Y.Doc({ guid: 'x' })))])],
    ['bytes', () => byMallory([item(new Y.ContentBinary(new Uint8Array(9)))])],
    ['an embedded thing', () => byMallory([item(new Y.ContentEmbed({}), { parent: 'draft' })])],
    ['JSON of old', () => byMallory([item(new Y.ContentJSON([{}]))])],
    ['a map', () => byMallory([item(new Y.ContentType(new Y.Map()))])],
    ['a hook', () => byMallory([item(new Y.ContentType(new Y.XmlHook('x')))])],
    ['values in values', () => byMallory([item(new Y.ContentAny([deepValue(2)]))])],
    [
      'values in values until the stack is full',
      () => byMallory([item(new Y.ContentAny([deepValue(3_000)]))]),
    ],
    ['a mark of marks', (doc) => byMallory([item(new Y.ContentFormat('strong', { a: {} }), { parent: idOfText(doc) })])], // prettier-ignore
    ['a long name', (doc) => byMallory([item(new Y.ContentAny([1]), { parent: paragraphOf(doc).id, key: 'x'.repeat(65) })])], // prettier-ignore
    ['what it takes out of what it will write', () => byMallory([item(text('a'))], [[MALLORY, 0, 2]])],
    ['no length to take out', () => byMallory([], [[AMINA, 0, 0]])],
    ['to take out more than there can be', () => byMallory([], [[AMINA, 0, 2 ** 52]])],
    [
      `elements in each other, ${MAX_NESTING + 1} deep`,
      () => byMallory(Array.from({ length: MAX_NESTING + 2 }, (_, i) => item(element(), i ? { parent: id(MALLORY, i - 1) } : {}))), // prettier-ignore
    ],
  ];
  for (const [what, make] of HARMFUL)
    it(`P10 refuses ${what}`, () => {
      const doc = aDraft();
      refuses(doc, make(doc), what);
      isWell(doc, what);
    });

  it('P10 refuses counts that lie, without believing them', () => {
    for (const count of [2 ** 20, 2 ** 31, 2 ** 32, 2 ** 53 - 1]) {
      const encoder = new Y.UpdateEncoderV1();
      for (const number of [1, count, MALLORY, 0]) encoder.writeLen(number);
      refuses(aDraft(), encoder.toUint8Array(), `${count}`);
    }
  });

  it('P10 waits with what rests on what is not there, and keeps nothing of it', () => {
    const doc = aDraft();
    const end = Y.getState(doc.doc.store, AMINA);
    const waiting: readonly Uint8Array[] = [
      byMallory([item(text('a'), { origin: id(AMINA, end) })]),
      byMallory([item(text('a'), { parent: id(77, 0) })]),
      byMallory([item(text('a'))], [], 5),
      byMallory([item(text('a'))], [[AMINA, 0, end + 1]]),
      // What is still to be written is taken out by nobody.
      byMallory([], [[AMINA, end, 2 ** 30]]),
    ];
    for (const [i, update] of waiting.entries()) refuses(doc, update, `${i}`, 'waiting');
  });

  it('P10 survives 20 000 updates with bits turned, pieces cut out and put in', () => {
    const dice = new Dice(2);
    const verdicts = { taken: 0, waiting: 0, refused: 0 };
    const writer = aDraft(MALLORY);
    const seeds: Uint8Array[] = [];
    writer.onChange((update) => void seeds.push(update));
    for (let i = 0; i < 40; i++) edit(writer, i, dice.between(0, 9), dice.between(0, 9), `word ${i} `);
    let doc = aDraft();
    for (let i = 0; i < 20_000; i++) {
      let bytes = Uint8Array.from(dice.pick(seeds));
      for (let turns = dice.between(1, 3); turns > 0; turns--) {
        const at = dice.between(0, bytes.length - 1);
        const how = dice.between(0, 4);
        if (how < 3) bytes[at]! ^= 1 << dice.between(0, 7);
        else if (how === 3) bytes = bytes.slice(0, Math.max(1, at));
        else bytes = Uint8Array.from([...bytes.slice(0, at), ...dice.bytes(3), ...bytes.slice(at)]);
      }
      const before = Buffer.from(doc.encode());
      const taken = doc.take(bytes, dice.pick([MALLORY, MALLORY ^ (1 << dice.between(0, 10))]));
      const verdict = typeof taken === 'object' ? 'waiting' : taken;
      verdicts[verdict]++;
      if (verdict !== 'taken') assert.ok(before.equals(doc.encode()), `${i}: ${verdict}, and changed`);
      else if (verdicts.taken % 25 === 0) isWell(doc, `${i}`);
      if (i % 50 === 49) doc = aDraft();
    }
    console.log(JSON.stringify(verdicts));
    assert.ok(verdicts.taken > 100 && verdicts.waiting > 100 && verdicts.refused > 1_000);
  });

  it('P10 says only what is its own, whatever waits in the document', () => {
    const doc = aDraft(AMINA + 1);
    Y.applyUpdate(doc.doc, byMallory([item(text('a'), { origin: id(77, 5) })], [[78, 0, 5]]));
    assert.ok(doc.doc.store.pendingStructs && doc.doc.store.pendingDs);
    doc.setContent({ subject: 'Ours', blocks: [] });
    const said = doc.since(AMINA + 1, 0);
    assert.equal(readUpdate(said)?.client, AMINA + 1);
    assert.ok(doc.doc.store.pendingStructs && doc.doc.store.pendingDs, 'it still waits');
  });
});

describe('P10: what stands where no editor puts it', () => {
  const MISPLACED: readonly (readonly [string, (doc: YjsDoc) => readonly Struct[]])[] = [
    ['text beside paragraphs', () => [item(text('vandalised'))]],
    ['numbers beside paragraphs', () => [item(new Y.ContentAny([1, 2]))]],
    ['marks beside paragraphs', () => [item(new Y.ContentFormat('strong', {}))]],
    ['a paragraph in a text', (doc) => [item(element(), { parent: idOfText(doc) })]],
    ['a name of a text', (doc) => [item(new Y.ContentAny([1]), { parent: idOfText(doc), key: 'dir' })]],
    ['an element as a name', (doc) => [item(element(), { parent: paragraphOf(doc).id, key: 'dir' })]],
    ['text as a name', (doc) => [item(text('x'), { parent: paragraphOf(doc).id, key: 'dir' })]],
    ['a name of all', () => [item(new Y.ContentAny([1]), { parent: 'draft', key: 'x' })]],
    ['a cell of a thousand million columns', (doc) => [item(new Y.ContentAny([1e9]), { parent: paragraphOf(doc).id, key: 'colspan' })]], // prettier-ignore
  ];
  for (const [what, make] of MISPLACED)
    it(`P10 takes out ${what}`, () => {
      const doc = aDraft();
      const before = doc.fragment.toString();
      assert.equal(doc.take(byMallory(make(doc)), MALLORY), 'taken');
      assert.equal(doc.fragment.toString(), before);
      isWell(doc, what);
      assert.ok(doc.fragment.toArray().every((node) => node instanceof Y.XmlElement));
    });

  for (const clients of [1, 2])
    it(`P10 takes out what nests deeper than ${MAX_NESTING}, said in 10 000 updates by ${clients}`, () => {
      const doc = aDraft();
      let parent: Y.ID | null = null;
      for (let i = 0; i < 10_000; i++) {
        const [client, clock] = [MALLORY + (i % clients), Math.floor(i / clients)];
        const update = forge([
          { client, clock, structs: [item(element('blockquote'), parent ? { parent } : {})] },
        ]);
        assert.equal(doc.take(update, client), 'taken');
        parent = id(client, clock);
      }
      const depth = /^(?:<subject>.*?<\/subject>)?.*?((?:<blockquote>)+)/.exec(doc.fragment.toString());
      assert.ok(depth![1]!.length / '<blockquote>'.length <= MAX_NESTING + 1);
      assert.ok(doc.encode().byteLength < 20_000, `${doc.encode().byteLength} bytes`);
      isWell(doc, 'nested');
      doc.setContent({ subject: 'Clean', blocks: [] });
      assert.equal(doc.content().subject, 'Clean');
    });
});

describe('P10: how updates stand in a log', () => {
  const [amina, mallory] = [idOf<DeviceId>('amina'), idOf<DeviceId>('mallory')];
  const hersToo = idOf<DeviceId>('another device of mallory');
  const random = { random: { bytes: (length: number) => new Uint8Array(length) } };
  const session = new Uint8Array(16).fill(7);

  async function twoLogs() {
    const logs = new Logs();
    logs.join(amina, idOf<PersonId>('amina'));
    logs.join(mallory, idOf<PersonId>('mallory'));
    logs.join(hersToo, idOf<PersonId>('mallory'));
    const doc = new YjsDoc([], draftClient(amina, DRAFT, session));
    doc.setContent({ subject: 'Leave', blocks: [plainParagraph('From Monday.')] });
    await saysIn(logs, amina, session, doc.encode());
    return { logs, doc };
  }
  async function saysIn(logs: Logs, author: DeviceId, of: Uint8Array, update: Uint8Array): Promise<void> {
    for (const { kind, body } of sayUpdate(of, update, random)!) await logs.append(author, kind, body);
  }
  const textBy = (client: number, doc: YjsDoc, said: string, clock = 0): Uint8Array =>
    forge([{ client, clock, structs: [item(text(said), { parent: idOfText(doc) })] }]);

  it('P10 takes nothing of 1 000 sessions of somebody else', async () => {
    const { logs, doc } = await twoLogs();
    const before = stateOf(await documentOf(logs));
    const hers = draftClient(amina, DRAFT, session);
    for (let i = 0; i < 1_000; i++) {
      const clock = i % 2 === 0 ? Y.getState(doc.doc.store, hers) : i % 40;
      // Her session, under her client; or a session of our own, under hers.
      const under = i % 3 === 0 ? new Uint8Array(16).fill(i) : session;
      await saysIn(logs, mallory, under, textBy(hers, doc, `squatted ${i}`, clock));
    }
    assert.equal(stateOf(await documentOf(logs)), before);
  });

  it('P10 takes what was written by a device from the log of that device, and of no other of the same person', async () => {
    const { logs, doc } = await twoLogs();
    await logs.append(mallory, KIND.text, new Uint8Array(40)); // the device is known
    await saysIn(logs, hersToo, session, textBy(draftClient(mallory, DRAFT, session), doc, 'of the other: '));
    await saysIn(logs, hersToo, session, textBy(draftClient(hersToo, DRAFT, session), doc, 'its own: '));
    const said = stateOf(await documentOf(logs));
    assert.ok(said.includes('its own: ') && !said.includes('of the other: '));
  });

  it('P10 takes nothing of parts out of order, doubled, mixed or missing, 1 000 times', async () => {
    const dice = new Dice(3);
    const { logs, doc } = await twoLogs();
    const before = stateOf(await documentOf(logs));
    const update = textBy(draftClient(mallory, DRAFT, session), doc, 'x'.repeat(40));
    const quarter = Math.ceil(update.byteLength / 4);
    const cut = [0, 1, 2, 3].map((part) => update.subarray(part * quarter, (part + 1) * quarter));
    const parts = cut.map((bytes, part) => ({ session, part, parts: 4, bytes }));
    for (let i = 0; i < 1_000; i++) {
      const [a, b, c, d] = parts as [never, never, never, never];
      const other = { ...parts[dice.between(1, 3)]!, session: new Uint8Array(16) };
      const more = { ...parts[dice.between(0, 3)]!, parts: 5 };
      const orders: readonly (typeof parts)[] = [[a, c, b, d], [a, b, b, c, d], [b, c, d], [a, b, d], [d, c, b, a], [a, b, other, c, d], [a, more, b, c, d]]; // prettier-ignore
      for (const part of dice.pick(orders)) await logs.append(mallory, KIND.update, encodeUpdateBody(new Uint8Array(16), part)); // prettier-ignore
      await logs.append(mallory, KIND.text, new Uint8Array(40));
    }
    assert.equal(stateOf(await documentOf(logs)), before);
    for (const part of parts)
      await logs.append(mallory, KIND.update, encodeUpdateBody(new Uint8Array(16), part));
    assert.ok(stateOf(await documentOf(logs)).includes('xxx'), 'in order it is taken');
  });

  it('P10 reads no more than one change of a log without end that ends none', async () => {
    const { logs } = await twoLogs();
    for (let i = 0; i < 5_000; i++)
      await logs.append(mallory, KIND.update, encodeUpdateBody(new Uint8Array(16), { session, part: i % 255, parts: MAX_UPDATE_PARTS, bytes: new Uint8Array(9) })); // prettier-ignore
    const before = stateOf(await documentOf(logs));
    const seen = logs.seenBy(logs.whole);
    let most = 0;
    const counted = { ...seen, run: async (...of: Parameters<typeof seen.run>) => {
      const run = await seen.run(...of);
      most = Math.max(most, run.length);
      return run;
    } }; // prettier-ignore
    const doc = new YjsDoc([], null);
    await new DraftMerge(counted, () => true).bringInto(doc, []);
    assert.ok(most <= MAX_UPDATE_PARTS, `${most} entries at once`);
    assert.equal(stateOf(doc), before);
  });

  it('P10 reads what waits once, however often something else comes, until there is what it waits for', async () => {
    const { logs, doc } = await twoLogs();
    const hers = draftClient(amina, DRAFT, session);
    const end = doc.clockOf(hers);
    const beside = item(text('waits'), { origin: id(hers, end) });
    await saysIn(logs, mallory, session, forge([{ client: draftClient(mallory, DRAFT, session), clock: 0, structs: [beside] }])); // prettier-ignore
    const reads = new Map<DeviceId, number>();
    const run: LogsOfDraft['run'] = (device, ...of) => {
      reads.set(device, (reads.get(device) ?? 0) + 1);
      return logs.seenBy(logs.whole).run(device, ...of);
    };
    const seen = (): LogsOfDraft => logs.seenBy(logs.whole);
    const live: LogsOfDraft = {
      ...seen(),
      get heads() {
        return seen().heads;
      },
      run,
    };
    const merge = new DraftMerge(live, () => true);
    const read = new YjsDoc([], null);
    let merged: Merged = [];
    for (let i = 0; i < 100; i++) merged = await merge.bringInto(read, merged);
    assert.equal(reads.get(mallory), 1);
    edit(doc, 4, 0, 1, 'what it waits for');
    await saysIn(logs, amina, session, doc.since(hers, end));
    merged = await merge.bringInto(read, merged);
    assert.equal(reads.get(mallory), 2);
    assert.equal(read.clockOf(draftClient(mallory, DRAFT, session)), 5);
  });

  it('P10 reads nothing of those who may only comment, 200 kB of deletions among it', async () => {
    const { logs, doc } = await twoLogs();
    const before = stateOf(await documentOf(logs));
    const hers = draftClient(amina, DRAFT, session);
    const end = Y.getState(doc.doc.store, hers);
    const ranges = Array.from({ length: 50_000 }, (_, i): [number, number, number] => [hers, i % end, 1]);
    const update = forge([], ranges);
    assert.ok(update.byteLength >= 95_000);
    for (let i = 0; i < 3; i++) await saysIn(logs, mallory, session, update);
    const read = new YjsDoc([], null);
    await new DraftMerge(logs.seenBy(logs.whole), (person) => person === idOf<PersonId>('amina')).bringInto(
      read,
      [],
    );
    assert.equal(stateOf(read), before);
    // Whoever may edit may take out all there is: in one go, and nothing of what comes after.
    const emptied = await documentOf(logs);
    assert.equal(emptied.content().subject, '');
  });
});
