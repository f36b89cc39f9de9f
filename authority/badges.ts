import { randomBytes } from 'node:crypto';
import { standingOf, type BadgeStanding } from '../src/domain/badges.js';
import { openBadge, sealBadge, type BadgeNames, type VerifiedBadge } from '../src/protocol/badge.js';
import { isWithin, type Department } from '../src/protocol/department.js';
import { encodeReply, openRequest, type VerifiedBadgeRequest } from '../src/protocol/enrolment.js';
import { hexText, readPersonId, type PersonId } from '../src/protocol/ids.js';
import { openPass, sealPass } from '../src/protocol/pass.js';
import { cleanName } from '../src/protocol/names.js';
import type { Revocations } from '../src/protocol/revocations.js';
import { ToolFault } from './fault.js';
import type { LogEntry, Logged } from './log.js';
import { base64, bytesOf, type Office } from './office.js';

/** What goes on a badge, as a registrar types it. */
export interface Wish {
  readonly name: string;
  readonly title: string;
  /** Names with slashes between them. */
  readonly department: string;
  readonly grade: string;
  readonly days: number;
  readonly urduName: string;
  readonly urduTitle: string;
  readonly urduDepartment: string;
  readonly post: string;
  /** Hex of the key that the person has lost; empty for none. */
  readonly replaces: string;
  readonly isListed: boolean;
}

const DAY_S = 86_400;
/** Badges end within half a year, so that a list that is held back misleads nobody for longer. */
export const MAX_DAYS = 366;
export const DEFAULT_DAYS = 180;

export const departmentOf = (text: string): Department =>
  text
    .split('/')
    .map((name) => cleanName(name))
    .filter((name) => name !== '');

/** Signs a badge with its pass, for whoever made the request. @throws ToolFault with the reason against it */
export async function issueBadge(
  office: Office,
  request: VerifiedBadgeRequest,
  wish: Wish,
): Promise<{ readonly entry: Extract<LogEntry, { what: 'badge' }>; readonly reply: Uint8Array }> {
  const { issuer, registrar, registrarPass, authority, key } = office;
  const department = departmentOf(wish.department);
  if (registrar?.mayIssueFor && !isWithin(department, registrar.mayIssueFor))
    throw new ToolFault(`this registrar may issue for ${registrar.mayIssueFor.join(' / ')} only`);
  if (!Number.isInteger(wish.days) || wish.days < 1 || wish.days > MAX_DAYS)
    throw new ToolFault(`a badge is good for 1 to ${MAX_DAYS} days`);
  const nowS = Math.floor(office.nowMs() / 1000);
  const untilS = nowS + wish.days * DAY_S;
  if (registrar && nowS >= registrar.untilS) throw new ToolFault('this registrar’s own time is over');
  const replaces = wish.replaces === '' ? null : readPersonId(Buffer.from(wish.replaces, 'hex'));
  if (wish.replaces !== '' && !replaces) throw new ToolFault('the key that is replaced is not 64 hex digits');
  const names: BadgeNames = { name: cleanName(wish.name), title: cleanName(wish.title), department };
  const id = new Uint8Array(randomBytes(8));
  const badge = await sealBadge(
    {
      issuer,
      holder: request.manifest.person,
      id,
      issuedS: nowS,
      fromS: nowS,
      untilS,
      names,
      urdu: urduOf(wish, names),
      grade: cleanName(wish.grade),
      post: wish.post === '' ? null : cleanName(wish.post),
      replaces,
      mayIssueFor: null,
    },
    key.sign,
  );
  // What does not open here opens nowhere: a name too long, a department without a name, a key that is hollow.
  if (!openBadge(badge.bytes))
    throw new ToolFault(
      'a name, title, grade, post or department is empty, too long, or has what cannot be seen in it',
    );
  const pass = await sealPass({ issuer, holder: badge.holder, id, fromS: nowS, untilS }, key.sign);
  const texts = { badge: base64(badge.bytes), pass: base64(pass.bytes), request: base64(request.bytes) };
  BADGES.know(texts.badge, badge);
  PASSES.know(texts.pass, pass);
  REQUESTS.know(texts.request, request);
  const reply = encodeReply({
    authority,
    badges: registrar ? [badge, registrar] : [badge],
    passes: registrarPass ? [pass, registrarPass] : [pass],
  });
  const entry = {
    what: 'badge' as const,
    person: badge.holder,
    id: hexText(id),
    ...texts,
    isListed: wish.isListed,
  };
  return { entry, reply };
}

/** The same levels as in the first language, or the department is left in that. */
function urduOf(wish: Wish, { department }: BadgeNames): BadgeNames | null {
  if (wish.urduName === '' && wish.urduTitle === '' && wish.urduDepartment === '') return null;
  const urdu = departmentOf(wish.urduDepartment);
  return {
    name: cleanName(wish.urduName || wish.name),
    title: cleanName(wish.urduTitle),
    department: urdu.length === department.length ? urdu : department,
  };
}

/** Signed things of the log by their text, so that each is checked once while the tool runs, however often it is read. */
class Checked<T> {
  readonly #known = new Map<string, T | null>();
  readonly #open: (bytes: Uint8Array) => T | null;

  constructor(open: (bytes: Uint8Array) => T | null) {
    this.#open = open;
  }

  /** This one was checked, or signed, just now. */
  know(text: string, value: T): void {
    this.#known.set(text, value);
  }

  get(text: string): T | null {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const opened = this.#open(bytesOf(text));
    this.#known.set(text, opened);
    return opened;
  }
}

const BADGES = new Checked(openBadge);
const PASSES = new Checked(openPass);
const REQUESTS = new Checked(openRequest);

/** A badge that this office has issued. */
export interface IssuedHere {
  readonly badge: VerifiedBadge;
  /** Base64. */
  readonly pass: string;
  readonly request: VerifiedBadgeRequest;
  readonly isListed: boolean;
  readonly standing: BadgeStanding;
  /** A newer one of the same person takes its place. */
  readonly isReplaced: boolean;
}

/** Every badge of a log, with what it is worth now. */
export function issuedBadges(office: Omit<Office, 'key'>): readonly IssuedHere[] {
  const trust = { authorities: new Set([office.authority.key]), revocations: [revocationsOf(office, 0, 0)] };
  const entries = office.log.all.filter(
    (entry): entry is Extract<Logged, { what: 'badge' }> => entry.what === 'badge',
  );
  const newest = new Map<string, number>();
  for (const { person, n } of entries) newest.set(person, n);
  return entries.flatMap((entry) => {
    const badge = BADGES.get(entry.badge);
    const request = REQUESTS.get(entry.request);
    if (!badge || !request) return [];
    const issued = { badge, registrar: office.registrar, authority: office.authority.key };
    const standing = standingOf(issued, trust, office.nowMs());
    return [
      {
        badge,
        request,
        pass: entry.pass,
        isListed: entry.isListed,
        standing: standing.kind === 'unchecked' ? { kind: 'good' as const } : standing,
        isReplaced: newest.get(entry.person) !== entry.n,
      },
    ];
  });
}

/** The reply that holds a badge which was issued before. */
export function replyWith(office: Omit<Office, 'key'>, { badge, pass }: IssuedHere): Uint8Array {
  const opened = PASSES.get(pass)!;
  return encodeReply({
    authority: office.authority,
    badges: office.registrar ? [badge, office.registrar] : [badge],
    passes: office.registrarPass ? [opened, office.registrarPass] : [opened],
  });
}

/** All that this office has revoked so far. */
export function revocationsOf(
  office: Omit<Office, 'key'>,
  number: number,
  nextUpdateMs: number,
): Omit<Revocations, never> {
  const badges = new Map<string, number>();
  const people = new Map<string, number>();
  const devices = new Map<string, number>();
  for (const entry of office.log.all) {
    if (entry.what !== 'revoke') continue;
    const rows = entry.kind === 'badge' ? badges : entry.kind === 'person' ? people : devices;
    rows.set(entry.target, Math.min(entry.fromMs, rows.get(entry.target) ?? Infinity));
  }
  return {
    authority: office.authority.key,
    issuer: office.issuer,
    registrar: office.registrar,
    number,
    issuedMs: office.nowMs(),
    nextUpdateMs,
    badges: [...badges].map(([id, fromMs]) => ({ id: new Uint8Array(Buffer.from(id, 'hex')), fromMs })),
    people: [...people].map(([person, fromMs]) => ({ person: person as PersonId, fromMs })),
    devices: [...devices].map(([device, fromMs]) => ({
      device: device as Revocations['devices'][number]['device'],
      fromMs,
    })),
  };
}
