import { aDraftRecord } from '../support/memory-drafts.js';
import type { MemoContent, Run } from '../../src/protocol/memo-content.js';
import { firstLineOf, plainHeading, plainParagraph, plainRun } from '../../src/domain/draft-content.js';
import { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import type { FakeBeep } from '../support/fake-beep.js';
import { draftId } from '../support/fake-drafts.js';

export { draftId };

const strong = (text: string): Run => ({ ...plainRun(text), isStrong: true });

export const MEMO: MemoContent = {
  subject: 'Closing of accounts for the financial year',
  blocks: [
    plainParagraph('No. F.2(11)/Bud-II/2026, dated 27 November 2026'),
    {
      kind: 'paragraph',
      direction: 'auto',
      runs: [
        plainRun('The undersigned is directed to state that all sections send their statements by '),
        strong('4 December'),
        plainRun('. Late statements cannot be taken into the summary for the Secretary.'),
      ],
    },
    plainHeading('What is needed'),
    {
      kind: 'numbers',
      start: 1,
      items: [
        [plainParagraph('Expenditure up to the end of November, by head of account.')],
        [plainParagraph('Expected surrenders, with reasons.'), { kind: 'bullets', items: [[plainParagraph('salaries')], [plainParagraph('contingencies')]] }], // prettier-ignore
      ],
    },
    plainParagraph('تمام سیکشن افسران سے گزارش ہے کہ مقررہ تاریخ تک گوشوارے ارسال کر دیں۔'),
    {
      kind: 'table',
      rows: [
        [[plainParagraph('Head')], [plainParagraph('Amount')], [plainParagraph('مد')]],
        [[plainParagraph('A011')], [plainParagraph('1,250,000')], [plainParagraph('تنخواہیں')]],
      ],
    },
    {
      kind: 'quote',
      blocks: [plainParagraph('Rule 12: a surrender is made as soon as it can be foreseen.')],
    },
    {
      kind: 'attachment',
      name: 'Statement BE-3, November 2026.pdf',
      size: 184_320,
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
    plainParagraph('Muhammad Usman\nSection Officer (Budget-II)'),
  ],
};

export const NOTE: MemoContent = {
  subject: 'بلاک سی کا نیٹ ورک',
  blocks: [plainParagraph('کل سے دوسری منزل پر رابطہ نہیں ہے۔ متعلقہ عملے کو ہدایت کی جائے۔')],
};

/** Puts drafts into the memory that a fake Beep has for them. */
export function withDrafts(beep: FakeBeep): FakeBeep {
  const put = (seed: number, content: MemoContent, minutesAgo: number, isDiscarded = false): void => {
    const doc = new YjsDoc([]);
    doc.setContent(content);
    const changedMs = Date.now() - minutesAgo * 60_000;
    const id = draftId(seed);
    beep.draftDisk.records.set(
      id,
      aDraftRecord({
        id,
        subject: content.subject,
        firstLine: firstLineOf(content),
        createdMs: changedMs,
        changedMs,
        discardedMs: isDiscarded ? changedMs : null,
      }),
    );
    beep.draftDisk.updates.set(id, [doc.encode()]);
  };
  put(1, MEMO, 3);
  put(2, NOTE, 90);
  put(3, { subject: '', blocks: [plainParagraph('Without a subject yet')] }, 4_000);
  put(4, { subject: 'Thrown away', blocks: [plainParagraph('Not needed any more.')] }, 6_000, true);
  return beep;
}
