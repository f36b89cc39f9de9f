import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Town } from '../../test/support/town.js';
import { Fault } from '../domain/fault.js';
import { MAX_TEXT_BYTES } from '../protocol/limits.js';
import { NO_MARKS } from './draft.js';
import type { Repo } from './ports.js';
import type { MessageView } from './conversation-views.js';

/** Amina and Bilal, who know each other and are linked. */
async function aminaAndBilal() {
  const town = new Town();
  const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
  await town.meet(amina, bilal);
  return { town, amina, bilal };
}

describe('a conversation', () => {
  it('carries a message to the other side, and what became of it back', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    await town.says(amina, bilal, 'stand by');
    assert.deepEqual(town.states(amina, bilal), ['saved']);
    await town.until('delivery', () => town.states(amina, bilal)[0] === 'delivered');
    assert.deepEqual([town.texts(bilal, amina), town.states(bilal, amina)], [['stand by'], ['received']]);
    assert.equal(town.talk(amina, bilal).draft.value, '');

    bilal.show(amina, true);
    await town.until('the eye of Bilal', () => town.states(amina, bilal)[0] === 'read');
  });

  it('counts as unread what nobody has looked at, and shows where that begins', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    await town.says(amina, bilal, 'one');
    bilal.show(amina, true);
    await town.until('the first to be read', () => town.states(amina, bilal)[0] === 'read');
    bilal.show(amina, false);
    await town.says(amina, bilal, 'two');
    await town.says(amina, bilal, 'three');
    const unread = () => bilal.beep!.conversations.value[0]!.unread;
    await town.until('two unread', () => unread() === 2);
    bilal.show(amina, true);
    await town.until('none unread', () => unread() === 0);
    const { firstUnread, messages } = town.talk(bilal, amina).view.value;
    assert.equal(messages.find(({ id }) => id === firstUnread)?.text, 'two');
  });

  it('sends once however often Enter is pressed', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    const conversation = town.talk(amina, bilal);
    void conversation.setDraft('once');
    const sent = await town.done(Promise.all([conversation.send(), conversation.send()]));
    assert.deepEqual(
      sent.map((one) => one.ok && one.value === null),
      [false, true],
    );
    await town.until('delivery', () => town.states(amina, bilal)[0] === 'delivered');
    assert.deepEqual([town.texts(amina, bilal), town.texts(bilal, amina)], [['once'], ['once']]);
  });

  it('gives the draft back when the disk is full, before what was typed meanwhile', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    const conversation = town.talk(amina, bilal);
    await town.done(conversation.setDraft('do not lose me'));
    amina.disk.isFull = true;
    const sending = conversation.send();
    void conversation.setDraft('typed meanwhile');
    assert.deepEqual(await town.done(sending), { ok: false, error: 'storage-full' });
    assert.equal(conversation.draft.value, 'do not lose me\ntyped meanwhile');
    assert.deepEqual(town.texts(amina, bilal), []);

    amina.disk.isFull = false;
    assert.ok((await town.done(conversation.send())).ok);
    assert.deepEqual(town.texts(amina, bilal), ['do not lose me\ntyped meanwhile']);
  });

  it('keeps what goes with a draft over a restart, and gives it back where sending fails', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    await town.says(bilal, amina, 'Shall we?');
    await town.until('the question', () => town.texts(amina, bilal).length === 1);
    const [{ id: reply }] = town.talk(amina, bilal).view.value.messages as [MessageView];
    const marks = { reply, isUrgent: true, asksForNote: true, edit: null };
    void town.talk(amina, bilal).setDraft('yes');
    assert.ok((await town.done(town.talk(amina, bilal).setMarks(marks))).ok);
    amina.kill();
    await town.comesBack(amina);

    const again = town.talk(amina, bilal);
    assert.deepEqual([again.draft.value, again.marks.value], ['yes', marks]);
    amina.disk.isFull = true;
    const failing = again.send();
    assert.deepEqual(again.marks.value, NO_MARKS, 'taken with the text');
    assert.ok(!(await town.done(failing)).ok);
    assert.deepEqual([again.draft.value, again.marks.value], ['yes', marks]);
    amina.disk.isFull = false;
    assert.ok((await town.done(again.send())).ok);
    const sent = again.view.value.messages.at(-1)!;
    assert.deepEqual([sent.reply?.id, sent.isUrgent, sent.asksForNote], [reply, true, true]);
    assert.deepEqual([...amina.disk.image.drafts.keys()], [], 'nothing of it is left on the disk');
  });

  it('keeps a draft to a contact with whom nothing was said yet over a restart, and lists it', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    assert.ok((await town.done(town.talk(amina, bilal).setDraft('Dear Bi'))).ok);
    amina.kill();
    await town.comesBack(amina);
    assert.equal(town.talk(amina, bilal).draft.value, 'Dear Bi');
    assert.equal(amina.beep!.conversations.value[0]!.draft?.text, 'Dear Bi');
  });

  it('lists what is chosen to be answered or changed as soon as it is', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    await town.says(amina, bilal, 'by four');
    const talk = town.talk(amina, bilal);
    const { id: message } = talk.view.value.messages[0]!;
    const listed = () => amina.beep!.conversations.value[0]!.draft;
    void talk.setMarks({ reply: message });
    assert.deepEqual(listed(), { text: '', edit: null, isReply: true });
    void talk.setMarks({ reply: null, edit: { message, text: 'by two' } });
    assert.deepEqual(listed(), { text: '', edit: 'by two', isReply: false });
    assert.ok((await town.done(talk.edit(message, 'by two'))).ok);
    assert.equal(listed(), null);
  });

  it('keeps a change of a message that is under way beside the draft, until it is made', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    await town.says(amina, bilal, 'by four');
    const { id: message } = town.talk(amina, bilal).view.value.messages[0]!;
    void town.talk(amina, bilal).setDraft('something else');
    const edit = { message, text: 'by two' };
    assert.ok((await town.done(town.talk(amina, bilal).setMarks({ edit }))).ok);
    amina.kill();
    await town.comesBack(amina);

    const again = town.talk(amina, bilal);
    assert.deepEqual([again.draft.value, again.marks.value.edit], ['something else', edit]);
    assert.ok((await town.done(again.send())).ok);
    assert.deepEqual(again.marks.value.edit, edit, 'it goes with no other message');
    assert.ok((await town.done(again.edit(message, edit.text))).ok);
    assert.deepEqual(town.texts(amina, bilal), ['by two', 'something else']);
    await town.done(again.settled());
    assert.deepEqual([...amina.disk.image.drafts.keys()], []);
  });

  it('says so when a draft is not kept', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    amina.disk.isFull = true;
    const kept = await town.done(town.talk(amina, bilal).setDraft('half a wo'));
    assert.deepEqual(kept, { ok: false, error: 'storage-full' });
  });

  it('keeps what was just sent when the next letter is typed and the browser dies', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    // However far the writing of the message has come, it is in one place: among the messages, or in the draft.
    for (let afterMs = 0; afterMs < 60; afterMs += 6) {
      const text = `message ${afterMs}.`;
      const conversation = town.talk(amina, bilal);
      await town.done(conversation.setDraft(text));
      void conversation.send();
      void conversation.setDraft('x');
      await town.pass(afterMs);
      amina.kill();
      await town.comesBack(amina);
      await town.pass(50);
      const again = town.talk(amina, bilal);
      const isSent = town.texts(amina, bilal).includes(text);
      const isDraft = again.draft.value.includes(text);
      assert.deepEqual([isSent, isDraft].filter(Boolean).length, 1, `${text} after ${afterMs} ms`);
      await town.done(again.setDraft(''));
    }
  });

  for (const [what, draft] of [
    ['nothing', ''],
    ['blanks', ' \n\t '],
  ] as const) {
    it(`sends nothing when the draft is ${what}`, async () => {
      const { town, amina, bilal } = await aminaAndBilal();
      const conversation = town.talk(amina, bilal);
      void conversation.setDraft(draft);
      assert.deepEqual(await town.done(conversation.send()), { ok: true, value: null });
      assert.deepEqual(town.texts(amina, bilal), []);
    });
  }

  it('sends the longest text there may be and keeps one that is a byte too long', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    const longest = 'ب'.repeat(MAX_TEXT_BYTES / 2);
    await town.says(amina, bilal, longest);
    await town.until('delivery', () => town.states(amina, bilal)[0] === 'delivered');
    assert.ok(town.texts(bilal, amina)[0] === longest);

    const conversation = town.talk(amina, bilal);
    void conversation.setDraft(`${longest}x`);
    assert.deepEqual(await town.done(conversation.send()), { ok: false, error: 'text-too-long' });
    assert.equal(conversation.draft.value, `${longest}x`);
  });

  it('queues what is written to somebody who is away and sends it by itself, in order and once', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    bilal.kill();
    const texts = Array.from({ length: 20 }, (_, i) => `message ${i}`);
    for (const text of texts) await town.says(amina, bilal, text);
    await town.until('Amina to notice', () => town.talk(amina, bilal).view.value.standing === 'away');
    assert.ok(town.states(amina, bilal).every((state) => state === 'saved'));
    amina.kill();
    await town.comesBack(bilal);
    await town.comesBack(amina);
    await town.until('delivery', () => town.states(amina, bilal).every((state) => state === 'delivered'));
    assert.deepEqual(town.texts(bilal, amina), texts);
  });

  it('shows the same order and digest on both sides, whatever their clocks say', async () => {
    const town = new Town();
    const YEAR_MS = 31_557_600_000;
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal', -9 * YEAR_MS)];
    await town.meet(amina, bilal);
    for (const round of [1, 2, 3]) {
      await town.says(amina, bilal, `Amina ${round}`);
      await town.until('delivery', () => town.states(amina, bilal).at(-1) === 'delivered');
      await town.says(bilal, amina, `Bilal ${round}`);
      await town.until('delivery', () => town.states(bilal, amina).at(-1) === 'delivered');
    }
    const expected = [1, 2, 3].flatMap((round) => [`Amina ${round}`, `Bilal ${round}`]);
    assert.deepEqual([town.texts(amina, bilal), town.texts(bilal, amina)], [expected, expected]);
    const [ours, theirs] = [town.talk(amina, bilal).view.value, town.talk(bilal, amina).view.value];
    assert.equal(ours.digest, theirs.digest);
    assert.deepEqual(
      ours.messages.map(({ flag }) => flag),
      [null, 'clock', null, 'clock', null, 'clock'],
    );
  });

  it('takes in what came while the disk was full, once there is room', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    bilal.disk.isFull = true;
    await town.says(amina, bilal, 'are you there?');
    await town.until('the alert', () => bilal.beep!.alert.value?.fault === 'storage-full');
    assert.deepEqual([town.texts(bilal, amina), town.states(amina, bilal)], [[], ['saved']]);
    bilal.disk.isFull = false;
    await town.until('delivery', () => town.states(amina, bilal)[0] === 'delivered');
    assert.deepEqual(town.texts(bilal, amina), ['are you there?']);
  });

  it('says so when the store cannot be read any more, and takes nothing for granted', async () => {
    let isBroken = false;
    const unless = <T>(read: () => Promise<T>): Promise<T> =>
      isBroken ? Promise.reject(new Fault('storage-failed')) : read();
    const town = new Town((ports, device) => {
      if (device !== 'Amina') return ports;
      const { repo } = ports;
      const broken: Repo = {
        open: () => repo.open(),
        commit: (batch) => repo.commit(batch),
        saveDraft: (id, text) => repo.saveDraft(id, text),
        page: (id, before, limit) => unless(() => repo.page(id, before, limit)),
        about: (id, ids) => unless(() => repo.about(id, ids)),
        entry: (id, entry) => unless(() => repo.entry(id, entry)),
        stars: () => unless(() => repo.stars()),
        run: (id, author, fromSeq, limit) => unless(() => repo.run(id, author, fromSeq, limit)),
        kept: (id, author, fromSeq, limit) => unless(() => repo.kept(id, author, fromSeq, limit)),
        erase: () => repo.erase(),
        onGone: (gone) => repo.onGone(gone),
        close: () => repo.close(),
      };
      return { ...ports, repo: broken };
    });
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    for (const text of ['one', 'two']) await town.says(amina, bilal, text);
    await town.until('delivery', () => town.states(amina, bilal).at(-1) === 'delivered');
    isBroken = true;
    amina.kill();
    await town.comesBack(amina);
    await town.until('the alert', () => amina.beep!.alert.value?.fault === 'storage-failed');
    amina.beep!.dismissAlert();
    await town.done(town.talk(amina, bilal).loadOlder());
    assert.equal(amina.beep!.alert.value?.fault, 'storage-failed');
    await town.says(bilal, amina, 'are you there?');
    await town.pass(60_000);

    isBroken = false;
    amina.kill();
    await town.comesBack(amina);
    await town.until('everything', () => town.texts(amina, bilal).length === 3);
  });

  it('loads older pages when asked, without a gap and without a double', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    const texts = Array.from({ length: 130 }, (_, i) => `message ${i}`);
    bilal.kill();
    for (const text of texts) await town.says(amina, bilal, text);
    amina.kill();
    await town.comesBack(amina);
    const conversation = town.talk(amina, bilal);
    await town.done(conversation.open());
    assert.deepEqual([town.texts(amina, bilal), conversation.view.value.hasOlder], [texts.slice(30), true]);
    await town.done(conversation.loadOlder());
    assert.deepEqual([town.texts(amina, bilal), conversation.view.value.hasOlder], [texts, false]);
    await town.comesBack(bilal);
    await town.until('all to be delivered', () => town.states(amina, bilal).every((s) => s === 'delivered'));
    assert.equal(town.talk(bilal, amina).view.value.digest, conversation.view.value.digest);
  });
});
