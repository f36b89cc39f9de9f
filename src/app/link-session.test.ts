import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryClock } from '../../test/support/memory-ports.js';
import { aliceAndBob } from '../../test/vectors/two-ends.js';
import { bytesOf } from '../../test/vectors/cast.js';
import { seal, unseal } from '../protocol/aead.js';
import type { HandshakeConfig } from '../protocol/link/handshake.js';
import type { LinkRecord } from '../protocol/record.js';
import { LinkSession, type LinkEnd } from './link-session.js';
import type { Peer } from './ports.js';

const TAG = bytesOf('tag', 16);
const small = (isOn: boolean): LinkRecord => ({ type: 'typing', tag: TAG, isOn });
const large = (fill: number): LinkRecord => ({
  type: 'give',
  tag: TAG,
  entries: [[new Uint8Array(8_000).fill(fill), null]],
});

/** Two linked sessions. What `alice` seals or opens of much at once is done when the test says so. */
async function linked() {
  const [forAlice, forBob] = await aliceAndBob();
  const heard: LinkRecord[] = [];
  const ends: LinkEnd[] = [];
  const waiting: (() => void)[] = [];
  const later = <T>(value: T): Promise<T> => new Promise((resolve) => waiting.push(() => resolve(value)));
  const slow = {
    seal: (...of: Parameters<typeof seal>) => later(seal(...of)),
    unseal: (...of: Parameters<typeof unseal>) => later(unseal(...of)),
  };
  const quick = {
    seal: (...of: Parameters<typeof seal>) => Promise.resolve(seal(...of)),
    unseal: (...of: Parameters<typeof unseal>) => Promise.resolve(unseal(...of)),
  };
  let [isAliceUp, isBobUp] = [false, false];
  const sessions: LinkSession[] = [];
  const to = (index: number): Peer => ({
    signal: () => undefined,
    route: () => Promise.resolve(null),
    send: (frame) => {
      queueMicrotask(() => sessions[index]?.receive(frame));
      return Promise.resolve();
    },
    close: () => undefined,
  });
  const session = (
    role: 'initiator' | 'responder',
    { credential, sign, localBinding, remoteBinding, isWelcome, randomBytes }: HandshakeConfig,
    keys: typeof quick,
    peer: Peer,
    onUp: () => void,
    onRecord: (record: LinkRecord) => void,
  ) =>
    new LinkSession(
      { clock: createMemoryClock(), random: { bytes: randomBytes }, keys },
      peer,
      {
        role,
        opening: null,
        credential,
        sign,
        binding: { local: localBinding, remote: remoteBinding },
        isWelcome,
      },
      {
        onUp: () => Promise.resolve(onUp()),
        onRecord: (record) => Promise.resolve(onRecord(record)),
        onDown: (why) => ends.push(why),
      },
    );
  sessions[1] = session('responder', forBob, quick, to(0), () => (isBobUp = true), (record) => heard.push(record)); // prettier-ignore
  sessions[0] = session('initiator', forAlice, slow, to(1), () => (isAliceUp = true), () => undefined); // prettier-ignore
  for (let i = 0; i < 50 && !(isAliceUp && isBobUp); i++) await new Promise(setImmediate);
  assert.ok(isAliceUp && isBobUp);
  const goOn = async () => {
    for (const done of waiting.splice(0).toReversed()) done(); // whatever order they are done in
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
  };
  return { alice: sessions[0], bob: sessions[1], heard, ends, goOn };
}

describe('a link', () => {
  it('keeps the order of what is said, though much takes longer to seal than little', async () => {
    const { alice, heard, ends, goOn } = await linked();
    const said = [small(true), large(1), small(false), large(2), large(3), small(true)];
    for (const record of said) void alice.send(record);
    await new Promise(setImmediate);
    assert.equal(heard.length, 1, 'what is behind much waits for it');
    await goOn();
    assert.deepEqual([heard, ends], [said, []]);
    void alice.send(small(false));
    await new Promise(setImmediate);
    assert.equal(heard.length, said.length + 1, 'and nothing waits any more');
  });

  it('opens one record after another, and none once it has ended', async () => {
    const { alice, bob, ends, goOn } = await linked();
    void bob.send(large(1));
    bob.leave();
    await new Promise(setImmediate);
    assert.deepEqual(ends, ['dropped']);
    alice.drop();
    await goOn();
    assert.deepEqual(ends, ['dropped', 'dropped']);
  });
});
