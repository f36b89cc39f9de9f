import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aHolder, aKey, aRegistrar, issuerOfKey, NOW_MS, type Key } from '../../test/support/pass-holder.js';
import {
  createMemoryClock,
  createMemoryIntroducer,
  createMemoryRandom,
} from '../../test/support/memory-ports.js';
import { blobToText, blobFromText } from '../protocol/blob-text.js';
import { openDoorProof } from '../protocol/door.js';
import { encodeFrame, parseClientFrame } from '../protocol/introducer-frames.js';
import { doorProofFor, type Challenge, type Holder } from './door-proof.js';
import { IntroducerSession, type Prove } from './introducer-session.js';

const ORIGIN = 'https://beep.example.gov';
const NONCE = new Uint8Array(32).fill(7);
const challengeBy = (...keys: Key[]): Challenge => ({
  type: 'challenge',
  nonce: blobToText(NONCE),
  authorities: keys.map(({ publicKey }) => blobToText(publicKey)),
});

/** An identity, as little of it as proves something. */
function identityOf(
  holder: Awaited<ReturnType<typeof aHolder>>,
  passes: readonly Uint8Array[],
  badges: readonly Uint8Array[],
): Holder {
  const { person, device, manifest, sign } = holder;
  return {
    person,
    sign,
    record: { passes, badges },
    credential: () => Promise.resolve({ device, manifest }),
  };
}

describe('a proof at the door', () => {
  it('shows the pass of an authority that was named, by its registrar where there is one', async () => {
    const [root, office, other] = [aKey(), aKey(), aKey()];
    const registrar = await aRegistrar(root, office);
    const holder = await aHolder(office, registrar);
    const identity = identityOf(holder, [holder.pass.bytes], [registrar.bytes]);
    const proof = openDoorProof(await doorProofFor(identity, ORIGIN, challengeBy(other, root)), NONCE, [
      ORIGIN,
    ]);
    assert.equal(proof?.registrar?.issuer, issuerOfKey(root));
    assert.equal(await doorProofFor(identity, ORIGIN, challengeBy(other)), null);
    const direct = await aHolder(root);
    const bare = identityOf(direct, [direct.pass.bytes], []);
    const shown = openDoorProof(await doorProofFor(bare, ORIGIN, challengeBy(root)), NONCE, [ORIGIN]);
    assert.equal(shown?.registrar, null);
  });

  it('is for our own origin and this nonce only', async () => {
    const root = aKey();
    const holder = await aHolder(root);
    const proof = await doorProofFor(identityOf(holder, [holder.pass.bytes], []), ORIGIN, challengeBy(root));
    assert.equal(openDoorProof(proof, NONCE, ['https://elsewhere.example']), null);
    assert.equal(openDoorProof(proof, new Uint8Array(32), [ORIGIN]), null);
  });

  it('shows no pass of somebody else, none that is broken, and of several the one that lasts longest', async () => {
    const root = aKey();
    const [holder, other] = [await aHolder(root), await aHolder(root)];
    const broken = holder.pass.bytes.slice().fill(0, -4);
    const none = identityOf(holder, [other.pass.bytes, broken, new Uint8Array()], [new Uint8Array(9)]);
    assert.equal(await doorProofFor(none, ORIGIN, challengeBy(root)), null);
    const longer = await holder.another(root, { untilS: NOW_MS / 1000 + 90 * 86_400 });
    const both = identityOf(holder, [holder.pass.bytes, longer.bytes], []);
    const proof = openDoorProof(await doorProofFor(both, ORIGIN, challengeBy(root)), NONCE, [ORIGIN]);
    assert.equal(proof?.pass.untilS, longer.untilS);
  });
});

const ROOT = aKey();
const NAMED = [issuerOfKey(ROOT)];
const CHALLENGE = encodeFrame(challengeBy(ROOT));
const TICKET = 'A'.repeat(43);
const WELCOME = encodeFrame({ type: 'welcome', day: 100, stun: [], ticket: TICKET });

function aSession(prove: Prove = () => Promise.resolve(Uint8Array.of(1, 2, 3))) {
  const [clock, introducer] = [createMemoryClock(), createMemoryIntroducer()];
  let proofs = 0;
  const session = new IntroducerSession(
    { clock, introducer, random: createMemoryRandom('door') },
    () => new Uint8Array(16),
    { onUp: () => undefined, onBlob: () => undefined },
    (challenge) => {
      proofs++;
      return prove(challenge);
    },
  );
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const say = async (frame: string): Promise<void> => {
    introducer.say(frame);
    await settle();
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  const hangUp = async (why?: 'refused'): Promise<void> => {
    introducer.hangUp(why);
    await settle();
  };
  const sent = () =>
    introducer.received.map((frame) => {
      const parsed = parseClientFrame(frame);
      assert.ok(parsed.ok);
      return parsed.value;
    });
  session.start();
  return { session, settle, say, pass, hangUp, sent, proofs: () => proofs };
}

describe('a closed introducer', () => {
  it('is shown a proof, and then welcomes with a ticket that lasts as long as the connection', async () => {
    const { session, settle, say, sent, hangUp } = aSession();
    await settle();
    await say(CHALLENGE);
    const [proof] = sent();
    assert.deepEqual(proof?.type === 'prove' && blobFromText(proof.proof), Uint8Array.of(1, 2, 3));
    await say(WELCOME);
    assert.deepEqual([session.standing, session.ticket, session.isUp], ['proved', TICKET, true]);
    await hangUp();
    assert.equal(session.ticket, null);
  });

  it('for which we have no pass is left alone for long, and tried at once when we have one', async () => {
    let hasPass = false;
    const { session, settle, say, pass, sent, proofs } = aSession(() =>
      Promise.resolve(hasPass ? Uint8Array.of(1) : null),
    );
    await settle();
    await say(CHALLENGE);
    assert.deepEqual(
      [session.standing, session.state.value],
      ['no-badge', { state: 'offline', nonsense: false }],
    );
    assert.deepEqual(session.required, NAMED);
    assert.deepEqual(sent(), []);
    await pass(7_400);
    assert.equal(session.state.value.state, 'offline');
    for (let tries = 0; tries < 8; tries++) {
      await pass(300_000);
      await say(CHALLENGE);
    }
    const before = proofs();
    await pass(74_000);
    assert.equal(proofs(), before, 'the pauses have grown');
    hasPass = true;
    session.wake();
    await settle();
    await say(CHALLENGE);
    await say(WELCOME);
    assert.equal(session.standing, 'proved');
  });

  it('that refuses a proof is told from a network that breaks', async () => {
    const { session, settle, say, pass, hangUp } = aSession();
    await settle();
    await say(CHALLENGE);
    await hangUp();
    assert.equal(session.standing, 'open');
    await pass(2_000);
    await say(CHALLENGE);
    await hangUp('refused');
    assert.deepEqual([session.standing, session.state.value.state], ['refused', 'offline']);
    await pass(7_400);
    assert.equal(session.state.value.state, 'offline');
  });

  it('is remembered with whom it lets in, until it lets in everybody or is left', async () => {
    const { session, settle, say, pass, hangUp } = aSession();
    await settle();
    assert.equal(session.required, null);
    await say(CHALLENGE);
    await say(WELCOME);
    assert.deepEqual([session.required, session.standing], [NAMED, 'proved']);
    await hangUp();
    assert.deepEqual(session.required, NAMED);
    await pass(7_000);
    await say(WELCOME);
    assert.deepEqual([session.required, session.standing], [null, 'open']);
    await hangUp();
    await pass(7_000);
    await say(CHALLENGE);
    session.stop();
    assert.deepEqual([session.required, session.standing], [null, 'open']);
  });

  it('that ends a connection it had let in is asked again soon: there may be a newer pass', async () => {
    const { session, settle, say, pass, hangUp } = aSession();
    await settle();
    await say(CHALLENGE);
    await say(WELCOME);
    await hangUp('refused');
    assert.equal(session.standing, 'proved');
    await pass(7_000);
    assert.equal(session.state.value.state, 'connecting');
    await say(CHALLENGE);
    await hangUp('refused');
    assert.equal(session.standing, 'refused');
  });

  it('gets one proof per connection, however often it asks, and none once it has let us in', async () => {
    const { session, settle, say, sent, proofs } = aSession();
    await settle();
    await say(CHALLENGE);
    await say(CHALLENGE);
    assert.deepEqual([proofs(), session.state.value.nonsense], [1, true]);
    const other = aSession();
    await other.settle();
    await other.say(WELCOME);
    for (let i = 0; i < 100; i++) await other.say(CHALLENGE);
    assert.deepEqual([other.proofs(), other.session.isUp, other.session.standing], [0, true, 'open']);
    assert.equal(sent().length, 1);
  });

  it('that goes while the proof is made, or lets us in meanwhile, gets none', async () => {
    let done: (proof: Uint8Array) => void = () => undefined;
    const { session, settle, say, sent, hangUp } = aSession(() => new Promise((resolve) => (done = resolve)));
    await settle();
    await say(CHALLENGE);
    await say(WELCOME);
    done(Uint8Array.of(1));
    await settle();
    assert.deepEqual([session.isUp, sent().map(({ type }) => type)], [true, ['subscribe']]);
    const other = aSession(() => new Promise((resolve) => (done = resolve)));
    await other.settle();
    await other.say(CHALLENGE);
    await other.hangUp();
    done(Uint8Array.of(1));
    await other.settle();
    assert.deepEqual(other.sent(), []);
    await hangUp();
  });
});
