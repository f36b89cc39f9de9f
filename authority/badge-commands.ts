import { randomBytes } from 'node:crypto';
import { terminalQr } from '../signaling/terminal-qr.js';
import { INVITATION_BYTES, invitationLink, type VerifiedBadgeRequest } from '../src/protocol/enrolment.js';
import { hexText, readDeviceId, readPersonId } from '../src/protocol/ids.js';
import { DEFAULT_DAYS, issueBadge, issuedBadges, type IssuedHere, type Wish } from './badges.js';
import { readCsv } from './csv.js';
import { ToolFault } from './fault.js';
import { invitationSheet } from './invitation-sheet.js';
import { issueTable, refusedText } from './issue-table.js';
import { lookInto, writeWhole } from './office.js';
import { writeReply } from './reply-file.js';
import { readRequest } from './requests.js';
import {
  type Command,
  COMMON,
  day,
  digits,
  folderOf,
  needed,
  numberOf,
  open,
  text,
  type Typed,
} from './command.js';

/** The commands that issue badges and end them. */
export const BADGE_COMMANDS = {
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
} satisfies Readonly<Record<string, Command>>;

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
