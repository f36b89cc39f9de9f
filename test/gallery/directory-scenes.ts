import type { DirectoryEntry } from '../../src/app/official-views.js';
import type { FakeBeep } from '../support/fake-beep.js';
import { aPerson, conversationId, personId } from '../support/fake-beep.js';
import { anEntry, aPost, FakeOfficial } from '../support/fake-official.js';

const INTERIOR = {
  department: ['Interior Division', 'Administration Wing'],
  urduDepartment: ['داخلہ ڈویژن', 'انتظامی ونگ'],
};
const PEOPLE: readonly DirectoryEntry[] = [
  anEntry(personId(11)),
  anEntry(personId(12), {
    name: 'Muhammad Usman Ghani Chaudhry',
    urduName: 'محمد عثمان غنی چودھری',
    title: 'Deputy Secretary (Expenditure and Development)',
    urduTitle: 'ڈپٹی سیکرٹری (اخراجات و ترقی)',
    grade: 'BS-19',
    post: 'DS Expenditure',
  }),
  anEntry(personId(13), {
    name: 'Danish Raza',
    urduName: '',
    urduTitle: '',
    untilMs: Date.UTC(2026, 8, 30),
    standing: { kind: 'expired' },
  }),
  anEntry(personId(14), {
    name: 'Farah Iqbal',
    urduName: 'فرح اقبال',
    standing: { kind: 'revoked', fromMs: Date.UTC(2026, 9, 20) },
  }),
  anEntry(personId(15), { name: 'زینب ملک', urduName: '', post: null, grade: '' }),
  anEntry(personId(9), {
    name: 'Bilal',
    urduName: 'بلال',
    title: 'Assistant',
    urduTitle: 'معاون',
    post: null,
  }),
  ...Array.from({ length: 60 }, (_, i) =>
    anEntry(personId(20 + i), {
      ...INTERIOR,
      name: `Ghulam Abbas ${i + 1}`,
      urduName: `غلام عباس ${i + 1}`,
      post: null,
      title: 'Assistant',
      urduTitle: 'معاون',
    }),
  ),
];

/** An office with a directory: people of every standing, posts that are held, vacant and in dispute. */
export function withDirectory(beep: FakeBeep, ageMs = 3_600_000): FakeBeep {
  const official = new FakeOfficial();
  official.directory.have(PEOPLE, Date.now() - ageMs);
  official.directory.conversation = conversationId(1);
  official.directory.postList = [
    aPost(1, { holder: aPerson(11, 'Ayesha Siddiqui') }),
    aPost(2, { name: 'DS Expenditure', urduName: null }),
    aPost(3, {
      name: 'SO Budget-III',
      urduName: 'سیکشن افسر بجٹ سوم',
      holder: aPerson(13, 'Danish Raza'),
      isDisputed: true,
    }),
  ];
  beep.official.update(() => official);
  return beep;
}

const BUDGET = '#/directory/Finance%20Division/Budget%20Wing/Budget-II';
/** Where each scene is, and how old the directory is in it. */
export const DIRECTORY_SCENES: Readonly<Record<string, readonly [hash: string, ageMs: number]>> = {
  directory: ['#/directory', 3_600_000],
  'directory-department': [BUDGET, 3 * 86_400_000],
  'directory-found': ['#/directory', 3_600_000],
  'contacts-directory': ['#/contacts', 3_600_000],
  'new-chat-directory': ['#/', 3_600_000],
};
