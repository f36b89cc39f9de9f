import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OTHER_AUTHORITY, REGISTRAR } from '../../test/support/proof-files.js';
import { ALICE, BOB, cardOf, manifestOf, EVE } from '../../test/vectors/cast.js';
import { allFlips, allTruncations, withItem } from '../../test/vectors/mutations.js';
import {
  aReply,
  badgeWith,
  passWith,
  requestWith,
  theAuthority,
  theRegistrar,
} from '../../test/vectors/office-cast.js';
import { itIsSigned, resigned } from '../../test/vectors/signed-suite.js';
import { carriedText, readCarriedText, type CarriedKind } from './carried-text.js';
import { encode, type Wire } from './codec.js';
import { badgeFileName, encodeReply, openReply, openRequest, requestLink, sealRequest } from './enrolment.js';
import { MAX_BADGES, MAX_ENROLMENT_BYTES, MAX_LINK_CHARS, MAX_NAME_BYTES, MAX_TIME_MS, MAX_TITLE_BYTES } from './limits.js'; // prettier-ignore

describe('a request for a badge', () => {
  const kind = { type: 'request', open: openRequest, sign: ALICE.signAsDevice } as const;
  itIsSigned(kind, async () => (await requestWith()).bytes);

  it('reads back as it was made', async () => {
    const texts = fc.record({
      title: fc.constantFrom('', 'سیکشن آفیسر', 'a'.repeat(MAX_TITLE_BYTES)),
      department: fc.constantFrom('', 'Finance Division/Budget Wing', 'a'.repeat(MAX_NAME_BYTES)),
      invitation: fc.option(fc.uint8Array({ minLength: 10, maxLength: 10 })),
      madeMs: fc.maxSafeNat().map((ms) => ms % (MAX_TIME_MS + 1)),
    });
    await fc.assert(
      fc.asyncProperty(texts, async (changes) => {
        const request = await requestWith(changes);
        const opened = openRequest(request.bytes);
        assert.deepEqual(opened, request);
        assert.deepEqual((await sealRequest(opened!, ALICE.signAsDevice)).bytes, request.bytes);
      }),
      { numRuns: 60 },
    );
  });

  for (const [what, index, item] of [
    ['a title above the cap', 3, 'a'.repeat(MAX_TITLE_BYTES + 1)],
    ['a decomposed title', 3, 'e\u0301'],
    ['a department above the cap', 4, 'a'.repeat(MAX_NAME_BYTES + 1)],
    ['an invitation of 9 bytes', 5, new Uint8Array(9)],
    ['an invitation of 11 bytes', 5, new Uint8Array(11)],
    ['a time after all time', 6, MAX_TIME_MS + 1],
  ] satisfies [string, number, Wire][])
    it(`is refused with ${what}`, async () => {
      assert.equal(openRequest(await resigned(kind, (await requestWith()).bytes, index, item)), null);
    });

  it('is refused with the manifest or the card of somebody else', async () => {
    const { bytes } = await requestWith();
    assert.equal(openRequest(await resigned(kind, bytes, 1, (await manifestOf(BOB)).bytes)), null);
    assert.equal(openRequest(await resigned(kind, bytes, 2, (await cardOf(BOB)).bytes)), null);
  });

  it('is refused with a device that is the person’s no more', async () => {
    const manifest = await manifestOf(ALICE, {
      number: 2,
      devices: [{ device: EVE.device, label: 'New', fromMs: 0 }],
      revoked: [{ device: ALICE.device, revokedMs: 0 }],
    });
    assert.equal(openRequest((await requestWith({ manifest })).bytes), null);
  });

  it('is refused with a card that lets strangers in', async () => {
    const card = await cardOf(ALICE, { intro: new Uint8Array(16) });
    assert.equal(openRequest((await requestWith({ card })).bytes), null);
  });

  it('is refused above its cap', () =>
    assert.equal(openRequest(new Uint8Array(MAX_ENROLMENT_BYTES + 1)), null));

  it('makes a link whose part behind # is all of it', async () => {
    const request = await requestWith();
    const { hash, origin } = new URL(requestLink('https://beep.example', request));
    assert.equal(origin, 'https://beep.example');
    const carried = new Uint8Array(Buffer.from(hash.slice('#/request/'.length), 'base64url'));
    assert.deepEqual(carried, request.bytes);
  });
});

describe('the file in which a reply waits', () => {
  it('is another for each person, and names nobody', () => {
    assert.match(badgeFileName(ALICE.person), /^[0-9a-f]{64}\.cbor$/);
    assert.notEqual(badgeFileName(ALICE.person), badgeFileName(BOB.person));
    assert.ok(!badgeFileName(ALICE.person).includes(ALICE.person));
  });
});

describe('a reply', () => {
  it('reads back as it was made: of a registrar, and of the authority alone', async () => {
    const badge = await badgeWith();
    const alone = { authority: await theAuthority(), badges: [badge], passes: [await passWith(badge)] };
    for (const reply of [await aReply(), alone]) {
      assert.deepEqual(openReply(encodeReply(reply)), reply);
      assert.ok(encodeReply(reply).byteLength <= MAX_ENROLMENT_BYTES);
    }
  });

  it('is refused when cut anywhere, or with any one byte damaged', async () => {
    const bytes = encodeReply(await aReply());
    for (const damaged of allTruncations(bytes)) assert.equal(openReply(damaged), null);
    for (const [index, damaged] of allFlips(bytes)) assert.equal(openReply(damaged), null, `byte ${index}`);
    for (const value of [null, undefined, 7, 'reply', []]) assert.equal(openReply(value), null);
    assert.equal(openReply(new Uint8Array(MAX_ENROLMENT_BYTES + 1)), null);
  });

  it('is refused in another version, with a field more, or without a badge', async () => {
    const bytes = encodeReply(await aReply());
    assert.equal(openReply(withItem(bytes, 0, 2)), null);
    assert.equal(openReply(withItem(bytes, 4, null)), null);
    for (const index of [1, 2, 3]) assert.equal(openReply(withItem(bytes, index, null)), null);
    const { authority } = await aReply();
    assert.equal(openReply(encodeReply({ authority, badges: [], passes: [] })), null);
    const many = Array<Wire>(MAX_BADGES + 1).fill(new Uint8Array(1));
    assert.equal(openReply(encode([1, authority.bytes, many, many])), null);
  });

  it('is refused where something in it does not belong to the rest', async () => {
    const { authority, badges, passes } = await aReply();
    const [badge, registrar] = [badges[0]!, badges[1]!];
    const refuses = (what: string, changes: object) =>
      assert.equal(openReply(encodeReply({ authority, badges, passes, ...changes })), null, what);
    refuses('no badge of the registrar', { badges: [badge], passes: passes.slice(0, 1) });
    refuses('no pass of the registrar', { passes: passes.slice(0, 1) });
    refuses('in another order', { badges: [registrar, badge] });
    refuses('passes in another order', { passes: passes.toReversed() });
    refuses('a pass of somebody else', {
      passes: [await passWith(badge, REGISTRAR, { holder: BOB.person }), passes[1]],
    });
    refuses('a pass of another issuer', { passes: [await passWith({ ...badge, issuer: OTHER_AUTHORITY.key }, OTHER_AUTHORITY), passes[1]] }); // prettier-ignore
    refuses('a pass of another badge', {
      passes: [await passWith(badge, REGISTRAR, { id: new Uint8Array(8) }), passes[1]],
    });
    const foreign = await badgeWith({ holder: REGISTRAR.person, mayIssueFor: [] }, OTHER_AUTHORITY);
    refuses('a registrar of another authority', {
      badges: [badge, foreign],
      passes: [passes[0], await passWith(foreign, OTHER_AUTHORITY)],
    });
    assert.deepEqual((await theRegistrar()).bytes, registrar.bytes);
  });
});

describe('a carried text', () => {
  const KINDS: readonly CarriedKind[] = [
    'offer',
    'answer',
    'request',
    'badge',
    'verify',
    'charge',
    'handover',
  ];
  const bytes = fc.uint8Array({ maxLength: 300 });

  it('reads back as it was made, in either case, with blanks in it and a stop behind', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), bytes, fc.nat(), (kind, carried, at) => {
        const text = carriedText({ kind, bytes: carried });
        const where = at % (text.length + 1);
        for (const form of [
          text,
          text.toLowerCase(),
          ` ${text}\r\n`,
          `${text}۔`,
          `<${text}>.`,
          `${text.slice(0, where)} \n\u200e${text.slice(where)}`,
        ])
          assert.deepEqual(readCarriedText(form, KINDS, 300), { ok: true, value: { kind, bytes: carried } });
      }),
    );
  });

  it('is of the kind that was asked for, or it is refused', () => {
    for (const kind of KINDS)
      for (const other of KINDS) {
        const read = readCarriedText(carriedText({ kind, bytes: Uint8Array.of(1, 2) }), [other], 9);
        assert.equal(read.ok, kind === other);
      }
  });

  for (const [what, text, error] of [
    ['nothing', '', 'hand-not-beep'],
    ['anything else', 'https://example.com', 'hand-not-beep'],
    ['another word', 'BEEP-BADGES-1:AEBA', 'hand-not-beep'],
    ['more than anybody carries', `BEEP-BADGE-1:${'A'.repeat(MAX_LINK_CHARS)}`, 'hand-not-beep'],
    ['a version of the future', 'BEEP-BADGE-2:AEBA', 'hand-version'],
    ['a letter that base32 lacks', 'BEEP-BADGE-1:AE1A', 'hand-damaged'],
    ['padding', 'BEEP-BADGE-1:AEBA====', 'hand-damaged'],
    ['a letter too few', 'BEEP-BADGE-1:AEB', 'hand-damaged'],
    ['bits to spare', 'BEEP-BADGE-1:AEBB', 'hand-damaged'],
    ['more bytes than may be', 'BEEP-BADGE-1:AEBAGBAF', 'hand-damaged'],
  ] as const)
    it(`is refused as ${error}: ${what}`, () =>
      assert.deepEqual(readCarriedText(text, ['badge'], 4), { ok: false, error }));
});
