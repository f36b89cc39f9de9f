import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as Y from 'yjs';
import type { Device } from '../../test/sim/device.js';
import { WORLD_BEGINS_MS } from '../../test/sim/machine-state.js';
import { sayLive } from '../../test/hostile/draft-world.js';
import { Town } from '../../test/support/town.js';
import { YjsDoc } from '../platform/co-drafting/yjs-doc.js';
import { plainParagraph } from '../domain/draft-content.js';
import { KIND } from '../protocol/body.js';
import type { DraftId } from '../protocol/ids.js';
import { MAX_REMARKS_BYTES } from '../protocol/limits.js';
import { linesOf, type MemoContent } from '../protocol/memo-content.js';
import type { Drafts } from './drafts.js';
import type { OpenDraft } from './open-draft.js';
import type { DraftSummary, SendWhen } from './draft-views.js';

const memo = (subject: string, ...lines: string[]): MemoContent => ({
  subject,
  blocks: lines.map((line) => plainParagraph(line)),
});

/** Amina, Bilal and Chand, who have all met. */
async function office() {
  const town = new Town();
  const [amina, bilal, chand] = [
    await town.person('Amina'),
    await town.person('Bilal'),
    await town.person('Chand'),
  ];
  await town.meet(amina, bilal);
  await town.meet(amina, chand);
  await town.meet(bilal, chand);
  return { town, amina, bilal, chand };
}

async function draftsOf(town: Town, device: Device): Promise<Drafts> {
  const drafts = await town.done(device.beep!.drafts());
  assert.ok(drafts.ok);
  return drafts.value;
}

async function must<T>(town: Town, asked: Promise<{ ok: true; value: T } | { ok: false; error: string }>) {
  const done = await town.done(asked);
  assert.ok(done.ok, JSON.stringify(done));
  return done.value;
}

/** The one draft that a device has, once it has one that is shared. */
async function sharedOn(town: Town, device: Device): Promise<DraftSummary> {
  const drafts = await draftsOf(town, device);
  await town.until(`${device.name} to have it`, () => drafts.list.value.some(({ shared }) => shared));
  return drafts.list.value.find(({ shared }) => shared)!;
}

async function openOn(town: Town, device: Device): Promise<OpenDraft> {
  const { id } = await sharedOn(town, device);
  return must(town, (await draftsOf(town, device)).open(id));
}

const textOf = ({ doc }: OpenDraft): string => {
  const { subject, blocks } = doc.content();
  return [subject, ...linesOf(blocks)].join('|');
};

async function shareBy(
  town: Town,
  owner: Device,
  content: MemoContent,
  people: readonly (readonly [Device, boolean])[],
): Promise<DraftId> {
  const drafts = await draftsOf(town, owner);
  const id = await must(town, drafts.create(content, null));
  const invited = people.map(([{ person }, mayEdit]) => ({ person: person!, mayEdit }));
  await must(town, drafts.share(id, invited));
  return id;
}

describe('a shared draft', () => {
  it('is there for those it is shared with, and what each writes reaches the others', async () => {
    const { town, amina, bilal, chand } = await office();
    await shareBy(town, amina, memo('Leave', 'From Monday.'), [
      [bilal, true],
      [chand, false],
    ]);
    const [a, b, c] = [await openOn(town, amina), await openOn(town, bilal), await openOn(town, chand)];
    await town.until('Bilal and Chand to read it', () =>
      [b, c].every((one) => textOf(one) === 'Leave|From Monday.'),
    );
    b.doc.setContent(memo('Leave', 'From Tuesday.'));
    await town.until('all to read the change', () =>
      [a, c].every((one) => textOf(one) === 'Leave|From Tuesday.'),
    );
    assert.deepEqual(
      [a, b, c].map((one) => one.summary.value.shared?.own),
      ['edit', 'edit', 'comment'],
    );
    assert.equal(b.summary.value.subject, 'Leave');
  });

  it('takes nothing of those who may only comment', async () => {
    const { town, amina, chand } = await office();
    await shareBy(town, amina, memo('Leave', 'From Monday.'), [[chand, false]]);
    const [a, c] = [await openOn(town, amina), await openOn(town, chand)];
    await town.until('Chand to read it', () => textOf(c) === 'Leave|From Monday.');
    c.doc.setContent(memo('Vandalised'));
    await town.pass(60_000);
    assert.equal(textOf(a), 'Leave|From Monday.');
  });

  it('comes together again after two wrote apart, and after one was killed before it was said', async () => {
    const { town, amina, bilal } = await office();
    await shareBy(town, amina, memo('Leave', 'one'), [[bilal, true]]);
    const [a, b] = [await openOn(town, amina), await openOn(town, bilal)];
    await town.until('Bilal to read it', () => textOf(b) === 'Leave|one');
    town.paths.block('Amina', 'Bilal');
    town.paths.block('Bilal', 'Amina');
    a.doc.setContent(memo('Leave', 'one', 'by Amina'));
    b.doc.setContent(memo('Leave', 'one', 'by Bilal'));
    await town.pass(200); // kept, and not said
    amina.kill();
    await town.pass(30_000);
    town.paths.unblock('Amina', 'Bilal');
    town.paths.unblock('Bilal', 'Amina');
    await town.comesBack(amina);
    const again = await openOn(town, amina);
    await town.until(
      'both to have the same',
      () => textOf(again) === textOf(b) && textOf(b).includes('by Amina') && textOf(b).includes('by Bilal'),
      120_000,
    );
  });

  it('keeps nothing of what is said live and never logged, and says what is written beside it all the same', async () => {
    const { town, amina, bilal } = await office();
    await shareBy(town, amina, memo('Leave', 'one'), [[bilal, true]]);
    const [a, b] = [await openOn(town, amina), await openOn(town, bilal)];
    await town.until('Bilal to read it', () => textOf(b) === 'Leave|one');
    const live = new YjsDoc([a.doc.encode()], 99);
    live.setContent(memo('Leave', 'one', 'never logged'));
    assert.ok(a.doc instanceof YjsDoc);
    sayLive(a.doc, 99, live.since(99, 0));
    assert.equal(textOf(a), 'Leave|one|never logged');
    const last = a.doc.fragment.get(2) as Y.XmlElement;
    (last.get(0) as Y.XmlText).insert(5, ' by Amina');
    await town.pass(14_000);
    assert.deepEqual([a.isStale.value, textOf(b)], [false, 'Leave|one']);
    await town.pass(2_000);
    assert.equal(a.isStale.value, true);
    await town.done(a.close());
    const again = await openOn(town, amina);
    // Of two things at one place the keys of who wrote them decide which comes first: for everybody alike.
    const said = textOf(again);
    assert.ok(['Leave| by Amina|one', 'Leave|one| by Amina'].includes(said), said);
    await town.until('Bilal to read hers', () => textOf(b) === said, 10_000);
    amina.kill();
    await town.comesBack(amina);
    assert.equal(textOf(await openOn(town, amina)), said);
  });

  it('that was put up is approved in order, sent by the last in line, and proves itself to a fourth', async () => {
    const { town, amina, bilal, chand } = await office();
    const dua = await town.person('Dua');
    await town.meet(chand, dua);
    await shareBy(town, amina, memo('گشتی مراسلہ', 'Offices close at 2 pm.', 'دفاتر دو بجے بند ہوں گے۔'), [
      [bilal, true],
    ]);
    const a = await openOn(town, amina);
    await must(town, a.putUp([bilal.person!, chand.person!], 'For approval, please.'));
    const b = await openOn(town, bilal);
    await town.until('Bilal to be asked', () => b.summary.value.shared?.approval?.turn?.own === true);
    const c = await openOn(town, chand);
    assert.equal((await town.done(c.approve(''))).ok, false, 'it is not her turn');
    assert.equal((await must(town, b.frozen())).subject, 'گشتی مراسلہ');
    await must(town, b.approve('Agreed.'));
    await town.until('Chand to be asked', () => c.summary.value.shared?.approval?.turn?.own === true);
    await must(town, c.approve(''));
    await town.until('Amina to know', () => a.summary.value.shared?.approval?.state === 'approved');
    assert.equal(c.summary.value.shared?.approval?.isOursToSend, true);
    assert.equal(a.summary.value.shared?.approval?.isOursToSend, false);
    const to = town.talk(chand, dua).id;
    const refused = await town.done(a.send(town.talk(amina, bilal).id));
    assert.deepEqual(refused, { ok: false, error: 'not-allowed' });
    await must(town, c.send(to));
    await town.until(
      'Amina to know that it was sent',
      () => a.summary.value.shared?.approval?.state === 'sent',
    );
    await town.until('Dua to have it', () => town.talk(dua, chand).view.value.messages.length === 1);
    const [message] = town.talk(dua, chand).view.value.messages;
    assert.deepEqual([message!.kind, message!.text], ['memo', 'گشتی مراسلہ']);
    const read = await must(town, (await draftsOf(town, dua)).memo(to, message!.id));
    assert.equal(read.posted?.knownAs, 'Chand');
    assert.deepEqual([read.submitted?.name, read.submitted?.knownAs], ['Amina', null]);
    assert.deepEqual(
      read.approved.map(({ name, remarks, knownAs }) => [name, remarks, knownAs]),
      [
        ['Bilal', 'Agreed.', null],
        ['Chand', '', 'Chand'],
      ],
    );
    const file = await must(town, (await draftsOf(town, dua)).memoFile(to, message!.id));
    const elsewhere = await draftsOf(town, await town.person('Esha'));
    const checked = await town.done(elsewhere.checkFile(file));
    assert.deepEqual(checked.ok && checked.value.kind === 'memo' && checked.value.memo.content, read.content);
    for (let at = 0; at < file.length; at += 97) {
      const spoilt = file.slice();
      spoilt[at]! ^= 1;
      assert.equal((await town.done(elsewhere.checkFile(spoilt))).ok, false, `byte ${at} may be changed`);
    }
  });

  it('is not shared by putting it up where that is refused', async () => {
    const { town, amina, bilal } = await office();
    const drafts = await draftsOf(town, amina);
    const id = await must(town, drafts.create(memo('Leave', 'one'), null));
    const draft = await must(town, drafts.open(id));
    const tooLong = await town.done(draft.putUp([bilal.person!], 'x'.repeat(MAX_REMARKS_BYTES + 1)));
    assert.deepEqual(tooLong, { ok: false, error: 'text-too-long' });
    assert.deepEqual(await town.done(draft.putUp([], '')), { ok: false, error: 'not-allowed' });
    assert.equal(drafts.list.value[0]?.shared, null);
  });

  it('is no more approved once it was changed, and can be put up again', async () => {
    const { town, amina, bilal } = await office();
    await shareBy(town, amina, memo('Leave', 'From Monday.'), [[bilal, true]]);
    const [a, b] = [await openOn(town, amina), await openOn(town, bilal)];
    await must(town, a.putUp([bilal.person!], ''));
    await town.until('Bilal to be asked', () => b.summary.value.shared?.approval?.turn?.own === true);
    await must(town, b.approve(''));
    a.doc.setContent(memo('Leave', 'From Monday to Friday.'));
    await town.until(
      'Bilal to see that it is void',
      () => b.summary.value.shared?.approval?.isChanged === true,
    );
    const to = town.talk(bilal, amina).id;
    assert.deepEqual(await town.done(b.send(to)), { ok: false, error: 'not-approved' });
    await must(town, a.putUp([bilal.person!], 'Changed.'));
    await town.until('Bilal to be asked again', () => b.summary.value.shared?.approval?.turn?.own === true);
    await must(town, b.giveBack('Two days are enough.'));
    await town.until('Amina to have it back', () => a.summary.value.shared?.approval?.state === 'returned');
    assert.equal(a.summary.value.shared?.approval?.approvers[0]?.remarks, 'Two days are enough.');
  });

  it('has a history by author, and goes back to any of it', async () => {
    const { town, amina, bilal } = await office();
    await shareBy(town, amina, memo('Leave', 'one'), [[bilal, true]]);
    const [a, b] = [await openOn(town, amina), await openOn(town, bilal)];
    await town.until('Bilal to read it', () => textOf(b) === 'Leave|one');
    b.doc.setContent(memo('Leave', 'two'));
    await town.until('Amina to read it', () => textOf(a) === 'Leave|two');
    await town.pass(10 * 60_000);
    b.doc.setContent(memo('Leave', 'three'));
    await town.until('Amina to read it', () => textOf(a) === 'Leave|three');
    const versions = await must(town, a.versions());
    assert.deepEqual(
      versions.map(({ by }) => by.name),
      ['Amina', 'Bilal', 'Bilal'],
    );
    assert.equal(linesOf((await must(town, a.contentOf(1))).blocks)[0], 'two');
    await must(town, a.restore(0));
    await town.until('Bilal to have it back', () => textOf(b) === 'Leave|one');
  });

  it('is called for everybody what its subject is called, once whoever changed that has closed it', async () => {
    const { town, amina, bilal } = await office();
    await shareBy(town, amina, memo('Leave', 'one'), [[bilal, true]]);
    const [a, b] = [await openOn(town, amina), await openOn(town, bilal)];
    await town.until('Bilal to read it', () => textOf(b) === 'Leave|one');
    b.doc.setContent(memo('Leave of absence', 'one'));
    await town.done(b.close());
    const talk = town.conversationBy(amina, a.summary.value.shared!.conversation);
    await town.until('Amina to see the name', () => talk.view.value.name === 'Leave of absence');
  });

  it('that one has left stays readable, and does not come back once it is forgotten', async () => {
    const { town, amina, bilal, chand } = await office();
    await shareBy(town, amina, memo('Leave', 'one'), [[bilal, true]]);
    const a = await openOn(town, amina);
    const { id } = await sharedOn(town, bilal);
    const drafts = await draftsOf(town, bilal);
    await must(town, drafts.discard(id));
    await town.until('Amina to know', () => a.summary.value.shared?.people.length === 0);
    assert.notEqual(drafts.list.value[0]?.discardedMs, null);
    await must(town, drafts.restore(id));
    assert.equal(drafts.list.value[0]?.shared?.own, 'none');
    await must(town, drafts.discard(id));
    for (const device of [amina, bilal, chand]) device.kill(); // a month of heartbeats would take its time
    await town.pass(31 * 24 * 60 * 60_000);
    await town.comesBack(bilal);
    const later = await draftsOf(town, bilal);
    await town.pass(60_000);
    assert.deepEqual(later.list.value, []);
  });

  it('cannot be put up by whoever may only comment, nor answered by whoever was not asked', async () => {
    const { town, amina, bilal, chand } = await office();
    await shareBy(town, amina, memo('Leave', 'one'), [
      [bilal, true],
      [chand, false],
    ]);
    const [a, b, c] = [await openOn(town, amina), await openOn(town, bilal), await openOn(town, chand)];
    await town.until('both to read it', () => [b, c].every((one) => textOf(one) === 'Leave|one'));
    const refused = { ok: false, error: 'not-allowed' };
    assert.deepEqual(await town.done(c.putUp([bilal.person!], '')), refused);
    await must(town, a.putUp([bilal.person!], ''));
    await town.until('Bilal to be asked', () => b.summary.value.shared?.approval?.turn?.own === true);
    await town.until('Chand to hear of it', () => Boolean(c.summary.value.shared?.approval));
    for (const one of [a, c]) assert.deepEqual(await town.done(one.approve('')), refused);
    assert.deepEqual(await town.done(b.send(town.talk(bilal, amina).id)), {
      ok: false,
      error: 'not-approved',
    });
  });
});

describe('what drafts are begun from', () => {
  it('are forms of one’s own, and one letterhead', async () => {
    const { town, amina } = await office();
    const drafts = await draftsOf(town, amina);
    const id = await must(town, drafts.create(memo('', 'Ministry of Works', 'Islamabad'), null));
    const first = await must(town, drafts.keepAs(id, 'letterhead'));
    const second = await must(town, drafts.keepAs(id, 'letterhead'));
    const form = await must(town, drafts.keepAs(id, 'template'));
    const kept = drafts.list.value.filter(({ discardedMs }) => discardedMs === null);
    assert.deepEqual(
      new Set(kept.map((one) => `${one.use} ${one.id}`)),
      new Set([`draft ${id}`, `letterhead ${second}`, `template ${form}`]),
    );
    assert.notEqual(first, second);
    assert.deepEqual(await must(town, drafts.contentOf(form)), memo('', 'Ministry of Works', 'Islamabad'));
    assert.deepEqual(
      await town.done(drafts.keepAs(await must(town, drafts.create(memo(''), null)), 'template')),
      {
        ok: false,
        error: 'draft-blank',
      },
    );
  });

  it('and whom one is meant for is kept', async () => {
    const { town, amina, bilal } = await office();
    const drafts = await draftsOf(town, amina);
    const id = await must(town, drafts.create(memo('Leave', 'one'), null));
    const to = town.talk(amina, bilal).id;
    await must(town, drafts.address(id, to));
    amina.kill();
    await town.comesBack(amina);
    const [draft] = (await draftsOf(town, amina)).list.value;
    assert.deepEqual(draft?.recipient, { conversation: to, name: 'Bilal' });
  });
});

/** What a clock says that is right. */
const wallMsOf = ({ world }: Town): number => WORLD_BEGINS_MS + world.nowMs;

describe('a memo that is sent later', () => {
  async function planned(when: (town: Town, bilal: Device) => SendWhen) {
    const { town, amina, bilal } = await office();
    const drafts = await draftsOf(town, amina);
    const id = await must(town, drafts.create(memo('Notice', 'The lift is out of order.'), null));
    const draft = await must(town, drafts.open(id));
    const to = town.talk(amina, bilal).id;
    return { town, amina, bilal, drafts, draft, id, to, when: when(town, bilal) };
  }
  const memosOf = (town: Town, bilal: Device, amina: Device) =>
    town.talk(bilal, amina).view.value.messages.filter(({ kind }) => kind === 'memo');

  it('goes out at its time, once, also where the app was killed before', async () => {
    const { town, amina, bilal, draft, to, when } = await planned((town) => ({
      kind: 'at',
      wallMs: wallMsOf(town) + 60 * 60_000,
    }));
    await must(town, draft.sendLater(to, when));
    assert.deepEqual(draft.summary.value.sending?.when, when);
    await town.pass(30 * 60_000);
    amina.kill();
    await town.comesBack(amina);
    await town.pass(29 * 60_000);
    assert.deepEqual(memosOf(town, bilal, amina), []);
    await town.pass(2 * 60_000);
    await town.until('Bilal to have it', () => memosOf(town, bilal, amina).length === 1);
    amina.kill();
    await town.comesBack(amina);
    await town.pass(60 * 60_000);
    assert.equal(memosOf(town, bilal, amina).length, 1);
  });

  it('does not go out of a device that has ended meanwhile', async () => {
    const { town, amina, bilal, draft, to, when } = await planned((town) => ({
      kind: 'at',
      wallMs: wallMsOf(town) + 10 * 60_000,
    }));
    await must(town, draft.sendLater(to, when));
    const words = await must(town, amina.beep!.recovery!.reveal());
    const again = town.newcomer('Amina again');
    again.start();
    await town.until('the first screen', () => again.phase === 'welcome');
    void again.beep!.getStarted('Amina', words.join(' '));
    await town.until('the end of the old one', () => amina.phase === 'ended', 5 * 60_000);
    await town.pass(15 * 60_000);
    assert.equal(draft.summary.value.discardedMs, null);
    assert.deepEqual(draft.summary.value.sending?.when, when);
    assert.deepEqual(memosOf(town, bilal, amina), []);
    const { messages } = amina.beep!.conversation(to)!.view.value;
    assert.deepEqual(
      messages.filter(({ kind }) => kind === 'memo'),
      [],
    );
  });

  it('goes out when the person can be reached, and not before', async () => {
    const { town, amina, bilal, drafts, draft, to, when } = await planned((_, { person }) => ({
      kind: 'reachable',
      person,
    }));
    bilal.kill();
    await town.until(
      'Bilal to be missed',
      () => town.talk(amina, bilal).view.value.standing !== 'linked',
      120_000,
    );
    await must(town, draft.sendLater(to, when));
    await town.pass(5 * 60_000);
    assert.deepEqual(town.talk(amina, bilal).view.value.messages, []);
    await town.comesBack(bilal);
    await town.until('Bilal to have it', () => memosOf(town, bilal, amina).length === 1, 120_000);
    await town.until('it to be known as sent', () => drafts.list.value[0]?.sent !== null);
    assert.equal(drafts.list.value[0]?.sending, null);
  });

  it('is a draft again when it is taken back', async () => {
    const { town, amina, bilal, draft, to, when } = await planned((town) => ({
      kind: 'at',
      wallMs: wallMsOf(town) + 60_000,
    }));
    await must(town, draft.sendLater(to, when));
    await must(town, draft.cancelSending());
    await town.pass(5 * 60_000);
    assert.deepEqual(memosOf(town, bilal, amina), []);
    assert.equal(draft.summary.value.sending, null);
  });

  it('is never said twice, also where the app is killed right after it was said', async () => {
    const { town, amina, bilal, draft, to, when } = await planned((town) => ({
      kind: 'at',
      wallMs: wallMsOf(town) + 60_000,
    }));
    await must(town, draft.sendLater(to, when));
    let kills = 0;
    amina.onBatch = ({ entries = [] }) => {
      if (kills > 0 || !entries.some(({ entry }) => entry.kind === KIND.memo)) return;
      kills++;
      amina.kill();
    };
    await town.until('Amina to be killed', () => kills === 1, 120_000);
    assert.ok(amina.drafts.records.get(draft.id)?.sending, 'that it is to be sent is still written down');
    await town.comesBack(amina);
    await town.until('Bilal to have it', () => memosOf(town, bilal, amina).length === 1);
    await town.pass(10 * 60_000);
    assert.equal(memosOf(town, bilal, amina).length, 1);
    assert.equal(amina.drafts.records.get(draft.id)?.sending, null);
    assert.equal(amina.drafts.records.get(draft.id)?.sent?.to, to);
  });
});
