import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, idOf } from '../../test/vectors/cast.js';
import { KIND } from '../protocol/body.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import { foldApproval, type SaidOfIt } from './approval.js';

const hash = bytesOf('hash');
const target = idOf<EntryId>('submission');
const [amina, bilal, chand, dua] = ['amina', 'bilal', 'chand', 'dua'].map((name) => idOf<PersonId>(name)) as [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
];
const submission = { hash, pieces: 1, approvers: [bilal, chand], remarks: '', person: amina, name: 'Amina' };
let said = 0;
const cosign = (person: PersonId, isApproval: boolean, of = hash): SaidOfIt => ({
  id: idOf<EntryId>(`said ${said++}`),
  person,
  sentAtMs: said,
  body: { kind: KIND.cosign, target, hash: of, isApproval, remarks: `${said}`, person, name: 'somebody' },
});
const sent = (person: PersonId): SaidOfIt => ({
  id: idOf<EntryId>(`said ${said++}`),
  person,
  sentAtMs: said,
  body: { kind: KIND.sent, target, memo: idOf<EntryId>('memo') },
});
const verdicts = (ordered: readonly SaidOfIt[]) =>
  foldApproval(submission, ordered).approvers.map(({ verdict }) => verdict?.isApproval ?? null);

describe('what was put up', () => {
  it('waits for the first in line, then for the next, and is approved by the last', () => {
    assert.deepEqual(foldApproval(submission, []), {
      approvers: [bilal, chand].map((person) => ({ person, verdict: null })),
      state: 'waiting',
      turn: bilal,
      memo: null,
    });
    const first = foldApproval(submission, [cosign(bilal, true)]);
    assert.deepEqual([first.state, first.turn], ['waiting', chand]);
    const both = foldApproval(submission, [cosign(bilal, true), cosign(chand, true)]);
    assert.deepEqual([both.state, both.turn], ['approved', null]);
  });

  it('is returned by anybody who was asked', () => {
    for (const person of [bilal, chand]) {
      const { state, turn } = foldApproval(submission, [cosign(bilal, true), cosign(person, false)]);
      assert.deepEqual([state, turn], ['returned', null]);
    }
  });

  it('hears nobody who was not asked, and nothing about other bytes', () => {
    const other = bytesOf('other');
    assert.deepEqual(verdicts([cosign(amina, true), cosign(dua, false), cosign(bilal, true, other)]), [
      null,
      null,
    ]);
  });

  it('keeps the last word of each', () => {
    assert.deepEqual(verdicts([cosign(bilal, false), cosign(chand, true), cosign(bilal, true)]), [
      true,
      true,
    ]);
  });

  it('is sent by the last in line only, and once', () => {
    const approved = [cosign(bilal, true), cosign(chand, true)];
    for (const person of [amina, bilal, dua])
      assert.equal(foldApproval(submission, [...approved, sent(person)]).memo, null);
    assert.equal(
      foldApproval(submission, [...approved, sent(chand), sent(chand)]).memo,
      idOf<EntryId>('memo'),
    );
  });

  it('depends on the last word of each alone, whatever was said before', () => {
    const anyWord = fc.tuple(fc.constantFrom(amina, bilal, chand, dua), fc.boolean());
    fc.assert(
      fc.property(fc.array(anyWord, { maxLength: 12 }), (words) => {
        const ordered = words.map(([person, isApproval]) => cosign(person, isApproval));
        const last = (one: PersonId) => words.findLast(([person]) => person === one)?.[1] ?? null;
        assert.deepEqual(verdicts(ordered), [last(bilal), last(chand)]);
      }),
    );
  });
});
