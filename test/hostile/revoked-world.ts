/**
 * Officers of two authorities, whose badges and devices are revoked, and the devices that hear of it in any order: what each of
 * them holds, and what they are to say by what was signed alone.
 */
import type { RegistryDocs } from '../../src/app/registry-docs.js';
import type { StoredEntry } from '../../src/app/ports.js';
import { sealAuthority } from '../../src/protocol/authority.js';
import { sealBadge, type VerifiedBadge } from '../../src/protocol/badge.js';
import { KIND } from '../../src/protocol/body.js';
import { ed25519PublicKey, ed25519Sign } from '../../src/protocol/ed25519.js';
import { readDeviceId, readEntryId, readIssuerId, readPersonId, type DeviceId, type EntryId, type PersonId } from '../../src/protocol/ids.js'; // prettier-ignore
import { encodeMessageBody, type MessageBody } from '../../src/protocol/message-body.js';
import { sealRevocations, type Revocations } from '../../src/protocol/revocations.js';
import { plainText } from '../../src/protocol/text-body.js';
import { aConversationId, anEntry } from '../contract/samples.js';
import type { Dice } from '../sim/dice.js';
import { ThreePeople } from '../support/three-people.js';

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = 1_767_225_600_000;
const BADGE_DAY_MS = NOW_MS - 60 * DAY_MS;
const FINANCE = ['Finance Division'];

function aKey(n: number) {
  const seed = new Uint8Array(32).fill(n);
  const bytes = ed25519PublicKey(seed);
  const sign = (covered: Uint8Array) => Promise.resolve(ed25519Sign(seed, covered));
  return { bytes, sign, person: readPersonId(bytes)!, issuer: readIssuerId(bytes)!, device: readDeviceId(bytes)! }; // prettier-ignore
}

const [ESTABLISHMENT, CABINET, REGISTRAR] = [aKey(101), aKey(102), aKey(103)];
type Key = ReturnType<typeof aKey>;

const sealedBadge = (holder: Key, by: Key, id: number, department: readonly string[], isRegistrar = false) =>
  sealBadge(
    {
      issuer: by.issuer,
      holder: holder.person,
      id: new Uint8Array(8).fill(id),
      issuedS: (BADGE_DAY_MS - (isRegistrar ? DAY_MS : 0)) / 1000,
      fromS: (BADGE_DAY_MS - (isRegistrar ? DAY_MS : 0)) / 1000,
      untilS: (NOW_MS + 365 * DAY_MS) / 1000,
      names: { name: 'Officer', title: '', department },
      urdu: null,
      grade: '',
      post: null,
      replaces: null,
      mayIssueFor: isRegistrar ? FINANCE : null,
    },
    by.sign,
  );

/** A badge as the test knows it, whatever the app makes of it. */
interface Shown {
  readonly badge: VerifiedBadge;
  readonly id: number;
  readonly root: Key;
  readonly isByRegistrar: boolean;
  readonly isOfFinance: boolean;
}

export interface Officer {
  readonly key: Key;
  readonly devices: readonly Key[];
  readonly badges: readonly Shown[];
}

/** The cast: one by a registrar with two devices, one of another division, one with badges of two authorities, one with none. */
export async function aCast() {
  const registrar = await sealedBadge(REGISTRAR, ESTABLISHMENT, 50, FINANCE, true);
  const officer = async (
    n: number,
    devices: number,
    badges: readonly (readonly [by: Key, department: readonly string[]])[],
  ): Promise<Officer> => {
    const key = aKey(n);
    return {
      key,
      devices: Array.from({ length: devices }, (_, i) => aKey(n + 100 + 10 * (i + 1))),
      badges: await Promise.all(
        badges.map(async ([by, department], i) => ({
          badge: await sealedBadge(key, by, 10 * n + i, department),
          id: 10 * n + i,
          root: by === REGISTRAR ? ESTABLISHMENT : by,
          isByRegistrar: by === REGISTRAR,
          isOfFinance: department[0] === FINANCE[0],
        })),
      ),
    };
  };
  const authority = ({ issuer: key, sign }: Key) =>
    sealAuthority({ key, name: 'An Authority', urduName: null, issuedMs: BADGE_DAY_MS }, sign);
  return {
    registrar,
    authorities: [await authority(ESTABLISHMENT), await authority(CABINET)],
    officers: [
      await officer(1, 2, [[REGISTRAR, [...FINANCE, 'Budget Wing']]]),
      await officer(2, 1, [[ESTABLISHMENT, ['Interior Division']]]),
      await officer(3, 2, [[ESTABLISHMENT, FINANCE], [CABINET, ['Cabinet Division']]]), // prettier-ignore
      await officer(4, 1, []),
    ],
    sample: await anEntry({ conversation: aConversationId(20), author: 1, seq: 0 }),
  };
}
export type Cast = Awaited<ReturnType<typeof aCast>>;

/** Somebody whose devices are those of the cast. */
export class CastMembership extends ThreePeople {
  readonly #owners: ReadonlyMap<DeviceId, PersonId>;
  constructor({ officers }: Cast) {
    super();
    this.#owners = new Map(officers.flatMap(({ key, devices }) => devices.map(({ device }) => [device, key.person] as const))); // prettier-ignore
    this.others = officers.map(({ key }) => key.person);
  }
  override personOf(device: DeviceId) {
    return this.#owners.get(device) ?? null;
  }
  override counts(device: DeviceId) {
    return this.#owners.has(device);
  }
  override mightPost() {
    return true;
  }
}

/** What an issuer takes back, from when on: numbers of badges, people and devices. */
interface Rows {
  readonly badges: readonly (readonly [id: number, fromMs: number])[];
  readonly people: readonly (readonly [key: Key, fromMs: number])[];
  readonly devices: readonly (readonly [key: Key, fromMs: number])[];
}

export interface AList {
  readonly by: Key;
  readonly root: Key;
  readonly number: number;
  readonly issuedMs: number;
  readonly rows: Rows;
  readonly bytes: Uint8Array;
}

const NO_ROWS: Rows = { badges: [], people: [], devices: [] };

/** A day from which something is revoked: often long before the list is issued, now and then a day to come. */
const aDay = (dice: Dice): number => NOW_MS + dice.between(-20 * 24, 24) * HOUR_MS;

function someRows({ officers }: Cast, dice: Dice): Rows {
  const who = dice.pick(officers);
  const fromMs = aDay(dice);
  switch (dice.between(0, 2)) {
    case 0:
      return who.badges.length === 0 ? NO_ROWS : { ...NO_ROWS, badges: [[dice.pick(who.badges).id, fromMs]] };
    case 1:
      return { ...NO_ROWS, people: [[who.key, fromMs]] };
    default:
      return { ...NO_ROWS, devices: [[dice.pick(who.devices), fromMs]] };
  }
}

const joined = (a: Rows, b: Rows): Rows => ({
  badges: [...a.badges, ...b.badges],
  people: [...a.people, ...b.people],
  devices: [...a.devices, ...b.devices],
});

/** Lists of all issuers, each one's numbered; the newest may say less than those before. A registrar that is ended stays so. */
export async function someLists(cast: Cast, dice: Dice): Promise<readonly AList[]> {
  const lists: AList[] = [];
  const endedMs = dice.chance(0.3) ? aDay(dice) : null;
  for (const by of [ESTABLISHMENT, CABINET, REGISTRAR]) {
    let rows = NO_ROWS;
    const count = dice.between(0, 3);
    for (let number = 1; number <= count; number++) {
      const keeps = dice.chance(0.8) ? rows : NO_ROWS;
      rows = joined(keeps, dice.chance(0.8) ? someRows(cast, dice) : NO_ROWS);
      const isEnding = endedMs !== null && by === ESTABLISHMENT && number === count;
      const ends: Rows = dice.chance(0.5)
        ? { ...NO_ROWS, badges: [[50, endedMs ?? 0]] }
        : { ...NO_ROWS, people: [[REGISTRAR, endedMs ?? 0]] };
      const root = by === REGISTRAR ? ESTABLISHMENT : by;
      const issuedMs = NOW_MS + (number - 4) * 5 * HOUR_MS;
      const said = isEnding ? joined(rows, ends) : rows;
      const list: Omit<Revocations, 'registrar'> = {
        authority: root.issuer,
        issuer: by.issuer,
        number,
        issuedMs,
        nextUpdateMs: NOW_MS + 30 * DAY_MS,
        badges: said.badges.map(([id, fromMs]) => ({ id: new Uint8Array(8).fill(id), fromMs })),
        people: said.people.map(([{ person }, fromMs]) => ({ person, fromMs })),
        devices: said.devices.map(([{ device }, fromMs]) => ({ device, fromMs })),
      };
      const registrar = by === REGISTRAR ? cast.registrar : null;
      const { bytes } = await sealRevocations({ ...list, registrar }, by.sign);
      lists.push({ by, root, number, issuedMs, rows: said, bytes });
    }
  }
  return lists;
}

/** Something that was said, and by whom. */
export interface ASaying {
  readonly stored: StoredEntry;
  readonly officer: Officer;
  readonly device: Key;
  readonly what: 'text' | 'edit' | 'deletion' | 'submission' | 'cosign';
  readonly target: EntryId | null;
}

/** What the devices of all officers say: each in the order of its own log, with clocks that are right, slow, or far behind the place. */
export function someSayings({ officers, sample }: Cast, dice: Dice): readonly ASaying[] {
  const sayings: ASaying[] = [];
  const [first, second] = officers;
  const say = (
    officer: Officer,
    device: Key,
    seq: number,
    orderMs: number,
    what: ASaying['what'],
    body: MessageBody,
  ): void => {
    const bytes = encodeMessageBody(dice.bytes(16), body);
    const lag = dice.pick([0, 0, 0, HOUR_MS, DAY_MS, DAY_MS + 1, 9 * DAY_MS]);
    const entry = {
      ...sample.entry,
      id: readEntryId(dice.bytes(32))!,
      author: device.device,
      seq,
      orderMs,
      sentAtMs: orderMs - lag,
      kind: body.kind,
    };
    const target = 'target' in body ? body.target : null;
    sayings.push({ stored: { entry, body: bytes }, officer, device, what, target });
  };
  for (const officer of officers)
    for (const device of officer.devices) {
      let orderMs = NOW_MS - dice.between(1, 25) * DAY_MS;
      for (let seq = 0; seq < dice.between(1, 5); seq++) {
        orderMs += dice.between(1, 10 * 24) * HOUR_MS + 1;
        const own = sayings.filter((one) => one.officer === officer && one.what === 'text');
        const target = own.length > 0 ? dice.pick(own).stored.entry.id : null;
        const put = sayings.find(({ what }) => what === 'submission');
        const [hash, remarks, signer] = [new Uint8Array(32).fill(7), '', { person: officer.key.person, name: 'Officer' }]; // prettier-ignore
        if (target && dice.chance(0.3))
          say(officer, device, seq, orderMs, 'edit', { kind: KIND.edit, target, text: `now ${seq}`, mentions: [] }); // prettier-ignore
        else if (target && dice.chance(0.15))
          say(officer, device, seq, orderMs, 'deletion', { kind: KIND.delete, target });
        else if (officer === first && !put)
          say(officer, device, seq, orderMs, 'submission', { kind: KIND.submit, hash, pieces: 1, remarks, approvers: [second!.key.person], ...signer }); // prettier-ignore
        else if (officer === second && put && dice.chance(0.5))
          say(officer, device, seq, orderMs, 'cosign', { kind: KIND.cosign, target: put.stored.entry.id, hash, isApproval: true, remarks, ...signer }); // prettier-ignore
        else say(officer, device, seq, orderMs, 'text', { kind: KIND.text, ...plainText(`said ${seq}`) });
      }
    }
  return sayings;
}

// ——— What is to be said of them, by the words of docs/protocol.md §12.2 and by no code of the app ———

const least = (numbers: readonly number[]): number | null => (numbers.length > 0 ? Math.min(...numbers) : null); // prettier-ignore

/** The lists that hold once everything is known: of each issuer the newest, a registrar’s only from while it was one. */
export function listsInForce(lists: readonly AList[]): readonly AList[] {
  const newest = (by: Key, isCounted: (list: AList) => boolean) =>
    lists.filter((one) => one.by === by && isCounted(one)).sort((a, b) => b.number - a.number)[0];
  const own = newest(ESTABLISHMENT, () => true);
  const endsMs = least([
    ...(own?.rows.badges ?? []).flatMap(([id, fromMs]) => (id === 50 ? [fromMs] : [])),
    ...(own?.rows.people ?? []).flatMap(([key, fromMs]) => (key === REGISTRAR ? [fromMs] : [])),
  ]);
  const theirs = newest(REGISTRAR, ({ issuedMs }) => endsMs === null || issuedMs < endsMs);
  return [own, newest(CABINET, () => true), theirs].filter((list) => list !== undefined);
}

/** From when on what an officer signs by a device is no official word, and whether that is for the device’s sake. */
export function endOf({ key, badges }: Officer, device: Key, inForce: readonly AList[]) {
  const governs = (list: AList, badge: Shown) => list.root === badge.root && (list.by !== REGISTRAR || badge.isOfFinance); // prettier-ignore
  const ends = badges.map((badge) => {
    const found: number[] = [];
    for (const list of inForce) {
      if (governs(list, badge)) {
        for (const [id, fromMs] of list.rows.badges) if (id === badge.id) found.push(fromMs);
        for (const [person, fromMs] of list.rows.people) if (person === key) found.push(fromMs);
      }
      if (!badge.isByRegistrar || list.by !== ESTABLISHMENT) continue;
      for (const [id, fromMs] of list.rows.badges) if (id === 50 && fromMs <= BADGE_DAY_MS) found.push(BADGE_DAY_MS); // prettier-ignore
      for (const [person, fromMs] of list.rows.people) if (person === REGISTRAR && fromMs <= BADGE_DAY_MS) found.push(BADGE_DAY_MS); // prettier-ignore
    }
    return least(found);
  });
  const ofDevice = least(
    inForce.flatMap((list) =>
      badges.some((badge) => governs(list, badge))
        ? list.rows.devices.flatMap(([one, fromMs]) => (one === device ? [fromMs] : []))
        : [],
    ),
  );
  const isAll = ends.length > 0 && ends.every((fromMs) => fromMs !== null);
  const ofBadge = isAll ? Math.max(...ends.map((fromMs) => fromMs ?? 0)) : null;
  if (ofDevice !== null && (ofBadge === null || ofDevice <= ofBadge)) return { fromMs: ofDevice, what: 'device' }; // prettier-ignore
  return ofBadge === null ? null : { fromMs: ofBadge, what: 'badge' };
}

/** `act what fromMs sure|unsure`, or a dash. */
export const NO_MARK = '-';

function wordOf(saying: ASaying, act: string, inForce: readonly AList[]): string {
  const end = endOf(saying.officer, saying.device, inForce);
  const { sentAtMs, orderMs } = saying.stored.entry;
  if (!end || orderMs < end.fromMs) return NO_MARK;
  const isPushed = orderMs > sentAtMs + DAY_MS;
  const isSure = !isPushed || sentAtMs >= end.fromMs;
  return `${act} ${end.what} ${end.fromMs} ${isSure ? 'sure' : 'unsure'}`;
}

/** Of each message what is to be said of it, and of each approval. */
export function wordsFor(sayings: readonly ASaying[], lists: readonly AList[]): ReadonlyMap<string, string> {
  const inForce = listsInForce(lists);
  const words = new Map<string, string>();
  const byPlace = [...sayings].sort((a, b) => a.stored.entry.orderMs - b.stored.entry.orderMs || (a.stored.entry.id < b.stored.entry.id ? -1 : 1)); // prettier-ignore
  const about = (id: EntryId, what: ASaying['what']) => byPlace.filter((one) => one.target === id && one.what === what); // prettier-ignore
  for (const saying of sayings) {
    const { id } = saying.stored.entry;
    if (saying.what === 'submission') {
      const last = about(id, 'cosign').at(-1);
      words.set(`approval of ${id}`, last ? wordOf(last, 'signed', inForce) : NO_MARK);
    }
    if (saying.what !== 'text' && saying.what !== 'submission') continue;
    const written = wordOf(saying, 'written', inForce);
    const [deletion] = about(id, 'deletion');
    const edit = about(id, 'edit').at(-1);
    const changed = deletion
      ? wordOf(deletion, 'deleted', inForce)
      : edit
        ? wordOf(edit, 'changed', inForce)
        : NO_MARK;
    const sure = [written, changed].find((word) => word.endsWith(' sure'));
    words.set(id, sure ?? (written === NO_MARK ? changed : written));
  }
  return words;
}

/** Gives each device what another one holds that it wants, until nobody wants anything: what links come to. */
export function levelled(devices: readonly RegistryDocs[]): void {
  for (let isMoving = true; isMoving;) {
    isMoving = false;
    for (const one of devices)
      for (const other of devices)
        for (const row of other.rows()) {
          const bytes = one !== other && one.wants(row) ? other.get(row) : null;
          if (bytes && one.take(row.kind, bytes) === 'kept') isMoving = true;
        }
  }
}
