import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Town } from '../../test/support/town.js';
import { anOffice, type Office } from '../../test/support/an-office.js';
import { WORLD_BEGINS_MS } from '../../test/sim/machine-state.js';
import type { Device } from '../../test/sim/device.js';
import { pageHash } from '../protocol/directory.js';
import { hexText, readDeviceId, readPersonId, type PersonId } from '../protocol/ids.js';
import { badgeFileName } from '../protocol/enrolment.js';

const official = (device: Device) => {
  const verbs = device.beep!.official.value;
  assert.ok(verbs, 'badges are loaded');
  return verbs;
};

const selfOf = (device: Device) => {
  const phase = device.beep!.phase.value;
  assert.equal(phase.kind, 'ready');
  return phase.self;
};

/** Somebody who has asked the office for a badge, and taken it. */
async function enrol(town: Town, office: Office, device: Device, title: string) {
  const { enrolment } = official(device);
  const request = await town.done(enrolment.request({ title, department: '', invitation: null }));
  assert.ok(request.ok);
  const reply = await office.answer(request.value.bytes, { title });
  const taken = await town.done(enrolment.takeReply(reply.bytes));
  assert.ok(taken.ok, JSON.stringify(taken));
  return reply;
}

async function anOfficeOfTwo() {
  const town = new Town();
  const office = await anOffice(town.world.dice);
  const [ayesha, bilal] = [await town.person('Ayesha'), await town.person('Bilal')];
  const badges = {
    ayesha: await enrol(town, office, ayesha, 'Section Officer'),
    bilal: await enrol(town, office, bilal, 'Deputy Secretary'),
  };
  return { town, office, ayesha, bilal, badges };
}

describe('a badge', () => {
  it('is shown to those one has met, once it is there', async () => {
    const { town, ayesha, bilal } = await anOfficeOfTwo();
    await town.meet(ayesha, bilal);
    const identity = () => official(bilal).identityOf(selfOf(ayesha).person);
    await town.until('the badge to be seen', () => identity().badges.length === 1);
    assert.equal(identity().assurance, 'vouched');
    assert.equal(identity().badges[0]?.names.title, 'Section Officer');
    assert.equal(identity().badges[0]?.registrar?.name, 'Registrar, Finance');
  });

  it('is kept over a restart', async () => {
    const { town, ayesha } = await anOfficeOfTwo();
    ayesha.kill();
    await town.comesBack(ayesha);
    await town.until('badges', () => ayesha.beep!.official.value !== null);
    assert.equal(official(ayesha).enrolment.view.value.badges[0]?.standing.kind, 'good');
  });

  it('is nobody else’s', async () => {
    const { town, bilal, badges } = await anOfficeOfTwo();
    const taken = await town.done(official(bilal).enrolment.takeReply(badges.ayesha.bytes));
    assert.deepEqual(taken, { ok: false, error: 'badge-not-ours' });
  });

  it('can lie ready at the introducer', async () => {
    const { town, office, ayesha } = await anOfficeOfTwo();
    const { enrolment } = official(ayesha);
    assert.equal(await town.done(enrolment.collect()), null);
    const request = await town.done(enrolment.request({ title: 'x', department: '', invitation: null }));
    assert.ok(request.ok);
    const { bytes } = await office.answer(request.value.bytes, { title: 'Joint Secretary' });
    ayesha.files.set(`badges/${badgeFileName(selfOf(ayesha).person)}`, bytes);
    assert.deepEqual(await town.done(enrolment.collect()), bytes);
  });
});

describe('an authority that is trusted no more', () => {
  it('vouches for nobody here, and for everybody elsewhere; who is linked stays so', async () => {
    const { town, office, ayesha, bilal } = await anOfficeOfTwo();
    await town.meet(ayesha, bilal);
    const seen = (by: Device, of: Device) => official(by).identityOf(selfOf(of).person).assurance;
    await town.until('both badges', () => seen(bilal, ayesha) === 'vouched' && seen(ayesha, bilal) === 'vouched'); // prettier-ignore
    const { enrolment } = official(bilal);
    assert.ok((await town.done(enrolment.stopTrusting(office.authority))).ok);
    assert.deepEqual([seen(bilal, ayesha), official(bilal).identityOf(selfOf(ayesha).person).badges], ['unverified', []]); // prettier-ignore
    assert.equal(enrolment.view.value.untrusted[0]?.names.title, 'Deputy Secretary');
    await town.pass(60_000);
    assert.ok(town.areLinked(ayesha, bilal));
    assert.equal(seen(ayesha, bilal), 'vouched');
    bilal.kill();
    await town.comesBack(bilal);
    await town.until('badges', () => bilal.beep!.official.value !== null);
    assert.equal(seen(bilal, ayesha), 'unverified');
    await enrol(town, office, bilal, 'Joint Secretary');
    assert.equal(seen(bilal, ayesha), 'vouched');
  });

  it('keeps nobody away any more whom it has ended', async () => {
    const { town, office, ayesha, bilal } = await anOfficeOfTwo();
    await town.meet(ayesha, bilal);
    const over = readPersonId(Uint8Array.from(Buffer.from(selfOf(ayesha).person, 'hex')))!;
    const list = await office.revoke({ people: [{ person: over, fromMs: WORLD_BEGINS_MS }] });
    assert.equal(await town.done(bilal.beep!.network!.registry.take('revocations', list.bytes)), 'kept');
    await town.until('no link', () => !town.areLinked(ayesha, bilal));
    assert.ok((await town.done(official(bilal).enrolment.stopTrusting(office.authority))).ok);
    await town.until('a link', () => town.areLinked(ayesha, bilal), 600_000);
  });
});

/** The office ends the key of somebody; `hears` learns it from the office, by starting again. */
async function ends(town: Town, office: Office, who: Device, hears: Device): Promise<PersonId> {
  const over = readPersonId(Uint8Array.from(Buffer.from(selfOf(who).person, 'hex')))!;
  const list = await office.revoke({ people: [{ person: over, fromMs: WORLD_BEGINS_MS }] });
  hears.files.set('index.json', list.index);
  hears.files.set(`revocations/${list.name}`, list.bytes);
  hears.kill();
  await town.comesBack(hears);
  return over;
}

describe('news of an office', () => {
  it('goes from device to device, and ends the link with whose key is over', async () => {
    const { town, office, ayesha, bilal } = await anOfficeOfTwo();
    const zara = await town.person('Zara');
    await enrol(town, office, zara, 'Director');
    await town.meet(ayesha, bilal);
    await town.meet(bilal, zara);
    const over = await ends(town, office, ayesha, zara); // nobody else hears of it from the office
    await town.until('Bilal to have heard', () => !town.areLinked(ayesha, bilal));
    const identity = official(bilal).identityOf(over);
    assert.equal(identity.badges[0]?.standing.kind, 'revoked');
    await town.pass(120_000);
    assert.equal(town.areLinked(ayesha, bilal), false, 'no link comes back');
    assert.ok(town.areLinked(bilal, zara));
  });

  it('ends the link of whoever shows only now the badge by which they were ended', async () => {
    const town = new Town();
    const office = await anOffice(town.world.dice);
    const [ayesha, bilal] = [await town.person('Ayesha'), await town.person('Bilal')];
    await enrol(town, office, bilal, 'Deputy Secretary');
    await ends(town, office, ayesha, bilal);
    await town.meet(ayesha, bilal);
    await town.pass(10_000);
    assert.ok(town.areLinked(ayesha, bilal), 'no office has vouched for them, as far as is known');
    await enrol(town, office, ayesha, 'Section Officer');
    await town.until('no link', () => !town.areLinked(ayesha, bilal), 5_000);
  });

  it('says why there is no link, and accuses nobody of being somebody else', async () => {
    const { town, office, ayesha, bilal } = await anOfficeOfTwo();
    await town.meet(ayesha, bilal);
    const over = await ends(town, office, ayesha, bilal);
    await town.until('no link', () => !town.areLinked(ayesha, bilal));
    const reach = () => bilal.beep!.network!.reachOf(over);
    await town.until('a reason', () => {
      const now = reach();
      return now.is === 'tried' && now.obstacle === 'ended';
    }, 300_000); // prettier-ignore
    await town.pass(300_000);
    assert.equal(bilal.beep!.alert.value, null);
  });

  it('ends one device, and not its person', async () => {
    const { town, office, ayesha, bilal } = await anOfficeOfTwo();
    await town.meet(ayesha, bilal);
    const device = readDeviceId(Uint8Array.from(Buffer.from(selfOf(ayesha).device, 'hex')))!;
    const list = await office.revoke({ devices: [{ device, fromMs: WORLD_BEGINS_MS }] });
    bilal.files.set('index.json', list.index);
    bilal.files.set(`revocations/${list.name}`, list.bytes);
    bilal.kill();
    await town.comesBack(bilal);
    await town.until('badges', () => bilal.beep!.official.value !== null);
    await town.pass(120_000);
    assert.equal(town.areLinked(ayesha, bilal), false);
    assert.equal(official(bilal).identityOf(selfOf(ayesha).person).badges[0]?.standing.kind, 'good');
  });

  it('brings a directory, page by page, from whoever has it', async () => {
    const { town, office, ayesha, bilal, badges } = await anOfficeOfTwo();
    const directory = await office.list([badges.ayesha.row, badges.bilal.row]);
    ayesha.files.set('index.json', directory.index);
    ayesha.files.set(`directories/${directory.name}`, directory.bytes);
    for (const page of directory.pages) ayesha.files.set(`pages/${hexText(pageHash(page))}.cbor`, page);
    ayesha.kill();
    await town.comesBack(ayesha);
    await town.until('the pages', () => ayesha.registry.pages.size === directory.pages.length);
    await town.meet(ayesha, bilal);
    await town.until('the pages at Bilal', () => bilal.registry.pages.size === directory.pages.length);
    assert.equal(bilal.files.size, 0);
  });

  it('is not told any more to whose badge was taken back, who stays linked', async () => {
    const { town, office, ayesha, bilal, badges } = await anOfficeOfTwo();
    await town.meet(ayesha, bilal);
    const over = await office.revoke({ badges: [{ id: badges.bilal.badge.id, fromMs: WORLD_BEGINS_MS }] });
    const directory = await office.list([badges.ayesha.row]);
    const index = { revocations: [over.name], directories: [directory.name] };
    ayesha.files.set('index.json', new TextEncoder().encode(JSON.stringify(index)));
    ayesha.files.set(`revocations/${over.name}`, over.bytes);
    ayesha.files.set(`directories/${directory.name}`, directory.bytes);
    for (const page of directory.pages) ayesha.files.set(`pages/${hexText(pageHash(page))}.cbor`, page);
    ayesha.kill();
    await town.comesBack(ayesha);
    await town.until('the pages', () => ayesha.registry.pages.size === directory.pages.length);
    await town.until('a link again', () => town.areLinked(ayesha, bilal));
    await town.pass(60_000);
    assert.ok(town.areLinked(ayesha, bilal));
    assert.equal(bilal.registry.pages.size, 0);
  });

  it('is not told to whoever shows no badge', async () => {
    const { town, office, ayesha, badges } = await anOfficeOfTwo();
    const directory = await office.list([badges.ayesha.row]);
    ayesha.files.set('index.json', directory.index);
    ayesha.files.set(`directories/${directory.name}`, directory.bytes);
    for (const page of directory.pages) ayesha.files.set(`pages/${hexText(pageHash(page))}.cbor`, page);
    ayesha.kill();
    await town.comesBack(ayesha);
    const guest = await town.person('Guest');
    await town.meet(ayesha, guest);
    await town.pass(60_000);
    assert.equal(guest.registry.docs.size, 0);
    assert.equal(guest.registry.pages.size, 0);
  });
});

describe('somebody who is found in a directory', () => {
  it('is written to without a contact link, until their badge is revoked', async () => {
    const { town, office, ayesha, bilal, badges } = await anOfficeOfTwo();
    const listed = await office.list([badges.ayesha.row, badges.bilal.row]);
    ayesha.files.set('index.json', listed.index);
    ayesha.files.set(`directories/${listed.name}`, listed.bytes);
    for (const page of listed.pages) ayesha.files.set(`pages/${hexText(pageHash(page))}.cbor`, page);
    ayesha.kill();
    await town.comesBack(ayesha);
    await town.until('badges', () => ayesha.beep!.official.value !== null);
    const { directory } = official(ayesha);
    directory.open();
    await town.until('two people', () => directory.view.value.count === 2);
    const [found] = directory.search('bilal deputy', 5);
    assert.equal(found?.person, selfOf(bilal).person);
    assert.deepEqual(found.standing, { kind: 'good' });
    const written = await town.done(directory.write(found.person));
    assert.ok(written.ok);
    await town.says(ayesha, bilal, 'Assalam-o-alaikum');
    const isThere = (): boolean => bilal.beep!.conversations.value.some(({ latest }) => latest?.text === 'Assalam-o-alaikum'); // prettier-ignore
    await town.until('the message', isThere);
    const again = await town.done(directory.write(found.person));
    assert.deepEqual(again, written);

    const list = await office.revoke({ people: [{ person: found.person, fromMs: WORLD_BEGINS_MS }] });
    ayesha.files.set('index.json', list.index);
    ayesha.files.set(`revocations/${list.name}`, list.bytes);
    ayesha.kill();
    await town.comesBack(ayesha);
    await town.until('badges', () => ayesha.beep!.official.value !== null);
    const later = official(ayesha).directory;
    later.open();
    await town.until('it to be heard', () => later.search('bilal', 5)[0]?.standing.kind === 'revoked');
    assert.deepEqual(await town.done(later.write(found.person)), { ok: false, error: 'not-in-directory' });
  });
});
