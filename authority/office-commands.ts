import { randomBytes } from 'node:crypto';
import { openBadge, sealBadge } from '../src/protocol/badge.js';
import { hexText, readPersonId } from '../src/protocol/ids.js';
import { sealPass } from '../src/protocol/pass.js';
import { departmentOf } from './badges.js';
import { ToolFault } from './fault.js';
import {
  acceptAppointment,
  type Appointment,
  base64,
  createAuthority,
  createRegistrar,
  type RegistrarRequest,
  writeWhole,
} from './office.js';
import { askNewPassphrase } from './passphrase.js';
import {
  type Command,
  COMMON,
  day,
  digits,
  fileOf,
  folderOf,
  needed,
  numberOf,
  open,
  readJson,
  text,
} from './command.js';

/** The commands that make an office: an authority’s, or a registrar’s whom it appoints. */
export const OFFICE_COMMANDS = {
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
} satisfies Readonly<Record<string, Command>>;
