import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anOffice, FINANCE, type Office, type Signing } from '../../test/support/an-office.js';
import { Town } from '../../test/support/town.js';
import type { Device } from '../../test/sim/device.js';
import { WORLD_BEGINS_MS } from '../../test/sim/machine-state.js';
import { carriedText, readCarriedText } from '../protocol/carried-text.js';
import { openHandover, type VerifiedCharge, type VerifiedHandover } from '../protocol/charge.js';
import { pageHash } from '../protocol/directory.js';
import { hexText, idBytes, type ConversationId, type PersonId, type PostId } from '../protocol/ids.js';
import { postId } from '../protocol/post.js';
import type { PostVerbs } from './official-views.js';

const THE_POST = { department: FINANCE, name: 'SO Budget-II' };

/** A post of an office, and people with devices that trust it. None of them shows a badge, so charges go where a story tells them. */
class Offices {
  readonly town: Town;
  readonly office: Office;
  readonly post: PostId;

  private constructor(town: Town, office: Office) {
    this.town = town;
    this.office = office;
    this.post = postId({ authority: office.authority, ...THE_POST });
  }

  static async open(): Promise<Offices> {
    const town = new Town();
    return new Offices(town, await anOffice(town.world.dice));
  }

  /** Somebody whom nobody has met. */
  async person(name: string): Promise<Device> {
    const { authority, authorityDoc } = this.office;
    const doc = { kind: 'authority', key: idBytes(authority), bytes: authorityDoc.bytes } as const;
    const device = await this.town.person(name, 0, ({ registry }) => registry.docs.set('trusted', doc));
    await this.opens(device);
    return device;
  }

  /** Everybody has met everybody named before them. */
  async people(...names: string[]): Promise<Device[]> {
    const devices: Device[] = [];
    for (const name of names) {
      const device = await this.person(name);
      for (const other of devices) await this.town.meet(other, device);
      devices.push(device);
    }
    return devices;
  }

  async opens(device: Device): Promise<void> {
    await this.town.until('posts', () => device.beep!.official.value !== null);
  }

  posts(device: Device): PostVerbs {
    return device.beep!.official.value!.posts;
  }

  async comesBack(device: Device): Promise<void> {
    await this.town.comesBack(device);
    await this.opens(device);
  }

  /** The n-th charge, by the authority itself if nobody else is named. */
  charge(
    number: number,
    holder: PersonId | null,
    by: Signing = this.office.root,
    handover: VerifiedHandover | null = null,
  ): Promise<VerifiedCharge> {
    const sinceMs = WORLD_BEGINS_MS + number;
    return this.office.charge({ ...THE_POST, urduName: null, number, holder, sinceMs, handover }, by);
  }

  async tell({ bytes }: VerifiedCharge, ...devices: Device[]): Promise<void> {
    for (const device of devices) {
      const taken = await this.town.done(this.posts(device).takeCharge(bytes));
      assert.ok(taken.ok, JSON.stringify(taken));
    }
  }

  async writes(device: Device): Promise<ConversationId> {
    const begun = await this.town.done(this.posts(device).write(this.post));
    assert.ok(begun.ok, JSON.stringify(begun));
    return begun.value;
  }

  async says(device: Device, id: ConversationId, text: string): Promise<void> {
    const conversation = this.town.conversationBy(device, id);
    void conversation.setDraft(text);
    const sent = await this.town.done(conversation.send());
    assert.ok(sent.ok, JSON.stringify(sent));
  }

  /** What the holder gives the registrar, as the registrar reads it. */
  async handOver(device: Device, to: Device | null) {
    const made = await this.town.done(this.posts(device).handOver(this.post, to?.person ?? null));
    assert.ok(made.ok, JSON.stringify(made));
    const read = readCarriedText(made.value.text, ['handover'], 4_096);
    assert.ok(read.ok);
    const handover = openHandover(read.value.bytes);
    assert.ok(handover, 'the registrar can read it');
    return handover;
  }
}

const viewOf = (device: Device, id: ConversationId) => device.beep?.conversation(id)?.view.value;
const postOf = (device: Device, id: ConversationId) => viewOf(device, id)?.group?.post;
const textsOf = (device: Device, id: ConversationId) =>
  viewOf(device, id)?.messages.map(({ text }) => text) ?? [];
const membersOf = (device: Device, id: ConversationId) =>
  (viewOf(device, id)?.group?.members.map(({ name }) => name) ?? []).sort().join();
const toldIn = (device: Device, id: ConversationId) =>
  viewOf(device, id)?.group?.events.map(({ what }) =>
    what.kind === 'charge'
      ? `${what.from?.name ?? '–'} > ${what.charge.holder?.name} (${what.charge.number}, ${what.charge.orderedBy}, ${what.charge.handedOverBy?.name ?? 'no'} handover)`
      : `${what.kind}${'person' in what ? ` ${what.person.name}` : ''}`,
  ) ?? [];

describe('a conversation with a post', () => {
  it('reaches whoever holds it, is found again, and is never begun twice', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha] = (await office.people('Wali', 'Ayesha')) as [Device, Device];
    await office.tell(await office.charge(1, ayesha.person), wali, ayesha);
    const [id, again] = await Promise.all([office.writes(wali), office.writes(wali)]);
    assert.equal(again, id);
    await office.says(wali, id, 'the budget, please');
    await town.until('her to read it', () => textsOf(ayesha, id).includes('the budget, please'));
    for (const device of [wali, ayesha]) {
      assert.equal(viewOf(device, id)!.kind, 'post');
      assert.equal(viewOf(device, id)!.name, 'SO Budget-II');
      assert.equal(postOf(device, id)!.holding, 'here');
      assert.deepEqual(postOf(device, id)!.post!.department, ['Finance Division']);
    }
    assert.equal(viewOf(ayesha, id)!.group!.own, 'admin', 'so that she can bring in who comes next');
    assert.deepEqual(toldIn(wali, id), ['created', '– > Ayesha (1, Establishment Division, no handover)']);
    wali.kill();
    await office.comesBack(wali);
    assert.equal(await office.writes(wali), id, 'also after a restart');
    assert.deepEqual(await town.done(office.posts(ayesha).write(office.post)), { ok: false, error: 'post-own' }); // prettier-ignore
  });

  it('goes to the successor while its writer is away, by the hand of who handed it over', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha, bilal] = (await office.people('Wali', 'Ayesha', 'Bilal')) as [Device, Device, Device]; // prettier-ignore
    const registrar = await office.office.appoint('Registrar Farooq');
    await office.tell(await office.charge(1, ayesha.person, registrar), wali, ayesha, bilal);
    const id = await office.writes(wali);
    await office.says(wali, id, 'before');
    await town.until('her to read it', () => textsOf(ayesha, id).includes('before'));
    wali.kill();
    const handover = await office.handOver(ayesha, bilal);
    const second = await office.charge(2, bilal.person, registrar, handover);
    const text = carriedText({ kind: 'charge', bytes: second.bytes });
    const taken = await town.done(office.posts(bilal).takeCharge(text));
    assert.ok(taken.ok && !taken.value.isKnown && taken.value.charge.handedOverBy?.name === 'Ayesha');
    const read = office.posts(bilal).readCharge(text);
    assert.ok(read.ok && read.value.isKnown);
    await office.tell(second, ayesha);
    await town.until('him to read it', () => textsOf(bilal, id).includes('before'));
    await town.until('her to be out', () => viewOf(ayesha, id)!.group!.own === 'left');
    await town.until('him to know', () => membersOf(bilal, id) === 'Bilal,Wali');
    await office.says(bilal, id, 'I am here now');
    await office.comesBack(wali);
    await town.until('the writer to read it', () => textsOf(wali, id).includes('I am here now'));
    await office.tell(second, wali);
    await office.says(wali, id, 'welcome');
    await town.until('him to read that', () => textsOf(bilal, id).includes('welcome'));
    await town.pass(60_000);
    assert.ok(!textsOf(ayesha, id).includes('welcome') && textsOf(ayesha, id).includes('before'));
    assert.deepEqual(toldIn(wali, id), [
      'created',
      '– > Ayesha (1, Registrar Farooq, no handover)',
      'Ayesha > Bilal (2, Registrar Farooq, Ayesha handover)',
      'left',
    ]);
    assert.deepEqual(postOf(wali, id)!.charges.map(({ holder }) => holder?.name), ['Bilal', 'Ayesha']); // prettier-ignore
    assert.equal(await office.writes(wali), id);
  });

  it('goes to the successor while the holder before is away, who hears no more of it', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha, bilal] = (await office.people('Wali', 'Ayesha', 'Bilal')) as [Device, Device, Device]; // prettier-ignore
    await office.tell(await office.charge(1, ayesha.person), wali, ayesha, bilal);
    const id = await office.writes(wali);
    await office.says(wali, id, 'before');
    await town.until('her to read it', () => textsOf(ayesha, id).includes('before'));
    ayesha.kill();
    await office.tell(await office.charge(2, bilal.person), wali, bilal);
    await town.until('him to read it', () => textsOf(bilal, id).includes('before'));
    await town.until('her to be out', () => membersOf(wali, id) === 'Bilal,Wali');
    await office.says(wali, id, 'after');
    await town.until('him to read it', () => textsOf(bilal, id).includes('after'));
    await office.comesBack(ayesha);
    await town.until('her to know', () => viewOf(ayesha, id)!.group!.own === 'removed');
    await town.pass(60_000);
    assert.deepEqual(textsOf(ayesha, id), ['before']);
    assert.equal(membersOf(wali, id), 'Bilal,Wali');
  });

  it('comes to one roster when writer and outgoing holder act apart, and then meet', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha, bilal] = (await office.people('Wali', 'Ayesha', 'Bilal')) as [Device, Device, Device]; // prettier-ignore
    await office.tell(await office.charge(1, ayesha.person), wali, ayesha, bilal);
    const id = await office.writes(wali);
    await town.until('her to be in it', () => membersOf(ayesha, id) === 'Ayesha,Wali');
    const second = await office.charge(2, bilal.person, undefined, await office.handOver(ayesha, null));
    // Nobody passes on between the two, and both know of the charge; the successor hears of both.
    for (const [from, to] of [['Wali', 'Ayesha'], ['Ayesha', 'Wali'], ['Wali', 'Bilal'], ['Bilal', 'Wali']] as const) town.paths.block(from, to); // prettier-ignore
    await town.pass(30_000);
    await office.says(ayesha, id, 'my last word');
    await office.tell(second, wali, ayesha, bilal);
    await town.until('the writer to act', () => membersOf(wali, id) === 'Bilal,Wali');
    await town.until('her to have left', () => viewOf(ayesha, id)!.group!.own === 'left');
    await town.until('him to have her word', () => textsOf(bilal, id).includes('my last word'));
    town.paths.unblockAll();
    await town.until('all to agree', () => [wali, bilal].every((one) => membersOf(one, id) === 'Bilal,Wali'));
    await office.says(bilal, id, 'here');
    await town.until('the writer to read it', () => textsOf(wali, id).includes('here'));
    await town.pass(60_000);
    assert.equal(new Set([wali, bilal].map((one) => viewOf(one, id)!.digest)).size, 1);
    assert.ok(!textsOf(ayesha, id).includes('here'));
    assert.equal(toldIn(wali, id).filter((told) => told.startsWith('Ayesha > Bilal')).length, 1, 'told once');
  });

  it('ends at the right holder for who was away for two successions', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha, bilal, chand] = (await office.people('Wali', 'Ayesha', 'Bilal', 'Chand')) as [Device, Device, Device, Device]; // prettier-ignore
    await office.tell(await office.charge(1, ayesha.person), wali, ayesha, bilal, chand);
    const id = await office.writes(wali);
    await office.says(wali, id, 'before');
    await town.until('her to read it', () => textsOf(ayesha, id).includes('before'));
    wali.kill();
    const second = await office.charge(2, bilal.person, undefined, await office.handOver(ayesha, bilal));
    await office.tell(second, ayesha, bilal, chand);
    await town.until('him to have it', () => textsOf(bilal, id).includes('before'));
    const third = await office.charge(3, chand.person, undefined, await office.handOver(bilal, chand));
    await office.tell(third, ayesha, bilal, chand);
    await town.until('the third to have it', () => textsOf(chand, id).includes('before'));
    await town.until('the second to be out', () => viewOf(bilal, id)!.group!.own === 'left');
    await office.comesBack(wali);
    await office.tell(third, wali);
    await office.tell(second, wali);
    await town.until('one roster', () => [wali, chand].every((one) => membersOf(one, id) === 'Chand,Wali'));
    await office.says(wali, id, 'to whoever it is');
    await town.until('the third to read it', () => textsOf(chand, id).includes('to whoever it is'));
    await town.pass(60_000);
    for (const old of [ayesha, bilal]) assert.ok(!textsOf(old, id).includes('to whoever it is'));
  });

  it('waits where nobody holds the post, and where the holder was never met', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha] = (await office.people('Wali', 'Ayesha')) as [Device, Device];
    const dania = await office.person('Dania'); // nobody has met her
    await office.tell(await office.charge(1, ayesha.person), wali, ayesha);
    const id = await office.writes(wali);
    await town.until('her to be in it', () => membersOf(ayesha, id) === 'Ayesha,Wali');
    await office.tell(await office.charge(2, null), wali, ayesha);
    await town.until('her to be out', () => viewOf(ayesha, id)!.group!.own === 'removed');
    assert.equal(postOf(wali, id)!.holding, 'vacant');
    assert.ok(viewOf(wali, id)!.mayPost);
    await office.says(wali, id, 'to whoever comes');
    await office.tell(await office.charge(3, dania.person), wali, ayesha, dania);
    assert.equal(postOf(wali, id)!.holding, 'coming');
    await town.meet(dania, wali);
    await town.until('her to read it', () => textsOf(dania, id).includes('to whoever comes'));
    assert.equal(postOf(wali, id)!.holding, 'here');
  });

  it('begins with a holder who was never met, and brings them in once they are', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali] = (await office.people('Wali')) as [Device];
    const dania = await office.person('Dania');
    await office.tell(await office.charge(1, dania.person), wali, dania);
    const id = await office.writes(wali);
    assert.equal(postOf(wali, id)!.holding, 'coming');
    await office.says(wali, id, 'good morning');
    await town.meet(dania, wali);
    await town.until('her to read it', () => textsOf(dania, id).includes('good morning'));
    assert.equal(await office.writes(wali), id);
  });

  it('begins with a holder who is only in a directory, that nobody has opened: they are dialled, and brought in', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, dania] = [await office.person('Wali'), await office.person('Dania')];
    const rows = [];
    for (const device of [wali, dania]) {
      const { enrolment } = device.beep!.official.value!;
      const asked = await town.done(enrolment.request({ title: '', department: '', invitation: null }));
      assert.ok(asked.ok);
      const { bytes, row } = await office.office.answer(asked.value.bytes);
      assert.ok((await town.done(enrolment.takeReply(bytes))).ok);
      rows.push(row);
    }
    await office.tell(await office.charge(1, dania.person), wali);
    const id = await office.writes(wali);
    await office.says(wali, id, 'good morning');
    await town.pass(5_000);
    assert.equal(postOf(wali, id)!.holding, 'coming', 'no directory is here yet');
    const listed = await office.office.list(rows);
    wali.files.set('index.json', listed.index);
    wali.files.set(`directories/${listed.name}`, listed.bytes);
    for (const page of listed.pages) wali.files.set(`pages/${hexText(pageHash(page))}.cbor`, page);
    await town.pass(3_600_000); // until the introducer is asked again
    await town.until('her to read it', () => textsOf(dania, id).includes('good morning'));
    assert.equal(postOf(wali, id)!.holding, 'here');
    assert.equal(
      office.posts(dania).get(office.post)?.holder?.person,
      dania.person,
      'the charge came by the link',
    );
  });

  it('stays with its holder while two registrars name others, and goes where the authority says', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha, bilal, chand] = (await office.people('Wali', 'Ayesha', 'Bilal', 'Chand')) as [Device, Device, Device, Device]; // prettier-ignore
    const everybody = [wali, ayesha, bilal, chand];
    await office.tell(await office.charge(1, ayesha.person), ...everybody);
    const id = await office.writes(wali);
    await town.until('her to be in it', () => membersOf(ayesha, id) === 'Ayesha,Wali');
    const [one, other] = [await office.office.appoint('Registrar Farooq'), await office.office.appoint('Registrar Gul')]; // prettier-ignore
    const [toBilal, toChand] = [
      await office.charge(2, bilal.person, one),
      await office.charge(2, chand.person, other),
    ];
    // Each device hears of them in another order, and acts on what it hears.
    for (const device of everybody) {
      const [first, then] = device === wali ? [toBilal, toChand] : [toChand, toBilal];
      await office.tell(first, device);
      await town.pass(20_000);
      await office.tell(then, device);
    }
    await town.pass(20_000);
    const post = postOf(wali, id)!;
    assert.ok(post.post!.isDisputed);
    assert.deepEqual(post.disputed.map(({ holder, orderedBy }) => `${holder?.name} by ${orderedBy}`).sort(), ['Bilal by Registrar Farooq', 'Chand by Registrar Gul']); // prettier-ignore
    assert.deepEqual(await town.done(office.posts(ayesha).handOver(office.post, null)), { ok: false, error: 'post-not-held' }); // prettier-ignore
    await office.tell(await office.charge(3, chand.person), ...everybody);
    await town.until('the right one to be in', () =>
      [wali, chand].every((device) => membersOf(device, id) === 'Chand,Wali'),
    );
    assert.ok(!postOf(wali, id)!.post!.isDisputed);
  });
});

describe('a conversation with a post, against those who cheat', () => {
  it('is moved by no charge that is forged, of a stranger, or of another department’s registrar', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha, mallory] = (await office.people('Wali', 'Ayesha', 'Mallory')) as [Device, Device, Device]; // prettier-ignore
    await office.tell(await office.charge(1, ayesha.person), wali, ayesha);
    const id = await office.writes(wali);
    await town.until('her to be in it', () => membersOf(ayesha, id) === 'Ayesha,Wali');
    const posts = office.posts(wali);
    const good = await office.charge(2, mallory.person);
    const forged = good.bytes.slice();
    forged[forged.length - 1]! ^= 1;
    assert.deepEqual(posts.readCharge(forged), { ok: false, error: 'charge-unreadable' });
    assert.deepEqual(posts.readCharge('BEEP-CHARGE-1:AAAA'), { ok: false, error: 'charge-unreadable' });
    const elsewhere = await office.charge(2, mallory.person, await office.office.appoint('Registrar of Health', ['Health Division'])); // prettier-ignore
    for (const take of [posts.readCharge(elsewhere.bytes), await posts.takeCharge(elsewhere.bytes)])
      assert.deepEqual(take, { ok: false, error: 'charge-untrusted' });
    // A disk on which it lies all the same does not move anything either.
    wali.kill();
    wali.registry.docs.set('elsewhere', { kind: 'charge', key: elsewhere.id, bytes: elsewhere.bytes });
    await office.comesBack(wali);
    await town.pass(20_000);
    assert.equal(membersOf(wali, id), 'Ayesha,Wali');
  });

  it('is left by whoever came in by a stolen key, once the authority has said so, and moved by no day in the past', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha, mallory] = (await office.people('Wali', 'Ayesha', 'Mallory')) as [Device, Device, Device]; // prettier-ignore
    await office.tell(await office.charge(1, ayesha.person), wali, ayesha);
    const id = await office.writes(wali);
    await town.until('her to be in it', () => membersOf(ayesha, id) === 'Ayesha,Wali');
    const thief = await office.office.appoint('Registrar Farooq');
    await office.tell(await office.charge(2, mallory.person, thief), wali);
    await town.until('the thief to be in it', () => membersOf(wali, id).includes('Mallory'));
    await town.until('her to be out', () => viewOf(ayesha, id)!.group!.own === 'removed');
    const ended = await office.office.revokeByRoot({ badges: [{ id: thief.registrar!.id, fromMs: WORLD_BEGINS_MS }] }); // prettier-ignore
    wali.files.set('index.json', ended.index);
    wali.files.set(`revocations/${ended.name}`, ended.bytes);
    await town.pass(3_600_000); // until the introducer is asked again
    await town.until('the thief to be out', () => membersOf(wali, id) === 'Wali');
    // Nobody is brought in more often than charges say: the authority says it again.
    await office.tell(await office.charge(2, ayesha.person), wali, ayesha);
    await town.until('her to be back', () => membersOf(ayesha, id) === 'Ayesha,Wali');
    await office.says(wali, id, 'between us');
    await town.until('her to read it', () => textsOf(ayesha, id).includes('between us'));
    const before = toldIn(wali, id);
    for (const number of [1, 2, 3, 9]) {
      const backdated = await office.office.charge({ ...THE_POST, urduName: null, number, holder: mallory.person!, sinceMs: WORLD_BEGINS_MS - 60_000, handover: null }, thief); // prettier-ignore
      const taken = await town.done(office.posts(wali).takeCharge(backdated.bytes));
      assert.deepEqual(taken, { ok: false, error: 'charge-untrusted' });
    }
    await town.pass(60_000);
    assert.equal(membersOf(wali, id), 'Ayesha,Wali');
    assert.deepEqual(toldIn(wali, id), before);
    assert.deepEqual(postOf(wali, id)!.charges.map(({ holder }) => holder?.name), ['Ayesha', 'Ayesha']); // prettier-ignore
    assert.ok(!textsOf(mallory, id).includes('between us'));
  });

  it('shows who was added without a charge as a plain addition, and who lingers', async () => {
    const office = await Offices.open();
    const { town } = office;
    const [wali, ayesha, bilal, mallory] = (await office.people('Wali', 'Ayesha', 'Bilal', 'Mallory')) as [Device, Device, Device, Device]; // prettier-ignore
    await office.tell(await office.charge(1, ayesha.person), wali, ayesha, bilal, mallory);
    const id = await office.writes(wali);
    await town.until('her to be in it', () => membersOf(ayesha, id) === 'Ayesha,Wali');
    assert.ok((await town.done(town.conversationBy(ayesha, id).add([mallory.person!, bilal.person!], 'admin'))).ok);
    await town.until('all to be in it', () => membersOf(wali, id) === 'Ayesha,Bilal,Mallory,Wali');
    assert.deepEqual(toldIn(wali, id).slice(2), ['added Mallory', 'added Bilal']);
    // Bilal comes to hold it; the writer is away, and the old holder, who signed nothing, stays.
    wali.kill();
    await office.tell(await office.charge(2, bilal.person), ayesha, bilal, mallory);
    await town.pass(30_000);
    assert.deepEqual(postOf(bilal, id)!.lingering.map(({ name }) => name), ['Ayesha']);
    await office.comesBack(wali);
    await office.tell(await office.charge(2, bilal.person), wali);
    await town.until('the writer to end it', () => viewOf(ayesha, id)!.group!.own === 'removed');
    await town.until('him to know', () => postOf(bilal, id)!.lingering.length === 0);
    assert.equal(membersOf(bilal, id), 'Bilal,Mallory,Wali');
  }); // prettier-ignore
});
