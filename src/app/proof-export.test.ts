import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Device } from '../../test/sim/device.js';
import { aLoneOffice } from '../../test/support/lone-office.js';
import { createMemoryDrafts } from '../../test/support/memory-drafts.js';
import { AUTHORITY, authorityOf, directFile, listOf, theVouchers } from '../../test/support/proof-files.js';
import { Town } from '../../test/support/town.js';
import { ALICE, BOB, NOW_MS } from '../../test/vectors/cast.js';
import { prove } from '../../verify/proof.mjs';
import { openAuthority } from '../protocol/authority.js';
import type { ConversationId, EntryId } from '../protocol/ids.js';
import { encodeProofFile } from '../protocol/proof-file.js';
import { openRevocations } from '../protocol/revocations.js';
import type { Vouching } from './office.js';
import { checkFile } from './proof-reader.js';
import type { ProofView } from './proof-views.js';
import { vouchersFor } from './vouchers-at-hand.js';

async function aminaAndBilal() {
  const town = new Town();
  const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
  await town.meet(amina, bilal);
  return { town, amina, bilal };
}

/** What somebody saves of a message, and what somebody else finds in it. */
async function exported(town: Town, device: Device, conversation: ConversationId, id: EntryId) {
  const drafts = await town.done(device.beep!.drafts());
  assert.ok(drafts.ok);
  return town.done(drafts.value.proofFile(conversation, id));
}

async function checked(town: Town, device: Device, file: Uint8Array): Promise<ProofView> {
  const drafts = await town.done(device.beep!.drafts());
  const found = drafts.ok && (await town.done(drafts.value.checkFile(file)));
  assert.ok(found && found.ok && found.value.kind === 'message', JSON.stringify(found));
  const second = prove(file);
  assert.ok(second.ok, 'and the second implementation says so too');
  return found.value.proof;
}

const saved = <T>(result: { ok: true; value: T } | { ok: false; error: string }): T => {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
};

describe('exporting a proof', () => {
  it('puts in what a message says now, what it said, and that the other has it and has read it', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    await town.says(amina, bilal, 'At ten.');
    const ours = town.talk(amina, bilal);
    const { id } = ours.view.value.messages[0]!;
    saved(await town.done(ours.edit(id, 'At eleven.')));
    await town.says(amina, bilal, 'Bring the file.');
    await town.until('all to come', () => town.texts(bilal, amina).length === 2);
    const theirs = town.talk(bilal, amina);
    theirs.setShown(true);
    await town.until('it to be read', () => town.states(amina, bilal).every((state) => state === 'read'));
    const file = saved(await exported(town, amina, ours.id, id));
    const esha = await town.person('Esha');
    for (const device of [bilal, esha]) {
      const proof = await checked(town, device, file);
      assert.deepEqual([proof.text, proof.earlier.map(({ text }) => text)], ['At eleven.', ['At ten.']]);
      assert.deepEqual(
        proof.receipts.map((one) => [one.name, one.isRead]),
        [['Bilal', true]],
      );
      assert.equal(proof.author.knownAs, device === bilal ? 'Amina' : null);
    }
    assert.deepEqual((await checked(town, bilal, file)).to?.own, true);
  });

  it('keeps signed receipts through a restart', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    await town.says(amina, bilal, 'Hello');
    await town.until('it to arrive', () => town.states(amina, bilal)[0] === 'delivered');
    const conversation = town.talk(amina, bilal).id;
    amina.kill();
    await town.comesBack(amina);
    const talk = town.conversationBy(amina, conversation);
    await town.done(talk.open());
    const { id } = talk.view.value.messages[0]!;
    const proof = await checked(town, bilal, saved(await exported(town, amina, conversation, id)));
    assert.deepEqual(
      proof.receipts.map(({ isRead }) => isRead),
      [false],
    );
  });

  it('is possible of what others wrote, and of polls, but not of what was deleted', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    await town.says(bilal, amina, 'Mine.');
    saved(await town.done(town.talk(bilal, amina).ask('When?', ['Now', 'Later'], false)));
    await town.until('both to come', () => town.texts(amina, bilal).length === 2);
    const talk = town.talk(amina, bilal);
    const [text, poll] = talk.view.value.messages;
    const proof = await checked(town, bilal, saved(await exported(town, amina, talk.id, text!.id)));
    assert.deepEqual([proof.author.own, proof.text, proof.to?.knownAs], [true, 'Mine.', 'Amina']);
    assert.deepEqual((await checked(town, bilal, saved(await exported(town, amina, talk.id, poll!.id)))).options, ['Now', 'Later']); // prettier-ignore
    saved(await town.done(town.talk(bilal, amina).delete(text!.id)));
    await town.until('it to be gone', () => talk.view.value.messages[0]?.kind === 'deleted');
    assert.deepEqual(await exported(town, amina, talk.id, text!.id), { ok: false, error: 'message-gone' });
  });

  it('works in a group, by the receipts of everybody', async () => {
    const { town, amina, bilal } = await aminaAndBilal();
    const chand = await town.person('Chand');
    await town.meet(amina, chand);
    const members = [bilal.person!, chand.person!];
    const made = saved(await town.done(amina.beep!.createGroup({ type: 'group', name: 'Budget', history: 'all', members }))); // prettier-ignore
    const talk = town.conversationBy(amina, made);
    await town.until('all to be linked', () => talk.linked.size === 2);
    void talk.setDraft('To all.');
    const id = saved(await town.done(talk.send()))!;
    await town.until('all to have it', () => talk.deliveries(id).every(({ state }) => state !== 'unreached'));
    const proof = await checked(town, chand, saved(await exported(town, amina, made, id)));
    assert.equal(proof.to, null);
    assert.deepEqual(proof.receipts.map(({ name }) => name).sort(), ['Bilal', 'Chand']);
  });
});

describe('the badges in a file', () => {
  const vouching = async (): Promise<Vouching> => ({
    trusted: new Set([AUTHORITY.key]),
    authorities: [openAuthority(await authorityOf(AUTHORITY))!],
    revocations: [openRevocations(await listOf(AUTHORITY))!],
  });

  it('are those of its people, with their registrars’ and what is held of their authority', async () => {
    const { badges } = await theVouchers();
    const held = await vouching();
    const office = {
      identity: { person: ALICE.person, record: { badges: badges.slice(0, 2) } },
      contacts: { get: () => ({ badges }) },
      vouching: () => held,
    };
    assert.deepEqual(vouchersFor([ALICE.person, BOB.person], office), {
      badges: [badges[0], badges[2], badges[1]],
      authorities: held.authorities.map(({ bytes }) => bytes),
      revocations: held.revocations.map(({ bytes }) => bytes),
    });
    assert.deepEqual(vouchersFor([], office), { badges: [], authorities: [], revocations: [] });
  });

  it('are shown as they stood when it was signed, of authorities that are trusted here', async () => {
    const { office, ports } = await aLoneOffice(createMemoryDrafts());
    const file = encodeProofFile(await directFile());
    const held = await vouching();
    const trusting = await checkFile(file, { ...office, vouching: () => held }, ports);
    assert.ok(trusting.ok && trusting.value.kind === 'message');
    const { author, isTrusted } = trusting.value.proof;
    assert.deepEqual([isTrusted, author.badges[0]?.names.name, author.badges[0]?.registrar?.name, author.badges[0]?.authority.name], [true, 'Alice Khan', 'Registrar', 'Government of Somewhere']); // prettier-ignore
    const revoked = openRevocations(await listOf(AUTHORITY, { number: 9, people: [{ person: ALICE.person, fromMs: NOW_MS }] })); // prettier-ignore
    const late = await checkFile(
      file,
      { ...office, vouching: () => ({ ...held, revocations: [revoked!] }) },
      ports,
    );
    assert.deepEqual(late, { ok: false, error: 'proof-revoked' });
    const nobody = await checkFile(file, office, ports);
    assert.ok(nobody.ok && nobody.value.kind === 'message');
    assert.equal(nobody.value.proof.isTrusted, false);
  });
});
