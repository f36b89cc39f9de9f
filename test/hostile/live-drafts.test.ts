/** P10: what is said live on a shared draft and never logged, or by a device whose key has changed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { plainParagraph } from '../../src/domain/draft-content.js';
import type { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import { draftClient } from '../../src/protocol/draft-client.js';
import type { DeviceId } from '../../src/protocol/ids.js';
import { linesOf } from '../../src/protocol/memo-content.js';
import { Dice } from '../sim/dice.js';
import { idOf } from '../vectors/cast.js';
import { documentOf, DRAFT, edit, Logs, sayLive, stateOf, Vandal, Writer } from './draft-world.js';
import { element, forge, id, item, text, textNode } from './forged-update.js';

const RUNS = process.env['BEEP_TEST_FULL'] ? 5_000 : 500;
const memo = (...lines: string[]) => ({
  subject: 'Leave',
  blocks: lines.map((line) => plainParagraph(line)),
});
const linesIn = (doc: Pick<YjsDoc, 'content'>): readonly string[] => linesOf(doc.content().blocks);

/** People who all have the same draft open. */
async function people(...names: string[]) {
  const logs = new Logs();
  const dice = new Dice(3);
  const writers = names.map((name) => new Writer(name, logs, dice));
  (await writers[0]!.open()).setContent(memo('one', 'two'));
  await writers[0]!.say();
  await settle(logs, writers);
  return { logs, dice, writers: writers as [Writer, Writer, Writer] };
}

/** Everything that was said reaches everybody. */
async function settle(logs: Logs, writers: readonly Writer[]): Promise<void> {
  for (let round = 0; round < 2; round++) {
    for (const writer of writers) await writer.say();
    for (const writer of writers) for (const device of logs.devices) writer.hear(device, Infinity);
    for (const writer of writers) await writer.pull();
  }
}

/** Writes behind what stands in a paragraph. */
function writeIn({ doc, fragment }: YjsDoc, block: number, words: string): void {
  const paragraph = fragment.get(block);
  assert.ok(paragraph instanceof Y.XmlElement);
  const found = paragraph.toArray().find((node) => node instanceof Y.XmlText);
  doc.transact(() => {
    if (found) found.insert(found.length, words);
    else paragraph.insert(0, [new Y.XmlText(words)]);
  });
}

describe('P10: what is said live and never logged', () => {
  it('P10 keeps no word of those who write in it and beside it from the others, who agree', async () => {
    const { logs, writers } = await people('Amina', 'Bilal', 'Chand');
    const [amina, bilal, chand] = writers;
    const [a, b] = [await amina.open(), await bilal.open()];
    const mallory = 99;
    const first = (a.fragment.get(1) as Y.XmlElement)._item!.id;
    const paragraph = forge([
      {
        client: mallory,
        clock: 0,
        structs: [
          item(element(), { origin: first }),
          item(textNode(), { parent: id(mallory, 0) }),
          item(text('never logged'), { parent: id(mallory, 1) }),
        ],
      },
    ]);
    for (const doc of [a, b]) sayLive(doc, mallory, paragraph);
    writeIn(a, 2, ' by Amina');
    writeIn(a, 3, ' and Amina');
    await bilal.hearLive(amina);
    writeIn(b, 2, ' by Bilal');
    writeIn(b, 1, ' and Bilal');
    await amina.hearLive(bilal);
    assert.deepEqual(linesIn(b), ['one and Bilal', 'never logged by Amina by Bilal', 'two and Amina']);
    await settle(logs, [amina, bilal, chand]);
    const heldBack = linesIn(await chand.open());
    assert.deepEqual(heldBack, ['one', 'two'], 'nothing is in a log that would wait there for ever');
    for (const writer of [amina, bilal]) await writer.wait();
    await settle(logs, [amina, bilal, chand]);
    const lines = linesIn(await chand.open());
    assert.deepEqual([lines[0], lines.at(-1)], ['one and Bilal', 'two and Amina']);
    assert.deepEqual([...lines.slice(1, -1)].sort(), [' by Amina', ' by Bilal']);
    for (const writer of [amina, bilal]) assert.equal(stateOf(await writer.open()), stateOf(await chand.open())); // prettier-ignore
  });

  it('P10 says one thing live and another in the log to nobody for longer than they have it open', async () => {
    const { logs, writers } = await people('Amina', 'Bilal');
    const [amina, bilal] = writers;
    const mallory = idOf<DeviceId>('Mallory');
    const vandal = new Vandal(logs, new Dice(1));
    assert.equal(vandal.device, mallory);
    const session = new Uint8Array(16).fill(5);
    const client = draftClient(mallory, DRAFT, session);
    const a = await amina.open();
    const first = (a.fragment.get(1) as Y.XmlElement)._item!.id;
    const saying = (words: string) =>
      forge([
        {
          client,
          clock: 0,
          structs: [
            item(element(), { origin: first }),
            item(textNode(), { parent: id(client, 0) }),
            item(text(words), { parent: id(client, 1) }),
          ],
        },
      ]);
    sayLive(a, client, saying('yes'));
    await vandal.logs(session, saying('no!'));
    writeIn(a, 1, ' by Amina');
    await settle(logs, [amina, bilal]);
    await amina.reopen();
    const wanted = stateOf(await documentOf(logs));
    assert.ok(wanted.includes('no!') && !wanted.includes('yes'));
    for (const writer of [amina, bilal]) assert.equal(stateOf(await writer.open()), wanted);
  });

  it('P10 takes from a log nothing that rests on what was only heard, as nobody does who did not hear it', async () => {
    const { logs, writers } = await people('Amina', 'Bilal');
    const [amina, bilal] = writers;
    const vandal = new Vandal(logs, new Dice(1));
    const session = new Uint8Array(16).fill(6);
    const client = draftClient(vandal.device, DRAFT, session);
    const at = (clock: number) => forge([{ client, clock, structs: [item(element())] }]);
    sayLive(await amina.open(), client, at(0));
    await vandal.logs(session, at(1));
    await settle(logs, [amina, bilal]);
    for (const writer of [amina, bilal]) assert.equal((await writer.open()).loggedClock(client), 0);
    await amina.reopen();
    const { doc } = await amina.open();
    assert.deepEqual([doc.store.pendingStructs, Y.getState(doc.store, client)], [null, 0]);
  });

  it(`P10 loses and doubles no word of four people in ${RUNS} runs with a fifth who says live what no log has`, async () => {
    const step = fc.record({
      who: fc.nat({ max: 3 }),
      what: fc.constantFrom('write', 'write', 'write', 'write', 'live', 'live', 'live', 'say', 'pull', 'hear', 'hear', 'wait', 'rekey', 'kill', 'vandal', 'vandal'), // prettier-ignore
      a: fc.nat({ max: 50 }),
      b: fc.nat({ max: 50 }),
    });
    const property = fc.asyncProperty(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.nat(),
      async (steps, chance) => {
        const logs = new Logs();
        const dice = new Dice(chance);
        const writers = ['Amina', 'Bilal', 'Chand', 'Dua'].map((name) => new Writer(name, logs, dice));
        (await writers[0]!.open()).setContent(memo('one', 'two'));
        await writers[0]!.say();
        const vandal = new Vandal(logs, dice);
        let letters = 0;
        for (const { who, what, a, b } of steps) {
          const writer = writers[who]!;
          if (what === 'write') {
            const doc = await writer.open();
            if (doc.fragment.length > 1)
              edit(doc, a % 3 ? 0 : 4, a, b, String.fromCodePoint(0x4e00 + letters++));
          } else if (what === 'kill') {
            writer.keep();
            writer.kill();
          } else if (what === 'live') await writer.hearLive(writers[a % writers.length]!);
          else if (what === 'hear') writer.hear(logs.devices[a % logs.devices.length]!, 1 + (b % 3));
          else if (what === 'vandal') vandal.says(await writer.open());
          else await writer[what]();
        }
        for (let round = 0; round < 8; round++) {
          for (const writer of writers) await writer.wait();
          await settle(logs, writers);
        }
        const said = (await documentOf(logs)).content();
        const found = [...JSON.stringify(said)].filter((letter) => letter >= '一' && letter < '龜');
        assert.equal(new Set(found).size, found.length, 'a word is there twice');
        assert.equal(found.length, letters, `${letters - found.length} words are lost`);
      },
    );
    const found = await fc.check(property, { seed: 1, numRuns: RUNS });
    const { failed, counterexamplePath, errorInstance } = found;
    assert.equal(failed, false, `path=${counterexamplePath}: ${String(errorInstance).slice(0, 200)}`);
  });
});

describe('a device that got another key', () => {
  it('says what was unsaid where it stood, beside what others have logged meanwhile', async () => {
    const { logs, writers } = await people('Amina', 'Bilal', 'Chand');
    const [amina, bilal] = writers;
    writeIn(await amina.open(), 1, ' by Amina');
    amina.keep();
    amina.kill();
    writeIn(await bilal.open(), 2, ' by Bilal');
    edit(await bilal.open(), 4, 0, 3, 'three');
    await settle(logs, [bilal]);
    amina.rekey();
    await settle(logs, writers);
    for (const writer of writers)
      assert.deepEqual(linesIn(await writer.open()), ['one by Amina', 'two by Bilal', 'three']);
    assert.equal(stateOf(await amina.open()), stateOf(await documentOf(logs)));
  });

  it('goes on where it was open, and nothing is there twice for those who heard it live', async () => {
    const { logs, writers } = await people('Amina', 'Bilal', 'Chand');
    const [amina, bilal] = writers;
    writeIn(await amina.open(), 1, ' by Amina');
    await bilal.hearLive(amina);
    amina.rekey();
    for (const writer of writers) await writer.wait();
    await settle(logs, writers);
    for (const writer of writers) assert.deepEqual(linesIn(await writer.open()), ['one by Amina', 'two']);
  });
});
