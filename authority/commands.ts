import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBadge, sealBadge } from '../src/protocol/badge.js';
import { carriedText } from '../src/protocol/carried-text.js';
import { openHandover, sealCharge, type VerifiedHandover } from '../src/protocol/charge.js';
import { INVITATION_BYTES, invitationLink, type VerifiedBadgeRequest } from '../src/protocol/enrolment.js';
import { hexText, readDeviceId, readPersonId } from '../src/protocol/ids.js';
import { MAX_REGISTRY_DOC_BYTES } from '../src/protocol/limits.js';
import { sealPass } from '../src/protocol/pass.js';
import { postHistories } from '../src/domain/posts.js';
import { openCharge } from '../src/protocol/charge.js';
import { readCarriedText } from '../src/protocol/carried-text.js';
import { terminalQr } from '../signaling/terminal-qr.js';
import {
  DEFAULT_DAYS,
  departmentOf,
  issueBadge,
  issuedBadges,
  type IssuedHere,
  type Wish,
} from './badges.js';
import { readCsv, refusedCsv, type CsvRow, type RefusedRow } from './csv.js';
import { ToolFault } from './fault.js';
import { invitationSheet } from './invitation-sheet.js';
import {
  acceptAppointment,
  base64,
  bytesOf,
  createAuthority,
  createRegistrar,
  lookInto,
  openOffice,
  writeWhole,
  type Appointment,
  type Office,
  type RegistrarRequest,
} from './office.js';
import { askNewPassphrase, askPassphrase } from './passphrase.js';
import { publish } from './publish.js';
import { readRequest, requestsIn } from './requests.js';

/** What was typed behind the name of a command. */
export interface Typed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly places: readonly string[];
}

/** What a command has to say: for people a text, for programs a value. */
export interface Said {
  readonly text: string;
  readonly value: unknown;
  /** Some of what was asked for was refused. */
  readonly isPartly?: boolean;
}

export interface Command {
  readonly what: string;
  readonly usage: string;
  readonly options: readonly string[];
  readonly flags?: readonly string[];
  run(typed: Typed): Promise<Said>;
}

const text = ({ values }: Typed, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};
const needed = (typed: Typed, name: string): string => {
  const value = text(typed, name);
  if (value === '') throw new ToolFault(`--${name} is needed.`, 2);
  return value;
};
const numberOf = (typed: Typed, name: string, otherwise: number): number => {
  const value = text(typed, name);
  if (value !== '' && !/^\d{1,6}$/u.test(value))
    throw new ToolFault(`--${name} has to be a whole number.`, 2);
  return value === '' ? otherwise : Number(value);
};
const folderOf = (typed: Typed): string => needed(typed, 'office');
const fileOf = (typed: Typed): string | undefined => text(typed, 'passphrase-file') || undefined;

async function open(typed: Typed): Promise<Office> {
  const passphrase = await askPassphrase(fileOf(typed), 'Passphrase');
  return openOffice(folderOf(typed), passphrase, Date.now(), typed.values['clock-is-right'] === true);
}

/** Digits that two people compare when a key is told by telephone: the first 40 of it, by fives. */
const digits = (key: string): string => key.slice(0, 40).match(/.{5}/gu)!.join(' ');

const COMMON = ['office', 'passphrase-file'] as const;

export const COMMANDS: Readonly<Record<string, Command>> = {
  init: {
    what: 'makes a new authority',
    usage: 'init --office FOLDER --name NAME [--urdu-name NAME]',
    options: [...COMMON, 'name', 'urdu-name'],
    async run(typed) {
      const names = { name: needed(typed, 'name'), urduName: text(typed, 'urdu-name') || null };
      const passphrase = await askNewPassphrase(fileOf(typed));
      const authority = await createAuthority(folderOf(typed), names, passphrase, Date.now());
      return {
        text: `The authority "${authority.name}" is made.\nIts key: ${authority.key}\nTo compare: ${digits(authority.key)}\nKeep a copy of ${folderOf(typed)} and the passphrase apart from each other: nobody can make either again.`,
        value: { authority: authority.key, name: authority.name },
      };
    },
  },
  'new-registrar': {
    what: 'makes a registrar’s key, on the registrar’s own machine',
    usage: 'new-registrar --office FOLDER --name NAME --out FILE',
    options: [...COMMON, 'name', 'out'],
    async run(typed) {
      const request = await createRegistrar(
        folderOf(typed),
        needed(typed, 'name'),
        await askNewPassphrase(fileOf(typed)),
      );
      writeWhole(needed(typed, 'out'), `${JSON.stringify(request, null, 2)}\n`);
      return {
        text: `Give ${needed(typed, 'out')} to the authority, and tell these digits by another way: ${digits(request.key)}`,
        value: request,
      };
    },
  },
  appoint: {
    what: 'lets a registrar issue for a department',
    usage: 'appoint FILE --office FOLDER --department "A/B" --out FILE [--days N]',
    options: [...COMMON, 'department', 'days', 'out'],
    flags: ['clock-is-right'],
    async run(typed) {
      const office = await open(typed);
      if (office.registrar) throw new ToolFault('A registrar appoints nobody: only the authority does.');
      const request = readJson<RegistrarRequest>(typed.places[0]);
      const holder = readPersonId(Buffer.from(request.key, 'hex'));
      if (!holder) throw new ToolFault('The file holds no registrar’s key.');
      const department = departmentOf(text(typed, 'department'));
      const nowS = Math.floor(office.nowMs() / 1000);
      const untilS = nowS + numberOf(typed, 'days', 365) * 86_400;
      const id = new Uint8Array(randomBytes(8));
      const badge = await sealBadge(
        {
          issuer: office.issuer,
          holder,
          id,
          issuedS: nowS,
          fromS: nowS,
          untilS,
          names: {
            name: request.registrar,
            title: '',
            department: department.length > 0 ? department : [office.authority.name],
          },
          urdu: null,
          grade: '',
          post: null,
          replaces: null,
          mayIssueFor: department,
        },
        office.key.sign,
      );
      if (!openBadge(badge.bytes))
        throw new ToolFault('The key, the name or the department is not fit. Nothing was signed.');
      const pass = await sealPass(
        { issuer: office.issuer, holder, id, fromS: nowS, untilS },
        office.key.sign,
      );
      office.log.append(
        {
          what: 'registrar',
          key: holder,
          id: hexText(id),
          badge: base64(badge.bytes),
          pass: base64(pass.bytes),
        },
        office.nowMs(),
      );
      const appointment: Appointment = {
        version: 1,
        authority: base64(office.authority.bytes),
        badge: base64(badge.bytes),
        pass: base64(pass.bytes),
      };
      writeWhole(needed(typed, 'out'), `${JSON.stringify(appointment, null, 2)}\n`);
      return {
        text: `"${request.registrar}" may issue for ${department.join(' / ') || 'every department'}. Give ${needed(typed, 'out')} back to the registrar.\nCompare before that: ${digits(holder)}`,
        value: { registrar: holder, id: hexText(id), department },
      };
    },
  },
  accept: {
    what: 'takes the appointment into the registrar’s folder',
    usage: 'accept FILE --office FOLDER',
    options: [...COMMON],
    run(typed) {
      const badge = acceptAppointment(folderOf(typed), readJson<Appointment>(typed.places[0]));
      return Promise.resolve({
        text: `This office may issue for ${badge.mayIssueFor!.join(' / ') || 'every department'}, until ${day(badge.untilS * 1000)}.`,
        value: { id: hexText(badge.id), mayIssueFor: badge.mayIssueFor },
      });
    },
  },
  issue: {
    what: 'issues a badge, or those of a table',
    usage:
      'issue --office FOLDER --out FOLDER (--request TEXT|LINK|FILE --department "A/B" [--name N --title T --grade G --days N --post P --replaces KEY --urdu-name … --urdu-title … --urdu-department …] | --csv FILE [--requests FOLDER])',
    options: [
      ...COMMON,
      'request',
      'requests',
      'csv',
      'out',
      'name',
      'title',
      'department',
      'grade',
      'days',
      'post',
      'replaces',
      'urdu-name',
      'urdu-title',
      'urdu-department',
    ],
    flags: ['unlisted', 'clock-is-right'],
    async run(typed) {
      const out = needed(typed, 'out');
      const isTable = text(typed, 'csv') !== '' || text(typed, 'requests') !== '';
      if (isTable) return issueTable(await open(typed), typed, out);
      const request = readRequest(needed(typed, 'request'));
      const office = await open(typed);
      const wish = wishOf(typed, request);
      const { entry, reply } = await issueBadge(office, request, wish);
      office.log.append(entry, office.nowMs());
      const carried = writeReply(out, request, reply);
      return {
        text: `The badge of ${wish.name} is issued.\nTheir key, to compare with them: ${digits(request.manifest.person)}\nThe reply is in ${carried.file}; as a text, or to be scanned:\n\n${carried.text}\n\n${terminalQr(carried.text)}`,
        value: { person: entry.person, id: entry.id, file: carried.file, text: carried.text },
      };
    },
  },
  invite: {
    what: 'prints a sheet by which each person of a table asks for their badge',
    usage: 'invite --office FOLDER --csv FILE --origin https://… --out FILE.html',
    options: [...COMMON, 'csv', 'origin', 'out'],
    run(typed) {
      const office = lookInto(folderOf(typed), Date.now());
      const origin = needed(typed, 'origin').replace(/\/$/u, '');
      if (!/^https?:\/\/[\w.:[\]-]+$/u.test(origin))
        throw new ToolFault('--origin is no address such as https://beep.example.', 2);
      const { rows, refused } = readCsv(needed(typed, 'csv'));
      const invited = rows.map(({ cells }) => {
        const invitation = new Uint8Array(randomBytes(INVITATION_BYTES));
        return { cells, invitation, link: invitationLink(origin, invitation) };
      });
      office.log.appendAll(
        invited.map(({ cells, invitation }) => ({
          what: 'invite',
          invitation: hexText(invitation),
          row: cells,
        })),
        office.nowMs(),
      );
      writeWhole(needed(typed, 'out'), invitationSheet(office.authority.name, invited));
      return Promise.resolve({
        text: `${invited.length} invitations are in ${needed(typed, 'out')}: print it, and give each person theirs.${refusedText(refused)}`,
        value: { invited: invited.length, refused },
        isPartly: refused.length > 0,
      });
    },
  },
  renew: {
    what: 'issues anew the badges that end soon, with what is on them',
    usage: 'renew --office FOLDER --out FOLDER [--within DAYS] [--days N]',
    options: [...COMMON, 'within', 'days', 'out'],
    flags: ['clock-is-right'],
    async run(typed) {
      const office = await open(typed);
      const beforeMs = office.nowMs() + numberOf(typed, 'within', 30) * 86_400_000;
      const due = issuedBadges(office).filter(
        ({ badge, isReplaced, standing }) =>
          !isReplaced && standing.kind !== 'revoked' && badge.untilS * 1000 < beforeMs,
      );
      const renewed = [];
      for (const { badge, request, isListed } of due) {
        const { names, urdu } = badge;
        const wish: Wish = {
          name: names.name,
          title: names.title,
          department: names.department.join('/'),
          grade: badge.grade,
          days: numberOf(typed, 'days', DEFAULT_DAYS),
          urduName: urdu?.name ?? '',
          urduTitle: urdu?.title ?? '',
          urduDepartment: urdu?.department.join('/') ?? '',
          post: badge.post ?? '',
          replaces: badge.replaces ?? '',
          isListed,
        };
        const { entry, reply } = await issueBadge(office, request, wish);
        office.log.append(entry, office.nowMs());
        renewed.push({ person: entry.person, file: writeReply(needed(typed, 'out'), request, reply).file });
      }
      return { text: `${renewed.length} badges are renewed.`, value: { renewed } };
    },
  },
  revoke: {
    what: 'takes back a badge, ends a person’s key, or a lost device',
    usage:
      'revoke --office FOLDER (--badge ID | --person KEY | --device KEY) [--from YYYY-MM-DD] [--reason TEXT]',
    options: [...COMMON, 'badge', 'person', 'device', 'from', 'reason'],
    async run(typed) {
      const office = lookInto(folderOf(typed), Date.now());
      const kinds = (['badge', 'person', 'device'] as const).filter((kind) => text(typed, kind) !== '');
      const [kind] = kinds;
      if (!kind || kinds.length > 1) throw new ToolFault('Name one of --badge, --person and --device.', 2);
      const target = text(typed, kind).toLowerCase();
      const bytes = Buffer.from(target, 'hex');
      const isKey =
        kind === 'person'
          ? readPersonId(bytes)
          : kind === 'device'
            ? readDeviceId(bytes)
            : bytes.length === 8;
      if (!isKey || !/^[0-9a-f]+$/u.test(target))
        throw new ToolFault(`--${kind} is not what such a thing is called: see "list".`, 2);
      const from = text(typed, 'from');
      const fromMs = from === '' ? office.nowMs() : Date.parse(`${from}T00:00:00Z`);
      if (Number.isNaN(fromMs) || fromMs > office.nowMs() || fromMs < 0)
        throw new ToolFault('--from is a day in the past, such as 2026-11-28.', 2);
      const targets = kind === 'badge' ? withThoseBefore(issuedBadges(office), target) : [target];
      office.log.appendAll(
        targets.map((one) => ({
          what: 'revoke' as const,
          kind,
          target: one,
          fromMs,
          reason: text(typed, 'reason'),
        })),
        office.nowMs(),
      );
      return Promise.resolve({
        text: `It is revoked from ${day(fromMs)} on. Nobody hears of it before you publish: do so now.`,
        value: { kind, target, fromMs },
      });
    },
  },
  charge: {
    what: 'says who holds a post from now on',
    usage:
      'charge --office FOLDER --post NAME --department "A/B" --out FOLDER (--to KEY | --handover FILE | --vacant) [--urdu-post NAME] [--settle]',
    options: [...COMMON, 'post', 'department', 'to', 'handover', 'urdu-post', 'out'],
    flags: ['vacant', 'settle', 'clock-is-right'],
    run: issueCharge,
  },
  list: {
    what: 'lists the badges that were issued here',
    usage: 'list --office FOLDER [--all]',
    options: [...COMMON],
    flags: ['all'],
    run(typed) {
      const office = lookInto(folderOf(typed), Date.now());
      const badges = issuedBadges(office)
        .filter(({ isReplaced }) => typed.values['all'] === true || !isReplaced)
        .map(({ badge, standing, request }) => ({
          id: hexText(badge.id),
          person: badge.holder,
          device: request.card.device,
          name: badge.names.name,
          title: badge.names.title,
          department: badge.names.department,
          until: day(badge.untilS * 1000),
          standing: standing.kind,
        }));
      const lines = badges.map(
        ({ id, name, title, department, until, standing, person }) =>
          `${id}  ${standing.padEnd(8)} until ${until}  ${name}, ${title}, ${department.join(' / ')}\n  person ${person}`,
      );
      return Promise.resolve({
        text: lines.join('\n') || 'No badge was issued here yet.',
        value: { badges },
      });
    },
  },
  log: {
    what: 'checks the log of this office, and shows it',
    usage: 'log --office FOLDER',
    options: [...COMMON],
    run(typed) {
      const entries = lookInto(folderOf(typed), Date.now()).log.all;
      const lines = entries.map(({ n, atMs, what }) => `${n}  ${new Date(atMs).toISOString()}  ${what}`);
      return Promise.resolve({
        text: [...lines, `${entries.length} lines, none changed or missing.`].join('\n'),
        value: { entries: entries.length },
      });
    },
  },
  publish: {
    what: 'writes the directory and the list of what is revoked, for the introducer',
    usage: 'publish --office FOLDER --out FOLDER [--next-update DAYS]',
    options: [...COMMON, 'out', 'next-update'],
    flags: ['clock-is-right'],
    async run(typed) {
      const office = await open(typed);
      const days = numberOf(typed, 'next-update', 30);
      const published = await publish(office, needed(typed, 'out'), days);
      return {
        text: `${published.people} people on ${published.pages} pages, ${published.revoked} revoked. The next one is due in ${days} days.`,
        value: published,
      };
    },
  },
};

const wishOf = (typed: Typed, request: VerifiedBadgeRequest): Wish => ({
  name: text(typed, 'name') || request.card.name,
  title: text(typed, 'title') || request.title,
  department: needed(typed, 'department'),
  grade: text(typed, 'grade'),
  days: numberOf(typed, 'days', DEFAULT_DAYS),
  urduName: text(typed, 'urdu-name'),
  urduTitle: text(typed, 'urdu-title'),
  urduDepartment: text(typed, 'urdu-department'),
  post: text(typed, 'post'),
  replaces: text(typed, 'replaces'),
  isListed: typed.values['unlisted'] !== true,
});

/** A badge, and those of the same person that it took the place of: they would be good still. */
function withThoseBefore(issued: readonly IssuedHere[], id: string): readonly string[] {
  const ids = issued.map(({ badge }) => hexText(badge.id));
  const holder = issued[ids.indexOf(id)]?.badge.holder;
  if (!holder) return [id];
  return ids.slice(0, ids.indexOf(id) + 1).filter((_, i) => issued[i]!.badge.holder === holder);
}

/** Issues for every row that has a request: by itself, or by its invitation. What is refused stops nobody else. */
async function issueTable(office: Office, typed: Typed, out: string): Promise<Said> {
  const table = text(typed, 'csv') === '' ? { rows: [], refused: [] } : readCsv(text(typed, 'csv'));
  const refused: RefusedRow[] = [...table.refused];
  const folder = text(typed, 'requests');
  const requests = folder === '' ? new Map<string, VerifiedBadgeRequest | null>() : requestsIn(folder);
  const invited = new Map(
    office.log.all.flatMap((entry) =>
      entry.what === 'invite' ? [[entry.invitation, entry.row] as const] : [],
    ),
  );
  const byInvitation = [...requests].flatMap(
    ([file, request]): readonly (CsvRow & { request: VerifiedBadgeRequest })[] => {
      const cells = request?.invitation && invited.get(hexText(request.invitation));
      if (request && cells) return [{ number: 0, cells, request }];
      if (!table.rows.some(({ cells: { request: named } }) => named === file))
        refused.push({
          number: 0,
          reason: `${file}: ${request ? 'it names no invitation of this office' : 'it is no request'}`,
        });
      return [];
    },
  );
  const done = new Set(
    issuedBadges(office)
      .filter((one) => one.standing.kind === 'good')
      .map(({ request }) => base64(request.bytes)),
  );
  const issued: { readonly person: string; readonly id: string; readonly file: string }[] = [];
  const issueRow = async (row: CsvRow, find: () => VerifiedBadgeRequest): Promise<void> => {
    try {
      const request = find();
      if (done.has(base64(request.bytes))) return; // by an earlier run
      const { cells } = row;
      const { entry, reply } = await issueBadge(office, request, {
        name: cells['name'] || request.card.name,
        title: cells['title'] ?? '',
        department: cells['department'] ?? '',
        grade: cells['grade'] ?? '',
        days: cells['days'] ? Number(cells['days']) : DEFAULT_DAYS,
        urduName: cells['urdu_name'] ?? '',
        urduTitle: cells['urdu_title'] ?? '',
        urduDepartment: cells['urdu_department'] ?? '',
        post: cells['post'] ?? '',
        replaces: '',
        isListed: true,
      });
      office.log.append(entry, office.nowMs());
      done.add(base64(request.bytes));
      issued.push({ person: entry.person, id: entry.id, file: writeReply(out, request, reply).file });
      if (issued.length % 100 === 0) process.stderr.write(`${issued.length} issued\n`);
    } catch (error) {
      if (!(error instanceof ToolFault)) throw error;
      refused.push({ number: row.number, reason: error.message });
    }
  };
  for (const row of table.rows)
    await issueRow(row, () => {
      const given = row.cells['request'] ?? '';
      if (given === '') throw new ToolFault('it has no request');
      const request =
        requests.get(given) ?? (folder === '' || !/^[\w.-]+$/u.test(given) ? readRequest(given) : null);
      if (!request) throw new ToolFault(`${given} is no request in ${folder}`);
      return request;
    });
  for (const row of byInvitation) await issueRow(row, () => row.request);
  mkdirSync(out, { recursive: true });
  if (refused.length > 0) writeWhole(join(out, 'refused.csv'), refusedCsv(refused));
  return {
    text: `${issued.length} badges are issued.${refusedText(refused)}`,
    value: { issued, refused },
    isPartly: refused.length > 0,
  };
}

const refusedText = (refused: readonly RefusedRow[]): string =>
  refused.length === 0
    ? ''
    : `\n${refused.length} rows are refused:\n${refused.map(({ number, reason }) => `  ${number === 0 ? '' : `row ${number}: `}${reason}`).join('\n')}`;

function writeReply(out: string, request: VerifiedBadgeRequest, reply: Uint8Array) {
  mkdirSync(out, { recursive: true });
  const file = join(out, `${request.manifest.person.slice(0, 16)}.beep-badge`);
  writeWhole(file, reply);
  return { file, text: carriedText({ kind: 'badge', bytes: reply }) };
}

async function issueCharge(typed: Typed): Promise<Said> {
  const office = await open(typed);
  const { authority, issuer, registrar } = office;
  const department = departmentOf(needed(typed, 'department'));
  const handover = text(typed, 'handover') === '' ? null : readHandover(text(typed, 'handover'));
  const to = text(typed, 'to');
  const holder = to === '' ? (handover?.to ?? null) : readPersonId(Buffer.from(to, 'hex'));
  if (!holder && typed.values['vacant'] !== true)
    throw new ToolFault('Name who holds it with --to (a person’s key, see "list"), or say --vacant.', 2);
  const known = office.log.all.flatMap((entry) => {
    const charge = entry.what === 'charge' ? openCharge(bytesOf(entry.charge)) : null;
    return charge ? [charge] : [];
  });
  const post = { authority: authority.key, department, name: needed(typed, 'post') };
  const history = [...postHistories(known, new Set([authority.key])).values()].find(
    ({ charges: [first] }) =>
      first?.name === post.name && first.department.join('/') === department.join('/'),
  );
  const last = history?.charges.at(-1)?.number ?? 0;
  // A handover names the charge before this one, which another registrar may have signed.
  const number = handover ? handover.number + 1 : last + 1;
  if (number <= last && typed.values['settle'] !== true)
    throw new ToolFault(
      `A charge of number ${number} was signed here already. To settle a dispute as the authority, say --settle.`,
    );
  const charge = await sealCharge(
    {
      ...post,
      issuer,
      registrar,
      urduName: text(typed, 'urdu-post') || null,
      number: typed.values['settle'] === true ? last + 1 : number,
      holder: typed.values['vacant'] === true ? null : holder,
      sinceMs: office.nowMs(),
      handover: typed.values['settle'] === true ? null : handover,
    },
    office.key.sign,
  );
  const opened = openCharge(charge.bytes);
  if (!opened || postHistories([opened], new Set([authority.key])).size === 0)
    throw new ToolFault(
      'The post, its department, the handover or the key is not fit for this office. Nothing was signed.',
    );
  office.log.append({ what: 'charge', charge: base64(charge.bytes) }, office.nowMs());
  const out = needed(typed, 'out');
  mkdirSync(out, { recursive: true });
  const file = join(out, `${opened.post.slice(0, 16)}-${opened.number}.beep-charge`);
  writeWhole(file, charge.bytes);
  const carried = carriedText({ kind: 'charge', bytes: charge.bytes });
  return {
    text: `${post.name} is held by ${opened.holder ?? 'nobody'} from now on. The charge is in ${file}; publish, so that all hear of it.\n\n${carried}`,
    value: { post: opened.post, number: opened.number, holder: opened.holder, file },
  };
}

function readHandover(path: string): VerifiedHandover {
  const bytes = new Uint8Array(readFileSync(path));
  const carried = readCarriedText(new TextDecoder().decode(bytes), ['handover'], MAX_REGISTRY_DOC_BYTES);
  const handover = openHandover(carried.ok ? carried.value.bytes : bytes);
  if (!handover) throw new ToolFault(`${path} is no handover, or parts of it are missing or changed.`);
  return handover;
}

function readJson<T>(path: string | undefined): T {
  if (path === undefined) throw new ToolFault('Name the file.', 2);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    throw new ToolFault(`${path} cannot be read.`, 2);
  }
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
