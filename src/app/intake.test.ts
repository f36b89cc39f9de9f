import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GivenEntry } from '../protocol/record.js';
import type { ConversationLink } from './conversation-link.js';
import { MAX_WAITING_GIVES } from '../protocol/limits.js';
import type { ConversationSync } from './conversation-sync.js';
import { Intake, MAX_BATCH_ENTRIES, type IncomingGive } from './intake.js';
import { createSerial } from './serial.js';

const [one, other] = [{}, {}] as [ConversationLink, ConversationLink];
const give = (entries: number, from = one): IncomingGive => ({
  given: Array.from({ length: entries }, (): GivenEntry => [new Uint8Array(), null]),
  sync: {} as ConversationSync,
  from,
});

/** An intake whose batches wait to be let go on. */
function intake() {
  const writes = createSerial();
  const batches: (readonly IncomingGive[])[] = [];
  const goOn: (() => void)[] = [];
  const queue = new Intake(writes, (gives) => {
    batches.push(gives);
    return new Promise((resolve) => goOn.push(resolve));
  });
  const next = async () => {
    goOn.shift()?.();
    await new Promise(setImmediate);
  };
  return { queue, writes, batches, next };
}

describe('the intake', () => {
  it('takes what is alone at once, and what gathers meanwhile together', async () => {
    const { queue, batches, next } = intake();
    void queue.put(give(1));
    await next();
    for (let i = 0; i < 5; i++) void queue.put(give(20));
    await next();
    await next();
    assert.deepEqual(
      batches.map((gives) => gives.map(({ given }) => given.length)),
      [[1], [20, 20, 20, 20, 20]],
    );
  });

  it('takes no more at once than a bound, unless one give alone is more, and mixes no links', async () => {
    const { queue, batches, next } = intake();
    const half = MAX_BATCH_ENTRIES / 2;
    for (const each of [give(half), give(half), give(1), give(1, other), give(2 * half), give(1)])
      void queue.put(each);
    for (let i = 0; i < 6; i++) await next();
    assert.deepEqual(
      batches.map((gives) => gives.map(({ given }) => given.length)),
      [[half, half], [1], [1], [2 * half], [1]],
    );
  });

  it('lets others write between two batches', async () => {
    const { queue, writes, batches, next } = intake();
    void queue.put(give(MAX_BATCH_ENTRIES));
    void queue.put(give(1));
    await next();
    let wrote = -1;
    void writes(() => Promise.resolve().then(() => void (wrote = batches.length)));
    for (let i = 0; i < 3; i++) await next();
    assert.ok(wrote >= 1 && batches.length === 2);
  });

  it('makes a giver wait who sends more than anybody needs', async () => {
    const { queue, next } = intake();
    void queue.put(give(1)); // under way
    await next();
    let [sent, isWaiting] = [0, false];
    const flood = async () => {
      for (; sent < 2 * MAX_WAITING_GIVES; sent++) {
        isWaiting = true;
        await queue.put(give(1));
        isWaiting = false;
      }
    };
    void flood();
    await new Promise(setImmediate);
    assert.ok(isWaiting && sent <= MAX_WAITING_GIVES);
    for (let i = 0; i < 10; i++) await next();
    assert.equal(sent, 2 * MAX_WAITING_GIVES);
  });
});
