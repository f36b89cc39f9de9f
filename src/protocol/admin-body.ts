import { KIND } from './body.js';
import { decodeArray, encode, isBytes, type Wire } from './codec.js';
import { openIntroduction, trustedIntroduction, type Introduction } from './introduction.js';
import { idBytes, readPersonId, readPostId, type EntryId, type PersonId, type PostId } from './ids.js';
import { MAX_ADMIN_BODY_BYTES, MAX_ANCHORS, MAX_KNOWS, MAX_PINS } from './limits.js';
import { readPoints, readSortedIds, wirePoints, type LogPoint } from './log-points.js';
import { isName } from './names.js';

/**
 * In a channel only admins write; everybody reads. A draft is what several people write on: admins change it, and every
 * member may say something about it. A post is written to whoever holds it: who is in the group follows its holders.
 */
export type GroupType = 'group' | 'channel' | 'draft' | 'post';
/** What a new member gets of what was written before: everything, or nothing. */
export type HistoryRule = 'all' | 'from-joining';
export type Role = 'member' | 'admin';

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
  /** The post that is written to; null unless `type` is 'post'. */
  readonly post: PostId | null;
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
const TYPES: readonly GroupType[] = ['group', 'channel', 'draft', 'post'];
const HISTORIES: readonly HistoryRule[] = ['all', 'from-joining'];
const ROLES: readonly Role[] = ['member', 'admin'];

/** Whether entries of a kind say who is in a group, and on what terms. */
export const isAdminKind = (kind: number): boolean => kind >= KIND.create && kind <= KIND.policy;

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
        ...(body.post ? [idBytes(body.post)] : []),
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
export const readAdminBody = (kind: number, bytes: unknown): AdminBody | null =>
  read(kind, bytes, openIntroduction);

/** As `readAdminBody`, of a body that was checked before it was stored under the vault key. */
export const trustedAdminBody = (kind: number, bytes: unknown): AdminBody | null =>
  read(kind, bytes, trustedIntroduction);

type Introduce = typeof openIntroduction;

function read(kind: number, bytes: unknown, introduce: Introduce): AdminBody | null {
  const wire = decodeArray(bytes, MAX_ADMIN_BODY_BYTES);
  const knows = wire && isBytes(wire[0], 16) ? readSortedIds(wire.at(-1), MAX_KNOWS) : null;
  if (!wire || !knows || wire.length < 2) return null;
  const fields = wire.slice(1, -1);
  switch (kind) {
    case KIND.create:
      return readCreate(fields, knows, introduce);
    case KIND.add:
      return readAdd(fields, knows, introduce);
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

function readCreate(
  fields: readonly unknown[],
  knows: readonly EntryId[],
  introduce: Introduce,
): CreateBody | null {
  const [typeCode, name, historyCode, manifest, card, postWire] = fields;
  const type = typeof typeCode === 'number' ? TYPES[typeCode - 1] : undefined;
  const history = choice(HISTORIES, historyCode);
  if (knows.length > 0 || !type || !isName(name) || !history) return null;
  const post = type === 'post' ? readPostId(postWire) : null;
  if (type === 'post' ? fields.length !== 6 || !post : fields.length !== 5) return null;
  const introduction = introduce(manifest, card);
  return introduction && { kind: KIND.create, type, name, history, post, ...introduction, knows };
}

function readAdd(
  fields: readonly unknown[],
  knows: readonly EntryId[],
  introduce: Introduce,
): AddBody | null {
  if (fields.length !== 6) return null;
  const person = readPersonId(fields[0]);
  const role = choice(ROLES, fields[1]);
  const history = choice(HISTORIES, fields[4]);
  const anchors = readPoints(fields[5], MAX_ANCHORS);
  if (!person || !role || !history || !anchors || (history === 'all' && anchors.length > 0)) return null;
  const introduction = introduce(fields[2], fields[3]);
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

const choice = <T>(choices: readonly T[], code: unknown): T | undefined =>
  typeof code === 'number' ? choices[code] : undefined;
