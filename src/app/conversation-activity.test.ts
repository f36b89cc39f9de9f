import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Town } from '../../test/support/town.js';
import { aLoneConversation } from '../../test/support/lone-conversation.js';
import { createMemoryClock } from '../../test/support/memory-ports.js';
import { aDevice, aPerson } from '../../test/contract/samples.js';
import type { LinkRecord } from '../protocol/record.js';
import { ConversationLink } from './conversation-link.js';
import { CatchUp, MAX_LEFT, SHOWN_FROM, STALLED_AFTER_MS } from './catch-up.js';
import { MAX_MISSING, MISSING_AFTER_MS, MissingEntries } from './missing-entries.js';
import { OwnTyping, SAY_TYPING_EVERY_MS, TYPING_FOR_MS, TypingOthers } from './typing.js';

async function aminaAndBilal() {
  const town = new Town();
  const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
  await town.meet(amina, bilal);
  const typing = () => town.talk(bilal, amina).view.value.typing.map(({ name }) => name);
  return { town, amina, bilal, typing };
}

describe('writing', () => {
  it('is seen on the other side until it stops', async () => {
    const { town, amina, bilal, typing } = await aminaAndBilal();
    town.talk(amina, bilal).setTyping(true);
    await town.until('Amina to write', () => typing().join() === 'Amina');
    assert.deepEqual(town.talk(amina, bilal).view.value.typing, []);
    town.talk(amina, bilal).setTyping(false);
    await town.until('Amina to stop', () => typing().length === 0, 1_000);
  });

  it('is seen for eight seconds after it was last said', async () => {
    const { town, amina, bilal, typing } = await aminaAndBilal();
    town.talk(amina, bilal).setTyping(true);
    await town.until('Amina to write', () => typing().length === 1);
    await town.pass(TYPING_FOR_MS - 500);
    assert.equal(typing().length, 1);
    await town.until('it to be forgotten', () => typing().length === 0, 1_000);
  });

  it('has stopped when the message comes, and when the link is gone', async () => {
    const { town, amina, bilal, typing } = await aminaAndBilal();
    town.talk(amina, bilal).setTyping(true);
    await town.until('Amina to write', () => typing().length === 1);
    await town.says(amina, bilal, 'here it is');
    await town.until('the message', () => town.texts(bilal, amina).length === 1);
    assert.deepEqual(typing(), []);
    town.talk(amina, bilal).setTyping(true);
    await town.until('Amina to write again', () => typing().length === 1, 1_000);
    amina.kill();
    await town.until('Bilal to notice', () => typing().length === 0);
  });

  it('is said at once, and then no oftener than every four seconds', () => {
    const clock = createMemoryClock();
    const said: boolean[] = [];
    const own = new OwnTyping(clock, (isOn) => said.push(isOn));
    own.set(false);
    for (let i = 0; i < 10; i++) own.set(true);
    assert.deepEqual(said, [true]);
    clock.advance(SAY_TYPING_EVERY_MS);
    own.set(true);
    own.set(false);
    own.set(false);
    own.set(true);
    assert.deepEqual(said, [true, true, false, true]);
    own.sent();
    own.set(false);
    assert.equal(said.length, 4);
  });

  it('of several people ends for each by itself', () => {
    const clock = createMemoryClock();
    let changes = 0;
    const others = new TypingOthers(clock, () => changes++);
    others.began(aPerson(1));
    clock.advance(TYPING_FOR_MS / 2);
    others.began(aPerson(2));
    others.began(aPerson(2));
    clock.advance(TYPING_FOR_MS / 2);
    assert.deepEqual([others.people, changes], [[aPerson(2)], 3]);
    others.stopped(aPerson(2));
    others.stopped(aPerson(2));
    clock.advance(TYPING_FOR_MS);
    assert.deepEqual([others.people, changes], [[], 4]);
  });
});

describe('where activity is not shown', () => {
  it('nothing is said of our writing, and nothing shown of theirs', async () => {
    let shows = false;
    const { conversation } = await aLoneConversation({ showsActivity: () => shows, isActive: () => true });
    const sent: LinkRecord[] = [];
    const link = new ConversationLink(
      {
        person: aPerson(20),
        device: aDevice(20),
        exporter: new Uint8Array(32),
        send: (record) => Promise.resolve(void sent.push(record)),
      },
      conversation,
    );
    conversation.attach(link);
    const tell = () => conversation.receive({ type: 'typing', tag: link.tag, isOn: true }, link);
    const seen = () => {
      const { typing, isActive } = conversation.view.value;
      return [typing.length, isActive, sent.filter(({ type }) => type === 'typing').length];
    };
    conversation.setTyping(true);
    await tell();
    assert.deepEqual(seen(), [0, false, 0]);
    shows = true;
    conversation.setTyping(true);
    await tell();
    assert.deepEqual(seen(), [1, true, 1]);
    shows = false;
    conversation.refresh();
    conversation.setTyping(false);
    assert.deepEqual(seen(), [0, false, 1], 'not even that it has ended');
  });
});

describe('what is missing', () => {
  const [author, other] = [aDevice(1), aDevice(2)];
  function heard() {
    const clock = createMemoryClock();
    const held = new Map([[author, 4]]);
    const told: number[] = [];
    const missing = new MissingEntries<string>(
      clock,
      (device) => held.get(device) ?? -1,
      () => told.push(clock.monotonicMs()),
    );
    const counts = () => [...missing.counts];
    return { clock, held, told, missing, counts };
  }

  it('is what somebody holds and what has not come within five seconds', () => {
    const { clock, held, told, missing, counts } = heard();
    missing.onHave('a', [{ author, seq: 7 }, { author: other, seq: 0 }]); // prettier-ignore
    assert.deepEqual(counts(), []);
    clock.advance(MISSING_AFTER_MS);
    assert.deepEqual(counts(), [[author, 3], [other, 1]]); // prettier-ignore
    assert.equal(told.length, 1);
    held.set(author, 7);
    assert.deepEqual(counts(), [[other, 1]]);
  });

  it('is nothing where nobody holds more than we do', () => {
    const { clock, told, missing, counts } = heard();
    missing.onHave('a', [{ author, seq: 4 }]);
    clock.advance(10 * MISSING_AFTER_MS);
    assert.deepEqual([counts(), told], [[], []]);
  });

  it('is forgotten with the last link that says so', () => {
    const { clock, missing, counts } = heard();
    missing.onHave('a', [{ author, seq: 9 }]);
    missing.onHave('b', [{ author, seq: 6 }]);
    clock.advance(MISSING_AFTER_MS);
    missing.forget('a');
    assert.deepEqual(counts(), [[author, 2]]);
    missing.onHave('b', [{ author, seq: 4 }]);
    assert.deepEqual(counts(), []);
  });

  it('is waited for from when it was first said', () => {
    const { clock, missing, counts } = heard();
    missing.onHave('a', [{ author, seq: 9 }]);
    clock.advance(MISSING_AFTER_MS - 1);
    missing.onHave('a', [{ author, seq: 10 }]);
    missing.onGap('a', author, 12);
    missing.onGap('a', author, 3);
    clock.advance(1);
    assert.deepEqual(counts(), [[author, 8]]);
  });

  it('is no more than a thousand, whatever is claimed', () => {
    const { clock, missing, counts } = heard();
    missing.onHave('a', [{ author, seq: Number.MAX_SAFE_INTEGER }]);
    clock.advance(MISSING_AFTER_MS);
    assert.deepEqual(counts(), [[author, MAX_MISSING]]);
  });
});

describe('what is coming in', () => {
  const author = aDevice(1);
  function begun(claimedSeq: number) {
    const clock = createMemoryClock();
    let held = -1;
    let told = 0;
    const missing = new MissingEntries<string>(
      clock,
      () => held,
      () => {},
    );
    const catchUp = new CatchUp(
      clock,
      () => missing.left,
      () => told++,
    );
    missing.onHave('a', [{ author, seq: claimedSeq }]);
    const take = (count: number) => {
      catchUp.onCome();
      held += count;
      catchUp.onStored(count);
    };
    return { clock, missing, catchUp, take, told: () => told };
  }

  it('is counted from the first entries of a backlog to the last', () => {
    const { catchUp, take, told } = begun(999);
    assert.equal(catchUp.now, null, 'nothing has come yet');
    take(400);
    assert.deepEqual(catchUp.now, { done: 400, total: 1_000 });
    take(500);
    assert.deepEqual(catchUp.now, { done: 900, total: 1_000 });
    take(100);
    assert.deepEqual([catchUp.now, told()], [null, 1]);
  });

  it('is not shown of a few entries', () => {
    const { catchUp, take } = begun(SHOWN_FROM - 2);
    take(1);
    assert.equal(catchUp.now, null);
  });

  it('is not shown any more once nothing has come for a while, or nobody is there who has it', () => {
    const { clock, catchUp, missing, take, told } = begun(999);
    take(400);
    clock.advance(STALLED_AFTER_MS);
    assert.deepEqual([catchUp.now, told()], [null, 1]);
    take(300);
    assert.deepEqual(catchUp.now, { done: 300, total: 600 });
    missing.forget('a');
    assert.equal(catchUp.now, null);
  });

  it('is not shown any more where what has come found no room', () => {
    const { catchUp, take, told } = begun(999);
    take(400);
    catchUp.onCome();
    assert.deepEqual(catchUp.now, { done: 400, total: 1_000 });
    catchUp.onStored(0);
    assert.deepEqual([catchUp.now, told()], [null, 1]);
  });

  it('is no more than a bound, whatever is claimed', () => {
    const { catchUp, take } = begun(Number.MAX_SAFE_INTEGER);
    take(5);
    assert.deepEqual(catchUp.now, { done: 5, total: 5 + MAX_LEFT });
  });
});
