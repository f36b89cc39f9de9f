/** Makes up a large office: people with names, titles and posts in English and Urdu, by department, on pages. */
import { encodePage, type DirectoryPage, type DirectoryRow } from '../../src/protocol/directory.js';
import { readDeviceId, readPersonId } from '../../src/protocol/ids.js';
import { MAX_PAGE_BYTES } from '../../src/protocol/limits.js';

type Both = readonly [english: string, urdu: string];
const pairs = (text: string): readonly Both[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' = ') as unknown as Both);

const FIRST = pairs(`Ayesha = عائشہ
  Muhammad = محمد
  Ali = علی
  Fatima = فاطمہ
  Usman = عثمان
  Zainab = زینب
  Bilal = بلال
  Danish = دانش
  Farah = فرح
  Ghulam = غلام
  Hina = حنا
  Imran = عمران
  Javed = جاوید
  Khadija = خدیجہ
  Laiba = لائبہ
  Maryam = مریم
  Nadeem = ندیم
  Omar = عمر
  Parveen = پروین
  Qasim = قاسم
  Rabia = رابعہ
  Saad = سعد
  Tariq = طارق
  Uzma = عظمیٰ
  Waqar = وقار
  Yasmin = یاسمین
  Zahid = زاہد
  Asma = اسماء
  Babar = بابر
  Sana = ثناء`);
const LAST = pairs(`Siddiqui = صدیقی
  Khan = خان
  Ahmed = احمد
  Raza = رضا
  Iqbal = اقبال
  Malik = ملک
  Hussain = حسین
  Shah = شاہ
  Qureshi = قریشی
  Butt = بٹ
  Chaudhry = چودھری
  Mahmood = محمود
  Rehman = رحمٰن
  Bhatti = بھٹی
  Abbasi = عباسی
  Gondal = گوندل
  Mirza = مرزا
  Sheikh = شیخ
  Ansari = انصاری
  Baloch = بلوچ`);
const TITLES = pairs(`Section Officer = سیکشن افسر
  Deputy Secretary = ڈپٹی سیکرٹری
  Assistant = معاون
  Superintendent = سپرنٹنڈنٹ
  Research Officer = ریسرچ افسر
  Stenographer = سٹینوگرافر
  Joint Secretary = جوائنٹ سیکرٹری
  Accounts Officer = اکاؤنٹس افسر`);
const DIVISIONS = pairs(`Finance Division = فنانس ڈویژن
  Interior Division = داخلہ ڈویژن
  Law and Justice Division = قانون و انصاف ڈویژن
  Health Division = صحت ڈویژن
  Education Division = تعلیم ڈویژن
  Power Division = توانائی ڈویژن
  Railways Division = ریلوے ڈویژن
  Planning Division = منصوبہ بندی ڈویژن
  Commerce Division = تجارت ڈویژن
  Cabinet Division = کابینہ ڈویژن`);
const WINGS = pairs(`Budget Wing = بجٹ ونگ
  Administration Wing = انتظامی ونگ
  Development Wing = ترقیاتی ونگ
  Policy Wing = پالیسی ونگ
  Audit Wing = آڈٹ ونگ
  Legal Wing = قانونی ونگ
  Regulations Wing = ضوابط ونگ
  Coordination Wing = رابطہ ونگ`);
const SECTIONS_PER_WING = 25;

/** The same every time: the 32 bits of a mixed counter. */
function mixed(seed: number): number {
  let x = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
}
const pick = <T>(from: readonly T[], seed: number): T => from[mixed(seed) % from.length]!;
const idFrom = (seed: number): Uint8Array => {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 8; i++) view.setUint32(i * 4, mixed(seed * 8 + i + 1));
  view.setUint32(0, seed);
  return bytes;
};

function rowOf(seed: number, section: Both): DirectoryRow {
  const [first, middle, last] = [pick(FIRST, seed * 5), pick(FIRST, seed * 5 + 1), pick(LAST, seed * 5 + 2)];
  const title = pick(TITLES, seed * 5 + 3);
  const hasMiddle = mixed(seed * 5 + 4) % 3 === 0;
  const nameIn = (which: 0 | 1): string =>
    [first[which], ...(hasMiddle ? [middle[which]] : []), last[which]].join(' ').normalize('NFC');
  return {
    person: readPersonId(idFrom(seed * 2))!,
    device: readDeviceId(idFrom(seed * 2 + 1))!,
    rendezvous: idFrom(seed).slice(0, 16),
    badge: idFrom(seed).slice(16, 24),
    untilS: 1_800_000_000 + (mixed(seed) % 15_000_000),
    name: nameIn(0),
    title: title[0],
    grade: `BS-${11 + (mixed(seed) % 10)}`,
    urduName: nameIn(1),
    urduTitle: title[1],
    post: `${title[0]} ${section[0]}`,
  };
}

/** Encoded pages with `people` rows in all: every section has as many, and as many pages as they take. */
export function makeOffice(people: number): readonly Uint8Array[] {
  const sections = DIVISIONS.flatMap((division) =>
    WINGS.flatMap((wing) =>
      Array.from({ length: SECTIONS_PER_WING }, (_, i) => {
        const of = wing.map((name) => name.split(' ')[0]!);
        return [division, wing, [`${of[0]}-${i + 1}`, `${of[1]} ${i + 1}`]] as const;
      }),
    ),
  );
  const pages: Uint8Array[] = [];
  sections.forEach((path, i) => {
    const from = Math.floor((i * people) / sections.length);
    const until = Math.floor(((i + 1) * people) / sections.length);
    const rows = Array.from({ length: until - from }, (_, at) => rowOf(from + at, path[2]));
    const page: DirectoryPage = {
      kind: 'people',
      department: path.map(([english]) => english.normalize('NFC')),
      urduDepartment: path.map(([, urdu]) => urdu.normalize('NFC')),
      rows: [],
    };
    for (let size = rows.length; rows.length > 0; size = rows.length) {
      let bytes = encodePage({ ...page, rows });
      while (bytes.byteLength > MAX_PAGE_BYTES) bytes = encodePage({ ...page, rows: rows.slice(0, --size) });
      pages.push(bytes);
      rows.splice(0, size);
    }
  });
  return pages;
}
