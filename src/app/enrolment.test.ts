import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anApplicant, answerOf, settle, type Applicant } from '../../test/support/an-applicant.js';
import { badKeys, HOLLOW_SIGNATURE } from '../../test/support/hollow-keys.js';
import { sealAuthority } from '../protocol/authority.js';
import { carriedText, type CarriedKind } from '../protocol/carried-text.js';
import { decodeArray, encode } from '../protocol/codec.js';
import { badgeFileName, encodeReply, openReply, openRequest } from '../protocol/enrolment.js';
import { readIssuerId, type IssuerId } from '../protocol/ids.js';
import { MAX_BADGES, MAX_ENROLMENT_BYTES, MAX_LINK_CHARS } from '../protocol/limits.js';

const DAY_MS = 86_400_000;
const DAY_S = 86_400;
const textOf = (bytes: Uint8Array, kind: CarriedKind = 'badge'): string => carriedText({ kind, bytes });
const titles = ({ enrolment }: Pick<Applicant, 'enrolment'>): readonly string[] =>
  enrolment.view.value.badges.map(({ names }) => names.title);
const trusted = ({ enrolment }: Pick<Applicant, 'enrolment'>): readonly string[] =>
  enrolment.view.value.authorities.map(({ name }) => name);
const fileOf = ({ identity }: Pick<Applicant, 'identity'>): string =>
  `badges/${badgeFileName(identity.person)}`;
/** What is on disk: what a reader of these tests may not see change. */
const kept = ({ disk, registryDisk }: Applicant) => ({
  badges: disk.self?.badges,
  passes: disk.self?.passes,
  documents: [...registryDisk.docs.keys()],
});

describe('a request for a badge', () => {
  it('is a text, a link and a file that say the same, signed by this device', async () => {
    const ayesha = await anApplicant();
    const invitation = new Uint8Array(10).fill(3);
    const wish = { title: 'Section Officer', department: 'Finance Division', invitation };
    const made = await ayesha.enrolment.request(wish);
    assert.ok(made.ok);
    const request = openRequest(made.value.bytes);
    assert.equal(request?.manifest.person, ayesha.identity.person);
    assert.equal(made.value.person, ayesha.identity.person);
    assert.deepEqual([request.title, request.department, request.invitation], Object.values(wish));
    assert.equal(made.value.text, textOf(made.value.bytes, 'request'));
    const opened = ayesha.enrolment.readRequest(made.value.link);
    assert.ok(opened.ok);
    const { name, isOwn, bytes } = opened.value;
    assert.deepEqual([name, isOwn, bytes], ['Ayesha', true, made.value.bytes]);
  });

  it('is read from its link by somebody else, as theirs', async () => {
    const [ayesha, registrar] = [await anApplicant(), await anApplicant('Registrar')];
    const made = await ayesha.enrolment.request({ title: 'SO', department: 'Budget', invitation: null });
    assert.ok(made.ok);
    const opened = registrar.enrolment.readRequest(made.value.link);
    assert.ok(opened.ok);
    const { person, isOwn, title, department, text } = opened.value;
    assert.deepEqual([person, isOwn, title, department], [ayesha.identity.person, false, 'SO', 'Budget']);
    assert.equal(text, made.value.text);
  });

  it('is not read from a link that is not whole, or is another', async () => {
    const ayesha = await anApplicant();
    const made = await ayesha.enrolment.request({ title: '', department: '', invitation: null });
    assert.ok(made.ok);
    const { link } = made.value;
    const middle = Math.floor(link.length / 2);
    const changed = `${link.slice(0, middle)}${link[middle] === 'A' ? 'B' : 'A'}${link.slice(middle + 1)}`;
    for (const bad of ['', link.slice(0, -1), `${link}A`, changed, link.replace('request', 'add')])
      assert.deepEqual(ayesha.enrolment.readRequest(bad), { ok: false, error: 'request-damaged' });
  });
});

describe('a reply', () => {
  it('is read without anything being kept, trusted or said', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    const before = kept(ayesha);
    for (const carried of [bytes, textOf(bytes), ` ${textOf(bytes).toLowerCase()}\n.`]) {
      const read = ayesha.enrolment.readReply(carried);
      assert.ok(read.ok);
      const { badge, authority, isTrusted } = read.value;
      assert.deepEqual([badge.names.title, badge.standing.kind], ['Section Officer', 'good']);
      assert.deepEqual([authority.name, isTrusted], ['Establishment Division', false]);
    }
    assert.deepEqual(kept(ayesha), before);
    assert.deepEqual([titles(ayesha), trusted(ayesha), ayesha.news()], [[], [], 0]);
  });

  it('is taken: its authority is trusted, the badge kept over a restart, and told once', async () => {
    const ayesha = await anApplicant();
    const { bytes, badge, pass } = await answerOf(ayesha.office, ayesha);
    const taken = await ayesha.enrolment.takeReply(textOf(bytes));
    assert.ok(taken.ok);
    assert.equal(taken.value.authority.name, 'Establishment Division');
    assert.equal(ayesha.news(), 1);
    for (const now of [ayesha, await ayesha.start()]) {
      assert.deepEqual([titles(now), trusted(now)], [['Section Officer'], ['Establishment Division']]);
      assert.deepEqual(now.identity.record.badges, [badge.bytes, ayesha.office.registrar.bytes]);
      assert.deepEqual(now.identity.record.passes[0], pass.bytes);
    }
    const again = ayesha.enrolment.readReply(bytes);
    assert.ok(again.ok && again.value.isTrusted);
  });

  it('takes the place of the badge before it of the same office, and of no other', async () => {
    const ayesha = await anApplicant();
    const other = await ayesha.anotherOffice('Planning Division');
    for (const [office, title] of [
      [ayesha.office, 'Section Officer'],
      [other, 'Member'],
      [ayesha.office, 'Deputy Secretary'],
    ] as const) {
      const { bytes } = await answerOf(office, ayesha, { title });
      assert.ok((await ayesha.enrolment.takeReply(bytes)).ok);
    }
    assert.deepEqual([...titles(ayesha)].sort(), ['Deputy Secretary', 'Member']);
    assert.equal(ayesha.identity.record.badges.length, 4);
    assert.equal(ayesha.identity.record.passes.length, 4);
  });

  it('lets a badge of another office go only as a whole, where there is no room', async () => {
    const ayesha = await anApplicant();
    const names = Array.from({ length: MAX_BADGES / 2 + 1 }, (_, i) => `Office ${i}`);
    for (const name of names) {
      const { bytes } = await answerOf(await ayesha.anotherOffice(name), ayesha, { title: name });
      assert.ok((await ayesha.enrolment.takeReply(bytes)).ok);
    }
    assert.equal(ayesha.identity.record.badges.length, MAX_BADGES);
    assert.deepEqual([...titles(ayesha)].sort(), names.slice(1));
  });
});

describe('a reply that is not to be had', () => {
  /** Both verbs say the same, and nothing has changed. */
  async function refuses(ayesha: Applicant, carried: string | Uint8Array, error: string): Promise<void> {
    const before = kept(ayesha);
    assert.deepEqual(ayesha.enrolment.readReply(carried), { ok: false, error });
    assert.deepEqual(await ayesha.enrolment.takeReply(carried), { ok: false, error });
    assert.deepEqual([kept(ayesha), trusted(ayesha), ayesha.news()], [before, [], 0]);
  }

  it('is somebody else’s', async () => {
    const [ayesha, bilal] = [await anApplicant(), await anApplicant('Bilal')];
    const { bytes } = await answerOf(ayesha.office, bilal);
    await refuses(ayesha, bytes, 'badge-not-ours');
    await refuses(ayesha, textOf(bytes), 'badge-not-ours');
  });

  it('is of another kind', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    const request = await ayesha.enrolment.request({ title: '', department: '', invitation: null });
    assert.ok(request.ok);
    const { link, text } = request.value;
    for (const carried of [
      '',
      'a badge',
      link,
      text,
      textOf(bytes, 'charge'),
      'x'.repeat(MAX_LINK_CHARS + 1),
    ])
      await refuses(ayesha, carried, 'badge-not-beep');
    await refuses(ayesha, request.value.bytes, 'badge-not-beep');
    await refuses(ayesha, new Uint8Array(), 'badge-not-beep');
    await refuses(ayesha, textOf(request.value.bytes), 'badge-damaged');
  });

  it('is damaged', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    for (const at of [0, 60, bytes.length >> 1, bytes.length - 1]) {
      const changed = bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
      await refuses(ayesha, textOf(changed), 'badge-damaged');
      await refuses(ayesha, changed, 'badge-not-beep');
    }
    await refuses(ayesha, textOf(bytes).slice(0, -8), 'badge-damaged');
    await refuses(ayesha, textOf(bytes).replace('-1:', '-2:'), 'badge-version');
  });

  it('is longer than any', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    const long = new Uint8Array(MAX_ENROLMENT_BYTES + 1);
    long.set(bytes);
    await refuses(ayesha, long, 'badge-not-beep');
    await refuses(ayesha, textOf(long), 'badge-damaged');
  });

  it('is of a key that anybody can sign for', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    const [version, , badges, passes] = decodeArray(bytes)!;
    const hollow = await Promise.all(
      badKeys().map((key) => {
        const named = {
          key: Buffer.from(key).toString('hex') as IssuerId,
          name: 'A',
          urduName: null,
          issuedMs: 1,
        };
        return sealAuthority({ ...named, key: readIssuerId(key) ?? named.key }, () =>
          Promise.resolve(HOLLOW_SIGNATURE),
        );
      }),
    );
    for (const authority of hollow)
      await refuses(ayesha, encode([version, authority.bytes, badges, passes] as never), 'badge-not-beep');
  });

  it('is of an authority that did not appoint whoever issued it', async () => {
    const ayesha = await anApplicant();
    const other = await ayesha.anotherOffice('Planning Division');
    const { bytes } = await answerOf(ayesha.office, ayesha);
    const { badges, passes } = openReply(bytes)!;
    const mixed = encodeReply({ authority: other.authorityDoc, badges, passes });
    await refuses(ayesha, mixed, 'badge-not-beep');
  });

  it('is of a department that is not the registrar’s', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha, { department: ['Planning Division'] });
    await refuses(ayesha, bytes, 'badge-unfit');
  });

  it('has ended', async () => {
    const ayesha = await anApplicant();
    const untilS = ayesha.clock.wallMs() / 1000 + DAY_S;
    const { bytes } = await answerOf(ayesha.office, ayesha, { untilS });
    ayesha.clock.advance(DAY_MS - 1);
    assert.ok(ayesha.enrolment.readReply(bytes).ok);
    ayesha.clock.advance(1);
    await refuses(ayesha, bytes, 'badge-expired');
  });

  it('does not open the introducer that turned us away; whom it let in may take it', async () => {
    const ayesha = await anApplicant();
    const other = await ayesha.anotherOffice('Planning Division');
    const { bytes } = await answerOf(other, ayesha);
    for (const standing of ['no-badge', 'refused'] as const) {
      ayesha.door.shuts([ayesha.office.authority], standing);
      await refuses(ayesha, bytes, 'badge-other-office');
    }
    ayesha.door.letsIn([ayesha.office.authority]);
    assert.ok(ayesha.enrolment.readReply(bytes).ok);
    ayesha.door.shuts([ayesha.office.authority, other.authority]);
    assert.ok((await ayesha.enrolment.takeReply(bytes)).ok);
  });
});

describe('a reply that cannot be kept', () => {
  for (const [what, fill] of [
    ['badges', ({ disk }: Applicant, isFull: boolean) => (disk.full = isFull)],
    ['authorities', ({ registryDisk }: Applicant, isFull: boolean) => (registryDisk.full = isFull)],
  ] as const)
    it(`changes nothing where there is no room for ${what}, and is taken later`, async () => {
      const ayesha = await anApplicant();
      const { bytes } = await answerOf(ayesha.office, ayesha);
      const before = kept(ayesha);
      fill(ayesha, true);
      assert.deepEqual(await ayesha.enrolment.takeReply(bytes), { ok: false, error: 'storage-full' });
      assert.deepEqual([kept(ayesha), titles(ayesha), trusted(ayesha)], [before, [], []]);
      assert.deepEqual([ayesha.identity.record.badges, ayesha.news()], [[], 0]);
      fill(ayesha, false);
      assert.ok((await ayesha.enrolment.takeReply(bytes)).ok);
      assert.deepEqual(titles(ayesha), ['Section Officer']);
    });

  it('is of one authority too many', async () => {
    const ayesha = await anApplicant();
    for (let n = 1; n <= 8; n++) {
      const office = await ayesha.anotherOffice(`Office ${n}`);
      assert.ok((await ayesha.registry.trustAuthority(office.authorityDoc)).ok);
    }
    const before = kept(ayesha);
    const { bytes } = await answerOf(ayesha.office, ayesha);
    assert.deepEqual(await ayesha.enrolment.takeReply(bytes), { ok: false, error: 'authorities-too-many' });
    assert.deepEqual(kept(ayesha), before);
  });
});

describe('a badge that lies ready', () => {
  const asked = ({ files }: Applicant): number => files.asked.length;

  it('is not looked for by who never asked for one', async () => {
    const ayesha = await anApplicant();
    ayesha.door.opens();
    await ayesha.pass(DAY_MS);
    assert.equal(asked(ayesha), 0);
  });

  it('is looked for when the introducer is back, seldom, and as long as none has come', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    assert.equal(asked(ayesha), 0, 'nobody is there');
    ayesha.door.opens();
    await settle();
    assert.equal(asked(ayesha), 1);
    for (let n = 0; n < 5; n++) {
      ayesha.door.goes();
      ayesha.door.opens();
      await ayesha.pass(10_000);
    }
    assert.equal(asked(ayesha), 1, 'it was there a moment ago');
    ayesha.files.files.set(fileOf(ayesha), bytes);
    await ayesha.pass(5 * 60_000);
    assert.equal(asked(ayesha), 2);
    assert.deepEqual(ayesha.enrolment.view.value.waiting, bytes);
    assert.deepEqual([titles(ayesha), trusted(ayesha)], [[], []], 'nothing is taken unasked');
    assert.ok((await ayesha.enrolment.takeReply(bytes)).ok);
    assert.equal(ayesha.enrolment.view.value.waiting, null);
    await ayesha.pass(DAY_MS);
    assert.equal(asked(ayesha), 2, 'there is nothing more to wait for');
  });

  it('is looked for after a restart as well, and after one more no longer, once it was taken', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    const again = await ayesha.start();
    assert.equal(again.enrolment.view.value.askedMs, ayesha.clock.wallMs());
    ayesha.door.opens();
    await settle();
    assert.equal(asked(ayesha), 2, 'both that run here look');
    ayesha.files.files.set(fileOf(ayesha), bytes);
    await ayesha.pass(5 * 60_000);
    assert.deepEqual(again.enrolment.view.value.waiting, bytes);
    assert.ok((await again.enrolment.takeReply(bytes)).ok);
    assert.equal(ayesha.disk.self?.askedMs, null);
    assert.equal(again.enrolment.view.value.askedMs, null);
    const before = asked(ayesha);
    await ayesha.start();
    await settle();
    assert.equal(asked(ayesha), before);
  });

  it('is looked for no longer than 30 days', async () => {
    const ayesha = await anApplicant();
    await answerOf(ayesha.office, ayesha);
    await ayesha.pass(30 * DAY_MS);
    await ayesha.start();
    ayesha.door.opens();
    await settle();
    assert.equal(asked(ayesha), 0);
  });

  it('is not asked for where the disk does not take that it was', async () => {
    const ayesha = await anApplicant();
    ayesha.disk.full = true;
    const request = await ayesha.enrolment.request({ title: 'SO', department: 'Finance', invitation: null });
    assert.deepEqual(request, { ok: false, error: 'storage-full' });
  });

  it('is looked for before a closed introducer, whoever asked, each time it is tried again', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    const { enrolment, ...after } = await ayesha.start();
    ayesha.files.files.set(fileOf(after), bytes);
    ayesha.door.shuts([ayesha.office.authority]);
    await settle();
    assert.deepEqual(enrolment.view.value.waiting, bytes);
    assert.equal(enrolment.view.value.isTurnedAway, true);
    await ayesha.pass(DAY_MS);
    const before = asked(ayesha);
    ayesha.door.shuts([ayesha.office.authority]);
    await settle();
    assert.equal(asked(ayesha), before + 2, 'both that run here look');
  });

  it('is looked for by who holds one that ends soon', async () => {
    const ayesha = await anApplicant();
    const untilS = ayesha.clock.wallMs() / 1000 + 13 * DAY_S;
    const { bytes } = await answerOf(ayesha.office, ayesha, { untilS });
    assert.ok((await ayesha.enrolment.takeReply(bytes)).ok);
    ayesha.door.opens();
    await ayesha.pass(60 * 60_000);
    assert.equal(asked(ayesha), 2);
  });

  it('is put off until it is asked for', async () => {
    const ayesha = await anApplicant();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    ayesha.files.files.set(fileOf(ayesha), bytes);
    ayesha.door.opens();
    await settle();
    ayesha.enrolment.putOff();
    await ayesha.pass(5 * 60_000);
    assert.equal(asked(ayesha), 2);
    assert.equal(ayesha.enrolment.view.value.waiting, null);
    assert.deepEqual(await ayesha.enrolment.collect(), bytes);
  });

  it('is not shown if it is not for us, has ended, is held, or was revoked', async () => {
    const [ayesha, bilal] = [await anApplicant(), await anApplicant('Bilal')];
    const lies = (bytes: Uint8Array) => ayesha.files.files.set(fileOf(ayesha), bytes);
    const looksInVain = async () => assert.equal(await ayesha.enrolment.collect(), null);
    await looksInVain();
    lies((await answerOf(ayesha.office, bilal)).bytes);
    await looksInVain();
    lies((await answerOf(ayesha.office, ayesha, { untilS: ayesha.clock.wallMs() / 1000 })).bytes);
    await looksInVain();
    lies(new Uint8Array(MAX_ENROLMENT_BYTES + 1));
    await looksInVain();
    const { bytes } = await answerOf(ayesha.office, ayesha);
    lies(bytes);
    assert.deepEqual(await ayesha.enrolment.collect(), bytes);
    await ayesha.enrolment.takeReply(bytes);
    await looksInVain();
    const { bytes: next, badge } = await answerOf(ayesha.office, ayesha);
    lies(next);
    assert.deepEqual(await ayesha.enrolment.collect(), next);
    const fromMs = ayesha.clock.wallMs();
    await ayesha.registry.take('revocations', (await ayesha.office.revoke({ badges: [{ id: badge.id, fromMs }] })).bytes); // prettier-ignore
    await looksInVain();
  });
});

describe('what is said of our own badge', () => {
  const noteOf = ({ enrolment }: Pick<Applicant, 'enrolment'>) => enrolment.view.value.note;

  it('is that it ends, from 14 days before; that it has ended; and nothing before or after a renewal', async () => {
    const ayesha = await anApplicant();
    const untilS = ayesha.clock.wallMs() / 1000 + 30 * DAY_S;
    const untilMs = untilS * 1000;
    const first = await answerOf(ayesha.office, ayesha, { untilS });
    assert.equal(noteOf(ayesha), null);
    assert.ok((await ayesha.enrolment.takeReply(first.bytes)).ok);
    assert.equal(noteOf(ayesha), null);
    const comesAndGoes = async (afterMs: number) => {
      await ayesha.pass(afterMs);
      ayesha.door.goes();
      ayesha.door.opens();
    };
    await comesAndGoes(16 * DAY_MS - 1);
    assert.equal(noteOf(ayesha), null);
    await comesAndGoes(1);
    assert.deepEqual(noteOf(ayesha), { kind: 'ends', untilMs });
    await comesAndGoes(14 * DAY_MS);
    assert.deepEqual(noteOf(ayesha), { kind: 'ended', untilMs });
    assert.deepEqual(noteOf(await ayesha.start()), { kind: 'ended', untilMs });
    const next = await answerOf(ayesha.office, ayesha, { title: 'Deputy Secretary' });
    assert.ok((await ayesha.enrolment.takeReply(next.bytes)).ok);
    assert.equal(noteOf(ayesha), null);
  });

  it('is that it was revoked, by a list that says so', async () => {
    const ayesha = await anApplicant();
    const { bytes, badge } = await answerOf(ayesha.office, ayesha);
    await ayesha.enrolment.takeReply(bytes);
    const fromMs = ayesha.clock.wallMs();
    await ayesha.registry.take('revocations', (await ayesha.office.revoke({ badges: [{ id: badge.id, fromMs }] })).bytes); // prettier-ignore
    assert.deepEqual(noteOf(ayesha), { kind: 'revoked', fromMs });
  });

  it('is nothing where one of another office goes on', async () => {
    const ayesha = await anApplicant();
    const other = await ayesha.anotherOffice('Planning Division');
    const untilS = ayesha.clock.wallMs() / 1000 + DAY_S;
    for (const [office, says] of [
      [ayesha.office, { untilS }],
      [other, {}],
    ] as const)
      await ayesha.enrolment.takeReply((await answerOf(office, ayesha, says)).bytes);
    assert.equal(noteOf(ayesha), null);
  });
});

describe('a closed introducer', () => {
  it('is shown with whom it lets in, by name where they are trusted here', async () => {
    const ayesha = await anApplicant();
    const stand = () => {
      const { isTurnedAway, required } = ayesha.enrolment.view.value;
      return [isTurnedAway, required?.map(({ key, name }) => [key, name])];
    };
    const { authority } = ayesha.office;
    assert.deepEqual(stand(), [false, undefined]);
    ayesha.door.shuts([authority]);
    assert.deepEqual(stand(), [true, [[authority, '']]]);
    await ayesha.enrolment.takeReply((await answerOf(ayesha.office, ayesha)).bytes);
    assert.deepEqual(stand(), [true, [[authority, 'Establishment Division']]]);
    ayesha.door.letsIn([authority]);
    assert.deepEqual(stand(), [false, [[authority, 'Establishment Division']]]);
    ayesha.door.opens();
    assert.deepEqual(stand(), [false, undefined]);
  });

  it('that is tried again and again shows nothing anew', async () => {
    const ayesha = await anApplicant();
    ayesha.door.shuts([ayesha.office.authority]);
    const shown = ayesha.enrolment.view.value;
    ayesha.door.shuts([ayesha.office.authority]);
    assert.equal(ayesha.enrolment.view.value, shown);
  });
});

describe('trust in an authority', () => {
  async function enrolled() {
    const ayesha = await anApplicant();
    const { bytes, badge, row } = await answerOf(ayesha.office, ayesha);
    assert.ok((await ayesha.enrolment.takeReply(bytes)).ok);
    const { pages, ...directory } = await ayesha.office.list([row]);
    for (const [kind, doc] of [
      ['revocations', (await ayesha.office.revoke({})).bytes],
      ['revocations', (await ayesha.office.revoke({}, 9)).bytes],
      ['directory', directory.bytes],
    ] as const)
      assert.equal(await ayesha.registry.take(kind, doc), 'kept');
    assert.equal(await ayesha.registry.takePages(pages), 1);
    const charge = { department: ['Finance Division'], name: 'SO Budget-II', urduName: null, handover: null };
    const { bytes: charged } = await ayesha.office.charge({ ...charge, number: 1, holder: ayesha.identity.person, sinceMs: ayesha.clock.wallMs() }); // prettier-ignore
    assert.equal(await ayesha.registry.take('charge', charged), 'kept');
    return { ayesha, bytes, badge };
  }

  it('can end: nothing of it is left, here or on disk, but the badge that we hold', async () => {
    const { ayesha, badge } = await enrolled();
    const { authority } = ayesha.office;
    assert.ok(ayesha.registryDisk.docs.size > 3);
    assert.ok((await ayesha.enrolment.stopTrusting(authority)).ok);
    const { size } = ayesha.registryDisk.docs;
    assert.deepEqual([size, ayesha.registryDisk.pages.size], [0, 0]);
    for (const now of [ayesha, await ayesha.start()]) {
      const { registry, enrolment, identity } = now;
      assert.deepEqual([registry.rows(), registry.directories, registry.histories.size], [[], [], 0]);
      assert.deepEqual([titles(now), trusted(now)], [[], []]);
      assert.deepEqual(enrolment.view.value.untrusted.map(({ names, authority: by }) => [names.title, by.key, by.name]), [['Section Officer', authority, '']]); // prettier-ignore
      assert.deepEqual(identity.record.badges[0], badge.bytes);
      assert.equal(enrolment.view.value.note, null);
    }
  });

  it('can begin again, by the reply that is still there', async () => {
    const { ayesha, bytes } = await enrolled();
    await ayesha.enrolment.stopTrusting(ayesha.office.authority);
    ayesha.files.files.set(fileOf(ayesha), bytes);
    assert.deepEqual(await ayesha.enrolment.collect(), bytes);
    assert.ok((await ayesha.enrolment.takeReply(bytes)).ok);
    assert.deepEqual([titles(ayesha), ayesha.enrolment.view.value.untrusted], [['Section Officer'], []]);
    assert.equal(ayesha.identity.record.badges.length, 2);
  });

  it('in one leaves that in others, their documents and our badges of them', async () => {
    const { ayesha } = await enrolled();
    const other = await ayesha.anotherOffice('Planning Division');
    await ayesha.enrolment.takeReply((await answerOf(other, ayesha, { title: 'Member' })).bytes);
    assert.equal(await ayesha.registry.take('revocations', (await other.revoke({})).bytes), 'kept');
    await ayesha.enrolment.stopTrusting(ayesha.office.authority);
    assert.deepEqual([titles(ayesha), trusted(ayesha)], [['Member'], ['Planning Division']]);
    assert.deepEqual(ayesha.registry.rows().map(({ authority }) => authority), [other.authority]); // prettier-ignore
    // A badge that is not trusted here is not lost when another one comes.
    await ayesha.enrolment.takeReply((await answerOf(other, ayesha, { title: 'Chief' })).bytes);
    assert.equal(ayesha.enrolment.view.value.untrusted.length, 1);
    assert.equal(ayesha.identity.record.badges.length, 4);
  });

  it('goes on where the disk does not take its end', async () => {
    const { ayesha } = await enrolled();
    const before = kept(ayesha);
    ayesha.registryDisk.full = true;
    const stopped = await ayesha.enrolment.stopTrusting(ayesha.office.authority);
    assert.deepEqual(stopped, { ok: false, error: 'storage-full' });
    assert.deepEqual([kept(ayesha), titles(ayesha)], [before, ['Section Officer']]);
    assert.equal(ayesha.registry.directories.length, 1);
  });

  it('in nobody can end', async () => {
    const ayesha = await anApplicant();
    assert.ok((await ayesha.enrolment.stopTrusting(ayesha.office.authority)).ok);
  });
});
