import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CompactDescription } from './compact-description.js';
import { carriedText } from './carried-text.js';
import {
  isAnswerTo,
  openHandAnswer,
  openHandOffer,
  readHandText,
  sealHandAnswer,
  sealHandOffer,
  type HandOffer,
} from './hand-signal.js';
import { MAX_HAND_BYTES } from './limits.js';
import { sealSigned, takeApart } from './sign1.js';
import { ALICE, BOB, bytesOf, NOW_MS, randomnessOf } from '../../test/vectors/cast.js';
import { allFlips, allTruncations, withItem } from '../../test/vectors/mutations.js';

const description: CompactDescription = {
  ufrag: 'Tf0z',
  password: 'qmuZhFwwrQJcTszrKSWBtASo',
  fingerprint: bytesOf('certificate'),
  candidates: [
    { kind: 'host', address: Uint8Array.of(10, 0, 0, 7), port: 40164 },
    { kind: 'name', address: bytesOf('name', 16), port: 40165 },
  ],
};
const offered: HandOffer = {
  person: ALICE.person,
  device: ALICE.device,
  name: 'Alice Khan',
  secret: bytesOf('hand secret', 16),
  expiresMs: NOW_MS + 600_000,
  description,
};
const answered = { person: BOB.person, device: BOB.device, description };

const anOffer = (changes: Partial<HandOffer> = {}) =>
  sealHandOffer({ ...offered, ...changes }, ALICE.signAsDevice);
const anAnswer = async (to: Pick<HandOffer, 'secret'> & { id: Uint8Array }) =>
  sealHandAnswer(answered, to, BOB.signAsDevice, randomnessOf('hand'));

describe('an offer carried by hand', () => {
  it('says who makes it, and how their device is reached', async () => {
    const offer = await anOffer();
    const read = openHandOffer(offer.bytes)!;
    assert.deepEqual(read, offer);
    assert.equal(read.name, 'Alice Khan');
  });

  it('is refused after any change, and cut anywhere', async () => {
    const { bytes } = await anOffer();
    for (const [index, damaged] of allFlips(bytes)) assert.equal(openHandOffer(damaged), null, `${index}`);
    for (const cut of allTruncations(bytes)) assert.equal(openHandOffer(cut), null);
  });

  it('is refused where it is signed and yet not right', async () => {
    const { bytes } = await anOffer();
    const { payload } = takeApart('hand-offer', bytes)!;
    for (const [why, index, item] of [
      ['another version', 0, 2],
      ['a device that did not sign it', 2, bytesOf('other')],
      ['a person that is no key', 1, new Uint8Array(32)],
      ['a name that needs cleaning', 3, 'Alice  Khan'],
      ['a short secret', 4, bytesOf('x', 15)],
      ['a time beyond all times', 5, 253_402_300_800_000],
      ['no description', 6, null],
      ['a field more', 7, 0],
    ] as const) {
      const other = await sealSigned('hand-offer', withItem(payload, index, item), ALICE.signAsDevice);
      assert.equal(openHandOffer(other), null, why);
    }
    const nowhere = await anOffer({ description: { ...description, candidates: [] } });
    assert.equal(openHandOffer(nowhere.bytes), null, 'no way to whoever made it');
  });

  it('fits a QR code that a phone reads, whatever is in it', async () => {
    const longest = await anOffer({
      name: 'ص'.repeat(64),
      expiresMs: 253_402_300_799_999,
      description: {
        ...description,
        ufrag: 'u'.repeat(32),
        password: 'p'.repeat(64),
        candidates: Array.from({ length: 8 }, (_, i) => ({
          kind: 'name',
          address: bytesOf(`${i}`, 16),
          port: 65535,
        })),
      },
    });
    assert.ok(longest.bytes.byteLength <= MAX_HAND_BYTES, `${longest.bytes.byteLength}`);
    assert.ok(openHandOffer(longest.bytes));
    assert.ok(carriedText({ kind: 'offer', bytes: longest.bytes }).length <= 1_200);
  });
});

describe('an answer carried by hand', () => {
  it('opens for whoever made the offer, and for nobody who has another', async () => {
    const [offer, other] = [await anOffer(), await anOffer({ secret: bytesOf('other secret', 16) })];
    const bytes = await anAnswer(offer);
    assert.deepEqual(openHandAnswer(bytes, offer), answered);
    assert.equal(isAnswerTo(bytes, offer), true);
    assert.equal(isAnswerTo(bytes, other), false);
    assert.equal(openHandAnswer(bytes, other), null);
  });

  it('says nothing of who answers to whoever has not seen the offer', async () => {
    const bytes = Buffer.from(await anAnswer(await anOffer()));
    for (const part of [answered.person, answered.device])
      assert.equal(bytes.indexOf(Buffer.from(part, 'hex')), -1);
    assert.equal(bytes.indexOf(Buffer.from(description.password)), -1);
  });

  it('is to one offer alone, even if another has the same secret', async () => {
    const [offer, twin] = [await anOffer(), await anOffer({ expiresMs: NOW_MS })];
    assert.equal(openHandAnswer(await anAnswer(offer), twin), null);
  });

  it('is refused after any change, and cut anywhere', async () => {
    const offer = await anOffer();
    const bytes = await anAnswer(offer);
    for (const [index, damaged] of allFlips(bytes))
      assert.equal(openHandAnswer(damaged, offer), null, `${index}`);
    for (const cut of allTruncations(bytes)) assert.equal(openHandAnswer(cut, offer), null);
  });

  it('is refused where another device than the one it names has signed it', async () => {
    const offer = await anOffer();
    const forged = await sealHandAnswer(answered, offer, ALICE.signAsDevice, randomnessOf('hand'));
    assert.equal(openHandAnswer(forged, offer), null);
  });

  it('is no offer, and an offer no answer', async () => {
    const offer = await anOffer();
    assert.equal(openHandOffer(await anAnswer(offer)), null);
    assert.equal(openHandAnswer(offer.bytes, offer), null);
  });
});

describe('the text of an offer or answer', () => {
  const bytes = bytesOf('some', 40);
  const text = carriedText({ kind: 'offer', bytes });

  it('holds nothing but what a QR code packs tightest', () => {
    assert.match(text, /^BEEP-OFFER-1:[A-Z2-7]+$/);
    assert.match(carriedText({ kind: 'answer', bytes }), /^BEEP-ANSWER-1:[A-Z2-7]+$/);
  });

  it('is read as people paste it', () => {
    const expected = { ok: true, value: { kind: 'offer', bytes } };
    for (const pasted of [
      text,
      text.toLowerCase(),
      `  ${text}\n`,
      `${text.slice(0, 30)}\r\n${text.slice(30)}`,
      `\u200e${text}\u200f`,
      `<${text}>`,
      `${text}.`,
      `${text}۔`,
    ])
      assert.deepEqual(readHandText(pasted), expected, JSON.stringify(pasted));
  });

  it('says what is wrong with any other', () => {
    const errors = {
      '': 'hand-not-beep',
      'https://beep.test/#/add/abc': 'hand-not-beep',
      'BEEP-OFFER': 'hand-not-beep',
      [text.repeat(60)]: 'hand-not-beep',
      [text.replace('-1:', '-2:')]: 'hand-version',
      'BEEP-ANSWER-12:anything': 'hand-version',
      [`${text}A`]: 'hand-damaged',
      [text.slice(0, -1) + '1']: 'hand-damaged',
      [text + text]: 'hand-damaged',
      [carriedText({ kind: 'offer', bytes: new Uint8Array(MAX_HAND_BYTES + 1) })]: 'hand-damaged',
    };
    for (const [other, error] of Object.entries(errors))
      assert.deepEqual(readHandText(other), { ok: false, error }, other.slice(0, 80));
    const empty = readHandText('BEEP-OFFER-1:');
    assert.ok(empty.ok && openHandOffer(empty.value.bytes) === null);
  });

  it('has one form only: a letter changed is another content, or none', () => {
    for (let at = 13; at < text.length; at++) {
      const letter = text[at] === 'A' ? 'B' : 'A';
      const read = readHandText(text.slice(0, at) + letter + text.slice(at + 1));
      assert.ok(!read.ok || Buffer.compare(read.value.bytes, bytes) !== 0, `${at}`);
    }
  });
});
