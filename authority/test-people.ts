/**
 * Makes people for trials: `npm run issue-badges -- --n N --out DIR`. In DIR/registry lies what an introducer serves, in
 * DIR/people one file for each person, with their private keys: for trials only.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomBytes } from 'node:crypto';
import { sealCard } from '../src/protocol/card.js';
import { sealRequest } from '../src/protocol/enrolment.js';
import { readDeviceId, readPersonId } from '../src/protocol/ids.js';
import { sealManifest } from '../src/protocol/manifest.js';
import { issueBadge, type Wish } from './badges.js';
import { ToolFault } from './fault.js';
import { keyOf, newSeed } from './key-file.js';
import type { LogEntry } from './log.js';
import { base64, createAuthority, openOffice } from './office.js';
import { publish } from './publish.js';

const GIVEN = [
  ['Ayesha', 'عائشہ'],
  ['Bilal', 'بلال'],
  ['Fatima', 'فاطمہ'],
  ['Hamza', 'حمزہ'],
  ['Zainab', 'زینب'],
  ['Usman', 'عثمان'],
  ['Maryam', 'مریم'],
  ['Imran', 'عمران'],
] as const;
const FAMILY = [
  ['Khan', 'خان'],
  ['Siddiqui', 'صدیقی'],
  ['Malik', 'ملک'],
  ['Baloch', 'بلوچ'],
  ['Qureshi', 'قریشی'],
  ['Shah', 'شاہ'],
  ['Afridi', 'آفریدی'],
] as const;
const DIVISIONS = [
  ['Finance Division', 'فنانس ڈویژن'],
  ['Interior Division', 'داخلہ ڈویژن'],
  ['Cabinet Division', 'کابینہ ڈویژن'],
  ['Law and Justice Division', 'قانون و انصاف ڈویژن'],
] as const;
const TITLES = [
  ['Section Officer', 'سیکشن افسر', 'BS-17'],
  ['Deputy Secretary', 'ڈپٹی سیکرٹری', 'BS-19'],
  ['Assistant', 'اسسٹنٹ', 'BS-16'],
] as const;
const PASSPHRASE = 'for trials and nothing else';

const pick = <T>(list: readonly T[], i: number): T => list[i % list.length]!;

function wishOf(i: number): Wish {
  const [given, urduGiven] = pick(GIVEN, i);
  const [family, urduFamily] = pick(FAMILY, Math.floor(i / GIVEN.length));
  const [division, urduDivision] = pick(DIVISIONS, Math.floor(i / 3));
  const [title, urduTitle, grade] = pick(TITLES, Math.floor(i / 5));
  const wing = 1 + (Math.floor(i / 40) % 50);
  return {
    name: `${given} ${family} ${i + 1}`,
    title,
    department: `${division}/Wing ${wing}`,
    grade,
    days: 180,
    urduName: `${urduGiven} ${urduFamily} ${i + 1}`,
    urduTitle,
    urduDepartment: `${urduDivision}/ونگ ${wing}`,
    post: '',
    replaces: '',
    isListed: true,
  };
}

async function make(n: number, out: string): Promise<void> {
  const nowMs = Date.now();
  const folder = join(out, 'authority');
  await createAuthority(folder, { name: 'Trial Authority', urduName: 'آزمائشی اتھارٹی' }, PASSPHRASE, nowMs);
  const office = await openOffice(folder, PASSPHRASE, nowMs);
  mkdirSync(join(out, 'people'), { recursive: true });
  let entries: LogEntry[] = [];
  for (let i = 0; i < n; i++) {
    const [personSeed, deviceSeed] = [newSeed(), newSeed()];
    const [personKey, deviceKey] = [keyOf(personSeed), keyOf(deviceSeed)];
    const person = readPersonId(personKey.publicKey)!;
    const device = readDeviceId(deviceKey.publicKey)!;
    const wish = wishOf(i);
    const manifest = await sealManifest(
      { person, number: 1, devices: [{ device, label: '', fromMs: nowMs }], revoked: [] },
      personKey.sign,
    );
    const rendezvous = new Uint8Array(randomBytes(16));
    const card = await sealCard(
      { person, device, rendezvous, name: wish.name, intro: null, hints: [] },
      deviceKey.sign,
    );
    const request = await sealRequest(
      { manifest, card, title: wish.title, department: wish.department, invitation: null, madeMs: nowMs },
      deviceKey.sign,
    );
    const { entry, reply } = await issueBadge(office, request, wish);
    entries.push(entry);
    const file = {
      warning: 'Private keys, for trials only.',
      name: wish.name,
      personSeed: base64(personSeed),
      deviceSeed: base64(deviceSeed),
      rendezvous: base64(rendezvous),
      manifest: base64(manifest.bytes),
      reply: base64(reply),
    };
    // Not waited for until it is on disk: nobody's only copy of anything.
    writeFileSync(join(out, 'people', `${String(i + 1).padStart(6, '0')}.json`), `${JSON.stringify(file)}\n`);
    if (entries.length === 500 || i + 1 === n) {
      office.log.appendAll(entries, nowMs);
      entries = [];
      process.stderr.write(`${i + 1} of ${n}\n`);
    }
  }
  const { people, pages } = await publish(office, join(out, 'registry'), 30);
  process.stdout.write(
    `${people} people on ${pages} pages are in ${out}. AUTHORITY_KEY=${office.authority.key}\n`,
  );
}

try {
  const { values } = parseArgs({ options: { n: { type: 'string' }, out: { type: 'string' } } });
  const n = Number(values.n);
  if (!Number.isInteger(n) || n < 1 || n > 200_000 || !values.out)
    throw new ToolFault('issue-badges --n N --out FOLDER', 2);
  await make(n, values.out);
} catch (error) {
  if (!(error instanceof ToolFault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
