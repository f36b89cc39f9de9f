/** P10: what somebody may say in the group of a shared draft, over a link, and what comes of it on the devices of the others. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenDraft } from '../../src/app/open-draft.js';
import { sayPieces, sayUpdate } from '../../src/app/draft-updates.js';
import type { DraftApprovalView } from '../../src/app/draft-views.js';
import { plainParagraph } from '../../src/domain/draft-content.js';
import { createDraftDocs } from '../../src/platform/co-drafting/draft-docs.js';
import { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import { KIND } from '../../src/protocol/body.js';
import { draftClient } from '../../src/protocol/draft-client.js';
import type { EntryId, PersonId } from '../../src/protocol/ids.js';
import { hashMemo } from '../../src/protocol/memo-bundle.js';
import { encodeMemoContent } from '../../src/protocol/memo-content.js';
import { readUpdateBody } from '../../src/protocol/draft-body.js';
import type { Device } from '../sim/device.js';
import { Dice } from '../sim/dice.js';
import { anActor, idOf } from '../vectors/cast.js';
import { stateOf } from './draft-world.js';
import { element, forge, gone, id, item, text, type Ranges } from './forged-update.js';
import { aGroupWithMallory, gives, othersAreUnharmed, quickly, type Scene, type SceneOptions, type Written } from './kit.js'; // prettier-ignore

await (await createDraftDocs().open([], null)).close(); // loaded outside the time of a town

const memo = (...lines: string[]) => ({
  subject: 'Leave',
  blocks: lines.map((line) => plainParagraph(line)),
});
const zeros = { random: { bytes: (length: number) => new Uint8Array(length) } };

async function openOn({ town, id: group }: Scene, device: Device): Promise<OpenDraft> {
  const drafts = await town.done(device.beep!.drafts());
  if (!drafts.ok) throw new Error(drafts.error);
  const { list } = drafts.value;
  const find = () => list.value.find(({ shared }) => shared?.conversation === group);
  await town.until('the draft to be there', () => find() !== undefined);
  const opened = await town.done(drafts.value.open(find()!.id));
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
}

const sayingOf = (draft: OpenDraft): string => JSON.stringify(draft.doc.content());

/** A draft that Amina and Bilal have open and read the same in, and on which Mallory may do so much. */
async function aDraft(mallory: 'edit' | 'comment', options: SceneOptions = {}) {
  const admins = mallory === 'edit' ? (['Bilal', 'Mallory'] as const) : (['Bilal'] as const);
  const scene = await aGroupWithMallory({ type: 'draft', admins, adapt: quickly, ...options });
  const { town, amina, bilal } = scene;
  const [a, b] = [await openOn(scene, amina), await openOn(scene, bilal)];
  a.doc.setContent(memo('From Monday.', 'To Friday.'));
  await town.until('Bilal to read it', () => sayingOf(b) === sayingOf(a));
  const session = new Uint8Array(16).fill(9);
  const own = draftClient(scene.mallory.device, scene.id, session);
  const write = async (update: Uint8Array, under: Uint8Array = session): Promise<Written[]> => {
    const written: Written[] = [];
    for (const { kind, body } of sayUpdate(under, update, zeros)!)
      written.push(await scene.pen.write(kind, body));
    return written;
  };
  return { ...scene, a, b, session, own, write };
}
type DraftScene = Awaited<ReturnType<typeof aDraft>>;

async function give({ town, linkA, tagA }: Scene, written: readonly Written[]): Promise<void> {
  let sent = 0;
  for (const record of gives(tagA, written)) {
    linkA.send(record);
    if (++sent % 20 === 0) await town.pass(2_000);
  }
  await town.pass(10_000);
  assert.equal(linkA.isOver, false, 'the link of Mallory was ended');
}

/** The session under which Amina writes now, as everybody can read it. */
async function sessionOf({ town, amina, id: group }: Scene): Promise<Uint8Array> {
  const conversation = town.conversationBy(amina, group);
  const { device } = amina.disk.image.self!;
  let session: Uint8Array | undefined;
  for (let seq = 0; seq <= conversation.heads.get(device)!.seq; seq++) {
    const [stored] = await town.done(conversation.run(device, seq, 1));
    session = readUpdateBody(stored!.entry.kind, stored!.body)?.session ?? session;
  }
  return session!;
}

/** What was not to change did not, here or there, now or after a restart; and the two can still write. */
async function draftIsUnharmed(scene: DraftScene, before: string): Promise<void> {
  const { town, amina, b } = scene;
  const both = [stateOf(scene.a.doc), stateOf(b.doc)];
  assert.ok(both.every((state) => state === before), 'a document was changed'); // prettier-ignore
  await town.done(scene.a.close());
  amina.kill();
  await town.comesBack(amina);
  const a = await openOn(scene, amina);
  assert.equal(sayingOf(a), sayingOf(b), 'after a restart');
  a.doc.setContent(memo('By Amina.'));
  await town.until('Bilal to read it', () => sayingOf(b) === sayingOf(a));
  b.doc.setContent(memo('By Amina.', 'By Bilal.'));
  await town.until('Amina to read it', () => sayingOf(b) === sayingOf(a));
  assert.ok(stateOf(a.doc) === stateOf(b.doc), 'their documents differ');
  await othersAreUnharmed(scene);
}

const rootText = (draft: OpenDraft): { readonly client: number; readonly paragraph: number } => {
  assert.ok(draft.doc instanceof YjsDoc);
  const first = draft.doc.fragment.get(1);
  const item = first._item!;
  return { client: item.id.client, paragraph: item.id.clock };
};

describe('P10: somebody on a shared draft', () => {
  it('P10 who may only comment changes nothing by 1 000 updates, 200 kB of deletions among them', async () => {
    const scene = await aDraft('comment');
    const before = stateOf(scene.a.doc);
    const { client, paragraph } = rootText(scene.a);
    const written: Written[] = [];
    for (let i = 0; i < 980; i++) {
      const vandalism = item(element(), {});
      const update = forge([{ client: scene.own, clock: i, structs: [vandalism] }], i % 3 === 0 ? [[client, paragraph, 1]] : []); // prettier-ignore
      written.push(...(await scene.write(update)));
    }
    const ranges: Ranges = Array.from({ length: 100_000 }, (_, i) => [client, i % 40, 1] as const);
    const large = forge([], ranges);
    assert.ok(large.byteLength >= 200_000, `${large.byteLength} bytes`);
    written.push(...(await scene.write(large)));
    await give(scene, written);
    await draftIsUnharmed(scene, before);
  });

  it('P10 who may edit changes nothing by 1 000 updates that are not theirs, or none, and can still edit', async () => {
    const scene = await aDraft('edit');
    const { town, a, b, own, session } = scene;
    const before = stateOf(a.doc);
    const dice = new Dice(11);
    const hers = await sessionOf(scene);
    const { client, paragraph } = rootText(a);
    assert.ok(a.doc instanceof YjsDoc);
    const end = a.doc.clockOf(client);
    const honest = forge([{ client: own, clock: 0, structs: [item(element('paragraph'))] }], [[client, paragraph, 1]]); // prettier-ignore
    const notHers = draftClient(anActor('outsider').device, scene.id, session);
    const forged: readonly (() => readonly [update: Uint8Array, under: Uint8Array])[] = [
      // Amina's client, in our session and in hers
      () => [forge([{ client, clock: end, structs: [item(text('in her name'))] }]), session],
      () => [forge([{ client, clock: end, structs: [item(text('in her name'))] }]), hers],
      // what she has written, written anew
      () => [forge([{ client, clock: dice.between(0, end - 1), structs: [gone(dice.between(1, 9))] }]), hers],
      // ours, with hers among it
      () => [forge([{ client: own, clock: 0, structs: [item(element())] }, { client, clock: end, structs: [item(element())] }]), session], // prettier-ignore
      // the client of a device of nobody, and one out of the air
      () => [forge([{ client: notHers, clock: 0, structs: [item(element())] }]), session],
      () => [forge([{ client: dice.between(0, 2 ** 31), clock: 0, structs: [item(element())] }]), session],
      // deletions in another client's update, cut anywhere
      () => [honest.slice(0, dice.between(1, honest.length - 1)), session],
      () => [dice.bytes(dice.between(1, 300)), session],
      () => [forge([{ client: own, clock: 0, structs: [item(element(), { origin: id(own, 3) })] }]), session],
      () => [forge([{ client: own, clock: 0, structs: [gone(2 ** 31)] }]), session],
    ];
    const written: Written[] = [];
    for (let i = 0; i < 1_000; i++) written.push(...(await scene.write(...forged[i % forged.length]!())));
    await give(scene, written);
    assert.ok([a, b].every(({ doc }) => stateOf(doc) === before), 'a document was changed'); // prettier-ignore
    const structs = [item(element('paragraph'), { origin: id(client, paragraph) })];
    await give(scene, await scene.write(forge([{ client: own, clock: 0, structs }])));
    await town.until('what is theirs to come', () => [a, b].every(({ doc }) => doc.clockOf(own) === 1));
    await draftIsUnharmed(scene, stateOf(a.doc));
  });

  it('P10 who may edit and writes 1 000 things that wait for what never comes holds up nobody but themselves', async () => {
    const scene = await aDraft('edit');
    const { own, town, amina, a } = scene;
    const before = stateOf(a.doc);
    const written: Written[] = [];
    for (let i = 0; i < 1_000; i++) {
      const structs = [item(text(`waits ${i}`), { origin: id(own + 1 + i, 5) })];
      written.push(...(await scene.write(forge([{ client: own, clock: i * 10, structs }]))));
    }
    await give(scene, written);
    // Killed while something is unsaid: what is said then is Amina's own, whatever else she holds.
    a.doc.setContent(memo('Unsaid.'));
    await town.pass(200);
    amina.kill();
    await town.comesBack(amina);
    const again = await openOn(scene, amina);
    await town.until('Bilal to read it', () => sayingOf(scene.b) === sayingOf(again) && sayingOf(again).includes('Unsaid.')); // prettier-ignore
    assert.ok(before !== stateOf(again.doc), 'she wrote something');
    await draftIsUnharmed({ ...scene, a: again }, stateOf(again.doc));
  });
});

const approvalOn = (draft: OpenDraft): DraftApprovalView | null =>
  draft.summary.value.shared?.approval ?? null;

describe('P10: somebody about what is put up for approval', () => {
  const submission = (scene: DraftScene, approvers: readonly PersonId[], hash: Uint8Array, pieces: number) =>
    scene.pen.about({
      kind: KIND.submit,
      hash,
      pieces,
      approvers,
      remarks: 'Urgent!',
      person: scene.mallory.person,
      name: 'Mallory',
    });
  const content = encodeMemoContent(memo('Pay Mallory.'));
  const writePieces = async (scene: DraftScene, bytes: Uint8Array): Promise<Written[]> => {
    const written: Written[] = [];
    for (const { kind, body } of sayPieces(bytes, zeros)) written.push(await scene.pen.write(kind, body));
    return written;
  };

  it('P10 who may only comment puts up nothing, 200 times', async () => {
    const scene = await aDraft('comment');
    const { a, b, bilal } = scene;
    const before = stateOf(a.doc);
    const written: Written[] = [];
    for (let i = 0; i < 200; i++) {
      written.push(...(await writePieces(scene, content)));
      written.push(await submission(scene, [bilal.person!], hashMemo(content), 1));
    }
    await give(scene, written);
    assert.deepEqual([approvalOn(a), approvalOn(b)], [null, null]);
    assert.deepEqual(await scene.town.done(b.approve('')), { ok: false, error: 'not-approved' });
    await draftIsUnharmed(scene, before);
  });

  it('P10 who was not asked decides nothing by 1 000 words for it, against it, and that it was sent', async () => {
    const scene = await aDraft('edit');
    const { town, a, b, amina, bilal } = scene;
    const asked = await town.done(a.putUp([bilal.person!], ''));
    assert.ok(asked.ok, JSON.stringify(asked));
    await town.until('Bilal to be asked', () => approvalOn(b)?.turn?.own === true);
    const { id: target } = approvalOn(a)!;
    const conversation = town.conversationBy(amina, scene.id);
    const found = await town.done(conversation.find(target));
    const hash = found!.message.submission!.hash;
    const other = new Uint8Array(32).fill(1);
    const { person } = scene.mallory;
    const words = [
      () =>
        ({ kind: KIND.cosign, target, hash, isApproval: true, remarks: '', person, name: 'Bilal' }) as const,
      () =>
        ({
          kind: KIND.cosign,
          target,
          hash,
          isApproval: false,
          remarks: 'No.',
          person,
          name: 'Bilal',
        }) as const,
      () =>
        ({
          kind: KIND.cosign,
          target,
          hash: other,
          isApproval: true,
          remarks: '',
          person,
          name: 'Bilal',
        }) as const,
      () => ({ kind: KIND.sent, target, memo: idOf<EntryId>('a memo') }) as const,
    ];
    const written: Written[] = [];
    for (let i = 0; i < 1_000; i++) written.push(await scene.pen.about(words[i % 4]!()));
    await give(scene, written);
    for (const draft of [a, b]) {
      assert.equal(approvalOn(draft)?.state, 'waiting');
      assert.deepEqual(approvalOn(draft)?.approvers.map(({ verdict }) => verdict), ['waiting']); // prettier-ignore
    }
    assert.deepEqual(await town.done(a.approve('')), { ok: false, error: 'not-allowed' });
    assert.ok((await town.done(b.approve('Yes.'))).ok);
    await town.until('both to know', () => [a, b].every((draft) => approvalOn(draft)?.state === 'approved'));
    await give(scene, [await scene.pen.about(words[3]!()), await scene.pen.about(words[1]!())]);
    assert.deepEqual(
      [approvalOn(a)?.state, approvalOn(b)?.state],
      ['approved', 'approved'],
      'nor afterwards',
    );
    await othersAreUnharmed(scene);
  });

  it('P10 who was asked approves nothing but the very bytes that were put up', async () => {
    const scene = await aDraft('comment');
    const { town, a, b, mallory } = scene;
    assert.ok((await town.done(a.putUp([mallory.person], ''))).ok);
    await town.until('all to know', () => approvalOn(b) !== null);
    const { id: target } = approvalOn(a)!;
    const written: Written[] = [];
    for (let i = 0; i < 256; i++) {
      const hash = new Uint8Array(32).fill(i);
      written.push(await scene.pen.about({ kind: KIND.cosign, target, hash, isApproval: true, remarks: '', person: mallory.person, name: 'M' })); // prettier-ignore
    }
    await give(scene, written);
    for (const draft of [a, b]) assert.equal(approvalOn(draft)?.state, 'waiting');
    await othersAreUnharmed(scene);
  });

  it('P10 what was put up and is not there, or is not what was signed for, is approved by nobody and read by nobody', async () => {
    const scene = await aDraft('edit');
    const { town, a, b, bilal } = scene;
    const before = stateOf(a.doc);
    const cases: readonly (readonly [string, () => Promise<Written[]>])[] = [
      ['memo-altered', async () => [...(await writePieces(scene, content)), await submission(scene, [bilal.person!], new Uint8Array(32), 1)]], // prettier-ignore
      ['memo-missing', async () => [await submission(scene, [bilal.person!], hashMemo(content), 48)]],
      ['memo-missing', async () => [await scene.pen.say('between'), await submission(scene, [bilal.person!], hashMemo(content), 1)]], // prettier-ignore
      ['memo-altered', async () => [...(await writePieces(scene, content)), ...(await writePieces(scene, content)), await submission(scene, [bilal.person!], hashMemo(content), 2)]], // prettier-ignore
    ];
    for (const [error, make] of cases) {
      const written = await make();
      await give(scene, written);
      await town.until('Bilal to be asked', () => approvalOn(b)?.id === written.at(-1)!.entry.id);
      assert.deepEqual(await town.done(b.approve('')), { ok: false, error });
      assert.deepEqual(await town.done(b.frozen()), { ok: false, error });
    }
    // It hashes, and is no memo.
    const none = new Uint8Array([1, 2, 3]);
    const written = [...(await writePieces(scene, none)), await submission(scene, [bilal.person!], hashMemo(none), 1)]; // prettier-ignore
    await give(scene, written);
    await town.until('Bilal to be asked', () => approvalOn(b)?.id === written.at(-1)!.entry.id);
    assert.deepEqual(await town.done(b.frozen()), { ok: false, error: 'memo-unreadable' });
    const approved = await town.done(b.approve(''));
    assert.equal(approved.ok, false, 'somebody put their name to what nobody can read');
    await draftIsUnharmed(scene, before);
  });
});
