import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aConversationId, aDevice, anEntry } from '../../test/contract/samples.js';
import { AMNA, BILAL, CARIM, OWNERS, ThreePeople } from '../../test/support/three-people.js';
import { KIND } from '../protocol/body.js';
import type { RevokedFrom } from '../domain/revoked-mark.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import type { MessageBody } from '../protocol/message-body.js';
import { plainText } from '../protocol/text-body.js';
import { MessageViews, type Circumstances } from './message-views.js';
import { latestOf } from './latest-message.js';
import { LoadedPage } from './loaded-page.js';
import type { StoredEntry } from './ports.js';
import type { MessageView } from './conversation-views.js';

const conversation = aConversationId(20);
const says = (author: number, seq: number, body: MessageBody, orderMs = 1_000 + 10 * seq + author) =>
  anEntry({ conversation, author, seq, says: body, orderMs });
const text = (words: string, changes: object = {}): MessageBody => ({
  kind: KIND.text,
  ...plainText(words),
  ...changes,
});
const idOf = ({ entry }: StoredEntry): EntryId => entry.id;

const NOW: Circumstances = {
  receipts: [],
  devices: OWNERS.keys(),
  wallMs: 2_000,
  isLate: () => false,
};
const now = (changes: Partial<Circumstances> = {}): Circumstances => ({
  ...NOW,
  devices: OWNERS.keys(),
  ...changes,
});

describe('messages of several people', () => {
  it('are delivered and read when all of the others have them', async () => {
    const own = await says(1, 0, text('ours'));
    const views = new MessageViews(new ThreePeople(), AMNA);
    const page = LoadedPage.EMPTY.withOlder([own], []);
    const row = (by: number, deliveredSeq: number, readSeq = -1) => ({ by: aDevice(by), author: aDevice(1), deliveredSeq, readSeq }); // prettier-ignore
    const stateWith = (...receipts: Circumstances['receipts']) => views.of(page, now({ receipts }))[0]!.state;
    assert.equal(stateWith(), 'saved');
    assert.equal(stateWith(row(2, 0, 0)), 'saved');
    assert.equal(stateWith(row(2, 0, 0), row(3, 0)), 'delivered');
    assert.equal(stateWith(row(2, 0, 0), row(3, 0, 0)), 'read');
  });

  it('are not shown of whoever was not to write, and what does not count is passed over', async () => {
    const membership = new ThreePeople();
    const [first, second] = [
      await says(2, 0, text('announcement')),
      await says(3, 0, text('a plain member’s')),
    ];
    const react = await says(3, 1, { kind: KIND.react, target: idOf(first), emoji: '👍', isOn: true });
    const page = LoadedPage.EMPTY.withOlder([first, second], [react]);
    const views = new MessageViews(membership, AMNA);
    const shown = () => views.of(page, now()).map((view) => [view.text, view.reactions.length]);
    assert.deepEqual(shown(), [['announcement', 1], ['a plain member’s', 0]]); // prettier-ignore
    membership.posters.delete(CARIM);
    assert.deepEqual(shown(), [['announcement', 1]]);
    membership.uncounted.add(aDevice(3));
    assert.deepEqual(shown(), [['announcement', 0]]);
    assert.equal(latestOf(page, membership, AMNA)?.text, 'announcement');
  });

  it('are the very same until something about them changes', async () => {
    const membership = new ThreePeople();
    const first = await says(2, 0, text('one', { mentions: [AMNA] }));
    const answer = await says(3, 0, text('two', { reply: idOf(first) }));
    const page = LoadedPage.EMPTY.withOlder([first, answer], []);
    const views = new MessageViews(membership, AMNA);
    const [one, two] = views.of(page, now()) as [MessageView, MessageView];
    assert.deepEqual([one.isForUs, two.reply], [true, { id: idOf(first), authorName: 'Bilal', text: 'one' }]);
    const same = (after: readonly object[]) => [after[0] === one, after[1] === two];
    assert.deepEqual(same(views.of(page, now({ wallMs: 3_000 }))), [true, true]);
    assert.deepEqual(same(views.of(page, now({ isLate: (id) => id === idOf(answer) }))), [true, false]);

    const edit = await says(2, 1, { kind: KIND.edit, target: idOf(first), text: 'uno', mentions: [] });
    const [edited, again] = views.of(page.withBatch({ entries: [edit] }), now());
    assert.deepEqual([edited!.text, again!.reply?.text, edited!.isForUs], ['uno', 'uno', false]);

    membership.names.set(BILAL, 'Bilal Ahmed');
    assert.equal(views.of(page, now())[0]!.authorName, 'Bilal Ahmed');
  });

  it('stay the same when somebody new comes in', async () => {
    const page = LoadedPage.EMPTY.withOlder([await says(2, 0, text('one'))], []);
    const views = new MessageViews(new ThreePeople(), AMNA);
    const before = views.of(page, now({ devices: [aDevice(2)] }));
    assert.equal(views.of(page, now())[0] === before[0], true);
  });

  it('that cannot be read are shown as such, and those that only say who is in the group are not', async () => {
    const known = await says(2, 0, text('one'));
    const of = (kind: number, body: Uint8Array | null = known.body): StoredEntry => ({
      entry: { ...known.entry, kind, id: kind.toString(16).padStart(64, '0') as EntryId },
      body,
    });
    const page = LoadedPage.EMPTY.withOlder([of(KIND.text, null), of(KIND.poll), of(KIND.add), of(99)], []);
    const views = new MessageViews(new ThreePeople(), AMNA).of(page, now());
    assert.deepEqual(
      views.map(({ kind, text: words }) => [kind, words]),
      [['unreadable', ''], ['unreadable', ''], ['unreadable', '']], // prettier-ignore
    );
    assert.equal(latestOf(page, new ThreePeople(), AMNA), null);
  });

  it('are marked from where a badge was revoked on, and nothing but what that changes is another object', async () => {
    const [before, after] = [await says(2, 0, text('one')), await says(2, 1, text('two'))];
    const other = await says(3, 0, text('three'));
    const edit = await says(2, 2, { kind: KIND.edit, target: idOf(before), text: 'uno', mentions: [] });
    let revoked: RevokedFrom | null = null;
    const views = new MessageViews(new ThreePeople(), AMNA, (person) => (person === BILAL ? revoked : null));
    const page = LoadedPage.EMPTY.withOlder([before, other, after], []);
    const marks = (of = page) => views.of(of, now()).map((one) => one.revoked && [one.revoked.act, one.revoked.isSure]); // prettier-ignore
    assert.deepEqual(marks(), [null, null, null]);
    const shown = views.of(page, now());
    revoked = { what: 'badge', fromMs: after.entry.orderMs };
    assert.deepEqual(marks(), [null, null, ['written', true]]);
    assert.notEqual(views.of(page, now())[2] === shown[2], true);
    assert.deepEqual(marks(page.withBatch({ entries: [edit] })), [
      ['changed', true],
      null,
      ['written', true],
    ]);
    revoked = { what: 'badge', fromMs: 0 };
    assert.deepEqual(marks(), [['written', true], null, ['written', true]]);
    revoked = null;
    assert.deepEqual(marks(), [null, null, null]);
  });

  it('that put something up are marked with each approval that was signed too late', async () => {
    const signer = (person: PersonId, name: string) => ({ person, name });
    const hash = new Uint8Array(32).fill(7);
    const put = await says(1, 0, { kind: KIND.submit, hash, pieces: 1, approvers: [BILAL, CARIM], remarks: '', ...signer(AMNA, 'Amna') }); // prettier-ignore
    const cosign = (author: number, person: PersonId) =>
      says(author, 0, { kind: KIND.cosign, target: idOf(put), hash, isApproval: true, remarks: '', ...signer(person, '-') }); // prettier-ignore
    const page = LoadedPage.EMPTY.withOlder([put], [await cosign(2, BILAL), await cosign(3, CARIM)]);
    const views = new MessageViews(new ThreePeople(), AMNA, (person) => person === CARIM ? { what: 'device', fromMs: 0 } : null); // prettier-ignore
    const [message] = views.of(page, now());
    assert.equal(message!.revoked, null);
    assert.deepEqual(
      message!.approval!.approvers.map(({ revoked }) => revoked),
      [null, { what: 'device', fromMs: 0, isSure: true }],
    );
  });
});
