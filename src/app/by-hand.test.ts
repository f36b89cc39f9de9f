import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Device } from '../../test/sim/device.js';
import { withRealDescriptions } from '../../test/support/real-descriptions.js';
import { Town } from '../../test/support/town.js';
import { HAND_LIFE_MS } from './by-hand.js';
import { ed25519PublicKey, ed25519Sign } from '../protocol/ed25519.js';
import { carriedText } from '../protocol/carried-text.js';
import {
  openHandAnswer,
  openHandOffer,
  readHandText,
  sealHandAnswer,
  sealHandOffer,
} from '../protocol/hand-signal.js';
import { readDeviceId } from '../protocol/ids.js';
import type { Ports } from './ports.js';
import type { ByHandView } from './by-hand-views.js';

const HOUR_MS = 60 * 60_000;

const nobodyThere: Ports['introducer'] = {
  connect: () => ({
    send: () => assert.fail('a frame to an introducer'),
    close() {},
  }),
};

/** A town in which no introducer has ever been heard of. */
function townWithout(hasAddress?: (device: string) => boolean): Town {
  const describe = withRealDescriptions(hasAddress);
  const town = new Town((ports, device) => ({ ...describe(ports, device), introducer: nobodyThere }));
  town.introducer.die();
  return town;
}
/** One in which the introducer works, and browsers describe themselves as they do. */
const townWith = (): Town => new Town(withRealDescriptions());

const handOf = (device: Device) => device.beep!.byHand!;
const viewOf = (device: Device) => handOf(device).view.value;
const isLinked = (device: Device): boolean => viewOf(device).kind === 'linked';
const faultOf = (device: Device) => {
  const view = viewOf(device);
  return view.kind === 'over' ? view.fault : view.kind;
};

async function textOf(town: Town, device: Device, kind: 'offered' | 'answered'): Promise<string> {
  await town.until(`what ${device.name} shows`, () => viewOf(device).kind !== 'making');
  const view = viewOf(device);
  assert.equal(view.kind, kind);
  return (view as Extract<ByHandView, { text: string }>).text;
}

async function offerOf(town: Town, device: Device, to: Device | null = null): Promise<string> {
  handOf(device).offer(to?.person ?? null);
  return textOf(town, device, 'offered');
}

async function answerOf(
  town: Town,
  device: Device,
  offer: string,
  from: Device | null = null,
): Promise<string> {
  assert.deepEqual(handOf(device).answer(offer, from?.person ?? null), { ok: true, value: undefined });
  return textOf(town, device, 'answered');
}

async function connect(town: Town, host: Device, guest: Device): Promise<void> {
  const answer = await answerOf(town, guest, await offerOf(town, host));
  assert.ok(handOf(host).takeAnswer(answer).ok);
  await town.until('both to be linked', () => isLinked(host) && isLinked(guest));
}

async function twoPeople(town = townWithout()): Promise<{ town: Town; amina: Device; bilal: Device }> {
  return { town, amina: await town.person('Amina'), bilal: await town.person('Bilal') };
}

/** Nothing gets from one to the other any more, and both have noticed. */
async function cutApart(town: Town, one: Device, other: Device): Promise<void> {
  town.paths.block(one.name, other.name);
  town.paths.block(other.name, one.name);
  await town.until('the link to be gone', () =>
    [one, other].every(({ beep }) => beep!.connection.value.peers === 0),
  );
}

const refusedBy = (result: { readonly ok: boolean; readonly error?: string }) => result.error ?? 'taken';

describe('two people with no introducer', () => {
  it('connect by an offer and an answer, become contacts, and talk both ways', async () => {
    const { town, amina, bilal } = await twoPeople();
    const offer = await offerOf(town, amina);
    assert.deepEqual(handOf(bilal).readOffer(offer, null), {
      ok: true,
      value: { person: amina.person, name: 'Amina' },
    });
    assert.equal(bilal.beep!.conversations.value.length, 0, 'nothing is kept of an offer that is only read');
    const answer = await answerOf(town, bilal, offer);
    assert.equal(bilal.beep!.conversations.value.length, 0, 'nor before they have met');
    assert.ok(handOf(amina).takeAnswer(answer).ok);
    await town.until('both to be linked', () => isLinked(amina) && isLinked(bilal));
    assert.deepEqual(
      [amina, bilal].map(({ beep }) => beep!.conversations.value.map(({ name, online }) => [name, online])),
      [[['Bilal', true]], [['Amina', true]]],
    );
    assert.deepEqual(viewOf(bilal), {
      kind: 'linked',
      conversation: bilal.beep!.conversations.value[0]!.id,
      name: 'Amina',
    });
    await town.says(amina, bilal, 'by hand');
    await town.says(bilal, amina, 'and back');
    await town.until('receipts', () =>
      [town.states(amina, bilal), town.states(bilal, amina)].every((states) =>
        states.every((state) => ['delivered', 'received', 'read'].includes(state)),
      ),
    );
    assert.equal(town.texts(amina, bilal).length, 2);
    assert.deepEqual(town.texts(amina, bilal), town.texts(bilal, amina));
  });

  it('may take minutes to carry the answer', async () => {
    const { town, amina, bilal } = await twoPeople();
    const answer = await answerOf(town, bilal, await offerOf(town, amina));
    await town.pass(HAND_LIFE_MS - 20_000);
    assert.ok(handOf(amina).takeAnswer(answer).ok);
    await town.until('both to be linked', () => isLinked(amina) && isLinked(bilal));
  });

  it('do so again when the link was lost, as the contacts that they are', async () => {
    const { town, amina, bilal } = await twoPeople();
    await connect(town, amina, bilal);
    await cutApart(town, amina, bilal);
    town.paths.unblockAll();
    await town.says(bilal, amina, 'are you there?');
    const answer = await answerOf(town, amina, await offerOf(town, bilal, amina), bilal);
    assert.ok(handOf(bilal).takeAnswer(answer).ok);
    await town.until('delivery', () => town.states(bilal, amina).at(-1) === 'delivered');
    assert.equal(amina.beep!.conversations.value.length, 1);
  });

  it('are not hindered by clocks that differ by hours', async () => {
    const town = townWithout();
    const [amina, bilal] = [
      await town.person('Amina', -5 * HOUR_MS),
      await town.person('Bilal', 7 * HOUR_MS),
    ];
    await connect(town, amina, bilal);
  });

  it('may tell the same person again before they have answered: the newest offer counts', async () => {
    const { town, amina, bilal } = await twoPeople();
    const old = await offerOf(town, amina);
    await offerOf(town, amina);
    const answer = await answerOf(town, bilal, old);
    assert.equal(refusedBy(handOf(amina).takeAnswer(answer)), 'hand-expired');
    await connect(town, amina, bilal);
  });
});

describe('an offer carried by hand', () => {
  it('is over after ten minutes, and so is an answer to it', async () => {
    const { town, amina, bilal } = await twoPeople();
    const answer = await answerOf(town, bilal, await offerOf(town, amina));
    await town.pass(HAND_LIFE_MS + 1_000);
    assert.deepEqual([amina, bilal].map(faultOf), ['hand-expired', 'hand-expired']);
    assert.equal(refusedBy(handOf(amina).takeAnswer(answer)), 'hand-expired');
    assert.equal(amina.beep!.conversations.value.length, 0);
  });

  it('of days ago is not answered any more', async () => {
    const { town, amina, bilal } = await twoPeople();
    const offer = await offerOf(town, amina);
    await town.pass(HAND_LIFE_MS + 25 * HOUR_MS);
    assert.equal(refusedBy(handOf(bilal).readOffer(offer, null)), 'hand-expired');
    assert.equal(refusedBy(handOf(bilal).answer(offer, null)), 'hand-expired');
    assert.equal(viewOf(bilal).kind, 'idle');
  });

  it('is answered once by one person, and lets in one', async () => {
    const { town, amina, bilal } = await twoPeople();
    const zara = await town.person('Zara');
    const offer = await offerOf(town, amina);
    const [hers, his] = [await answerOf(town, zara, offer), await answerOf(town, bilal, offer)];
    assert.equal(refusedBy(handOf(bilal).answer(offer, null)), 'hand-used');
    assert.equal(viewOf(bilal).kind, 'answered', 'what is under way is not touched by it');
    assert.ok(handOf(amina).takeAnswer(his).ok);
    for (const late of [hers, his]) assert.equal(refusedBy(handOf(amina).takeAnswer(late)), 'hand-used');
    await town.until('both to be linked', () => isLinked(amina) && isLinked(bilal));
    for (const late of [hers, his]) assert.equal(refusedBy(handOf(amina).takeAnswer(late)), 'hand-used');
    await town.pass(HAND_LIFE_MS);
    assert.equal(faultOf(zara), 'hand-expired');
    assert.equal(amina.beep!.conversations.value.length, 1);
    assert.ok(town.areLinked(amina, bilal), 'the link that stands is not touched by it');
  });

  it('is neither one’s own, nor an answer, nor of another version, nor altered', async () => {
    const { town, amina, bilal } = await twoPeople();
    const offer = await offerOf(town, amina);
    const answer = await answerOf(town, bilal, offer);
    const verdicts = (text: string) =>
      [handOf(amina).readOffer(text, null), handOf(amina).takeAnswer(text)].map(refusedBy);
    assert.deepEqual(verdicts(offer), ['hand-own', 'hand-own']);
    assert.equal(refusedBy(handOf(amina).readOffer(answer, null)), 'hand-wrong-step');
    assert.deepEqual(verdicts(offer.replace('-1:', '-2:')), ['hand-version', 'hand-version']);
    assert.deepEqual(verdicts('https://beep.test/#/add/abc'), ['hand-not-beep', 'hand-not-beep']);
    const altered = (text: string) => text.slice(0, 90) + (text[90] === 'A' ? 'B' : 'A') + text.slice(91);
    assert.equal(refusedBy(handOf(bilal).readOffer(altered(offer), null)), 'hand-damaged');
    assert.equal(refusedBy(handOf(amina).takeAnswer(altered(answer))), 'hand-damaged');
    const theirs = await offerOf(town, bilal);
    assert.equal(refusedBy(handOf(amina).takeAnswer(theirs)), 'hand-wrong-step');
    assert.equal(viewOf(amina).kind, 'offered', 'none of this ends what is under way');
  });

  it('does not take an answer to another’s offer, nor one when there is none', async () => {
    const { town, amina, bilal } = await twoPeople();
    const zara = await town.person('Zara');
    const answer = await answerOf(town, bilal, await offerOf(town, zara));
    assert.equal(refusedBy(handOf(amina).takeAnswer(answer)), 'hand-not-ours');
    await offerOf(town, amina);
    assert.equal(refusedBy(handOf(amina).takeAnswer(answer)), 'hand-not-ours');
  });

  it('to somebody is for them, and an offer of somebody else is not theirs', async () => {
    const { town, amina, bilal } = await twoPeople();
    const zara = await town.person('Zara');
    const offer = await offerOf(town, amina, bilal);
    assert.equal(refusedBy(handOf(zara).answer(offer, bilal.person)), 'hand-unexpected');
    const hers = await answerOf(town, zara, offer);
    assert.equal(refusedBy(handOf(amina).takeAnswer(hers)), 'hand-unexpected');
    const his = await answerOf(town, bilal, offer, amina);
    assert.ok(handOf(amina).takeAnswer(his).ok);
    await town.until('both to be linked', () => isLinked(amina) && isLinked(bilal));
  });

  it('ends at once where the browser tells no address, on either side', async () => {
    const { town, amina, bilal } = await twoPeople(townWithout((device) => device === 'Amina'));
    handOf(bilal).offer(null);
    await town.until('the sentence', () => faultOf(bilal) === 'hand-no-address', 2_000);
    assert.ok(handOf(bilal).answer(await offerOf(town, amina), null).ok);
    await town.until('the sentence', () => faultOf(bilal) === 'hand-no-address', 2_000);
    // The offer has not been used by that.
    assert.ok(handOf(bilal).readOffer(await textOf(town, amina, 'offered'), null).ok);
  });

  it('can be given up, on either side', async () => {
    const { town, amina, bilal } = await twoPeople();
    const answer = await answerOf(town, bilal, await offerOf(town, amina));
    handOf(bilal).cancel();
    assert.equal(viewOf(bilal).kind, 'idle');
    assert.ok(handOf(amina).takeAnswer(answer).ok);
    await town.until('the end of waiting', () => faultOf(amina) === 'hand-failed', 40_000);
    handOf(amina).cancel();
    assert.equal(viewOf(amina).kind, 'idle');
    await connect(town, amina, bilal);
  });

  it('of somebody blocked is not answered, and neither are they', async () => {
    const { town, amina, bilal } = await twoPeople();
    await connect(town, amina, bilal);
    await town.done(town.talk(amina, bilal).block(true));
    const offer = await offerOf(town, bilal);
    assert.equal(refusedBy(handOf(amina).answer(offer, null)), 'hand-blocked');
    const answer = await answerOf(town, bilal, await offerOf(town, amina));
    assert.equal(refusedBy(handOf(amina).takeAnswer(answer)), 'hand-blocked');
  });
});

describe('somebody in another’s place', () => {
  const seed = new Uint8Array(32).fill(7);
  const device = readDeviceId(ed25519PublicKey(seed))!;
  const sign = (bytes: Uint8Array) => Promise.resolve(ed25519Sign(seed, bytes));
  const bytesIn = (text: string) => {
    const read = readHandText(text);
    assert.ok(read.ok);
    return read.value.bytes;
  };

  it('who answers under another name is turned away by the handshake', async () => {
    const { town, amina, bilal } = await twoPeople();
    const zara = await town.person('Zara');
    const offer = await offerOf(town, amina, bilal);
    const opened = openHandOffer(bytesIn(offer))!;
    const { description } = openHandAnswer(bytesIn(await answerOf(town, zara, offer)), opened)!;
    const forged = await sealHandAnswer(
      { person: bilal.person!, device, description },
      opened,
      sign,
      (length) => new Uint8Array(length),
    );
    assert.ok(handOf(amina).takeAnswer(carriedText({ kind: 'answer', bytes: forged })).ok);
    await town.until('the end', () => faultOf(amina) === 'peer-mismatch');
    assert.equal(amina.beep!.conversations.value.length, 0);
  });

  it('who offers under another name is turned away by the handshake', async () => {
    const { town, amina, bilal } = await twoPeople();
    const zara = await town.person('Zara');
    const hers = openHandOffer(bytesIn(await offerOf(town, zara)))!;
    const forged = await sealHandOffer({ ...hers, person: amina.person!, device, name: 'Amina' }, sign);
    const answer = await answerOf(town, bilal, carriedText({ kind: 'offer', bytes: forged.bytes }));
    const { description, ...his } = openHandAnswer(bytesIn(answer), forged)!;
    // Zara’s own app takes it as the answer to what she had offered herself.
    const passedOn = await sealHandAnswer(
      { ...his, device, description },
      hers,
      sign,
      (length) => new Uint8Array(length),
    );
    assert.ok(handOf(zara).takeAnswer(carriedText({ kind: 'answer', bytes: passedOn })).ok);
    await town.until('the end', () => faultOf(bilal) === 'peer-mismatch' || faultOf(bilal) === 'hand-failed');
    assert.equal(bilal.beep!.conversations.value.length, 0);
    assert.equal(zara.beep!.conversations.value.length, 0);
  });
});

describe('by hand and by the introducer at once', () => {
  it('somebody who comes by the introducer meanwhile has come', async () => {
    const { town, amina, bilal } = await twoPeople(townWith());
    await town.meet(amina, bilal);
    await cutApart(town, amina, bilal);
    await offerOf(town, amina, bilal);
    town.paths.unblockAll();
    await town.until('both to be linked', () => town.areLinked(amina, bilal));
    assert.equal(viewOf(amina).kind, 'linked');
  });

  for (let round = 0; round < 12; round++)
    it(`two who dial each other as the answer comes have one link in the end (${round})`, async () => {
      const { town, amina, bilal } = await twoPeople(townWith());
      await town.meet(amina, bilal);
      await cutApart(town, amina, bilal);
      const answer = await answerOf(town, bilal, await offerOf(town, amina));
      town.paths.unblockAll();
      for (const { process } of [amina, bilal]) process!.wakeListeners.forEach((wake) => wake());
      await town.pass(round * 60);
      handOf(amina).takeAnswer(answer);
      await town.until('both to be linked', () => town.areLinked(amina, bilal), 5_000);
      await town.pass(30_000);
      assert.ok(town.areLinked(amina, bilal));
      assert.equal(town.network.openBetween('Amina', 'Bilal'), 1);
      assert.deepEqual([amina, bilal].map(isLinked), [true, true]);
    });
});
