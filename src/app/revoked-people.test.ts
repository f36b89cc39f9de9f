import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anOffice, type Office } from '../../test/support/an-office.js';
import { Town } from '../../test/support/town.js';
import type { Device } from '../../test/sim/device.js';
import type { EntryId } from '../protocol/ids.js';

const HOUR_MS = 3_600_000;

/** Gives somebody a badge of the office, and returns its id. */
async function enrol(town: Town, office: Office, device: Device): Promise<Uint8Array> {
  const { enrolment } = device.beep!.official.value!;
  const request = await town.done(enrolment.request({ title: 'Officer', department: '', invitation: null }));
  assert.ok(request.ok);
  const { bytes, badge } = await office.answer(request.value.bytes);
  const taken = await town.done(enrolment.takeReply(bytes));
  assert.ok(taken.ok);
  return badge.id;
}

describe('a badge that is revoked from an earlier day', () => {
  it('marks what is on the screen at once, on both sides alike, and again after a restart', async () => {
    const town = new Town();
    const office = await anOffice(town.world.dice);
    const [ayesha, bilal] = [await town.person('Ayesha'), await town.person('Bilal')];
    const id = await enrol(town, office, ayesha);
    await enrol(town, office, bilal);
    await town.meet(ayesha, bilal);
    await town.says(ayesha, bilal, 'before');
    await town.pass(HOUR_MS);
    await town.says(ayesha, bilal, 'after');
    await town.says(bilal, ayesha, 'an answer');
    const messages = (device: Device, peer: Device) => town.talk(device, peer).view.value.messages;
    await town.until('all to be there', () => messages(bilal, ayesha).length === 3 && messages(ayesha, bilal).length === 3); // prettier-ignore
    const marks = (device: Device, peer: Device) => messages(device, peer).map(({ text, revoked }) => [text, revoked?.act, revoked?.isSure]); // prettier-ignore
    assert.ok(messages(bilal, ayesha).every(({ revoked }) => revoked === null));

    const fromMs = messages(bilal, ayesha)[0]!.sentAtMs + HOUR_MS / 2;
    const list = await office.revoke({ badges: [{ id, fromMs }] });
    const zara = await town.person('Zara');
    await enrol(town, office, zara);
    // Only Zara hears of it from the office, and Bilal from her.
    await town.meet(bilal, zara);
    zara.files.set('index.json', list.index);
    zara.files.set(`revocations/${list.name}`, list.bytes);
    zara.kill();
    await town.comesBack(zara);
    const isMarked = (device: Device, peer: Device) => messages(device, peer).some(({ revoked }) => revoked !== null); // prettier-ignore
    await town.until('Bilal to have heard', () => isMarked(bilal, ayesha));
    const wanted = [['before', undefined, undefined], ['after', 'written', true], ['an answer', undefined, undefined]]; // prettier-ignore
    assert.deepEqual(marks(bilal, ayesha), wanted);
    assert.equal(messages(bilal, ayesha)[1]!.revoked?.fromMs, fromMs);
    // A proof says the same: of the one there is a file, and of the other the reason why there is none.
    const drafts = await town.done(bilal.beep!.drafts());
    assert.ok(drafts.ok);
    const [before, after] = messages(bilal, ayesha);
    const exported = (message: EntryId) => town.done(drafts.value.proofFile(town.talk(bilal, ayesha).id, message)); // prettier-ignore
    assert.equal((await exported(before!.id)).ok, true);
    assert.deepEqual(await exported(after!.id), { ok: false, error: 'proof-revoked' });

    bilal.kill();
    await town.comesBack(bilal);
    await town.done(town.talk(bilal, ayesha).open());
    await town.until('the marks to be back', () => isMarked(bilal, ayesha));
    assert.deepEqual(marks(bilal, ayesha), wanted);
    // Nobody gives documents to whose badge was taken back: Ayesha hears of it from the office.
    ayesha.files.set('index.json', list.index);
    ayesha.files.set(`revocations/${list.name}`, list.bytes);
    ayesha.kill();
    await town.comesBack(ayesha);
    await town.done(town.talk(ayesha, bilal).open());
    await town.until('Ayesha to see it', () => isMarked(ayesha, bilal));
    assert.deepEqual(marks(ayesha, bilal), wanted);
  });
});
