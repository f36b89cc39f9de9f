import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { NOTE } from '../../../test/gallery/draft-scenes.js';
import { aBadge, aMemo, aProof, aSignatory, FakeDrafts } from '../../../test/support/fake-drafts.js';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { all, focused, one, says, settled, show } from '../../../test/support/screen.js';
import { MAX_PROOF_BYTES } from '../../protocol/limits.js';
import { fail, ok } from '../../protocol/result.js';
import './beep-check-memo.js';

async function mount() {
  const [beep, drafts] = [new FakeBeep(), new FakeDrafts()];
  drafts.found = ok(aMemo(NOTE));
  beep.draftsAre = drafts;
  const page = await show('beep-check-memo', { beep });
  const files = (...given: File[]): DataTransfer => {
    const transfer = new DataTransfer();
    for (const file of given) transfer.items.add(file);
    return transfer;
  };
  /** As a person does who picks it. */
  const choose = async (file: File) => {
    const input = one(page, 'input[type=file]') as HTMLInputElement;
    input.files = files(file).files;
    input.dispatchEvent(new Event('change'));
    await until('an answer', () => one(page, '.sheet, .proof, [role=alert]') !== null);
    await settled(page);
  };
  return { drafts, page, files, choose };
}
const file = (name = 'a.memo', bytes: BlobPart = Uint8Array.of(1, 2)): File => new File([bytes], name);

describe('<beep-check-memo>', () => {
  it('shows a good memo, who stands behind it first, and says so to whoever does not see it', async () => {
    const { drafts, page, choose } = await mount();
    await choose(file('office.memo'));
    assert.deepEqual(drafts.asked, [['checkFile', Uint8Array.of(1, 2)]]);
    assert.deepEqual(
      all(page, '.signatures, .sheet').map(({ className }) => className.split(' ').at(-1)),
      ['signatures', 'sheet'],
    );
    assert.equal(says(one(page, '[role=status]')), 'office.memo : Every signature is good');
    await assert.isAccessible(page);
  });

  it('shows the fault, and nothing of a memo that was there before', async () => {
    const { drafts, page, choose } = await mount();
    await choose(file());
    drafts.found = fail('memo-altered');
    await choose(file('b.memo'));
    await until('the fault', () => one(page, '[role=alert]') !== null);
    assert.isTrue(one(page, '[data-kind="memo-altered"]') !== null);
    assert.isTrue(one(page, '.sheet, .signatures') === null);
    assert.notInclude(says(page), 'Every signature is good');
    await assert.isAccessible(page);
  });

  it('takes a file that is dropped, and shows where', async () => {
    const { page, files } = await mount();
    const drop = one(page, '.drop')!;
    const send = (kind: string) => {
      const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files(file()) });
      drop.dispatchEvent(event);
      return event.defaultPrevented;
    };
    assert.isTrue(send('dragover'), 'or the browser would open it');
    await settled(page);
    assert.isTrue(drop.matches('.over'));
    assert.isTrue(send('drop'));
    await until('the memo', () => one(page, '.sheet') !== null);
    assert.isFalse(drop.matches('.over'));
  });

  it('reads no more than a proof can be', async () => {
    const { drafts, page, choose } = await mount();
    await choose(file('big.memo', new Uint8Array(MAX_PROOF_BYTES + 1)));
    assert.isTrue(one(page, '[data-kind="proof-unreadable"]') !== null);
    assert.deepEqual(drafts.asked, [['checkFile', new Uint8Array()]]);
  });

  it('shows what was chosen last, even if what was chosen before is ready later', async () => {
    const { drafts, page, choose } = await mount();
    let late: (found: Awaited<ReturnType<typeof drafts.checkFile>>) => void = () => {};
    const check = drafts.checkFile.bind(drafts);
    drafts.checkFile = () => new Promise((resolve) => (late = resolve));
    const first = page.check(file('slow.memo'));
    await until('it to be read', () => late.length > 0);
    drafts.checkFile = check;
    await choose(file('quick.memo'));
    late(fail('memo-forged'));
    await first;
    await settled(page);
    assert.isTrue(one(page, '[role=alert]') === null);
    assert.include(says(one(page, '[role=status]')), 'quick.memo');
  });

  it('shows who wrote a message, by their badge, what it says, and who has it', async () => {
    const { drafts, page, choose } = await mount();
    drafts.proved = ok({ kind: 'message', proof: aProof() });
    await choose(file('a.beep-proof'));
    const [signed, said, receipts] = all(page, 'section').map(says);
    for (const part of [
      'Ayesha Khan',
      'Section Officer',
      'Finance Division',
      'The badge was good then.',
      'To you',
    ])
      assert.include(signed, part);
    assert.equal(all(page, '.said .words').map(says).join('|'), 'Pay Bilal 200.|Pay Bilal 100.');
    assert.include(said, 'Earlier texts');
    assert.include(receipts, 'Has it, and has shown it: Danish Raza');
    assert.isTrue(one(page, '.note.info') === null);
    await assert.isAccessible(page);
  });

  it('says so where no authority is trusted, and shows whose key is to be compared', async () => {
    const { drafts, page, choose } = await mount();
    drafts.proved = ok({ kind: 'message', proof: aProof({ isTrusted: false, to: null, receipts: [] }) });
    await choose(file('a.beep-proof'));
    assert.include(says(one(page, '.note.info')), 'No authority is trusted on this device');
    assert.equal(says(one(page, '.note.info .key')).length, 64);
    assert.include(says(page), 'In a group. That its author was a member of it is not proved.');
    assert.include(says(page), 'There are no receipts in this file.');
  });

  for (const [kind, words] of [
    ['proof-altered', 'other words'],
    ['proof-forged', 'not that of whose'],
    ['proof-stranger', 'whose device'],
    ['proof-stray', 'belongs to nobody'],
    ['proof-foreign-authority', 'not trusted here'],
    ['proof-revoked', 'had been revoked'],
  ] as const)
    it(`says of ${kind} what it is`, async () => {
      const { drafts, page, choose } = await mount();
      drafts.proved = fail(kind);
      await choose(file('a.beep-proof'));
      assert.include(says(one(page, `[data-kind="${kind}"]`)), words);
    });

  it('shows the badge of each signer of a memo, and whether it was good then', async () => {
    const { drafts, page, choose } = await mount();
    const posted = aSignatory(1, 'Ayesha Khan', {
      badges: [aBadge({ standing: { kind: 'revoked', fromMs: Date.UTC(2026, 10, 1) } })],
    });
    drafts.found = ok(aMemo(NOTE, { posted }));
    await choose(file());
    assert.include(says(one(page, '.badges .doubt')), 'The badge was revoked from');
  });

  it('is worked by the keyboard: the field has the focus, though its button is drawn by us', async () => {
    const { page } = await mount();
    one(page, 'input[type=file]')!.focus();
    assert.isTrue(focused() === one(page, 'input[type=file]'));
    assert.notEqual(getComputedStyle(one(page, 'label')!).outlineStyle, 'none');
    assert.equal(one(page, 'label')!.getAttribute('for'), focused()!.id);
  });
});
