import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { plainParagraph } from '../../domain/draft-content.js';
import { readDeviceId, type DeviceId } from '../../protocol/ids.js';
import { NO_ICE_SERVERS } from '../../protocol/ice-servers.js';
import { linesOf } from '../../protocol/memo-content.js';
import type { LivePeer } from '../../app/live-draft.js';
import { ProseMirrorEditor } from './editor.js';
import { LiveRoom } from './live.js';
import { YjsDoc } from './yjs-doc.js';

const memo = (...lines: string[]) => ({ subject: 'Leave', blocks: lines.map(plainParagraph) });
const device = (n: number): DeviceId => readDeviceId(new Uint8Array(32).fill(n))!;
const [A, B] = [device(1), device(2)];
const says = (doc: YjsDoc): string => linesOf(doc.content().blocks).join('|');

interface End {
  readonly doc: YjsDoc;
  readonly room: LiveRoom;
}

/** Two who have one draft open, connected. What each may do is what the other says. */
async function pair(options: { mayAEdit?: boolean; mayBEdit?: boolean } = {}) {
  const { mayAEdit = true, mayBEdit = true } = options;
  const begun = new YjsDoc([], 5);
  begun.setContent(memo('begun'));
  const kept = begun.encode();
  const docs = [new YjsDoc([kept], 11), new YjsDoc([kept], 22)] as const;
  const closed: DeviceId[] = [];
  const ends: End[] = [];
  let timesAsked = 0;
  const ice = () => {
    timesAsked++;
    return NO_ICE_SERVERS;
  };
  const opening = docs.map((doc, at) =>
    LiveRoom.open(
      doc,
      { client: doc.doc.clientID, ice },
      {
        onSignal: (_, signal) => queueMicrotask(() => ends[1 - at]!.room.signal(at === 0 ? A : B, signal)),
        onClosed: (who) => closed.push(who),
      },
    ),
  );
  for (const [at, room] of (await Promise.all(opening)).entries()) ends.push({ doc: docs[at]!, room });
  const [a, b] = ends as [End, End];
  const peer = (client: number, name: string, isInitiator: boolean, may: boolean): LivePeer => ({
    client,
    name,
    mayEdit: () => may,
    isInitiator,
  });
  b.room.connect(A, peer(11, 'Amina', false, mayAEdit));
  a.room.connect(B, peer(22, 'Bilal', true, mayBEdit));
  const close = (): void => {
    for (const { room, doc } of ends) {
      room.close();
      doc.close();
    }
  };
  return {
    a,
    b,
    closed,
    close,
    timesAsked: () => timesAsked,
    again: () => b.room.connect(A, peer(11, 'Amina', false, mayAEdit)),
  };
}

/** Something that one types, until it has come: the connection is on its way at first. */
async function meets(from: YjsDoc, to: YjsDoc, words: string): Promise<void> {
  let at = 0;
  await until(`“${words}” to come`, () => {
    from.setContent(memo(`${words} ${at++}`));
    return says(to).startsWith(words);
  });
}

describe('two who have a draft open', () => {
  it('see what each types, both ways, and 300 KB at once', async () => {
    const { a, b, close } = await pair();
    await meets(a.doc, b.doc, 'from Amina');
    b.doc.setContent(memo('from Bilal'));
    await until('it to come back', () => says(a.doc).includes('from Bilal'));
    const large = 'ا'.repeat(150_000);
    a.doc.setContent(memo(large));
    await until('all of it to come', () => says(b.doc).includes(large));
    close();
  });

  it('ask anew for each connection which servers help to make it', async () => {
    const { timesAsked, again, close } = await pair();
    const before = timesAsked();
    assert.isAtLeast(before, 2);
    again();
    assert.equal(timesAsked(), before + 1);
    close();
  });

  it('take nothing of who may only read', async () => {
    const { a, b, close } = await pair({ mayAEdit: false });
    await meets(b.doc, a.doc, 'from Bilal');
    const before = says(b.doc);
    a.doc.setContent(memo('vandalised'));
    b.doc.setContent(memo('later'));
    await until('a word to come later', () => says(a.doc).includes('later') || says(a.doc) !== 'vandalised');
    assert.notInclude(says(b.doc), 'vandalised');
    assert.notEqual(before, '');
    close();
  });

  it('do not give on what others wrote', async () => {
    const { a, b, close } = await pair();
    await meets(a.doc, b.doc, 'from Amina');
    const third = new YjsDoc([a.doc.encode()], 33);
    third.setContent(memo('by a third'));
    // What a log says may rest on what is in logs alone.
    const hers = a.doc.since(11, 0);
    for (const { doc } of [a, b]) assert.equal(doc.take(hers, 11), 'taken');
    assert.equal(a.doc.take(third.since(33, 0), 33), 'taken');
    a.doc.setContent(memo('and Amina again'));
    b.doc.setContent(memo('from Bilal'));
    await until('his to come', () => says(a.doc).includes('from Bilal'));
    assert.equal(b.doc.clockOf(33), 0);
    assert.equal(b.doc.take(third.since(33, 0), 33), 'taken'); // as the logs bring it
    await until('hers, which rests on it, to be there', () => b.doc.clockOf(11) === a.doc.clockOf(11));
    close();
  });

  it('see each other’s carets, under the names of their links', async () => {
    const { a, b, close } = await pair();
    await meets(a.doc, b.doc, 'from Amina');
    const hosts = [document.createElement('div'), document.createElement('div')] as const;
    document.body.append(...hosts);
    const words = { label: 'Draft', subject: '', text: '' };
    const editors = [
      new ProseMirrorEditor(hosts[0], a.doc, words),
      new ProseMirrorEditor(hosts[1], b.doc, words),
    ];
    a.doc.awareness.setLocalStateField('user', { name: 'The Minister', color: '#ff0000' });
    editors[0]!.focus();
    await until('her caret to be seen', () => hosts[1].querySelector('.others-caret') !== null);
    assert.equal(hosts[1].querySelector('.others-caret bdi')!.textContent, 'Amina');
    a.room.close();
    await until('it to be gone with her', () => hosts[1].querySelector('.others-caret') === null);
    for (const editor of editors) editor.destroy();
    for (const host of hosts) host.remove();
    close();
  });

  it('are told when the other is gone, and hold nothing of them', async () => {
    const { a, b, closed, close } = await pair();
    await meets(a.doc, b.doc, 'from Amina');
    b.room.close();
    await until('her end to notice', () => closed.length > 0);
    assert.deepEqual(closed, [B]);
    assert.isNull(a.doc.nameOf(22));
    assert.deepEqual([...a.doc.awareness.getStates().keys()], [11]);
    close();
  });

  it('end a connection over which comes what is no signal', async () => {
    const { a, closed, close } = await pair();
    a.room.signal(B, 'no JSON');
    await until('it to be over', () => closed.includes(B));
    a.room.signal(B, '{}'); // of nobody by now
    close();
  });
});
