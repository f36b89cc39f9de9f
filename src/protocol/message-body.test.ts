import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ANY_BODY, anyAnnotationBody, anyEntryId, orAgain } from '../../test/support/message-bodies.js';
import { ALICE, bytesOf, idOf } from '../../test/vectors/cast.js';
import { allTruncations, withItem } from '../../test/vectors/mutations.js';
import { encodeTextBody, hashBody, KIND } from './body.js';
import { decodeArray, encode, type Wire } from './codec.js';
import { sealEntry } from './entry.js';
import { idBytes, type ConversationId, type EntryId, type PersonId } from './ids.js';
import * as limits from './limits.js';
import { againWith } from './again.js';
import { aboutOf, encodeMessageBody, foundBy, readMessageBody, type MessageBody } from './message-body.js';

const salt = bytesOf('salt', 16);
const people = (count: number) =>
  Array.from({ length: count }, (_, i) => idOf<PersonId>(`person ${i}`)).sort();
const target = idOf<EntryId>('entry');
const hash = bytesOf('hash');

const BODIES = {
  text: { kind: KIND.text, text: 'stand by', reply: target, mentions: people(2), isUrgent: true, asksForNote: true, isForwarded: true }, // prettier-ignore
  edit: { kind: KIND.edit, target, text: 'stand down', mentions: people(2) },
  delete: { kind: KIND.delete, target },
  react: { kind: KIND.react, target, emoji: '👍', isOn: true },
  poll: { kind: KIND.poll, question: 'کب؟', options: ['Monday', 'Tuesday'], isMultiple: false },
  vote: { kind: KIND.vote, target, choices: [0, 11] },
  note: { kind: KIND.note, target },
  submit: {
    kind: KIND.submit,
    hash,
    pieces: 2,
    approvers: people(2).toReversed(),
    remarks: 'Please.',
    person: people(1)[0]!,
    name: 'Amina',
  },
  cosign: {
    kind: KIND.cosign,
    target,
    hash,
    isApproval: false,
    remarks: '',
    person: people(1)[0]!,
    name: 'Bilal',
  },
  memo: { kind: KIND.memo, hash, pieces: 3, subject: 'گشتی مراسلہ', person: people(1)[0]!, name: 'Amina' },
  sent: { kind: KIND.sent, target, memo: idOf<EntryId>('memo') },
} as const satisfies Record<string, MessageBody>;

const bytesOfBody = (body: MessageBody) => encodeMessageBody(salt, body);
const anyBody: fc.Arbitrary<MessageBody> = orAgain(fc.oneof(...Object.values(ANY_BODY)));
const former = Array.from({ length: limits.MAX_AGAIN + 1 }, (_, i) => idOf<EntryId>(`former ${i}`));

describe('the body of a message', () => {
  for (const [name, anyOne] of Object.entries(ANY_BODY)) {
    it(`of the kind ${name} comes back as it went, with any salt, and has one encoding`, () => {
      const anySalt = fc.uint8Array({ minLength: 16, maxLength: 16 });
      fc.assert(
        fc.property(anySalt, orAgain(anyOne as fc.Arbitrary<MessageBody>), (bytes16, body) => {
          const bytes = encodeMessageBody(bytes16, body);
          const read = readMessageBody(body.kind, bytes);
          assert.deepEqual(read, body);
          assert.deepEqual(encodeMessageBody(bytes16, read!), bytes);
        }),
        { numRuns: 10_000 },
      );
    });

    it(`of the kind ${name}, damaged in an item, is nothing, or says something else in its one encoding`, () => {
      const junk: fc.Arbitrary<Wire> = fc.oneof(
        fc.constantFrom<Wire>(null, true, false, [], '', 'a', '👍', salt, new Uint8Array(32)),
        fc.nat(40),
        fc.array(fc.nat(14), { maxLength: 14 }),
        fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 14 }),
        fc.array(fc.constantFrom(...people(3).map(idBytes)), { maxLength: 4 }),
      );
      let [refused, others] = [0, 0];
      fc.assert(
        fc.property(orAgain(anyOne as fc.Arbitrary<MessageBody>), fc.nat(6), junk, (body, place, item) => {
          const whole = bytesOfBody(body);
          const index = place % (decodeArray(whole)!.length + 1);
          const bytes = withItem(whole, index, item);
          const read = readMessageBody(body.kind, bytes);
          if (!read) return void refused++;
          others++;
          const [readSalt] = decodeArray(bytes) as [Uint8Array];
          assert.deepEqual(encodeMessageBody(readSalt, read), bytes);
        }),
        { numRuns: 10_000 },
      );
      assert.ok(refused > 3000 && others > 50, `${refused} refused, ${others} read`);
    });
  }

  for (const [name, first] of Object.entries(BODIES)) {
    const body: MessageBody = { ...first, again: former.slice(0, 2) };
    it(`of the kind ${name}, said again, is refused when cut anywhere, or with a byte behind it`, () => {
      for (const damaged of allTruncations(bytesOfBody(body)))
        assert.equal(readMessageBody(body.kind, damaged), null);
    });

    it(`of the kind ${name}, said again, names at least one former id, at most ${limits.MAX_AGAIN}, none twice`, () => {
      const items = decodeArray(bytesOfBody(first))!.length;
      const withAgain = (item: Wire) =>
        readMessageBody(body.kind, withItem(bytesOfBody(first), items, item))?.again;
      assert.deepEqual(withAgain(former.slice(1).map(idBytes)), former.slice(1));
      const unfit: readonly Wire[] = [
        [],
        null,
        former.map(idBytes),
        [idBytes(target), idBytes(target)],
        [bytesOf('x', 31)],
        idBytes(target),
        [null],
      ];
      for (const item of unfit) assert.equal(withAgain(item), undefined);
    });
  }

  for (const [name, body] of Object.entries(BODIES)) {
    it(`of the kind ${name} is refused when cut anywhere, or with a byte behind it`, () => {
      for (const damaged of allTruncations(bytesOfBody(body)))
        assert.equal(readMessageBody(body.kind, damaged), null);
    });

    it(`of the kind ${name} is nothing of another kind, but that a deletion and a note look alike`, () => {
      const alike: readonly number[] = [KIND.delete, KIND.note];
      for (const said of [body, { ...body, again: former.slice(0, 2) }])
        for (const kind of [...Object.values(KIND), 0, 14, 15, 21, 64]) {
          if (kind === body.kind || (alike.includes(kind) && alike.includes(body.kind))) continue;
          assert.equal(readMessageBody(kind, bytesOfBody(said)), null);
        }
    });
  }

  it('is none when it is no bytes, or nothing but a salt', () => {
    for (const value of [null, undefined, 'body', [], new Uint8Array(), encode([]), encode([salt])])
      for (const kind of Object.values(KIND)) assert.equal(readMessageBody(kind, value), null);
  });

  it('of a text that says nothing else is what it ever was', () => {
    fc.assert(
      fc.property(ANY_BODY.text, (body) => {
        const plain = { ...body, reply: null, mentions: [], isUrgent: false, asksForNote: false, isForwarded: false }; // prettier-ignore
        assert.deepEqual(bytesOfBody(plain), encodeTextBody(salt, body.text));
      }),
      { numRuns: 2000 },
    );
  });

  it('fits one give together with the largest entry, at its caps', async () => {
    const question = 'a'.repeat(limits.MAX_QUESTION_BYTES);
    const option = (_: unknown, i: number) => `${String(i).padStart(2)}${'a'.repeat(limits.MAX_OPTION_BYTES - 2)}`; // prettier-ignore
    const text = 'a'.repeat(limits.MAX_TEXT_BYTES);
    const mentions = people(limits.MAX_MENTIONS);
    const largest: readonly MessageBody[] = [
      { ...BODIES.text, text, mentions },
      { ...BODIES.edit, text, mentions },
      { ...BODIES.submit, approvers: people(limits.MAX_APPROVERS), remarks: 'a'.repeat(limits.MAX_REMARKS_BYTES) }, // prettier-ignore
      { ...BODIES.poll, question, options: Array.from({ length: limits.MAX_OPTIONS }, option) },
    ];
    for (const first of largest) {
      const body: MessageBody = { ...first, again: former.slice(1) };
      const bodyBytes = bytesOfBody(body);
      assert.deepEqual(readMessageBody(body.kind, bodyBytes), body);
      const header = {
        conversation: idOf<ConversationId>('conversation'),
        author: ALICE.device,
        seq: Number.MAX_SAFE_INTEGER,
        prev: target,
        after: Array.from({ length: limits.MAX_AFTER }, (_, i) => idOf<EntryId>(`entry ${i}`)).sort(),
        sentAtMs: limits.MAX_TIME_MS,
        orderMs: limits.MAX_ORDER_MS,
        kind: body.kind,
        bodyHash: hashBody(bodyBytes),
        bodyLength: bodyBytes.byteLength,
        grant: target,
      };
      const { bytes } = await sealEntry(header, ALICE.signAsDevice);
      assert.ok(bytes.byteLength + bodyBytes.byteLength <= limits.MAX_GIVE_BYTES);
    }
  });
});

/** Each field of a body of each kind, and what must not stand in it. Index 0 is the salt. */
const REFUSALS: readonly (readonly [what: string, body: MessageBody, index: number, item: Wire])[] = [
  ['a salt of 15 bytes', BODIES.note, 0, salt.slice(1)],
  ['no salt', BODIES.note, 0, null],
  ['a hash of 31 bytes', BODIES.submit, 1, hash.slice(1)],
  ['no pieces', BODIES.submit, 2, 0],
  ['more pieces than there may be', BODIES.submit, 2, limits.MAX_PIECES + 1],
  ['nobody to approve', BODIES.submit, 3, []],
  ['an approver twice', BODIES.submit, 3, [idBytes(people(1)[0]!), idBytes(people(1)[0]!)]],
  ['too many approvers', BODIES.submit, 3, people(limits.MAX_APPROVERS + 1).map(idBytes)],
  ['remarks that are too long', BODIES.submit, 4, 'a'.repeat(limits.MAX_REMARKS_BYTES + 1)],
  ['nobody to sign it', BODIES.submit, 5, null],
  ['no name', BODIES.submit, 6, ''],
  ['a verdict on nothing', BODIES.cosign, 1, null],
  ['a verdict that is none', BODIES.cosign, 3, 1],
  ['a subject of two lines', BODIES.memo, 3, 'a\nb'],
  ['a memo of no entry', BODIES.sent, 2, null],
  ['a text that is too long', BODIES.text, 1, 'a'.repeat(limits.MAX_TEXT_BYTES + 1)],
  ['a decomposed text', BODIES.text, 1, 'e\u0301'],
  ['an answer to 31 bytes', BODIES.text, 2, bytesOf('x', 31)],
  ['an answer to false', BODIES.text, 2, false],
  ['no list of people', BODIES.text, 3, null],
  ['people out of order', BODIES.text, 3, people(2).reverse().map(idBytes)],
  ['the same person twice', BODIES.text, 3, [...people(1), ...people(1)].map(idBytes)],
  ['a person of 31 bytes', BODIES.text, 3, [bytesOf('x', 31)]],
  ['more people than fit', BODIES.text, 3, people(limits.MAX_MENTIONS + 1).map(idBytes)],
  ['an unknown flag', BODIES.text, 4, 8],
  ['a known flag beside an unknown one', BODIES.text, 4, 9],
  ['a negative flag', BODIES.text, 4, -1],
  ['a flag of true', BODIES.text, 4, true],
  ['a text of six items', BODIES.text, 5, null],
  ['an edit of 31 bytes', BODIES.edit, 1, bytesOf('x', 31)],
  ['an edit of nothing', BODIES.edit, 1, null],
  ['an edit without a text', BODIES.edit, 2, null],
  ['an edit that is too long', BODIES.edit, 2, 'a'.repeat(limits.MAX_TEXT_BYTES + 1)],
  ['an edit that names people out of order', BODIES.edit, 3, people(2).reverse().map(idBytes)],
  ['an edit with flags', BODIES.edit, 4, 1],
  ['a deletion of a list', BODIES.delete, 1, [idBytes(target)]],
  ['a deletion with a reason', BODIES.delete, 2, 'typo'],
  ['a reaction of letters', BODIES.react, 2, 'ok'],
  ['a reaction without an emoji', BODIES.react, 2, ''],
  ['a reaction neither on nor off', BODIES.react, 3, 1],
  ['a reaction to nothing', BODIES.react, 1, null],
  ['a poll without a question', BODIES.poll, 1, ''],
  ['a question that is too long', BODIES.poll, 1, 'a'.repeat(limits.MAX_QUESTION_BYTES + 1)],
  ['no options', BODIES.poll, 2, []],
  ['one option', BODIES.poll, 2, ['Monday']],
  ['more options than fit', BODIES.poll, 2, Array.from({ length: limits.MAX_OPTIONS + 1 }, (_, i) => `${i}`)], // prettier-ignore
  ['an option twice', BODIES.poll, 2, ['Monday', 'Monday']],
  ['an option of nothing', BODIES.poll, 2, ['Monday', '']],
  ['an option that is too long', BODIES.poll, 2, ['Monday', 'a'.repeat(limits.MAX_OPTION_BYTES + 1)]],
  ['an option that is a number', BODIES.poll, 2, ['Monday', 2]],
  ['a poll of 1 choice', BODIES.poll, 3, 1],
  ['a poll that answers something', BODIES.poll, 4, idBytes(target)],
  ['a vote for no list', BODIES.vote, 2, 0],
  ['choices out of order', BODIES.vote, 2, [1, 0]],
  ['a choice twice', BODIES.vote, 2, [1, 1]],
  ['a choice below the first', BODIES.vote, 2, [-1]],
  ['a choice that no poll has', BODIES.vote, 2, [limits.MAX_OPTIONS]],
  ['a choice by name', BODIES.vote, 2, ['Monday']],
  ['a note with a text', BODIES.note, 2, 'noted'],
];

describe('a message body', () => {
  for (const [what, body, index, item] of REFUSALS) {
    it(`is refused with ${what}`, () => {
      assert.equal(readMessageBody(body.kind, withItem(bytesOfBody(body), index, item)), null);
    });
  }

  it('is refused when it is a plain text in the long form', () => {
    assert.equal(readMessageBody(KIND.text, encode([salt, 'stand by', null, [], 0])), null);
  });

  it('takes each flag by itself, each option count and no choice at all', () => {
    const none = { ...BODIES.text, reply: null, mentions: [], isUrgent: false, asksForNote: false, isForwarded: false }; // prettier-ignore
    const flags = [{ isUrgent: true }, { asksForNote: true }, { isForwarded: true }];
    for (const [place, flag] of flags.entries())
      assert.deepEqual(bytesOfBody({ ...none, ...flag }), encode([salt, 'stand by', null, [], 1 << place]));
    const votes: readonly MessageBody[] = [
      { ...BODIES.vote, choices: [] },
      { ...BODIES.poll, isMultiple: true },
    ];
    for (const body of votes) assert.deepEqual(readMessageBody(body.kind, bytesOfBody(body)), body);
  });
});

describe('what a body is about', () => {
  it('is the target of an annotation, and of nothing else', () => {
    fc.assert(
      fc.property(anyAnnotationBody, (body) => {
        assert.equal(aboutOf(body.kind, bytesOfBody(body)), body.target);
        assert.equal(aboutOf(KIND.text, bytesOfBody(body)), null);
      }),
      { numRuns: 2000 },
    );
    for (const body of [BODIES.text, BODIES.poll]) assert.equal(aboutOf(body.kind, bytesOfBody(body)), null);
    assert.equal(aboutOf(KIND.edit, 'bytes'), null);
  });

  it('does not depend on the salt', () => {
    fc.assert(
      fc.property(
        anyBody,
        anyEntryId,
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (body, other, bytes16) => {
          const moved = 'target' in body ? { ...body, target: other } : body;
          assert.equal(
            aboutOf(body.kind, encodeMessageBody(bytes16, moved)),
            'target' in body ? other : null,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('what a body is found by', () => {
  it('is what it is about, and each id under which it was said before', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const ids = [...('target' in body ? [body.target] : []), ...(body.again ?? [])];
        assert.deepEqual(foundBy(body.kind, bytesOfBody(body)), ids);
      }),
      { numRuns: 5000 },
    );
  });

  it('is nothing where there is no body, or none of its kind', () => {
    assert.deepEqual(foundBy(KIND.edit, null), []);
    for (const body of Object.values(BODIES)) {
      const bytes = bytesOfBody({ ...body, again: former.slice(1) });
      assert.deepEqual(foundBy(KIND.update, bytes), []);
      for (const damaged of allTruncations(bytes)) assert.deepEqual(foundBy(body.kind, damaged), []);
    }
  });
});

describe('what is said once more', () => {
  it('names every id it had, the first one first, and of too many not the second ones', () => {
    let again: readonly EntryId[] = [];
    for (const [said, id] of former.entries()) {
      again = againWith(again, id);
      const expected = said < limits.MAX_AGAIN ? former.slice(0, said + 1) : [former[0], ...former.slice(2)];
      assert.deepEqual(again, expected);
    }
  });
});
