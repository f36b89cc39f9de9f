import { KIND } from './body.js';
import { openCard, type VerifiedCard } from './card.js';
import { decodeArray, encode, isBytes, type Wire } from './codec.js';
import { idBytes, readPersonId, type EntryId, type PersonId } from './ids.js';
import { MAX_ADMIN_BODY_BYTES, MAX_ANCHORS, MAX_KNOWS, MAX_PINS } from './limits.js';
import { readPoints, readSortedIds, wirePoints, type LogPoint } from './log-points.js';
import { hasDevice, openManifest, type VerifiedManifest } from './manifest.js';
import { isName } from './names.js';

/** In a channel only admins write; everybody reads. */
export type GroupType = 'group' | 'channel';
/** What a new member gets of what was written before: everything, or nothing. */
export type HistoryRule = 'all' | 'from-joining';
export type Role = 'member' | 'admin';

/** A person's manifest and the card of one of the devices in it: enough to check and to dial that person. */
export interface Introduction {
  readonly manifest: VerifiedManifest;
  readonly card: VerifiedCard;
}

interface Knowing {
  /**
   * The admin entries that no other admin entry known to the author knows: sorted, at most MAX_KNOWS. They are the
   * causal order of admin entries, so that a roster never has to look at messages.
   */
  readonly knows: readonly EntryId[];
}

export interface CreateBody extends Introduction, Knowing {
  readonly kind: typeof KIND.create;
  readonly type: GroupType;
  readonly name: string;
  readonly history: HistoryRule;
}
export interface AddBody extends Introduction, Knowing {
  readonly kind: typeof KIND.add;
  readonly person: PersonId;
  readonly role: Role;
  readonly history: HistoryRule;
  /** Heads of the logs the adder knew, from which on the person gets them; empty unless `history` is 'from-joining'. */
  readonly anchors: readonly LogPoint[];
}
export interface RemoveBody extends Knowing {
  readonly kind: typeof KIND.remove;
  readonly person: PersonId;
  /** How far the person's logs count. Of a log that is not named, nothing does. */
  readonly pins: readonly LogPoint[];
}
export interface LeaveBody extends Knowing {
  readonly kind: typeof KIND.leave;
}
export interface PolicyBody extends Knowing {
  readonly kind: typeof KIND.policy;
  /** Null where it stays as it is; not both. */
  readonly name: string | null;
  readonly history: HistoryRule | null;
}
export type AdminBody = CreateBody | AddBody | RemoveBody | LeaveBody | PolicyBody;

// On the wire each is its index here; a group's type is one more.
const TYPES: readonly GroupType[] = ['group', 'channel'];
const HISTORIES: readonly HistoryRule[] = ['all', 'from-joining'];
const ROLES: readonly Role[] = ['member', 'admin'];

/** The body of an admin entry. `salt` is 16 random bytes. What is over a cap of `limits.ts`, no reader takes. */
export const encodeAdminBody = (salt: Uint8Array, body: AdminBody): Uint8Array =>
  encode([salt, ...fieldsOf(body), body.knows.map(idBytes)]);

function fieldsOf(body: AdminBody): readonly Wire[] {
  switch (body.kind) {
    case KIND.create:
      return [
        TYPES.indexOf(body.type) + 1,
        body.name,
        HISTORIES.indexOf(body.history),
        body.manifest.bytes,
        body.card.bytes,
      ];
    case KIND.add:
      return [
        idBytes(body.person),
        ROLES.indexOf(body.role),
        body.manifest.bytes,
        body.card.bytes,
        HISTORIES.indexOf(body.history),
        wirePoints(body.anchors),
      ];
    case KIND.remove:
      return [idBytes(body.person), wirePoints(body.pins)];
    case KIND.leave:
      return [];
    case KIND.policy:
      return [body.name, body.history && HISTORIES.indexOf(body.history)];
  }
}

/** Reads the body of an entry of `kind`, signatures in it included; null if it is none. Never throws. */
export function readAdminBody(kind: number, bytes: unknown): AdminBody | null {
  const wire = decodeArray(bytes, MAX_ADMIN_BODY_BYTES);
  const knows = wire && isBytes(wire[0], 16) ? readSortedIds(wire.at(-1), MAX_KNOWS) : null;
  if (!wire || !knows || wire.length < 2) return null;
  const fields = wire.slice(1, -1);
  switch (kind) {
    case KIND.create:
      return readCreate(fields, knows);
    case KIND.add:
      return readAdd(fields, knows);
    case KIND.remove:
      return readRemove(fields, knows);
    case KIND.leave:
      return fields.length === 0 ? { kind, knows } : null;
    case KIND.policy:
      return readPolicy(fields, knows);
    default:
      return null;
  }
}

function readCreate(fields: readonly unknown[], knows: readonly EntryId[]): CreateBody | null {
  const [typeCode, name, historyCode, manifest, card] = fields;
  const type = typeof typeCode === 'number' ? TYPES[typeCode - 1] : undefined;
  const history = choice(HISTORIES, historyCode);
  if (fields.length !== 5 || knows.length > 0 || !type || !isName(name) || !history) return null;
  const introduction = readIntroduction(manifest, card);
  return introduction && { kind: KIND.create, type, name, history, ...introduction, knows };
}

function readAdd(fields: readonly unknown[], knows: readonly EntryId[]): AddBody | null {
  if (fields.length !== 6) return null;
  const person = readPersonId(fields[0]);
  const role = choice(ROLES, fields[1]);
  const history = choice(HISTORIES, fields[4]);
  const anchors = readPoints(fields[5], MAX_ANCHORS);
  if (!person || !role || !history || !anchors || (history === 'all' && anchors.length > 0)) return null;
  const introduction = readIntroduction(fields[2], fields[3]);
  if (introduction?.manifest.person !== person) return null;
  return { kind: KIND.add, person, role, ...introduction, history, anchors, knows };
}

function readRemove(fields: readonly unknown[], knows: readonly EntryId[]): RemoveBody | null {
  const person = readPersonId(fields[0]);
  const pins = readPoints(fields[1], MAX_PINS);
  return fields.length === 2 && person && pins ? { kind: KIND.remove, person, pins, knows } : null;
}

function readPolicy(fields: readonly unknown[], knows: readonly EntryId[]): PolicyBody | null {
  const [name, historyCode] = fields;
  const history = historyCode === null ? null : choice(HISTORIES, historyCode);
  if (fields.length !== 2 || history === undefined || (name !== null && !isName(name))) return null;
  return name === null && history === null ? null : { kind: KIND.policy, name, history, knows };
}

/** As in a credential (`credential.ts`), but no secret that lets strangers in is meant for a whole group. */
function readIntroduction(manifestBytes: unknown, cardBytes: unknown): Introduction | null {
  const manifest = openManifest(manifestBytes);
  const card = manifest && openCard(cardBytes);
  if (!card || card.person !== manifest.person || card.intro !== null) return null;
  return hasDevice(manifest, card.device) ? { manifest, card } : null;
}

const choice = <T>(choices: readonly T[], code: unknown): T | undefined =>
  typeof code === 'number' ? choices[code] : undefined;
